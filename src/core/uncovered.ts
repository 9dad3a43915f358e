/**
 * What of a usage event neither its hold nor any layer would cover: the only part of it that a bound judges
 * (docs/rules.md, 37). It changes nothing.
 */
import { drawExcess, excessOf } from './excess.js';
import type { PricedUsage, SettleFacts } from './priced-usage.js';
import type { Instant, Nano } from './words.js';

/** @returns the amount, in nano-credits, that would be overshoot if the event were settled now */
export function uncovered(event: PricedUsage, facts: SettleFacts, now: Instant): Nano {
  return drawExcess(event, facts, excessOf(event, facts), now).overshoot;
}
