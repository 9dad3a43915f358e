/** When the owner of a lot is told that it will expire, as a table of one lot at one instant. */
import { expect, test } from '@jest/globals';
import type { Lot } from '../../src/core/account.js';
import { DAY_MS, expiryNotice } from '../../src/core/notices.js';

const EXPIRY = 1_000 * DAY_MS;
/** So many days before the expiry. */
const before = (days: number): number => EXPIRY - days * DAY_MS;

const LOT: Lot = {
  id: 'lot',
  kind: 'PURCHASED',
  amount: 100n,
  remaining: 60n,
  held: 10n,
  spent: 30n,
  expired: 0n,
  takenBack: 0n,
  priority: 100,
  products: null,
  createdAt: before(365),
  effectiveAt: before(365),
  expiresAt: EXPIRY,
  effective: true,
  closed: null,
};

const born = (days: number): Partial<Lot> => ({ createdAt: before(days), effectiveAt: before(days) });
const ms = 1 / DAY_MS;

test('a day of the stages is 24 hours', () => {
  expect(DAY_MS).toBe(24 * 60 * 60 * 1000);
});

test.each<[string, Partial<Lot>, number, number | null]>([
  ['a moment before 30 days: nothing yet', {}, before(30 + ms), null],
  ['at 30 days', {}, before(30), 30],
  ['between 30 and 7 days: still that one', {}, before(7 + ms), 30],
  ['at 7 days', {}, before(7), 7],
  ['at 1 day', {}, before(1), 1],
  ['a moment before the expiry', {}, EXPIRY - 1, 1],
  ['at the expiry: too late', {}, EXPIRY, null],
  ['no expiry', { expiresAt: null }, before(1), null],
  ['used up', { remaining: 0n, held: 0n, spent: 100n }, before(7), null],
  ['all of the rest is held', { remaining: 0n, held: 70n }, before(7), 7],
  ['taken back, a hold still open', { closed: 'takenBack', remaining: 0n, takenBack: 60n }, before(7), null],
  ['a lot of 30 days: 30 had passed when it was granted', born(30), before(30), null],
  ['a lot of 30 days comes to 7', born(30), before(7), 7],
  ['a lot of 5 days: 7 had passed', born(5), before(2), null],
  ['a lot of 5 days comes to 1', born(5), before(1), 1],
  ['a lot of 12 hours', born(0.5), before(0.1), null],
  ['not yet spendable: it counts from then', { effective: false, effectiveAt: before(3) }, before(5), null],
  ['spendable for 3 days: 7 had passed', { effectiveAt: before(3) }, before(2), null],
  ['spendable for 3 days comes to 1', { effectiveAt: before(3) }, before(1), 1],
  ['backdated: it counts from the grant', { effectiveAt: before(90), createdAt: before(5) }, before(2), null],
])('%s', (_, lot, now, days) => {
  const notice = expiryNotice({ ...LOT, ...lot }, now);
  expect(notice?.days ?? null).toBe(days);
  if (notice) expect(notice).toMatchObject({ lot: 'lot', dueAt: before(notice.days), expiresAt: EXPIRY, amount: 70n });
});
