/**
 * Plays a history to an engine, each call at its instant. Played again elsewhere, what an earlier play was answered says
 * what a client would do: work that is denied now is not reported; work that is allowed now uses what it was granted, at the
 * end of its hold.
 */
import type { Act, Ask } from './history.js';
import type { StillEngine } from './still-engine.js';

/** What a check was answered. */
export interface Answered {
  id: string;
  outcome: string;
  reason: string;
  granted: string;
  grantedUsage: { dimension: string; quantity: string }[];
  draws: string[];
  hold: { expiresAt: string } | null;
}

interface Found extends Omit<Answered, 'draws'> {
  draws: {
    layer: string;
    source: string;
    accountAddress: string;
    amount: string;
    budgets: { amount: string; budget: { who: string } }[];
  }[];
}

const DECISION = `id outcome reason granted grantedUsage { dimension quantity } hold { expiresAt }
  draws { layer source accountAddress amount budgets { amount budget { who } } }`;
const CHECKS = `mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { ${DECISION} } }`;
const RECORD_MANY = 'mutation ($inputs: [RecordUsageInput!]!) { recordUsageMany(inputs: $inputs) { id } }';
const RECORD = 'mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id } }';
const RELEASE = 'mutation ($id: ID!) { releaseHold(decisionId: $id) { id } }';
const GRANT = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { id } }';
const REVOKE = 'mutation ($input: RevokeCreditsInput!) { revokeCredits(input: $input) { id } }';
const BUY = 'mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id } }';
const REFUND = 'mutation ($input: RefundPurchaseInput!) { refundPurchase(input: $input) { id } }';
const PLAN =
  'mutation ($subject: ID!, $plan: ID!, $at: PlanTime!) { setPlan(subject: $subject, plan: $plan, at: $at) { id } }';
const STATE = `mutation ($account: ID!, $state: AccountState!) {
  setAccountState(account: $account, state: $state, reason: "a test") { id } }`;
const RESET = 'mutation ($input: ResetAllowancesInput!) { resetAllowances(input: $input) { accounts } }';
const GIVE = 'mutation ($input: GrantResetInput!) { grantReset(input: $input) { count } }';
const REDEEM = 'mutation ($input: RedeemResetInput!) { redeemReset(input: $input) { restored } }';
const MORE = 'mutation ($input: RequestBudgetInput!) { requestBudget(input: $input) { id } }';
const DECIDE = 'mutation ($input: DecideBudgetRequestInput!) { decideBudgetRequest(input: $input) { id } }';
const BUDGETS = '{ budgets { nodes { id who } } }';
const TERMS = `query ($subject: ID, $threshold: Credits!, $target: Credits!, $monthlyCap: Credits!, $paymentMethod: ID) {
  autoTopUpTerms(subject: $subject, threshold: $threshold, target: $target, monthlyCap: $monthlyCap,
    paymentMethod: $paymentMethod) { statement } }`;
const TOP_UP = 'mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { state } }';
const VOID = 'mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id } }';

type Report = Extract<Act, { kind: 'report' }>;
type Managed = Exclude<Act, { kind: 'check' | 'report' | 'settle' | 'release' | 'void' }>;

const nameOf = ({ kind, at }: Act) => `${kind} ${at}`;

/** Work that is allowed now and was not: what it will have used. */
interface NewUse {
  ask: Ask;
  hold: number;
  endsAt: number;
}

export class Play {
  readonly answers = new Map<number, Answered>();
  /** Ids of what was made, by kind and number; only what there is. */
  private readonly ids = new Map<string, string>();
  private readonly uses: NewUse[] = [];
  /** The first check of the hold that a check extends. */
  private readonly roots = new Map<number, number>();
  /** The numbers of the reports that were made. */
  private readonly reported = new Set<number>();
  /** Holds that had their final report. */
  private readonly ended = new Set<number>();
  /** Acts that were not refused. */
  private readonly did = new Set<string>();
  private doing = '';
  /** Whether any top-up was ever set. */
  private toppedUp = false;
  /** How often each kind of act was refused, by code. */
  readonly refused = new Map<string, number>();

