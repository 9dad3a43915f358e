/**
 * Random budgets in random worlds: over layers that lie in each other or apart, with every kind of period, paced and not, and
 * with increases. Amounts are small, so that edges are met often. It asserts nothing.
 */
import fc from 'fast-check';
import { layersThrough } from '../../src/core/budgets.js';
import { budgetOn } from './budget-build.js';
import { DAY, HOUR, lot, NOW } from './build.js';
import { world } from './worlds.js';
import type { Facts } from '../../src/core/facts.js';
import type { BudgetTerms, WindowTerms } from '../../src/core/words.js';

const SOURCES = ['any', 'any', 'paid', 'allowance', 'promotion', 'credits', 'pool:ops', 'pool:team'];

const calendar = fc.record({
  kind: fc.constant('calendar' as const),
  period: fc.constantFrom('day' as const, 'week' as const, 'month' as const),
  zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
});
const periods = fc.oneof(
  { weight: 4, arbitrary: calendar },
  { weight: 2, arbitrary: fc.constant({ kind: 'anchored' as const, seconds: 5 * 3600 }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'once' as const }) },
);

const approved = fc.array(
  fc.record({
    amount: fc.bigInt({ min: 0n, max: 8n }),
    priority: fc.integer({ min: 1, max: 2 }),
    begins: fc.constantFrom(0, 0, HOUR),
    ends: fc.constantFrom(3 * HOUR, DAY, null),
  }),
  { maxLength: 2 },
);

const one = fc.record({
  source: fc.constantFrom(...SOURCES),
  limit: fc.option(fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: 90n })), { freq: 6 }),
  period: periods,
  paced: fc.constantFrom(null, null, 'hourly' as const, 'daily' as const),
  approved,
});

/** A world in which up to four budgets count every check. */
export const budgetWorld: fc.Arbitrary<Facts> = fc
  .tuple(world, fc.array(one, { minLength: 1, maxLength: 4 }))
  .map(([facts, all]) => {
    const made = all.map(({ source, limit, period, paced, approved: lots }, i) => {
      const window: WindowTerms = { name: 'period', capacity: limit ?? 0n, ...period };
      const terms: BudgetTerms = {
        ...{ address: `budget:${i}`, who: `team:${i}`, object: 'product:*', source, period: '' },
        ...{ subject: null, session: null, alerts: [] },
        window,
        paced: period.kind === 'calendar' ? paced : null,
        cap: limit === null ? null : { limit, line: i },
      };
      const increases = lots.map(({ amount, priority, begins, ends }, n) => {
        const instants = { effectiveAt: NOW + begins, expiresAt: ends === null ? null : NOW + ends };
        const about = { kind: 'INCREASE' as const, priority, effective: begins === 0, ...instants };
        return lot(`b${i}i${n}`, 0, { amount, remaining: amount, ...about });
      });
      return { terms, account: budgetOn(terms, [], { lots: increases }) };
    });
    const budgets = made.map(({ terms }) => terms);
    const others = new Map([...facts.others, ...made.map(({ terms, account }) => [terms.address, account] as const)]);
    return { ...facts, budgets, others, layers: layersThrough(facts.layers, budgets) };
  });

/** The same world without budgets. */
export function withoutBudgets(facts: Facts): Facts {
  const others = new Map([...facts.others].filter(([address]) => !address.startsWith('budget:')));
  return { ...facts, budgets: [], others, layers: layersThrough(facts.layers, []) };
}
