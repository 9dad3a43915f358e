/**
 * What holds of budgets in every world, whatever is asked, settled, released or waited for, in any order.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide, type Verdict } from '../../src/core/decide.js';
import { explain } from '../../src/core/explain.js';
import type { LayerKind } from '../../src/core/kinds.js';
import { nextStep, releasedAt } from '../../src/core/pacing.js';
import { periodAt } from '../../src/core/periods.js';
import { budgetWorld, withoutBudgets } from './budget-worlds.js';
import { passes, stock, total, turningPoints } from './model.js';
import {
  allAccounts,
  commands as settleCommands,
  play as playSettling,
  type Step as Settled,
} from './settle-worlds.js';
import { commands, copyOf, play, type Step } from './worlds.js';
import type { Account } from '../../src/core/account.js';
import type { HeldCount } from '../../src/core/held-count.js';
import type { Facts } from '../../src/core/facts.js';
import type { Instant } from '../../src/core/words.js';

const RUNS = { numRuns: 150 };

function always(look: (step: Step) => void, lookAtAll: (steps: Step[], start: Facts) => void = () => undefined) {
  fc.assert(
    fc.property(budgetWorld, commands, (start, all) => {
      const steps = play(start, all);
      steps.forEach(look);
      lookAtAll(steps, start);
    }),
    RUNS,
  );
}

function alwaysSettling(look: (step: Settled, before: Settled | undefined) => void, numRuns = RUNS.numRuns) {
  const forgivable = fc.constantFrom(null, undefined, 5n);
  fc.assert(
    fc.property(budgetWorld, forgivable, settleCommands, (world, most, all) => {
      const start = { ...world, plan: world.plan && { ...world.plan, requestsPerMinute: null } };
      const steps = playSettling({ start, forgivable: most }, all);
      steps.forEach((step, i) => look(step, steps[i - 1]));
    }),
    { numRuns },
  );
}

const budgetsIn = ({ budgets, others }: Facts) =>
  budgets.map((terms) => ({ terms, account: others.get(terms.address)! }));
const standing = ({ windows }: Account) => total(windows.map(({ used, held }) => used + held));
const stripped = ({ draws, ...verdict }: Verdict) => ({
  ...verdict,
  draws: draws.map(({ budgets: _, ...draw }) => draw),
});

/** Reached by chance only, so the sample is fixed. */
test('the worlds meet budgets that cut, that cut a part, and increases that are used', () => {
  const sample = fc.sample(fc.tuple(budgetWorld, commands), { seed: 11, numRuns: 300 });
  const verdicts = sample.flatMap(([start, all]) => play(start, all).flatMap(({ verdict }) => verdict ?? []));
  const met = new Set(verdicts.map(({ outcome, reason }) => `${outcome} ${reason}`));
  expect([...met]).toEqual(
    expect.arrayContaining(['DENIED BUDGET_EXCEEDED', 'PARTIAL BUDGET_EXCEEDED', 'PARTIAL OUT_OF_CAPACITY']),
  );
  const counts = verdicts.flatMap(({ draws }) => draws.flatMap(({ budgets = [] }) => budgets));
  expect(counts.some(({ increases }) => increases.length === 2)).toBe(true);
  expect(
    counts.some(
      ({ amount, increases }) => amount > total(increases.map((each) => each.amount)) && increases.length > 0,
    ),
  ).toBe(true);
});

test('no check lifts what a period counts above what is released then, nor an increase below nothing', () => {
  always(({ before, after, verdict, now }) => {
    if (!verdict || verdict.outcome === 'DENIED') return;
    for (const { terms, account } of budgetsIn(after)) {
      const released = releasedAt(terms, Math.max(now, account.lastAt));
      const was = standing(before.others.get(terms.address)!);
      if (released !== null && standing(account) > was) expect(standing(account) <= released).toBe(true);
      expect(account.lots.every(({ remaining, held, spent }) => remaining >= 0n && held >= 0n && spent >= 0n)).toBe(
        true,
      );
    }
  });
});

