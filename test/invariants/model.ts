/**
 * What the engine ought to answer: the rules of deciding, settling and lots over the state of model-state.ts. It shares
 * no code with `src`, and knows what is due, held and owed after every call.
 */
import { CATALOGS, FEATURES, MINUTE, nano, POLICIES, START, type BudgetTerms, type Subject } from './closed-world.js';
import type { CheckCall, GrantCall, PurchaseCall, RecordCall, UndoCall, Used } from './calls.js';
import { Keys, type Answer } from './model-keys.js';
import { addedBy, fill, moneyFor, pricesOf } from './model-prices.js';
import { hasMostHolds, joinHold, lastsUntil, quote, trim, withinShare } from './model-holds.js';
import { priceReport, refusalOf } from './model-quotes.js';
import { settleUsage } from './model-settle.js';
import { forgetReport, settleVoid } from './model-voids.js';
import {
  advance,
  capacityOf,
  closeLot,
  endPart,
  isHeld,
  isOpen,
  movedAt,
  newAccount,
  planOf,
  pour,
  roomsOf,
  sourcesFor,
  startLot,
  turnDebt,
  total,
  used,
  type Account,
  type Bound,
  type Check,
  type Hold,
  type Lot,
  type Purchase,
  type Share,
  type Usage,
  type World,
} from './model-state.js';

export class Model implements World {
  clock = START;
  policy = POLICIES[0]!;
  catalog = CATALOGS[0]!;
  accounts = { alice: newAccount('alice'), bob: newAccount('bob'), team: newAccount('team') };
  checks: Check[] = [];
  holds: Hold[] = [];
  usage: Usage[] = [];
  lots: Lot[] = [];
  purchases: Purchase[] = [];
  /** The accounts of budgets, by what names each and whose it is. */
  budgets = new Map<string, Account>();
  private readonly keys = new Keys();
  private readonly denials = new Map<string, Check>();

  constructor(readonly saw: (what: string) => void) {}

  /** Locks accounts: what fell due is written first, and `now` lies not behind the subject, who comes first (rule 35). */
  private lock(...accounts: Account[]): number {
    const [owner] = accounts as [Account];
    const until = owner.name === 'team' || owner.name === 'budget' ? this.clock : Math.max(this.clock, owner.lastAt);
    for (const account of accounts) advance(account, this, until);
    return Math.max(until, owner.lastAt);
  }

  /** What a unit of work locks and does not find is made by it, and begins at the clock. */
  private make(accounts: readonly Account[]): void {
    for (const account of accounts) if (account.lastAt === -Infinity) account.lastAt = this.clock;
  }

  /** As somebody does who reads every balance. */
  look(): void {
    for (const account of [...Object.values(this.accounts), ...this.budgets.values()]) this.lock(account);
  }

  /** What counts a call, in the order of the policy. */
  boundsOf(subject: Subject, product: string, session: string | null): Bound[] {
    const met = this.policy.budgets.filter(({ who, product: only }) => {
      return (who !== 'each session' || session !== null) && (only === null || only === product);
    });
    return met.map((terms) => {
      const account = this.accountOf(terms, subject, session) ?? newAccount('budget');
      this.budgets.set(nameOf(terms, subject, session), account);
      return { terms, account };
    });
  }

  /** Of a budget, as far as something has named it. */
  accountOf(terms: BudgetTerms, subject: Subject, session: string | null): Account | undefined {
    return this.budgets.get(nameOf(terms, subject, session));
  }

  check(call: CheckCall): Answer<Check> {
    this.makeFor(call);
    return this.keys.once(
      `check ${call.subject}`,
      call,
      () => this.decide(call),
      ({ outcome }) => outcome !== 'DENIED',
    );
  }

  /** What a check locks is made before its key is looked up; of one that extends, what counts it only now. */
  private makeFor({ subject, product, feature, session, extends: extended }: CheckCall): void {
    if (!FEATURES[product]?.[feature] || this.policy.denies(subject, `${product}/${feature}`)) return;
    const counting = this.boundsOf(subject, product, session).map(({ account }) => account);
    if (extended === null) this.make([this.accounts[subject], ...this.poolOf(subject, product), ...counting]);
    else if (this.checks[extended]!.hold) this.make(counting);
  }

  private poolOf(subject: Subject, product: string): Account[] {
    return this.policy.layers(subject, product).includes('pool') ? [this.accounts.team] : [];
  }

