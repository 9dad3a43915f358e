/**
 * Deciding within budgets: which layers they count, how much they let through, and where each draw counts.
 */
import { describe, expect, test } from '@jest/globals';
import { countsLayer, countsOvershoot, layersThrough, MOST_BUDGETS } from '../../src/core/budgets.js';
import { decide } from '../../src/core/decide.js';
import { explain } from '../../src/core/explain.js';
import { sourcesOf } from '../../src/core/layers.js';
import { traceOfFacts } from '../../src/core/layer-trace.js';
import { budget, budgetOn, counted, counting, increase, MONTH_END, told } from './budget-build.js';
import {
  account,
  ask,
  credits,
  DAY,
  explained,
  facts,
  FAST,
  fiveHour,
  HOUR,
  layers,
  lot,
  NOW,
  plan,
  pool,
} from './build.js';
import { coming, running } from './build.js';
import type { Facts } from '../../src/core/facts.js';

const rich = (): Partial<Facts> => ({
  plan: plan([fiveHour(20)]),
  account: account({ lots: [lot('p', 20, { kind: 'PROMOTIONAL' }), lot('b', 100)] }),
});
const team = () => pool('team', [lot('t', 50)]);
const ops = () => pool('ops', [lot('o', 50)]);

describe('a budget over', () => {
  const all = layers('allowance', 'promotion', 'credits', 'pool:team', 'pool:ops');
  test.each([
    ['any', ['allowance', 'promotion', 'credits', 'pool:team', 'pool:ops']],
    ['paid', ['credits', 'pool:team', 'pool:ops']],
    ['allowance', ['allowance']],
    ['promotion', ['promotion']],
    ['credits', ['credits']],
    ['pool:team', ['pool:team']],
  ])('%s counts the layers %j, and no others', (source, expected) => {
    expect(all.filter((layer) => countsLayer({ source }, layer)).map((layer) => layer.source)).toEqual(expected);
    expect(countsOvershoot({ source })).toBe(source === 'any');
  });

  test('each layer names those that count it, in the order of the policy', () => {
    const budgets = [budget('x', 1, { source: 'credits' }), budget('y', 1), budget('z', 1, { source: 'paid' })];
    expect(layersThrough(layers('allowance', 'credits'), budgets).map(({ through }) => through)).toEqual([
      ['budget:y'],
      ['budget:x', 'budget:y', 'budget:z'],
    ]);
  });
});

