/**
 * What a hold counts in budgets: taken with it, captured with it and given back with it, in the very instances and increases
 * that counted it.
 */
import { describe, expect, test } from '@jest/globals';
import { capture } from '../../src/core/capture.js';
import { decide } from '../../src/core/decide.js';
import { advance, nextDue } from '../../src/core/due.js';
import { latestEnd } from '../../src/core/hold-end.js';
import { joinHold, nextNo, release, unclaimed, type PlacedPart } from '../../src/core/holds.js';
import { imageOf, post } from '../../src/core/journal.js';
import { balanceOf } from '../../src/core/lots.js';
import { offersOf } from '../../src/core/offers.js';
import { Poured } from '../../src/core/pour.js';
import { take, takeInThought, type Taken } from '../../src/core/take.js';
import { extending, trimHold } from '../../src/core/trim.js';
import { budget, budgetOn, counted, counting, increase, MONTH_END, standing } from './budget-build.js';
import {
  account,
  ask,
  credits,
  DAY,
  FAST,
  fiveHour,
  HOUR,
  layers,
  lot,
  NOW,
  plan,
  pool,
  takeAndHold,
} from './build.js';
import { written } from './settle-build.js';
import type { Account } from '../../src/core/account.js';
import type { Facts } from '../../src/core/facts.js';

const [company, search] = [budget('company', 100), budget('search', 30, { source: 'credits' })];
const on = (own: Facts, address: string): Account => own.others.get(address)!;

function world(given: Account[] = [], more: Partial<Facts> = {}): Facts {
  const own = { plan: plan([fiveHour(10)]), layers: layers('allowance', 'credits'), account: owner() };
  return counting({ ...own, ...more }, [company, search], given);
}

function owner(): Account {
  return account({ lots: [lot('b', 100)] });
}

/** Checks for tokens as the engine does, on the hold of `parts` where there are any. */
function check(own: Facts, tokens: number, parts: PlacedPart[] = [], now = NOW): PlacedPart[] {
  const judged = parts.length ? extending(own, parts, false, now) : own;
  const verdict = decide(ask({ token: tokens }), judged, now);
  expect(verdict.outcome).toBe('ALLOWED');
  trimHold(parts, now);
  const common = parts[0]?.part ?? unclaimed('alice', now);
  const { caller, openedAt, claims, ending } = common;
  const terms = {
    decisionId: `d${now}`,
    holdId: 'h1',
    expiresAt: now + DAY,
    firstNo: nextNo(parts),
    common: { caller, openedAt, claims, ending },
  };
  const taken: Taken[] = take(own, verdict, terms, now);
  const joined = joinHold(parts, taken);
  // By this a part of a budget is told from others, wherever it is stored.
  for (const { account: holder, part } of joined)
    expect(part.counts !== undefined).toBe(holder.address.startsWith('budget:'));
  for (const { account: holder, part } of joined) {
    if (!holder.holds.includes(part)) holder.holds.push(part);
  }
  return joined.map(({ account: holder, part }) => ({ account: holder, part, state: 'HELD' as const }));
}

const countsOf = (parts: PlacedPart[], address: string) =>
  parts
    .find(({ account: holder }) => holder.address === address)
    ?.part.counts?.map(({ no, window, lot: id, amount }) => [no, id ?? window?.startedAt, amount / credits(1)]);

