/**
 * What became of a decision, in one word for a receipt: each status with its meaning, and how it follows from the hold, or
 * from the decision where it opened none. Judges a hold as it is read; changes nothing.
 */
import type { HoldNow } from './proceed.js';
import type { Instant, Outcome } from './words.js';

/** Every status, with what the contract says of it. */
export const RECEIPT_STATUSES = {
  DENIED: { description: 'Nothing was granted.' },
  RUNNING: { description: 'The work may go on.' },
  SETTLING: { description: 'The work is reported as done, and is being settled.' },
  USED: {
    description: 'All that was held was used. Where the check cost nothing, and so held nothing: usage was reported.',
  },
  PARTLY_USED: { description: 'Some of what was held was used, however the hold ended; the rest went back.' },
  RELEASED: {
    description:
      'Nothing that was held was used, and all of it went back: the hold was released, or the work was reported to cost ' +
      'nothing, as when it failed.',
  },
  EXPIRED: {
    description:
      'Nothing that was held was used before the hold expired. Where nothing was held: its time is over, and no usage ' +
      'was reported.',
  },
} as const satisfies Record<string, { description: string }>;

export type ReceiptStatus = keyof typeof RECEIPT_STATUSES;

/**
 * What became of a decision. What is reported after the hold has ended is drawn anew, and does not change it.
 * @param freeUntil the end of what cost nothing and opened no hold, in milliseconds; null for any other decision
 * @param hold the hold as it is at `now`; null where there is none
 * @param isUsed whether usage was reported for the decision; asked only of one without a hold
 */
export function receiptStatusOf(
  { outcome, freeUntil }: { outcome: Outcome; freeUntil: Instant | null },
  hold: HoldNow | null,
  isUsed: boolean,
  now: Instant,
): ReceiptStatus {
  if (outcome === 'DENIED') return 'DENIED';
  if (!hold) {
    if (freeUntil !== null && now < freeUntil) return 'RUNNING';
    return isUsed ? 'USED' : 'EXPIRED';
  }
  if (hold.state === 'HELD') return hold.open ? 'RUNNING' : 'SETTLING';
  if (hold.settled > 0n) return hold.settled < hold.amount ? 'PARTLY_USED' : 'USED';
  return hold.state === 'EXPIRED' ? 'EXPIRED' : 'RELEASED';
}
