/**
 * What becomes of the parts of a hold as usage is settled. Moves no amount.
 */
import type { HoldPart } from './account.js';
import type { Captured } from './capture.js';
import type { PlacedPart } from './holds.js';
import type { PricedUsage } from './priced-usage.js';

/** Lifts the event's claim, and keeps `holds` of each account to what is open, so that time can still end it. */
export function keepParts(
  { final, claimed }: PricedUsage,
  hold: readonly PlacedPart[],
  open: boolean,
  captured: readonly Captured[],
): PlacedPart[] {
  const takesPart = ({ draws, counts }: HoldPart) =>
    captured.some(({ draw }) => draws.includes(draw) || counts?.some(({ no }) => no === draw.no));
  const changed = hold.filter(({ part }) => claimed || (final && open) || takesPart(part));
  return changed.map(({ account, part, state }) => {
    if (claimed) part.claims -= 1;
    const ends = final && open;
    const others = account.holds.filter((each) => each.id !== part.id);
    account.holds = state === 'HELD' && !ends ? [...others, part] : others;
    return { account, part, state: ends ? 'SETTLED' : state };
  });
}