describe('what a budget lets through', () => {
  test('is exactly what is left of its limit, used and held counted', () => {
    const terms = budget('search', 30);
    const own = () => counting(rich(), [terms], [budgetOn(terms, counted(7, 3))]);
    expect(decide(ask({ token: 20 }), own(), NOW)).toMatchObject({ outcome: 'ALLOWED', granted: credits(20) });
    expect(decide(ask({ token: 21 }), own(), NOW)).toMatchObject({
      outcome: 'DENIED',
      reason: 'BUDGET_EXCEEDED',
      shortfall: credits(1),
      draws: [],
    });
  });

  test('is its limit where nobody has counted yet, also where its account does not exist', () => {
    const terms = budget('search', 30);
    const own = { ...counting(rich(), [terms]), others: new Map() };
    expect(decide(ask({ token: 30 }), own, NOW).outcome).toBe('ALLOWED');
    expect(decide(ask({ token: 31 }), own, NOW).outcome).toBe('DENIED');
  });

  test('is nothing where it is overdrawn, and as much as the layers have where it only alerts', () => {
    const over = budget('search', 30);
    const own = counting(rich(), [over], [budgetOn(over, counted(31))]);
    expect(decide(ask({ token: 1 }), own, NOW)).toMatchObject({ outcome: 'DENIED', shortfall: credits(1) });
    const alerts = budget('search', null, { alerts: [{ at: 1n, line: 8 }] });
    const { outcome, draws } = decide(ask({ token: 140 }), counting(rich(), [alerts]), NOW);
    expect([outcome, ...draws.flatMap(({ budgets }) => budgets?.map(({ line }) => line))]).toEqual([
      'ALLOWED',
      8,
      8,
      8,
    ]);
  });

  test('counts the instance of its own period, however other windows of the account are named', () => {
    const terms = budget('search', 30);
    const other = { ...counted(29)[0]!, name: 'other' };
    const own = counting(rich(), [terms], [budgetOn(terms, [other, ...counted(10)])]);
    expect(decide(ask({ token: 20 }), own, NOW).outcome).toBe('ALLOWED');
  });

  test('is what its pace has released, judged at the instant of its own account', () => {
    // The 15th of 31 days.
    const terms = budget('search', 31, { paced: 'daily' });
    const at = (lastAt: number) => counting(rich(), [terms], [budgetOn(terms, [], { lastAt })]);
    expect(decide(ask({ token: 15 }), at(0), NOW).outcome).toBe('ALLOWED');
    expect(decide(ask({ token: 16 }), at(0), NOW)).toMatchObject({ reason: 'BUDGET_EXCEEDED', shortfall: credits(1) });
    const tomorrow = decide(ask({ token: 16 }), at(NOW + DAY), NOW);
    expect(tomorrow.outcome).toBe('ALLOWED');
    expect(tomorrow.draws[0]?.budgets?.[0]?.window?.startedAt).toBe(NOW + DAY);
  });

  test('is what several of them let through together, the tightest bounding each layer', () => {
    const [company, paid, promo] = [
      budget('company', 60),
      budget('paid', 25, { source: 'paid' }),
      budget('promo', 5, { source: 'promotion' }),
    ];
    for (const budgets of [
      [company, paid, promo],
      [promo, paid, company],
    ]) {
      const { draws, granted } = decide(ask({ token: 100 }, 'UP_TO'), counting(rich(), budgets, [], [team()]), NOW);
      expect(granted).toBe(credits(50));
      expect(draws.map(({ source, amount }) => [source, amount / credits(1)])).toEqual([
        ['allowance', 20n],
        ['promotion', 5n],
        ['credits', 25n],
      ]);
    }
    const both = counting({ ...rich(), layers: layers('credits', 'pool:team') }, [paid], [], [team()]);
    both.account.lots[1]!.remaining = credits(15);
    expect(decide(ask({ token: 26 }, 'UP_TO'), both, NOW).draws.map(({ lot, amount }) => [lot, amount])).toEqual([
      ['b', credits(15)],
      ['t', credits(10)],
    ]);
  });

  test('a budget on one pool leaves the other alone', () => {
    const terms = budget('x', 10, { source: 'pool:team' });
    const own = counting({ layers: layers('pool:team', 'pool:ops') }, [terms], [], [team(), ops()]);
    const { draws } = decide(ask({ token: 60 }), own, NOW);
    expect(draws.map(({ source, amount, budgets }) => [source, amount, budgets?.length])).toEqual([
      ['pool:team', credits(10), 1],
      ['pool:ops', credits(50), undefined],
    ]);
  });

  test('a layer that counts through what has no terms is a bug', () => {
    const order = layers('credits').map((layer) => ({ ...layer, through: ['budget:x'] }));
    expect(() => sourcesOf(order, account(), new Map(), FAST, NOW)).toThrow('credits counts through budget:x');
  });

  test('what a layer had is told without its budgets', () => {
    const own = counting(rich(), [budget('search', 3)]);
    const { draws } = decide(ask({ token: 3 }), own, NOW);
    expect(traceOfFacts(FAST, own, draws, NOW)[0]).toMatchObject({ had: credits(20), gave: credits(3) });
  });
});

describe('a draw', () => {
  test('tells every budget that it counted in: account, instance, amount and line', () => {
    const [wide, narrow] = [budget('company', 90), budget('search', 50, { source: 'allowance' })];
    const own = counting(rich(), [wide, narrow], [budgetOn(narrow, counted(1))]);
    const [allowance, promotion] = decide(ask({ token: 25 }), own, NOW).draws;
    const fresh = { account: 'budget:company', window: { name: 'period', startedAt: NOW }, increases: [], line: 17 };
    expect(allowance?.budgets).toEqual([
      { ...fresh, amount: credits(20) },
      {
        account: 'budget:search',
        window: { name: 'period', startedAt: NOW - DAY },
        amount: credits(20),
        increases: [],
        line: 16,
      },
    ]);
    expect(promotion?.budgets).toEqual([{ ...fresh, amount: credits(5) }]);
  });

  test('has no word about budgets where none counts it', () => {
    const { draws } = decide(ask({ token: 25 }), facts(rich()), NOW);
    expect(draws.map((draw) => 'budgets' in draw)).toEqual([false, false]);
  });
});