  /** @param before what the play that this one repeats was answered */
  constructor(
    private readonly engine: StillEngine,
    private readonly before: Play | null = null,
  ) {}

  /** Another play that goes on where this one is, on a copy of its database. */
  goOn(engine: StillEngine, before: Play | null): Play {
    const play = new Play(engine, before);
    for (const [no, answer] of this.answers) play.answers.set(no, answer);
    for (const [what, id] of this.ids) play.ids.set(what, id);
    for (const [no, root] of this.roots) play.roots.set(no, root);
    for (const hold of this.ended) play.ended.add(hold);
    return play;
  }

  async play(acts: readonly Act[], until: number): Promise<void> {
    for (let i = 0; i < acts.length;) {
      const act = acts[i]!;
      await this.useUpTo(act.at);
      this.engine.clock = act.at;
      const isAlike = (each: Act | undefined) => each?.at === act.at && each.kind === act.kind;
      let end = i + 1;
      // Reports of one instant come as one call, and what was recorded is settled once.
      if (act.kind === 'report' || act.kind === 'settle') while (isAlike(acts[end])) end += 1;
      if (act.kind === 'report') await this.report(acts.slice(i, end) as Report[]);
      else await this.act(act);
      if (this.toppedUp) await this.engine.paid();
      i = end;
    }
    await this.useUpTo(until - 1);
  }

  private async act(act: Exclude<Act, Report>): Promise<void> {
    switch (act.kind) {
      case 'check':
        return this.check(act.asks);
      case 'settle':
        return this.engine.settle();
      case 'release':
        return this.release(act.of);
      case 'void': {
        const id = this.ids.get(`report ${act.which}`);
        if (id === undefined || (this.before && !this.before.did.has(nameOf(act)))) return;
        this.doing = nameOf(act);
        await this.try(`void ${act.no}`, VOID, {
          input: { usageEventId: id, reason: 'a test', idempotencyKey: `v${act.no}` },
        });
        return this.engine.settle();
      }
      default:
        return this.manage(act);
    }
  }

  private async manage(act: Managed): Promise<void> {
    // What was refused then did not happen.
    if (this.before && !this.before.did.has(nameOf(act))) return;
    this.doing = nameOf(act);
    await this.doManage(act);
  }

  private async doManage(act: Managed): Promise<void> {
    const to = (address: string) => ({
      [address.startsWith('pool:') ? 'pool' : 'subject']: address.replace(/^\w+:/, ''),
    });
    const iso = (ms: number | null) => (ms === null ? null : new Date(act.at + ms).toISOString());
    const why = { reason: 'a test' };
    switch (act.kind) {
      case 'grant': {
        const { credits, lot: kind, from, lasts, no } = act;
        const times = { effectiveAt: iso(from), expiresAt: lasts === null ? null : iso((from ?? 0) + lasts) };
        return this.try(`grant ${no}`, GRANT, {
          input: { ...to(act.to), kind, credits, ...times, ...why, idempotencyKey: `g${no}` },
        });
      }
      case 'revoke':
      case 'refund': {
        const isGrant = act.kind === 'revoke';
        const id = this.ids.get(`${isGrant ? 'grant' : 'buy'} ${act.which}`);
        if (id === undefined) return;
        const of = { [isGrant ? 'lotId' : 'purchaseId']: id, ...why, idempotencyKey: `undo ${act.which}` };
        return this.try(`${act.kind} ${act.which}`, isGrant ? REVOKE : REFUND, { input: of });
      }
      case 'buy':
        return this.try(`buy ${act.no}`, BUY, {
          input: { ...to(act.to), credits: act.credits, idempotencyKey: `b${act.no}` },
        });
      case 'plan':
        return this.try('plan', PLAN, { subject: act.subject, plan: act.plan, at: act.when });
      case 'state':
        return this.try('state', STATE, {
          account: `subject:${act.subject}`,
          state: act.suspended ? 'SUSPENDED' : 'ACTIVE',
        });
      case 'reset':
        return this.try('reset', RESET, {
          input: { everyone: true, windows: act.windows, idempotencyKey: `r${act.no}` },
        });
      case 'give resets':
        return this.try('give', GIVE, {
          input: { subject: act.subject, count: 1, ...why, idempotencyKey: `gr${act.no}` },
        });
      case 'redeem':
        return this.try('redeem', REDEEM, {
          input: { subject: act.subject, window: act.window, idempotencyKey: `rr${act.no}` },
        });
      case 'more':
        return this.more(act.no, act.credits);
      case 'top up':
        return this.topUp(act);
    }
  }