test('every draw counts in just those budgets that cover its layer, with its whole amount', () => {
  always(({ before, after, verdict }) => {
    for (const draw of verdict?.draws ?? []) {
      const layer = before.layers.find(({ source }) => source === draw.source)!;
      expect((draw.budgets ?? []).map(({ account }) => account)).toEqual(layer.through);
      for (const { amount } of draw.budgets ?? []) expect(amount).toBe(draw.amount);
    }
    for (const { terms, account } of budgetsIn(after)) {
      const taken = (verdict?.draws ?? []).flatMap(({ budgets = [] }) =>
        budgets.filter((b) => b.account === terms.address),
      );
      const [was, is] = [before.others.get(terms.address)!, account].map(
        (each) => standing(each) + total(each.lots.map(({ held }) => held)),
      ) as [bigint, bigint];
      if (verdict) expect(is - was).toBe(total(taken.map(({ amount }) => amount)));
    }
  });
});

test('pouring places as much as any order of pouring could', () => {
  always(({ command, before, verdict, now }) => {
    if (command.do !== 'check' || !verdict || verdict.outcome === 'DENIED') return;
    const most = mostOf(before, now);
    const everything = {
      ...command.request,
      mode: 'UP_TO' as const,
      usage: [{ dimension: 'token', quantity: 500n, minimum: 0n }],
    };
    const free = {
      ...before,
      account: { ...before.account, guard: null },
      plan: before.plan && { ...before.plan, requestsPerMinute: null },
    };
    const price =
      free.cards[now >= (free.cards[1]?.effectiveAt ?? Infinity) ? 1 : 0]!.prices.get('fast')!.get('token')!;
    expect(decide(everything, free, now).granted).toBe((most / price) * price);
  });
});

/** By the tree of what lies in what: each node gives what its children give, up to the least that its budgets have left. */
function mostOf(facts: Facts, now: Instant): bigint {
  const has = new Map<string, bigint>();
  for (const { key, left } of stock(facts, now)) {
    const source = key.split(' ')[0]!;
    has.set(source, (has.get(source) ?? 0n) + left);
  }
  const bound = (source: string, amount: bigint) =>
    budgetsIn(facts)
      .filter(({ terms }) => terms.source === source)
      .reduce((least, { terms, account }) => {
        if (!terms.cap) return least;
        const period = releasedAt(terms, Math.max(now, account.lastAt))! - standing(account);
        const more = total(
          account.lots
            .filter(({ effectiveAt, expiresAt }) => effectiveAt <= now && (expiresAt ?? Infinity) > now)
            .map(({ remaining }) => remaining),
        );
        const left = (period > 0n ? period : 0n) + more;
        return left < least ? left : least;
      }, amount);
  const leaf = (source: string) => bound(source, has.get(source) ?? 0n);
  const paid = bound('paid', leaf('credits') + leaf('pool:ops') + leaf('pool:team'));
  return bound('any', leaf('allowance') + leaf('promotion') + paid);
}

test('the reason is BUDGET_EXCEEDED just where without budgets all would pass', () => {
  always(({ command, before, verdict, now }) => {
    if (command.do !== 'check' || !verdict) return;
    const without = decide(command.request, withoutBudgets(before), now);
    if (verdict.reason === 'BUDGET_EXCEEDED') expect(without.outcome).toBe('ALLOWED');
    else if (verdict.reason === 'ALLOWED') expect(stripped(without).outcome).toBe('ALLOWED');
    else expect(without.reason).toBe(verdict.reason);
  });
});