  /**
   * A denial that the same call has got within the minute: it is given again, where nothing about it has changed
   * (rule 34).
   * @param blockers what stands in the way, as the engine told it
   */
  givenAgain(check: Check, blockers: string): Answer<Check> | null {
    if (check.outcome !== 'DENIED') return null;
    const said = JSON.stringify([check.call, check.reason, String(check.shortfall), blockers]);
    const earlier = this.denials.get(said);
    if (!earlier || check.quoted.at - earlier.quoted.at >= MINUTE) {
      this.denials.set(said, check);
      return null;
    }
    this.saw('a denial given again');
    this.checks.pop();
    return { value: earlier, replayed: true };
  }

  private decide(call: CheckCall): Check {
    const { product, feature, usage } = call;
    const { [call.subject]: subject, team } = this.accounts;
    const layers = this.policy.layers(call.subject, product);
    const extended = call.extends === null ? null : this.checks[call.extends]!.hold;
    const bounds = this.boundsOf(call.subject, product, call.session);
    const counting = bounds.map(({ account }) => account);
    const drawnOn = [subject, ...this.poolOf(call.subject, product), ...counting];
    const now = this.lock(...drawnOn, ...(extended?.parts.keys() ?? []));
    const trimmed = extended && isOpen(extended) ? trim(extended) : null;
    const plan = planOf(subject);
    const before = this.grantedSoFar(call, extended);
    const priceFor = (some: Used[]) => addedBy(call, before, [{ plan, at: now, usage: some }]);
    const prices = pricesOf(product, feature, { plan, at: now, usage });
    const requested = prices === null ? 0n : priceFor(usage)!;
    const { requestsPerMinute } = this.catalog.plans[plan]!;
    const counted = now < subject.guard.since + MINUTE ? subject.guard : { since: now, count: 0 };
    const gates: [string, boolean][] = [
      ['UNKNOWN_PRODUCT', !FEATURES[product]],
      ['UNKNOWN_FEATURE', !FEATURES[product]?.[feature]],
      ['NOT_PERMITTED', this.policy.denies(call.subject, `${product}/${feature}`)],
      ['DEBT_LIMIT', subject.debt > nano(this.catalog.maxDebt)],
      ['HOLD_CLOSED', call.extends !== null && (!trimmed || lastsUntil(extended!, subject, this) <= now)],
      ['HOLD_LIMIT', call.extends === null && (prices === null || requested > 0n) && hasMostHolds(subject, this)],
      ['NOT_PRICED', prices === null],
      ['RATE_LIMITED', requestsPerMinute !== null && counted.count >= requestsPerMinute],
      ['NO_LAYER', layers.length === 0],
    ];
    const refusal = gates.find(([, refuses]) => refuses)?.[0];
    const sources = withinShare(sourcesFor(subject, team, layers, product, this, now), subject, team, this);
    const rooms = roomsOf(bounds, now);
    const capacity = capacityOf(sources, rooms);
    const lacks = requested <= total(sources.map(({ amount }) => amount)) ? 'BUDGET_EXCEEDED' : 'OUT_OF_CAPACITY';
    const fits = requested <= capacity;
    const most = usage.map(({ quantity }) => BigInt(quantity));
    const counts = fits || prices === null ? most : fill(usage, (some) => priceFor(some)! <= capacity);
    const filled = usage.map((each, i) => ({ ...each, quantity: Number(counts[i]) }));
    const granted = prices === null ? 0n : priceFor(filled)!;
    const enough = granted > 0n && usage.every(({ minimum }, i) => counts[i]! >= BigInt(minimum));
    const takes = refusal === undefined && (fits || (call.mode === 'UP_TO' && enough));

    const about = { call, layers, requested, quoted: { plan, at: now } };
    const nothing = { granted: 0n, counts: [], draws: [], hold: null };
    const shortfall = refusal === undefined ? requested - capacity : requested;
    const denied = { ...about, ...nothing, shortfall, outcome: 'DENIED', reason: refusal ?? lacks };
    if (!takes) {
      trimmed?.undo();
      return keep(this.checks, denied);
    }
    for (const account of trimmed?.accounts ?? []) {
      this.saw('an extension gives back');
      movedAt(now, account);
    }
    if (requestsPerMinute !== null) subject.guard = { since: counted.since, count: counted.count + 1 };
    const draws = pour(sources, granted, 'held', { world: this, now, rooms });
    // What costs nothing opens no hold (rule 29); it is told on the account all the same.
    const free = granted === 0n && extended === null;
    if (free) this.saw('a check costs nothing');
    if (free) movedAt(now, subject);
    const seconds = call.holdSeconds;
    const hold = free ? null : joinHold(extended, { subject, draws, now, seconds, world: this });
    if (hold) quote(hold, call, counts, plan, now);
    const [outcome, reason] = fits ? ['ALLOWED', 'ALLOWED'] : ['PARTIAL', lacks];
    return keep(this.checks, {
      ...about,
      outcome,
      reason,
      granted,
      counts,
      draws,
      hold,
      shortfall: requested - granted,
    });
  }

