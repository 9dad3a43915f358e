/**
 * When a hold ends at the latest, however often it is extended (docs/rules.md, 29).
 */
import { stillHeld } from './holds.js';
import type { HoldPart } from './account.js';
import type { Facts } from './facts.js';
import type { Instant } from './words.js';

/**
 * A bounded time after its first decision; while it has draws on the allowance, also one length of the shortest anchored
 * window after the oldest of these draws.
 */
export function latestEnd(
  hold: readonly { part: Pick<HoldPart, 'openedAt' | 'draws'> }[],
  { longestHoldMs, account }: Pick<Facts, 'longestHoldMs' | 'account'>,
): Instant {
  const opened = hold.map(({ part }) => part.openedAt);
  const draws = hold.flatMap(({ part }) => part.draws);
  const drawn = draws.filter((draw) => draw.windows.length > 0 && stillHeld(draw) > 0n).map(({ at }) => at);
  const lengths = account.windowTerms.flatMap((terms) => (terms.kind === 'anchored' ? [terms.seconds * 1000] : []));
  return Math.min(Math.min(...opened) + longestHoldMs, Math.min(...drawn) + Math.min(...lengths));
}