test('budgets that bound nothing change no answer, and leave the same on every account', () => {
  fc.assert(
    fc.property(budgetWorld, commands, (world, all) => {
      const budgets = world.budgets.map((terms) => ({ ...terms, cap: null }));
      const [counted, plain] = [play({ ...world, budgets }, all), play(withoutBudgets(world), all)];
      const left = ({ after: { account, others } }: Step) =>
        [account, ...others.values()]
          .filter(({ address }) => !address.startsWith('budget:'))
          .map(({ lots, windows, seq, debt }) => ({ lots, windows, seq, debt }));
      expect(counted.map(left)).toEqual(plain.map(left));
      expect(counted.map(({ verdict }) => verdict && stripped(verdict))).toEqual(plain.map(({ verdict }) => verdict));
    }),
    RUNS,
  );
});

test('what is held and given back leaves no trace', () => {
  fc.assert(
    fc.property(budgetWorld, commands, (start, all) => {
      const waits = all.filter((command) => command.do !== 'wait');
      const releases = waits.map(() => ({ do: 'release' as const, nth: 0 }));
      const last = play(start, [...waits, ...releases]).at(-1);
      for (const { terms, account } of last ? budgetsIn(last.after) : []) {
        const before = start.others.get(terms.address)!;
        expect([account.windows, account.lots, account.holds]).toEqual([before.windows, before.lots, []]);
      }
    }),
    RUNS,
  );
});

test('deciding and explaining change nothing', () => {
  always(({ command, before, verdict, now }) => {
    if (command.do !== 'check' || !verdict) return;
    const facts = copyOf(before);
    expect(decide(command.request, facts, now)).toEqual(verdict);
    explain(command.request, facts, verdict, now);
    expect(facts).toEqual(before);
  });
});

test('at `unblocksAt` the request really passes, and at no earlier turning point or step', () => {
  let promised = 0;
  always(({ command, after, verdict, now }) => {
    if (command.do !== 'check' || !verdict || verdict.reason === 'ALLOWED' || after.account.debt > 0n) return;
    const { unblocksAt } = explain(command.request, after, verdict, now);
    const steps = new Set<Instant>();
    for (const { terms } of budgetsIn(after)) {
      const { window, paced } = terms;
      if (paced === null || window.kind !== 'calendar') continue;
      // In the last step of a period the next one is the turn, from which a pace begins anew.
      const next = (at: Instant) => nextStep(terms, at) ?? periodAt(window, at).end;
      for (let at = next(now); at < now + 3 * 86_400_000; at = next(at)) steps.add(at);
    }
    const points = turningPoints(command.request, after, now).filter((at) => at < Date.UTC(2027, 0, 1));
    const all = [...new Set([...points, ...steps])].filter((at) => at > now).sort((a, b) => a - b);
    const first = all.find((at) => at <= now + 3 * 86_400_000 && passes(command.request, after, verdict, at));
    if (unblocksAt !== null) {
      expect(passes(command.request, after, verdict, unblocksAt)).toBe(true);
      promised += 1;
    }
    if (first !== undefined && unblocksAt !== null) expect(unblocksAt).toBe(first);
    if (first !== undefined && unblocksAt === null) expect(all.filter((at) => at < first).length).toBeGreaterThan(40);
  });
  expect(promised).toBeGreaterThan(0);
});

test('what a budget holds is what the open holds count there, in each instance and increase', () => {
  alwaysSettling(({ after }) => {
    for (const { account } of budgetsIn(after.facts)) {
      const parts = [...after.holds.values()]
        .flat()
        .filter((placed) => placed.account === account && placed.state === 'HELD');
      const counts = parts.flatMap(({ part }) => part.counts ?? []);
      const still = (all: HeldCount[]) =>
        total(all.map(({ amount, settled, released }) => amount - settled - released));
      for (const { startedAt, held } of account.windows) {
        expect(still(counts.filter(({ window }) => window?.startedAt === startedAt))).toBe(held);
      }
      for (const { id, held } of account.lots) expect(still(counts.filter(({ lot }) => lot === id))).toBe(held);
    }
  });
});

