/**
 * What the bench compares. A new row of its table is a contender or two more: to take its turns, to be checked, and to be
 * divided by another, a contender needs no more than this.
 */

/** What one round came to. */
export interface Round {
  /** Decisions, or transactions of the same rows, per second. */
  perSecond: number;
  /** What else is worth printing, such as `p99 ms`: the table shows the median of each. NaN where it is not known. */
  figures: Record<string, number>;
}

export interface Contender {
  name: string;
  /**
   * Sets up what it works on, and warms up.
   * @returns what a reader must know of it, in words
   */
  prepare(): Promise<string[]>;
  /**
   * Works as hard as it can for so long.
   * @throws Error where anything was answered wrongly: a round with a mistake in it has no figure
   */
  run(seconds: number): Promise<Round>;
  /**
   * Closes the books on what the last round wrote.
   * @returns what was checked, in words
   * @throws Error where they do not close: then, too, the round has no figure
   */
  check(): Promise<string>;
  /** Ends what it has started; also where it was not prepared in full. */
  close(): Promise<void>;
}
