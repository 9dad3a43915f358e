/**
 * The waterfall: what each layer gives, in which order its lots burn, and what pools add.
 */
import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.js';
import { sourcesOf } from '../../src/core/layers.js';
import {
  account,
  ask,
  card,
  coming,
  credits,
  DAY,
  facts,
  FAST,
  fiveHour,
  heldLot,
  HOUR,
  layers,
  lot,
} from './build.js';
import { NOW, plan, pool, running, takeAndHold, weekly } from './build.js';
import type { Lot } from '../../src/core/account.js';

describe('one request across layers', () => {
  const world = (...order: string[]) =>
    facts({
      plan: plan([fiveHour(50), weekly(100)]),
      layers: layers(...order),
      account: account({
        windows: [running('five_hour', 20, NOW + HOUR), running('weekly', 40, NOW + DAY)],
        lots: [lot('promo', 20, { kind: 'PROMOTIONAL' }), lot('bought', 100)],
      }),
    });

  test('100 credits come as 30 + 20 + 50, and both windows count the 30', () => {
    const own = world('allowance', 'promotion', 'credits');
    const verdict = decide(ask({ token: 100 }), own, NOW);
    expect(verdict).toMatchObject({
      outcome: 'ALLOWED',
      requested: credits(100),
      granted: credits(100),
      shortfall: 0n,
    });
    expect(verdict.draws).toMatchObject([
      { layer: 'ALLOWANCE', source: 'allowance', amount: credits(30), lot: null, resetsAt: NOW + HOUR, line: 1 },
      { layer: 'PROMOTION', source: 'promotion', amount: credits(20), lot: 'promo', windows: [], line: 2 },
      { layer: 'CREDITS', source: 'credits', amount: credits(50), lot: 'bought', windows: [], line: 3 },
    ]);
    expect(verdict.draws[0]?.windows.map(({ name }) => name)).toEqual(['five_hour', 'weekly']);

    takeAndHold(own, verdict, 'h1');
    expect(own.account.windows.map(({ used, held }) => [used, held])).toEqual([
      [credits(20), credits(30)],
      [credits(40), credits(30)],
    ]);
    expect(own.account.lots.map(({ remaining, held }) => [remaining, held])).toEqual([
      [0n, credits(20)],
      [credits(50), credits(50)],
    ]);
    expect(own.account.seq).toBe(1n);
  });

  test.each([
    [['credits', 'promotion', 'allowance'], ['bought 100']],
    [
      ['promotion', 'credits', 'allowance'],
      ['promo 20', 'bought 80'],
    ],
    [
      ['promotion', 'allowance', 'credits'],
      ['promo 20', 'allowance 30', 'bought 50'],
    ],
    [
      ['allowance', 'credits', 'promotion'],
      ['allowance 30', 'bought 70'],
    ],
    [
      ['allowance', 'credits'],
      ['allowance 30', 'bought 70'],
    ],
  ])('the order %j gives %j', (order, expected) => {
    const { draws } = decide(ask({ token: 100 }), world(...order), NOW);
    expect(draws.map(({ lot: id, amount }) => `${id ?? 'allowance'} ${amount / credits(1)}`)).toEqual(expected);
  });

  test('exactly all there is passes, one nano-credit more takes nothing', () => {
    const own = { ...world('allowance', 'promotion', 'credits'), cards: [card({}, { token: 1 })] };
    expect(decide(ask({ token: 150 }), own, NOW)).toMatchObject({ outcome: 'ALLOWED', granted: credits(150) });
    const nano = { ...own, cards: [{ ...card(), prices: new Map([['fast', new Map([['token', 1n]])]]) }] };
    const over = decide(
      { ...ask({}), usage: [{ dimension: 'token', quantity: credits(150) + 1n, minimum: 0n }] },
      nano,
      NOW,
    );
    expect(over).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY', granted: 0n, shortfall: 1n, draws: [] });
  });

  test('the first use opens every window of the plan at once, and no zero draw opens any (rule 13)', () => {
    const fresh = () => facts({ plan: plan([fiveHour(50), weekly(100)]), layers: layers('promotion', 'allowance') });
    const own = fresh();
    takeAndHold(own, decide(ask({ token: 10 }), own, NOW), 'h1');
    expect(own.account.windows.map(({ name, resetsAt, held }) => [name, resetsAt, held])).toEqual([
      ['five_hour', NOW + 5 * HOUR, credits(10)],
      ['weekly', NOW + 7 * DAY, credits(10)],
    ]);
    const free = fresh();
    takeAndHold(free, decide(ask({ ping: 10 }), free, NOW), 'h1');
    expect(free.account.windows).toEqual([]);
  });

  test('a draw tells all about where it comes from: of a lot, also when that expires', () => {
    const own = facts({ account: account({ lots: [lot('a', 9, { expiresAt: NOW + DAY })] }) });
    expect(decide(ask({ token: 1 }), own, NOW).draws).toEqual([
      {
        layer: 'CREDITS',
        source: 'credits',
        account: 'subject:alice',
        amount: credits(1),
        windows: [],
        lot: 'a',
        resetsAt: null,
        expiresAt: NOW + DAY,
        line: 3,
      },
    ]);
  });

  test('the allowance names the reset of its tightest window', () => {
    const own = world('allowance');
    own.account.windows = [running('five_hour', 0, NOW + HOUR), running('weekly', 90, NOW + DAY)];
    expect(decide(ask({ token: 5 }), own, NOW).draws).toMatchObject([{ resetsAt: NOW + DAY }]);
  });
});

