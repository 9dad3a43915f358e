/**
 * Automatic top-ups in a replay: they buy where the balance asks for it, by what was agreed to at that instant. A purchase
 * that was begun then, too, ends as it did; any other one is paid at once.
 */
import type { Account, Lot } from '../core/account.js';
import { MAX_NANO, sum } from '../core/amounts.js';
import { repayDebt } from '../core/debt.js';
import { post } from '../core/journal.js';
import { balanceOf } from '../core/lots.js';
import { addMonths, monthStart } from '../core/months.js';
import { creditsToBuy, fallsShort, retryAt, type TopUpTerms } from '../core/top-up.js';
import type { Instant, Nano } from '../core/words.js';
import { newUuid } from '../ids.js';
import { Heap } from './heap.js';
import type { AutomaticPurchase, Consent, PastTopUps } from './load-top-ups.js';
import type { Rules } from './rules.js';
import type { World } from './world.js';

/** How an account's top-up stands. */
interface State {
  account: Account;
  past: AutomaticPurchase[];
  terms: TopUpTerms | null;
  who: Consent['who'];
  /** The purchase under way; null: none. */
  pending: { id: string | null; credits: Nano; createdAt: Instant } | null;
  /** Nothing is bought before; null: nothing is waited for. */
  from: Instant | null;
  declines: number;
  stopped: boolean;
  bought: { at: Instant; credits: Nano }[];
}

/** What a purchase lives, and how it burns: as purchases do. */
const LIFETIME_MONTHS = 12;
const PRIORITY = 100;
/** What lacks credits by a call was bought for at once; what time made due, whenever somebody noticed. */
const AT_ONCE_MS = 5_000;
const NOTICED_MS = 10 * 60_000;

export class TopUps {
  private readonly states = new Map<string, State>();
  private readonly timed = new Heap<() => void>();
  /** Whether what is done now has come by time alone. */
  private isTimed = false;

  constructor(
    private readonly world: World,
    private readonly rules: Rules,
  ) {}

  /** Takes an account in as it stood at an instant, with what follows. */
  add(account: Account, { consents, purchases }: PastTopUps, from: Instant): void {
    const before = consents.filter(({ at }) => at < from);
    const done = purchases.filter(({ createdAt }) => createdAt < from);
    const last = done.at(-1);
    const isOpen = last !== undefined && !last.declined && (last.paidAt === null || last.paidAt >= from);
    const state: State = {
      ...{ account, past: purchases.filter(({ createdAt }) => createdAt >= from), terms: null, who: null },
      pending: isOpen ? last : null,
      ...{ from: null, declines: 0, stopped: false },
      bought: done.flatMap((each) => (each.paidAt === null ? [] : [{ at: each.createdAt, credits: each.credits }])),
    };
    const consent = before.at(-1);
    Object.assign(state, { terms: consent?.terms ?? null, who: consent?.who ?? null });
    const since = done.filter(({ createdAt }) => createdAt >= (consent?.at ?? 0));
    state.declines = since.length - 1 - since.findLastIndex(({ declined }) => !declined);
    if (state.declines > 0 && last) this.waitAfter(state, last.createdAt);
    this.states.set(account.id, state);
    this.world.watched.set(account.id, (at) => this.timed.push(at, () => this.bringUp(account, at)));
    for (const later of consents.filter(({ at }) => at >= from))
      this.timed.push(later.at, () => this.agree(state, later));
  }

  /** When the next thing comes by itself; null: nothing does. */
  get firstAt(): Instant | null {
    return this.timed.firstAt;
  }

  /** Does the next thing that time brings by then. */
  runNext(at: Instant): void {
    this.isTimed = true;
    this.timed.popBy(at)?.();
    this.look();
    this.isTimed = false;
  }

  /** Looks at the accounts that have changed. */
  look(): void {
    const { touched } = this.world;
    if (touched.size === 0) return;
    const changed = [...touched];
    touched.clear();
    for (const account of changed) {
      const state = this.states.get(account.id);
      if (state) this.check(state);
    }
  }

  /** A purchase that was paid then: its credits come where it was begun now, too. */
  arrives(account: Account, purchase: string | null): void {
    const state = this.states.get(account.id);
    if (state?.pending && state.pending.id === purchase) this.paid(state);
  }

