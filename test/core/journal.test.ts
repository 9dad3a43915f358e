/**
 * Posting: an account changes by its lines alone, and what cannot be is refused as a bug before anything is stored.
 */
import { expect, test } from '@jest/globals';
import { post } from '../../src/core/journal.js';
import { balanceOf } from '../../src/core/lots.js';
import { account as anyAccount, coming, credits, DAY, heldLot, HOUR, lot, NOW, running, weekly } from './build.js';
import type { Account, Bucket, Line } from '../../src/core/account.js';

/** An account with the windows of its plan. */
const account = (more: Partial<Account> = {}) => anyAccount({ windowTerms: [weekly(100)], ...more });
const onLot = (id: string, amount: number, from: Bucket, to: Bucket): Line => {
  return { lot: id, window: null, amount: credits(amount), from, to };
};
const onWindow = (startedAt: number, amount: number, from: Bucket, to: Bucket): Line => {
  return { lot: null, window: { name: 'weekly', startedAt }, amount: credits(amount), from, to };
};
const debt = (amount: number, from: Bucket, to: Bucket): Line => {
  return { lot: null, window: null, amount: credits(amount), from, to };
};

test('an update carries the next `seq`, its lines, the deltas and the whole account after it (rule 2)', () => {
  const week = running('weekly', 10, NOW + DAY, 5);
  const own = account({ seq: 41n, debt: credits(1), windows: [week], lots: [lot('a', 10), heldLot('b', 4)] });
  const lines = [onLot('a', 3, 'remaining', 'held'), onWindow(week.startedAt, 5, 'held', 'used')];
  expect(post(own, NOW + 1, 'SETTLE', 'chg_1', lines)).toEqual({
    tenant: 'acme',
    accountId: 'acc_alice',
    seq: 42n,
    at: NOW + 1,
    cause: 'SETTLE',
    causeId: 'chg_1',
    delta: -credits(3),
    heldDelta: credits(3),
    lines,
    after: {
      balance: {
        available: credits(7),
        held: credits(7),
        promotional: 0n,
        purchased: credits(7),
        refund: 0n,
        entitlement: 0n,
        debt: credits(1),
      },
      windows: [
        {
          window: 'weekly',
          capacity: credits(100),
          used: credits(15),
          held: 0n,
          startedAt: week.startedAt,
          resetsAt: week.resetsAt,
        },
      ],
      plan: 'pro',
      state: 'ACTIVE',
      subscribedAt: NOW + 1,
    },
  });
});

test('the image after an update tells what every window has used and holds (rule 2)', () => {
  const week = running('weekly', 10, NOW + DAY, 5);
  const [held, untouched] = [account({ windows: [week] }), account()];
  expect(post(held, NOW, 'STATE_CHANGED', null, []).after.windows).toEqual([
    {
      window: 'weekly',
      capacity: credits(100),
      used: credits(10),
      held: credits(5),
      startedAt: week.startedAt,
      resetsAt: week.resetsAt,
    },
  ]);
  expect(post(untouched, NOW, 'STATE_CHANGED', null, []).after.windows).toEqual([
    { window: 'weekly', capacity: credits(100), used: 0n, held: 0n, startedAt: null, resetsAt: null },
  ]);
});

test.each<[string, (own: Account) => Line]>([
  ['takes more from a lot than remains', () => onLot('a', 11, 'remaining', 'held')],
  ['captures more than is held', () => onLot('a', 1, 'held', 'spent')],
  ['names a lot of another account', () => onLot('z', 1, 'remaining', 'held')],
  ['gives back more than a window holds', (own) => onWindow(own.windows[0]?.startedAt ?? 0, 6, 'held', 'remaining')],
  ['ends more than a window has used', (own) => onWindow(own.windows[0]?.startedAt ?? 0, 11, 'used', 'ended')],
  ['names an instance that is not open, though another of its name is', () => onWindow(NOW, 1, 'held', 'remaining')],
  ['names an instance that is not open, even for an amount of zero', () => onWindow(NOW, 0, 'held', 'remaining')],
  ['repays more than the debt', () => debt(2, 'debt', 'issued')],
])('a line that %s is refused as a bug (I2)', (_, line) => {
  const own = account({ debt: credits(1), windows: [running('weekly', 10, NOW + DAY, 5)], lots: [lot('a', 10)] });
  expect(() => post(own, NOW, 'SETTLE', null, [line(own)])).toThrow('journal:');
  expect(own.seq).toBe(0n);
});

