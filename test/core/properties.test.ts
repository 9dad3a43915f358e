/**
 * What holds in every world, whatever is asked, released or waited for, in any order.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Facts } from '../../src/core/facts.js';
import { decide, type Verdict } from '../../src/core/decide.js';
import { explain } from '../../src/core/explain.js';
import { stillHeld } from '../../src/core/holds.js';
import { creditsOf, keyOf, passes, stock, total, turningPoints } from './model.js';
import { accountsOf, advanceAll, commands, copyOf, play, world, yielded, type Step } from './worlds.js';

const RUNS = { numRuns: 100 };

/** Plays random commands in random worlds and looks at each step, and at all of them. */
function always(look: (step: Step) => void, lookAtAll: (steps: Step[], start: Facts) => void = () => undefined) {
  fc.assert(
    fc.property(world, commands, (start, all) => {
      const steps = play(start, all);
      steps.forEach(look);
      lookAtAll(steps, start);
    }),
    RUNS,
  );
}

/** Reached by chance only, so the sample is fixed. */
test('the worlds meet every reason of the waterfall, every layer, draws from one to four sources, and windows that yielded', () => {
  const sample = fc.sample(fc.tuple(world, commands), { seed: 7, numRuns: 150 });
  const verdicts = sample.flatMap(([start, all]) => play(start, all).flatMap(({ verdict }) => verdict ?? []));
  const met = <T>(of: (verdict: Verdict) => T[]) => [...new Set(verdicts.flatMap(of))].sort();
  expect(met(({ outcome }) => [outcome])).toEqual(['ALLOWED', 'DENIED', 'PARTIAL']);
  expect(met(({ reason }) => [reason])).toEqual(['ALLOWED', 'DEBT_LIMIT', 'OUT_OF_CAPACITY', 'RATE_LIMITED']);
  const worlds = sample.flatMap(([start, all]) => play(start, all).map(({ after }) => after));
  const beyond = worlds.filter(({ account, plan }) =>
    account.windows.some(({ name, used, held }) => {
      return used + held > (plan?.windows.find((terms) => terms.name === name)?.capacity ?? 0n);
    }),
  );
  expect(beyond.length).toBeGreaterThan(0);
  expect(met(({ draws }) => draws.map(({ layer }) => layer))).toEqual(['ALLOWANCE', 'CREDITS', 'POOL', 'PROMOTION']);
  expect(met(({ draws }) => [new Set(draws.map(({ source }) => source)).size])).toEqual(
    expect.arrayContaining([0, 1, 2, 3, 4]),
  );
});

test('nothing ever falls below zero (I2)', () => {
  always(({ after }) => {
    for (const own of accountsOf(after)) {
      expect(own.debt >= 0n).toBe(true);
      for (const { remaining, held, spent, expired, takenBack } of own.lots) {
        expect([remaining, held, spent, expired, takenBack].filter((bucket) => bucket < 0n)).toEqual([]);
      }
      for (const { used, held } of own.windows) expect([used, held].filter((part) => part < 0n)).toEqual([]);
    }
  });
});

test('every lot is conserved: amount = remaining + held + spent + expired + taken back (I1)', () => {
  always(({ after }) => {
    for (const lot of accountsOf(after).flatMap(({ lots }) => lots)) {
      expect(lot.remaining + lot.held + lot.spent + lot.expired + lot.takenBack).toBe(lot.amount);
    }
  });
});

test('no window holds more than its capacity, unless it ends early with the one that it yields to (I2)', () => {
  always(({ after }) => {
    for (const window of after.account.windows) {
      const { name, used, held, resetsAt } = window;
      const terms = after.plan?.windows.find((each) => each.name === name);
      if (used + held <= (terms?.capacity ?? -1n)) continue;
      expect(yielded(after, window)).toBe(true);
      expect(after.account.windows.find((each) => each.name === terms?.yieldsTo)?.resetsAt).toBe(resetsAt);
    }
  });
});