describe('taking', () => {
  test('writes one update on each budget that counts, and a part of the hold there that has counts and no draws', () => {
    const own = world();
    const taken = takeAndHold(own, decide(ask({ token: 25 }), own, NOW), 'h1');
    expect(written(taken)).toEqual([
      ['subject:alice HOLD', 'five_hour remaining→held 10', 'b remaining→held 15'],
      ['budget:company HOLD', 'period remaining→held 10', 'period remaining→held 15'],
      ['budget:search HOLD', 'period remaining→held 15'],
    ]);
    expect(taken.map(({ part }) => [part.id, part.subject, part.draws.length, part.counts])).toEqual([
      ['h1', 'acc_alice', 2, undefined],
      ['h1', 'acc_alice', 0, [count(0, 10), count(1, 15)]],
      ['h1', 'acc_alice', 0, [count(1, 15)]],
    ]);
    expect(taken[0]!.part.draws.map(({ no, budgets }) => [no, budgets])).toEqual([
      [0, [{ account: 'acc_budget:company', startedAt: NOW }]],
      [
        1,
        [
          { account: 'acc_budget:company', startedAt: NOW },
          { account: 'acc_budget:search', startedAt: NOW },
        ],
      ],
    ]);
    function count(no: number, amount: number) {
      const window = { name: 'period', startedAt: NOW };
      return { no, window, lot: null, amount: credits(amount), settled: 0n, released: 0n };
    }
  });

  test('opens the instance of the period, up to its turn; a later check goes on in it', () => {
    const own = world();
    check(own, 5);
    check(own, 6, [], NOW + HOUR);
    expect(on(own, 'budget:company').windows).toEqual([
      { name: 'period', startedAt: NOW, resetsAt: MONTH_END, used: 0n, held: credits(11) },
    ]);
  });

  test('holds of increases what the period does not take', () => {
    const own = world([
      budgetOn(search, counted(26), { lots: [increase('i', 20), increase('j', 3, { priority: 1 })] }),
    ]);
    const parts = check(own, 25);
    expect(countsOf(parts, 'budget:search')).toEqual([
      [1, NOW - DAY, 4n],
      [1, 'j', 3n],
      [1, 'i', 8n],
    ]);
    expect(on(own, 'budget:search').lots.map(({ remaining, held }) => [remaining, held])).toEqual([
      [credits(12), credits(8)],
      [0n, credits(3)],
    ]);
  });

  test('without budgets leaves no word of them in what is kept', () => {
    const own = { ...world(), budgets: [], layers: layers('allowance', 'credits') };
    const [taken, ...rest] = takeAndHold(own, decide(ask({ token: 25 }), own, NOW), 'h1');
    expect(rest).toEqual([]);
    expect(Object.keys(taken!.part)).toEqual([
      ...['id', 'subject', 'expiresAt', 'caller', 'openedAt', 'claims', 'ending', 'draws'],
    ]);
    expect(Object.keys(taken!.part.draws[0]!)).toEqual([
      ...['no', 'decisionId', 'at', 'layer', 'source', 'amount', 'windows', 'lot', 'settled', 'released'],
    ]);
  });

  test('a budget that is not there is a bug; in thought it is there, and counts', () => {
    const own = { ...world(), others: new Map() };
    const verdict = decide(ask({ token: 25 }), own, NOW);
    const terms = { decisionId: 'd', holdId: 'h', expiresAt: NOW, firstNo: 0, common: unclaimed(null, NOW) };
    expect(() => take(own, verdict, terms, NOW)).toThrow('budget:company counts without being there');
    const thought = takeInThought(own, verdict, NOW);
    expect(standing(on(thought, 'budget:search'))).toEqual(['0/15']);
    expect(on(thought, 'budget:search').shares.size).toBe(0);
    expect(own.others.size).toBe(0);
    expect(takeInThought({ ...world() }, decide(ask({ ping: 1 }), world(), NOW), NOW).held).toEqual([]);
  });
});

describe('the image of a budget', () => {
  test('shows what it has counted, whatever line still names it, and never its limit', () => {
    const budgetAccount = budgetOn(search, counted(3, 4), { lots: [increase('i', 5)] });
    budgetAccount.windowTerms = [];
    expect(imageOf(budgetAccount).windows).toEqual([
      {
        window: 'period',
        capacity: 0n,
        used: credits(3),
        held: credits(4),
        startedAt: NOW - DAY,
        resetsAt: MONTH_END,
      },
    ]);
    expect(imageOf(budgetOn(search)).windows).toEqual([]);
  });

  test('has what increases have left as available, and of no kind of an account', () => {
    const lots = [increase('i', 5), increase('j', 2, { remaining: 0n, held: credits(2) })];
    const nothing = { promotional: 0n, purchased: 0n, refund: 0n, entitlement: 0n, debt: 0n };
    expect(balanceOf({ debt: 0n, lots })).toEqual({ available: credits(5), held: credits(2), ...nothing });
    const own = world([budgetOn(search, counted(30), { lots: [increase('i', 5)] })]);
    check(own, 14);
    const [update] = takeAndHold(own, decide(ask({ token: 1 }), own, NOW), 'h2').slice(-1);
    expect(update!.update).toMatchObject({ delta: -credits(1), heldDelta: credits(1) });
    expect(update!.update.after.balance).toEqual({ available: 0n, held: credits(5), ...nothing });
  });
});

