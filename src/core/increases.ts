/**
 * What is approved beyond the limit of a budget: until when it can be used, and how long a request for it waits. Judges
 * the request by itself; who may answer it is the policy's to say.
 */
import { NEVER, windowEnd } from './windows.js';
import { periodAt } from './periods.js';
import type { Account, Lot } from './account.js';
import type { BudgetTerms, Instant, Nano, WindowTerms } from './words.js';

/** So long a request waits for an answer. */
export const REQUEST_MS = 14 * 86_400_000;

/** When the running period of a budget ends; where none runs, the one that a first use now would open. */
export function periodEnd(
  { window }: Pick<BudgetTerms, 'window'>,
  { windows }: Pick<Account, 'windows'>,
  now: Instant,
): Instant {
  const running = windows.find(({ name, resetsAt }) => name === window.name && resetsAt > now);
  return running?.resetsAt ?? windowEnd(window, now);
}

/** An increase, and whether anything of it is left or held. */
type Approved = Pick<Lot, 'createdAt' | 'expiresAt'> & { open: boolean };

/**
 * Whether an increase counts as approved beyond the limit in the period that runs: it has not ended, and it can still be
 * used, or was approved in this period and is used up. A calendar's period began before its first use; one that begins with
 * its first use has also what was approved for it before that.
 * @param window null: nobody knows any more how long its period lasts
 */
export function countsIn(
  window: WindowTerms | null,
  { createdAt, expiresAt, open }: Approved,
  startedAt: Instant,
  now: Instant,
): boolean {
  if (expiresAt !== null && expiresAt <= now) return false;
  if (open || createdAt >= startedAt || window?.kind === 'once') return true;
  if (window?.kind === 'calendar') return createdAt >= periodAt(window, startedAt).start;
  return window?.kind === 'anchored' && expiresAt === windowEnd(window, createdAt);
}

/** What was asked for, or what an answer gives: `until` null is the end of the period. */
export interface Increase {
  credits: Nano;
  until: Instant | null;
}

/** Why an answer cannot be given. */
export type Refusal = 'MORE_CREDITS' | 'LATER' | 'PAST';

/** What an answer comes to: how much is approved, and until when (null: for ever); or why it cannot be given. */
export type Approval = { credits: Nano; expiresAt: Instant | null } | { refused: Refusal };

/**
 * Judges an answer by what was asked: at most as much, and at most as long.
 * @param ends when the period ends that runs, or that a first use would open
 */
export function approvalOf(
  asked: Increase,
  given: { credits: Nano | null; until: Instant | null },
  ends: Instant,
  now: Instant,
): Approval {
  const credits = given.credits ?? asked.credits;
  if (credits > asked.credits) return { refused: 'MORE_CREDITS' };
  const latest = asked.until ?? ends;
  const until = given.until ?? latest;
  if (until > latest) return { refused: 'LATER' };
  if (until <= now) return { refused: 'PAST' };
  return { credits, expiresAt: until >= NEVER ? null : until };
}
