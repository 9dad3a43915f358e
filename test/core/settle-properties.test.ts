/**
 * What holds of settlement in every world, whatever is held, extended, used, released or waited for, in any order.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyOf, stock, total } from './model.js';
import { allAccounts, commands, play, setting, type Setting, type Settled, type Step } from './settle-worlds.js';
import { yielded } from './worlds.js';
import type { Account } from '../../src/core/account.js';

const RUNS = { numRuns: 70 };

function always(look: (step: Step) => void, lookAtAll: (steps: Step[], start: Setting) => void = () => undefined) {
  fc.assert(
    fc.property(setting, commands, (start, all) => {
      const steps = play(start, all);
      steps.forEach(look);
      lookAtAll(steps, start);
    }),
    RUNS,
  );
}

function eachSettled(look: (settled: Settled, after: Step) => void) {
  always((step) => step.settled && look(step.settled, step));
}

/** Reached by chance only, so the sample is fixed. */
test('the worlds meet every source of a settlement, and every way that it can end', () => {
  const sample = fc.sample(fc.tuple(setting, commands), { seed: 7, numRuns: 400 });
  const settled = sample.flatMap(([start, all]) => play(start, all).flatMap((step) => step.settled ?? []));
  const met = <T>(of: (settled: Settled) => T[]) => [...new Set(settled.flatMap(of))].sort();
  const drawn = met(({ settlement }) => settlement.draws.map(({ layer, captured }) => `${layer} ${captured}`));
  expect(drawn).toHaveLength(8);
  expect(met(({ settlement }) => settlement.updates.map(({ update }) => update.cause))).toHaveLength(3);
  expect(met(({ settlement }) => settlement.parts.map(({ state }) => state))).toEqual(['HELD', 'SETTLED']);
  expect(met(({ hold }) => hold.map(({ state }) => state))).toEqual(['EXPIRED', 'HELD', 'RELEASED', 'SETTLED']);
  expect(met(({ hold }) => [hold.length])).toEqual([0, 1, 2, 3]);
  const moves = met(({ settlement }) =>
    settlement.updates.flatMap(({ update }) => update.lines.map(({ from, to }) => `${from}→${to}`)),
  );
  expect(moves).toEqual([
    'debt→ended',
    'ended→ended',
    'held→expired',
    'held→remaining',
    'held→spent',
    'held→used',
    'issued→debt',
    'remaining→spent',
    'remaining→used',
    'used→ended',
  ]);
});

test('every lot is conserved and nothing falls below zero (I1, I2)', () => {
  always(({ after }) => {
    for (const own of allAccounts(after)) {
      const wrong = own.lots.filter(({ amount, remaining, held, spent, expired, takenBack }) => {
        const buckets = [remaining, held, spent, expired, takenBack];
        return total(buckets) !== amount || buckets.some((bucket) => bucket < 0n);
      });
      expect(wrong).toEqual([]);
      for (const { used, held } of own.windows) expect([used, held].filter((part) => part < 0n)).toEqual([]);
      expect(own.debt >= 0n).toBe(true);
    }
  });
});

test('what was drawn, forgiven and left as debt is the amount, and each lands on its account', () => {
  eachSettled(({ event, before, overshoot, settlement }, { after }) => {
    const { draws, forgiven, debt } = settlement;
    expect(total(draws.map(({ amount }) => amount)) + forgiven + debt).toBe(event.amount);
    expect(after.facts.account.debt - before.facts.account.debt).toBe(debt);
    const limit = overshoot.policy === 'DEBT' ? 0n : (overshoot.leftThisMonth ?? event.amount);
    expect(forgiven <= limit && (debt === 0n || forgiven === limit)).toBe(true);
    for (const own of allAccounts(after)) {
      const earlier = allAccounts(before).find(({ id }) => id === own.id);
      const here = draws.filter(({ account, lot }) => account === own.address && lot);
      expect(spentOn(own) - (earlier ? spentOn(earlier) : 0n)).toBe(total(here.map(({ amount }) => amount)));
    }
  });
});

test('captured in the order of the draws, then drawn in the order of the layers, each as far as it goes (I5)', () => {
  eachSettled(({ event, now, before, hold, settlement }) => {
    let left = event.amount;
    const expected: { key: string; captured: boolean; amount: bigint }[] = [];
    const use = (key: string, captured: boolean, most: bigint) => {
      const amount = left < most ? left : most;
      if (amount > 0n) expected.push({ key, captured, amount });
      left -= amount;
    };
    const draws = hold.flatMap(({ state, part }) => (state === 'HELD' ? part.draws : []));
    for (let no = 0; no <= Math.max(-1, ...draws.map((draw) => draw.no)); no++) {
      const draw = draws.find((each) => each.no === no);
      if (draw) {
        // An extension may have given some of it back.
        const stillHeld = draw.amount - draw.settled - draw.released;
        use(draw.lot ? `${draw.source} ${draw.lot}` : draw.source, true, stillHeld);
      }
    }
    for (const { key, left: most } of stock({ ...before.facts, layers: [...event.layers] }, now)) use(key, false, most);
    const found = settlement.draws.map((draw) => ({ key: keyOf(draw), captured: draw.captured, amount: draw.amount }));
    expect(found).toEqual(expected);
    expect(settlement.forgiven + settlement.debt).toBe(left);
  });
});