describe('draws of one hold', () => {
  test('become one where lot and instances are the same, and so do their counts', () => {
    const own = world();
    const parts = check(own, 5, check(own, 25));
    expect(parts[0]!.part.draws.map(({ no, amount }) => [no, amount / credits(1)])).toEqual([
      [0, 10n],
      [1, 20n],
    ]);
    expect(countsOf(parts, 'budget:company')).toEqual([
      [0, NOW, 10n],
      [1, NOW, 20n],
    ]);
    expect(countsOf(parts, 'budget:search')).toEqual([[1, NOW, 20n]]);
  });

  test('join the increase that the earlier one counted in, and add another', () => {
    const own = world([
      budgetOn(search, counted(20), { lots: [increase('i', 5), increase('j', 5, { priority: 200 })] }),
    ]);
    const parts = check(own, 3, check(own, 2, check(own, 22)));
    expect(countsOf(parts, 'budget:search')).toEqual([
      [1, NOW - DAY, 10n],
      [1, 'i', 5n],
      [1, 'j', 2n],
    ]);
  });

  test('stay apart where another instance counts them, on that budget and on all others', () => {
    const monthly = budget('company', 100);
    const hourly = budget('hour', 30, { source: 'credits', window: { ...fiveHour(30), name: 'period' } });
    const own = counting({ layers: layers('credits'), account: owner() }, [monthly, hourly]);
    const first = check(own, 5);
    const later = NOW + 6 * HOUR;
    for (const each of own.others.values()) advance(each, later);
    const parts = check(own, 7, first, later);
    expect(parts[0]!.part.draws.map(({ no, amount }) => [no, amount / credits(1)])).toEqual([
      [0, 5n],
      [1, 7n],
    ]);
    expect(countsOf(parts, 'budget:company')).toEqual([
      [0, NOW, 5n],
      [1, NOW, 7n],
    ]);
    expect(countsOf(parts, 'budget:hour')).toEqual([
      [0, NOW, 5n],
      [1, later, 7n],
    ]);
  });

  test('stay apart where a budget has come or gone', () => {
    const own = world();
    const first = check(own, 5, check(own, 12));
    const fewer = counting(
      { plan: own.plan, layers: layers('allowance', 'credits'), account: own.account },
      [company],
      [on(own, 'budget:company')],
    );
    const parts = check(fewer, 4, first);
    expect(parts[0]!.part.draws.map(({ no, amount }) => [no, amount / credits(1)])).toEqual([
      [0, 10n],
      [1, 7n],
      [2, 4n],
    ]);
    expect(countsOf(parts, 'budget:search')).toEqual([[1, NOW, 7n]]);
  });

  test('are at most a hundred of a source: those that would stay apart are new ones', () => {
    const hourly = budget('hour', 1000, { source: 'credits', window: { ...fiveHour(30), name: 'period' } });
    const lots = Array.from({ length: 100 }, (_, i) => lot(`l${String(i).padStart(3, '0')}`, 2));
    const own = counting({ layers: layers('credits'), account: account({ lots }) }, [hourly]);
    const parts = check(own, 150);
    expect(parts[0]!.part.draws).toHaveLength(75);
    const later = NOW + 6 * HOUR;
    for (const each of own.others.values()) advance(each, later);
    const judged = extending(own, parts, false, later);
    // Twenty-five more draws are left: the first lots that still have something.
    expect(decide(ask({ token: 200 }, 'UP_TO'), judged, later)).toMatchObject({ granted: credits(50) });
    const same = extending(own, parts, false, NOW);
    expect(decide(ask({ token: 200 }, 'UP_TO'), same, NOW)).toMatchObject({ granted: credits(50) });
  });

  test('go on in a lot that has as many draws as may be only while the same instances count', () => {
    const hourly = budget('hour', 1000, { source: 'credits', window: { ...fiveHour(30), name: 'period' } });
    const lots = Array.from({ length: 101 }, (_, i) => lot(`l${String(i).padStart(3, '0')}`, 2));
    const own = counting({ layers: layers('credits'), account: account({ lots }) }, [hourly]);
    const parts = check(own, 199);
    expect(parts[0]!.part.draws).toHaveLength(100);
    expect(decide(ask({ token: 9 }, 'UP_TO'), extending(own, parts, false, NOW), NOW)).toMatchObject({
      granted: credits(1),
    });
    const later = NOW + 6 * HOUR;
    for (const each of own.others.values()) advance(each, later);
    expect(decide(ask({ token: 9 }, 'UP_TO'), extending(own, parts, false, later), later).outcome).toBe('DENIED');
  });
});