describe('increases', () => {
  const terms = budget('search', 10);
  const on = (...lots: ReturnType<typeof increase>[]) =>
    counting(rich(), [terms], [budgetOn(terms, counted(4), { lots })]);
  const late = increase('a', 5, { expiresAt: MONTH_END + DAY });
  const soon = increase('z', 3);

  test('are used once the period is, by their end, whatever their ids', () => {
    const { draws, outcome } = decide(ask({ token: 13 }), on(late, soon), NOW);
    expect([outcome, ...draws.map(({ budgets }) => told(budgets))]).toEqual(['ALLOWED', ['search 13 z:3 a:4']]);
  });

  test('are counted on where the draw before stopped', () => {
    const own = { ...on(late, soon), layers: split() };
    own.account.lots[0]!.remaining = credits(7);
    const { draws } = decide(ask({ token: 14 }), own, NOW);
    expect(draws.map(({ budgets }) => told(budgets))).toEqual([['search 7 z:1'], ['search 7 z:2 a:5']]);
    function split() {
      return layersThrough(layers('promotion', 'credits'), [terms]);
    }
  });

  test('let through exactly what they have left', () => {
    expect(decide(ask({ token: 14 }), on(late, soon), NOW).outcome).toBe('ALLOWED');
    expect(decide(ask({ token: 15 }), on(late, soon), NOW)).toMatchObject({ shortfall: credits(1) });
  });

  test.each([
    ['has ended', increase('a', 9, { expiresAt: NOW })],
    ['is closed', increase('a', 9, { closed: 'takenBack' as const })],
    ['has not begun', { ...coming('a', 9, NOW + 1), kind: 'INCREASE' as const }],
    ['is of another kind', lot('a', 9)],
  ])('one that %s counts for nothing', (_, useless) => {
    expect(decide(ask({ token: 7 }), on(useless), NOW).outcome).toBe('DENIED');
  });

  test('are the only ones that count where a limit is nothing: no instance runs then', () => {
    const none = budget('search', 0);
    const own = counting(rich(), [none], [budgetOn(none, [], { lots: [increase('a', 5)] })]);
    const { draws } = decide(ask({ token: 5 }), own, NOW);
    expect(draws[0]?.budgets).toMatchObject([{ window: null, amount: credits(5) }]);
    expect(told(draws[0]?.budgets)).toEqual(['search 5 a:5']);
  });

  test('are drawn on by no layer', () => {
    const lots = [increase('a', 9)];
    const own = facts({ account: account({ lots }) }, [pool('team', [increase('b', 9)])]);
    expect(decide(ask({ token: 1 }), own, NOW).reason).toBe('OUT_OF_CAPACITY');
  });
});

describe('the reason', () => {
  const terms = budget('search', 30);
  const own = () => counting(rich(), [terms]);

  test('is BUDGET_EXCEEDED where without budgets all of it would pass, to the credit', () => {
    expect(decide(ask({ token: 140 }), own(), NOW).reason).toBe('BUDGET_EXCEEDED');
    expect(decide(ask({ token: 141 }), own(), NOW).reason).toBe('OUT_OF_CAPACITY');
  });

  test('also of a part, which is as much as budgets let through', () => {
    const part = decide(ask({ token: 140 }, 'UP_TO'), own(), NOW);
    expect(part).toMatchObject({ outcome: 'PARTIAL', reason: 'BUDGET_EXCEEDED', granted: credits(30) });
    expect(told(part.draws.flatMap(({ budgets = [] }) => budgets))).toEqual(['search 20', 'search 10']);
    expect(decide(ask({ token: 141 }, 'UP_TO'), own(), NOW)).toMatchObject({ reason: 'OUT_OF_CAPACITY' });
  });

  test('is BUDGET_EXCEEDED by the policy where more than ten budgets count a check, whatever they have left', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => budget(`b${i}`, 1000));
    expect(decide(ask({ token: 1 }), counting(rich(), many(MOST_BUDGETS)), NOW).outcome).toBe('ALLOWED');
    const eleven = counting({ ...rich(), increasable: new Set(['budget:b0']) }, many(11));
    expect(explained(ask({ token: 1 }), eleven)).toEqual({
      reason: 'BUDGET_EXCEEDED',
      outcome: 'DENIED',
      blockers: [{ kind: 'POLICY', source: 'policy', account: null, limit: null, remaining: null, unblocksAt: null }],
      remedies: ['ASK_ADMIN'],
      unblocksAt: null,
    });
  });
});

