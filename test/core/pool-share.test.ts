/**
 * How much of a pool one subject may hold, and how many of its holds may lie there (rule 29).
 */
import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.js';
import type { Facts } from '../../src/core/facts.js';
import { sourcesOf } from '../../src/core/layers.js';
import { addToShare, MOST_HOLDS_ON_POOL, shareOf } from '../../src/core/pool-share.js';
import { takeInThought } from '../../src/core/take.js';
import { extending } from '../../src/core/trim.js';
import {
  account,
  ask,
  coming,
  credits,
  explained,
  FAST,
  facts,
  heldDraw,
  heldLot,
  hold,
  layers,
  lot,
  NOW,
  pool,
} from './build.js';

const QUARTER = new Map([['pool:team', 2_500]]);
const mine = (holds: number, amount: number) =>
  new Map([
    ['acc_alice', { holds, amount: credits(amount) }],
    ['acc_bob', { holds: 7, amount: credits(20) }],
  ]);

/** A subject that has nothing but a share of the pool `team`. */
function sharing(lots = [lot('t', 80), heldLot('u', 20)], shares = mine(1, 10), more: Partial<Facts> = {}): Facts {
  return facts({ layers: layers('pool:team'), mostOfPool: QUARTER, ...more }, [pool('team', lots, { shares })]);
}

describe('most_of_pool', () => {
  test('is a share of what the pool has, available and held, less what the subject itself holds there', () => {
    const all = ask({ token: 100 }, 'UP_TO');
    expect(decide(all, sharing(), NOW).granted).toBe(credits(15));
    expect(decide(all, sharing(undefined, mine(3, 25)), NOW)).toMatchObject({ reason: 'OUT_OF_CAPACITY', granted: 0n });
    expect(decide(all, sharing(undefined, mine(3, 40)), NOW).granted).toBe(0n);
    expect(decide(all, sharing(undefined, new Map()), NOW).granted).toBe(credits(25));
  });

  test('gives no more than there is, and without one the pool gives all of it', () => {
    const all = ask({ token: 100 }, 'UP_TO');
    expect(decide(all, sharing([lot('t', 4), heldLot('u', 96)]), NOW).granted).toBe(credits(4));
    expect(decide(all, sharing(undefined, undefined, { mostOfPool: new Map() }), NOW).granted).toBe(credits(80));
  });

  test('bounds what several lots give together, and is rounded down to whole nano-credits', () => {
    const [source] = sourcesOf(layers('pool:team'), account(), sharing().others, FAST, NOW, {
      mostOfPool: new Map([['pool:team', 3_333]]),
      joins: new Set(),
    });
    expect(source?.capacity).toBe((credits(100) * 3_333n) / 10_000n - credits(10));
    const odd = pool('team', [lot('t', 0, { remaining: 3n }), lot('u', 0, { remaining: 8n })], { shares: new Map() });
    const bounds = { mostOfPool: QUARTER, joins: new Set<string>() };
    const [few] = sourcesOf(layers('pool:team'), account(), new Map([['pool:team', odd]]), FAST, NOW, bounds);
    expect(few?.capacity).toBe(2n);
  });

  test('is a blocker of the kind POOL, with the share and what is left of it', () => {
    const found = explained(ask({ token: 16 }), sharing());
    expect(found.blockers).toMatchObject([
      { kind: 'POOL', source: 'pool:team', limit: credits(25), remaining: credits(15), unblocksAt: null },
    ]);
  });

  test('is used up by what an estimate takes in thought', () => {
    const own = sharing();
    const request = ask({ token: 40 }, 'UP_TO');
    takeInThought(own, decide(request, own, NOW), NOW);
    expect(shareOf(own.others.get('pool:team')!, 'acc_alice')).toEqual({ holds: 2, amount: credits(25) });
    expect(decide(request, own, NOW).granted).toBe(0n);
  });

  test('has room again for what an extension gives back first, which a denial leaves as it was', () => {
    const lots = [lot('t', 80), heldLot('gone', 20, { closed: 'expired' })];
    const own = sharing(lots, mine(1, 20));
    const team = own.others.get('pool:team')!;
    const draws = [{ ...heldDraw(20, { lot: 'gone' }), layer: 'POOL' as const, source: 'pool:team' }];
    const parts = [
      { account: own.account, part: hold('h', NOW + 9), state: 'HELD' as const },
      { account: team, part: hold('h', NOW + 9, draws), state: 'HELD' as const },
    ];
    const request = ask({ token: 100 }, 'UP_TO');
    expect(decide(request, own, NOW).granted).toBe(credits(5));
    expect(decide(request, extending(own, parts, false, NOW), NOW).granted).toBe(credits(20));
    expect(shareOf(team, 'acc_alice')).toEqual({ holds: 1, amount: credits(20) });
  });

  test('does not bound usage that has happened', () => {
    const [source] = sourcesOf(layers('pool:team'), account(), sharing().others, FAST, NOW);
    expect(source?.capacity).toBe(credits(80));
  });

  test('counts lots for other products, and what time will bring, where it is asked when the same would pass', () => {
    const lots = [lot('t', 30), lot('film', 50, { products: ['sora'] }), heldLot('u', 20), coming('x', 20, NOW + 5)];
    const own = sharing(lots);
    expect(explained(ask({ token: 16 }), own)).toMatchObject({ outcome: 'DENIED', unblocksAt: NOW + 5 });
    expect(explained(ask({ token: 21 }), own)).toMatchObject({ outcome: 'DENIED', unblocksAt: null });
  });
});