describe('draws that may go on once a hold has a hundred of a source', () => {
  const none = budget('none', 0, { source: 'credits' });
  /** A hold with a hundred draws that count in increases alone, where no period has ever run. */
  const full = () => {
    const lots = Array.from({ length: 101 }, (_, i) => lot(`l${String(i).padStart(3, '0')}`, 2));
    const given = [budgetOn(none, [], { lots: [increase('i', 500)] })];
    const own = counting({ layers: layers('credits'), account: account({ lots }) }, [none], given);
    return { own, parts: check(own, 199) };
  };
  const more = (own: Facts, parts: PlacedPart[]) =>
    decide(ask({ token: 9 }, 'UP_TO'), extending(own, parts, false, NOW), NOW).granted;

  test('count as before: in increases alone, while no instance runs and none can begin', () => {
    const { own, parts } = full();
    expect(parts[0]!.part.draws.map(({ budgets }) => budgets?.[0]?.startedAt)).toEqual(Array(100).fill(null));
    expect(more(own, parts)).toBe(credits(1));
  });

  test('are new ones once an instance could begin, runs, or the budget only alerts', () => {
    const raised = { ...none, cap: { limit: 1n, line: 1 } };
    for (const terms of [raised, { ...none, cap: null }]) {
      const { own, parts } = full();
      expect(more({ ...own, budgets: [terms] }, parts)).toBe(0n);
    }
    const { own, parts } = full();
    on(own, 'budget:none').windows = counted(1);
    expect(more(own, parts)).toBe(0n);
  });
});

describe('a hold that counted in increases before it counted in the period', () => {
  const mixed = () => {
    const lots = [increase('i', 5, { priority: 200 })];
    const own = counting(
      { layers: layers('credits'), account: owner() },
      [search],
      [budgetOn(search, counted(30), { lots })],
    );
    const first = check(own, 4);
    const budgetAccount = on(own, 'budget:search');
    budgetAccount.windows = counted(27);
    return { own, budgetAccount, parts: check(own, 3, first) };
  };

  test('keeps both under one draw, and gives back the increase first', () => {
    const { budgetAccount, parts } = mixed();
    expect(countsOf(parts, 'budget:search')).toEqual([
      [0, 'i', 4n],
      [0, NOW - DAY, 3n],
    ]);
    const { part } = parts.find((placed) => placed.account === budgetAccount)!;
    expect(release(budgetAccount, part).map(({ lot: id }) => id)).toEqual(['i', null]);
  });

  test('captures the period first, and an increase that ends sooner before one that was used before', () => {
    const { own, budgetAccount, parts } = mixed();
    budgetAccount.lots.push(increase('z', 2, { priority: 1 }));
    const later = check(own, 2, parts);
    const lines = capture(later, credits(6)).flatMap(({ counted: all }) => all.flatMap((each) => each.lines));
    expect(lines.map(({ lot: id, amount }) => [id, amount / credits(1)])).toEqual([
      [null, 3n],
      ['z', 2n],
      ['i', 1n],
    ]);
  });
});

test('pouring twice gives what is left the second time', () => {
  const own = counting({ layers: layers('credits'), account: owner() }, [search]);
  const [poured, sources] = [new Poured(), offersOf(FAST, own, NOW)];
  expect(poured.within(sources, credits(12)).map(({ amount }) => amount)).toEqual([credits(12)]);
  expect(poured.within(sources, credits(99)).map(({ amount }) => amount)).toEqual([credits(18)]);
  expect(poured.beyond(sources, credits(99)).map(({ amount }) => amount)).toEqual([credits(70)]);
  expect(poured.within(sources, credits(1))).toEqual([]);
});

