/**
 * Requests that bound who may give them anything: only some layers, or at most so much from those that are paid for.
 */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sum } from '../../src/core/amounts.js';
import { decide } from '../../src/core/decide.js';
import { explain, sentence } from '../../src/core/explain.js';
import { layerKinds } from '../../src/core/kinds.js';
import { paidIn } from '../../src/core/only.js';
import { takeInThought } from '../../src/core/take.js';
import { budget, budgetOn, counted, counting } from './budget-build.js';
import { account, ask, credits, facts, fiveHour, layers, lot, NOW, plan, pool, running, HOUR } from './build.js';
import type { Facts, Request } from '../../src/core/facts.js';
import type { Only } from '../../src/core/words.js';

const PROMO = { kind: 'PROMOTIONAL' } as const;
/** Included 20, promotion 10, bought 100, and a pool with 50. */
const rich = (used = 0, more: Partial<Facts> = {}): Facts => {
  const windows = used > 0 ? [running('five_hour', used, NOW + HOUR)] : [];
  const own = account({ windows, lots: [lot('p', 10, PROMO), lot('b', 100)] });
  return facts({ plan: plan([fiveHour(20)]), account: own, ...more }, [pool('team', [lot('t', 50)])]);
};
const only = (more: Partial<Only>): { only: Only } => ({ only: { layers: null, maxPaid: null, ...more } });
const asking = (token: number, more: Partial<Only>, mode: Request['mode'] = 'ALL_OR_NOTHING'): Request => {
  return { ...ask({ token }, mode), ...only(more) };
};
const included = { layers: ['ALLOWANCE', 'PROMOTION'] as const };

/** A verdict with what is said about it. */
function told(request: Request, own: Facts) {
  const verdict = decide(request, own, NOW);
  const later = verdict.outcome === 'DENIED' ? own : takeInThought(own, verdict, NOW);
  const found = explain(request, later, verdict, NOW);
  const [blocker] = found.blockers;
  const { outcome, reason, granted, requested, shortfall } = verdict;
  return {
    ...{ outcome, reason, granted, remedies: found.remedies, unblocksAt: found.unblocksAt },
    blockers: found.blockers.map(({ kind, source, limit }) => [kind, source, limit]),
    message: sentence(outcome, reason, { granted, requested, shortfall, extending: false, blocker }),
    draws: verdict.draws.map(({ source, amount }) => [source, amount]),
  };
}

describe('a request that names its layers', () => {
  test('takes from these alone, in the order of the policy, up to all that they have', () => {
    expect(told(asking(30, { layers: ['PROMOTION', 'ALLOWANCE'] }), rich())).toMatchObject({
      outcome: 'ALLOWED',
      draws: [
        ['allowance', credits(20)],
        ['promotion', credits(10)],
      ],
    });
    expect(told(asking(40, { layers: ['POOL'] }), rich()).draws).toEqual([['pool:team', credits(40)]]);
  });

  test('is refused beyond, with its price and what they have, and is not told to buy', () => {
    expect(told(asking(31, included), rich())).toMatchObject({
      outcome: 'DENIED',
      reason: 'OUT_OF_CAPACITY',
      remedies: ['ASK_ADMIN'],
      blockers: [
        ['REQUEST', 'layers', credits(30)],
        ['WINDOW', 'window:five_hour', credits(20)],
        ['LOTS', 'promotion', null],
      ],
      message: 'It costs 31 credits, and the layers that it names have 30.',
      draws: [],
    });
  });

  test('waits where time brings what the named layers lack', () => {
    const { remedies, unblocksAt } = told(asking(15, { layers: ['ALLOWANCE'] }), rich(10));
    expect([remedies, unblocksAt]).toEqual([['WAIT'], NOW + HOUR]);
  });

  test('may buy where credits are among them and no layer has enough', () => {
    const found = told(asking(120, { layers: ['CREDITS'] }), rich());
    expect([found.remedies, found.blockers[0]?.[0]]).toEqual([['ASK_ADMIN'], 'REQUEST']);
    const poor = told(asking(500, { layers: ['CREDITS'] }), rich());
    expect(poor.remedies).toEqual(['BUY_CREDITS']);
    expect(poor.blockers.map(([kind]) => kind)).toEqual(['LOTS', 'REQUEST']);
  });

  test('takes in part what they have', () => {
    expect(told(asking(50, included, 'UP_TO'), rich())).toMatchObject({ outcome: 'PARTIAL', granted: credits(30) });
  });

  test('is stopped by itself where the policy gives none of them, and passes every gate', () => {
    const own = rich(0, { layers: layers('credits') });
    expect(told(asking(5, included), own)).toMatchObject({
      reason: 'OUT_OF_CAPACITY',
      blockers: [['REQUEST', 'layers', 0n]],
      remedies: ['ASK_ADMIN'],
    });
  });
});

