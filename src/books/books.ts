/**
 * One unit of work over locked accounts, in memory: which are locked, what time it is for them, what was posted. Every
 * change that the journal tells of goes through here, and write-books.ts writes all of it together.
 */
import type { HoldState } from '../core/holds.js';
import { subjectOf } from '../core/address.js';
import { resetsEndAt } from '../core/banked-resets.js';
import { debtTurnsAt } from '../core/debt.js';
import { advance, lagsBehind, nextDue } from '../core/due.js';
import { isOverdue } from '../core/holds.js';
import { balanceOf, lotFinder } from '../core/lots.js';
import { grantDueAt } from '../core/recurring.js';
import { fallsShort } from '../core/top-up.js';
import { NEVER } from '../core/windows.js';
import type { Account, HoldPart, Lot } from '../core/account.js';
import type { Reported } from '../core/counters.js';
import type { Request } from '../core/facts.js';
import type { Recurring } from '../core/grant-terms.js';
import type { Reason } from '../core/gates.js';
import type { PlanToCome } from '../core/plan-to-come.js';
import type { Instant, Nano } from '../core/words.js';
import { instantOn, type Update } from '../core/journal.js';
import type { StoredCharge } from './charge.js';
import type { StoredDecision } from './decision.js';
import { uuidFor } from '../ids.js';
import { HoldCounts } from './hold-counts.js';
import { recurringLot, type IssuedLot } from './issued-lot.js';
import { seal, type Sealed } from './seal.js';
import type { ErasOf } from './served-grants.js';
import type { ActionRow, DebtReturnRow } from './tables.js';
import type { StoredEvent } from './usage-event.js';

export type { IssuedLot } from './issued-lot.js';

/** An account is named by its tenant and its address (`subject:alice`, `pool:engineering`). */
export interface AccountKey {
  tenant: string;
  address: string;
}

/** A locked account, with what storage knows of it beyond the core's facts. */
export interface LockedAccount {
  account: Account;
  lastHash: Buffer;
  /** Nothing falls due before this instant; null: nothing ever does. */
  dueAt: Instant | null;
  /** No open hold that was not loaded expires before this; null: there is none. */
  nextHoldAt: Instant | null;
  /** This unit of work may meet the bound of open holds: then the first expiry of one is known. */
  isNearMostHolds: boolean;
  /** How many lines of due work this unit of work may still write on it, about. */
  dueLines: number;
  /** The hash of the act that says which plan is to come; null where none is. */
  nextPlanHash: Buffer | null;
  paymentMethod: string | null;
  /** Numbers of the last usage event recorded, and of the last one settled. */
  usageNo: bigint;
  settledNo: bigint;
  /** Fewer credits than `below`, available or held, call for a top-up, though not before `from`; null: nothing does. */
  topUp: { below: Nano; from: Instant | null } | null;
  touched: boolean;
}

/** A part of a hold with its stored state. */
export interface StoredPart {
  tenant: string;
  accountId: string;
  part: HoldPart;
  state: HoldState;
  /** On the part on the subject's account: what was reported of the hold. Null: nothing, or it stays as it is stored. */
  reported: Reported | null;
}

/** A denial that is only counted. */
export interface CountedDenial {
  tenant: string;
  subject: string;
  groups: readonly string[];
  /** As they are counted: empty where the catalog does not know them. */
  product: string;
  feature: string;
  reason: Reason;
  at: Instant;
  request: Request;
}

/** How many lines of due work one unit of work writes at most, about; its accounts share them (docs/rules.md, 33). */
export const MOST_DUE_LINES = 500;

/**
 * Thrown inside an act where accounts have more due than one unit of work may write: what is due must be written, and
 * committed, before the act is tried again.
 */
export class MoreDue extends Error {
  constructor(readonly accounts: readonly AccountKey[]) {
    super('more is due than one unit of work writes');
  }
}

/** Joins names to one map key; no name holds a control character. */
export function keyOf(...names: string[]): string {
  return names.join('\u0000');
}

