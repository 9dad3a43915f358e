/**
 * When the same request would pass if nothing but time went by. An account is looked ahead on with its lots added up by
 * kind, so that each of many instants costs little however many lots there are; what really falls due is written by
 * `advance`.
 */
import { least } from './amounts.js';
import type { Facts } from './facts.js';
import { guardReset } from './guard.js';
import { inScope } from './lots.js';
import type { Account, Lot } from './account.js';
import type { Instant, Nano } from './words.js';

/**
 * The first reset of a window or of the guard, beginning of a lot or change of a card at which the same request would
 * pass if nothing but time went by; lots expire meanwhile, holds stay held (docs/rules.md, 9).
 */
export function firstPass(
  product: string,
  facts: Facts,
  now: Instant,
  passes: (later: Facts, at: Instant) => boolean,
): Instant | null {
  const account = futureOf(facts.account, product);
  const others = [...facts.others].map(([address, other]) => [address, futureOf(other, product)] as const);
  const factsAt = (at: Instant): Facts => ({
    ...facts,
    account: account(at),
    others: new Map(others.map(([address, other]) => [address, other(at)])),
  });
  return turningPoints(product, facts, now).find((at) => passes(factsAt(at), at)) ?? null;
}

function turningPoints(product: string, facts: Facts, now: Instant): Instant[] {
  const accounts = [facts.account, ...facts.others.values()];
  const instants = [
    ...accounts.flatMap(({ windows }) => windows.map((window) => window.resetsAt)),
    guardReset(facts.account) ?? now,
    ...accounts.flatMap(({ lots }) =>
      lots.filter((lot) => !lot.effective && !lot.closed).map((lot) => lot.effectiveAt),
    ),
    ...facts.cards.filter((card) => card.product === product).map((card) => card.effectiveAt),
  ];
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
 * Looks ahead from an account on which everything due has been written. What is held stays held.
 * @returns the account as `product` will find it; asked for later and later instants
 */
export function futureOf(account: Account, product: string): (at: Instant) => Account {
  const lots = account.lots.filter((lot) => !lot.closed && inScope(lot, product));
  const sums = new Map(lots.map((lot) => [lot.kind, emptyLot(lot)]));
  let { debt } = account;
  const changes = lots.flatMap((lot): Change[] => {
    const end = lot.expiresAt ?? Infinity;
    let given = 0n;
    const give = (amount: Nano) => {
      given += amount;
      sums.get(lot.kind)!.remaining += amount;
    };
    const start = () => {
      const repaid = lot.products === null ? least(debt, lot.remaining) : 0n;
      debt -= repaid;
      give(lot.remaining - repaid);
    };
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
    return { ...account, debt, windows, holds: [], lots: [...sums.values()] };
  };
}

/** A lot of the same kind that has nothing, may be used for everything, and never ends. */
function emptyLot(lot: Lot): Lot {
  return { ...lot, id: lot.kind, remaining: 0n, held: 0n, products: null, expiresAt: null, effective: true };
}
