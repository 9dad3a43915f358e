/**
 * Allowance windows: when an instance ends, what is left, and that all windows of a plan apply at once.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { post } from '../../src/core/journal.js';
import { takeLines, heldLines } from '../../src/core/lines.js';
import { allowanceLeft, openWindow, windowEnd, windowStates } from '../../src/core/windows.js';
import { account, credits, DAY, fiveHour, HOUR, NOW, running, weekly } from './build.js';
import type { WindowTerms } from '../../src/core/words.js';

function calendar(period: 'day' | 'week' | 'month'): WindowTerms {
  return { name: period, capacity: credits(10), kind: 'calendar', period };
}

describe('a window ends', () => {
  test('a fixed time after its first use when it is anchored', () => {
    expect(windowEnd(fiveHour(10), NOW + 123)).toBe(NOW + 123 + 5 * HOUR);
    expect(windowEnd(weekly(10), NOW)).toBe(NOW + 7 * DAY);
  });

  test.each([
    ['day', '2026-01-15T12:00:00.000Z', '2026-01-16T00:00:00.000Z'],
    ['day', '2026-01-15T00:00:00.000Z', '2026-01-16T00:00:00.000Z'],
    ['day', '2026-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
    ['day', '2028-02-28T10:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['week', '2026-01-15T12:00:00.000Z', '2026-01-19T00:00:00.000Z'],
    ['week', '2026-01-18T23:59:59.999Z', '2026-01-19T00:00:00.000Z'],
    ['week', '2026-01-19T00:00:00.000Z', '2026-01-26T00:00:00.000Z'],
    ['week', '2026-12-31T08:00:00.000Z', '2027-01-04T00:00:00.000Z'],
    ['month', '2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00.000Z'],
    ['month', '2026-02-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ['month', '2028-02-29T12:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['month', '2026-12-05T12:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ] as const)('with its UTC %s: from %s at %s', (period, from, to) => {
    expect(new Date(windowEnd(calendar(period), Date.parse(from))).toISOString()).toBe(to);
  });

  test('always later than it starts, on a UTC midnight and for ISO weeks on a Monday', () => {
    const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(instant, fc.constantFrom('day', 'week', 'month'), (at, period) => {
        const end = windowEnd(calendar(period), at);
        expect(end).toBeGreaterThan(at);
        expect(end % DAY).toBe(0);
        expect(end - at).toBeLessThanOrEqual({ day: 1, week: 7, month: 31 }[period] * DAY);
        if (period === 'week') expect(new Date(end).getUTCDay()).toBe(1);
        if (period === 'month') expect(new Date(end).getUTCDate()).toBe(1);
      }),
    );
  });
});

describe('what is left', () => {
  test('is the whole capacity while no instance is open (rule 13)', () => {
    expect(windowStates(account({ windowTerms: [fiveHour(50)] }))).toMatchObject([
      { instance: null, remaining: credits(50) },
    ]);
    expect(openWindow(account({ windowTerms: [fiveHour(50)] }), fiveHour(50), NOW)).toEqual({
      name: 'five_hour',
      startedAt: NOW,
      resetsAt: NOW + 5 * HOUR,
      used: 0n,
      held: 0n,
    });
  });

  test('counts what is used and what is held', () => {
    const windows = [running('five_hour', 20, NOW + HOUR, 5)];
    expect(windowStates(account({ windowTerms: [fiveHour(50)], windows }))[0]?.remaining).toBe(credits(25));
  });

  test('is never negative, also when a plan change lowered the capacity below what is used (rule 13)', () => {
    const windows = [running('five_hour', 40, NOW + HOUR, 5)];
    expect(windowStates(account({ windowTerms: [fiveHour(30)], windows }))[0]?.remaining).toBe(0n);
  });

  test('is the smallest remainder among all windows of the plan', () => {
    const windows = [running('five_hour', 20, NOW + HOUR), running('weekly', 90, NOW + DAY)];
    const states = windowStates(account({ windowTerms: [fiveHour(50), weekly(100)], windows }));
    expect(states.map(({ remaining }) => remaining)).toEqual([credits(30), credits(10)]);
    expect(allowanceLeft(states)).toBe(credits(10));
  });

  test('is nothing where the plan has no windows (rule 8)', () => {
    expect(allowanceLeft(windowStates(account({ windowTerms: [] })))).toBe(0n);
    expect(allowanceLeft(windowStates(account()))).toBe(0n);
  });

  test('ignores instances of windows that the plan does not have', () => {
    const windows = [running('monthly', 100, NOW + DAY)];
    expect(allowanceLeft(windowStates(account({ windowTerms: [fiveHour(50)], windows })))).toBe(credits(50));
  });
});

describe('a window begins with use (rule 36)', () => {
  const taken = (amount: number, at: number) => ({
    lot: null,
    amount: credits(amount),
    windows: ['five_hour', 'weekly'].map((name) => ({ name, startedAt: at })),
  });
  const own = () => account({ windowTerms: [fiveHour(50), weekly(100)] });

  test('an instance that has all given back is withdrawn by the update that empties it, with a line of 0', () => {
    const on = own();
    post(on, NOW, 'HOLD', 'dec_1', takeLines(taken(10, NOW), 'held'));
    const { lines, after } = post(on, NOW + 1, 'RELEASE', 'hld_1', heldLines(on, taken(10, NOW), 'remaining'));
    expect(lines.slice(2)).toEqual(
      ['five_hour', 'weekly'].map((name) => ({
        ...{ lot: null, window: { name, startedAt: NOW }, amount: 0n },
        ...{ from: 'used', to: 'ended' },
      })),
    );
    expect(on.windows).toEqual([]);
    expect(after.windows).toMatchObject([
      { window: 'five_hour', used: 0n, held: 0n, startedAt: null, resetsAt: null },
      { window: 'weekly', used: 0n, held: 0n, startedAt: null, resetsAt: null },
    ]);
  });

  test('one that was used stays, and so does one that another hold has a share of', () => {
    const on = own();
    post(on, NOW, 'HOLD', 'dec_1', takeLines(taken(10, NOW), 'held'));
    post(on, NOW, 'HOLD', 'dec_2', takeLines(taken(5, NOW), 'held'));
    const given = post(on, NOW + 1, 'RELEASE', 'hld_1', heldLines(on, taken(10, NOW), 'remaining'));
    expect(given.lines).toHaveLength(2);
    const captured = post(on, NOW + 2, 'SETTLE', 'chg_1', heldLines(on, taken(5, NOW), 'spent'));
    expect(captured.lines).toHaveLength(2);
    expect(on.windows.map(({ used }) => used)).toEqual([credits(5), credits(5)]);
  });

  test('each window by itself: the day stays where only the hours are empty', () => {
    const weeks = running('weekly', 30, NOW + DAY, 10);
    const hours = { ...running('five_hour', 0, NOW + HOUR, 10), startedAt: weeks.startedAt };
    const on = account({ windowTerms: [fiveHour(50), weekly(100)], windows: [hours, weeks] });
    post(on, NOW, 'RELEASE', 'hld_1', heldLines(on, taken(10, weeks.startedAt), 'remaining'));
    expect(on.windows.map(({ name }) => name)).toEqual(['weekly']);
  });

  test('an instance that was empty before stays until its reset, whatever is written beside it', () => {
    const on = account({ windowTerms: [weekly(100)], windows: [running('weekly', 0, NOW + DAY)] });
    post(on, NOW, 'SETTLE', 'chg_1', []);
    expect(on.windows).toHaveLength(1);
  });
});
