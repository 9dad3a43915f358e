/**
 * The state of the model and how amounts move in it, in plain bigint arithmetic written from docs/rules.md alone: no code is
 * shared with `src`. It knows three accounts and those of
 * budgets, and neither ids, hashes nor the journal.
 */
import { DAY, FIRST_PLAN, HOUR, nano, type AccountName, type BudgetTerms, type Catalog } from './closed-world.js';
import type { CheckCall, PurchaseCall, RecordCall, Used } from './calls.js';

export interface Lot {
  account: Account;
  kind: string;
  amount: bigint;
  remaining: bigint;
  held: bigint;
  spent: bigint;
  expired: bigint;
  takenBack: bigint;
  priority: number;
  scope: string | null;
  effectiveAt: number;
  expiresAt: number;
  pending: boolean;
  closed: 'expired' | 'takenBack' | null;
  bought: boolean;
}
export interface Window {
  name: string;
  startedAt: number;
  resetsAt: number;
  used: bigint;
  held: bigint;
}
export interface Account {
  name: AccountName | 'budget';
  lots: Lot[];
  windows: Map<string, Window>;
  debt: bigint;
  /** When a window has ended while something was owed, until that was looked at. */
  turned: number | null;
  lastAt: number;
  guard: { since: number; count: number };
  forgiven: { month: string; amount: bigint };
  /** What has repaid debt, as far as it was not given back: a lot, the allowance, or the tenant as a month turned. */
  repayments: { amount: bigint; lot: Lot | null; windows: Window[]; month: string | null }[];
  /** The plan, after all that it was before. */
  plans: { from: number; plan: string }[];
}
/** A budget that counts a call, and its account. */
export interface Bound {
  terms: BudgetTerms;
  account: Account;
}
/** What it has left beside what has been poured; null: it bounds nothing. */
export type Room = Bound & { left: bigint | null };
/** How a draw counts in a budget: in which of its periods. */
export interface Count {
  account: Account;
  window: Window;
}
export interface Draw {
  source: string;
  account: Account;
  lot: Lot | null;
  windows: Window[];
  amount: bigint;
  counts: Count[];
}
/** `left`: what a budget still counts of it. */
export type HeldDraw = Omit<Draw, 'counts'> & {
  at: number;
  settled: bigint;
  released: bigint;
  counts: (Count & { left: bigint })[];
};
export type HoldState = 'HELD' | 'SETTLED' | 'RELEASED' | 'EXPIRED';
export interface Hold {
  /** Whose it is. */
  subject: Account;
  draws: HeldDraw[];
  openedAt: number;
  expiresAt: number;
  /** How it stands on each account that it lies on. */
  parts: Map<Account, HoldState>;
  claims: number;
  ending: boolean;
  /** What its decisions quoted, in their order, and how much of that is left. */
  quotes: { product: string; feature: string; plan: string; at: number; left: Map<string, bigint> }[];
  /** Its final report; null while none was recorded, or that was undone. */
  final: { call: RecordCall } | null;
  /** Whether it is reported by counters; null while nothing was. */
  cumulative: boolean | null;
  /** The largest, by feature and dimension. */
  counters: Map<string, number>;
}
/** What of a report one card prices: the one in force for a plan at an instant. */
export interface Share {
  plan: string;
  at: number;
  usage: Used[];
}
export interface Check {
  call: CheckCall;
  outcome: string;
  reason: string;
  requested: bigint;
  granted: bigint;
  shortfall: bigint;
  counts: bigint[];
  draws: Draw[];
  layers: string[];
  quoted: { plan: string; at: number };
  hold: Hold | null;
}
export interface Charge {
  at: number;
  amount: bigint;
  draws: Draw[];
  /** Where what no layer covers counted. */
  counts: Count[];
  forgiven: bigint;
  debt: bigint;
  aside: boolean;
}
export interface Usage {
  call: RecordCall;
  hold: Hold | null;
  layers: string[];
  budgets: Bound[];
  shares: Share[];
  claimed: boolean;
  charge: Charge | null;
  /** The event that it undoes; null where it tells of usage. */
  voids: Usage | null;
  /** Whether it is undone, or about to be. */
  undone: boolean;
}
export interface Purchase {
  call: PurchaseCall;
  /** In USD, with two fraction digits. */
  price: string;
  status: 'PAID' | 'DECLINED' | 'REFUNDED';
  lot: Lot | null;
}
export interface World {
  catalog: Catalog;
  holds: Hold[];
  usage: Usage[];
  /** Told what came to pass. */
  saw: (what: string) => void;
}