test('debt is incurred, forgiven, and paid by a lot, each in its own update (rule 18)', () => {
  const own = account({ lots: [lot('a', 10)] });
  expect(post(own, NOW, 'DEBT_INCURRED', 'chg_1', [debt(7, 'issued', 'debt')]).after.balance.debt).toBe(credits(7));
  expect(post(own, NOW, 'FORGIVEN', 'chg_1', [debt(4, 'debt', 'issued')]).after.balance.debt).toBe(credits(3));
  const repaid = post(own, NOW, 'DEBT_REPAID', 'a', [onLot('a', 3, 'remaining', 'debt')]);
  expect(repaid).toMatchObject({ delta: -credits(3), after: { balance: { debt: 0n, available: credits(7) } } });
  expect(own.lots[0]).toMatchObject({ remaining: credits(7), spent: credits(3) });
});

test('a granted lot is spendable at once, or pending until its instant', () => {
  const empty = { amount: credits(10), remaining: 0n, effective: false };
  const own = account({ lots: [lot('now', 0, empty), coming('later', 0, NOW + HOUR, empty)] });
  expect(post(own, NOW, 'GRANT', 'now', [onLot('now', 10, 'issued', 'remaining')]).delta).toBe(credits(10));
  expect(post(own, NOW, 'GRANT', 'later', [onLot('later', 10, 'issued', 'pending')]).delta).toBe(0n);
  expect(own.lots.map(({ remaining, effective }) => [remaining, effective])).toEqual([
    [credits(10), true],
    [credits(10), false],
  ]);
});

test('a lot that is taken back closes, with nothing remaining too; only what it holds still counts (rule 21)', () => {
  const own = account({ lots: [lot('a', 10, { remaining: credits(6), held: credits(4) }), heldLot('b', 3)] });
  const update = post(own, NOW, 'REFUND', 'pur_1', [
    onLot('a', 6, 'remaining', 'takenBack'),
    onLot('b', 0, 'remaining', 'takenBack'),
  ]);
  expect(update).toMatchObject({ delta: -credits(6), heldDelta: 0n });
  expect(own.lots.map(({ closed, takenBack }) => [closed, takenBack])).toEqual([
    ['takenBack', credits(6)],
    ['takenBack', 0n],
  ]);
  expect(balanceOf(own)).toMatchObject({ available: 0n, held: credits(7) });
});

test('a balance counts open, effective lots by kind, of every scope or of those that cover a product', () => {
  const lots = [
    lot('a', 1, { kind: 'PROMOTIONAL' }),
    lot('b', 2, { products: ['codex'] }),
    lot('c', 4, { kind: 'REFUND', products: ['video'] }),
    lot('d', 8, { kind: 'ENTITLEMENT' }),
    coming('e', 16, NOW + HOUR),
    lot('f', 32, { closed: 'expired' }),
    heldLot('g', 64, { products: ['video'] }),
  ];
  expect(balanceOf(account({ lots, debt: credits(5) }))).toEqual({
    available: credits(15),
    held: credits(64),
    promotional: credits(1),
    purchased: credits(2),
    refund: credits(4),
    entitlement: credits(8),
    debt: credits(5),
  });
  expect(balanceOf(account({ lots }), 'codex')).toMatchObject({ available: credits(11), refund: 0n, held: 0n });
  expect(balanceOf(account({ lots }), 'video')).toMatchObject({ available: credits(13), purchased: 0n });
});
