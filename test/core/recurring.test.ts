/**
 * Grants that come again: each period once and at its instant, by the terms of that instant, however late anybody looks;
 * and what of a period goes on.
 */
import { describe, expect, test } from '@jest/globals';
import { advance, lagsBehind, nextDue } from '../../src/core/due.js';
import type { Account } from '../../src/core/account.js';
import type { GrantEra, GrantTerms } from '../../src/core/grant-terms.js';
import { post } from '../../src/core/journal.js';
import { burnOrder } from '../../src/core/lots.js';
import { account, coming, credits, DAY, heldDraw, hold, HOUR, lot, NOW, pool, running } from './build.js';
import { fiveHour, weekly } from './build.js';

const FEBRUARY = Date.UTC(2026, 1, 1);
const MARCH = Date.UTC(2026, 2, 1);

function grant(id: string, amount: number, more: Partial<GrantTerms> = {}): GrantTerms {
  const terms = { calendar: { period: 'month' }, livesMs: null, rollOver: null } as const;
  return { id, kind: 'PROMOTIONAL', amount: credits(amount), ...terms, ...more };
}

/** An account that is given these, by catalogs since these instants; plans that are not named get nothing. */
function given(eras: GrantEra[] | GrantTerms[], more: Partial<Account> = {}, plan: string | null = 'pro'): Account {
  const since = eras.every((each): each is GrantEra => 'grants' in each) ? eras : [{ from: 0, grants: eras }];
  const own = account({ windowTerms: [], ...more });
  const lotId = (_: number, { grant: id, start, rolled }: { grant: string; start: number; rolled: boolean }) =>
    `${id} ${rolled ? 'a' : 'b'} ${new Date(start).toISOString()}`;
  own.recurring = { eras: (on) => (on === plan ? since : []), issued: [], lotId };
  return own;
}

/** What was written, as cause, lot and instant. */
function written(own: Account, now: number) {
  return advance(own, now).map(({ cause, causeId, at }) => [cause, causeId, new Date(at).toISOString()]);
}

const open = (own: Account) => own.lots.filter(({ closed }) => !closed);
const issuedAt = (own: Account) =>
  own.lots.map(({ createdAt, expiresAt }) => [
    new Date(createdAt).toISOString(),
    expiresAt === null ? null : new Date(expiresAt).toISOString(),
  ]);