describe('blockers', () => {
  const blockersOf = (own: Facts, tokens: number) =>
    explain(ask({ token: tokens }), own, decide(ask({ token: tokens }), own, NOW), NOW);
  const names = (own: Facts, tokens: number) =>
    blockersOf(own, tokens).blockers.map(({ kind, source, limit, remaining }) => [kind, source, limit, remaining]);

  test('name a budget with all that there is to say', () => {
    const terms = budget('search', 30);
    const on = budgetOn(terms, counted(7, 3), { lots: [increase('a', 2)] });
    const own = counting({ ...rich(), layers: layers('credits') }, [terms], [on]);
    expect(blockersOf(own, 100).blockers).toEqual([
      {
        kind: 'BUDGET',
        source: 'team:search',
        account: 'budget:search',
        limit: credits(30),
        remaining: credits(22),
        unblocksAt: MONTH_END,
      },
    ]);
  });

  test('name each that cut a source once, the tightest first, before what the source lacked itself', () => {
    const [wide, tight, idle] = [budget('wide', 40), budget('tight', 10, { source: 'credits' }), budget('idle', 1000)];
    const own = counting(rich(), [idle, wide, tight]);
    expect(names(own, 200)).toEqual([
      ['WINDOW', 'window:five_hour', credits(20), credits(20)],
      ['LOTS', 'promotion', null, credits(20)],
      ['BUDGET', 'team:wide', credits(40), credits(40)],
      ['BUDGET', 'team:tight', credits(10), credits(10)],
      ['LOTS', 'credits', null, credits(100)],
    ]);
    // Where more in budgets would do, these bind.
    expect(names(counting(rich(), [idle, tight]), 60)).toEqual([
      ['BUDGET', 'team:tight', credits(10), credits(10)],
      ['WINDOW', 'window:five_hour', credits(20), credits(20)],
      ['LOTS', 'promotion', null, credits(20)],
    ]);
  });

  test('do not name one that left exactly what its source had, or was asked for', () => {
    const enough = budget('enough', 100, { source: 'credits' });
    expect(names(counting({ ...rich(), layers: layers('credits') }, [enough]), 101)).toEqual([
      ['LOTS', 'credits', null, credits(100)],
    ]);
    const other = budget('other', 9, { source: 'credits' });
    const asked = budget('asked', 10, { source: 'credits' });
    expect(names(counting({ ...rich(), layers: layers('credits') }, [asked, other]), 10)).toEqual([
      ['BUDGET', 'team:other', credits(9), credits(9)],
    ]);
  });

  test('of the same tightness keep the order of the policy', () => {
    const [one, two] = [budget('two', 5), budget('one', 5)];
    expect(names(counting(rich(), [one, two]), 9).map(([, source]) => source)).toEqual(['team:two', 'team:one']);
    expect(names(counting(rich(), [two, one]), 9).map(([, source]) => source)).toEqual(['team:one', 'team:two']);
  });

  test.each([
    ['the next step of its pace', { paced: 'daily' as const }, counted(15), Date.UTC(2026, 0, 16)],
    ['its turn where it is not paced', {}, counted(30), MONTH_END],
    ['nothing where nothing runs that could turn', { cap: { limit: 0n, line: 1 } }, [], null],
    [
      'nothing where it never turns',
      { window: { name: 'period', capacity: 0n, kind: 'once' as const } },
      counted(30, 0, { resetsAt: Date.UTC(9999, 11, 31, 23, 59, 59, 999) }),
      null,
    ],
  ])('wait for %s', (_, more, windows, unblocksAt) => {
    const terms = budget('search', 30, more);
    const own = counting(rich(), [terms], [budgetOn(terms, windows)]);
    expect(blockersOf(own, 20).blockers).toMatchObject([{ kind: 'BUDGET', unblocksAt }]);
  });

  test('wait for its turn in the last step of a pace', () => {
    const terms = budget('search', 31, { paced: 'daily' });
    const own = counting(rich(), [terms], [budgetOn(terms, counted(31))]);
    const now = MONTH_END - HOUR;
    const verdict = decide(ask({ token: 1 }), own, now);
    expect(explain(ask({ token: 1 }), own, verdict, now)).toMatchObject({
      blockers: [{ unblocksAt: MONTH_END }],
      unblocksAt: MONTH_END,
      remedies: ['WAIT'],
    });
  });
});

