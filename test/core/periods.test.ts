/**
 * Calendar periods in time zones: where they begin and end, also where clocks change at midnight, and at which steps a paced
 * budget releases its limit.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextStep, releasedAt, stepReleasing } from '../../src/core/pacing.js';
import { periodAt } from '../../src/core/periods.js';
import { NEVER, windowEnd } from '../../src/core/windows.js';
import { dayAt, startOfDay } from '../../src/core/zones.js';
import { budget } from './budget-build.js';
import { credits, DAY, HOUR, NOW } from './build.js';
import type { BudgetTerms } from '../../src/core/words.js';

const at = (text: string) => Date.parse(text);
const text = (instant: number) => new Date(instant).toISOString().replace(/:00\.000Z$/, 'Z');

describe('a period in a zone', () => {
  test.each([
    ['a winter day', 'day', 'Europe/Berlin', '2026-01-15T12:00Z', '2026-01-14T23:00Z', '2026-01-15T23:00Z'],
    ['a day of 23 hours', 'day', 'Europe/Berlin', '2026-03-29T10:00Z', '2026-03-28T23:00Z', '2026-03-29T22:00Z'],
    ['a day of 25 hours', 'day', 'Europe/Berlin', '2026-10-25T10:00Z', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['its first instant', 'day', 'Europe/Berlin', '2026-01-14T23:00Z', '2026-01-14T23:00Z', '2026-01-15T23:00Z'],
    ['the last before', 'day', 'Europe/Berlin', '2026-01-14T22:59:59.999Z', '2026-01-13T23:00Z', '2026-01-14T23:00Z'],
    ['a week with a change', 'week', 'Europe/Berlin', '2026-03-25T00:00Z', '2026-03-22T23:00Z', '2026-03-29T22:00Z'],
    ['a Sunday', 'week', 'America/New_York', '2026-01-18T12:00Z', '2026-01-12T05:00Z', '2026-01-19T05:00Z'],
    ['a Monday there', 'week', 'America/New_York', '2026-01-19T05:00Z', '2026-01-19T05:00Z', '2026-01-26T05:00Z'],
    ['a month over years', 'month', 'Asia/Kolkata', '2026-12-31T18:30Z', '2026-12-31T18:30Z', '2027-01-31T18:30Z'],
    ['a month with a change', 'month', 'Europe/Berlin', '2026-03-31T21:59Z', '2026-02-28T23:00Z', '2026-03-31T22:00Z'],
    [
      'a month east of UTC',
      'month',
      'Pacific/Kiritimati',
      '2026-02-28T11:00Z',
      '2026-02-28T10:00Z',
      '2026-03-31T10:00Z',
    ],
    ['a midnight left out', 'day', 'America/Sao_Paulo', '2018-11-04T12:00Z', '2018-11-04T03:00Z', '2018-11-05T02:00Z'],
    ['the day before it', 'day', 'America/Sao_Paulo', '2018-11-04T02:59Z', '2018-11-03T03:00Z', '2018-11-04T03:00Z'],
    ['a midnight put off', 'day', 'America/Sao_Paulo', '2018-02-18T02:30Z', '2018-02-17T02:00Z', '2018-02-18T03:00Z'],
    ['half an hour more', 'day', 'Australia/Lord_Howe', '2026-04-05T00:00Z', '2026-04-04T13:00Z', '2026-04-05T13:30Z'],
    [
      'a change a minute after',
      'day',
      'America/St_Johns',
      '2006-10-29T02:45Z',
      '2006-10-29T02:30Z',
      '2006-10-30T03:30Z',
    ],
    ['a day that was left out', 'day', 'Pacific/Apia', '2011-12-30T10:00Z', '2011-12-30T10:00Z', '2011-12-31T10:00Z'],
    ['the day before that', 'day', 'Pacific/Apia', '2011-12-30T09:59Z', '2011-12-29T10:00Z', '2011-12-30T10:00Z'],
    [
      'clocks with seconds',
      'day',
      'Africa/Monrovia',
      '1971-06-01T12:00Z',
      '1971-06-01T00:44:30Z',
      '1971-06-02T00:44:30Z',
    ],
  ] as const)('%s: a %s in %s at %s is from %s to %s', (_, period, zone, instant, start, end) => {
    const found = periodAt({ period, zone }, at(instant));
    expect([text(found.start), text(found.end)]).toEqual([text(at(start)), text(at(end))]);
    expect(windowEnd({ name: 'x', capacity: 0n, kind: 'calendar', period, zone }, at(instant))).toBe(at(end));
  });

  test('the day that has begun goes on where its eve is read off the clock again', () => {
    // At 00:01 of the 29th clocks went back to 23:01 of the 28th.
    const day = at('2006-10-29T00:00Z') / DAY;
    expect(startOfDay('America/St_Johns', day)).toBe(at('2006-10-29T02:30Z'));
    expect(dayAt('America/St_Johns', at('2006-10-29T02:29:59.999Z'))).toBe(day - 1);
    expect(dayAt('America/St_Johns', at('2006-10-29T02:31Z'))).toBe(day);
    expect(dayAt('America/St_Johns', at('2006-10-29T03:30Z'))).toBe(day);
  });

  test('without a zone, and in UTC, is that of UTC', () => {
    for (const zone of [{}, { zone: 'UTC' }]) {
      expect(periodAt({ period: 'month', ...zone }, NOW)).toEqual({
        start: Date.UTC(2026, 0, 1),
        end: Date.UTC(2026, 1, 1),
      });
      expect(periodAt({ period: 'week', ...zone }, NOW)).toEqual({
        start: Date.UTC(2026, 0, 12),
        end: Date.UTC(2026, 0, 19),
      });
      expect(periodAt({ period: 'day', ...zone }, -1)).toEqual({ start: -DAY, end: 0 });
      expect(periodAt({ period: 'week', ...zone }, -DAY)).toEqual({ start: -3 * DAY, end: 4 * DAY });
    }
    const utc = { name: 'x', capacity: 0n, kind: 'calendar', period: 'week', zone: 'UTC' } as const;
    expect(windowEnd(utc, NOW)).toBe(Date.UTC(2026, 0, 19));
  });

  test('an unknown zone is an error', () => {
    expect(() => periodAt({ period: 'day', zone: 'Mars/Phobos' }, NOW)).toThrow(RangeError);
  });

  test('that never ends is stored and compared like any other', () => {
    expect(windowEnd({ name: 'x', capacity: 0n, kind: 'once' }, NOW)).toBe(NEVER);
    expect(new Date(NEVER).toISOString()).toBe('9999-12-31T23:59:59.999Z');
  });

  const ZONES = [
    'Europe/Berlin',
    'America/New_York',
    'America/Sao_Paulo',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'UTC',
  ];

  test('periods follow on each other, each begins on its date and at no earlier instant, whatever was asked before', () => {
    const instant = fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2035, 0, 1) });
    const periods = fc.constantFrom('day' as const, 'week' as const, 'month' as const);
    fc.assert(
      fc.property(instant, periods, fc.constantFrom(...ZONES), (moment, period, zone) => {
        const found = periodAt({ period, zone }, moment);
        expect(found.start <= moment && moment < found.end).toBe(true);
        expect(periodAt({ period, zone }, found.end).start).toBe(found.end);
        expect(periodAt({ period, zone }, found.start - 1).end).toBe(found.start);
        expect(periodAt({ period, zone }, moment)).toEqual(found);
        const date = (when: number) => new Date(when).toLocaleDateString('sv', { timeZone: zone });
        expect(date(found.start) > date(found.start - 1)).toBe(true);
        if (period === 'day') expect(date(moment)).toBe(date(found.start));
        if (period === 'month') expect(date(found.start)).toMatch(/-01$/);
        if (period === 'week') expect(new Date(date(found.start)).getUTCDay()).toBe(1);
        const days = Math.round((found.end - found.start) / DAY);
        expect(days).toBeGreaterThanOrEqual({ day: 1, week: 7, month: 28 }[period]);
        expect(days).toBeLessThanOrEqual({ day: 1, week: 7, month: 31 }[period]);
      }),
    );
  });
});

describe('a paced budget', () => {
  const paced = (zone: string, period: 'day' | 'week' | 'month', pace: BudgetTerms['paced'], limit = 100) =>
    budget('b', limit, { paced: pace, window: { name: 'period', capacity: 0n, kind: 'calendar', period, zone } });

  test.each([
    ['its first instant', '2026-01-01T00:00Z', 1n],
    ['the end of its first step', '2026-01-01T23:59:59.999Z', 1n],
    ['its second step', '2026-01-02T00:00Z', 2n],
    ['its last step', '2026-01-31T00:00Z', 31n],
    ['its last instant', '2026-01-31T23:59:59.999Z', 31n],
  ])('has released a step for each day that has begun: at %s', (_, when, steps) => {
    expect(releasedAt(paced('UTC', 'month', 'daily'), at(when))).toBe((credits(100) * steps) / 31n);
  });

  test.each([
    ['23', '2026-03-29', '2026-03-28T23:00Z', 23],
    ['24', '2026-03-30', '2026-03-29T22:00Z', 24],
    ['25', '2026-10-25', '2026-10-24T22:00Z', 25],
  ])('by hours has %s steps on %s', (_, _date, start, steps) => {
    const terms = paced('Europe/Berlin', 'day', 'hourly');
    for (let nth = 0; nth < steps; nth += 1) {
      const begins = at(start) + nth * HOUR;
      expect(releasedAt(terms, begins)).toBe((credits(100) * BigInt(nth + 1)) / BigInt(steps));
      expect(releasedAt(terms, begins + HOUR - 1)).toBe((credits(100) * BigInt(nth + 1)) / BigInt(steps));
      expect(nextStep(terms, begins)).toBe(nth + 1 < steps ? begins + HOUR : null);
    }
  });

  test('by days takes a day of 23 hours, a day of 25 and any other as one step', () => {
    const terms = paced('Europe/Berlin', 'month', 'daily', 31);
    expect(releasedAt(terms, at('2026-03-28T22:59Z'))).toBe(credits(28));
    expect(nextStep(terms, at('2026-03-28T22:59Z'))).toBe(at('2026-03-28T23:00Z'));
    expect(releasedAt(terms, at('2026-03-28T23:00Z'))).toBe(credits(29));
    expect(nextStep(terms, at('2026-03-28T23:00Z'))).toBe(at('2026-03-29T22:00Z'));
    expect(nextStep(terms, at('2026-03-31T21:59Z'))).toBeNull();
  });

  test('a last hour that is cut short is a step', () => {
    const terms = paced('Australia/Lord_Howe', 'day', 'hourly', 25);
    expect(releasedAt(terms, at('2026-04-05T12:59Z'))).toBe(credits(24));
    expect(nextStep(terms, at('2026-04-05T12:59Z'))).toBe(at('2026-04-05T13:00Z'));
    expect(releasedAt(terms, at('2026-04-05T13:00Z'))).toBe(credits(25));
    expect(nextStep(terms, at('2026-04-05T13:00Z'))).toBeNull();
  });

  test('rounds down, to the nano-credit', () => {
    const terms = { ...paced('UTC', 'day', 'hourly'), cap: { limit: 5n, line: 1 } };
    const released = Array.from({ length: 24 }, (_, hour) => releasedAt(terms, Date.UTC(2026, 0, 15, hour)));
    expect(released).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5].map(BigInt));
  });

  test('that is not paced has released all, without a next step; one without a cap has no limit', () => {
    expect(releasedAt(budget('b', 7), NOW)).toBe(credits(7));
    expect(nextStep(budget('b', 7), NOW)).toBeNull();
    expect(stepReleasing(budget('b', 7), NOW, 1n)).toBeNull();
    expect(releasedAt(budget('b', null, { paced: 'daily' }), NOW)).toBeNull();
    expect(stepReleasing(budget('b', null, { paced: 'daily' }), NOW, 1n)).toBeNull();
  });

  test('tells the first step that releases so much more, for every amount', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 200n }),
        fc.bigInt({ min: 1n, max: 210n }),
        fc.constantFrom('hourly' as const, 'daily' as const),
        fc.integer({ min: 0, max: 7 * DAY - 1 }),
        (limit, more, pace, into) => {
          const terms = { ...paced('UTC', 'week', pace), cap: { limit, line: 1 } };
          const now = Date.UTC(2026, 0, 12) + into;
          const target = releasedAt(terms, now)! + more;
          let step = nextStep(terms, now);
          while (step !== null && releasedAt(terms, step)! < target) step = nextStep(terms, step);
          expect(stepReleasing(terms, now, more)).toBe(step);
        },
      ),
    );
  });
});
