/**
 * The books of one tenant in memory, under a clock that whoever replays moves: accounts with what fell due written first,
 * and holds with what was decided and reported on them. Every change goes through the core, as in a unit of work; nothing is
 * sealed and nothing is stored.
 */
import type { Account, HoldPart, Lot } from '../core/account.js';
import { subjectOf } from '../core/address.js';
import { resetsEndAt } from '../core/banked-resets.js';
import { NOTHING_REPORTED, type Reported } from '../core/counters.js';
import { debtTurnsAt } from '../core/debt.js';
import { advance, nextDue } from '../core/due.js';
import type { HoldState, PlacedPart } from '../core/holds.js';
import { instantOn, type Update } from '../core/journal.js';
import { finished, lotFinder } from '../core/lots.js';
import { addToShare } from '../core/pool-share.js';
import type { PlanToCome } from '../core/plan-to-come.js';
import type { HoldQuote } from '../core/quotes.js';
import { grantDueAt } from '../core/recurring.js';
import type { SoFar } from '../core/size.js';
import { NEVER } from '../core/windows.js';
import type { Instant, Nano } from '../core/words.js';
import type { FactBooks } from '../access/gather-facts.js';
import { earlier, type AccountKey } from '../books/books.js';
import { partCounts } from '../books/hold-counts.js';
import type { UsedSoFar } from '../books/usage-documents.js';
import { Heap } from './heap.js';

/** An account, and what is known of it beside the core's facts. */
export interface WorldAccount {
  account: Account;
  /** Nothing falls due before this; null: nothing ever does. */
  dueAt: Instant | null;
  /** Its open parts of holds, by hold. */
  open: Map<string, HoldPart>;
  /** The same by expiry; some have ended since, or expire later by now. */
  expiring: Heap<HoldPart>;
  /** Repayments of its debt, the latest last. */
  repaid: Pick<Update, 'seq' | 'at' | 'lines'>[];
  /** What was given back of them, by their numbers. */
  returned: Map<bigint, Nano>;
  /** Plans that it is to be put on, the first of them next. */
  plansToCome: PlanToCome[];
  /** Lots of which nothing is left, by id: undoing usage may bring them back. */
  finished: Map<string, Lot>;
}

/** A hold, whatever has become of it. */
export interface WorldHold {
  id: string;
  subject: string;
  parts: PlacedPart[];
  reported: Reported;
  /** What its decisions quoted, by work. */
  quotes: Map<string, HoldQuote[]>;
  decisions: number;
  /** What they were granted of features that are priced by size, by work. */
  granted: Map<string, SoFar>;
  /** What its charged events have used of them, by work. */
  used: Map<string, UsedSoFar>;
}

/** What names work on a hold. */
export function workOf({ product, feature }: { product: string; feature: string }): string {
  return `${product}\u0000${feature}`;
}

const NO_COUNTS = { holds: 0, amount: 0n };

export class World implements FactBooks {
  /** The instant of what is being done. */
  clock: Instant = 0;
  readonly byAddress = new Map<string, WorldAccount>();
  readonly byId = new Map<string, WorldAccount>();
  readonly holds = new Map<string, WorldHold>();
  /** Accounts whose changes somebody looks at, by id, and who is told when something falls due there. */
  readonly watched = new Map<string, (at: Instant) => void>();
  /** Those of them that have changed. */
  readonly touched = new Set<Account>();
  private readonly counted = new WeakMap<HoldPart, { holds: number; amount: Nano }>();

  /** @param asNew gives an account that does not exist yet what would come to it as it is made now */
  constructor(readonly asNew: (account: Account) => Account) {}

  add(account: Account): WorldAccount {
    const added: WorldAccount = {
      account,
      dueAt: account.lastAt,
      open: new Map(),
      expiring: new Heap(),
      repaid: [],
      returned: new Map(),
      plansToCome: [],
      finished: new Map(),
    };
    this.byAddress.set(account.address, added);
    this.byId.set(account.id, added);
    return added;
  }

  find({ address }: AccountKey): WorldAccount | undefined {
    return this.byAddress.get(address);
  }

  found(_tenant: string, addresses: readonly string[]): Map<string, Account> {
    const found = new Map<string, Account>();
    for (const address of addresses) {
      const there = this.byAddress.get(address);
      if (there) found.set(address, there.account);
    }
    return found;
  }

  /** @throws Error where it is not there: a bug */
  of(account: Account): WorldAccount {
    const there = this.byId.get(account.id);
    if (!there) throw new Error(`preview: ${account.address} is not there`);
    return there;
  }

  bringUpTo(account: Account, ...others: Account[]): Instant {
    const until = subjectOf(account.address) === null ? this.clock : instantOn(account, this.clock);
    this.writeDue(account, until);
    for (const each of others) this.writeDue(each, until);
    return instantOn(account, until);
  }

  firstExpiryOn(account: Account): Instant | null {
    const there = this.byId.get(account.id);
    let first: Instant | null = null;
    for (const part of there?.open.values() ?? []) if (part.claims === 0) first = earlier(first, part.expiresAt);
    return first;
  }

