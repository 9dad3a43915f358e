/**
 * Subscription months: they are counted from the day and the time at which an account got its first plan, on the clocks of
 * a zone. A day that a month lacks is its last one, and the months after it have the full day again.
 */
import { addMonths } from './months.js';
import type { Period } from './periods.js';
import { clockAt, instantOf } from './zones.js';
import type { Instant } from './words.js';

/**
 * When the nth month after the first one begins; the first, number 0, begins with the first plan. Where clocks go forward
 * over its time, it begins as they do.
 */
export function subscriptionMonth(subscribedAt: Instant, nth: number, zone = 'UTC'): Instant {
  if (nth === 0) return subscribedAt;
  return instantOf(zone, addMonths(clockAt(zone, subscribedAt), nth));
}

/** The subscription month that an instant lies in, with its number. @param at not before `subscribedAt` */
export function subscriptionMonthAt(subscribedAt: Instant, at: Instant, zone = 'UTC'): Period & { nth: number } {
  const [first, now] = [new Date(clockAt(zone, subscribedAt)), new Date(clockAt(zone, at))];
  let nth = 12 * (now.getUTCFullYear() - first.getUTCFullYear()) + now.getUTCMonth() - first.getUTCMonth();
  // The part of a calendar month before its turn belongs to the one before; clocks that go back may show too little.
  while (subscriptionMonth(subscribedAt, nth, zone) > at) nth -= 1;
  while (subscriptionMonth(subscribedAt, nth + 1, zone) <= at) nth += 1;
  const [start, end] = [nth, nth + 1].map((month) => subscriptionMonth(subscribedAt, month, zone));
  return { start: start!, end: end!, nth };
}
