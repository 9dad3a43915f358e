/**
 * Settling within budgets: captured where the hold counted, excess first within and then beyond them, and what no layer
 * covers.
 */
import { describe, expect, test } from '@jest/globals';
import { MAX_NANO } from '../../src/core/amounts.js';
import { layersThrough } from '../../src/core/budgets.js';
import { decide } from '../../src/core/decide.js';
import { advance } from '../../src/core/due.js';
import { exceedsCounters, excessOf } from '../../src/core/excess.js';
import type { PricedUsage, SettleFacts } from '../../src/core/priced-usage.js';
import { settle } from '../../src/core/settle.js';
import { uncovered } from '../../src/core/uncovered.js';
import { budget, budgetOn, counted, counting, increase, MONTH_END, standing, told } from './budget-build.js';
import { account, ask, credits, fiveHour, HOUR, layers, lot, NOW, plan, pool, takeAndHold } from './build.js';
import { written } from './settle-build.js';
import type { Account } from '../../src/core/account.js';
import type { Facts } from '../../src/core/facts.js';
import type { BudgetTerms } from '../../src/core/words.js';

/** Usage of so many credits, in these facts, on the hold that has just been taken there, if any. */
function usage(own: Facts, amount: number, hold: SettleFacts['hold'] = [], more: Partial<PricedUsage> = {}) {
  const event: PricedUsage = {
    ...{
      id: 'chg_1',
      amount: credits(amount),
      final: true,
      claimed: false,
      product: 'codex',
      feature: 'fast',
      ownOnly: false,
    },
    layers: own.layers,
    budgets: own.budgets,
    ...more,
  };
  const facts: SettleFacts = { account: own.account, others: own.others, hold, overshoot: { policy: 'DEBT' } };
  return { event, facts };
}

function use(own: Facts, amount: number, hold: SettleFacts['hold'] = [], more: Partial<PricedUsage> = {}, now = NOW) {
  const { event, facts } = usage(own, amount, hold, more);
  return settle(event, facts, now);
}

function held(own: Facts, tokens: number, now = NOW): SettleFacts['hold'] {
  const taken = takeAndHold(own, decide(ask({ token: tokens }), own, now), 'h1', now);
  return taken.map(({ account: on, part }) => ({ account: on, part, state: 'HELD' as const }));
}

const on = (own: Facts, address: string): Account => own.others.get(address)!;
const rich = (): Partial<Facts> => ({
  plan: plan([fiveHour(10)]),
  layers: layers('allowance', 'credits'),
  account: account({ lots: [lot('b', 50)] }),
});