export const least = (...amounts: bigint[]) => amounts.reduce((a, b) => (a < b ? a : b));
export const total = (amounts: bigint[]) => amounts.reduce((a, b) => a + b, 0n);
export const used = ({ remaining, held }: Lot) => remaining === 0n && held === 0n;
export const left = ({ amount, settled, released }: Pick<HeldDraw, 'amount' | 'settled' | 'released'>) =>
  amount - settled - released;
export const isHeld = ({ parts }: Hold) => [...parts.values()].every((state) => state === 'HELD');
export const isOpen = (hold: Hold) => !hold.ending && isHeld(hold);
export const planOf = ({ plans }: Account, at = Infinity) => plans.findLast(({ from }) => from <= at)!.plan;

export function newAccount(name: Account['name']): Account {
  const none = { lots: [], windows: new Map(), debt: 0n, turned: null, lastAt: -Infinity };
  const plans = [{ from: -Infinity, plan: FIRST_PLAN }];
  const forgiven = { month: '', amount: 0n };
  return { name, ...none, guard: { since: -Infinity, count: 0 }, forgiven, repayments: [], plans };
}

/** All that time will do to an account; ranks are the order within one instant (rule 1). */
export function dueOn(account: Account, world: World) {
  const { holds, saw } = world;
  const lapsing = holds.filter(({ parts, claims }) => parts.get(account) === 'HELD' && claims === 0);
  const open = account.lots.filter((lot) => lot.closed === null && !used(lot));
  const ends = [...account.windows.values()];
  const starts = open.filter(({ pending }) => pending);
  return [
    ...lapsing.map((hold) => ({
      at: hold.expiresAt,
      rank: 0,
      what: 'a hold expires',
      do: () => endPart(hold, account, 'EXPIRED', saw),
    })),
    ...ends.map(({ name, resetsAt: at }) => ({
      at,
      rank: 1,
      what: account.name === 'budget' ? 'a budget begins anew' : 'a window resets',
      do: () => {
        account.windows.delete(name);
        if (account.debt > 0n) account.turned = at;
      },
    })),
    ...open.map((lot) => ({
      at: lot.expiresAt,
      rank: 2,
      what: 'a lot expires',
      do: () => closeLot(lot, 'expired', saw),
    })),
    ...debtTurns(account, world).map((at) => ({
      at,
      rank: 3,
      what: 'debt meets a turn of time',
      do: () => turnDebt(account, world, at),
    })),
    ...starts.map((lot) => ({
      at: lot.effectiveAt,
      rank: 4,
      what: 'a lot becomes effective',
      do: () => startLot(lot, saw),
    })),
  ];
}

/** Writes what fell due by `now`, each at its own instant. */
export function advance(account: Account, world: World, now: number): void {
  for (;;) {
    const due = dueOn(account, world).filter(({ at }) => at <= now);
    const [next] = due.sort((a, b) => a.at - b.at || a.rank - b.rank);
    if (!next) return;
    world.saw(next.what);
    account.lastAt = Math.max(account.lastAt, next.at);
    next.do();
  }
}

export const monthOf = (at: number) => new Date(at).toISOString().slice(0, 7);

/** What is left in all windows of the plan at once. */
function allowanceOf(account: Account, { catalog }: World): bigint {
  const free = catalog.plans[planOf(account)]!.windows.map(({ name, capacity }) => {
    const { used = 0n, held = 0n } = account.windows.get(name) ?? {};
    return nano(capacity) - used - held;
  });
  const left = free.length ? least(...free) : 0n;
  return left > 0n ? left : 0n;
}

/** What the tenant would carry of any debt as this month turns. */
function carriedIn({ forgiven }: Account, { catalog }: World, month: string): bigint {
  const most = nano(catalog.forgivePerMonth ?? '0') - (forgiven.month === month ? forgiven.amount : 0n);
  return most > 0n ? most : 0n;
}

/** When debt is looked at again: as a window has ended, or the month turns with something to pay it from (rule 37). */
function debtTurns(account: Account, world: World): number[] {
  const { debt, turned, lastAt } = account;
  if (debt === 0n) return [];
  if (turned !== null) return [turned];
  const date = new Date(lastAt);
  const began = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const month = began === lastAt ? began : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  return carriedIn(account, world, monthOf(month)) > 0n || allowanceOf(account, world) > 0n ? [month] : [];
}