test('of each draw every budget still counts as much as is still held, while it has not given back', () => {
  alwaysSettling(({ after }) => {
    for (const parts of after.holds.values()) {
      if (!parts.every(({ state }) => state === 'HELD')) continue;
      const counts = parts.flatMap(({ account, part }) => (part.counts ?? []).map((count) => ({ account, count })));
      for (const draw of parts.flatMap(({ part }) => part.draws)) {
        for (const { account: id } of draw.budgets ?? []) {
          const here = counts.filter(({ account, count }) => account.id === id && count.no === draw.no);
          const all = (of: 'amount' | 'settled' | 'released') => total(here.map(({ count }) => count[of]));
          expect([all('amount'), all('settled'), all('released')]).toEqual([draw.amount, draw.settled, draw.released]);
        }
      }
      const nos = parts.flatMap(({ part }) => part.draws.map(({ no }) => no));
      expect(counts.every(({ count }) => nos.includes(count.no))).toBe(true);
    }
  });
});

test('no bucket falls below zero, every increase is conserved, and `seq` has no gaps', () => {
  alwaysSettling(({ after, updates }, before) => {
    for (const account of allAccounts(after)) {
      for (const { amount, remaining, held, spent, expired, takenBack } of account.lots) {
        expect([remaining, held, spent, expired, takenBack].every((bucket) => bucket >= 0n)).toBe(true);
        expect(remaining + held + spent + expired + takenBack).toBe(amount);
      }
      expect(account.windows.every(({ used, held }) => used >= 0n && held >= 0n)).toBe(true);
      const seqs = updates.filter(({ accountId }) => accountId === account.id).map(({ seq }) => seq);
      const was =
        (before && allAccounts(before.after).find(({ id }) => id === account.id)?.seq) ??
        account.seq - BigInt(seqs.length);
      expect(seqs).toEqual(seqs.map((_, i) => was + BigInt(i) + 1n));
    }
  });
});

test('what settles counts in full: captured and drawn in the budgets of their layer, the rest in those over everything', () => {
  alwaysSettling(({ settled }) => {
    if (!settled) return;
    const { event, settlement, before } = settled;
    for (const draw of settlement.draws) for (const { amount } of draw.budgets ?? []) expect(amount).toBe(draw.amount);
    const uncovered = settlement.forgiven + settlement.debt;
    const wide = event.budgets.filter(({ source }) => source === 'any').map(({ address }) => address);
    expect((settlement.counts ?? []).map(({ account, amount }) => [account, amount])).toEqual(
      uncovered > 0n ? wide.map((address) => [address, uncovered]) : [],
    );
    // Beyond comes only once a budget over that layer lets nothing more through.
    const over = settlement.draws.filter((draw) => draw.over);
    for (const { source } of over) {
      const layer = event.layers.find((each) => each.source === source)!;
      expect(layer.through.length).toBeGreaterThan(0);
    }
    const within = total(settlement.draws.filter((draw) => !draw.over && !draw.captured).map(({ amount }) => amount));
    if (over.length && !settled.hold.length)
      expect(within).toBe(
        mostWithin(
          before.facts,
          event.layers.map(({ source }) => source),
          settled.now,
        ),
      );
  }, 100);
});

function mostWithin(facts: Facts, sources: string[], now: Instant): bigint {
  const all = new Map(facts.layers.map((layer) => [layer.source, layer]));
  const layers = sources.flatMap((source) => all.get(source) ?? []);
  return layers.length === sources.length ? mostOf({ ...facts, layers }, now) : mostOf(withAll(facts, sources), now);
}

/** The facts with layers that the policy did not name to the check. */
function withAll(facts: Facts, sources: string[]): Facts {
  const kinds: Partial<Record<string, LayerKind>> = {
    allowance: 'ALLOWANCE',
    promotion: 'PROMOTION',
    credits: 'CREDITS',
  };
  const layers = sources.map((source) => {
    const layer = kinds[source] ?? 'POOL';
    return { layer, source, line: null, from: layer === 'POOL' ? source : null, through: [] };
  });
  return { ...facts, layers };
}
