/** What is approved beyond a budget: at most what was asked, until when, and in which period it counts. */
import { describe, expect, test } from '@jest/globals';
import { approvalOf, countsIn, periodEnd } from '../../src/core/increases.js';
import { NEVER } from '../../src/core/windows.js';
import type { WindowTerms } from '../../src/core/words.js';
import { budget, budgetOn, counted, MONTH_END } from './budget-build.js';
import { credits, DAY, NOW } from './build.js';

const HOUR = 3_600_000;
const hours = (seconds: number): WindowTerms => ({ name: 'period', capacity: 0n, kind: 'anchored', seconds });
const month: WindowTerms = { name: 'period', capacity: 0n, kind: 'calendar', period: 'month' };
const once: WindowTerms = { name: 'period', capacity: 0n, kind: 'once' };

describe('the end of the period', () => {
  test('is that of the instance that runs, else of the one that a use now would open', () => {
    const terms = budget('search', 10, { window: hours(18_000) });
    expect(periodEnd(terms, budgetOn(terms), NOW)).toBe(NOW + 5 * HOUR);
    const running = counted(1, 0, { startedAt: NOW - HOUR, resetsAt: NOW + 4 * HOUR });
    expect(periodEnd(terms, budgetOn(terms, running), NOW)).toBe(NOW + 4 * HOUR);
    const ended = counted(1, 0, { startedAt: NOW - 5 * HOUR, resetsAt: NOW });
    expect(periodEnd(terms, budgetOn(terms, ended), NOW)).toBe(NOW + 5 * HOUR);
  });

  test('is the calendar’s, and never where it begins but once', () => {
    const monthly = budget('search', 10);
    expect(periodEnd(monthly, budgetOn(monthly), NOW)).toBe(MONTH_END);
    const forever = budget('search', 10, { window: once });
    expect(periodEnd(forever, budgetOn(forever), NOW)).toBe(NEVER);
  });
});

describe('an answer', () => {
  const asked = { credits: credits(10), until: null };
  const nothing = { credits: null, until: null };

  test('gives what was asked where it says nothing else, to the end of the period', () => {
    expect(approvalOf(asked, nothing, MONTH_END, NOW)).toEqual({ credits: credits(10), expiresAt: MONTH_END });
    const until = NOW + DAY;
    expect(approvalOf({ ...asked, until }, nothing, MONTH_END, NOW)).toEqual({
      credits: credits(10),
      expiresAt: until,
    });
    expect(approvalOf(asked, nothing, NEVER, NOW)).toEqual({ credits: credits(10), expiresAt: null });
  });

  test('gives at most as much, to the nano-credit, and at most as long, to the millisecond', () => {
    const given = (more: object) => approvalOf({ ...asked, until: NOW + DAY }, { ...nothing, ...more }, MONTH_END, NOW);
    expect(given({ credits: credits(10) })).toMatchObject({ credits: credits(10) });
    expect(given({ credits: credits(10) + 1n })).toEqual({ refused: 'MORE_CREDITS' });
    expect(given({ until: NOW + DAY })).toMatchObject({ expiresAt: NOW + DAY });
    expect(given({ until: NOW + DAY + 1 })).toEqual({ refused: 'LATER' });
    expect(approvalOf(asked, { ...nothing, until: MONTH_END + 1 }, MONTH_END, NOW)).toEqual({ refused: 'LATER' });
  });

  test('that ends now has passed, be it what was asked or what is given', () => {
    expect(approvalOf(asked, { ...nothing, until: NOW }, MONTH_END, NOW)).toEqual({ refused: 'PAST' });
    expect(approvalOf(asked, { ...nothing, until: NOW + 1 }, MONTH_END, NOW)).toMatchObject({ expiresAt: NOW + 1 });
    expect(approvalOf({ ...asked, until: NOW }, nothing, MONTH_END, NOW)).toEqual({ refused: 'PAST' });
  });
});

describe('an increase counts', () => {
  const lot = { createdAt: NOW - DAY, expiresAt: MONTH_END };

  test('while something of it is left, and not from its end on', () => {
    expect(countsIn(month, { ...lot, createdAt: NOW - 90 * DAY, open: true }, NOW - HOUR, NOW)).toBe(true);
    expect(countsIn(month, { ...lot, open: true }, NOW - HOUR, MONTH_END)).toBe(false);
    expect(countsIn(month, { ...lot, open: true }, NOW - HOUR, MONTH_END - 1)).toBe(true);
  });

  test('used up, in the calendar’s period that it was approved in, be it before its first use', () => {
    const startOfMonth = Date.UTC(2026, 0, 1);
    const usedUp = (createdAt: number) => ({ createdAt, expiresAt: MONTH_END + DAY, open: false });
    expect(countsIn(month, usedUp(startOfMonth), NOW, NOW)).toBe(true);
    expect(countsIn(month, usedUp(startOfMonth - 1), NOW, NOW)).toBe(false);
  });

  test('used up, in the instance that began after it was approved to its own end', () => {
    const five = hours(18_000);
    const usedUp = { createdAt: NOW - HOUR, expiresAt: NOW + 4 * HOUR, open: false };
    expect(countsIn(five, usedUp, NOW, NOW)).toBe(true);
    expect(countsIn(five, { ...usedUp, expiresAt: NOW + 5 * HOUR }, NOW, NOW)).toBe(false);
    expect(countsIn(five, { ...usedUp, createdAt: NOW }, NOW, NOW)).toBe(true);
  });

  test('always, where the period never ends; where nobody knows the period, since it was opened', () => {
    expect(countsIn(once, { createdAt: 0, expiresAt: null, open: false }, NOW, NOW)).toBe(true);
    expect(countsIn(null, { createdAt: NOW - 1, expiresAt: null, open: false }, NOW, NOW)).toBe(false);
    expect(countsIn(null, { createdAt: NOW, expiresAt: null, open: false }, NOW, NOW)).toBe(true);
  });
});