describe('capture', () => {
  const [company, search] = [budget('company', 100), budget('search', 12, { source: 'credits' })];

  test('counts in the budgets what it takes of each draw, and gives the rest back there', () => {
    const own = counting(rich(), [company, search]);
    const { updates, draws, parts } = use(own, 13, held(own, 20));
    expect(written(updates)).toEqual([
      ['subject:alice SETTLE', 'five_hour held→used 10', 'b held→spent 3', 'b held→remaining 7'],
      ['budget:company SETTLE', 'period held→used 10', 'period held→used 3', 'period held→remaining 7'],
      ['budget:search SETTLE', 'period held→used 3', 'period held→remaining 7'],
    ]);
    const window = { name: 'period', startedAt: NOW };
    expect(
      draws.map(({ lot: id, amount, captured, budgets, over }) => ({ id, amount, captured, budgets, over })),
    ).toEqual([
      {
        id: null,
        amount: credits(10),
        captured: true,
        over: undefined,
        budgets: [{ account: 'budget:company', window, amount: credits(10), increases: [], line: 17 }],
      },
      {
        id: 'b',
        amount: credits(3),
        captured: true,
        over: undefined,
        budgets: [
          { account: 'budget:company', window, amount: credits(3), increases: [], line: 17 },
          { account: 'budget:search', window, amount: credits(3), increases: [], line: 16 },
        ],
      },
    ]);
    expect(parts.map(({ account: where, state }) => [where.address, state])).toEqual([
      ['subject:alice', 'SETTLED'],
      ['budget:company', 'SETTLED'],
      ['budget:search', 'SETTLED'],
    ]);
    expect(on(own, 'budget:search').holds).toEqual([]);
  });

  test('takes the period first, then increases by their end; gives back the other way round', () => {
    const lots = [increase('i', 20), increase('j', 3, { priority: 1 })];
    const own = counting(rich(), [company, search], [budgetOn(search, counted(8), { lots })]);
    const hold = held(own, 25);
    const first = use(own, 12, hold, { final: false });
    expect(told(first.draws[1]?.budgets)).toEqual(['company 2', 'search 2']);
    expect(first.parts.map(({ account: where, state }) => [where.address, state])).toEqual([
      ['subject:alice', 'HELD'],
      ['budget:company', 'HELD'],
      ['budget:search', 'HELD'],
    ]);
    const second = use(own, 6, hold, { id: 'chg_2', final: false });
    expect(told(second.draws[0]?.budgets)).toEqual(['company 6', 'search 6 j:3 i:1']);
    expect(second.draws[0]?.budgets?.[1]?.window).toEqual({ name: 'period', startedAt: NOW - 24 * HOUR });
    const third = use(own, 0, hold, { id: 'chg_3' });
    expect(written(third.updates)[2]).toEqual(['budget:search SETTLE', 'i held→remaining 7']);
    expect(on(own, 'budget:search').lots.map(({ remaining, held: h, spent }) => [remaining, h, spent])).toEqual([
      [credits(19), 0n, credits(1)],
      [0n, 0n, credits(3)],
    ]);
    expect(standing(on(own, 'budget:search'))).toEqual(['12/0']);
  });

  test('changes only the parts of budgets that count what it takes', () => {
    const own = counting(rich(), [company, search]);
    const { parts } = use(own, 4, held(own, 20), { final: false });
    expect(parts.map(({ account: where }) => where.address)).toEqual(['subject:alice', 'budget:company']);
  });

  test('goes to the very instance that counted: one that has ended stays as it is, and so does the one after', () => {
    const own = counting(rich(), [company, search]);
    const hold = held(own, 20, MONTH_END - 60_000);
    const later = MONTH_END + 60_000;
    for (const each of [...own.others.values()]) advance(each, MONTH_END);
    own.account.lots.push(lot('c', 5));
    takeAndHold(own, decide(ask({ token: 1 }), own, later), 'h2', later);
    const { updates, draws } = use(own, 13, hold, {}, later);
    expect(written(updates)[2]).toEqual(['budget:search SETTLE', 'period ended→ended 3', 'period ended→ended 7']);
    expect(standing(on(own, 'budget:search'))).toEqual(['0/1']);
    expect(draws[1]?.budgets?.[1]?.window).toEqual({ name: 'period', startedAt: MONTH_END - 60_000 });
  });

  test('of a hold under a line that is gone counts all the same, and tells no line', () => {
    const own = counting(rich(), [company, search]);
    const hold = held(own, 20);
    const { draws } = use(own, 13, hold, { budgets: [company], layers: layersThrough(own.layers, [company]) });
    expect(draws[1]?.budgets?.map(({ account: where, line }) => [where, line])).toEqual([
      ['budget:company', 17],
      ['budget:search', null],
    ]);
    expect(standing(on(own, 'budget:search'))).toEqual(['3/0']);
  });

  test('tells a budget that only alerts by its first alert', () => {
    const alerts = budget('alerts', null, { alerts: [{ at: 1n, line: 5 }] });
    const own = counting(rich(), [alerts]);
    expect(use(own, 3, held(own, 5)).draws[0]?.budgets).toMatchObject([{ line: 5 }]);
  });

  test('lifts a claim on every budget', () => {
    const own = counting(rich(), [company, search]);
    const hold = held(own, 20);
    for (const { part } of hold) part.claims = 1;
    use(own, 1, hold, { claimed: true, final: false });
    expect(hold.map(({ part }) => part.claims)).toEqual([0, 0, 0]);
  });

  test('that a budget has given back already is no capture: all is excess', () => {
    const own = counting(rich(), [company]);
    const hold = held(own, 5).map((placed) =>
      placed.account.address === 'budget:company' ? { ...placed, state: 'EXPIRED' as const } : placed,
    );
    const { event, facts } = usage(own, 5, hold);
    expect(excessOf(event, facts)).toBe(credits(5));
    const { draws } = use(own, 5, hold);
    expect(draws.map(({ captured }) => captured)).toEqual([false]);
  });
});

