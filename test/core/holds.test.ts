/**
 * Holds: they keep what they hold, end once, and give back to the very lots and windows they took from.
 */
import { expect, test } from '@jest/globals';
import { advance, nextDue } from '../../src/core/due.js';
import { release } from '../../src/core/holds.js';
import { heldLines } from '../../src/core/lines.js';
import { post } from '../../src/core/journal.js';
import { account, credits, DAY, heldDraw, heldLot, hold, HOUR, lot, NOW, running } from './build.js';
import type { Account } from '../../src/core/account.js';

/** What was written, as `cause id at`. */
function written(own: Account, now: number) {
  return advance(own, now).map(({ cause, causeId, at }) => [cause, causeId, at - NOW]);
}

test('a hold keeps its share of a lot that expires, and gives it back to `expired` (rule 21)', () => {
  const half = lot('a', 10, { remaining: credits(4), held: credits(6), expiresAt: NOW + HOUR });
  const own = account({ lots: [half], holds: [hold('h1', NOW + DAY, [heldDraw(6, { lot: 'a' })])] });
  advance(own, NOW + HOUR);
  expect(own.lots[0]).toMatchObject({ remaining: 0n, held: credits(6), expired: credits(4), closed: 'expired' });
  const [update] = advance(own, NOW + DAY);
  expect(update).toMatchObject({ cause: 'HOLD_EXPIRED', delta: 0n, heldDelta: -credits(6) });
  expect(update?.lines).toMatchObject([{ lot: 'a', from: 'held', to: 'expired', amount: credits(6) }]);
  expect(own.lots[0]).toMatchObject({ remaining: 0n, held: 0n, expired: credits(10) });
  expect(own.holds).toEqual([]);
});

test('a hold on a lot that is all held gives back to `expired` too, though nothing remained at the expiry', () => {
  const own = account({ lots: [heldLot('a', 10, { expiresAt: NOW + HOUR })] });
  own.holds = [hold('h1', NOW + DAY, [heldDraw(10, { lot: 'a' })])];
  expect(nextDue(own)).toBe(NOW + HOUR);
  expect(written(own, NOW + DAY)).toEqual([
    ['LOT_EXPIRED', 'a', HOUR],
    ['HOLD_EXPIRED', 'h1', DAY],
  ]);
  expect(own.lots[0]).toMatchObject({ remaining: 0n, held: 0n, expired: credits(10) });
});

test('a hold that expires with the lot gives back first, and the lot expires with it', () => {
  const own = account({ lots: [heldLot('a', 10, { expiresAt: NOW + HOUR })] });
  own.holds = [hold('h1', NOW + HOUR, [heldDraw(10, { lot: 'a' })])];
  const updates = advance(own, NOW + HOUR);
  expect(updates.map(({ cause, delta }) => [cause, delta])).toEqual([
    ['HOLD_EXPIRED', credits(10)],
    ['LOT_EXPIRED', -credits(10)],
  ]);
});

test('a hold released by hand on a refunded lot gives back to `takenBack` (rule 21)', () => {
  const own = account({ lots: [heldLot('a', 10)] });
  const part = hold('h1', NOW + DAY, [heldDraw(10, { lot: 'a' })]);
  post(own, NOW, 'REFUND', 'pur_1', [{ lot: 'a', window: null, amount: 0n, from: 'remaining', to: 'takenBack' }]);
  post(own, NOW, 'RELEASE', 'h1', release(own, part));
  expect(own.lots[0]).toMatchObject({ remaining: 0n, held: 0n, takenBack: credits(10), closed: 'takenBack' });
  expect(release(own, part)).toEqual([]);
});

test('a hold that is claimed neither expires nor is waited for (rule 15)', () => {
  const own = account({ lots: [heldLot('a', 5)], holds: [hold('h1', NOW + 1, [heldDraw(5, { lot: 'a' })], 1)] });
  expect(nextDue(own)).toBeNull();
  expect(written(own, NOW + DAY)).toEqual([]);
  expect(own.lots[0]?.held).toBe(credits(5));
});

test('a hold expires also with nothing left to give back, so that it ends', () => {
  const settled = { ...heldDraw(5, { lot: 'a' }), settled: credits(5) };
  const own = account({ lots: [lot('a', 5, { remaining: 0n, spent: credits(5) })] });
  own.holds = [hold('h1', NOW + 1, [settled])];
  expect(advance(own, NOW + 1)).toMatchObject([{ cause: 'HOLD_EXPIRED', lines: [], delta: 0n, heldDelta: 0n }]);
  expect(own.holds).toEqual([]);
});

test('what is captured goes to the very lot that was held, closed or not: capture is no draw (rules 13, 21)', () => {
  const lots = [heldLot('a', 5), heldLot('b', 5, { closed: 'expired' })];
  const own = account({ lots });
  const lines = lots.flatMap(({ id }) => heldLines(own, heldDraw(2, { lot: id }), 'spent'));
  expect(lines.map(({ lot: id, from, to, amount }) => [id, from, to, amount])).toEqual([
    ['a', 'held', 'spent', credits(2)],
    ['b', 'held', 'spent', credits(2)],
  ]);
});

test('what is captured from the allowance is used in every window still running, and named in those that ended', () => {
  const [week, ended] = [running('weekly', 10, NOW + DAY, 5), running('five_hour', 10, NOW, 5)];
  const own = account({ windows: [week, { ...ended, startedAt: NOW }] });
  const lines = heldLines(own, heldDraw(2, { windows: [ended, week] }), 'spent');
  expect(lines.map(({ window, from, to }) => [window?.name, window?.startedAt, from, to])).toEqual([
    ['five_hour', ended.startedAt, 'ended', 'ended'],
    ['weekly', week.startedAt, 'held', 'used'],
  ]);
});