  /** More of the budget of the team, asked for by one and approved by another. */
  private async more(no: number, credits: string): Promise<void> {
    const { nodes } = await this.engine.get<{ nodes: { id: string; who: string }[] }>(BUDGETS, {}, 's3');
    const budget = nodes.find(({ who }) => who === 'team:build');
    if (!budget) return;
    const asked = { budget: budget.id, credits, reason: 'a test', idempotencyKey: `m${no}` };
    await this.try(`more ${no}`, MORE, { input: asked }, 's3');
    const requestId = this.ids.get(`more ${no}`);
    if (requestId === undefined) return;
    await this.try('decide', DECIDE, { input: { requestId, approve: true, idempotencyKey: `d${no}` } });
  }

  private async topUp({
    subject,
    threshold,
    target,
    cap: monthlyCap,
    pays,
  }: Extract<Act, { kind: 'top up' }>): Promise<void> {
    const paymentMethod = pays ? 'sandbox:ok' : 'sandbox:declined';
    const terms = { subject, threshold, target, monthlyCap, paymentMethod };
    const { statement } = await this.engine.get<{ statement: string }>(TERMS, terms);
    await this.try('top up', TOP_UP, { input: { ...terms, enabled: true, consent: true, statement } });
    this.toppedUp = true;
  }

  private async try(what: string, operation: string, variables: object, who = 'admin'): Promise<void> {
    const answer = await this.engine.ask<{ id?: string }>(operation, variables, who);
    if ('refused' in answer) {
      const code = `${what.split(' ')[0]} ${answer.refused}`;
      this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
      if (answer.refused.startsWith('INTERNAL')) throw new Error(code);
      return;
    }
    this.did.add(this.doing);
    if (answer.value.id !== undefined) this.ids.set(what, answer.value.id);
  }

  private async check(asks: readonly Ask[]): Promise<void> {
    const known = asks.filter(({ after }) => after === null || this.answers.has(after));
    // Calls of one instant go in the order in which they were decided then: a lock that was waited for may change it.
    const idThen = ({ no }: Ask) => this.before?.answers.get(no)?.id ?? '';
    known.sort((a, b) => (idThen(a) < idThen(b) ? -1 : idThen(a) > idThen(b) ? 1 : a.no - b.no));
    const inputs = known.map(({ no, after, usage, layers, ...ask }) => ({
      ...ask,
      ...(layers && { layers }),
      usage,
      extends: after === null ? null : this.answers.get(after)!.id,
      idempotencyKey: `c${no}`,
    }));
    if (inputs.length === 0) return;
    await this.engine.writeDue();
    const found = await this.engine.get<Found[]>(CHECKS, { inputs });
    for (const [i, answer] of found.entries()) this.answered(known[i]!, answer);
  }

  private answered(ask: Ask, { draws, ...answer }: Found): void {
    this.answers.set(ask.no, { ...answer, draws: drawsOf(draws) });
    const earlier = this.before?.answers.get(ask.no);
    const isNew = earlier?.outcome === 'DENIED' && answer.outcome !== 'DENIED';
    if (!answer.hold) return;
    const hold = this.holdOf(ask);
    const endsAt = Date.parse(answer.hold.expiresAt) - 1;
    for (const use of this.uses) if (use.hold === hold) use.endsAt = endsAt;
    if (isNew) this.uses.push({ ask, hold, endsAt });
  }

  /** The first check of the hold that a check has joined. */
  private holdOf({ no, after }: Ask): number {
    return after === null ? no : (this.roots.get(after) ?? this.rootOf(no, after));
  }