describe('excess', () => {
  test('is poured within the budgets first, then in the same order beyond them, and told as such', () => {
    const [company, bought] = [budget('company', 30), budget('bought', 5, { source: 'credits' })];
    const own = counting(rich(), [company, bought]);
    const { draws, updates, debt } = use(own, 40);
    expect(
      draws.map(({ source, amount, over, captured, budgets }) => [
        source,
        amount / credits(1),
        over,
        captured,
        told(budgets),
      ]),
    ).toEqual([
      ['allowance', 10n, undefined, false, ['company 10']],
      ['credits', 5n, undefined, false, ['company 5', 'bought 5']],
      ['credits', 25n, true, false, ['company 25', 'bought 25']],
    ]);
    expect(written(updates)).toEqual([
      ['subject:alice SETTLE', 'five_hour remaining→used 10', 'b remaining→spent 5', 'b remaining→spent 25'],
      ['budget:company SETTLE', 'period remaining→used 10', 'period remaining→used 5', 'period remaining→used 25'],
      ['budget:bought SETTLE', 'period remaining→used 5', 'period remaining→used 25'],
    ]);
    expect([standing(on(own, 'budget:company')), standing(on(own, 'budget:bought')), debt]).toEqual([
      ['40/0'],
      ['30/0'],
      0n,
    ]);
  });

  test('that budgets send on to a later layer comes before what goes beyond them', () => {
    const bought = budget('bought', 5, { source: 'credits' });
    const own = counting(
      { ...rich(), layers: layers('credits', 'pool:team') },
      [bought],
      [],
      [pool('team', [lot('t', 20)])],
    );
    expect(use(own, 30).draws.map(({ source, amount, over }) => [source, amount / credits(1), over])).toEqual([
      ['credits', 5n, undefined],
      ['pool:team', 20n, undefined],
      ['credits', 5n, true],
    ]);
  });

  test('beyond goes on in the lot where the draw within stopped, and over several', () => {
    const lots = [lot('a', 4), lot('b', 4), lot('c', 4)];
    const own = counting({ layers: layers('credits'), account: account({ lots }) }, [budget('few', 6)]);
    expect(use(own, 11).draws.map(({ lot: id, amount, over }) => [id, amount / credits(1), over])).toEqual([
      ['a', 4n, undefined],
      ['b', 2n, undefined],
      ['b', 2n, true],
      ['c', 3n, true],
    ]);
    expect(own.account.lots.map(({ remaining }) => remaining)).toEqual([0n, 0n, credits(1)]);
  });

  test('beyond one budget counts in another as far as that goes: period, increases, then beyond', () => {
    const [few, more] = [budget('few', 5), budget('more', 8)];
    const own = counting(rich(), [few, more], [budgetOn(more, [], { lots: [increase('i', 4)] })]);
    const { draws } = use(own, 20);
    expect(draws.map(({ over, budgets }) => [over, told(budgets)])).toEqual([
      [undefined, ['few 5', 'more 5']],
      [true, ['few 5', 'more 5 i:2']],
      [true, ['few 10', 'more 10 i:2']],
    ]);
    expect(standing(on(own, 'budget:more'))).toEqual(['16/0']);
    expect(on(own, 'budget:more').lots).toMatchObject([{ spent: credits(4), remaining: 0n }]);
  });

  test('of two draws on the allowance opens its windows once', () => {
    const own = counting(rich(), [budget('few', 5)]);
    use(own, 9);
    expect(own.account.windows).toMatchObject([{ used: credits(9), startedAt: NOW }]);
  });

  test("on the subject's own layers counts in budgets, too", () => {
    const company = budget('company', 30);
    const own = counting(
      { ...rich(), layers: layers('pool:team', 'credits') },
      [company],
      [],
      [pool('team', [lot('t', 20)])],
    );
    const { draws } = use(own, 7, [], { ownOnly: true });
    expect(draws.map(({ source, budgets }) => [source, told(budgets)])).toEqual([['credits', ['company 7']]]);
  });

  test('without budgets has no word of them', () => {
    const own = { ...counting(rich(), []), layers: layers('allowance', 'credits') };
    const captured = use(own, 3, held(own, 5)).draws;
    expect(captured.flatMap((draw) => ['budgets' in draw, 'over' in draw])).toEqual([false, false]);
    const settlement = use(own, 70);
    expect(settlement.draws.flatMap((draw) => ['budgets' in draw, 'over' in draw])).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect('counts' in settlement).toBe(false);
    expect(Object.keys(settlement)).toEqual(['updates', 'draws', 'forgiven', 'debt', 'parts']);
  });
});

