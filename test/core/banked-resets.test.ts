/** Resets in store: in which order they are used, when they end, and what a use does to a window. */
import { describe, expect, test } from '@jest/globals';
import { bankReset, countOf, giveResets, MOST_BANKED, useReset, withResets } from '../../src/core/banked-resets.js';
import { advance, nextDue } from '../../src/core/due.js';
import type { BankedReset } from '../../src/core/grant-terms.js';
import { account, credits, DAY, fiveHour, HOUR, lot, NOW, running, weekly } from './build.js';

const stay = (count: number, more: Partial<BankedReset> = {}): BankedReset => ({ until: null, count, ...more });
const ending = (count: number, hours: number): BankedReset => ({ until: NOW + hours * HOUR, count });
const used = () => account({ windowTerms: [fiveHour(50), weekly(80)], windows: [running('weekly', 7, NOW + DAY, 3)] });

describe('the store', () => {
  test('has those that end first before the others, and of those that stay the plan’s; what ends alike is one', () => {
    const given = [stay(1), ending(2, 9), stay(1, { ofPlan: true }), ending(1, 2), ending(1, 9), stay(4)];
    const store = given.reduce<BankedReset[]>((all, each) => withResets(all, each), []);
    expect(store).toEqual([ending(1, 2), ending(3, 9), stay(1, { ofPlan: true }), stay(5)]);
    expect(countOf(store)).toBe(10);
    expect(countOf()).toBe(0);
  });

  test('is shown in images where it has some, and not where it has none', () => {
    const own = account();
    expect(giveResets(own, ending(2, 1), NOW).after.resets).toEqual([ending(2, 1)]);
    const [update] = advance(own, NOW + HOUR);
    expect(update).toMatchObject({ cause: 'RESETS_EXPIRED', at: NOW + HOUR, lines: [], delta: 0n });
    expect('resets' in (update?.after ?? {})).toBe(false);
    expect(nextDue(own)).toBeNull();
  });

  test('loses at each instant what ends then, after lots that expire; nothing a millisecond early', () => {
    const own = account({
      resets: [ending(2, 1), ending(1, 3), stay(1)],
      lots: [lot('a', 1, { expiresAt: NOW + HOUR })],
    });
    expect(nextDue(own)).toBe(NOW + HOUR);
    expect(advance(own, NOW + HOUR - 1)).toEqual([]);
    expect(advance(own, NOW + 9 * HOUR).map(({ cause, at }) => [cause, at - NOW])).toEqual([
      ['LOT_EXPIRED', HOUR],
      ['RESETS_EXPIRED', HOUR],
      ['RESETS_EXPIRED', 3 * HOUR],
    ]);
    expect(own.resets).toEqual([stay(1)]);
  });

  test('gets one of the plan while it has fewer of them than it keeps, and is never fuller than may be', () => {
    const own = account({ resets: [stay(9)] });
    for (const count of [1, 2, 3, 3]) {
      bankReset(own, 3, NOW);
      expect(own.resets?.find(({ ofPlan }) => ofPlan)?.count).toBe(count);
    }
    const full = account({ resets: [stay(MOST_BANKED)] });
    expect(bankReset(full, 3, NOW)).toMatchObject({ cause: 'RESET_BANKED', lines: [] });
    expect(countOf(full.resets)).toBe(MOST_BANKED);
  });
});

describe('a use', () => {
  test('ends the window with what is used and held there, and takes one', () => {
    const own = { ...used(), resets: [stay(2)] };
    const update = useReset(own, own.windows[0]!, NOW);
    expect(update).toMatchObject({ cause: 'RESET_REDEEMED', after: { resets: [stay(1)] } });
    expect(update.lines.map(({ amount, from, to }) => [amount, from, to])).toEqual([
      [credits(3), 'held', 'ended'],
      [credits(7), 'used', 'ended'],
    ]);
    expect(own.windows).toEqual([]);
  });

  test('lets debt be looked at, as the end of any window does', () => {
    const own = { ...used(), debt: credits(2), resets: [stay(1)] };
    useReset(own, own.windows[0]!, NOW);
    expect(own.turnedAt).toBe(NOW);
    expect(own.resets).toEqual([]);
  });

  test('of nothing is a bug, and changes nothing', () => {
    const own = used();
    expect(() => useReset(own, own.windows[0]!, NOW)).toThrow('has none in store');
    expect(own.windows).toHaveLength(1);
  });
});
