/**
 * `unblocksAt`: the first instant at which the same request could pass if nothing but time went by (docs/rules.md, 9).
 */
import { expect, test } from '@jest/globals';
import { account, ask, card, coming, credits, DAY, explained, facts, fiveHour, fullWindow, heldDraw } from './build.js';
import { heldLot, hold, HOUR, layers, lot, NOW, plan, pool, running, SECOND, weekly } from './build.js';

test('`unblocksAt` is the reset of the window that is full', () => {
  const { unblocksAt, blockers } = explained(ask({ token: 10 }), facts(fullWindow()));
  expect(unblocksAt).toBe(NOW + 3 * HOUR);
  expect(blockers).toEqual([
    {
      kind: 'WINDOW',
      source: 'window:five_hour',
      account: 'subject:alice',
      limit: credits(50),
      remaining: 0n,
      unblocksAt: NOW + 3 * HOUR,
    },
  ]);
});

test('`unblocksAt` is the later reset when the earlier one is not enough', () => {
  const own = facts({
    plan: plan([fiveHour(50), weekly(100)]),
    account: account({ windows: [running('five_hour', 45, NOW + HOUR), running('weekly', 98, NOW + DAY)] }),
  });
  expect(explained(ask({ token: 10 }), own)).toMatchObject({
    unblocksAt: NOW + DAY,
    blockers: [
      { source: 'window:weekly', remaining: credits(2), unblocksAt: NOW + DAY },
      { source: 'window:five_hour', remaining: credits(5), unblocksAt: NOW + HOUR },
      { source: 'promotion' },
      { source: 'credits' },
    ],
  });
});

test('`unblocksAt` is null when no reset can ever make the request fit', () => {
  expect(explained(ask({ token: 51 }), facts(fullWindow(50))).unblocksAt).toBeNull();
});

test('`unblocksAt` is the reset of the guard, though a window resets earlier', () => {
  const own = facts({ plan: plan([fiveHour(50)], 2) });
  own.account.guard = { startedAt: NOW - 20 * SECOND, count: 2 };
  own.account.windows = [running('five_hour', 0, NOW + 10 * SECOND)];
  expect(explained(ask({ token: 10 }), own)).toEqual({
    reason: 'RATE_LIMITED',
    outcome: 'DENIED',
    unblocksAt: NOW + 40 * SECOND,
    remedies: ['WAIT'],
    blockers: [
      {
        kind: 'GUARD',
        source: 'guard',
        account: 'subject:alice',
        limit: null,
        remaining: null,
        unblocksAt: NOW + 40 * SECOND,
      },
    ],
  });
});

test('`unblocksAt` behind a guard is the window that resets later when the guard alone is not what is missing', () => {
  const own = facts({ ...fullWindow(), plan: plan([fiveHour(50)], 2) });
  own.account.guard = { startedAt: NOW, count: 2 };
  expect(explained(ask({ token: 10 }), own)).toMatchObject({ reason: 'RATE_LIMITED', unblocksAt: NOW + 3 * HOUR });
});

test('`unblocksAt` is the instant at which enough lots are effective, of the account or of a pool', () => {
  const own = facts({ account: account({ lots: [coming('a', 5, NOW + HOUR), coming('b', 4, NOW + 2 * HOUR)] }) }, [
    pool('ops', [coming('o', 1, NOW + 3 * HOUR)]),
  ]);
  expect(explained(ask({ token: 5 }), own).unblocksAt).toBe(NOW + HOUR);
  expect(explained(ask({ token: 9 }), own).unblocksAt).toBe(NOW + 2 * HOUR);
  expect(explained(ask({ token: 10 }), own)).toMatchObject({
    unblocksAt: NOW + 3 * HOUR,
    blockers: [
      { source: 'promotion', remaining: 0n, unblocksAt: null },
      { source: 'credits', remaining: 0n, unblocksAt: NOW + HOUR },
      { kind: 'POOL', source: 'pool:ops', account: 'pool:ops', remaining: 0n, unblocksAt: NOW + 3 * HOUR },
    ],
  });
  expect(explained(ask({ token: 11 }), own).unblocksAt).toBeNull();
});

