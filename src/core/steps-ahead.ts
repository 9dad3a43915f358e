/**
 * The steps of paced budgets that lie ahead, as far as a request may wait for them. Looks no further than it is told, and
 * past those that cannot help.
 */
import { greatest, sum } from './amounts.js';
import { nextStep, releasedAt, stepReleasing } from './pacing.js';
import { windowEnd } from './windows.js';
import type { BudgetTerms, Instant, Nano } from './words.js';

/**
 * The first steps after `now` in the periods that run then, and in those that run at each of the other turning points.
 * @param turns the other turning points, in order
 * @param missing before the first of them, steps that do not let through so much more together are passed over
 * @param most so many instants are enough
 */
export function stepsAhead(
  budgets: readonly BudgetTerms[],
  now: Instant,
  turns: readonly Instant[],
  missing: Nano,
  most: number,
): Instant[] {
  const paced = budgets.filter((terms) => terms.paced !== null && terms.cap !== null);
  if (!paced.length) return [];
  const next = (at: Instant) => Math.min(...paced.map((terms) => nextStep(terms, at) ?? Infinity));
  const steps: Instant[] = [];
  for (const [i, from] of [now, ...turns].entries()) {
    // Where periods overlap, their steps would go on from one to the next for ever.
    const until = Math.min(turns[i] ?? Infinity, endOf(paced, from));
    const first = i === 0 ? firstThatMayDo(paced, now, missing) : next(from);
    for (let at = first; at < until && steps.length < most; at = next(at)) {
      if (i > 0 || releasedMore(paced, now, at) >= missing) steps.push(at);
    }
  }
  return steps;
}

/** No step before it releases enough, for one of them would have to release its share of what is missing. */
function firstThatMayDo(paced: readonly BudgetTerms[], now: Instant, missing: Nano): Instant {
  const all = BigInt(paced.length);
  const share = (missing + all - 1n) / all;
  return Math.min(...paced.map((terms) => stepReleasing(terms, now, share) ?? Infinity));
}

/** The end of the last of the periods that run at an instant. */
function endOf(paced: readonly BudgetTerms[], at: Instant): Instant {
  return Math.max(...paced.map(({ window }) => windowEnd(window, at)));
}

/** How much more the budgets have released by `at`, taken together; one that begins anew takes nothing from the others. */
function releasedMore(paced: readonly BudgetTerms[], now: Instant, at: Instant): Nano {
  return sum(paced, (terms) => greatest((releasedAt(terms, at) ?? 0n) - (releasedAt(terms, now) ?? 0n), 0n));
}
