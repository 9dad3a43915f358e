/**
 * The decision: gates in their documented order, the guard, and what `UP_TO` makes of a shortfall.
 */
import { describe, expect, test } from '@jest/globals';
import type { Facts, Request } from '../../src/core/facts.js';
import { guardLeft } from '../../src/core/guard.js';
import { decide } from '../../src/core/decide.js';
import { account, ask, card, credits, facts, layers, lot, NOW, plan, takeAndHold } from './build.js';
import type { Reason } from '../../src/core/gates.js';

/** What fails each gate, in order of precedence (docs/rules.md, 8). */
const FAULTS: [Reason, (sound: Facts) => Facts][] = [
  ['UNKNOWN_PRODUCT', (f) => ({ ...f, productKnown: false })],
  ['UNKNOWN_FEATURE', (f) => ({ ...f, featureKnown: false })],
  ['NOT_PERMITTED', (f) => ({ ...f, permission: { ...f.permission, permitted: false } })],
  ['ACCOUNT_SUSPENDED', (f) => ({ ...f, account: { ...f.account, state: 'SUSPENDED' } })],
  ['DEBT_LIMIT', (f) => ({ ...f, account: { ...f.account, debt: 1n } })],
  ['HOLD_CLOSED', (f) => ({ ...f, extended: 'closed' })],
  ['HOLD_LIMIT', (f) => ({ ...f, mostHolds: 0 })],
  ['NOT_PRICED', (f) => ({ ...f, cards: [] })],
  ['RATE_LIMITED', (f) => ({ ...f, account: { ...f.account, guard: { startedAt: NOW, count: 3 } } })],
  ['NO_LAYER', (f) => ({ ...f, layers: [] })],
  ['OUT_OF_CAPACITY', (f) => ({ ...f, account: { ...f.account, lots: [] } })],
];

const sound = facts({ plan: plan([], 3), account: account({ lots: [lot('a', 100)] }) });
const faulty = (faults: typeof FAULTS) => faults.reduce((f, [, spoil]) => spoil(f), sound);

describe('gates (rule 8)', () => {
  test.each(FAULTS.map(([reason], i) => [reason, i] as const))(
    '%s is the reason, though every later gate would refuse too',
    (reason, i) => {
      const verdict = decide(ask({ token: 50 }), faulty(FAULTS.slice(i)), NOW);
      expect(verdict).toMatchObject({ outcome: 'DENIED', reason, granted: 0n, draws: [], grantedUsage: [] });
      expect(verdict.shortfall).toBe(verdict.requested);
    },
  );

  test.each(FAULTS)('%s refuses on its own', (reason, spoil) => {
    expect(decide(ask({ token: 50 }), spoil(sound), NOW)).toMatchObject({ outcome: 'DENIED', reason });
    expect(decide(ask({ token: 50 }, 'UP_TO'), spoil(sound), NOW)).toMatchObject({ outcome: 'DENIED', reason });
  });

  test('ALLOWED is the reason when none applies', () => {
    expect(decide(ask({ token: 50 }), sound, NOW)).toMatchObject({ outcome: 'ALLOWED', reason: 'ALLOWED' });
  });

  test('NO_LAYER only if the layer list is empty: a plan without windows is out of capacity instead (rule 8)', () => {
    const allowanceOnly = facts({ plan: plan([]), layers: layers('allowance') });
    expect(decide(ask({ token: 1 }), allowanceOnly, NOW).reason).toBe('OUT_OF_CAPACITY');
    expect(decide(ask({ token: 1 }), { ...allowanceOnly, layers: [] }, NOW).reason).toBe('NO_LAYER');
  });

  test('debt up to the limit passes, one nano-credit more does not (rule 18)', () => {
    const owing = (debt: bigint) => facts({ maxDebt: credits(5), account: account({ debt, lots: [lot('a', 9)] }) });
    expect(decide(ask({ token: 1 }), owing(credits(5)), NOW).outcome).toBe('ALLOWED');
    expect(decide(ask({ token: 1 }), owing(credits(5) + 1n), NOW).reason).toBe('DEBT_LIMIT');
  });

  test('a feature or dimension that the card in force lacks is not priced', () => {
    expect(decide(ask({ token: 1, image: 1 }), sound, NOW)).toMatchObject({ reason: 'NOT_PRICED', requested: 0n });
    expect(decide({ ...ask({ token: 1 }), feature: 'slow' }, sound, NOW).reason).toBe('NOT_PRICED');
    const tomorrow = { ...sound, cards: [card({ effectiveAt: NOW + 1 })] };
    expect(decide(ask({ token: 1 }), tomorrow, NOW).reason).toBe('NOT_PRICED');
    expect(decide(ask({ token: 1 }), tomorrow, NOW + 1).reason).toBe('ALLOWED');
  });

  test('the answer names the card that priced the request, also where it refuses; none with NOT_PRICED', () => {
    expect(decide(ask({ token: 50 }), sound, NOW).card?.id).toBe('card');
    expect(decide(ask({ token: 101 }), sound, NOW)).toMatchObject({ reason: 'OUT_OF_CAPACITY', card: { id: 'card' } });
    expect(decide(ask({ image: 1 }), sound, NOW)).toMatchObject({ reason: 'NOT_PRICED', card: null });
  });

  test("the price is that of the account's own plan (rule 17)", () => {
    const cards = [
      card({ id: 'everyone' }),
      card({ id: 'pro', plans: ['pro'] }, { token: 0.5 }),
      card({ id: 'team', plans: ['team'] }, { token: 0 }),
    ];
    const own = facts({ cards, account: account({ lots: [lot('a', 60)] }) });
    expect(decide(ask({ token: 100 }), own, NOW)).toMatchObject({
      outcome: 'ALLOWED',
      requested: credits(50),
      card: { id: 'pro' },
    });
  });

  test('extending an open hold by nothing needs no price', () => {
    const unpriced = { ...sound, cards: [], extended: 'open' as const };
    expect(decide(ask({}), unpriced, NOW)).toMatchObject({ outcome: 'ALLOWED', requested: 0n, draws: [] });
  });
});