  /** What the decisions of a hold were granted of the feature. */
  private grantedSoFar({ product, feature }: CheckCall, hold: Hold | null): { shares: Share[]; paid: bigint } {
    const taken = this.checks.filter((check) => {
      const { call, outcome } = check;
      return (
        hold && check.hold === hold && outcome !== 'DENIED' && call.product === product && call.feature === feature
      );
    });
    if (taken.length > 0) this.saw('a check is priced beside what its hold was granted');
    const shares = taken.map(({ call, quoted, counts }) => {
      const usage = call.usage.map((each, i) => ({ ...each, quantity: Number(counts[i]) }));
      return { ...quoted, usage };
    });
    return { shares, paid: total(taken.map(({ granted }) => granted)) };
  }

  release(hold: Hold): Answer<Hold> {
    const now = this.lock(...hold.parts.keys());
    if (hold.claims > 0) return { refused: 'CONFLICT' };
    for (const account of isHeld(hold) ? hold.parts.keys() : []) {
      endPart(hold, account, 'RELEASED', this.saw);
      movedAt(now, account);
    }
    return { value: hold, replayed: false };
  }

  record(call: RecordCall): Answer<Usage> {
    return this.keys.once(`record ${call.subject}`, call, () => {
      const subject = this.accounts[call.subject];
      const check = call.check === null ? null : this.checks[call.check]!;
      const hold = check?.hold ?? null;
      const now = this.lock(subject, ...(hold?.parts.keys() ?? []));
      const refused = refusalOf(call, hold, this);
      if (refused) return refused;
      this.make([subject]);
      const at = call.occurredAt ?? now;
      const shares = priceReport(call, hold, { subject, check, now, at }, this);
      const claimed = hold !== null && isOpen(hold);
      if (claimed) Object.assign(hold, { claims: hold.claims + 1, ending: call.final });
      const layers = this.layersOfUsage(call);
      const budgets = this.boundsOf(call.subject, call.product, check ? check.call.session : call.session);
      const fresh = { charge: null, voids: null, undone: false };
      return keep<Usage>(this.usage, { call, hold, layers, budgets, shares, claimed, ...fresh });
    });
  }

  /** What the hold lacks is drawn as the policy says now; usage that may not be made, on no pool (rules 26 and 27). */
  private layersOfUsage({ subject, product, feature }: RecordCall): string[] {
    const layers = this.policy.layers(subject, product);
    if (!this.policy.denies(subject, `${product}/${feature}`)) return layers;
    this.saw('usage that the policy denies');
    return layers.filter((layer) => layer !== 'pool');
  }

  /** Whose usage is on its way. */
  awaits(subject: Subject): boolean {
    return this.usage.some(({ call, charge }) => call.subject === subject && charge === null);
  }

  /** Settles all that is recorded, in the order in which it was. */
  settle(): Usage[] {
    const waiting = this.usage.filter(({ charge }) => charge === null);
    for (const usage of waiting) this.settleOne(usage);
    return waiting;
  }

  /** Undoes a usage event, once, where it is settled and its hold has ended. */
  voidUsage(call: UndoCall): Answer<Usage> {
    const target = this.usage[call.which]!;
    const subject = this.accounts[target.call.subject];
    return this.keys.once(`void ${subject.name}`, call, () => {
      const { charge, hold, voids, undone } = target;
      if (voids !== null || undone || charge === null || charge.aside) return 'CONFLICT';
      this.lock(subject, ...(hold?.parts.keys() ?? []));
      if (hold && [...hold.parts.values()].includes('HELD')) {
        this.saw('usage of an open hold is not undone');
        return 'CONFLICT';
      }
      target.undone = true;
      forgetReport(target, this.usage);
      const nothing = { layers: [], budgets: [], shares: [], claimed: false, charge: null, undone: false };
      return keep<Usage>(this.usage, { call: target.call, hold, ...nothing, voids: target });
    });
  }

