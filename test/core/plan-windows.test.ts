/**
 * The windows of plans: weeks that start on any day, in any zone, subscription months, what counts in which, and windows
 * that yield so that nothing of a longer one is stranded.
 */
import { describe, expect, test } from '@jest/globals';
import { decide } from '../../src/core/decide.js';
import { advance } from '../../src/core/due.js';
import { explain } from '../../src/core/explain.js';
import type { Facts } from '../../src/core/facts.js';
import { post } from '../../src/core/journal.js';
import { takeLines } from '../../src/core/lines.js';
import { traceOfFacts } from '../../src/core/layer-trace.js';
import type { Account, WindowInstance } from '../../src/core/account.js';
import type { Instant, WindowTerms } from '../../src/core/words.js';
import { covers, coversAllOf, isSameScope } from '../../src/core/window-scope.js';
import { limiting, openWindow, windowEnd, windowStates } from '../../src/core/windows.js';
import { yieldTurns } from '../../src/core/yield-turns.js';
import { settle } from '../../src/core/settle.js';
import { account, ask, card, credits, DAY, facts, FAST, fiveHour, HOUR, layers, lot, NOW, plan } from './build.js';
import { running, takeAndHold, weekly } from './build.js';
import { settling, use } from './settle-build.js';

const at = (text: string) => Date.parse(text);
const text = (instant: Instant | null) =>
  instant === null ? null : new Date(instant).toISOString().replace('.000Z', 'Z');
const calendar = (period: 'day' | 'week' | 'month', more: object = {}): WindowTerms => {
  return { name: period, capacity: credits(10), kind: 'calendar', period, ...more };
};
const month = (more: object = {}): WindowTerms => {
  return { name: 'month', capacity: credits(100), kind: 'subscription', ...more };
};
const scoped = (terms: WindowTerms, products: string[], features: string[] = []): WindowTerms => {
  return { ...terms, scope: { products, features } };
};
const yielding = (terms: WindowTerms, yieldsTo: string): WindowTerms => ({ ...terms, yieldsTo });
const onPlan = (windows: WindowTerms[], more: Partial<Facts> = {}) =>
  facts({ plan: plan(windows), layers: layers('allowance'), ...more });

describe('periods', () => {
  test.each([
    [0, '2026-11-23T00:00:00Z'],
    [2, '2026-11-25T00:00:00Z'],
    [5, '2026-11-21T00:00:00Z'],
    [6, '2026-11-22T00:00:00Z'],
  ])('a week that starts %s days after Monday is the one that runs', (starts, from) => {
    const end = windowEnd(calendar('week', { starts }), at('2026-11-27T15:00:00Z'));
    expect(text(end - 7 * DAY)).toBe(from);
  });

  test('a week in Berlin over a change of clocks has an hour less or more', () => {
    const week = calendar('week', { zone: 'Europe/Berlin', starts: 6 });
    expect(text(windowEnd(week, at('2026-03-24T00:00:00Z')))).toBe('2026-03-28T23:00:00Z');
    expect(text(windowEnd(week, at('2026-03-29T00:00:00Z')))).toBe('2026-04-04T22:00:00Z');
    expect(text(windowEnd(week, at('2026-10-25T00:00:00Z')))).toBe('2026-10-31T23:00:00Z');
  });

  test('the day after a change of clocks begins at its own midnight', () => {
    const day = calendar('day', { zone: 'Europe/Berlin' });
    expect(text(windowEnd(day, at('2026-03-29T12:00:00Z')))).toBe('2026-03-29T22:00:00Z');
    expect(text(windowEnd(day, at('2026-10-25T12:00:00Z')))).toBe('2026-10-25T23:00:00Z');
  });

  test('a subscription month ends at the day and time of the first plan, whenever it was opened', () => {
    const own = account({ subscribedAt: at('2026-01-31T09:30:00Z'), windowTerms: [month()] });
    const opened = (instant: string) => text(openWindow(own, month(), at(instant)).resetsAt);
    expect(opened('2026-02-28T09:29:59Z')).toBe('2026-02-28T09:30:00Z');
    expect(opened('2026-02-28T09:30:00Z')).toBe('2026-03-31T09:30:00Z');
    expect(opened('2026-04-10T00:00:00Z')).toBe('2026-04-30T09:30:00Z');
    expect(opened('2026-05-01T00:00:00Z')).toBe('2026-05-31T09:30:00Z');
  });

  test('the first use of a new account begins its first month', () => {
    const own = onPlan([month()], { account: account({ subscribedAt: null, windows: [] }) });
    const verdict = decide(ask({ token: 1 }), own, NOW);
    expect(text(verdict.draws[0]!.resetsAt)).toBe('2026-02-15T12:00:00Z');
    takeAndHold(own, verdict, 'h1');
    expect(own.account).toMatchObject({ subscribedAt: NOW, windows: [{ resetsAt: at('2026-02-15T12:00:00Z') }] });
  });
});