test('`unblocksAt` is the earlier of two instants that are one millisecond apart', () => {
  const own = facts({ ...fullWindow(), layers: layers('allowance', 'credits') });
  own.account.windows = [running('five_hour', 50, NOW + 2)];
  own.account.lots = [coming('a', 10, NOW + 1)];
  expect(explained(ask({ token: 10 }), own).unblocksAt).toBe(NOW + 1);
});

test('`unblocksAt` does not count lots that have expired by then', () => {
  const own = facts({ ...fullWindow(), layers: layers('allowance', 'credits') });
  own.account.lots = [lot('a', 10, { expiresAt: NOW + 2 * HOUR })];
  expect(explained(ask({ token: 50 }), own).unblocksAt).toBe(NOW + 3 * HOUR);
  expect(explained(ask({ token: 60 }), own).unblocksAt).toBeNull();
  own.account.lots = [lot('a', 10, { expiresAt: NOW + 3 * HOUR + 1 })];
  expect(explained(ask({ token: 60 }), own).unblocksAt).toBe(NOW + 3 * HOUR);
});

test('`unblocksAt` does not count lots out of scope, nor a lot that expires before it is effective', () => {
  const lots = [
    coming('scoped', 50, NOW + HOUR, { products: ['video'] }),
    coming('never', 50, NOW + 2 * HOUR, { expiresAt: NOW + HOUR }),
  ];
  const { unblocksAt, blockers } = explained(ask({ token: 5 }), facts({ account: account({ lots }) }));
  expect(unblocksAt).toBeNull();
  expect(blockers.map((blocker) => blocker.unblocksAt)).toEqual([null, null]);
});

test('`unblocksAt` is the instant of a dated rate card that makes the request affordable', () => {
  const own = facts({ account: account({ lots: [lot('a', 10)] }) });
  const dearer = card({ id: 'dearer', effectiveAt: NOW + HOUR }, { token: 3 });
  const cheaper = card({ id: 'cheaper', effectiveAt: NOW + 2 * HOUR }, { token: 0.5 });
  const dated = { ...own, cards: [card(), dearer, cheaper] };
  expect(explained(ask({ token: 20 }), dated).unblocksAt).toBe(NOW + 2 * HOUR);
  expect(explained(ask({ token: 21 }), dated).unblocksAt).toBeNull();
  const otherPlan = { ...own, cards: [card(), card({ effectiveAt: NOW + HOUR, plans: ['team'] }, { token: 0.5 })] };
  expect(explained(ask({ token: 20 }), otherPlan).unblocksAt).toBeNull();
});

test('`unblocksAt` is the instant of the first rate card that prices the request at all', () => {
  const own = facts({ cards: [card({ effectiveAt: NOW + DAY })], account: account({ lots: [lot('a', 10)] }) });
  expect(explained(ask({ token: 10 }), own)).toMatchObject({
    reason: 'NOT_PRICED',
    unblocksAt: NOW + DAY,
    blockers: [],
    remedies: ['ASK_ADMIN'],
  });
});

test('`unblocksAt` is the instant at which a coming lot has paid the debt', () => {
  const own = facts({ account: account({ debt: credits(5), lots: [coming('a', 8, NOW + HOUR)] }) });
  expect(explained(ask({ token: 3 }), own)).toMatchObject({
    reason: 'DEBT_LIMIT',
    unblocksAt: NOW + HOUR,
    blockers: [{ kind: 'DEBT', source: 'debt', limit: 0n }],
    remedies: ['BUY_CREDITS', 'WAIT'],
  });
  expect(explained(ask({ token: 4 }), own)).toMatchObject({ unblocksAt: null, remedies: ['BUY_CREDITS'] });
});