test('a draw on the allowance counts in every window that covers what is asked, and in no other (rule 13)', () => {
  always(({ verdict, before }) => {
    for (const { windows } of verdict?.draws.filter(({ layer }) => layer === 'ALLOWANCE') ?? []) {
      const covering = before.plan?.windows.filter(({ name }) => name !== 'video') ?? [];
      expect(windows.map(({ name }) => name)).toEqual(covering.map(({ name }) => name));
    }
  });
});

test('what lots and running windows hold is the sum of the open holds (I8)', () => {
  always(({ after, now }) => {
    for (const own of accountsOf(after)) {
      const draws = own.holds.flatMap((hold) => hold.draws);
      for (const lot of own.lots) expect(total(draws.filter((d) => d.lot === lot.id).map(stillHeld))).toBe(lot.held);
      for (const { name, startedAt, held } of own.windows) {
        const here = draws.filter((d) => d.windows.some((w) => w.name === name && w.startedAt === startedAt));
        expect(total(here.map(stillHeld))).toBe(held);
      }
      expect(own.holds.filter((hold) => hold.expiresAt <= now)).toEqual([]);
    }
  });
});

test('no later layer or lot is touched while an earlier one had something left (I5)', () => {
  always(({ verdict, before, now }) => {
    let dry = true;
    const takenFrom = new Map<string, bigint>();
    for (const draw of verdict?.draws ?? [])
      takenFrom.set(keyOf(draw), (takenFrom.get(keyOf(draw)) ?? 0n) + draw.amount);
    for (const { key, left } of stock(before, now)) {
      const taken = takenFrom.get(key) ?? 0n;
      if (taken > 0n) expect(dry).toBe(true);
      expect(taken <= left).toBe(true);
      dry &&= taken === left;
      takenFrom.delete(key);
    }
    expect([...takenFrom.keys()]).toEqual([]);
  });
});

test('a request that fits is never denied for capacity, one that does not is never allowed (I6)', () => {
  always(({ verdict, before, now }) => {
    if (!verdict || (verdict.reason !== 'OUT_OF_CAPACITY' && verdict.reason !== 'ALLOWED')) return;
    const capacity = total(stock(before, now).map(({ left }) => left));
    expect(verdict.outcome === 'ALLOWED').toBe(verdict.requested <= capacity);
    expect(verdict.granted <= capacity).toBe(true);
  });
});

test('granted + shortfall = requested; granted is the sum of the draws and the price of its usage (rule 7)', () => {
  always(({ command, verdict }) => {
    if (!verdict || command.do !== 'check') return;
    const { outcome, granted, shortfall, requested, draws, grantedUsage, card } = verdict;
    const price = (usage: Verdict['grantedUsage']) =>
      total(usage.map(({ dimension, quantity }) => quantity * (card?.prices.get('fast')?.get(dimension) ?? -1n)));
    expect(price(command.request.usage)).toBe(requested);
    expect(total(draws.map(({ amount }) => amount))).toBe(granted);
    expect(price(grantedUsage)).toBe(granted);
    if (outcome === 'DENIED') return expect(granted).toBe(0n);
    expect(granted + shortfall).toBe(requested);
    expect(shortfall === 0n || command.request.mode === 'UP_TO').toBe(true);
    command.request.usage.forEach(({ quantity, minimum }, i) => {
      const given = grantedUsage[i]?.quantity ?? -1n;
      expect(given >= 0n && given <= quantity && (outcome === 'ALLOWED' || given >= minimum)).toBe(true);
    });
  });
});

test('deciding and explaining change nothing; a denial leaves the facts as they were', () => {
  always(({ command, before, after, verdict, now }) => {
    if (!verdict || command.do !== 'check') return;
    const facts = structuredClone(before);
    expect(decide(command.request, facts, now)).toEqual(verdict);
    explain(command.request, facts, verdict, now);
    expect(facts).toEqual(before);
    if (verdict.outcome === 'DENIED') expect(after).toEqual(before);
  });
});