export class Books {
  readonly sealed: Sealed[] = [];
  readonly issued: IssuedLot[] = [];
  readonly decisions: StoredDecision[] = [];
  /** Denials that are only counted. */
  readonly counted: CountedDenial[] = [];
  readonly events: StoredEvent[] = [];
  /** Events that could not be settled, and why. */
  readonly asides: { event: StoredEvent; reason: string }[] = [];
  readonly actions: ActionRow[] = [];
  readonly charges: { event: StoredEvent; charge: StoredCharge }[] = [];
  /** What was given back of repayments, by the numbers of their updates. */
  readonly returns: DebtReturnRow[] = [];
  /** Lots that were taken back, and of which more has come back since though nothing was held. */
  readonly takenBack: { tenantId: string; id: string }[] = [];
  readonly counts = new HoldCounts();
  /** Accounts whose plan, state, purchases or top-up changed: what is to be told of them beside their balance. */
  readonly restated = new Set<Account>();
  private readonly locked = new Map<string, LockedAccount>();
  private readonly byId = new Map<string, LockedAccount>();
  private readonly parts = new Map<string, StoredPart>();
  private readonly changedParts = new Set<StoredPart>();
  private readonly changedLots = new Map<Lot, Account>();

  /**
   * @param clock the database's clock, read after the locks, in milliseconds
   * @param onlyRead nothing will be written: accounts are shown as far as one unit of work brings them
   * @param erasOf what comes again on an account
   */
  constructor(
    readonly clock: Instant,
    private readonly onlyRead = false,
    private readonly erasOf: (at: { tenantId: string; address: string }) => ErasOf = () => () => [],
  ) {}

  /** Gives an account that does not exist yet what would come to it as it is made now; that is never stored. */
  asNew(account: Account): Account {
    const { tenant: tenantId, address, plan } = account;
    const eras = this.erasOf({ tenantId, address });
    if (eras(plan).length === 0) return account;
    const lotId: Recurring['lotId'] = (at, { grant }) => uuidFor(at, false, [grant]);
    Object.assign(account, { lastAt: this.clock, recurring: { eras, issued: [], lotId } });
    advance(account, this.clock);
    return account;
  }

  /** Adds a locked account with the open holds that it carries. */
  add(locked: LockedAccount): void {
    const { tenant, address, id, holds } = locked.account;
    this.locked.set(keyOf(tenant, address), locked);
    this.byId.set(keyOf(tenant, id), locked);
    for (const part of holds) this.counts.know(tenant, id, part, 'HELD');
  }

  addPart(stored: StoredPart): void {
    this.parts.set(partKey(stored), stored);
    this.counts.know(stored.tenant, stored.accountId, stored.part, stored.state);
  }

  find(key: AccountKey): LockedAccount | undefined {
    return this.locked.get(keyOf(key.tenant, key.address));
  }

  /** The locked account. @throws Error where the caller did not ask for its lock. */
  account(key: AccountKey): Account {
    const locked = this.find(key);
    if (!locked) throw new Error(`books: ${key.address} is not locked`);
    return locked.account;
  }

  /** Those of a tenant's accounts that are locked, by address. */
  found(tenant: string, addresses: readonly string[]): Map<string, Account> {
    const accounts = addresses.map((address) => this.find({ tenant, address })?.account);
    return new Map(accounts.flatMap((account) => (account ? [[account.address, account]] : [])));
  }

  /** Every locked account. */
  all(): LockedAccount[] {
    return [...this.locked.values()];
  }

  /** Whether the account with this UUID is locked. */
  holds(tenant: string, id: string): boolean {
    return this.byId.has(keyOf(tenant, id));
  }

  /** The locked account with this UUID. @throws Error where it is not locked */
  accountById(tenant: string, id: string): Account {
    return this.lockedById(tenant, id).account;
  }

  /**
   * Brings accounts up to the instant of the work on them, and returns it: the clock, or the last instant of the first of
   * them, whose work it is, where the clock has fallen behind that. The others may have a last instant of their own that
   * is later still: it moves nobody else (docs/rules.md, 35). What fell due by then is recorded first. Expired holds may
   * be left over: they still count as held, and as closed. An account that does not exist yet has nothing due.
   * @throws MoreDue where windows or lots are left over
   */
  bringUpTo(account: Account, ...others: Account[]): Instant {
    const until = this.dueUntil(account);
    const behind = [account, ...others].filter((each) => !this.writeDue(each, until));
    if (behind.length && !this.onlyRead) throw new MoreDue(behind);
    return instantOn(account, until);
  }