/** The tenant carries what it may as a month turns; then the allowance pays, from all its windows at once (rule 37). */
export function turnDebt(account: Account, world: World, at: number): void {
  account.turned = null;
  const month = monthOf(at);
  if (new Date(at).toISOString().endsWith('-01T00:00:00.000Z')) {
    const carried = least(account.debt, carriedIn(account, world, month));
    if (account.forgiven.month !== month) account.forgiven = { month, amount: 0n };
    account.forgiven.amount += carried;
    account.debt -= carried;
    if (carried > 0n) account.repayments.push({ amount: carried, lot: null, windows: [], month });
  }
  const paid = least(account.debt, allowanceOf(account, world));
  if (paid === 0n) return;
  world.saw('the allowance repays debt');
  account.debt -= paid;
  const windows = openWindows(account, world, at);
  for (const window of windows) window.used += paid;
  account.repayments.push({ amount: paid, lot: null, windows, month: null });
}

/** All windows of the plan, those that are not open yet opened (rule 13). */
function openWindows(account: Account, { catalog }: World, now: number): Window[] {
  return catalog.plans[planOf(account)]!.windows.map(({ name, every }): Window => {
    const resetsAt = every === 'day' ? (Math.floor(now / DAY) + 1) * DAY : now + every;
    const window = account.windows.get(name) ?? { name, startedAt: now, resetsAt, used: 0n, held: 0n };
    account.windows.set(name, window);
    return window;
  });
}

/** A lot becomes spendable; one for all products that was not given away pays debt first (rules 18 and 37). */
export function startLot(lot: Lot, saw: World['saw']): void {
  const { account, scope, kind } = lot;
  lot.pending = false;
  const paid = scope === null && kind !== 'PROMOTIONAL' ? least(account.debt, lot.remaining) : 0n;
  if (paid > 0n) {
    saw('a lot repays debt');
    account.repayments.push({ amount: paid, lot, windows: [], month: null });
  }
  account.debt -= paid;
  lot.remaining -= paid;
  lot.spent += paid;
}

/** An account's time never falls: where a pool is ahead, what happens there is told at its own last instant (rule 35). */
export function movedAt(now: number, account: Account): void {
  account.lastAt = Math.max(account.lastAt, now);
}

/** What remains goes; what is held stays held, and goes the same way when it is given back (rule 21). */
export function closeLot(lot: Lot, into: 'expired' | 'takenBack', saw: World['saw']): void {
  if (lot.held > 0n) saw('a lot closes while some of it is held');
  lot.closed = into;
  lot[into] += lot.remaining;
  lot.remaining = 0n;
}

/** Ends a hold on one account: what is left of its draws goes back. Returns whether that was anything. */
export function endPart(hold: Hold, account: Account, state: HoldState, saw: World['saw']): boolean {
  hold.parts.set(account, state);
  const draws = hold.draws.filter((draw) => draw.account === account && left(draw) > 0n);
  for (const draw of draws) {
    const { lot, windows } = draw;
    const amount = left(draw);
    draw.released += amount;
    if (lot?.closed) saw('a hold gives back to a closed lot');
    if (lot) move(lot, 'held', lot.closed ?? 'remaining', amount);
    // A window that has ended is no longer on its account: what is taken off it shows nowhere.
    for (const window of windows) window.held -= amount;
    withdrawEmpty(account, saw);
  }
  const counts = hold.draws.flatMap((draw) =>
    draw.counts.filter((count) => count.account === account && count.left > 0n),
  );
  for (const count of counts) {
    count.window.held -= count.left;
    count.left = 0n;
  }
  if (counts.length > 0) withdrawEmpty(account, saw);
  return draws.length > 0 || counts.length > 0;
}

/** A window begins with use: one that has given all back was none (rule 36). */
export function withdrawEmpty({ windows }: Account, saw: World['saw']): void {
  for (const { name, used, held } of windows.values()) {
    if (used > 0n || held > 0n) continue;
    saw('a window is withdrawn');
    windows.delete(name);
  }
}

type Bucket = 'remaining' | 'held' | 'spent' | 'expired' | 'takenBack';
export function move(lot: Lot, from: Bucket, to: Bucket, amount: bigint): void {
  lot[from] -= amount;
  lot[to] += amount;
}

