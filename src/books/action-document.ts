/**
 * What is stored of an act beside its columns: what was there before and after, and what it answers.
 */
import { codecOf } from './codec.js';

/** What an act changed, in words: a plan, a state, the version of a policy, the terms of a top-up. */
export interface ActionBody {
  before: string | null;
  after: string | null;
  /** Of an answer to a request for more of a budget: the hashes, in hex, of what was asked and of the terms of its lot. */
  answers?: { request: string; lot?: string };
}

/** What an admin's act changed. */
export const actionCodec = codecOf<ActionBody>(
  'admin action',
  ({ before, after, answers }) => ({ before, after, ...(answers && { answers }) }),
  [
    ({ before, after, answers }: Partial<ActionBody>) => ({
      before: before ?? null,
      after: after ?? null,
      ...(answers && { answers }),
    }),
  ],
);
