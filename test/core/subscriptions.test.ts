/**
 * Subscription months: the day and time of the first plan, month by month, in UTC and where clocks change.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { post } from '../../src/core/journal.js';
import { subscriptionMonth, subscriptionMonthAt } from '../../src/core/subscriptions.js';
import { account, DAY, NOW, pool } from './build.js';

const at = (text: string) => Date.parse(text);
const text = (instant: number) => new Date(instant).toISOString().replace('.000Z', 'Z');
const months = (first: string, count: number, zone?: string) =>
  Array.from({ length: count }, (_, nth) => text(subscriptionMonth(at(first), nth, zone)));

test('a subscription of the 31st turns on the last day of shorter months, and on the 31st again', () => {
  expect(months('2027-10-31T09:30:00Z', 6)).toEqual([
    '2027-10-31T09:30:00Z',
    '2027-11-30T09:30:00Z',
    '2027-12-31T09:30:00Z',
    '2028-01-31T09:30:00Z',
    '2028-02-29T09:30:00Z',
    '2028-03-31T09:30:00Z',
  ]);
  expect(months('2026-01-30T00:00:00Z', 3)[1]).toBe('2026-02-28T00:00:00Z');
  expect(months('2026-01-30T00:00:00Z', 3)[2]).toBe('2026-03-30T00:00:00Z');
});

test('in a zone the clock decides: the 31st at 00:30 in Berlin stays so on both sides of a clock change', () => {
  expect(months('2026-01-30T23:30:00Z', 11, 'Europe/Berlin')).toEqual([
    '2026-01-30T23:30:00Z',
    '2026-02-27T23:30:00Z',
    '2026-03-30T22:30:00Z',
    '2026-04-29T22:30:00Z',
    '2026-05-30T22:30:00Z',
    '2026-06-29T22:30:00Z',
    '2026-07-30T22:30:00Z',
    '2026-08-30T22:30:00Z',
    '2026-09-29T22:30:00Z',
    '2026-10-30T23:30:00Z',
    '2026-11-29T23:30:00Z',
  ]);
});

test('a time that clocks leave out turns as they go forward, one that they show twice the first time', () => {
  // 02:30 on the 29th of March 2026 is left out in Berlin; on the 25th of October it comes twice.
  expect(text(subscriptionMonth(at('2026-01-29T01:30:00Z'), 2, 'Europe/Berlin'))).toBe('2026-03-29T01:00:00Z');
  expect(text(subscriptionMonth(at('2026-09-25T00:30:00Z'), 1, 'Europe/Berlin'))).toBe('2026-10-25T00:30:00Z');
});

test('every instant lies in one month, which ends where the next begins, in every zone', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Cairo',
  );
  const first = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
  fc.assert(
    fc.property(zone, first, fc.integer({ min: 0, max: 4_000 * DAY }), (where, since, after) => {
      const { start, end, nth } = subscriptionMonthAt(since, since + after, where);
      expect(start).toBe(subscriptionMonth(since, nth, where));
      expect(end).toBe(subscriptionMonth(since, nth + 1, where));
      expect(start <= since + after && since + after < end).toBe(true);
      expect(end - start).toBeGreaterThan(27 * DAY);
      expect(end - start).toBeLessThan(32.2 * DAY);
      expect(nth).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 400 },
  );
});

test('the first update with a plan fixes the instant, later plans keep it, and a pool has none', () => {
  const own = account({ subscribedAt: null });
  expect(post(own, NOW + 5, 'STATE_CHANGED', null, []).after.subscribedAt).toBe(NOW + 5);
  own.plan = 'plus';
  expect(post(own, NOW + DAY, 'PLAN_CHANGED', null, []).after.subscribedAt).toBe(NOW + 5);
  expect(own.subscribedAt).toBe(NOW + 5);
  expect(post(pool('team', []), NOW, 'GRANT', null, []).after.subscribedAt).toBeNull();
});
