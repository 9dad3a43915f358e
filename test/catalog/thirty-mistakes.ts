/**
 * Thirty mistakes that an operator made in catalog.yaml, and what is said of each now: by which rule, and where. Of many the
 * list tells the kind alone, and one of that kind stands here.
 */
import { readFileSync } from 'node:fs';

/** A finding: its rule, and a text that begins at its column, or has it at `|`; `$` is the end of the last line. */
export type Said = readonly [rule: string, at: string];

export interface Mistake {
  id: string;
  /** What the operator did. */
  what: string;
  /** The text that they saved. */
  change: (text: string) => string;
  /**
   * `refused`: the catalog before it serves on. `guarded`: so, unless a line of it allows it. `told`: it goes live with a
   * warning. Those of accounts and usage are so where somebody is hit.
   */
  becomes: 'refused' | 'guarded' | 'told';
  said: readonly Said[];
}

export const SHIPPED = readFileSync('policies/catalog.yaml', 'utf8');

const swap = (from: string | RegExp, to: string) => (text: string) => {
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${from} is not there`);
  return changed;
};

const CARD = (id: string, at: string, prices: string) =>
  `rate_cards:\n  - id: ${id}\n    product: codex\n    effective_at: ${at}\n    per: 1000000\n    prices:\n${prices}`;
const ONE = '      gpt-5.5: { input_tokens: "1", cached_input_tokens: "1", output_tokens: "1" }\n';
const PRICES = /id: codex-2026-04\n[\s\S]*?prices:\n([\s\S]*?) {2}# Video/.exec(SHIPPED)![1]!;

export const MISTAKES: readonly Mistake[] = [
  {
    id: 'C01',
    what: 'a key mistyped',
    change: swap('requests_per_minute: 20', 'request_per_minute: 20'),
    becomes: 'refused',
    said: [['catalog/unknown-key', 'request_per_minute']],
  },
  {
    id: 'C02',
    what: 'a tab in place of blanks',
    change: swap('    requests_per_minute: 20', '\trequests_per_minute: 20'),
    becomes: 'refused',
    said: [['catalog/yaml', '\trequests_per_minute: 20']],
  },
  {
    id: 'C03',
    what: 'a key twice',
    change: swap('    requests_per_minute: 20\n', '    requests_per_minute: 20\n    requests_per_minute: 30\n'),
    becomes: 'refused',
    said: [['catalog/yaml', 'requests_per_minute: 30']],
  },
  {
    id: 'C05',
    what: 'an instant without a zone',
    change: swap('effective_at: 2026-01-01T00:00:00Z', 'effective_at: 2026-01-01'),
    becomes: 'refused',
    said: [['catalog/value', '|2026-01-01\n']],
  },
  {
    id: 'C06',
    what: 'an amount without quotes',
    change: swap('capacity: "5", every: 5h', 'capacity: 5, every: 5h'),
    becomes: 'refused',
    said: [['catalog/value', '|5, every: 5h']],
  },
  {
    id: 'C07',
    what: 'a feature removed, with its prices',
    change: (text) => text.replace(/^ {6}gpt-5\.4-mini:.*\n/gm, ''),
    becomes: 'guarded',
    said: [['catalog/feature-removed', 'features:\n      gpt-5.5']],
  },
  {
    id: 'C08',
    what: 'a price in force a hundred times as high',
    change: swap('"62.5"', '"6250"'),
    becomes: 'guarded',
    said: [['catalog/card-changed', '|id: codex-2026-04']],
  },
  {
    id: 'C09',
    what: 'a feature without any price',
    change: swap('      sora-2: [', '      sora-3: [seconds]\n      sora-2: ['),
    becomes: 'told',
    said: [['catalog/unpriced-feature', 'sora-3']],
  },
  {
    id: 'C10',
    what: 'a newer card that names one feature alone',
    change: swap('rate_cards:\n', CARD('codex-july', '2026-07-01T00:00:00Z', ONE)),
    becomes: 'guarded',
    said: Array.from({ length: 3 }, () => ['catalog/price-lost', '|id: codex-july'] as const),
  },
  {
    id: 'C11',
    what: 'two cards of the same product from the same instant',
    change: swap('rate_cards:\n', CARD('codex-2', '2026-04-01T00:00:00Z', ONE)),
    becomes: 'refused',
    said: [['catalog/ambiguous-card', '|id: codex-2026-04']],
  },
  {
    id: 'C12',
    what: 'a default plan that there is not',
    change: swap('default_plan: plus', 'default_plan: plsu'),
    becomes: 'refused',
    said: [['catalog/unknown-name', 'plsu']],
  },
  {
    id: 'C13',
    what: 'a card of a product that there is not',
    change: swap('  - id: codex-2026-01\n    product: codex', '  - id: codex-2026-01\n    product: codx'),
    becomes: 'refused',
    said: [['catalog/unknown-name', '|codx\n']],
  },
  {
    id: 'C14',
    what: 'a price of a feature that there is not',
    change: swap('sora-2: { seconds: "4"', 'sora-9: { seconds: "4"'),
    becomes: 'refused',
    said: [['catalog/unknown-name', 'sora-9: {']],
  },
  {
    id: 'C15',
    what: 'a price of a dimension that is not counted',
    change: swap('sora-2: { seconds: "4"', 'sora-2: { second: "4"'),
    becomes: 'refused',
    said: [['catalog/unknown-name', 'second: "4"']],
  },
  {
    id: 'C16',
    what: 'a weekly capacity below that of five hours',
    change: swap('weekly: { capacity: "250"', 'weekly: { capacity: "25"'),
    becomes: 'told',
    said: [['catalog/capacity-order', 'weekly: { capacity: "25",']],
  },
  {
    id: 'C17',
    what: 'a window removed',
    change: swap(/(plus:\n.*\n.*\n.*\n) {6}weekly.*\n/, '$1'),
    becomes: 'guarded',
    said: [['catalog/window-removed', '|plus:\n']],
  },
  {
    id: 'C18',
    what: 'a window renamed',
    change: swap(/(plus:\n.*\n.*\n.*\n {6})weekly/, '$1week'),
    becomes: 'guarded',
    said: [['catalog/window-removed', '|plus:\n']],
  },
  {
    id: 'C19',
    what: 'an amount below zero',
    change: swap('max_debt: "5"', 'max_debt: "-5"'),
    becomes: 'refused',
    said: [['catalog/value', '"-5"']],
  },
  {
    id: 'C20',
    what: 'a part with nothing in it',
    change: swap(/^plans:\n[\s\S]*?(?=\n# default_plan)/m, 'plans:\n'),
    becomes: 'refused',
    said: [['catalog/value', 'plans:\n\n']],
  },
  {
    id: 'C21',
    what: 'two cards with one id',
    change: swap('id: codex-2026-04', 'id: codex-2026-01'),
    becomes: 'refused',
    said: [['catalog/repeated', 'id: |codex-2026-01']],
  },
  {
    id: 'C22',
    what: '30 February',
    change: swap('2026-01-01T00:00:00Z', '2026-02-30T00:00:00Z'),
    becomes: 'refused',
    said: [['catalog/value', '2026-02-30T00:00:00Z']],
  },
  {
    id: 'C23',
    what: 'a card dated last May, with price 1',
    change: swap('rate_cards:\n', CARD('codex-may', '2026-05-01T00:00:00Z', PRICES.replace('"125"', '"1"'))),
    becomes: 'guarded',
    said: [['catalog/card-backdated', '|id: codex-may']],
  },
  {
    id: 'C24',
    what: 'a card of a plan that there is not',
    change: swap('plans: [enterprise]', 'plans: [enterprize]'),
    becomes: 'refused',
    said: [['catalog/unknown-name', 'enterprize']],
  },
  {
    id: 'C25',
    what: '`5 hours` in place of `5h`',
    change: swap('capacity: "5", every: 5h', 'capacity: "5", every: 5 hours'),
    becomes: 'refused',
    said: [['catalog/value', '5 hours']],
  },
  {
    id: 'C26',
    what: '`per: 0`',
    change: swap('per: 1\n', 'per: 0\n'),
    becomes: 'refused',
    said: [['catalog/value', '|0\n    prices']],
  },
  {
    id: 'C27',
    what: 'the file cut before its tenants',
    change: (text) => text.slice(0, text.indexOf('\ntenants:')),
    becomes: 'refused',
    said: [['catalog/missing', '# What is sold: products']],
  },
  {
    id: 'C28',
    what: 'a limit of 0 a minute',
    change: swap('requests_per_minute: 20', 'requests_per_minute: 0'),
    becomes: 'refused',
    said: [['catalog/value', 'minute: |0\n']],
  },
  {
    id: 'C29',
    what: 'a list in the place of keys',
    change: swap(/^tenants:\n[\s\S]*$/m, 'tenants: [acme, globex]\n'),
    becomes: 'refused',
    said: [['catalog/value', 'tenants: [']],
  },
  {
    id: 'C30',
    what: 'an overshoot that there is not',
    change: swap('policy: DEBT', 'policy: debt'),
    becomes: 'refused',
    said: [['catalog/value', 'debt, max_debt']],
  },
];

/** What the books alone can tell: test/books/stored-versions.test.ts has it. */
export const OF_BOOKS: readonly Omit<Mistake, 'change'>[] = [
  {
    id: 'C04',
    what: 'a plan removed that accounts are on',
    becomes: 'refused',
    said: [['catalog/plan-in-use', 'plans:']],
  },
];
