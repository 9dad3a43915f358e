/**
 * Whether the work of a decision may go on now, and why not: each reason with all that is to be said about it. Judges a
 * hold as it is read; changes nothing.
 */
import { formatCredits } from './amounts.js';
import type { HoldState } from './holds.js';
import type { Instant, Nano, Outcome } from './words.js';

/** What a hold was asked for in all, and what usage has captured of it. */
interface Amounts {
  amount: Nano;
  settled: Nano;
}

/** A hold as it is now: `open` while it is held and no final usage is on its way. */
export interface HoldNow extends Amounts {
  state: HoldState;
  open: boolean;
}

/** What answers say about one reason. */
interface ProceedTerms {
  /** What the contract says of it. */
  description: string;
  /** For a person, as one sentence; null where the decision itself says it. */
  sentence: ((held: Amounts) => string) | null;
}

const used = ({ settled, amount }: Amounts): string =>
  `${formatCredits(settled)} of the ${formatCredits(amount)} credits held were used`;

/** Every reason, with what is said about it. */
export const PROCEED_REASONS = {
  READY: { description: 'The work may go on: `proceed` is true.', sentence: null },
  DENIED: { description: 'The check was denied: see `reason`.', sentence: null },
  HOLD_ENDING: {
    description: 'A final report of usage is on its way: the hold takes nothing more.',
    sentence: () => 'This work is reported as done, and is being settled.',
  },
  HOLD_SETTLED: {
    description: 'The work was reported as done: usage is settled, and the rest went back.',
    sentence: (held) => `This work is already settled: ${used(held)}.`,
  },
  HOLD_RELEASED: {
    description: 'The hold was released: what was not used went back.',
    sentence: (held) => `This hold was released: ${used(held)}, the rest went back. Check again with a new key.`,
  },
  HOLD_EXPIRED: {
    description:
      'The hold has expired: what was not used went back. Where the check cost nothing, and so opened no hold: ' +
      '`holdSeconds` have passed.',
    sentence: (held) =>
      held.amount === 0n
        ? 'The time for this work is over. Check again with a new key.'
        : `This hold has expired: ${used(held)}, the rest went back. Check again with a new key.`,
  },
} as const satisfies Record<string, ProceedTerms>;

export type ProceedReason = keyof typeof PROCEED_REASONS;

const ENDED = { SETTLED: 'HOLD_SETTLED', RELEASED: 'HOLD_RELEASED', EXPIRED: 'HOLD_EXPIRED' } as const;

/**
 * Why the work of a decision may or may not go on.
 * @param freeUntil the end of what cost nothing and opened no hold, in milliseconds; null for any other decision
 * @param hold the hold as it is at `now`; null where there is none
 */
export function proceedReasonOf(
  { outcome, freeUntil }: { outcome: Outcome; freeUntil: Instant | null },
  hold: HoldNow | null,
  now: Instant,
): ProceedReason {
  if (outcome === 'DENIED') return 'DENIED';
  if (freeUntil !== null) return now < freeUntil ? 'READY' : 'HOLD_EXPIRED';
  if (!hold) return 'HOLD_EXPIRED';
  if (hold.state !== 'HELD') return ENDED[hold.state];
  return hold.open ? 'READY' : 'HOLD_ENDING';
}

/** What a person is told in place of the decision's own sentence; null where that still says it. */
export function proceedSentence(reason: ProceedReason, hold: Amounts | null): string | null {
  const terms: ProceedTerms = PROCEED_REASONS[reason];
  return terms.sentence && terms.sentence(hold ?? { amount: 0n, settled: 0n });
}