  /**
   * Up to when what is due on an account is written: holds on a pool that is ahead of the clock are not to expire before
   * those who hold them.
   */
  dueUntil(account: Account): Instant {
    return subjectOf(account.address) === null ? this.clock : instantOn(account, this.clock);
  }

  /** Records what is due on every locked account, as far as one unit of work may. @returns whether more is due */
  recordDue(): boolean {
    let more = false;
    for (const locked of this.all()) {
      const now = this.dueUntil(locked.account);
      this.writeDue(locked.account, now);
      more ||= locked.dueAt !== null && locked.dueAt <= now;
    }
    return more;
  }

  /** Those of the accounts that carry expired holds which are still to be given back. */
  withOverdueHolds(accounts: readonly Account[], now: Instant): Account[] {
    return accounts.filter((account) => {
      const next = this.byId.get(keyOf(account.tenant, account.id))?.nextHoldAt ?? null;
      return (next !== null && next <= now) || account.holds.some((hold) => isOverdue(hold, now));
    });
  }

  /** When the first of the open holds on the account expires; null where none does by itself. */
  firstExpiryOn(account: Account): Instant | null {
    const next = this.byId.get(keyOf(account.tenant, account.id))?.nextHoldAt ?? null;
    const waiting = account.holds.filter(({ claims }) => claims === 0);
    return waiting.reduce((first, { expiresAt }) => earlier(first, expiresAt), next);
  }

  /** Records a posted update. `causeHash` is the hash of the row that caused it, where one did. */
  record(update: Update, causeHash: Buffer | null = null): void {
    const locked = this.lockedById(update.tenant, update.accountId);
    const sealed = seal(update, locked.lastHash, causeHash);
    this.sealed.push(sealed);
    locked.lastHash = sealed.hash;
    this.touch(locked.account);
    if (update.cause === 'PLAN_CHANGED' || update.cause === 'STATE_CHANGED') this.restated.add(locked.account);
    for (const { resetsAt } of update.after.windows) this.wakeAt(locked.account, resetsAt === NEVER ? null : resetsAt);
    this.wakeAt(locked.account, debtTurnsAt(locked.account));
    this.wakeAt(locked.account, resetsEndAt(locked.account));
    if (update.cause === 'PLAN_CHANGED') this.wakeAt(locked.account, grantDueAt(locked.account));
    const lotOf = lotFinder(locked.account, update.lines.length);
    for (const { lot: id } of update.lines) {
      const lot = id === null ? undefined : lotOf(id);
      if (lot) this.changedLots.set(lot, locked.account);
    }
  }

  /** Marks an account as changed outside the journal (its guard, plan or state). */
  touch(account: Account): void {
    this.lockedById(account.tenant, account.id).touched = true;
  }

  /** Puts a new lot on its account; the caller posts the update that issues it. */
  issue(issued: IssuedLot): void {
    this.issued.push(issued);
    issued.account.lots.push(issued.lot);
    this.wakeAt(issued.account, issued.lot.effective ? issued.lot.expiresAt : issued.lot.effectiveAt);
  }

  /**
   * Accounts whose top-up has something to do: too little is left, or the instant it waits for has come. They are
   * brought up to the instant of the work first.
   */
  topUpsDue(): LockedAccount[] {
    const due: LockedAccount[] = [];
    for (const locked of this.all()) {
      const { account, topUp } = locked;
      if (topUp === null) continue;
      const now = this.dueUntil(account);
      // What is left over is written first; the account wakes for it at once.
      if (!this.writeDue(account, now)) continue;
      const lacks = account.state === 'ACTIVE' && fallsShort(balanceOf(account), topUp.below);
      if (topUp.from === null ? lacks : topUp.from <= now) due.push(locked);
    }
    return due;
  }

  /** Sets the plan to come, and the hash of the act that says so; or that none is. */
  expectPlan(account: Account, nextPlan: PlanToCome | null, actHash: Buffer | null): void {
    account.nextPlan = nextPlan;
    this.lockedById(account.tenant, account.id).nextPlanHash = actHash;
    this.touch(account);
    this.restated.add(account);
    this.wakeAt(account, nextPlan?.at ?? null);
  }

