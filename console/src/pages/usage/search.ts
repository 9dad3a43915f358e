/** What the address of the usage says: every filter, so that a link shows what its sender saw. */
export const RANGES = ['today', '7d', '30d', 'month', 'custom'] as const;
export type Range = (typeof RANGES)[number];
export const GROUPS = ['product', 'feature', 'session', 'label', 'subject'] as const;
export type Group = (typeof GROUPS)[number];
export const SORTS = ['start', 'group', 'events', 'amount'] as const;
export type Sort = (typeof SORTS)[number];

export interface UsageSearch {
  range?: Range;
  /** Of a custom range. */
  from?: string;
  to?: string;
  bucket?: 'HOUR' | 'DAY';
  /** An IANA name; without one, the clock that is chosen for all pages. */
  zone?: string;
  group?: Group;
  /** What the bars are made of; without it: who paid. */
  stack?: 'group';
  /** `events` or a dimension; without it: credits. */
  measure?: string;
  product?: string;
  /** Goes with a product. */
  feature?: string;
  session?: string;
  /** A label's name, whose values are told apart; or `name=value`, the only one that counts. */
  label?: string;
  everyone?: boolean;
  sort?: Sort;
  /** The least first. */
  up?: boolean;
}

const LONGEST = 600;

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

export function readUsage(search: Record<string, unknown>): UsageSearch {
  const read: Record<string, unknown> = {};
  const oneOf = (name: string, values: readonly string[]) => {
    if (values.includes(String(search[name]))) read[name] = search[name];
  };
  oneOf('range', RANGES);
  oneOf('bucket', ['HOUR', 'DAY']);
  oneOf('group', GROUPS);
  oneOf('stack', ['group']);
  oneOf('sort', SORTS);
  for (const name of ['measure', 'product', 'feature', 'session', 'label', 'zone']) {
    const value = search[name];
    // A number in an address is read as one; all of these are texts.
    if (value !== undefined && value !== null && value !== '') read[name] = String(value).slice(0, LONGEST);
  }
  for (const name of ['from', 'to']) {
    const at = Date.parse(String(search[name] ?? ''));
    if (Number.isFinite(at)) read[name] = new Date(at).toISOString();
  }
  for (const name of ['everyone', 'up']) if (search[name] === true) read[name] = true;
  if (read['product'] === undefined) delete read['feature'];
  if (typeof read['zone'] === 'string' && !isZone(read['zone'])) delete read['zone'];
  return read as UsageSearch;
}
