/**
 * One account, derived again within one snapshot: its journal page by page, each balance update against the row that
 * caused it, each charge against its usage event, and in the end the present state. Changes nothing.
 */
import { isBudget, subjectOf } from '../core/address.js';
import type { AnyLotKind } from '../core/kinds.js';
import type { Instant, Nano } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { attempt, JournalAudit, linesOf, type Judged } from './derive-journal.js';
import { LotsAudit } from './derive-lots.js';
import { Findings } from './difference.js';
import type { LotRow, UpdateRow } from '../books/tables.js';
import { lastBefore, lotsById, readAccount, updatesAfter, type FoundAccount, type Owner } from './journal-rows.js';
import type { StoredCatalogs } from './reconcile-catalogs.js';
import { judgeRequests } from './reconcile-requests.js';
import { judgeAct, judgeCharged, judgeHold, judgeIssue, judgeRaise } from './reconcile-causes.js';
import {
  actionsByHash,
  chargesOfEvents,
  decisionsById,
  firstNumberOf,
  type FoundCharge,
  type FoundDecision,
  type FoundAction,
} from './reconcile-rows.js';
import { judgeCounts } from './reconcile-counts.js';
import { GrantsAudit } from './reconcile-grants.js';
import { availableOn, ForgivenAudit, heldByLot, heldOn, judgeState } from './reconcile-state.js';
import { SumsAudit } from './reconcile-sums.js';
import { judgeWindows } from './reconcile-windows.js';
import { UsageAudit, type UsageRow } from './reconcile-usage.js';

/** What happened in `[from, to)`; null: from the beginning, up to now. */
export interface Period {
  from: Instant | null;
  to: Instant | null;
}

/** What was found on one account. */
export interface AccountReport {
  findings: Findings;
  updates: bigint;
  events: bigint;
  charges: bigint;
  /** Usage events that are not settled yet. */
  pending: bigint;
  /** What charges come to, and what of it was undone by others. */
  usage: Nano;
  reversed: Nano;
  /** Available credits as found, less those derived. */
  difference: Nano;
}

const PAGE = 2_000;
const NO_UUID = '00000000-0000-0000-0000-000000000000';
/** What admins do that nothing else does: the act is the cause. */
const ACTED: readonly string[] = [
  'PLAN_CHANGED',
  'STATE_CHANGED',
  'REVOKE',
  'REFUND',
  'ALLOWANCE_RESET',
  'BUDGET_RAISED',
  'RESETS_GRANTED',
  'RESET_REDEEMED',
];
const CHARGED: readonly string[] = ['SETTLE', 'VOIDED', 'DEBT_INCURRED', 'FORGIVEN'];
/** The one update that each charge has on its account. */
const SETTLES: readonly string[] = ['SETTLE', 'VOIDED'];

/** What the rows of one page lead to. */
interface Causes {
  lots: Map<string, LotRow>;
  decisions: Map<string, FoundDecision>;
  /** By event, on pools only; elsewhere they come in the order of their numbers. */
  charges: Map<string, FoundCharge | null>;
  /** By their hash, in hex. */
  actions: Map<string, FoundAction>;
}

/**
 * Derives an account again; null where there is none.
 * @param step told after each page how many updates it had; may throw to end the run
 */
export async function reconcileAccount(
  tx: Tx,
  owner: Owner,
  period: Period,
  catalogs: StoredCatalogs,
  step: (updates: number) => void,
): Promise<AccountReport | null> {
  const account = await readAccount(tx, owner);
  if (!account) return null;
  const base = period.from === null ? null : await lastBefore(tx, owner, account.seq, period.from);
  const audit = new AccountAudit(tx, owner, account, period, catalogs, base);
  const last = period.to === null ? null : ((await lastBefore(tx, owner, account.seq, period.to))?.seq ?? 0n);
  for (let after = base?.seq ?? 0n, more = true; more;) {
    const page = await updatesAfter(tx, owner, after, last, PAGE);
    await audit.page(page.rows);
    after = page.rows.at(-1)?.seq ?? after;
    more = page.more;
    step(page.rows.length);
  }
  return audit.end();
}

