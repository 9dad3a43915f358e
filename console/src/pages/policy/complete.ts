/** What can stand where the caret is: names of the text itself, objects of the catalog, and the words of the format. */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';

export interface Sold {
  id: string;
  features: readonly { id: string }[];
}

interface Names {
  roles: readonly string[];
  groups: readonly string[];
  teams: readonly string[];
  pools: readonly string[];
  subjects: readonly string[];
}

const NAMED = /\b(role|group|team|pool):([A-Za-z0-9][A-Za-z0-9._-]*)/g;
/** More names than that nobody reads in a list. */
const MOST_NAMES = 2000;

function namesOf(text: string): Names {
  const found: Record<string, Set<string>> = { role: new Set(), group: new Set(), team: new Set(), pool: new Set() };
  const subjects = new Set<string>();
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue;
    for (const [, kind, name] of line.matchAll(NAMED)) {
      const names = found[kind!]!;
      if (names.size < MOST_NAMES) names.add(`${kind}:${name}`);
    }
    const [kind, subject = ''] = line.split(',').map((column) => column.trim());
    if ((kind === 'g' || kind === 'g2') && /^[^*:]+$/.test(subject) && subjects.size < MOST_NAMES)
      subjects.add(subject);
  }
  return {
    ...{ roles: [...found['role']!], groups: [...found['group']!], teams: [...found['team']!] },
    ...{ pools: [...found['pool']!], subjects: [...subjects] },
  };
}

const products = (sold: readonly Sold[]): string[] => [
  'product:*',
  ...sold.flatMap(({ id, features }) => [`product:${id}`, ...features.map((each) => `product:${id}/${each.id}`)]),
];

const OBJECTS: Record<string, readonly string[]> = {
  product: ['use'],
  account: ['read', 'check', 'report', 'release', 'act_for', 'purchase', 'grant', 'manage', 'correct'],
  budget: ['approve'],
  policy: ['read', 'write'],
  ops: ['read'],
};
const PERIODS = ['5h', 'day', 'week', 'month', 'month paced daily', 'once'];

/** @param place of the column, the kind being 0 */
function wordsAt(columns: readonly string[], place: number, names: Names, sold: readonly Sold[]): readonly string[] {
  const [kind, , object = ''] = columns;
  const { roles, groups, teams, pools, subjects } = names;
  const layers = ['allowance', 'promotion', 'credits', ...pools];
  if (place === 0) return ['p', 'g', 'p2', 'g2', 'p3'];
  const accounts = ['account:self', 'account:*', ...teams.map((team) => `account:${team}`)];
  const budgets = ['budget:*', ...teams.map((team) => `budget:${team}`)];
  const objects = [...products(sold), ...accounts, ...pools.map((pool) => `account:${pool}`), ...budgets];
  const reached = [...teams, ...roles, ...groups, 'tenant'];
  const places: Record<string, readonly (readonly string[])[]> = {
    p: [
      [...roles, ...subjects],
      [...objects, 'policy', 'ops'],
      OBJECTS[object.split(':')[0] ?? ''] ?? Object.values(OBJECTS).flat(),
      ['allow', 'deny'],
    ],
    g: [[...subjects, ...groups, '*'], roles],
    g2: [[...subjects, ...groups, ...teams], teams],
    p2: [roles, products(sold), layers, ['10', '20', '30', 'never']],
    p3: [
      [...reached, ...reached.map((each) => `each ${each}`)],
      products(sold),
      ['any', 'paid', ...layers],
      [],
      PERIODS,
      ['cap', 'alert'],
    ],
  };
  return places[kind ?? '']?.[place - 1] ?? [];
}

/** @param sold what the catalog has, asked when it is wanted */
export const completing =
  (sold: () => readonly Sold[]): CompletionSource =>
  ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const line = state.doc.lineAt(pos);
    const before = line.text.slice(0, pos - line.from);
    if (before.trimStart().startsWith('#')) return null;
    const columns = before.split(',');
    const typed = columns.at(-1)!.trimStart();
    const place = columns.length - 1;
    if (!explicit && (typed === '' || place === 0)) return null;
    const kinds = columns.map((column) => column.trim());
    const words = wordsAt(kinds, place, namesOf(state.doc.toString()), sold());
    const options = [...new Set(words)].filter((word) => word !== typed).map((label): Completion => ({ label }));
    return options.length === 0 ? null : { from: pos - typed.length, options, validFor: /^[^,]*$/ };
  };
