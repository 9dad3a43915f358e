/**
 * The pace that work is told: full, eased so that what is left lasts until it refills, or to wait. Told by what is left and
 * how fast it went so far.
 */
import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.js';
import { explain } from '../../src/core/explain.js';
import { FULL_PACE, paceAfter, paceFor } from '../../src/core/pace.js';
import type { Facts } from '../../src/core/facts.js';
import type { WindowInstance } from '../../src/core/account.js';
import type { WindowTerms } from '../../src/core/words.js';
import {
  account,
  ask,
  credits,
  DAY,
  facts,
  FAST,
  fiveHour,
  HOUR,
  layers,
  lot,
  MINUTE,
  NOW,
  plan,
  pool,
} from './build.js';
import { running, weekly } from './build.js';

const slow = (windows: WindowTerms[], below = 2_000) => ({ ...plan(windows), slowDownBelow: below });
const standing = (instance: WindowInstance | null, more: Partial<Facts> = {}, terms = [fiveHour(100)]) =>
  facts({
    plan: slow(terms),
    layers: layers('allowance', 'credits'),
    account: account({ windows: instance ? [instance] : [] }),
    ...more,
  });
/** Since an hour; four hours to go. */
const used = (amount: number, held = 0) => running('five_hour', amount, NOW + 4 * HOUR, held);

describe('where enough is left', () => {
  test('the pace is full: above the share, with no instance, without the plan saying so, for what costs nothing', () => {
    expect(paceFor(FAST, standing(used(80)), credits(1), NOW)).toEqual(FULL_PACE);
    expect(paceFor(FAST, standing(null), credits(1), NOW)).toEqual(FULL_PACE);
    expect(paceFor(FAST, standing(used(99), { plan: plan([fiveHour(100)]) }), credits(1), NOW)).toEqual(FULL_PACE);
    expect(paceFor(FAST, standing(used(99)), 0n, NOW)).toEqual(FULL_PACE);
  });

  test('the pace is full where other layers have more than the share, and where they have less it counts what they have', () => {
    const bought = (amount: number) =>
      standing(used(100), { account: account({ windows: [used(100)], lots: [lot('a', amount)] }) });
    expect(paceFor(FAST, bought(20), credits(1), NOW)).toEqual(FULL_PACE);
    expect(paceFor(FAST, bought(10), credits(1), NOW)).toMatchObject({ level: 'EASE' });
    const shared = standing(used(100), { layers: layers('allowance', 'pool:team') });
    shared.others = new Map([['pool:team', pool('team', [lot('b', 20)])]]);
    expect(paceFor(FAST, shared, credits(1), NOW)).toEqual(FULL_PACE);
  });

  test('what the request keeps from giving is not there for it', () => {
    const bought = standing(used(100), { account: account({ windows: [used(90)], lots: [lot('a', 20)] }) });
    const own = { ...FAST, only: { layers: ['ALLOWANCE' as const], maxPaid: null } };
    expect(paceFor(FAST, bought, credits(1), NOW)).toEqual(FULL_PACE);
    expect(paceFor(own, bought, credits(1), NOW)).toMatchObject({ level: 'EASE' });
  });

  test('the pace is full where what is left lasts at the pace so far', () => {
    const late = { ...used(81), startedAt: NOW - 4.5 * HOUR, resetsAt: NOW + HOUR / 2 };
    expect(paceFor(FAST, standing(late), credits(1), NOW)).toEqual(FULL_PACE);
  });
});

describe('where less is left', () => {
  test('work waits so long that the rest lasts until the reset', () => {
    // 10 are left for 4 hours: one each 24 minutes. 90 went in an hour: one each 40 seconds.
    expect(paceFor(FAST, standing(used(60, 30)), credits(1), NOW)).toEqual({
      level: 'EASE',
      delayMs: 24 * MINUTE - 40_000,
      until: NOW + 4 * HOUR,
    });
    expect(paceFor(FAST, standing(used(90)), credits(2), NOW).delayMs).toBe(2 * (24 * MINUTE - 40_000));
  });

  test('where not even one more fits, it waits for the reset', () => {
    const wait = { level: 'WAIT', delayMs: 4 * HOUR, until: NOW + 4 * HOUR };
    expect(paceFor(FAST, standing(used(95)), credits(6), NOW)).toEqual(wait);
    expect(paceFor(FAST, standing(used(100)), credits(1), NOW)).toEqual(wait);
  });

  test('without an amount it is told for a hundredth of the window', () => {
    expect(paceFor(FAST, standing(used(90)), null, NOW)).toEqual(paceFor(FAST, standing(used(90)), credits(1), NOW));
  });

  test('of several windows the slowest counts, and one that does not cover the work counts nothing', () => {
    const week = running('weekly', 95, NOW + DAY);
    const both = account({ windows: [used(90), week] });
    const terms = [fiveHour(100), weekly(100)];
    expect(paceFor(FAST, standing(null, { account: both }, terms), credits(1), NOW).until).toBe(NOW + DAY);
    const elsewhere = [fiveHour(100), { ...weekly(100), scope: { products: ['sora'], features: [] } }];
    expect(paceFor(FAST, standing(null, { account: both }, elsewhere), credits(1), NOW).until).toBe(NOW + 4 * HOUR);
  });
});

describe('after a denial', () => {
  test('it waits until the request would pass, whether the plan slows down or not', () => {
    const own = standing(used(100), { plan: plan([fiveHour(100)]), layers: layers('allowance') });
    const verdict = decide(ask({ token: 1 }), own, NOW);
    const { unblocksAt } = explain(ask({ token: 1 }), own, verdict, NOW);
    expect(paceAfter(FAST, own, { ...verdict, unblocksAt }, NOW)).toEqual({
      level: 'WAIT',
      delayMs: 4 * HOUR,
      until: NOW + 4 * HOUR,
    });
  });

  test('where time does not help there is nothing to wait for', () => {
    const own = standing(used(100), { permission: { ...facts().permission, permitted: false } });
    const verdict = decide(ask({ token: 1 }), own, NOW);
    expect(paceAfter(FAST, own, { ...verdict, unblocksAt: null }, NOW)).toEqual(FULL_PACE);
  });
});