describe('what no layer covers', () => {
  const budgets = [budget('company', 65), budget('paid', 90, { source: 'paid' })];

  test('counts once, in budgets over everything alone, and what is forgiven or repaid of it counts in none', () => {
    const own = counting(rich(), budgets);
    const { event, facts } = usage(own, 70);
    const settled = settle(event, { ...facts, overshoot: { policy: 'FORGIVE', leftThisMonth: credits(4) } }, NOW);
    expect([settled.debt, settled.forgiven, told(settled.counts)]).toEqual([credits(6), credits(4), ['company 10']]);
    expect(written(settled.updates)).toEqual([
      ['subject:alice SETTLE', 'five_hour remaining→used 10', 'b remaining→spent 50'],
      ['budget:company SETTLE', 'period remaining→used 10', 'period remaining→used 50', 'period remaining→used 10'],
      ['budget:paid SETTLE', 'period remaining→used 50'],
      ['subject:alice DEBT_INCURRED', 'issued→debt 10'],
      ['subject:alice FORGIVEN', 'debt→ended 4'],
    ]);
    expect(standing(on(own, 'budget:company'))).toEqual(['70/0']);
  });

  test('counts in what was approved before it goes beyond', () => {
    const own = counting(rich(), budgets, [budgetOn(budgets[0]!, [], { lots: [increase('i', 3)] })]);
    expect(told(use(own, 70).counts)).toEqual(['company 10 i:3']);
    expect(standing(on(own, 'budget:company'))).toEqual(['67/0']);
  });

  test('counts also where there is no layer at all', () => {
    const own = counting({ layers: [] }, budgets);
    expect(told(use(own, 3).counts)).toEqual(['company 3']);
  });

  test('is the same with budgets and without', () => {
    const { event, facts } = usage(counting(rich(), budgets), 70);
    expect(uncovered(event, facts, NOW)).toBe(credits(10));
    expect(uncovered({ ...event, budgets: [], layers: layers('allowance', 'credits') }, facts, NOW)).toBe(credits(10));
    expect(excessOf(event, facts)).toBe(credits(70));
  });
});

describe('a counter beyond all bounds', () => {
  const few: BudgetTerms = budget('few', 5);
  const limit = (amount: bigint, hold: (own: Facts) => SettleFacts['hold'] = () => []) => {
    const used = { used: MAX_NANO - credits(20), held: credits(10) };
    const own = counting(
      { ...rich(), layers: layers('credits') },
      [few],
      [budgetOn(few, [{ ...counted(0)[0]!, ...used }])],
    );
    const { event, facts } = usage(own, 0, hold(own));
    return exceedsCounters({ ...event, amount }, facts, NOW);
  };

  test('is foreseen, to the nano-credit: over draws and over what no layer covers', () => {
    expect(limit(credits(10))).toBe(false);
    expect(limit(credits(10) + 1n)).toBe(true);
    expect(limit(credits(60))).toBe(true);
    const own = counting({ layers: [] }, [few], [budgetOn(few, [{ ...counted(0)[0]!, used: MAX_NANO }])]);
    const { event, facts } = usage(own, 0);
    expect(exceedsCounters({ ...event, amount: 1n }, facts, NOW)).toBe(true);
    expect(exceedsCounters({ ...event, amount: 0n }, facts, NOW)).toBe(false);
  });

  test('is none where a hold has counted it already, or no budget counts', () => {
    const own = counting({ ...rich(), layers: layers('credits') }, [few]);
    const hold = held(own, 5);
    on(own, 'budget:few').windows[0]!.used = MAX_NANO - credits(5);
    const { event, facts } = usage(own, 5, hold);
    expect(exceedsCounters(event, facts, NOW)).toBe(false);
    expect(exceedsCounters({ ...event, amount: event.amount + 1n }, facts, NOW)).toBe(true);
    expect(exceedsCounters({ ...event, budgets: [], layers: [], amount: MAX_NANO }, facts, NOW)).toBe(false);
  });
});
