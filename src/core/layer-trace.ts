/**
 * What each layer of a waterfall had, gave and kept: told of facts at hand, or of what the journal says an account was when
 * a decision was made. Budgets, and bounds on what one hold may draw, are none of its business: it tells what was there.
 */
import { sum } from './amounts.js';
import type { Account, Balance } from './account.js';
import type { Draw, Facts } from './facts.js';
import { LAYER_KINDS, LOT_KINDS, lotKindsOf, type LayerKind } from './kinds.js';
import { sourcesOf } from './layers.js';
import { allowanceLeft, coveringStates, limiting } from './windows.js';
import type { Instant, Layer, Nano, Work } from './words.js';

/** One layer as a decision met it. `had` = `gave` + `left`. */
export interface LayerTrace {
  layer: LayerKind;
  source: string;
  had: Nano;
  gave: Nano;
  left: Nano;
}

/** An account as a decision found it: its image in the journal, and its windows by the catalog of that instant. */
export interface Found extends Pick<Account, 'state' | 'windowTerms' | 'windows' | 'subscribedAt'> {
  balance: Balance;
}

/**
 * The layers of a decision, in its order.
 * @param hadOf what a layer had for the product, in nano-credits
 */
export function traceOf(layers: readonly Layer[], draws: readonly Draw[], hadOf: (layer: Layer) => Nano): LayerTrace[] {
  return layers.map((each) => {
    const { layer, source } = each;
    const had = hadOf(each);
    const gave = sum(draws, (draw) => (draw.layer === layer && draw.source === source ? draw.amount : 0n));
    return { layer, source, had, gave, left: had - gave };
  });
}

/** The same told of facts, as they are before anything is taken. */
export function traceOfFacts(work: Work, facts: Facts, draws: readonly Draw[], now: Instant): LayerTrace[] {
  const { layers, account, others, budgets } = facts;
  const sources = sourcesOf(layers, account, others, work, now, null, budgets);
  const had = new Map(sources.map(({ layer, unbounded }) => [layer, unbounded]));
  return traceOf(layers, draws, (layer) => had.get(layer) ?? 0n);
}

/**
 * What a layer had of an account for some work at an instant.
 * @param elsewhere what lots of these kinds had that are not for the product
 */
export function hadOn(account: Found, { layer, from }: Layer, elsewhere: Nano, work: Work, at: Instant): Nano {
  if (LAYER_KINDS[layer].gives === 'windows')
    return allowanceLeft(limiting(account, coveringStates(account, work), at));
  if (from !== null && account.state === 'SUSPENDED') return 0n;
  return sum(lotKindsOf(layer), (kind) => account.balance[LOT_KINDS[kind].field]) - elsewhere;
}
