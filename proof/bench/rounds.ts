/**
 * Contenders take turns, so that what disturbs the machine for a while disturbs them all; what counts of each is the
 * median of its rounds.
 */
import type { Contender, Round } from './contender.js';

/** What became of one contender. */
export interface Result {
  contender: Contender;
  /** Only those whose answers and books were right. */
  rounds: Round[];
  /** What was checked after each; null where none has passed. */
  checked: string | null;
  /** Why rounds have no figure. */
  problems: string[];
}

export interface RoundsOptions {
  rounds: number;
  seconds: number;
  stopped: AbortSignal;
  /** Told before each turn. */
  turn?: (contender: Contender, round: number) => void;
}

/** Runs all rounds; each begins with another contender. */
export async function runRounds(contenders: readonly Contender[], options: RoundsOptions): Promise<Result[]> {
  const { rounds, seconds, stopped, turn } = options;
  const results = contenders.map((contender): Result => ({ contender, rounds: [], checked: null, problems: [] }));
  for (let round = 1; round <= rounds; round++) {
    const first = (round - 1) % results.length;
    for (const result of [...results.slice(first), ...results.slice(0, first)]) {
      const { contender } = result;
      stopped.throwIfAborted();
      turn?.(contender, round);
      try {
        const ran = await contender.run(seconds);
        result.checked = await contender.check();
        result.rounds.push(ran);
      } catch (error) {
        stopped.throwIfAborted();
        result.problems.push(`round ${round}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  return results;
}

/** The middle value, or the mean of the two; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}