describe('lots', () => {
  const drawn = (lots: Lot[], tokens: number, product = 'codex', kinds = layers('credits')) => {
    const own = facts({ layers: kinds, cards: [card(), card({ product: 'video' })], account: account({ lots }) });
    const verdict = decide({ ...ask({ token: tokens }), product }, own, NOW);
    return verdict.draws.map(({ lot: id, amount }) => `${id} ${amount / credits(1)}`);
  };

  test.each([
    [
      'lower priority first, whatever expires',
      [lot('b', 5, { priority: 2, expiresAt: NOW + 1 }), lot('a', 5, { priority: 1 })],
    ],
    [
      'then the earlier expiry',
      [lot('b', 5, { expiresAt: NOW + 2 }), lot('a', 5, { expiresAt: NOW + 1, createdAt: NOW })],
    ],
    [
      'lots that never expire last',
      [lot('b', 5, { createdAt: 0 }), lot('a', 5, { expiresAt: NOW + DAY, createdAt: NOW })],
    ],
    ['then the earlier creation', [lot('b', 5, { createdAt: 2 }), lot('a', 5, { createdAt: 1 })]],
    ['then the id', [lot('b', 5), lot('a', 5)]],
  ])('burn %s', (_, lots) => {
    expect(drawn(lots, 7)).toEqual(['a 5', 'b 2']);
    expect(drawn([...lots].reverse(), 7)).toEqual(['a 5', 'b 2']);
  });

  test.each([
    ['out of the scope of the product', lot('a', 9, { products: ['video'] })],
    ['at the very instant of its expiry', lot('a', 9, { expiresAt: NOW })],
    ['after its expiry', lot('a', 9, { expiresAt: NOW - 1 })],
    ['before it is effective', coming('a', 9, NOW + 1)],
    ['once it is closed', lot('a', 9, { closed: 'takenBack' })],
    ['of a kind that is not purchased, refund or entitlement', lot('a', 9, { kind: 'PROMOTIONAL' })],
  ])('nothing is drawn from a lot %s', (_, unusable) => {
    expect(drawn([unusable], 1)).toEqual([]);
    expect(drawn([unusable, lot('b', 9)], 1)).toEqual(['b 1']);
  });

  test('a lot with nothing left is none of those that a layer burns, though it still holds', () => {
    const lots = [heldLot('a', 5, { expiresAt: NOW + HOUR }), lot('b', 5, { expiresAt: NOW + DAY })];
    const [source] = sourcesOf(layers('credits'), account({ lots }), new Map(), FAST, NOW);
    expect(source?.lots.map(({ id }) => id)).toEqual(['b']);
  });

  test('a lot is good until one millisecond before its expiry', () => {
    expect(drawn([lot('a', 9, { expiresAt: NOW + 1 })], 1)).toEqual(['a 1']);
  });

  test('a scoped lot serves every product of its scope, an unscoped one all', () => {
    const lots = [
      lot('both', 1, { products: ['video', 'codex'] }),
      lot('all', 1),
      lot('video', 1, { products: ['video'] }),
    ];
    expect(drawn(lots, 2, 'codex').sort()).toEqual(['all 1', 'both 1']);
    expect(drawn(lots, 3, 'video').sort()).toEqual(['all 1', 'both 1', 'video 1']);
  });

  test('promotion takes promotional lots, credits all other kinds, whatever the ids (rule 14)', () => {
    const lots = [
      lot('a', 1, { kind: 'PURCHASED' }),
      lot('b', 1, { kind: 'REFUND' }),
      lot('c', 1, { kind: 'ENTITLEMENT' }),
      lot('d', 1, { kind: 'PROMOTIONAL' }),
    ];
    expect(drawn(lots, 4, 'codex', layers('promotion', 'credits'))).toEqual(['d 1', 'a 1', 'b 1', 'c 1']);
    expect(drawn(lots, 3)).toEqual(['a 1', 'b 1', 'c 1']);
  });
});