/** What each source can give, in the order of the layers and of burning. */
export function sourcesFor(
  subject: Account,
  team: Account,
  layers: string[],
  product: string,
  world: World,
  now: number,
): Draw[] {
  return layers.flatMap((source): Draw[] => {
    if (source === 'allowance') {
      return [{ source, account: subject, lot: null, windows: [], amount: allowanceOf(subject, world), counts: [] }];
    }
    const account = source === 'pool' ? team : subject;
    const fit = account.lots
      .filter(({ kind }) => source === 'pool' || (kind === 'PROMOTIONAL') === (source === 'promotion'))
      .filter(({ scope }) => scope === null || scope === product)
      .filter((lot) => !lot.pending && now < lot.expiresAt && lot.closed === null);
    const expiry = (a: Lot, b: Lot) => (a.expiresAt === b.expiresAt ? 0 : a.expiresAt < b.expiresAt ? -1 : 1);
    // Lots stand in order of creation, and sorting keeps that where nothing else decides.
    const burning = fit.sort((a, b) => a.priority - b.priority || expiry(a, b));
    return burning.map((lot) => ({ source, account, lot, windows: [], amount: lot.remaining, counts: [] }));
  });
}

/** What each budget lets through, judged at the instant that its own account has come to. */
export function roomsOf(bounds: Bound[], now: number): Room[] {
  return bounds.map(({ terms, account }) => {
    const { used: spent = 0n, held = 0n } = account.windows.get('period') ?? {};
    const released = releasedBy(terms, Math.max(now, account.lastAt));
    const free = released === null ? null : released - spent - held;
    return { terms, account, left: free !== null && free < 0n ? 0n : free };
  });
}

/** All of the limit, or of a day as many of its 24 parts as hours have begun, rounded down. */
export function releasedBy({ limit, pacedHourly }: BudgetTerms, at: number): bigint | null {
  if (limit === null) return null;
  return pacedHourly ? (nano(limit) * BigInt(Math.floor((at % DAY) / HOUR) + 1)) / 24n : nano(limit);
}

const PAID = ['credits', 'pool'];
export function covers({ terms }: Bound, source: string): boolean {
  return terms.source === 'any' || (terms.source === 'paid' ? PAID.includes(source) : terms.source === source);
}

/** Counts an amount in a budget; its period begins with the first. */
export function countIn(room: Room, amount: bigint, into: 'held' | 'used', now: number): Count {
  const { account, terms } = room;
  const startedAt = Math.max(now, account.lastAt);
  const ends = { '5h': startedAt + 5 * HOUR, day: (Math.floor(startedAt / DAY) + 1) * DAY, once: Infinity };
  const fresh = { name: 'period', startedAt, resetsAt: ends[terms.period], used: 0n, held: 0n };
  const window = account.windows.get('period') ?? fresh;
  account.windows.set('period', window);
  window[into] += amount;
  if (room.left !== null) room.left = room.left > amount ? room.left - amount : 0n;
  return { account, window };
}

/** What the sources can give together, each within the budgets over it. */
export function capacityOf(sources: Draw[], rooms: Room[]): bigint {
  const left = new Map(rooms.map((room) => [room, room.left]));
  return total(
    sources.map(({ source, amount }) => {
      const over = rooms.filter((room) => covers(room, source) && room.left !== null);
      const share = least(amount, ...over.map((room) => left.get(room)!));
      for (const room of over) left.set(room, left.get(room)! - share);
      return share;
    }),
  );
}

/**
 * Takes an amount from the sources in order, within the budgets unless it has to go beyond; windows open with their first
 * use (rule 13). What it takes is gone from the sources.
 */
export function pour(
  sources: Draw[],
  amount: bigint,
  into: 'held' | 'spent',
  { world, now, rooms, beyond = false }: { world: World; now: number; rooms: Room[]; beyond?: boolean },
): Draw[] {
  let rest = amount;
  const bucket = into === 'held' ? 'held' : 'used';
  return sources.flatMap((source): Draw[] => {
    const over = rooms.filter((room) => covers(room, source.source));
    const bounds = beyond ? [] : over.flatMap((room) => (room.left === null ? [] : [room.left]));
    const share = least(rest, source.amount, ...bounds);
    if (share === 0n) return [];
    rest -= share;
    source.amount -= share;
    const { account, lot } = source;
    if (lot) move(lot, 'remaining', into, share);
    const windows = lot ? [] : openWindows(account, world, now);
    for (const window of windows) window[bucket] += share;
    const counts = over.map((room) => countIn(room, share, bucket, now));
    return [{ source: source.source, account, lot, windows, amount: share, counts }];
  });
}
