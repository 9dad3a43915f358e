/**
 * When the same request would pass if nothing but time went by: as windows reset, lots begin, budgets turn or take a step. An account is looked ahead on with its lots added up by
 * kind, so that each of many instants costs little however many lots there are; what really falls due is written by
 * `advance`.
 */
import { copyAccount } from './copy-account.js';
import { debtTurnsAt } from './debt.js';
import { advance } from './due.js';
import type { Facts } from './facts.js';
import { guardReset } from './guard.js';
import { inScope } from './lots.js';
import { MOST_DRAWS_ON_SOURCE } from './offers.js';
import { stepsAhead } from './steps-ahead.js';
import { NEVER } from './windows.js';
import { yieldTurns } from './yield-turns.js';
import type { Account, Lot } from './account.js';
import type { Instant, Nano } from './words.js';

/** After so many turning points it is not looked further (docs/rules.md, 37). */
const MOST_TURNS = 50;

/**
 * The first reset or yielding of a window, reset of the guard, beginning of a lot, change of a card, turn of a debt or step of a budget at
 * which the same request would pass if nothing but time went by; lots expire meanwhile, holds stay held (docs/rules.md, 9).
 * @param missing with less than that in its budgets, nothing more passes before anything but a budget changes
 */
export function firstPass(
  product: string,
  facts: Facts,
  now: Instant,
  passes: (later: Facts, at: Instant) => boolean,
  missing: Nano = 1n,
): Instant | null {
  const look = (account: Account) => {
    const offered = account.lots.length + facts.held.length <= MOST_DRAWS_ON_SOURCE;
    return offered ? futureOf(account, product) : futureOfMany(account);
  };
  const others = [...facts.others].map(([address, other]) => [address, look(other)] as const);
  const othersAt = (at: Instant) => new Map(others.map(([address, other]) => [address, other(at)]));
  if (facts.account.debt > 0n) {
    const own = copyAccount(facts.account);
    let at: Instant | undefined = now;
    for (let turns = 0; turns < MOST_TURNS; turns += 1) {
      // What is owed makes each turn depend on the one before: they are gone through as they will be written.
      at = turningPoints(product, { ...facts, account: own }, at, 1n, 1)[0];
      if (at === undefined) return null;
      advance(own, at);
      if (passes({ ...facts, account: own, others: othersAt(at) }, at)) return at;
    }
    return null;
  }
  const account = look(facts.account);
  const factsAt = (at: Instant): Facts => ({ ...facts, account: account(at), others: othersAt(at) });
  const turns = turningPoints(product, facts, now, missing);
  return turns.find((at) => passes(factsAt(at), at)) ?? null;
}

/** The first of all instants at which anything changes that a request may wait for. */
function turningPoints(product: string, facts: Facts, now: Instant, missing: Nano, most = MOST_TURNS): Instant[] {
  const accounts = [facts.account, ...facts.others.values()];
  const instants = [
    ...accounts.flatMap(({ windows }) => windows.map((window) => window.resetsAt).filter((at) => at !== NEVER)),
    guardReset(facts.account) ?? now,
    debtTurnsAt(facts.account) ?? now,
    ...accounts.flatMap(({ lots }) =>
      lots.filter((lot) => !lot.effective && !lot.closed).map((lot) => lot.effectiveAt),
    ),
    ...facts.cards.filter((card) => card.product === product).map((card) => card.effectiveAt),
  ];
  const known = inOrder(instants, now).slice(0, most);
  const turns = inOrder([...instants, ...[now, ...known].flatMap((at) => yieldTurns(facts.account, at))], now);
  const steps = stepsAhead(facts.budgets, now, turns.slice(0, most), missing, most);
  if (!steps.length) return turns.slice(0, most);
  return [...new Set([...turns, ...steps])].sort((a, b) => a - b).slice(0, most);
}

function inOrder(instants: readonly Instant[], now: Instant): Instant[] {
  return [...new Set(instants)].filter((at) => at > now).sort((a, b) => a - b);
}

interface Change {
  at: Instant;
  /** Order among changes of one instant, as things fall due. */
  rank: number;
  id: string;
  make: () => void;
}

/**
 * Looks ahead from an account that owes nothing, on which everything due has been written. What is held stays held.
 * @returns the account as `product` will find it; asked for later and later instants
 */
export function futureOf(account: Account, product: string): (at: Instant) => Account {
  const sums = new Map<string, Lot>();
  const changes = account.lots.flatMap((lot): Change[] => {
    const sum = sumOf(sums, lot, product);
    sum.held += lot.held;
    if (lot.closed) return [];
    const end = lot.expiresAt ?? Infinity;
    let given = 0n;
    const give = (amount: Nano) => {
      given += amount;
      sum.remaining += amount;
    };
    const start = () => give(lot.remaining);
    const ends = { at: end, rank: 1, id: lot.id, make: () => give(-given) };
    const starts = { at: lot.effectiveAt, rank: 2, id: lot.id, make: start };
    if (!lot.effective) return end <= lot.effectiveAt ? [] : [starts, ends];
    give(lot.remaining);
    return [ends];
  });
  changes.sort((a, b) => a.at - b.at || a.rank - b.rank || (a.id < b.id ? -1 : 1));

  let next = 0;
  return (at) => {
    for (let change = changes[next]; change && change.at <= at; change = changes[(next += 1)]) change.make();
    const windows = account.windows.filter((window) => window.resetsAt > at);
    return { ...account, windows, holds: [], lots: [...sums.values()] };
  };
}

/** The same, where more lots are there than one hold may draw on: which of them are offered depends on each. */
function futureOfMany(account: Account): (at: Instant) => Account {
  return (at) => {
    const windows = account.windows.filter((window) => window.resetsAt > at);
    const lotAt = (lot: Lot) => {
      if (lot.expiresAt !== null && lot.expiresAt <= at) return { ...lot, remaining: 0n };
      return lot.effective || lot.effectiveAt > at ? lot : { ...lot, effective: true };
    };
    return { ...account, windows, holds: [], lots: account.lots.map(lotAt) };
  };
}

/** The one lot that all of a kind are added up in, those for other products apart; it never ends. */
function sumOf(sums: Map<string, Lot>, lot: Lot, product: string): Lot {
  const products = inScope(lot, product) ? null : [];
  const id = `${lot.kind} ${products === null}`;
  const nothing = { remaining: 0n, held: 0n, products, expiresAt: null, effective: true, closed: null };
  const sum = sums.get(id) ?? { ...lot, id, ...nothing };
  sums.set(id, sum);
  return sum;
}