describe('guard (rule 10)', () => {
  const at = (startedAt: number, count: number) => account({ guard: { startedAt, count }, lots: [lot('a', 100)] });

  test.each([
    ['lets the last request of its window through', at(NOW - 1000, 2), 'ALLOWED'],
    ['stops the request after the last', at(NOW - 1000, 3), 'RATE_LIMITED'],
    ['still stops one millisecond before it resets', at(NOW - 59_999, 3), 'RATE_LIMITED'],
    ['has reset 60 s after it started, exactly', at(NOW - 60_000, 3), 'ALLOWED'],
    ['stops at once when a plan change lowered it below the count', at(NOW - 1000, 9), 'RATE_LIMITED'],
  ] as const)('%s', (_, guarded, reason) => {
    expect(decide(ask({ token: 1 }), { ...sound, account: guarded }, NOW).reason).toBe(reason);
  });

  test('of one request a minute lets one through in each', () => {
    const own = facts({ plan: plan([], 1), account: account({ lots: [lot('a', 9)] }) });
    const check = (now: number) => {
      const verdict = decide(ask({ token: 1 }), own, now);
      if (verdict.outcome !== 'DENIED') takeAndHold(own, verdict, `h${now}`, now);
      return verdict.reason;
    };
    expect(check(NOW)).toBe('ALLOWED');
    expect(check(NOW + 59_999)).toBe('RATE_LIMITED');
    expect(check(NOW + 60_000)).toBe('ALLOWED');
  });

  test('a plan without a guard never stops', () => {
    expect(guardLeft(at(NOW, 1_000_000), plan([], null), NOW)).toBeNull();
    expect(guardLeft(at(NOW, 1_000_000), null, NOW)).toBeNull();
  });

  test('counts passing decisions only, at cost 0 too, and anchors at the first', () => {
    const own = facts({ plan: plan([], 2), account: account() });
    const check = (usage: Record<string, number>, now: number) => {
      const verdict = decide(ask(usage), own, now);
      if (verdict.outcome !== 'DENIED') takeAndHold(own, verdict, `h${now}`, now);
      return verdict.reason;
    };
    expect(check({ token: 1 }, NOW)).toBe('OUT_OF_CAPACITY');
    expect(own.account.guard).toBeNull();
    expect(check({ ping: 1 }, NOW + 1)).toBe('ALLOWED');
    expect(check({ ping: 1 }, NOW + 30_000)).toBe('ALLOWED');
    expect(own.account.guard).toEqual({ startedAt: NOW + 1, count: 2 });
    expect(check({ ping: 1 }, NOW + 60_000)).toBe('RATE_LIMITED');
    expect(check({ ping: 1 }, NOW + 60_001)).toBe('ALLOWED');
    expect(own.account.guard).toEqual({ startedAt: NOW + 60_001, count: 1 });
  });
});