describe('a hold that ends', () => {
  test('gives back to each budget what it counted, so that no trace is left', () => {
    const own = world();
    const parts = check(own, 25);
    for (const { account: holder, part } of parts) post(holder, NOW, 'RELEASE', part.id, release(holder, part));
    for (const address of ['budget:company', 'budget:search']) expect(on(own, address).windows).toEqual([]);
    expect(parts.flatMap(({ account: holder, part }) => release(holder, part))).toEqual([]);
  });

  test('gives back the latest increase first and the period last, of the last draw first', () => {
    const own = world([
      budgetOn(company, counted(88), { lots: [increase('i', 5), increase('j', 20, { priority: 200 })] }),
    ]);
    const parts = check(own, 25);
    const part = parts.find(({ account: holder }) => holder.address === 'budget:company')!;
    expect(release(part.account, part.part).map(({ lot: id, amount }) => [id, amount / credits(1)])).toEqual([
      ['j', 8n],
      ['i', 5n],
      [null, 2n],
      [null, 10n],
    ]);
  });

  test('expires on a budget by itself, for whoever asks there next', () => {
    const own = world();
    check(own, 25);
    const budgetAccount = on(own, 'budget:search');
    expect(nextDue(budgetAccount)).toBe(NOW + DAY);
    const [update] = advance(budgetAccount, NOW + DAY);
    expect(update).toMatchObject({ cause: 'HOLD_EXPIRED', causeId: 'h1', at: NOW + DAY });
    expect(standing(budgetAccount)).toEqual([]);
    expect(budgetAccount.holds).toEqual([]);
  });

  test('gives back to an instance that has ended, and to none that runs now', () => {
    const own = world();
    const parts = check(own, 25, [], MONTH_END - HOUR);
    const later = MONTH_END + HOUR;
    advance(on(own, 'budget:search'), MONTH_END);
    check(own, 3, [], later);
    const { account: holder, part } = parts.find((placed) => placed.account.address === 'budget:search')!;
    const lines = release(holder, part);
    expect(lines.map(({ from, to, amount }) => [from, to, amount])).toEqual([['ended', 'ended', credits(15)]]);
    post(holder, later, 'RELEASE', 'h1', lines);
    expect(standing(holder)).toEqual(['0/3']);
  });

  test('gives back to an increase that has ended what becomes expired', () => {
    const own = world([budgetOn(search, counted(30), { lots: [increase('i', 20)] })]);
    const parts = check(own, 25, [], MONTH_END - HOUR);
    const budgetAccount = on(own, 'budget:search');
    advance(budgetAccount, MONTH_END);
    const { account: holder, part } = parts.find((placed) => placed.account === budgetAccount)!;
    post(holder, MONTH_END, 'RELEASE', 'h1', release(holder, part));
    expect(budgetAccount.lots).toMatchObject([{ expired: credits(20), held: 0n, remaining: 0n }]);
  });

  test('is due in as many lines as it counts', () => {
    const own = world();
    check(own, 25);
    check(own, 3);
    const budgetAccount = on(own, 'budget:company');
    // Two lines for the first, one for the second: the second has to wait.
    expect(advance(budgetAccount, NOW + DAY, 2)).toHaveLength(1);
  });
});

describe('extending', () => {
  test('an instance of a budget that has ended trims nothing, and ends no hold', () => {
    const own = world();
    const parts = check(own, 25, [], MONTH_END - HOUR);
    const later = MONTH_END + HOUR;
    for (const each of [own.account, ...own.others.values()]) advance(each, later);
    expect(trimHold(parts, later)).toEqual([]);
    expect(extending(own, parts, false, later).extended).toBe('open');
    // The allowance is the oldest draw that bounds it; what budgets count does not.
    const credit = counting({ plan: own.plan, layers: layers('credits'), account: owner() }, [search]);
    expect(latestEnd(check(credit, 5), credit)).toBe(NOW + DAY);
  });

  test('what is trimmed is given back in its budgets too, by an update on each', () => {
    const own = world();
    const parts = check(own, 25);
    const later = NOW + 6 * HOUR;
    advance(own.account, later);
    const before = structuredClone(parts);
    const extended = extending(own, parts, false, later);
    expect(standing(on(extended, 'budget:company'))).toEqual(['0/15']);
    expect(standing(on(extended, 'budget:search'))).toEqual(['0/15']);
    expect(extended.account).not.toBe(own.account);
    expect(on(extended, 'budget:search')).toBe(on(own, 'budget:search'));
    expect(on(extended, 'budget:company').seq).toBe(on(own, 'budget:company').seq);
    expect(parts).toEqual(before);
    const trimmed = trimHold(parts, later);
    expect(written(trimmed)).toEqual([
      ['subject:alice HOLD_TRIMMED', 'five_hour ended→ended 10'],
      ['budget:company HOLD_TRIMMED', 'period held→remaining 10'],
    ]);
    expect(trimmed.map(({ update }) => [update.causeId, update.at])).toEqual([
      ['h1', later],
      ['h1', later],
    ]);
    expect(standing(on(own, 'budget:company'))).toEqual(['0/15']);
  });

  test("what a trimmed draw of a pool held is taken off the subject's share, of budgets nobody has one", () => {
    const team = pool('team', [lot('t', 20)], { shares: new Map([['acc_alice', { holds: 1, amount: credits(5) }]]) });
    const own = counting({ layers: layers('pool:team') }, [company], [], [team]);
    const parts = check(own, 5);
    team.lots[0]!.closed = 'takenBack';
    const extended = extending(own, parts, false, NOW);
    expect(on(extended, 'pool:team').shares.get('acc_alice')).toEqual({ holds: 1, amount: 0n });
    expect(on(extended, 'budget:company').shares.size).toBe(0);
    expect(standing(on(extended, 'budget:company'))).toEqual([]);
  });
});