test('at `unblocksAt` the request really passes, and at no earlier turning point (rule 9)', () => {
  let promised = 0;
  always(({ command, after, verdict, now }) => {
    if (!verdict || command.do !== 'check' || verdict.reason === 'ALLOWED') return;
    const { unblocksAt } = explain(command.request, after, verdict, now);
    const points = turningPoints(command.request, after, now);
    const [first] = points.filter((at) => passes(command.request, after, verdict, at));
    if (first !== undefined && unblocksAt === null) {
      // Debt that takes long to repay is not looked ahead on any further (rule 37); each instant comes with the one before.
      const turns = points.filter((at) => at <= first && !points.includes(at + 1));
      expect(turns.length).toBeGreaterThan(50);
    } else expect(unblocksAt).toBe(first ?? null);
    if (unblocksAt !== null) promised += 1;
  });
  expect(promised).toBeGreaterThan(0);
});

test('`seq` has no gaps, `at` never falls, and each delta is the change of what is available and held (I9)', () => {
  always(
    () => undefined,
    (steps, start) => {
      for (const own of accountsOf(start)) {
        let last = { seq: own.seq, at: own.lastAt, ...creditsOf(own) };
        for (const update of steps.flatMap(({ updates }) => updates).filter(({ accountId }) => accountId === own.id)) {
          const { available, held } = update.after.balance;
          expect(update.seq).toBe(last.seq + 1n);
          expect(update.at).toBeGreaterThanOrEqual(last.at);
          expect([update.delta, update.heldDelta]).toEqual([available - last.available, held - last.held]);
          last = { seq: update.seq, at: update.at, available, held };
        }
        const end = accountsOf(steps.at(-1)?.after ?? start).find(({ id }) => id === own.id);
        expect(end && creditsOf(end)).toEqual({ available: last.available, held: last.held });
      }
    },
  );
});

test('the lines alone rebuild every lot', () => {
  always(
    () => undefined,
    (steps, start) => {
      const book = new Map<string, bigint>();
      const add = (key: string, amount: bigint) => book.set(key, (book.get(key) ?? 0n) + amount);
      const lots = (facts: Facts) => accountsOf(facts).flatMap((own) => own.lots.map((lot) => [own.id, lot] as const));
      for (const [id, lot] of lots(start))
        add(`${id} ${lot.id} ${lot.effective ? 'remaining' : 'pending'}`, lot.amount);
      for (const { accountId, lines } of steps.flatMap(({ updates }) => updates)) {
        for (const { lot, amount, from, to } of lines) {
          if (!lot) continue;
          add(`${accountId} ${lot} ${from}`, -amount);
          add(`${accountId} ${lot} ${to}`, amount);
        }
      }
      for (const [id, lot] of lots(steps.at(-1)?.after ?? start)) {
        const booked = (...buckets: string[]) =>
          total(buckets.map((bucket) => book.get(`${id} ${lot.id} ${bucket}`) ?? 0n));
        expect([booked('remaining', 'pending'), booked('held'), booked('spent', 'debt'), booked('expired')]).toEqual([
          lot.remaining,
          lot.held,
          lot.spent,
          lot.expired,
        ]);
      }
    },
  );
});

test('the same sequence gives the same verdicts and the same journal', () => {
  fc.assert(
    fc.property(world, commands, (start, all) => expect(play(start, all)).toEqual(play(start, all))),
    { numRuns: 30 },
  );
});

test('how often one looks changes nothing: time passing in steps writes the same journal as at once (rule 1)', () => {
  const pauses = fc.array(fc.integer({ min: 1, max: 20 * 3_600_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(world, commands, pauses, (start, all, waits) => {
      const last = play(start, all).at(-1);
      const [atOnce, inSteps] = [copyOf(last?.after ?? start), copyOf(last?.after ?? start)];
      const instants = waits.map((wait) => (last?.now ?? 0) + wait).sort((a, b) => a - b);
      const steps = instants.flatMap((at) => advanceAll(inSteps, at));
      const whole = advanceAll(atOnce, instants.at(-1) ?? 0);
      for (const { id } of accountsOf(start)) {
        expect(whole.filter((update) => update.accountId === id)).toEqual(steps.filter((u) => u.accountId === id));
      }
      expect(atOnce).toEqual(inSteps);
    }),
    { numRuns: 200 },
  );
});