describe('a request that bounds what is paid', () => {
  test.each([
    [0, 30],
    [5, 35],
    [40, 70],
  ])('at %d takes %d credits and not one more', (maxPaid, passes) => {
    const bound = { maxPaid: credits(maxPaid) };
    const { outcome, draws } = told(asking(passes, bound), rich());
    expect(outcome).toBe('ALLOWED');
    const paid = draws.filter(([source]) => source === 'credits' || source === 'pool:team');
    expect(sum(paid, ([, amount]) => amount as bigint)).toBe(credits(maxPaid));
    expect(told(asking(passes + 1, bound), rich())).toMatchObject({
      reason: 'OUT_OF_CAPACITY',
      blockers: expect.arrayContaining([['REQUEST', 'maxPaid', credits(maxPaid)]]) as unknown,
      remedies: ['ASK_ADMIN'],
      message: `It costs ${passes + 1} credits, and the request lets paid layers give ${maxPaid}.`,
    });
  });

  test('counts the pool as paid, whatever its lots are, and the promotion as not', () => {
    const own = facts(
      { layers: layers('promotion', 'pool:gifts'), account: account({ lots: [lot('p', 10, PROMO)] }) },
      [pool('gifts', [lot('g', 50, PROMO)])],
    );
    expect(told(asking(13, { maxPaid: credits(3) }), own).draws).toEqual([
      ['promotion', credits(10)],
      ['pool:gifts', credits(3)],
    ]);
    expect(told(asking(14, { maxPaid: credits(3) }), own).outcome).toBe('DENIED');
  });

  test('binds across the paid layers together', () => {
    const own = rich(0, { layers: layers('credits', 'pool:team') });
    expect(told(asking(110, { maxPaid: credits(110) }), own).draws).toEqual([
      ['credits', credits(100)],
      ['pool:team', credits(10)],
    ]);
    expect(told(asking(111, { maxPaid: credits(110) }), own).outcome).toBe('DENIED');
  });

  test('leaves buying as help where it lets all that is missing come from credits', () => {
    const own = facts({ account: account({ lots: [lot('b', 3)] }) });
    expect(told(asking(10, { maxPaid: credits(10) }), own).remedies).toEqual(['BUY_CREDITS']);
    expect(told(asking(10, { maxPaid: credits(9) }), own).remedies).toEqual(['ASK_ADMIN']);
  });

  test('is told of a partial grant by what it said, though all of that is used', () => {
    const found = told(asking(60, { maxPaid: credits(5) }, 'UP_TO'), rich());
    expect(found).toMatchObject({ outcome: 'PARTIAL', granted: credits(35), message: '35 of 60 credits are granted.' });
    expect(found.blockers[0]).toEqual(['REQUEST', 'maxPaid', credits(5)]);
    expect(found.remedies).not.toContain('BUY_CREDITS');
  });

  test('counts in no budget, and a budget that would do alone is the reason', () => {
    const terms = budget('search', 100);
    const own = counting({ plan: plan([fiveHour(20)]), account: account({ lots: [lot('b', 100)] }) }, [terms]);
    const { draws } = decide(asking(25, { maxPaid: credits(5) }), own, NOW);
    expect(draws.map(({ budgets }) => budgets?.map((count) => count.account))).toEqual([
      ['budget:search'],
      ['budget:search'],
    ]);
    const tight = counting(
      { plan: plan([fiveHour(20)]), account: account({ lots: [lot('b', 100)] }) },
      [terms],
      [budgetOn(terms, counted(80))],
    );
    expect(decide(asking(25, { maxPaid: credits(5) }), tight, NOW).reason).toBe('BUDGET_EXCEEDED');
    expect(decide(asking(26, { maxPaid: credits(5) }), tight, NOW).reason).toBe('OUT_OF_CAPACITY');
  });
});

test('whatever a request says, it never takes more of the paid layers, nor of others than it names, nor less than it can', () => {
  const whole = fc.integer({ min: 0, max: 60 });
  const said = fc.record({
    layers: fc.option(fc.subarray([...layerKinds], { minLength: 1 })),
    maxPaid: fc.option(whole.map(credits)),
  });
  fc.assert(
    fc.property(fc.tuple(whole, whole, whole, whole), said, whole, (has, bound, token) => {
      const [included, given, bought, shared] = has;
      const lots = [lot('p', given, PROMO), lot('b', bought)];
      const others = [pool('team', [lot('t', shared)])];
      const own = facts({ plan: plan([fiveHour(included)]), account: account({ lots }) }, others);
      const { draws } = decide(asking(token, bound, 'UP_TO'), own, NOW);
      const named = (kind: (typeof layerKinds)[number]) => bound.layers?.includes(kind) ?? true;
      const free = (named('ALLOWANCE') ? included : 0) + (named('PROMOTION') ? given : 0);
      const paid = (named('CREDITS') ? bought : 0) + (named('POOL') ? shared : 0);
      const most =
        bound.maxPaid === null ? credits(paid) : [credits(paid), bound.maxPaid].sort((a, b) => Number(a - b))[0]!;
      const can = credits(free) + most;
      const wanted = credits(token) < can ? credits(token) : can;
      expect(sum(draws, ({ amount }) => amount)).toBe(wanted - (wanted % credits(1)));
      expect(paidIn(draws) <= (bound.maxPaid ?? paidIn(draws))).toBe(true);
      expect(draws.every(({ layer }) => named(layer))).toBe(true);
    }),
  );
});