test('`unblocksAt` looks at each lot a few times, however many are to come', () => {
  let looks = 0;
  const remaining = { enumerable: true, get: () => ((looks += 1), credits(1)) };
  const lots = Array.from({ length: 200 }, (_, i) => coming(`l${i}`, 1, NOW + (i + 1) * HOUR));
  for (const each of lots) Object.defineProperty(each, 'remaining', remaining);
  expect(explained(ask({ token: 50 }), facts({ account: account({ lots }) })).unblocksAt).toBe(NOW + 50 * HOUR);
  // It looks no further than 50 turning points (rule 37).
  expect(explained(ask({ token: 51 }), facts({ account: account({ lots }) })).unblocksAt).toBeNull();
  expect(looks).toBeLessThan(40 * lots.length);
});

test('`unblocksAt` counts held amounts as used: no hold that may expire is promised', () => {
  const own = facts({ account: account({ lots: [heldLot('a', 10)] }) });
  own.account.holds = [hold('h0', NOW + HOUR, [heldDraw(10, { lot: 'a' })])];
  expect(explained(ask({ token: 5 }), own).unblocksAt).toBeNull();
});

test('`unblocksAt` with UP_TO is the first instant that gives anything, and that no minimum refuses', () => {
  const own = facts({ account: account({ lots: [coming('a', 5, NOW + HOUR), coming('b', 5, NOW + 2 * HOUR)] }) });
  expect(explained(ask({ token: 20 }, 'UP_TO'), own).unblocksAt).toBe(NOW + HOUR);
  expect(explained(ask({ token: 20 }, 'UP_TO', 8), own).unblocksAt).toBe(NOW + 2 * HOUR);
  expect(explained(ask({ token: 20 }, 'UP_TO', 11), own).unblocksAt).toBeNull();
});

test('`unblocksAt` may be the reset of a guard that does not refuse: with several minimums less may give more', () => {
  const lots = [lot('a', 2, { expiresAt: NOW + 10 * SECOND }), lot('b', 16)];
  const guard = { startedAt: NOW - 20 * SECOND, count: 1 };
  const own = facts({ plan: plan([], 2), layers: layers('credits'), account: account({ guard, lots }) });
  const priced = { ...own, cards: [card({}, { token: 1, second: 3 })] };
  expect(explained(ask({ second: 6, token: 1 }, 'UP_TO', 1), priced)).toMatchObject({
    outcome: 'DENIED',
    unblocksAt: NOW + 40 * SECOND,
  });
});

test('`unblocksAt` after PARTIAL is when the whole request would pass, without the credits just taken', () => {
  const own = facts({ plan: plan([fiveHour(50)]), layers: layers('allowance', 'credits') });
  own.account.windows = [running('five_hour', 45, NOW + HOUR)];
  own.account.lots = [lot('a', 10)];
  const whole = explained(ask({ token: 50 }, 'UP_TO'), own);
  expect(whole).toMatchObject({ outcome: 'PARTIAL', reason: 'OUT_OF_CAPACITY', unblocksAt: NOW + HOUR });
  expect(whole.blockers.map(({ source, remaining }) => [source, remaining])).toEqual([
    ['window:five_hour', 0n],
    ['credits', 0n],
  ]);
});

test('`unblocksAt` after PARTIAL is null when only the credits just taken would do', () => {
  const own = facts({ plan: plan([fiveHour(50)]), layers: layers('allowance', 'credits') });
  own.account.windows = [running('five_hour', 45, NOW + HOUR)];
  own.account.lots = [lot('a', 10)];
  expect(explained(ask({ token: 60 }, 'UP_TO'), own)).toMatchObject({ outcome: 'PARTIAL', unblocksAt: null });
});

test.each([
  ['UNKNOWN_PRODUCT', { productKnown: false }],
  ['UNKNOWN_FEATURE', { featureKnown: false }],
  ['HOLD_CLOSED', { extended: 'closed' }],
  ['HOLD_LIMIT', { extended: 'full' }],
  ['NO_LAYER', { layers: [] }],
] as const)('is null after %s: time does not help', (reason, more) => {
  const own = facts({ ...more, account: account({ lots: [coming('a', 9, NOW + 1)] }) });
  expect(explained(ask({ token: 1 }), own)).toMatchObject({ reason, unblocksAt: null });
});
