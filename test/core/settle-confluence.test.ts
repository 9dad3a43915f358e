/**
 * Usage in parts is usage at once: how a stream is cut changes the journal, never where anything lies in the end.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layers } from './build.js';
import { total } from './model.js';
import { allAccounts, commands, play, setting, settleOn, type Step } from './settle-worlds.js';

/** All that a settlement changes but the journal's own counters. */
function balances(step: Pick<Step, 'after'>) {
  const accounts = allAccounts(step.after).map((own) => ({ ...own, seq: 0n, lastAt: 0 }));
  const holds = [...step.after.holds.values()].flat().map(({ part, state }) => ({ part, state }));
  return { accounts, holds };
}

/** Settles the amount on a copy of the state, with its first open hold, in parts that do not end the hold, then with a final nothing. */
function inParts(step: Step | undefined, parts: readonly bigint[], forgivable: bigint | null) {
  if (!step) throw new Error('nothing was played');
  const after = structuredClone(step.after);
  const open = [...after.holds].find(([, hold]) => hold.some(({ state }) => state === 'HELD'));
  let left = forgivable;
  const sums = { forgiven: 0n, debt: 0n };
  [...parts, 0n].forEach((amount, i) => {
    const order = layers('pool:team', 'allowance', 'credits', 'promotion', 'pool:ops');
    const event = {
      id: `p${i}`,
      amount,
      final: i === parts.length,
      claimed: false,
      product: 'codex',
      feature: 'fast',
      layers: order,
      budgets: [],
      ownOnly: false,
    };
    const settlement = settleOn(after, event, open?.[0] ?? null, { policy: 'FORGIVE', leftThisMonth: left }, step.now);
    if (left !== null) left -= settlement.forgiven;
    sums.forgiven += settlement.forgiven;
    sums.debt += settlement.debt;
  });
  return { after, sums };
}

test('however usage is cut into parts, it ends in the same balances, holds, forgiveness and debt (I14)', () => {
  const cuts = fc.array(fc.bigInt({ min: 0n, max: 40n }), { maxLength: 8 });
  fc.assert(
    fc.property(setting, commands, cuts, fc.option(fc.bigInt({ min: 0n, max: 30n })), (start, all, parts, left) => {
      const step = play(start, all).at(-1);
      const [cut, whole] = [inParts(step, parts, left), inParts(step, [total(parts)], left)];
      expect(cut.sums).toEqual(whole.sums);
      expect(balances(cut)).toEqual(balances(whole));
    }),
    { numRuns: 120 },
  );
});

test('1,000 events of one unit are one event of 1,000 units, to the last digit', () => {
  const ones = Array.from({ length: 1000 }, () => 1n);
  for (const [start, all] of fc.sample(fc.tuple(setting, commands), { seed: 11, numRuns: 12 })) {
    const step = play(start, all).at(-1);
    const [units, whole] = [inParts(step, ones, 400n), inParts(step, [1000n], 400n)];
    expect(units.sums).toEqual(whole.sums);
    expect(balances(units)).toEqual(balances(whole));
  }
});
