/**
 * Counters as reporters have them: those that include what another dimension counts, and those that only grow. They are
 * made exclusive, and differences, before anything is priced (docs/rules.md, 41). Refuses nothing: a difference below
 * zero is for the caller to judge.
 */
import { unitsOf } from './quotes.js';
import type { Quantity } from './words.js';

/** Which dimension of a feature includes which other, such as input_tokens → cached_input_tokens. */
export type Inclusive = ReadonlyMap<string, string>;

/** What reports have said of one feature, on one hold. */
export interface ReportedOf {
  product: string;
  feature: string;
  /** The largest counter of each dimension, as it was sent. */
  counters: Quantity[];
  /** How much of the quotes for it is used, in exclusive units. */
  quoted: Quantity[];
}

/** What reports on one hold have said so far. */
export interface Reported {
  /** UUID of its final event; null where there was none, or it was set aside or undone. */
  final: string | null;
  /** Its final event was undone: another may end it, though the hold has long ended. */
  lifted: boolean;
  /** Whether its reports are counters; null while none has named any usage. */
  cumulative: boolean | null;
  of: ReportedOf[];
}

/** Of a hold on which nothing was reported. */
export const NOTHING_REPORTED: Reported = { final: null, lifted: false, cumulative: null, of: [] };

/** The same usage, each dimension without what it includes. */
export function exclusiveOf<Q extends Quantity>(usage: readonly Q[], inclusive: Inclusive): Q[] {
  return usage.map((each) => ({ ...each, quantity: each.quantity - includedIn(usage, inclusive, each.dimension) }));
}

/** The reverse of {@link exclusiveOf}: exclusive usage, told as a reporter counts. */
export function inclusiveOf(usage: readonly Quantity[], inclusive: Inclusive): Quantity[] {
  return usage.map(({ dimension, quantity }) => {
    return { dimension, quantity: quantity + includedIn(usage, inclusive, dimension) };
  });
}

function includedIn(usage: readonly Quantity[], inclusive: Inclusive, dimension: string): bigint {
  const included = inclusive.get(dimension);
  return included === undefined ? 0n : unitsOf(usage, included);
}

/** By how much counters exceed the largest before them. */
export function grownBy(counters: readonly Quantity[], largest: readonly Quantity[]): Quantity[] {
  return counters.map(({ dimension, quantity }) => ({ dimension, quantity: quantity - unitsOf(largest, dimension) }));
}

/** The largest of each dimension, where `counters` are none smaller than those before. */
export function withCounters(largest: readonly Quantity[], counters: readonly Quantity[]): Quantity[] {
  const others = largest.filter(({ dimension }) => !counters.some((each) => each.dimension === dimension));
  return [...others, ...counters];
}

/**
 * What counters go back to as a report is undone: the largest of the reports that stand.
 * @param undone the dimensions that it had counted
 * @param standing the largest of each of these; absent where none stands
 */
export function withoutCounters(
  largest: readonly Quantity[],
  undone: readonly Quantity[],
  standing: readonly Quantity[],
): Quantity[] {
  const isUndone = (dimension: string) => undone.some((each) => each.dimension === dimension);
  return [...largest.filter(({ dimension }) => !isUndone(dimension)), ...standing];
}

/** What was reported of a feature; nothing where it was not. */
export function reportedOf(reported: Reported | null, product: string, feature: string): ReportedOf {
  const found = reported?.of.find((each) => each.product === product && each.feature === feature);
  return found ?? { product, feature, counters: [], quoted: [] };
}

/** The same with what is now reported of a feature in the place of what was. */
export function withReportedOf({ of, ...all }: Reported, now: ReportedOf): Reported {
  const others = of.filter(({ product, feature }) => product !== now.product || feature !== now.feature);
  return { ...all, of: [...others, now] };
}
