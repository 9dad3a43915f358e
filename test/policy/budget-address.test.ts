/** Addresses of what counts budgets: bounded, readable, and never the same for two of them. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { budgetAddress, LONGEST_BUDGET_ADDRESS } from '../../src/policy/budget-address.js';
import type { BudgetName } from '../../src/policy/budget-terms.js';

const NAME: BudgetName = { who: 'each team:search', object: 'product:codex/gpt-5.5', source: 'any', period: 'month' };

test('an address can be read: whose, of what, from where, for how long, then the subject and the session', () => {
  const address = budgetAddress(NAME, 'alice', 'task-1');
  expect(address).toMatch(
    /^budget:each_team:search\|product:codex\/gpt-5\.5\|any\|month\|alice\|task-1#[A-Za-z0-9_-]{43}$/,
  );
  expect(budgetAddress({ ...NAME, who: 'tenant' }, null, null)).toMatch(
    /^budget:tenant\|product:codex\/gpt-5\.5\|any\|month#[A-Za-z0-9_-]{43}$/,
  );
});

test('an address is what it was when its account was opened', () => {
  expect(budgetAddress({ ...NAME, who: 'tenant' }, null, null)).toBe(
    'budget:tenant|product:codex/gpt-5.5|any|month#msiW206bfGULvab4XqqjT2k2nrxEcY6nxXBvyq8NT64',
  );
});

const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'a,b', 'a|b', '"a"', 'null', 'a#b', '\ud800', '\udfff', 'é', '🦊', 'team:x', 'each a'),
  fc.string({ unit: 'binary', maxLength: 200 }),
);
const counted = fc.record({
  name: fc.record({ who: text, object: text, source: text, period: text }),
  subject: fc.option(text),
  session: fc.option(text),
});

test('no two budgets, subjects or sessions have one address, whatever they are called', () => {
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(counted, ({ name, subject, session }) => {
      const { who, object, source, period } = name;
      const what = [who, object, source, period, subject, session].map((each) => JSON.stringify(each)).join(' ');
      const address = budgetAddress(name, subject, session);
      expect(seen.get(address) ?? what).toBe(what);
      seen.set(address, what);
    }),
    { numRuns: 2_000 },
  );
  const moved = [
    budgetAddress({ ...NAME, who: 'a', object: 'b|c' }, null, null),
    budgetAddress({ ...NAME, who: 'a|b', object: 'c' }, null, null),
    budgetAddress(NAME, 'a', null),
    budgetAddress(NAME, null, 'a'),
    budgetAddress(NAME, 'a|b', null),
    budgetAddress(NAME, 'a', 'b'),
    budgetAddress(NAME, `${'x'.repeat(199)}a`, null),
    budgetAddress(NAME, `${'x'.repeat(199)}b`, null),
    budgetAddress(NAME, 'a', `${'x'.repeat(199)}a`),
    budgetAddress(NAME, 'a', `${'x'.repeat(199)}b`),
    ...(['who', 'object', 'source', 'period'] as const).flatMap((field) =>
      ['a', 'b'].map((end) => budgetAddress({ ...NAME, [field]: `${'x'.repeat(199)}${end}` }, null, null)),
    ),
  ];
  expect(new Set(moved).size).toBe(moved.length);
});

test('an address is plain ASCII and no longer than its bound, however long the names are', () => {
  fc.assert(
    fc.property(counted, ({ name, subject, session }) => {
      const address = budgetAddress(name, subject, session);
      expect(address).toMatch(/^budget:[A-Za-z0-9:*|/._-]*#[A-Za-z0-9_-]{43}$/);
      expect(address.length).toBeLessThanOrEqual(LONGEST_BUDGET_ADDRESS);
    }),
  );
  const long = '山'.repeat(500);
  const longest = budgetAddress({ who: long, object: long, source: long, period: long }, long, long);
  expect(longest).toHaveLength(LONGEST_BUDGET_ADDRESS);
  expect(LONGEST_BUDGET_ADDRESS).toBeLessThanOrEqual(200);
});
