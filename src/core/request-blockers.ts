/**
 * Whether a request was refused for what it says itself about who may give, and how that is told: beside the sources, it
 * stands in the way itself.
 */
import { sum } from './amounts.js';
import type { Facts } from './facts.js';
import type { Verdict } from './decide.js';
import { layerKinds } from './kinds.js';
import { layersBlocker, type Asked } from './only.js';
import { offersOf } from './offers.js';
import { pour } from './pour.js';
import type { Blocker, Instant } from './words.js';

/** Whether what is missing would be there but for what the request itself says. */
export function refusedForRequest(
  asked: Asked,
  facts: Facts,
  verdict: Pick<Verdict, 'reason' | 'requested' | 'granted'>,
  now: Instant,
): boolean {
  if (!asked.only || verdict.reason !== 'OUT_OF_CAPACITY') return false;
  const missing = verdict.requested - verdict.granted;
  return (
    sum(
      pour(offersOf({ product: asked.product, feature: asked.feature }, facts, now), missing),
      ({ amount }) => amount,
    ) === missing
  );
}

/** Where layers that the request does not name have something, or it names none that there is: what the named ones can give. */
export function unnamedBlockers(asked: Asked, facts: Facts, now: Instant): Blocker[] {
  if (!asked.only?.layers) return [];
  const { layers } = asked.only;
  const others = { ...asked.only, layers: layerKinds.filter((kind) => !layers.includes(kind)) };
  const named = offersOf(asked, facts, now);
  const gives = offersOf({ ...asked, only: others }, facts, now).some(({ capacity }) => capacity > 0n);
  if (named.length > 0 && !gives) return [];
  const most = sum(named, ({ unbounded }) => unbounded);
  return [layersBlocker(sum(pour(named, most), ({ amount }) => amount))];
}