describe('scopes', () => {
  const codex = { scope: { products: ['codex'], features: [] } };
  const fast = { scope: { products: [], features: ['codex/fast'] } };

  test('a window covers its products, and features of others; a feature is not its whole product', () => {
    expect([codex, fast, {}].map((terms) => covers(terms, FAST))).toEqual([true, true, true]);
    expect([codex, fast, {}].map((terms) => covers(terms, { product: 'codex', feature: 'slow' }))).toEqual([
      true,
      false,
      true,
    ]);
    expect([codex, fast, {}].map((terms) => covers(terms, { product: 'codex', feature: null }))).toEqual([
      true,
      false,
      true,
    ]);
    expect([codex, fast, {}].map((terms) => covers(terms, { product: 'sora', feature: 'fast' }))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('one scope covers all of another where it names all that the other names', () => {
    expect([coversAllOf({}, codex), coversAllOf(codex, {}), coversAllOf({}, {})]).toEqual([true, false, true]);
    expect([coversAllOf(codex, fast), coversAllOf(fast, codex)]).toEqual([true, false]);
    expect(isSameScope({ products: ['a', 'b'], features: [] }, { products: ['b', 'a'], features: [] })).toBe(true);
    expect(isSameScope(undefined, codex.scope)).toBe(false);
  });

  test('a check counts in all windows that cover it and in no other, and only these limit it', () => {
    const windows = [scoped(fiveHour(3), ['sora']), weekly(10), scoped(calendar('day'), [], ['codex/fast'])];
    const own = onPlan(windows);
    const verdict = decide(ask({ token: 9 }), own, NOW);
    expect(verdict.draws[0]!.windows.map(({ name }) => name)).toEqual(['weekly', 'day']);
    takeAndHold(own, verdict, 'h1');
    expect(own.account.windows.map(({ name, held }) => [name, held])).toEqual([
      ['weekly', credits(9)],
      ['day', credits(9)],
    ]);
    expect(decide({ ...ask({ token: 2 }), mode: 'UP_TO' }, own, NOW)).toMatchObject({ granted: credits(1) });
  });

  test('where no window covers it the allowance is 0, and that is what stands in the way', () => {
    const own = onPlan([scoped(weekly(10), ['sora'])]);
    const verdict = decide(ask({ token: 1 }), own, NOW);
    expect(verdict).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY' });
    expect(explain(ask({ token: 1 }), own, verdict, NOW)).toMatchObject({
      blockers: [{ kind: 'WINDOW', source: 'allowance', limit: 0n }],
      unblocksAt: null,
    });
    expect(traceOfFacts(FAST, own, [], NOW)).toMatchObject([{ had: 0n }]);
  });

  test('a window that does not cover the check neither blocks it nor unblocks it', () => {
    const windows = [running('sora', 10, NOW + HOUR), running('weekly', 10, NOW + DAY)];
    const terms = [scoped({ ...fiveHour(10), name: 'sora' }, ['sora']), weekly(10)];
    const own = onPlan(terms, { account: account({ windows }) });
    const verdict = decide(ask({ token: 1 }), own, NOW);
    const { blockers, unblocksAt } = explain(ask({ token: 1 }), own, verdict, NOW);
    expect(blockers.map(({ source }) => source)).toEqual(['window:weekly']);
    expect(unblocksAt).toBe(NOW + DAY);
  });

  test('what a report says beyond its hold counts in the windows that cover its feature', () => {
    const own = account({ lots: [lot('a', 5)] });
    const terms = [scoped(fiveHour(3), [], ['codex/slow']), scoped(weekly(3), ['codex'])];
    const slow = settling({ account: own, plan: plan(terms) });
    use(slow, 2, { feature: 'slow' });
    expect(own.windows.map(({ name, used }) => [name, used])).toEqual([
      ['five_hour', credits(2)],
      ['weekly', credits(2)],
    ]);
    use(settling({ account: own, plan: plan(terms) }), 4, { id: 'chg_2' });
    expect(own.windows.map(({ name, used }) => [name, used])).toEqual([
      ['five_hour', credits(2)],
      ['weekly', credits(3)],
    ]);
  });
});

describe('debt (rule 37)', () => {
  const owing = (more: Partial<Account>) => account({ debt: credits(4), lastAt: NOW, ...more });

  test('is paid by the windows without a scope alone, when one of these ends', () => {
    const terms = [scoped(fiveHour(10), ['codex']), weekly(6)];
    const windows = [running('five_hour', 10, NOW + HOUR), running('weekly', 6, NOW + DAY)];
    const own = owing({ windowTerms: terms, windows });
    const causes = advance(own, NOW + DAY).map(({ at: when, cause }) => [when - NOW, cause]);
    expect(causes).toEqual([
      [HOUR, 'WINDOW_RESET'],
      [DAY, 'WINDOW_RESET'],
      [DAY, 'DEBT_REPAID'],
    ]);
    expect(own.windows).toMatchObject([{ name: 'weekly', used: credits(4) }]);
  });

  test('a window with a scope that ends pays nothing, though others have something left', () => {
    const terms = [scoped(fiveHour(10), ['codex']), weekly(6)];
    const own = owing({
      windowTerms: terms,
      windows: [running('five_hour', 10, NOW + HOUR), running('weekly', 1, NOW + DAY)],
    });
    expect(advance(own, NOW + 2 * HOUR).map(({ cause }) => cause)).toEqual(['WINDOW_RESET']);
    expect(own.debt).toBe(credits(4));
  });

  test('where every window has a scope, the allowance pays nothing', () => {
    const own = owing({ windowTerms: [scoped(weekly(6), ['codex'])], windows: [running('weekly', 6, NOW + DAY)] });
    advance(own, NOW + 90 * DAY);
    expect(own.debt).toBe(credits(4));
  });
});

describe('a window that yields', () => {
  const terms = [yielding(fiveHour(3), 'weekly'), weekly(20)];
  const week = (used: number, resetsAt: Instant, held = 0) => running('weekly', used, resetsAt, held);
  const standing = (windows: WindowInstance[]) => onPlan(terms, { account: account({ windows }) });
  const names = (own: Facts, now = NOW) =>
    limiting(own.account, windowStates(own.account), now).map((state) => state.terms.name);

  test('limits while its instance ends before the longest', () => {
    const own = standing([week(10, NOW + 5 * HOUR)]);
    expect(names(own)).toEqual(['five_hour', 'weekly']);
    expect(decide(ask({ token: 4 }), own, NOW)).toMatchObject({ outcome: 'DENIED' });
  });

  test('does not limit once it would end after it: what is left there can be used up', () => {
    const own = standing([week(10, NOW + 5 * HOUR - 1)]);
    expect(names(own)).toEqual(['weekly']);
    const verdict = decide(ask({ token: 10 }), own, NOW);
    expect(verdict).toMatchObject({ outcome: 'ALLOWED', granted: credits(10) });
    expect(verdict.draws[0]).toMatchObject({ resetsAt: NOW + 5 * HOUR - 1 });
  });

  test('counts all the same, ends with the longest, and its images say that it yields', () => {
    const own = standing([week(10, NOW + HOUR)]);
    const [taken] = takeAndHold(own, decide(ask({ token: 10 }), own, NOW), 'h1');
    expect(own.account.windows).toMatchObject([
      { name: 'weekly', held: credits(10) },
      { name: 'five_hour', held: credits(10), startedAt: NOW, resetsAt: NOW + HOUR },
    ]);
    expect(taken!.update.after.windows).toMatchObject([{ window: 'five_hour', yields: true }, { window: 'weekly' }]);
    expect(taken!.update.after.windows[1]).not.toHaveProperty('yields');
    own.account.holds = [];
    expect(advance(own.account, NOW + HOUR).map(({ cause, lines }) => [cause, lines[0]!.window!.name])).toEqual([
      ['WINDOW_RESET', 'five_hour'],
      ['WINDOW_RESET', 'weekly'],
    ]);
    expect(names(own, NOW + HOUR)).toEqual(['five_hour', 'weekly']);
  });

  test('an instance that limited goes on limiting to its end, and the next one yields', () => {
    const own = standing([running('five_hour', 3, NOW + 4 * HOUR), week(10, NOW + 6 * HOUR)]);
    const verdict = decide(ask({ token: 1 }), own, NOW);
    expect(verdict.outcome).toBe('DENIED');
    expect(explain(ask({ token: 9 }), own, decide(ask({ token: 9 }), own, NOW), NOW).unblocksAt).toBe(NOW + 4 * HOUR);
  });

  test('a check for more than it holds waits until it yields', () => {
    const own = standing([week(10, NOW + 8 * HOUR)]);
    const request = ask({ token: 9 });
    const verdict = decide(request, own, NOW);
    expect(verdict.outcome).toBe('DENIED');
    expect(yieldTurns(own.account, NOW)).toEqual([NOW + 3 * HOUR + 1]);
    expect(explain(request, own, verdict, NOW)).toMatchObject({
      blockers: [{ source: 'window:five_hour' }],
      unblocksAt: NOW + 3 * HOUR + 1,
    });
    expect(decide(request, own, NOW + 3 * HOUR).outcome).toBe('DENIED');
    expect(decide(request, own, NOW + 3 * HOUR + 1).outcome).toBe('ALLOWED');
  });

  test('a check that the next period alone could give waits until it yields there, too', () => {
    // All of today is used up; at midnight the five hours bound again, and from 19:00 on they yield.
    const days = [yielding(fiveHour(3), 'day'), calendar('day')];
    const end = at('2026-01-16T00:00:00Z');
    const own = onPlan(days, {
      account: account({ windows: [running('day', 10, end), running('five_hour', 3, NOW + HOUR)] }),
    });
    const request = ask({ token: 9 });
    const { unblocksAt } = explain(request, own, decide(request, own, NOW), NOW);
    expect(text(unblocksAt! - 1)).toBe('2026-01-16T19:00:00Z');
  });

  test('by the calendar it yields in the day or month that goes beyond the longest', () => {
    const days = [yielding(calendar('day'), 'month'), month()];
    // The month turns at noon: the day of the turn goes beyond it, the one before does not.
    const own = (now: Instant) => account({ windowTerms: days, lastAt: now, subscribedAt: at('2026-01-10T12:00:00Z') });
    const limits = (instant: string) =>
      limiting(own(at(instant)), windowStates(own(at(instant))), at(instant)).map((state) => state.terms.name);
    expect(limits('2026-02-09T23:00:00Z')).toEqual(['day', 'month']);
    expect(limits('2026-02-10T00:00:00Z')).toEqual(['month']);
    expect(limits('2026-02-10T12:00:00Z')).toEqual(['day', 'month']);
    expect(yieldTurns(own(at('2026-02-09T23:00:00Z')), at('2026-02-09T23:00:00Z'))).toEqual([
      at('2026-02-10T00:00:00Z'),
    ]);
  });

  test('debt is paid as far as those have that limit', () => {
    const own = account({
      debt: credits(9),
      windowTerms: terms,
      windows: [running('five_hour', 3, NOW + 1), week(10, NOW + HOUR)],
    });
    advance(own, NOW + 1);
    expect(own.debt).toBe(0n);
    expect(own.windows.map(({ name, used }) => [name, used])).toEqual([
      ['weekly', credits(19)],
      ['five_hour', credits(9)],
    ]);
  });

  test('what its hold gives back goes to the very instance', () => {
    const own = standing([week(10, NOW + HOUR)]);
    const [taken] = takeAndHold(own, decide(ask({ token: 10 }), own, NOW), 'h1');
    const hold = [{ account: own.account, part: taken!.part, state: 'HELD' as const }];
    const event = {
      id: 'c',
      amount: credits(4),
      final: true,
      claimed: false,
      ...FAST,
      feature: 'fast',
      layers: own.layers,
      budgets: [],
      ownOnly: false,
    };
    settle(event, { account: own.account, others: new Map(), hold, overshoot: { policy: 'DEBT' } }, NOW + 1);
    expect(own.account.windows.map(({ name, used, held }) => [name, used, held])).toEqual([
      ['weekly', credits(14), 0n],
      ['five_hour', credits(4), 0n],
    ]);
  });
});

test('each draw counts in all its windows whatever kind they are', () => {
  const all = [
    fiveHour(9),
    calendar('day'),
    calendar('week'),
    month(),
    { name: 'ever', capacity: credits(5), kind: 'once' as const },
  ];
  const own = onPlan(all, { cards: [card()] });
  const verdict = decide(ask({ token: 5 }), own, NOW);
  expect(verdict.draws[0]!.windows).toHaveLength(5);
  const on = account({ windowTerms: all });
  post(on, NOW, 'HOLD', 'd', takeLines({ lot: null, windows: verdict.draws[0]!.windows, amount: credits(5) }, 'held'));
  expect(on.windows.map(({ name, resetsAt }) => [name, text(resetsAt)])).toEqual([
    ['five_hour', '2026-01-15T17:00:00Z'],
    ['day', '2026-01-16T00:00:00Z'],
    ['week', '2026-01-19T00:00:00Z'],
    ['month', '2026-02-15T12:00:00Z'],
    ['ever', '9999-12-31T23:59:59.999Z'],
  ]);
});