  private writeDue(account: Account, until: Instant): void {
    const there = this.byId.get(account.id);
    if (!there || there.dueAt === null || there.dueAt > until) return;
    const due: HoldPart[] = [];
    for (let part = there.expiring.popBy(until); part; part = there.expiring.popBy(until)) {
      const isCurrent = there.open.get(part.id) === part && !due.includes(part);
      if (!isCurrent) continue;
      // One with a claim comes back when the claim is lifted.
      if (part.expiresAt > until) there.expiring.push(part.expiresAt, part);
      else if (part.claims === 0) due.push(part);
    }
    account.holds = [...due];
    for (const update of advance(account, until)) this.posted(update);
    const left = new Set(account.holds);
    account.holds = [];
    for (const part of due) {
      if (left.has(part)) there.expiring.push(part.expiresAt, part);
      else this.save(account, part, 'EXPIRED');
    }
    there.dueAt = earlier(nextDue(account), there.expiring.firstAt);
    // What is due already and cannot be written waits for what keeps it.
    if (there.dueAt !== null && there.dueAt > until) this.watched.get(account.id)?.(there.dueAt);
  }

  /** Takes note of a posted update: what falls due by it, and lots of which nothing is left. */
  posted(update: Update): void {
    const there = this.byId.get(update.accountId);
    if (!there) throw new Error(`preview: account ${update.accountId} is not there`);
    const { account } = there;
    if (this.watched.has(account.id)) this.touched.add(account);
    for (const { resetsAt } of update.after.windows) this.wake(there, resetsAt === NEVER ? null : resetsAt);
    this.wake(there, debtTurnsAt(account));
    this.wake(there, resetsEndAt(account));
    if (update.cause === 'PLAN_CHANGED') {
      this.wake(there, grantDueAt(account));
      this.expectPlan(there);
    }
    if (update.cause === 'DEBT_REPAID' || update.cause === 'DEBT_FORGIVEN') there.repaid.push(update);
    this.putAside(there, update);
  }

  /** Sets the plan to come, where there is another one. */
  expectPlan(there: WorldAccount): void {
    const { account, plansToCome } = there;
    if (account.nextPlan || plansToCome.length === 0) return;
    account.nextPlan = plansToCome.shift()!;
    this.wake(there, account.nextPlan.at);
  }

  private putAside(there: WorldAccount, { lines }: Update): void {
    const { account } = there;
    const touched = lines.filter(({ lot }) => lot !== null);
    if (touched.length === 0) return;
    const lotOf = lotFinder(account, touched.length);
    const done = new Set<Lot>();
    for (const { lot: id } of touched) {
      const lot = lotOf(id!);
      if (lot && finished(lot)) done.add(lot);
    }
    if (done.size === 0) return;
    for (const lot of done) there.finished.set(lot.id, lot);
    account.lots = account.lots.filter((lot) => !done.has(lot));
  }

  /** Gives an account a lot again of which nothing was left. */
  bringBack(account: Account, id: string): void {
    const there = this.of(account);
    const lot = there.finished.get(id);
    if (!lot) return;
    there.finished.delete(id);
    account.lots.push(lot);
  }

  wake(there: WorldAccount, at: Instant | null): void {
    if (at === null || (there.dueAt !== null && there.dueAt <= at)) return;
    there.dueAt = at;
    this.watched.get(there.account.id)?.(at);
  }

  /** Puts a lot on its account; whoever does it posts the update that issues it. */
  issue(account: Account, lot: Lot): void {
    account.lots.push(lot);
    this.wake(this.of(account), lot.effective ? lot.expiresAt : lot.effectiveAt);
  }

  /** The parts of a hold; none where there is no such hold. */
  partsOf(holdId: string | null): PlacedPart[] {
    return (holdId !== null && this.holds.get(holdId)?.parts) || [];
  }

  /** Keeps a part of a hold as it is now: new, or with new draws, expiry or state. */
  save(account: Account, part: HoldPart, state: HoldState): void {
    const hold = this.holds.get(part.id);
    if (!hold) throw new Error(`preview: hold ${part.id} is not there`);
    const known = hold.parts.find((each) => each.account === account);
    if (known) Object.assign(known, { part, state });
    else hold.parts.push({ account, part, state });
    this.count(account, part, state);
    account.holds = [];
    const there = this.of(account);
    if (state !== 'HELD') {
      there.open.delete(part.id);
      return;
    }
    there.open.set(part.id, part);
    there.expiring.push(part.expiresAt, part);
    this.wake(there, part.expiresAt);
  }

  private count(account: Account, part: HoldPart, state: HoldState): void {
    if (part.counts !== undefined || part.subject === null) return;
    const [before, now] = [this.counted.get(part) ?? NO_COUNTS, partCounts(part, state)];
    this.counted.set(part, now);
    const change = { holds: now.holds - before.holds, amount: now.amount - before.amount };
    if (part.subject === account.id) account.openHolds += change.holds;
    else if (change.holds !== 0 || change.amount !== 0n) addToShare(account, part.subject, change);
  }
}

/** A hold of which nothing is known yet. */
export function newHold(id: string, subject: string): WorldHold {
  const none = { quotes: new Map(), granted: new Map(), used: new Map() };
  return { id, subject, parts: [], reported: NOTHING_REPORTED, decisions: 0, ...none };
}
