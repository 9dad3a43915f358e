/**
 * The pace of work: full, eased before what is left runs out, or to wait. It is advice, which nothing enforces; what does
 * not follow it meets the end of its allowance as ever.
 */
import { sum } from './amounts.js';
import type { Facts } from './facts.js';
import { LAYER_KINDS } from './kinds.js';
import { sourcesOf } from './layers.js';
import { withinRequest, type Asked } from './only.js';
import type { WindowState } from './windows.js';
import type { Instant, Nano, Outcome } from './words.js';

export type PaceLevel = 'FULL' | 'EASE' | 'WAIT';

/** How fast to go on. */
export interface Pace {
  level: PaceLevel;
  /** How long to wait before the next piece of work of this size, beside what is waited already; 0 at full pace. */
  delayMs: number;
  /** EASE: until when what is left has to last; WAIT: until when to wait. Null at full pace. */
  until: Instant | null;
}

export const FULL_PACE: Pace = { level: 'FULL', delayMs: 0, until: null };

/** A wait to a certain instant; none where time does not help. */
export function waitUntil(until: Instant | null, now: Instant): Pace {
  return until === null ? FULL_PACE : { level: 'WAIT', delayMs: Math.max(0, until - now), until };
}

/** The pace after an answer: what was denied waits until it passes; what was granted is repeated. */
export function paceAfter(
  work: Asked,
  facts: Facts,
  answer: { outcome: Outcome; granted: Nano; unblocksAt: Instant | null },
  now: Instant,
): Pace {
  return answer.outcome === 'DENIED' ? waitUntil(answer.unblocksAt, now) : paceFor(work, facts, answer.granted, now);
}

/**
 * The pace of work that costs so much each time, by what is left now. It is eased where all layers together have less than
 * the plan says of a window's capacity; of several windows the slowest counts.
 * @param amount of the next piece of work; null: a hundredth of the window
 */
export function paceFor(work: Asked, facts: Facts, amount: Nano | null, now: Instant): Pace {
  const below = facts.plan?.slowDownBelow;
  if (below === undefined || amount === 0n) return FULL_PACE;
  const { layers, account, others, budgets } = facts;
  const all = sourcesOf(layers, account, others, work, now, facts, budgets);
  const sources = withinRequest(work, all, account.tenant, now);
  const gives = (of: 'windows' | 'lots') => sources.filter(({ layer }) => LAYER_KINDS[layer.layer].gives === of);
  const beside = sum(gives('lots'), ({ capacity }) => capacity);
  const paces = gives('windows').flatMap(({ windows }) =>
    windows.map((state) => paceIn(state, { below: BigInt(below), beside, amount, now })),
  );
  return paces.reduce((slower, pace) => (pace.delayMs > slower.delayMs ? pace : slower), FULL_PACE);
}

interface Left {
  /** In hundredths of a percent of the capacity. */
  below: bigint;
  /** What other layers have. */
  beside: Nano;
  amount: Nano | null;
  now: Instant;
}

function paceIn({ terms, instance, remaining }: WindowState, { below, beside, amount, now }: Left): Pace {
  const left = remaining + beside;
  if (!instance || left * 10_000n >= terms.capacity * below) return FULL_PACE;
  const each = amount ?? (terms.capacity + 99n) / 100n;
  const until = instance.resetsAt;
  if (left < each) return waitUntil(until, now);
  // What is left lasts where so much time lies between two pieces of work; so much lay between them so far.
  const needed = (BigInt(until - now) * each + left - 1n) / left;
  const used = instance.used + instance.held;
  const taken = used > 0n ? (BigInt(now - instance.startedAt) * each) / used : 0n;
  return needed > taken ? { level: 'EASE', delayMs: Number(needed - taken), until } : FULL_PACE;
}