describe(`${MOST_HOLDS_ON_POOL} open holds of a subject on one pool`, () => {
  const crowded = (more: Partial<Facts> = {}) =>
    sharing([lot('t', 80)], mine(MOST_HOLDS_ON_POOL, 10), { mostOfPool: new Map(), ...more });

  test('are the last: it gives nothing new, and the blocker is HOLDS', () => {
    const one = ask({ token: 1 });
    expect(decide(one, sharing([lot('t', 80)], mine(MOST_HOLDS_ON_POOL - 1, 10)), NOW).outcome).toBe('ALLOWED');
    expect(explained(one, crowded())).toMatchObject({
      outcome: 'DENIED',
      reason: 'OUT_OF_CAPACITY',
      blockers: [{ kind: 'HOLDS', source: 'pool:team', account: 'pool:team', remaining: 0n, unblocksAt: null }],
    });
  });

  test('leave the waterfall to go on with the next layer', () => {
    const bought = account({ lots: [lot('own', 5)] });
    const own = crowded({ layers: layers('pool:team', 'credits'), account: bought });
    expect(decide(ask({ token: 2 }), own, NOW).draws).toMatchObject([{ layer: 'CREDITS', amount: credits(2) }]);
  });

  test('are extended all the same, but no hold that lies elsewhere joins them', () => {
    const extending = { extended: 'open' as const };
    const joins = new Set(['subject:alice', 'pool:team']);
    expect(decide(ask({ token: 2 }), crowded({ ...extending, joins }), NOW).outcome).toBe('ALLOWED');
    const elsewhere = new Set(['subject:alice', 'pool:other']);
    expect(decide(ask({ token: 2 }), crowded({ ...extending, joins: elsewhere }), NOW).outcome).toBe('DENIED');
  });
});

describe('most_holds', () => {
  const open = (openHolds: number, more: Partial<Facts> = {}) => {
    const own = account({ openHolds, lots: [lot('own', 5)] });
    return facts({ layers: layers('credits'), account: own, mostHolds: 3, firstExpiry: NOW + 7, ...more });
  };

  test('open holds are the last: one more is HOLD_LIMIT until the first of them expires', () => {
    expect(decide(ask({ token: 1 }), open(2), NOW).outcome).toBe('ALLOWED');
    expect(explained(ask({ token: 1 }), open(3))).toEqual({
      outcome: 'DENIED',
      reason: 'HOLD_LIMIT',
      remedies: ['WAIT'],
      unblocksAt: NOW + 7,
      blockers: [
        {
          ...{ kind: 'HOLDS', source: 'holds', account: 'subject:alice' },
          ...{ limit: null, remaining: null, unblocksAt: NOW + 7 },
        },
      ],
    });
  });

  test('are not asked of an extension, nor of what costs nothing; what has no price may cost something', () => {
    expect(decide(ask({ token: 1 }), open(3, { extended: 'open' }), NOW).outcome).toBe('ALLOWED');
    expect(decide(ask({ ping: 9 }), open(3), NOW).outcome).toBe('ALLOWED');
    expect(decide(ask({ unpriced: 9 }), open(3), NOW).reason).toBe('HOLD_LIMIT');
    expect(decide(ask({ unpriced: 9 }), open(2), NOW).reason).toBe('NOT_PRICED');
  });
});

test('a subject never holds less than nothing of a pool, nor has fewer than no holds there', () => {
  const team = pool('team', [], { shares: mine(1, 1) });
  expect(addToShare(team, 'acc_alice', { holds: 0, amount: -credits(2) })).toEqual({ holds: 1, amount: 0n });
  expect(() => addToShare(team, 'acc_carol', { holds: -1, amount: 0n })).toThrow('fewer than no holds');
});