describe('a period', () => {
  test('a new account is given the running one at once, in full, until it ends', () => {
    const own = given([grant('monthly', 10)]);
    expect(nextDue(own)).toBe(NOW);
    const updates = advance(own, NOW);
    expect(updates).toMatchObject([{ cause: 'GRANT', at: NOW, delta: credits(10), causeId: own.lots[0]?.id }]);
    expect(own.lots).toMatchObject([
      { kind: 'PROMOTIONAL', amount: credits(10), remaining: credits(10), createdAt: NOW, expiresAt: FEBRUARY },
    ]);
    expect(own.lots[0]?.recurs).toMatchObject({ grant: 'monthly', start: Date.UTC(2026, 0, 1), rolled: false });
    expect(nextDue(own)).toBe(FEBRUARY);
  });

  test('is issued once: neither a second look nor a day of the same month issues it again', () => {
    const own = given([grant('monthly', 10)]);
    advance(own, NOW);
    expect(advance(own, NOW)).toEqual([]);
    expect(advance(own, FEBRUARY - 1)).toEqual([]);
    expect(own.lots).toHaveLength(1);
  });

  test('comes exactly as the last one ends: that one expires first', () => {
    const own = given([grant('monthly', 10)]);
    advance(own, NOW);
    expect(written(own, FEBRUARY)).toEqual([
      ['LOT_EXPIRED', 'monthly b 2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
      ['GRANT', 'monthly b 2026-02-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
    ]);
  });

  test('lives as long as its terms say where that is longer than it', () => {
    const own = given([grant('daily', 1, { calendar: { period: 'day' }, livesMs: 3 * DAY })]);
    advance(own, NOW + 10 * DAY);
    expect(open(own)).toHaveLength(3);
    expect(own.lots[0]).toMatchObject({ createdAt: NOW, expiresAt: NOW + 3 * DAY });
    expect(own.lots[1]).toMatchObject({ createdAt: Date.UTC(2026, 0, 16), expiresAt: Date.UTC(2026, 0, 19) });
  });

  test('follows the days of its zone, across both changes of its clocks', () => {
    const calendar = { period: 'month', zone: 'Europe/Berlin' } as const;
    const own = given([grant('monthly', 10, { calendar })], { lastAt: Date.UTC(2026, 0, 1) });
    advance(own, Date.UTC(2026, 11, 31));
    const starts = own.lots.map(({ createdAt }) => new Date(createdAt).toISOString().slice(5, 16));
    expect(starts).toEqual([
      ...['01-01T00:00', '01-31T23:00', '02-28T23:00', '03-31T22:00', '04-30T22:00', '05-31T22:00'],
      ...['06-30T22:00', '07-31T22:00', '08-31T22:00', '09-30T22:00', '10-31T23:00', '11-30T23:00'],
    ]);
    for (const [i, each] of own.lots.slice(1).entries()) expect(each.createdAt).toBe(own.lots[i]?.expiresAt);
  });

  test.each([
    [undefined, ['01-31T10:20', '02-28T10:20', '03-31T10:20', '04-30T10:20', '05-31T10:20', '06-30T10:20']],
    ['Europe/Berlin', ['01-31T10:20', '02-28T10:20', '03-31T09:20', '04-30T09:20', '05-31T09:20', '06-30T09:20']],
  ])('of a subscription that began on the 31st ends on the last day, and the 31st comes back (%s)', (zone, ends) => {
    const calendar = { period: 'month', anchor: 'subscription', ...(zone && { zone }) } as const;
    const began = Date.UTC(2025, 11, 31, 10, 20);
    const own = given([grant('monthly', 10, { calendar, rollOver: credits(1) })], {
      lastAt: began,
      subscribedAt: began,
    });
    for (let day = 0; day < 190; day += 1) advance(own, began + day * DAY);
    const issued = own.lots.filter(({ recurs }) => !recurs?.rolled);
    expect(issued[0]).toMatchObject({ createdAt: began });
    expect(issued.slice(1, 7).map(({ createdAt }) => new Date(createdAt).toISOString().slice(5, 16))).toEqual(ends);
    for (const [i, each] of issued.slice(1).entries()) expect(each.createdAt).toBe(issued[i]?.expiresAt);
    expect(own.lots.filter(({ recurs }) => recurs?.rolled)).toHaveLength(issued.length - 1);
  });

  test('weeks begin on Monday', () => {
    const own = given([grant('weekly', 1, { calendar: { period: 'week' } })]);
    advance(own, NOW + 10 * DAY);
    expect(issuedAt(own).map(([at]) => at)).toEqual([new Date(NOW).toISOString(), '2026-01-19T00:00:00.000Z']);
  });

  test('a pool is given what its own grants say, and a budget nothing', () => {
    const team = pool('team', []);
    team.recurring = given([grant('monthly', 10)], {}, null).recurring!;
    expect(advance(team, NOW)).toHaveLength(1);
    expect(advance(account({ plan: null, address: 'budget:x' }), NOW)).toEqual([]);
  });

  test('pays debt as it comes, where its kind does', () => {
    const own = given([grant('a', 4, { kind: 'ENTITLEMENT' }), grant('b', 4)], { debt: credits(3) });
    expect(advance(own, NOW).map(({ cause }) => cause)).toEqual(['GRANT', 'DEBT_REPAID', 'GRANT']);
    expect(own.debt).toBe(0n);
    expect(own.lots[0]).toMatchObject({ remaining: credits(1), spent: credits(3) });
  });
});

describe('the terms of an instant', () => {
  test('each period is issued by the catalog that served then, also where another has served since', () => {
    const eras = [
      { from: 0, grants: [grant('monthly', 10)] },
      { from: FEBRUARY + DAY, grants: [grant('monthly', 20)] },
    ];
    const own = given(eras);
    advance(own, MARCH);
    expect(own.lots.map(({ amount }) => amount)).toEqual([credits(10), credits(10), credits(20)]);
  });

  test('a catalog that serves from the very start of a period gives it', () => {
    const eras = [
      { from: 0, grants: [grant('monthly', 10)] },
      { from: FEBRUARY, grants: [grant('monthly', 20)] },
    ];
    const own = given(eras);
    advance(own, FEBRUARY);
    expect(own.lots.map(({ amount }) => amount)).toEqual([credits(10), credits(20)]);
  });

  test('a grant that a catalog adds comes at once, in full; what it takes away comes no more, and old lots live on', () => {
    const eras = [
      { from: 0, grants: [grant('old', 10)] },
      { from: NOW + DAY, grants: [grant('new', 5)] },
    ];
    const own = given(eras);
    advance(own, NOW + 2 * DAY);
    expect(own.lots).toMatchObject([
      { amount: credits(10), createdAt: NOW, closed: null },
      { amount: credits(5), createdAt: NOW + DAY, expiresAt: FEBRUARY },
    ]);
    advance(own, FEBRUARY);
    expect(own.lots.map(({ recurs }) => recurs?.grant)).toEqual(['old', 'new', 'new']);
  });

  test('a grant that goes and comes back in the same period is not given twice; in a later one it comes at once', () => {
    const eras = (back: number) => [
      { from: 0, grants: [grant('monthly', 10)] },
      { from: NOW + DAY, grants: [] },
      { from: back, grants: [grant('monthly', 10)] },
    ];
    const same = given(eras(NOW + 2 * DAY));
    advance(same, FEBRUARY - 1);
    expect(same.lots).toHaveLength(1);
    const later = given(eras(FEBRUARY + 3 * DAY));
    advance(later, MARCH - 1);
    expect(issuedAt(later)).toEqual([
      [new Date(NOW).toISOString(), '2026-02-01T00:00:00.000Z'],
      ['2026-02-04T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
    ]);
  });

  test.each([
    ['month', 'week', ['2026-02-01', '2026-03-01', '2026-03-02', '2026-03-09']],
    [
      'day',
      'month',
      ['2026-02-01', '2026-02-02', '2026-02-03', '2026-02-04', '2026-02-05', '2026-02-06', '2026-03-01'],
    ],
  ] as const)(
    'where a %s becomes a %s, the period that runs is lived to its end, and none comes twice',
    (from, to, at) => {
      const eras = [
        { from: FEBRUARY, grants: [grant('g', 1, { calendar: { period: from } })] },
        { from: FEBRUARY + 4.5 * DAY, grants: [grant('g', 1, { calendar: { period: to } })] },
      ];
      const own = given(eras, { lastAt: FEBRUARY });
      advance(own, MARCH + 14 * DAY);
      expect(own.lots.map(({ createdAt }) => new Date(createdAt).toISOString().slice(0, 10))).toEqual(at);
      const starts = own.lots.map(({ recurs }) => recurs?.start);
      expect(new Set(starts).size).toBe(starts.length);
    },
  );

  test('a plan that an account comes to gives at once what it has not been given in this period', () => {
    const own = account({ windowTerms: [] });
    const grants = (plan: string | null) => [
      { from: 0, grants: plan === 'pro' ? [grant('both', 1), grant('pro', 2)] : [grant('both', 1), grant('plus', 3)] },
    ];
    own.recurring = { eras: grants, issued: [], lotId: (at, { grant: id, start }) => `${id} ${start} ${at}` };
    advance(own, NOW);
    own.plan = 'plus';
    post(own, NOW + DAY, 'PLAN_CHANGED', null, []);
    expect(nextDue(own)).toBe(NOW + DAY);
    advance(own, NOW + DAY);
    expect(own.lots.map(({ recurs }) => recurs?.grant)).toEqual(['both', 'pro', 'plus']);
    advance(own, FEBRUARY);
    expect(open(own).map(({ recurs }) => recurs?.grant)).toEqual(['both', 'plus']);
  });
});

describe('roll-over', () => {
  const rolling = (atMost: number, more: Partial<Account> = {}) =>
    given([grant('monthly', 10, { rollOver: credits(atMost) })], more);

  test.each([
    ['less than it may', 4, 10, 4],
    ['as much as it may', 5, 10, 5],
    ['more than it may', 7, 10, 5],
    ['nothing', 0, 10, 0],
  ])('where %s is left, that goes on, at most what the terms say', (_, left, amount, goesOn) => {
    const own = rolling(5);
    advance(own, NOW);
    const first = own.lots[0]!;
    post(own, NOW, 'SETTLE', null, [
      { lot: first.id, window: null, amount: credits(amount - left), from: 'remaining', to: 'spent' },
    ]);
    advance(own, FEBRUARY);
    expect(first).toMatchObject({ closed: left > 0 ? 'expired' : null, remaining: 0n, expired: credits(left) });
    const rolled = own.lots.filter(({ recurs }) => recurs?.rolled);
    expect(rolled.map(({ amount: of }) => of)).toEqual(goesOn > 0 ? [credits(goesOn)] : []);
    for (const each of rolled) expect(each).toMatchObject({ kind: 'PROMOTIONAL', effective: true, expiresAt: MARCH });
  });

  test('what is held does not go on: it expires when it is given back', () => {
    const own = rolling(20);
    advance(own, NOW);
    const first = own.lots[0]!;
    const draw = heldDraw(6, { lot: first.id });
    post(own, NOW, 'HOLD', null, [{ lot: first.id, window: null, amount: credits(6), from: 'remaining', to: 'held' }]);
    own.holds.push(hold('h', FEBRUARY + HOUR, [draw]));
    advance(own, FEBRUARY);
    expect(own.lots.find(({ recurs }) => recurs?.rolled)?.amount).toBe(credits(4));
    advance(own, FEBRUARY + HOUR);
    expect(first).toMatchObject({ held: 0n, remaining: 0n, expired: credits(10) });
    expect(own.lots.filter(({ recurs }) => recurs?.rolled)).toHaveLength(1);
  });

  test('what rolled over rolls again with the rest, together at most what the terms say', () => {
    const own = rolling(12);
    advance(own, MARCH + 1);
    const rolled = own.lots.filter(({ recurs }) => recurs?.rolled).map(({ amount }) => amount);
    expect(rolled).toEqual([credits(10), credits(12)]);
  });

  test('what rolled over is used before what is new', () => {
    const own = rolling(5);
    advance(own, FEBRUARY);
    expect(
      open(own)
        .sort(burnOrder)
        .map(({ recurs }) => recurs?.rolled),
    ).toEqual([true, false]);
  });

  test('goes by the terms of the lot, whatever a later catalog says, and outlives the grant by one period', () => {
    const eras = [
      { from: 0, grants: [grant('monthly', 10, { rollOver: credits(3) })] },
      { from: NOW + DAY, grants: [] },
    ];
    const own = given(eras);
    advance(own, FEBRUARY);
    expect(open(own)).toMatchObject([{ amount: credits(3), expiresAt: MARCH }]);
    advance(own, MARCH + 90 * DAY);
    expect(open(own)).toEqual([]);
    expect(nextDue(own)).toBeNull();
  });

  test('is computed as the lots expire, and becomes effective with all that does', () => {
    const own = rolling(5, { windows: [running('weekly', 1, FEBRUARY)], windowTerms: [weekly(9), fiveHour(9)] });
    own.lots.push(coming('l', 1, FEBRUARY), lot('a', 1, { expiresAt: FEBRUARY }));
    own.holds.push(hold('h', FEBRUARY));
    advance(own, NOW);
    expect(advance(own, FEBRUARY).map(({ cause, causeId }) => [cause, causeId?.slice(0, 9)])).toEqual([
      ['HOLD_EXPIRED', 'h'],
      ['WINDOW_RESET', undefined],
      ['LOT_EXPIRED', 'a'],
      ['LOT_EXPIRED', 'monthly b'],
      ['GRANT', 'monthly a'],
      ['LOT_EFFECTIVE', 'l'],
      ['LOT_EFFECTIVE', 'monthly a'],
      ['GRANT', 'monthly b'],
    ]);
  });

  test('waits for holds that expired before it, carried or not, and so does what comes later', () => {
    const own = rolling(20);
    advance(own, NOW);
    const first = own.lots[0]!;
    for (const [i, id] of ['h1', 'h2', 'h3'].entries()) {
      const line = { lot: first.id, window: null, amount: credits(1), from: 'remaining', to: 'held' } as const;
      post(own, NOW, 'HOLD', null, [line]);
      if (i < 2) own.holds.push(hold(id, NOW + HOUR, [heldDraw(1, { lot: first.id })]));
    }
    const late = FEBRUARY + DAY;
    const written = advance(own, late, 500, NOW + HOUR);
    expect(written.map(({ cause }) => cause)).toEqual(['HOLD_EXPIRED', 'HOLD_EXPIRED']);
    expect(lagsBehind(own, late)).toBe(true);
    own.holds.push(hold('h3', NOW + HOUR, [heldDraw(1, { lot: first.id })]));
    advance(own, late, 500, null);
    expect(own.lots.find(({ recurs }) => recurs?.rolled)?.amount).toBe(credits(10));
    expect(lagsBehind(own, late)).toBe(false);
  });

  test('does not wait for a hold that is claimed, nor for one that expires later', () => {
    const own = rolling(20);
    advance(own, NOW);
    own.holds.push(hold('claimed', NOW + HOUR, [], 1));
    advance(own, FEBRUARY, 500, FEBRUARY + 1);
    expect(own.lots.filter(({ recurs }) => recurs?.rolled)).toHaveLength(1);
  });
});

describe('a plan that is to come', () => {
  test('comes at its instant: after what expires then, before what the new plan gives and debt that it pays', () => {
    const own = account({ windowTerms: [], debt: credits(2) });
    const grants = (plan: string | null) => [
      { from: 0, grants: plan === 'pro' ? [grant('old', 9, { rollOver: credits(4) })] : [grant('new', 3)] },
    ];
    own.recurring = {
      eras: grants,
      issued: [],
      lotId: (at, { grant: id, start, rolled }) => `${id} ${rolled} ${start} ${at}`,
    };
    own.nextPlan = { plan: 'plus', at: FEBRUARY, windowTerms: [fiveHour(5)] };
    advance(own, NOW);
    expect(nextDue(own)).toBe(FEBRUARY);
    const updates = advance(own, FEBRUARY + DAY);
    expect(updates.slice(0, 6).map(({ cause, at }) => [cause, at])).toEqual(
      ['LOT_EXPIRED', 'GRANT', 'PLAN_CHANGED', 'DEBT_REPAID', 'LOT_EFFECTIVE', 'GRANT'].map((cause) => [
        cause,
        FEBRUARY,
      ]),
    );
    expect(updates[2]?.after).toMatchObject({ plan: 'plus', windows: [{ window: 'five_hour' }] });
    expect(own).toMatchObject({ plan: 'plus', nextPlan: null, debt: 0n });
    expect(open(own).map(({ recurs, amount }) => [recurs?.grant, amount])).toEqual([
      ['old', credits(4)],
      ['new', credits(3)],
    ]);
  });

  test('comes once, and nothing is left to wait for', () => {
    const own = account({ nextPlan: { plan: 'plus', at: NOW + DAY, windowTerms: [] } });
    expect(advance(own, NOW + DAY - 1)).toEqual([]);
    expect(advance(own, NOW + 9 * DAY)).toMatchObject([{ cause: 'PLAN_CHANGED', at: NOW + DAY, lines: [] }]);
    expect(advance(own, NOW + 9 * DAY)).toEqual([]);
    expect(nextDue(own)).toBeNull();
  });
});

describe('a sleeping account', () => {
  const grants = [
    grant('daily', 1, { calendar: { period: 'day', zone: 'Europe/Berlin' } }),
    grant('weekly', 3, { calendar: { period: 'week' }, rollOver: credits(2) }),
    grant('monthly', 10, { kind: 'ENTITLEMENT', rollOver: credits(7) }),
    grant('long', 2, { calendar: { period: 'week' }, livesMs: 90 * DAY }),
  ];
  const eras = [
    { from: 0, grants },
    { from: Date.UTC(2026, 4, 13, 11), grants: grants.slice(1) },
    { from: Date.UTC(2026, 8, 3), grants: [...grants.slice(2), grant('monthly-2', 4, { rollOver: credits(1) })] },
  ];
  const END = NOW + 365 * DAY;

  test.each([1, 2, 7, 500])('wakes to all it missed, %d lines a step, with the books of one that was awake', (step) => {
    const [asleep, awake] = [given(eras), given(eras)];
    const early = Array.from({ length: 365 }, (_, i) => advance(awake, NOW + (i + 1) * DAY)).flat();
    const late = [];
    for (let steps = 0; lagsBehind(asleep, END); steps += 1) {
      expect(steps).toBeLessThan(5_000);
      late.push(...advance(asleep, END, step));
    }
    expect(early.length).toBeGreaterThan(500);
    expect(late).toEqual(early);
    expect(asleep.lots).toEqual(awake.lots);
    expect(asleep.recurring?.issued).toEqual(awake.recurring?.issued);
  });
});