  private rootOf(no: number, after: number): number {
    const root = this.roots.get(after) ?? after;
    this.roots.set(no, root);
    return root;
  }

  /** Whether what follows a check is done: it took something then, and now. */
  private follows({ no }: Ask): boolean {
    const took = (this.before ?? this).answers.get(no)?.outcome;
    const takes = this.answers.get(no)?.outcome;
    return took !== undefined && took !== 'DENIED' && takes !== 'DENIED';
  }

  private async report(reports: readonly Report[]): Promise<void> {
    const made = reports.filter((report) => this.isMade(report));
    for (const { of, named, final } of made) if (named && final) await this.useOf(this.holdOf(of), false);
    const inputs = made.map(({ of, named, no, usage, final, status }) => {
      const { subject, groups, product, feature, session } = of;
      const by = named ? { decisionId: this.answers.get(of.no)!.id } : { subject, groups, product, feature, session };
      return { ...by, usage, final, status, idempotencyKey: `u${no}` };
    });
    if (inputs.length === 0) return;
    const found = await this.engine.get<{ id: string }[]>(RECORD_MANY, { inputs });
    for (const [i, { id }] of found.entries()) this.ids.set(`report ${made[i]!.no}`, id);
  }

  /** Whether a report is made: of work that goes on, and only one of a hold is the final one. */
  private isMade({ no, of, named, final }: Report): boolean {
    if (this.before && !this.before.reported.has(no)) return false;
    if (named && !this.follows(of)) return false;
    const hold = this.holdOf(of);
    if (named && final && this.ended.has(hold)) return false;
    if (named && final) this.ended.add(hold);
    this.reported.add(no);
    return true;
  }

  private async release(of: Ask): Promise<void> {
    const held = [this, this.before ?? this].every(({ answers }) => answers.get(of.no)?.hold);
    if (!this.follows(of) || !held) return;
    await this.useOf(this.holdOf(of), false);
    await this.try('release', RELEASE, { id: this.answers.get(of.no)!.id });
  }

  private async useUpTo(at: number): Promise<void> {
    for (;;) {
      const next = this.uses.filter(({ endsAt }) => endsAt <= at).sort((a, b) => a.endsAt - b.endsAt)[0];
      if (!next) return;
      this.engine.clock = next.endsAt;
      await this.useOf(next.hold, true);
    }
  }

  private async useOf(hold: number, ends: boolean): Promise<void> {
    const waiting = this.uses.filter((use) => use.hold === hold);
    for (const use of waiting) this.uses.splice(this.uses.indexOf(use), 1);
    for (const [i, { ask }] of waiting.entries()) {
      const { id, grantedUsage } = this.answers.get(ask.no)!;
      const usage = grantedUsage.map(({ dimension, quantity }) => ({ dimension, quantity }));
      const final = ends && i === waiting.length - 1;
      await this.try('new', RECORD, { input: { decisionId: id, usage, final, idempotencyKey: `n${ask.no}` } });
      await this.engine.settle();
    }
  }
}

function drawsOf(draws: Found['draws']): string[] {
  const bySource = new Map<string, { amount: bigint; budgets: Map<string, bigint> }>();
  for (const { layer, source, accountAddress, amount, budgets } of draws) {
    const key = `${layer} ${source} ${accountAddress}`;
    const known = bySource.get(key) ?? { amount: 0n, budgets: new Map<string, bigint>() };
    known.amount += nano(amount);
    for (const { budget, amount: counted } of budgets) {
      known.budgets.set(budget.who, (known.budgets.get(budget.who) ?? 0n) + nano(counted));
    }
    bySource.set(key, known);
  }
  return [...bySource].map(([key, { amount, budgets }]) => {
    const counts = [...budgets].map(([who, counted]) => `${who} ${counted}`).sort();
    return [key, amount, ...counts].join(' ');
  });
}

function nano(credits: string): bigint {
  const [whole = '0', fraction = ''] = credits.split('.');
  return BigInt(whole) * 10n ** 9n + BigInt(fraction.padEnd(9, '0'));
}