  /** Sets what calls for the account's next top-up. */
  expectTopUp(account: Account, topUp: LockedAccount['topUp']): void {
    this.lockedById(account.tenant, account.id).topUp = topUp;
    this.restated.add(account);
    this.wakeAt(account, topUp?.from ?? null);
  }

  /** All loaded or new parts of a hold. */
  partsOf(tenant: string, holdId: string): StoredPart[] {
    return [...this.parts.values()].filter((stored) => stored.tenant === tenant && stored.part.id === holdId);
  }

  /** Stores a part of a hold: a new one, or new draws, expiry or state of one that is there. */
  savePart(account: Account, part: HoldPart, state: HoldState): void {
    const stored: StoredPart = { tenant: account.tenant, accountId: account.id, part, state, reported: null };
    const known = this.parts.get(partKey(stored));
    const kept = known ? Object.assign(known, { part, state }) : stored;
    this.parts.set(partKey(stored), kept);
    this.changedParts.add(kept);
    if (this.counts.save(account, part, state)) this.touch(account);
    // The account carries its open parts, so that one that lapses within this very unit of work is not overlooked.
    account.holds = account.holds.filter((held) => held.id !== part.id);
    if (state !== 'HELD') return;
    account.holds.push(part);
    this.wakeAt(account, part.expiresAt);
  }

  touchedAccounts(): LockedAccount[] {
    return [...this.locked.values()].filter((locked) => locked.touched);
  }

  touchedLots(): { account: Account; lot: Lot }[] {
    const fresh = new Set(this.issued.map((issued) => issued.lot));
    return [...this.changedLots].filter(([lot]) => !fresh.has(lot)).map(([lot, account]) => ({ account, lot }));
  }

  touchedParts(): StoredPart[] {
    return [...this.changedParts];
  }

  /** Something falls due on the account at `at`: it must be looked at by then. */
  wakeAt(account: Account, at: Instant | null): void {
    const locked = this.lockedById(account.tenant, account.id);
    if (at === null || (locked.dueAt !== null && locked.dueAt <= at)) return;
    locked.dueAt = at;
    locked.touched = true;
  }

  /** @returns whether windows and lots are as they should be at `now` */
  private writeDue(account: Account, now: Instant): boolean {
    const locked = this.byId.get(keyOf(account.tenant, account.id));
    if (!locked || locked.dueAt === null || locked.dueAt > now) return true;
    if (locked.dueLines <= 0) return !lagsBehind(account, now);
    const before = account.holds;
    const known = new Set(account.lots);
    const updates = advance(account, now, locked.dueLines, locked.nextHoldAt);
    const issued = new Map(
      account.lots.filter((lot) => !known.has(lot)).map((lot) => [lot.id, recurringLot(account, lot)]),
    );
    for (const each of issued.values()) this.issued.push(each);
    for (const update of updates) {
      const termsHash = update.cause === 'GRANT' ? issued.get(update.causeId ?? '')?.termsHash : undefined;
      this.record(update, update.cause === 'PLAN_CHANGED' ? locked.nextPlanHash : (termsHash ?? null));
      locked.dueLines -= Math.max(1, update.lines.length);
    }
    const open = new Set(account.holds);
    for (const part of before) if (!open.has(part)) this.savePart(account, part, 'EXPIRED');
    const topUpAt = locked.topUp?.from ?? null;
    const waits = [locked.nextHoldAt, topUpAt !== null && topUpAt > now ? topUpAt : null];
    locked.dueAt = waits.reduce(earlier, nextDue(account));
    locked.touched = true;
    return !lagsBehind(account, now);
  }

  /** The locked account with this UUID, with what storage knows of it. @throws Error where it is not locked */
  lockedById(tenant: string, id: string): LockedAccount {
    const locked = this.byId.get(keyOf(tenant, id));
    if (!locked) throw new Error(`books: account ${id} is not locked`);
    return locked;
  }
}

function partKey({ tenant, accountId, part }: StoredPart): string {
  return keyOf(tenant, part.id, accountId);
}

/** The earlier of two instants; null is never. */
export function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
