/**
 * Groups of summed usage, each of one hour or day: how they are told apart, added up and split. Exact, in memory, and of
 * no more groups than a series may have points.
 */
import { keyOf } from '../books/books.js';

/** What was counted, by measure. */
export type Sums = Map<string, bigint>;

/** What a group is of; null where the series is not grouped by it, or the usage has none. */
export interface GroupOf {
  product: string | null;
  feature: string | null;
  address: string | null;
  session: string | null;
  label: string | null;
}

export interface Group extends GroupOf {
  /** From 1. */
  bucket: number;
  sums: Sums;
}

export const OF_ALL: Readonly<GroupOf> = { product: null, feature: null, address: null, session: null, label: null };

/** Adds so much to a measure. */
export function add(sums: Sums, measure: string, amount: bigint): void {
  sums.set(measure, (sums.get(measure) ?? 0n) + amount);
}

/** The same without measures of nothing: what was undone again. */
export function something(sums: Iterable<[measure: string, amount: bigint]>): Sums {
  return new Map([...sums].filter(([, amount]) => amount !== 0n));
}

export function addUp(all: readonly Sums[]): Sums {
  const total: Sums = new Map();
  for (const sums of all) for (const [measure, amount] of sums) add(total, measure, amount);
  return total;
}

/** What is left of the whole without the part; nothing where nothing is. */
export function less(whole: Sums, part: Sums): Sums {
  const rest = [...whole].map(([measure, amount]): [string, bigint] => [measure, amount - (part.get(measure) ?? 0n)]);
  return new Map(rest.filter(([, amount]) => amount > 0n));
}

/** A key that is the same for groups of one hour or day that differ in their label alone. */
export const unlabelledKey = ({ bucket, product, feature, address, session }: Omit<Group, 'label' | 'sums'>): string =>
  keyOf(String(bucket), kindKey({ product, feature, address, session, label: null }));

/** The groups with labels, and of each whole what has none of them. */
export function splitLabels(wholes: readonly Group[], labelled: readonly Group[]): Group[] {
  const parts = Map.groupBy(labelled, unlabelledKey);
  const without = wholes.map((whole) => {
    const inLabels = addUp((parts.get(unlabelledKey(whole)) ?? []).map(({ sums }) => sums));
    return { ...whole, sums: less(whole.sums, inLabels) };
  });
  return [...without.filter(({ sums }) => sums.size > 0), ...labelled].sort(inOrder);
}

/**
 * The groups with every kind of group in every bucket, also where it has no usage.
 * @param buckets how many there are
 * @returns null where that is more than `most`
 */
export function fillGaps(groups: readonly Group[], buckets: number, most: number): Group[] | null {
  const kinds = new Map(groups.map((group) => [kindKey(group), group]));
  if (kinds.size * buckets > most) return null;
  const ordered = [...kinds].sort(([, a], [, b]) => inOrder({ ...a, bucket: 0 }, { ...b, bucket: 0 }));
  const found = new Map(groups.map((group) => [keyOf(String(group.bucket), kindKey(group)), group]));
  return Array.from({ length: buckets }, (_, i) => i + 1).flatMap((bucket) =>
    ordered.map(([key, kind]) => found.get(keyOf(String(bucket), key)) ?? { ...kind, bucket, sums: new Map() }),
  );
}

/** Null is no text: what has no session is another kind than what has the empty one. */
function kindKey({ product, feature, address, session, label }: GroupOf): string {
  return JSON.stringify([product, feature, address, session, label]);
}

function inOrder(a: Group, b: Group): number {
  if (a.bucket !== b.bucket) return a.bucket - b.bucket;
  for (const name of ['product', 'feature', 'address', 'session', 'label'] as const) {
    const [one, other] = [a[name], b[name]];
    if (one === other) continue;
    if (one === null || other === null) return one === null ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