  private settleOne(usage: Usage): void {
    const { call, layers, hold, budgets, voids } = usage;
    const { [call.subject]: subject, team } = this.accounts;
    if (voids) {
      const { draws, counts } = voids.charge!;
      const drawnOn = [...draws, ...draws.flatMap((draw) => draw.counts), ...counts].map(({ account }) => account);
      return settleVoid(usage, subject, this, this.lock(subject, ...drawnOn, ...(hold?.parts.keys() ?? [])));
    }
    const counting = budgets.map(({ account }) => account);
    this.make(counting);
    const pools = layers.includes('pool') ? [team] : [];
    const now = this.lock(subject, ...pools, ...counting, ...(hold?.parts.keys() ?? []));
    settleUsage(usage, { subject, team, world: this, now });
  }

  grant(call: GrantCall): Answer<Lot> {
    return this.keys.once(`grant ${call.to}`, call, () => {
      const now = this.lock(this.accounts[call.to]);
      if ((call.expiresAt ?? Infinity) <= now) return 'BAD_USER_INPUT';
      return this.issue(call, now, call.effectiveAt ?? now, call.expiresAt ?? Infinity, false);
    });
  }

  private issue(
    terms: Omit<GrantCall, 'key'>,
    now: number,
    effectiveAt: number,
    expiresAt: number,
    bought: boolean,
  ): Lot {
    const { kind, priority, scope } = terms;
    const amount = nano(terms.credits);
    const account = this.accounts[terms.to];
    const buckets = { amount, remaining: amount, held: 0n, spent: 0n, expired: 0n, takenBack: 0n };
    const instants = { effectiveAt, expiresAt, pending: effectiveAt > now, closed: null };
    const lot: Lot = { account, kind, priority, scope, bought, ...buckets, ...instants };
    for (const all of [account.lots, this.lots]) all.push(lot);
    account.lastAt = now;
    if (!lot.pending) startLot(lot, this.saw);
    return lot;
  }

  purchase(call: PurchaseCall): Answer<Purchase> {
    return this.keys.once(`purchase ${call.to}`, call, () => {
      const price = moneyFor(nano(call.credits));
      if (price === '0.00') return 'BAD_USER_INPUT';
      const now = this.lock(this.accounts[call.to]);
      this.make([this.accounts[call.to]]);
      const paid = call.method === 'sandbox:ok';
      const inAYear = new Date(now).setUTCFullYear(new Date(now).getUTCFullYear() + 1);
      const terms = {
        ...call,
        kind: 'PURCHASED' as const,
        priority: 100,
        scope: null,
        effectiveAt: now,
        expiresAt: inAYear,
      };
      const lot = paid ? this.issue(terms, now, now, inAYear, true) : null;
      return keep<Purchase>(this.purchases, { call, price, status: paid ? 'PAID' : 'DECLINED', lot });
    });
  }

  refund(call: UndoCall): Answer<Purchase> {
    const purchase = this.purchases[call.which]!;
    return this.keys.once(`refund ${purchase.call.to}`, call, () => {
      if (purchase.status !== 'PAID' || !this.takeBack(purchase.lot!)) return 'CONFLICT';
      purchase.status = 'REFUNDED';
      return purchase;
    });
  }

  revoke(call: UndoCall): Answer<Lot> {
    const lot = this.lots[call.which]!;
    return this.keys.once(`revoke ${lot.account.name}`, call, () =>
      !lot.bought && this.takeBack(lot) ? lot : 'CONFLICT',
    );
  }

  private takeBack(lot: Lot): boolean {
    const now = this.lock(lot.account);
    if (lot.closed !== null || used(lot)) return false;
    closeLot(lot, 'takenBack', this.saw);
    lot.account.lastAt = now;
    return true;
  }

  setPlan(subject: Subject, plan: string): void {
    const account = this.accounts[subject];
    const now = this.lock(account);
    this.make([account]);
    if (planOf(account) === plan) return;
    account.plans.push({ from: now, plan });
    account.lastAt = now;
    if (account.debt > 0n) turnDebt(account, this, now);
  }
}

function keep<T>(all: T[], one: T): T {
  all.push(one);
  return one;
}

/** What names a budget: neither its limit nor its pace. */
function nameOf({ who, product, source, period }: BudgetTerms, subject: Subject, session: string | null): string {
  const whose = { team: '', 'each team': subject, 'each session': `${subject} ${session}` }[who];
  return [who, product, source, period, whose].join();
}