describe('UP_TO (rule 7)', () => {
  const with20 = facts({ account: account({ lots: [lot('a', 20)] }) });
  const upTo = (usage: Request['usage'], own = with20) => decide({ ...ask({}, 'UP_TO'), usage }, own, NOW);
  const some = (dimension: string, quantity: bigint, minimum = 0n) => ({ dimension, quantity, minimum });

  test('grants all when all is there', () => {
    expect(upTo([some('token', 20n)])).toMatchObject({ outcome: 'ALLOWED', reason: 'ALLOWED', shortfall: 0n });
  });

  test('fills the dimensions in list order in whole units and draws just their price', () => {
    const verdict = upTo([some('token', 14n), some('second', 4n)]);
    expect(verdict).toMatchObject({
      outcome: 'PARTIAL',
      reason: 'OUT_OF_CAPACITY',
      requested: credits(24),
      granted: credits(19),
      shortfall: credits(5),
      grantedUsage: [
        { dimension: 'token', quantity: 14n },
        { dimension: 'second', quantity: 2n },
      ],
      draws: [{ lot: 'a', amount: credits(19) }],
    });
  });

  test('the order of the list decides what is cut', () => {
    const { grantedUsage, granted } = upTo([some('second', 4n), some('token', 14n)]);
    expect(grantedUsage.map(({ quantity }) => quantity)).toEqual([4n, 10n]);
    expect(granted).toBe(credits(20));
  });

  test('free dimensions are granted whole, first or last', () => {
    const { grantedUsage } = upTo([some('ping', 7n), some('token', 25n), some('ping', 9n)]);
    expect(grantedUsage.map(({ quantity }) => quantity)).toEqual([7n, 20n, 9n]);
  });

  test('is denied at zero, also beside a free dimension', () => {
    const nothing = { outcome: 'DENIED', reason: 'OUT_OF_CAPACITY', granted: 0n, grantedUsage: [], draws: [] };
    const empty = facts();
    expect(upTo([some('token', 5n)], empty)).toMatchObject({ ...nothing, shortfall: credits(5) });
    expect(upTo([some('ping', 5n), some('token', 5n)], empty)).toMatchObject(nothing);
    const lessThanOneUnit = facts({ account: account({ lots: [lot('a', 2)] }) });
    expect(upTo([some('second', 5n)], lessThanOneUnit)).toMatchObject({ ...nothing, shortfall: credits(10.5) });
  });

  test('exactly a minimum passes, one unit below it is denied and takes nothing', () => {
    expect(upTo([some('token', 25n, 20n)])).toMatchObject({ outcome: 'PARTIAL', granted: credits(20) });
    expect(upTo([some('token', 25n, 21n)])).toMatchObject({ outcome: 'DENIED', granted: 0n, draws: [] });
    expect(upTo([some('token', 18n), some('second', 4n, 1n)])).toMatchObject({ outcome: 'DENIED', draws: [] });
  });

  test('ALL_OR_NOTHING takes nothing where UP_TO would take a part, and knows no minimum', () => {
    const usage = [some('token', 25n, 1n)];
    expect(decide({ ...ask({}), usage }, with20, NOW)).toMatchObject({ outcome: 'DENIED', granted: 0n, draws: [] });
  });
});

test('usage that costs nothing is allowed without a draw, whatever the capacity, but never past a gate', () => {
  expect(decide(ask({ ping: 1000 }), facts(), NOW)).toMatchObject({ outcome: 'ALLOWED', requested: 0n, draws: [] });
  expect(decide(ask({ ping: 1000 }), facts({ layers: [] }), NOW).reason).toBe('NO_LAYER');
});