describe('remedies', () => {
  const search = budget('search', 30);
  const remedies = (more: Partial<Facts>, budgets = [search], tokens = 100) => {
    const own = counting({ ...rich(), ...more }, budgets);
    return explained(ask({ token: tokens }), own).remedies;
  };
  const approver = { increasable: new Set(['budget:search', 'budget:company']) };

  test('are a request where somebody may approve it, else an admin', () => {
    expect(remedies(approver)).toEqual(['REQUEST_INCREASE']);
    expect(remedies({})).toEqual(['ASK_ADMIN']);
  });

  test('are a request only where every budget in the way can be raised, and that alone would do', () => {
    const company = budget('company', 30);
    expect(remedies(approver, [search, company])).toEqual(['REQUEST_INCREASE']);
    expect(remedies({ increasable: new Set(['budget:search']) }, [search, company])).toEqual(['ASK_ADMIN']);
    expect(remedies({ increasable: new Set(['budget:search']) }, [search, budget('wide', 500)])).toEqual([
      'REQUEST_INCREASE',
    ]);
    expect(remedies(approver, [search], 141)).toEqual(['ASK_ADMIN']);
  });

  test('are credits only where every budget over them has the shortfall left beside what it gives', () => {
    const over = (limit: number, source = 'any') => remedies({}, [budget('search', limit, { source })], 150);
    expect(over(150)).toEqual(['BUY_CREDITS']);
    expect(over(149.5)).toEqual(['ASK_ADMIN']);
    expect(over(110, 'credits')).toEqual(['BUY_CREDITS']);
    expect(over(109.5, 'credits')).toEqual(['ASK_ADMIN']);
    // What is not over credits does not matter.
    expect(over(0, 'promotion')).toEqual(['BUY_CREDITS']);
    expect(remedies({ mayPurchase: false }, [budget('search', 150)], 150)).toEqual(['ASK_ADMIN']);
    expect(remedies({}, [budget('search', null)], 150)).toEqual(['BUY_CREDITS']);
    expect(remedies({}, [budget('search', 150), budget('x', 149)], 150)).toEqual(['ASK_ADMIN']);
  });

  test('are credits also where only a budget on another layer is in the way', () => {
    expect(remedies(approver, [budget('search', 5, { source: 'promotion' })], 140)).toEqual([
      'REQUEST_INCREASE',
      'BUY_CREDITS',
    ]);
  });

  test('for what is owed are credits, whatever budgets say', () => {
    const own = counting({ ...rich(), maxDebt: 0n }, [budget('search', 0)]);
    own.account.debt = 1n;
    expect(explained(ask({ token: 1 }), own)).toMatchObject({ reason: 'DEBT_LIMIT', remedies: ['BUY_CREDITS'] });
  });

  test('after a part are about what is missing still', () => {
    const own = counting({ ...rich(), ...approver }, [search], [budgetOn(search, counted(10))]);
    const part = explained(ask({ token: 30 }, 'UP_TO'), own);
    expect(part).toMatchObject({
      outcome: 'PARTIAL',
      reason: 'BUDGET_EXCEEDED',
      remedies: ['REQUEST_INCREASE', 'WAIT'],
    });
    expect(part.blockers[0]).toMatchObject({ source: 'team:search', remaining: 0n });
    expect(part.unblocksAt).toBe(MONTH_END);
  });
});

test('a window that never ends is told without an end', () => {
  const once = { name: 'trial', capacity: credits(5), kind: 'once' } as const;
  const own = facts({ plan: plan([once]), layers: layers('allowance'), account: account() });
  own.account.windows = [running('trial', 5, Date.UTC(9999, 11, 31, 23, 59, 59, 999))];
  expect(explained(ask({ token: 1 }), own)).toMatchObject({
    blockers: [{ source: 'window:trial', unblocksAt: null }],
    unblocksAt: null,
  });
});
