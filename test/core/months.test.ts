/**
 * Calendar months, as purchased credits live by them: UTC, clamped to the target month's last day.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addMonths, monthStart } from '../../src/core/months.js';

test.each([
  ['2026-03-15T10:20:30.456Z', 12, '2027-03-15T10:20:30.456Z'],
  ['2028-02-29T00:00:00.000Z', 12, '2029-02-28T00:00:00.000Z'],
  ['2028-02-29T23:59:59.999Z', 48, '2032-02-29T23:59:59.999Z'],
  ['2027-02-28T00:00:00.000Z', 12, '2028-02-28T00:00:00.000Z'],
  ['2026-01-31T12:00:00.000Z', 1, '2026-02-28T12:00:00.000Z'],
  ['2028-01-31T12:00:00.000Z', 1, '2028-02-29T12:00:00.000Z'],
  ['2026-03-31T12:00:00.000Z', 1, '2026-04-30T12:00:00.000Z'],
  ['2026-08-31T12:00:00.000Z', 6, '2027-02-28T12:00:00.000Z'],
  ['2026-12-31T23:59:59.999Z', 12, '2027-12-31T23:59:59.999Z'],
  ['2026-12-01T00:00:00.000Z', 1, '2027-01-01T00:00:00.000Z'],
  ['2026-05-05T05:05:05.005Z', 0, '2026-05-05T05:05:05.005Z'],
])('%s plus %d months is %s', (from, months, to) => {
  expect(new Date(addMonths(Date.parse(from), months)).toISOString()).toBe(to);
});

test.each([
  ['2026-02-28T23:59:59.999Z', '2026-02-01T00:00:00.000Z'],
  ['2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
  ['2026-01-31T23:59:59.999Z', '2026-01-01T00:00:00.000Z'],
  ['2028-02-29T12:00:00.000Z', '2028-02-01T00:00:00.000Z'],
])('the month of %s began at %s', (at, start) => {
  expect(new Date(monthStart(Date.parse(at))).toISOString()).toBe(start);
});

test('the month moves by exactly that many, the day never grows, the time of day stays', () => {
  const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
  fc.assert(
    fc.property(instant, fc.integer({ min: 0, max: 120 }), (at, months) => {
      const [from, to] = [new Date(at), new Date(addMonths(at, months))];
      const month = (date: Date) => date.getUTCFullYear() * 12 + date.getUTCMonth();
      expect(month(to) - month(from)).toBe(months);
      expect(to.getUTCDate()).toBeLessThanOrEqual(from.getUTCDate());
      expect(from.getUTCDate() - to.getUTCDate()).toBeLessThanOrEqual(3);
      expect(to.toISOString().slice(11)).toBe(from.toISOString().slice(11));
    }),
  );
});
