/**
 * A batch that fails is done again in parts, so that whoever makes it fail hurts nobody else (docs/rules.md, 25). It
 * undoes nothing: what a batch did before it failed must be gone, as it is after a rollback.
 */
import { SpillwayError } from './errors.js';

export interface Parts<Batch, Result> {
  /** Does a batch, whole or not at all. */
  work(batch: Batch): Promise<Result>;
  /** The parts of a batch that failed with this, in the order to do them in; none where it cannot be divided. */
  split(batch: Batch, error: unknown): Batch[];
  /** What comes of a batch that failed and is not divided; where it throws, the parts that are left are not done. */
  failed(batch: Batch, error: unknown): Result | Promise<Result>;
}

/**
 * Does a batch at once; where that fails, part by part, each of which is divided again where it fails. A refusal
 * (SpillwayError) divides nothing: it holds for every part, and an overloaded database must not get more to do.
 * @returns what came of each part, in their order; of one where the whole passed
 */
export async function inParts<Batch, Result>(batch: Batch, parts: Parts<Batch, Result>): Promise<Result[]> {
  try {
    return [await parts.work(batch)];
  } catch (error) {
    const smaller = isRefusal(error) ? [] : parts.split(batch, error);
    if (smaller.length === 0) return [await parts.failed(batch, error)];
    const results: Result[] = [];
    for (const part of smaller) results.push(...(await inParts(part, parts)));
    return results;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof SpillwayError || (error instanceof Error && error.cause instanceof SpillwayError);
}
