/**
 * What falls due as time passes: each event at its own instant, in one order, and the same however often one looks.
 */
import { describe, expect, test } from '@jest/globals';
import { repayDebt } from '../../src/core/debt.js';
import { advance, nextDue } from '../../src/core/due.js';
import { post } from '../../src/core/journal.js';
import { account as anyAccount, coming, credits, DAY, fiveHour, heldDraw, heldLot, hold, HOUR } from './build.js';
import { lot, NOW, running, weekly } from './build.js';
import type { Account } from '../../src/core/account.js';

/** An account with the windows of its plan. */
const account = (more: Partial<Account> = {}) => anyAccount({ windowTerms: [fiveHour(50), weekly(100)], ...more });

/** What was written, as `cause id at`. */
function written(own: Account, now: number) {
  return advance(own, now).map(({ cause, causeId, at }) => [cause, causeId, at - NOW]);
}

describe('order (rule 1)', () => {
  test('by instant, then holds, windows, expiries, lots that begin, then by id; each at its own instant', () => {
    const own = account({
      holds: [hold('h2', NOW + HOUR), hold('h1', NOW + HOUR), hold('h0', NOW + 2 * HOUR)],
      windows: [running('weekly', 1, NOW + HOUR), running('five_hour', 1, NOW + HOUR)],
      lots: [
        coming('l4', 1, NOW + HOUR),
        coming('l3', 1, NOW + HOUR),
        lot('l2', 1, { expiresAt: NOW + HOUR }),
        lot('l1', 1, { expiresAt: NOW + HOUR }),
        lot('l0', 1, { expiresAt: NOW + 1 }),
      ],
    });
    expect(written(own, NOW + 2 * HOUR)).toEqual([
      ['LOT_EXPIRED', 'l0', 1],
      ['HOLD_EXPIRED', 'h1', HOUR],
      ['HOLD_EXPIRED', 'h2', HOUR],
      ['WINDOW_RESET', null, HOUR],
      ['WINDOW_RESET', null, HOUR],
      ['LOT_EXPIRED', 'l1', HOUR],
      ['LOT_EXPIRED', 'l2', HOUR],
      ['LOT_EFFECTIVE', 'l3', HOUR],
      ['LOT_EFFECTIVE', 'l4', HOUR],
      ['HOLD_EXPIRED', 'h0', 2 * HOUR],
    ]);
    expect(own.seq).toBe(10n);
    expect(own.lastAt).toBe(NOW + 2 * HOUR);
  });

  test.each([
    ['h1', 'h3', 'h2'],
    ['h2', 'h1', 'h3'],
    ['h2', 'h3', 'h1'],
    ['h3', 'h1', 'h2'],
  ])('what is due at one instant goes by id, however it is stored: %s, %s, %s', (...ids) => {
    const own = account({ holds: ids.map((id) => hold(id, NOW + 1)) });
    expect(written(own, NOW + 1).map(([, id]) => id)).toEqual(['h1', 'h2', 'h3']);
  });

  test('windows that reset at one instant go by name', () => {
    const own = account({ windows: ['c', 'a', 'b'].map((name) => running(name, 1, NOW + 1)) });
    const names = advance(own, NOW + 1).map(({ lines }) => lines[0]?.window?.name);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  test('at one instant the kind goes before the id (rule 1)', () => {
    const own = account({
      lots: [coming('a', 1, NOW + 1), lot('c', 1, { expiresAt: NOW + 1 })],
      windows: [running('five_hour', 1, NOW + 1)],
      holds: [hold('z', NOW + 1)],
    });
    expect(written(own, NOW + 1)).toEqual([
      ['HOLD_EXPIRED', 'z', 1],
      ['WINDOW_RESET', null, 1],
      ['LOT_EXPIRED', 'c', 1],
      ['LOT_EFFECTIVE', 'a', 1],
    ]);
  });

  test.each([
    ['a hold expires', { hold: NOW + HOUR }],
    ['a window resets', { window: NOW + HOUR }],
    ['a lot expires', { expiry: NOW + HOUR }],
    ['a lot begins', { beginning: NOW + HOUR }],
  ])('the next instant is the earliest of all: that at which %s', (_, earlier) => {
    const at = { hold: NOW + 9 * DAY, window: NOW + 9 * DAY, expiry: NOW + 9 * DAY, beginning: NOW + 9 * DAY };
    const { hold: ends, window, expiry, beginning } = { ...at, ...earlier };
    const own = account({
      holds: [hold('h', ends)],
      windows: [running('weekly', 1, window)],
      lots: [lot('b', 1, { expiresAt: expiry }), coming('a', 1, beginning)],
    });
    expect(nextDue(own)).toBe(NOW + HOUR);
  });

  test('what is due is written once; a second look writes nothing', () => {
    const own = account({ holds: [hold('h1', NOW + 1)], lots: [lot('a', 1, { expiresAt: NOW + 1 })] });
    own.windows = [running('weekly', 1, NOW + 1)];
    expect(nextDue(own)).toBe(NOW + 1);
    expect(written(own, NOW + 1)).toHaveLength(3);
    expect(written(own, NOW + DAY)).toEqual([]);
    expect(nextDue(own)).toBeNull();
  });

  test('nothing is written one millisecond early', () => {
    const own = account({
      holds: [hold('h1', NOW + 1)],
      windows: [running('weekly', 1, NOW + 1)],
      lots: [lot('a', 1, { expiresAt: NOW + 1 }), coming('b', 1, NOW + 1)],
    });
    expect(written(own, NOW)).toEqual([]);
    expect(own.seq).toBe(0n);
  });

  test('`at` never falls, also for a hold whose claim outlived its expiry and was lifted later (rules 1, 15)', () => {
    const own = account({ lots: [heldLot('a', 5)], holds: [hold('h1', NOW + HOUR, [heldDraw(5, { lot: 'a' })], 1)] });
    expect(written(own, NOW + 2 * HOUR)).toEqual([]);
    post(own, NOW + 2 * HOUR, 'SETTLE', 'chg_1', []);
    own.holds = own.holds.map((part) => ({ ...part, claims: 0 }));
    expect(written(own, NOW + 3 * HOUR)).toMatchObject([['HOLD_EXPIRED', 'h1', 2 * HOUR]]);
    expect(own.lots[0]).toMatchObject({ remaining: credits(5), held: 0n });
  });

  test('an update that would go back in time is refused as a bug', () => {
    expect(() => post(account(), NOW - 1, 'GRANT', null, [])).toThrow('would go back');
  });
});

describe('a lot', () => {
  test.each([
    ['1 ms before its expiry keeps what remains', NOW - 1, credits(7), 0n, null],
    ['exactly at its expiry loses it', NOW, 0n, credits(7), 'expired'],
    ['1 ms after its expiry has lost it, at the instant of expiry', NOW + 1, 0n, credits(7), 'expired'],
  ])('%s', (_, now, remaining, expired, closed) => {
    const own = account({ lastAt: NOW - DAY, lots: [lot('a', 7, { expiresAt: NOW })] });
    const updates = advance(own, now);
    expect(own.lots[0]).toMatchObject({ remaining, expired, closed });
    expect(updates.map(({ at, delta }) => [at, delta])).toEqual(closed ? [[NOW, -credits(7)]] : []);
  });

  test('becomes spendable exactly at its instant, not before', () => {
    const own = account({ lots: [coming('a', 7, NOW + HOUR)] });
    expect(nextDue(own)).toBe(NOW + HOUR);
    advance(own, NOW + HOUR - 1);
    expect(own.lots[0]?.effective).toBe(false);
    const [update] = advance(own, NOW + DAY);
    expect(update).toMatchObject({ cause: 'LOT_EFFECTIVE', at: NOW + HOUR, delta: credits(7), heldDelta: 0n });
    expect(update?.after.balance).toMatchObject({ available: credits(7), purchased: credits(7) });
  });

  test('that begins has a line over all its credits', () => {
    const [update] = advance(account({ lots: [coming('a', 7, NOW + 1)] }), NOW + 1);
    expect(update?.lines).toEqual([{ lot: 'a', window: null, amount: credits(7), from: 'pending', to: 'remaining' }]);
  });

  test('that begins and expires within one step goes through both', () => {
    const own = account({ lots: [coming('a', 7, NOW + 1, { expiresAt: NOW + 2 })] });
    expect(written(own, NOW + DAY)).toEqual([
      ['LOT_EFFECTIVE', 'a', 1],
      ['LOT_EXPIRED', 'a', 2],
    ]);
    expect(own.lots[0]).toMatchObject({ remaining: 0n, expired: credits(7), closed: 'expired' });
  });

  test.each([0, 1])('that expires %d ms before it would begin never begins', (early) => {
    const own = account({ lots: [coming('a', 7, NOW + HOUR, { expiresAt: NOW + HOUR - early })] });
    expect(written(own, NOW + DAY)).toEqual([['LOT_EXPIRED', 'a', HOUR - early]]);
    expect(own.lots[0]).toMatchObject({ effective: false, expired: credits(7), closed: 'expired' });
  });

  test('that is used up has no expiry to write', () => {
    const own = account({ lots: [lot('a', 7, { remaining: 0n, spent: credits(7), expiresAt: NOW + 1 })] });
    expect(nextDue(own)).toBeNull();
    expect(written(own, NOW + DAY)).toEqual([]);
  });

  test('that has expired has nothing more due, though some of it is still held: the hold is what comes next', () => {
    const expired = heldLot('a', 5, { expiresAt: NOW - HOUR, closed: 'expired' });
    const own = account({ lots: [expired], holds: [hold('h', NOW + DAY, [heldDraw(5, { lot: 'a' })])] });
    expect(nextDue(own)).toBe(NOW + DAY);
    expect(written(own, NOW + HOUR)).toEqual([]);
  });

  test('that was taken back before it began never begins, and nothing of it is due', () => {
    const terms = { remaining: 0n, takenBack: credits(7), closed: 'takenBack' } as const;
    const own = account({ lots: [coming('a', 7, NOW + HOUR, terms)] });
    expect(nextDue(own)).toBeNull();
    expect(written(own, NOW + DAY)).toEqual([]);
  });

  test('that paid a debt with all it had has no expiry to write, however late one looks', () => {
    const own = () => account({ debt: credits(9), lots: [coming('a', 7, NOW + 1, { expiresAt: NOW + 2 })] });
    const [inSteps, atOnce] = [own(), own()];
    expect([...written(inSteps, NOW + 1), ...written(inSteps, NOW + 2)]).toEqual([
      ['LOT_EFFECTIVE', 'a', 1],
      ['DEBT_REPAID', 'a', 1],
    ]);
    expect(written(atOnce, NOW + 2)).toEqual([
      ['LOT_EFFECTIVE', 'a', 1],
      ['DEBT_REPAID', 'a', 1],
    ]);
  });
});

describe('a window', () => {
  test('that resets leaves with what was used and held, and only the balance of windows changes', () => {
    const own = account({ windows: [running('weekly', 30, NOW + HOUR, 10)], lots: [lot('a', 1)] });
    const [update] = advance(own, NOW + DAY);
    expect(update).toMatchObject({ cause: 'WINDOW_RESET', at: NOW + HOUR, delta: 0n, heldDelta: 0n });
    expect(update?.lines.map(({ from, to, amount }) => [from, to, amount])).toEqual([
      ['held', 'ended', credits(10)],
      ['used', 'ended', credits(30)],
    ]);
    expect(update?.after.windows).toMatchObject([
      { window: 'five_hour', used: 0n, startedAt: null },
      { window: 'weekly', used: 0n, held: 0n, startedAt: null, resetsAt: null },
    ]);
    expect(own.windows).toEqual([]);
  });

  test('instance that ended is named by a later release, and the new one of its name stays as it is (rule 13)', () => {
    const old = running('weekly', 30, NOW + HOUR, 10);
    const own = account({ windows: [old], holds: [hold('h1', NOW + DAY, [heldDraw(10, { windows: [old] })])] });
    advance(own, NOW + HOUR);
    const fresh = {
      name: 'weekly',
      startedAt: NOW + 2 * HOUR,
      resetsAt: NOW + 9 * DAY,
      used: credits(3),
      held: credits(2),
    };
    own.windows.push({ ...fresh });
    const [update] = advance(own, NOW + DAY);
    expect(update).toMatchObject({ cause: 'HOLD_EXPIRED', heldDelta: 0n });
    expect(update?.lines).toEqual([
      {
        lot: null,
        window: { name: 'weekly', startedAt: old.startedAt },
        amount: credits(10),
        from: 'ended',
        to: 'ended',
      },
    ]);
    expect(own.windows).toEqual([fresh]);
  });

  test('and a hold due at the same instant: the hold gives back to the instance, then that ends', () => {
    const week = running('weekly', 30, NOW + HOUR, 10);
    const own = account({ windows: [week], holds: [hold('h1', NOW + HOUR, [heldDraw(10, { windows: [week] })])] });
    const updates = advance(own, NOW + HOUR);
    expect(updates.map(({ cause, lines }) => [cause, lines.map(({ amount }) => amount)])).toEqual([
      ['HOLD_EXPIRED', [credits(10)]],
      ['WINDOW_RESET', [0n, credits(30)]],
    ]);
  });

  test('that a hold empties at the instant of its reset is withdrawn, and there is nothing left to reset (rule 36)', () => {
    const week = running('weekly', 0, NOW + HOUR, 10);
    const own = account({ windows: [week], holds: [hold('h1', NOW + HOUR, [heldDraw(10, { windows: [week] })])] });
    expect(written(own, NOW + HOUR)).toEqual([['HOLD_EXPIRED', 'h1', HOUR]]);
    expect(own.windows).toEqual([]);
  });

  test('that the plan has no longer still ends at its reset', () => {
    const own = account({ windows: [running('monthly', 5, NOW + HOUR)] });
    expect(written(own, NOW + DAY)).toEqual([['WINDOW_RESET', null, HOUR]]);
    expect(own.windows).toEqual([]);
  });
});

describe('debt (rule 18)', () => {
  test('is paid by the next unscoped lot that becomes spendable, before anything else can use it', () => {
    const own = account({
      debt: credits(5),
      lots: [coming('a', 9, NOW + 1, { products: ['codex'] }), coming('b', 3, NOW + 2), coming('c', 9, NOW + 3)],
    });
    expect(written(own, NOW + DAY)).toEqual([
      ['LOT_EFFECTIVE', 'a', 1],
      ['LOT_EFFECTIVE', 'b', 2],
      ['DEBT_REPAID', 'b', 2],
      ['LOT_EFFECTIVE', 'c', 3],
      ['DEBT_REPAID', 'c', 3],
    ]);
    expect(own.debt).toBe(0n);
    expect(own.lots.map(({ remaining, spent }) => [remaining, spent])).toEqual([
      [credits(9), 0n],
      [0n, credits(3)],
      [credits(7), credits(2)],
    ]);
  });

  test('is not paid by lots that were spendable before, nor without debt', () => {
    const own = account({ debt: credits(5), lots: [lot('a', 9)] });
    expect(advance(own, NOW + DAY)).toEqual([]);
    expect(repayDebt(account(), lot('a', 9), NOW)).toEqual([]);
    expect(repayDebt(own, coming('b', 9, NOW + DAY), NOW)).toEqual([]);
  });

  test('is never paid below zero', () => {
    const own = account({ debt: credits(5), lots: [lot('a', 9)] });
    const [update] = repayDebt(own, lot('a', 9), NOW);
    expect(update).toMatchObject({ cause: 'DEBT_REPAID', delta: -credits(5) });
    expect(update?.after.balance).toMatchObject({ available: credits(4), debt: 0n });
  });
});

describe('debt does not lock out for ever (rule 37)', () => {
  const full = (more: Partial<Account> = {}) =>
    account({
      windowTerms: [fiveHour(10), weekly(15)],
      windows: [running('five_hour', 10, NOW + HOUR), running('weekly', 10, NOW + DAY)],
      ...more,
    });
  const FEBRUARY = Date.UTC(2026, 1, 1);
  const carrying = (most: number) => ({ forgivePerMonth: credits(most), repaidBy: ['PURCHASED' as const] });

  test('as a window ends the allowance pays, as far as all windows have something left', () => {
    const own = full({ debt: credits(8) });
    const updates = advance(own, NOW + HOUR);
    expect(updates.map(({ cause, causeId, at }) => [cause, causeId, at - NOW])).toEqual([
      ['WINDOW_RESET', null, HOUR],
      ['DEBT_REPAID', null, HOUR],
    ]);
    expect(updates[1]?.lines.map(({ window, amount, from, to }) => [window?.name, amount, from, to])).toEqual([
      ['five_hour', credits(5), 'remaining', 'used'],
      ['weekly', credits(5), 'remaining', 'used'],
      [undefined, credits(5), 'debt', 'ended'],
    ]);
    expect(own.debt).toBe(credits(3));
    expect(own.windows.map(({ name, startedAt, used }) => [name, startedAt - NOW, used])).toEqual([
      ['weekly', -HOUR, credits(15)],
      ['five_hour', HOUR, credits(5)],
    ]);
  });

  test('a sleeping account gets the same books as one that is looked at all the time', () => {
    const [asleep, awake] = [full({ debt: credits(60) }), full({ debt: credits(60) })];
    const late = advance(asleep, NOW + 40 * DAY);
    const early = Array.from({ length: 40 * 24 }, (_, i) => advance(awake, NOW + (i + 1) * HOUR)).flat();
    expect(late).toEqual(early);
    expect(asleep.debt).toBe(0n);
  });

  test('as a month turns the tenant carries its maximum first, then the allowance pays', () => {
    const own = full({ debt: credits(9), debtTerms: carrying(4), windows: [] });
    expect(nextDue(own)).toBe(FEBRUARY);
    const updates = advance(own, FEBRUARY);
    expect(updates.map(({ cause, at, lines }) => [cause, at, lines.at(-1)?.amount])).toEqual([
      ['DEBT_FORGIVEN', FEBRUARY, credits(4)],
      ['DEBT_REPAID', FEBRUARY, credits(5)],
    ]);
    expect(own).toMatchObject({ debt: 0n, forgiven: { since: FEBRUARY, amount: credits(4) } });
  });

  test('at one instant: holds, windows, expiries, the debt, then lots that begin, which pay what is left (rule 38)', () => {
    const own = full({
      debt: credits(30),
      debtTerms: carrying(4),
      windows: [running('five_hour', 10, FEBRUARY)],
      holds: [hold('h', FEBRUARY)],
      lots: [lot('x', 1, { expiresAt: FEBRUARY }), coming('l', 50, FEBRUARY)],
    });
    expect(advance(own, FEBRUARY).map(({ cause }) => cause)).toEqual([
      ...[
        'HOLD_EXPIRED',
        'WINDOW_RESET',
        'LOT_EXPIRED',
        'DEBT_FORGIVEN',
        'DEBT_REPAID',
        'LOT_EFFECTIVE',
        'DEBT_REPAID',
      ],
    ]);
    expect(own.debt).toBe(0n);
  });

  test('where neither tenant nor allowance can do anything, nothing is due', () => {
    expect(nextDue(account({ debt: credits(9), windowTerms: [] }))).toBeNull();
    expect(written(account({ debt: credits(9), windowTerms: [] }), NOW + 400 * DAY)).toEqual([]);
  });

  test('a promotional lot pays none, unless the tenant says so', () => {
    const gift = () => coming('g', 9, NOW + 1, { kind: 'PROMOTIONAL' });
    expect(written(account({ debt: credits(5), windowTerms: [], lots: [gift()] }), NOW + 1)).toHaveLength(1);
    const debtTerms = { forgivePerMonth: 0n, repaidBy: ['PROMOTIONAL' as const] };
    const own = account({ debt: credits(5), windowTerms: [], debtTerms, lots: [gift()] });
    expect(written(own, NOW + 1)).toEqual([
      ['LOT_EFFECTIVE', 'g', 1],
      ['DEBT_REPAID', 'g', 1],
    ]);
  });
});
