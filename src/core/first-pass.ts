/**
 * When the same request would pass if nothing but time went by.
 */
import { guardReset } from './blockers.js';
import type { Facts } from './decide.js';
import { futureOf } from './future.js';
import type { Instant } from './words.js';

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
  const pools = [...facts.pools].map(([source, pool]) => [source, futureOf(pool, product)] as const);
  const factsAt = (at: Instant): Facts => ({
    ...facts,
    account: account(at),
    pools: new Map(pools.map(([source, pool]) => [source, pool(at)])),
  });
  return turningPoints(product, facts, now).find((at) => passes(factsAt(at), at)) ?? null;
}

function turningPoints(product: string, facts: Facts, now: Instant): Instant[] {
  const accounts = [facts.account, ...facts.pools.values()];
  const instants = [
    ...facts.account.windows.map((window) => window.resetsAt),
    guardReset(facts.account) ?? now,
    ...accounts.flatMap(({ lots }) =>
      lots.filter((lot) => !lot.effective && !lot.closed).map((lot) => lot.effectiveAt),
    ),
    ...facts.cards.filter((card) => card.product === product).map((card) => card.effectiveAt),
  ];
  return [...new Set(instants)].filter((at) => at > now).sort((a, b) => a - b);
}