describe('pools', () => {
  const ops = () => pool('ops', [lot('o', 10)]);
  const team = () =>
    pool('team', [lot('p', 10, { kind: 'PROMOTIONAL' }), lot('q', 10, { kind: 'ENTITLEMENT', priority: 1 })]);

  test('a pool gives lots of all kinds, on the account that holds them (rule 14)', () => {
    const { draws } = decide(ask({ token: 15 }), facts({ layers: layers('pool:team') }, [team()]), NOW);
    expect(draws).toMatchObject([
      { layer: 'POOL', source: 'pool:team', account: 'pool:team', lot: 'q', amount: credits(10) },
      { layer: 'POOL', source: 'pool:team', account: 'pool:team', lot: 'p', amount: credits(5) },
    ]);
  });

  test('pools give in the order of the policy, and only those that it names', () => {
    const two = facts({ layers: layers('pool:ops', 'pool:team') }, [team(), ops()]);
    expect(decide(ask({ token: 15 }), two, NOW).draws.map((draw) => draw.lot)).toEqual(['o', 'q']);
    const one = facts({ layers: layers('pool:ops') }, [team(), ops()]);
    expect(decide(ask({ token: 15 }), one, NOW).reason).toBe('OUT_OF_CAPACITY');
  });

  test('a pool without an account, or suspended, gives nothing', () => {
    expect(decide(ask({ token: 1 }), facts({ layers: layers('pool:none') }), NOW).reason).toBe('OUT_OF_CAPACITY');
    const suspended = pool('ops', [lot('o', 10)], { state: 'SUSPENDED' });
    expect(decide(ask({ token: 1 }), facts({ layers: layers('pool:ops') }, [suspended]), NOW).draws).toEqual([]);
  });

  test("each account drawn from gets its own update, the subject's also when a pool gives all (rule 2)", () => {
    const own = facts({ layers: layers('pool:ops', 'pool:team') }, [team(), ops()]);
    const taken = takeAndHold(own, decide(ask({ token: 4 }), own, NOW), 'h1');
    expect(taken.map(({ account: on, update }) => [on.address, update.seq, update.delta, update.heldDelta])).toEqual([
      ['subject:alice', 1n, 0n, 0n],
      ['pool:ops', 1n, -credits(4), credits(4)],
    ]);
  });
});

describe('windows stand on any account', () => {
  test('an allowance is taken from the windows of the account that the layer names', () => {
    const [layer] = layers('allowance');
    const windows = [running('weekly', 42, NOW + DAY)];
    const shared = account({ id: 'acc_shared', address: 'pool:shared', windowTerms: [weekly(50)], windows });
    const own = facts({ layers: [{ ...layer!, from: 'pool:shared' }] }, [shared]);
    const verdict = decide(ask({ token: 8 }), own, NOW);
    expect(verdict.draws).toMatchObject([{ account: 'pool:shared', amount: credits(8), resetsAt: NOW + DAY }]);
    expect(decide(ask({ token: 9 }), own, NOW)).toMatchObject({ outcome: 'DENIED', shortfall: credits(1) });
    const [mine, theirs] = takeAndHold(own, verdict, 'h1');
    expect(mine!.update.after.windows).toEqual([]);
    expect(theirs!.update.after.windows).toMatchObject([{ window: 'weekly', used: credits(42), held: credits(8) }]);
  });
});
