/**
 * When the owner of a lot is told that it will expire: at most once at each of three stages, 30, 7 and 1 days before.
 * Says what is due of one lot at one instant; whether that was given already is in the books.
 */
import { finished } from './lots.js';
import type { Lot } from './account.js';
import type { Instant, Nano } from './words.js';

/** The stages, the tightest first. */
export const NOTICE_DAYS = [1, 7, 30] as const;
export type NoticeDays = (typeof NOTICE_DAYS)[number];

export const DAY_MS = 86_400_000;

/** A notice that is due: `amount` is what can still be used or is held, and will be lost where it is not. */
export interface ExpiryNotice {
  lot: string;
  days: NoticeDays;
  dueAt: Instant;
  amount: Nano;
  expiresAt: Instant;
}

/**
 * The tightest stage that a lot has reached; null where it has reached none, or where that one had passed already when
 * the lot was granted or became spendable. Lots that are used up, closed or expired have nothing to tell.
 */
export function expiryNotice(lot: Lot, now: Instant): ExpiryNotice | null {
  const { expiresAt } = lot;
  if (expiresAt === null || expiresAt <= now || lot.closed || finished(lot)) return null;
  const days = NOTICE_DAYS.find((stage) => expiresAt - stage * DAY_MS <= now);
  if (days === undefined) return null;
  const dueAt = expiresAt - days * DAY_MS;
  if (dueAt <= Math.max(lot.createdAt, lot.effectiveAt)) return null;
  return { lot: lot.id, days, dueAt, amount: lot.remaining + lot.held, expiresAt };
}