test('nothing is drawn from a lot at or after its expiry, beyond what was held of it (I7, rule 21)', () => {
  eachSettled(({ now, before, settlement }) => {
    for (const lot of allAccounts(before).flatMap(({ lots }) => lots)) {
      const of = (captured: boolean) =>
        total(settlement.draws.filter((d) => d.lot === lot.id && d.captured === captured).map((d) => d.amount));
      expect(of(true) <= lot.held).toBe(true);
      if (lot.closed || (lot.expiresAt !== null && lot.expiresAt <= now)) expect(of(false)).toBe(0n);
    }
  });
});

test('no window holds more than its capacity (I2)', () => {
  always(({ after: { facts } }) => {
    for (const window of facts.account.windows) {
      const { name, used, held } = window;
      const capacity = facts.plan?.windows.find((terms) => terms.name === name)?.capacity ?? -1n;
      expect(used + held <= capacity || yielded(facts, window)).toBe(true);
    }
  });
});

test('a hold ends once: nothing of it stays held, and what is held anywhere is the sum of the open ones (I8)', () => {
  always(({ after, now, settled }) => {
    const parts = [...after.holds.values()].flat();
    for (const { account, part, state } of parts) {
      const inTime = part.claims > 0 || part.expiresAt > now || settled !== null;
      const left = part.draws.map(({ amount, settled, released }) => amount - settled - released);
      expect(left.filter((amount) => amount < 0n)).toEqual([]);
      if (state !== 'HELD') expect(total(left)).toBe(0n);
      else expect(inTime).toBe(true);
      expect(account.holds.some(({ id }) => id === part.id)).toBe(state === 'HELD');
    }
    for (const own of allAccounts(after)) {
      const open = parts.filter(({ account, state }) => account === own && state === 'HELD');
      const draws = open.flatMap(({ part }) => part.draws);
      const held = (of: typeof draws) => total(of.map((draw) => draw.amount - draw.settled - draw.released));
      for (const lot of own.lots) expect(held(draws.filter((draw) => draw.lot === lot.id))).toBe(lot.held);
      for (const { name, startedAt, held: inWindow } of own.windows) {
        const here = draws.filter((draw) =>
          draw.windows.some((each) => each.name === name && each.startedAt === startedAt),
        );
        expect(held(here)).toBe(inWindow);
      }
    }
  });
});

test('a claimed hold never expires; a final event ends it, another one does not (rule 15)', () => {
  eachSettled(({ event, hold, settlement }, { after }) => {
    for (const { account, part, state } of hold) {
      if (event.claimed) expect(['HELD', 'SETTLED']).toContain(state);
      const now = after.holds.get(part.id)?.find((placed) => placed.account.id === account.id);
      expect(now?.state).toBe(event.final && state === 'HELD' ? 'SETTLED' : state);
      expect(now?.part.claims).toBe(part.claims - (event.claimed ? 1 : 0));
      const changed = settlement.parts.some((placed) => placed.account.id === account.id);
      expect(changed).toBe(JSON.stringify(now, text) !== JSON.stringify({ account: now?.account, part, state }, text));
    }
  });
});

test('each account touched gets one SETTLE, the subject always; `seq` has no gaps and the lines rebuild every lot', () => {
  always(
    ({ settled }) => {
      if (!settled) return;
      const [first, ...others] = settled.settlement.updates;
      expect(first?.account.address).toBe('subject:alice');
      const rest = others.filter(({ update }) => update.cause === 'SETTLE');
      expect(new Set([first, ...rest].map((each) => each?.account.id)).size).toBe(1 + rest.length);
      for (const { update } of rest) expect(update.lines).not.toEqual([]);
      for (const { update } of settled.settlement.updates) expect(update.causeId).toBe(settled.event.id);
    },
    (steps, { start }) => {
      const updates = steps.flatMap((step) => step.updates);
      const end = steps.at(-1)?.after;
      for (const own of [start.account, ...start.others.values()]) {
        const journal = updates.filter(({ accountId }) => accountId === own.id);
        expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, i) => own.seq + BigInt(i) + 1n));
        const last = end && allAccounts(end).find(({ id }) => id === own.id);
        const lines = journal.flatMap((update) => update.lines);
        for (const { id, amount, effective } of own.lots) {
          const booked = (...buckets: string[]) =>
            total(lines.flatMap((l) => (l.lot === id && buckets.includes(l.to) ? [l.amount] : []))) -
            total(lines.flatMap((l) => (l.lot === id && buckets.includes(l.from) ? [l.amount] : [])));
          expect(last?.lots.find((lot) => lot.id === id)).toMatchObject({
            remaining: amount + booked('remaining') + booked('pending'),
            held: booked('held'),
            spent: booked('spent', 'debt'),
            expired: booked('expired'),
            effective: effective || lines.some((l) => l.lot === id && l.from === 'pending'),
          });
        }
      }
    },
  );
});

/** For JSON: amounts as text, accounts by their id. */
function text(key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return key === 'account' ? (value as Account | undefined)?.id : value;
}

function spentOn({ lots }: Account): bigint {
  return total(lots.map(({ spent }) => spent));
}