  private bringUp(account: Account, at: Instant): void {
    this.world.clock = Math.max(this.world.clock, at);
    this.rules.stand(account, this.rules.catalog(at));
    this.world.bringUpTo(account);
  }

  private agree(state: State, { at, terms, who }: Consent): void {
    this.bringUp(state.account, at);
    const same = (a: TopUpTerms | null) =>
      a?.threshold === terms?.threshold && a?.target === terms?.target && a?.monthlyCap === terms?.monthlyCap;
    const stands = state.terms !== null && !state.stopped && same(state.terms);
    Object.assign(state, { terms, who });
    if (!stands) Object.assign(state, { from: null, declines: 0, stopped: false });
    this.check(state);
  }

  private check(state: State): void {
    const { account, terms, pending, from } = state;
    if (terms === null || pending || state.stopped) return;
    const now = this.world.bringUpTo(account);
    if (from !== null && from > now) return;
    const balance = balanceOf(account);
    if (from === null && !(account.state === 'ACTIVE' && fallsShort(balance, terms.threshold))) return;
    state.from = null;
    if (account.state !== 'ACTIVE' || !fallsShort(balance, terms.threshold)) return;
    if (state.who && !this.mayPurchase(state, now)) {
      state.stopped = true;
      return;
    }
    const month = monthStart(now);
    const bought = sum(
      state.bought.filter(({ at }) => at >= month),
      ({ credits }) => credits,
    );
    const room = MAX_NANO - sum(account.lots, (lot) => lot.remaining + lot.held);
    const credits = creditsToBuy(terms, balance, { bought, room, smallest: 1n });
    if (credits === 0n) this.waitUntil(state, addMonths(month, 1));
    else this.begin(state, credits, now);
  }

  private mayPurchase({ account, who }: State, now: Instant): boolean {
    const { permissions } = this.rules.policy(now);
    return permissions.permits(who!, `account:${account.address}`, 'purchase').permitted;
  }

  private begin(state: State, credits: Nano, now: Instant): void {
    const within = this.isTimed ? NOTICED_MS : AT_ONCE_MS;
    const matched = state.past.find(({ createdAt }) => createdAt >= now && createdAt <= now + within);
    if (matched) state.past = state.past.filter((each) => each !== matched);
    state.pending = { id: matched?.id ?? null, credits, createdAt: matched?.createdAt ?? now };
    if (matched?.declined) this.declined(state);
    else if (!matched) this.timed.push(now, () => this.paid(state));
  }

  private declined(state: State): void {
    const at = state.pending!.createdAt;
    state.pending = null;
    state.declines += 1;
    this.waitAfter(state, at);
  }

  private waitAfter(state: State, at: Instant): void {
    const next = retryAt(state.declines, at);
    if (next === null) state.stopped = true;
    else this.waitUntil(state, next);
  }

  private waitUntil(state: State, at: Instant): void {
    state.from = at;
    this.timed.push(at, () => {
      this.bringUp(state.account, at);
      this.check(state);
    });
  }

  private paid(state: State): void {
    const { account, pending } = state;
    if (!pending) return;
    const { world } = this;
    const now = world.bringUpTo(account);
    const { id: purchase, credits: amount, createdAt } = pending;
    const nothing = { remaining: 0n, held: 0n, spent: 0n, expired: 0n, takenBack: 0n };
    const instants = { createdAt: now, effectiveAt: now, expiresAt: addMonths(now, LIFETIME_MONTHS) };
    const lot: Lot = {
      ...{ id: newUuid(now), kind: 'PURCHASED', amount, ...nothing, priority: PRIORITY, products: null },
      ...{ ...instants, effective: true, closed: null },
    };
    world.issue(account, lot);
    const line = { lot: lot.id, window: null, amount, from: 'issued', to: 'remaining' } as const;
    world.posted(post(account, now, 'PURCHASE', purchase, [line]));
    for (const update of repayDebt(account, lot, now)) world.posted(update);
    state.bought.push({ at: createdAt, credits: amount });
    Object.assign(state, { pending: null, declines: 0 });
    this.check(state);
  }
}
