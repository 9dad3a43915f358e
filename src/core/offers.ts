/**
 * What sources offer to one hold, which has at most so many draws from each of them (docs/rules.md, 29): a hold is read
 * and written as a whole. Settling knows no such bound.
 */
import { sum } from './amounts.js';
import { countAlike, countedIn } from './budget-room.js';
import type { Facts } from './facts.js';
import { haveSameOrigin } from './holds.js';
import { LAYER_KINDS } from './kinds.js';
import { lotSource, sourcesOf, type Source } from './layers.js';
import { withinRequest, type Asked } from './only.js';
import type { HeldDraw, Lot } from './account.js';
import type { Instant } from './words.js';

/** How many draws a hold has at most from each source. */
export const MOST_DRAWS_ON_SOURCE = 100;

/** The sources of a request, in order, each with what it can give to the hold that the request opens or extends. */
export function offersOf(asked: Asked, facts: Facts, now: Instant): Source[] {
  const { layers, account, others, held, budgets } = facts;
  const drawn = Map.groupBy(held, ({ source }) => source);
  const sources = sourcesOf(layers, account, others, asked, now, facts, budgets).map((source) =>
    offerOf(source, drawn.get(source.layer.source) ?? []),
  );
  return withinRequest(asked, sources, account.tenant, now);
}

function offerOf(source: Source, drawn: readonly HeldDraw[]): Source {
  const more = Math.max(0, MOST_DRAWS_ON_SOURCE - drawn.length);
  // Draws merge only where they count alike: one that counts elsewhere by now would be one more.
  const counted = source.through.filter(({ passing }) => !passing).map(countedIn);
  const joined = drawn.filter(({ budgets }) => countAlike(budgets, counted));
  if (LAYER_KINDS[source.layer.layer].gives === 'lots') return lotsOffered(source, joined, more);
  const { unbounded } = source;
  if (unbounded === 0n || more > 0) return source;
  const continued = source.take(0n).some((next) => joined.some((draw) => haveSameOrigin(draw, next)));
  return continued ? source : { ...source, capacity: 0n, unbounded: 0n, beyond: unbounded };
}

/** In burn order: the lots whose draws new ones join, and as many more as the hold may still draw on. */
function lotsOffered(source: Source, joined: readonly HeldDraw[], more: number): Source {
  const { layer, account, through, room, lots } = source;
  if (lots.length <= more) return source;
  const known = new Set(joined.map(({ lot }) => lot));
  const fresh = new Set(lots.filter(({ id }) => !known.has(id)).slice(0, more));
  const isOffered = (lot: Lot) => known.has(lot.id) || fresh.has(lot);
  const beyond = sum(lots, (lot) => (isOffered(lot) ? 0n : lot.remaining));
  return { ...lotSource(layer, account, through, room, lots.filter(isOffered)), beyond };
}