class AccountAudit {
  private readonly findings: Findings;
  private readonly journal: JournalAudit;
  private readonly lots: LotsAudit;
  private readonly sums = new SumsAudit();
  private readonly forgiven = new ForgivenAudit();
  /** Null until it is known with which number the period begins. */
  private usage: UsageAudit | null = null;
  /** The charge that was settled last, and which of its updates have come. */
  private latest: { row: UsageRow; seen: Set<string> } | null = null;

  constructor(
    private readonly tx: Tx,
    private readonly owner: Owner,
    private readonly account: FoundAccount,
    private readonly period: Period,
    private readonly catalogs: StoredCatalogs,
    base: UpdateRow | null,
  ) {
    this.findings = new Findings(account.id);
    this.journal = new JournalAudit(this.findings, base);
    this.lots = new LotsAudit(owner, this.findings);
    if (period.from === null) this.usage = this.usageFrom(1n);
  }

  async page(rows: readonly UpdateRow[]): Promise<void> {
    const lines = new Map(rows.map((row) => [row, linesOf(row)]));
    const causes = await this.causesOf(
      rows,
      [...lines.values()].flatMap((of) => of?.flatMap(({ lot }) => lot ?? []) ?? []),
    );
    const kindOf = (lot: string): AnyLotKind | undefined => causes.lots.get(lot)?.kind;
    for (const row of rows) {
      if (this.period.to === null && row.seq > this.account.seq) {
        const { seq } = row;
        this.findings.add('UNEXPECTED', 'BALANCE_UPDATE', 'The account has not come to this number.', { seq });
        continue;
      }
      const judged = this.journal.take(row, lines.get(row) ?? null, kindOf);
      if (this.whole) this.lots.take(judged.lines ?? []);
      this.forgiven.take(judged);
      await this.judgeCause(judged, causes);
    }
    if (this.whole) this.lots.closeFinished(causes.lots);
  }

  async end(): Promise<AccountReport> {
    const { tx, owner, account, journal, findings, usage, period } = this;
    this.endCharge();
    if (period.to === null) journal.end(account);
    await usage?.end(period.to);
    if (this.whole) await this.endState();
    const found = period.to === null ? await availableOn(tx, owner) : journal.found;
    return {
      findings,
      updates: journal.updates,
      events: usage?.events ?? 0n,
      charges: usage?.charges ?? 0n,
      usage: usage?.used ?? 0n,
      reversed: usage?.reversed ?? 0n,
      pending: account.usageNo - account.settledNo,
      difference: found - journal.derived,
    };
  }

  /** Whether all that the account ever had is derived again, and so its present state. */
  private get whole(): boolean {
    return this.period.from === null && this.period.to === null;
  }

  private async endState(): Promise<void> {
    const { tx, owner, account, findings, journal } = this;
    const held = await heldOn(tx, owner);
    const grants = new GrantsAudit(findings, account);
    await this.lots.end(tx, heldByLot(held), (row) => grants.take(row));
    grants.end();
    await this.sums.end(tx, owner, findings);
    if (journal.image) judgeState(account, journal.image, held, this.forgiven, findings);
    await judgeCounts(tx, owner, account, findings);
    if (isBudget(account.address)) await judgeRequests(tx, owner, findings);
  }

  private usageFrom(first: bigint): UsageAudit {
    const settled = ({ event, charge }: UsageRow) => {
      if (event && charge) attempt(() => this.sums.take(event, charge.charge));
    };
    return new UsageAudit(this.tx, this.owner, this.account, this.catalogs, this.findings, first, settled);
  }

