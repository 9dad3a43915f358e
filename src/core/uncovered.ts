/**
 * What of a usage event neither its hold nor any layer would cover: the only part of it that a bound judges
 * (docs/rules.md, 37). It changes nothing.
 */
import { least, sum } from './amounts.js';
import { stillHeld } from './holds.js';
import { drawExcess, type PricedUsage, type SettleFacts } from './settle.js';
import type { Instant, Nano } from './words.js';

/** @returns the amount, in nano-credits, that would be overshoot if the event were settled now */
export function uncovered(event: PricedUsage, facts: SettleFacts, now: Instant): Nano {
  const open = facts.hold.every(({ state }) => state === 'HELD');
  const held = open ? sum(facts.hold, ({ part }) => sum(part.draws, stillHeld)) : 0n;
  const excess = event.amount - least(event.amount, held);
  return excess - sum(drawExcess(event, facts, excess, now), (draw) => draw.amount);
}
