/**
 * What a storm has shown: how often each path was taken, and what contradicts a promise. It judges nothing: the parts of
 * the storm add what they find, and the report is made of it.
 */

/** Something that must never be, as a person can look it up. */
export interface Violation {
  /** Of the promises I1 to I14. */
  invariant: string;
  message: string;
}

const KEPT = 100;

export class Evidence {
  readonly violations: Violation[] = [];
  /** Also those that were not kept. */
  violationCount = 0;
  private readonly taken = new Map<string, number>();

  /** A path was taken. */
  count(path: string): void {
    this.taken.set(path, this.times(path) + 1);
  }

  /** A path was taken so often in all. */
  counted(path: string, times: number): void {
    this.taken.set(path, times);
  }

  /** A promise was broken. */
  violated(invariant: string, message: string): void {
    this.violationCount += 1;
    if (this.violations.length < KEPT) this.violations.push({ invariant, message });
  }

  /** Says so where what must be true is not. */
  demand(truth: boolean, invariant: string, message: () => string): void {
    if (!truth) this.violated(invariant, message());
  }

  times(path: string): number {
    return this.taken.get(path) ?? 0;
  }

  /** Every path that was taken, by name. */
  paths(): [path: string, times: number][] {
    return [...this.taken].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