  private async causesOf(rows: readonly UpdateRow[], lots: readonly string[]): Promise<Causes> {
    const { tx, owner } = this;
    const idsOf = (causes: readonly string[]) => [
      ...new Set(rows.filter(({ cause }) => causes.includes(cause)).map(({ causeId }) => causeId ?? NO_UUID)),
    ];
    const settled = idsOf(SETTLES);
    if (!this.usage && settled.length && !this.isShared) {
      const first = await firstNumberOf(tx, owner, settled);
      if (first !== null) this.usage = this.usageFrom(first);
    }
    const decisions = await decisionsById(tx, owner.tenant, idsOf(['HOLD']));
    await this.catalogs.load(tx, new Set([...decisions.values()].flatMap(({ body }) => body?.catalog ?? [])));
    const acted = rows.flatMap(({ cause, causeHash }) => (ACTED.includes(cause) ? (causeHash ?? []) : []));
    return {
      lots: await lotsById(tx, owner, lots),
      actions: await actionsByHash(tx, owner.tenant, acted),
      decisions,
      charges: this.isShared ? await chargesOfEvents(tx, owner.tenant, idsOf(CHARGED)) : new Map<string, null>(),
    };
  }

  /** Only subjects use anything: what is settled on other accounts are charges of theirs. */
  private get isShared(): boolean {
    return subjectOf(this.account.address) === null;
  }

  private async judgeCause(judged: Judged, causes: Causes): Promise<void> {
    const { cause, causeId } = judged.row;
    const { findings } = this;
    const owner = { ...this.owner, address: this.account.address };
    if (cause === 'HOLD') {
      const decision = causes.decisions.get(causeId ?? '');
      judgeHold(judged, decision, owner, findings);
      judgeWindows(judged, decision, owner, this.catalogs, findings);
    } else if (cause === 'GRANT' || cause === 'PURCHASE') judgeIssue(judged, causes.lots, findings);
    else if (cause === 'BUDGET_RAISED') judgeRaise(judged, causes, findings);
    else if (ACTED.includes(cause)) judgeAct(judged, causes.actions, findings);
    else if (CHARGED.includes(cause)) {
      const charge = this.isShared ? causes.charges.get(causeId ?? '') : await this.chargeOf(judged);
      if (charge) judgeCharged(judged, charge, owner, findings);
      else if (judged.sound) this.chargeMissing(judged.row, charge === null);
    }
  }

  /** The charge of an update on a subject's account; undefined where not even its event is there. */
  private async chargeOf(judged: Judged): Promise<FoundCharge | null | undefined> {
    const { cause, causeId } = judged.row;
    if (SETTLES.includes(cause)) {
      this.endCharge();
      const row = await this.usage?.settledBy(judged);
      this.latest = row ? { row, seen: new Set() } : null;
      return row ? row.charge : undefined;
    }
    const charge = this.latest?.row.charge;
    if (charge?.charge.uuid !== causeId && judged.sound) return undefined;
    this.latest?.seen.add(cause);
    return charge;
  }

  /** The charge settled last has no more updates to come. */
  private endCharge(): void {
    const { latest } = this;
    this.latest = null;
    const charge = latest?.row.charge?.charge;
    if (!latest || !charge || charge.body.reverses) return;
    const about = { usageNo: charge.usageNo, charge: charge.uuid, usageEvent: charge.uuid };
    const lacks = (cause: string, amount: Nano) => {
      if (amount <= 0n || latest.seen.has(cause)) return;
      this.findings.add('MISSING', 'BALANCE_UPDATE', `The charge has no balance update ${cause}.`, about);
    };
    lacks('DEBT_INCURRED', charge.debt + charge.forgiven);
    lacks('FORGIVEN', charge.forgiven);
  }

  private chargeMissing({ seq, causeId }: UpdateRow, eventThere: boolean): void {
    const about = { seq, usageEvent: causeId, charge: causeId };
    const what = eventThere ? 'The charge' : 'The charge, or its usage event,';
    this.findings.add('MISSING', 'CHARGE', `${what} that caused this balance update is not there.`, about);
  }
}
