/**
 * What is stored of an act beside its columns: what was there before and after, and what it answers.
 */
import type { TestCounts } from '../policy/published.js';
import { codecOf } from './codec.js';

/** What an act changed, in words: a plan, a state, the version of a policy, the terms of a top-up. */
export interface ActionBody {
  before: string | null;
  after: string | null;
  /** Of an answer to a request for more of a budget: the hashes, in hex, of what was asked and of the terms of its lot. */
  answers?: { request: string; lot?: string };
  /** Of a policy that went live. */
  activates?: Activated;
}

/** What is kept of how a policy went live. */
export interface Activated {
  /** The number of the version among the tenant's. */
  no: string;
  /** What its tests said; null where it has none. */
  tests: TestCounts | null;
  /** The rules of the lint that it was allowed to break. */
  allowed: readonly string[];
}

/** What an admin's act changed. */
export const actionCodec = codecOf<ActionBody>(
  'admin action',
  ({ before, after, answers, activates }) => ({
    before,
    after,
    ...(answers && { answers }),
    ...(activates && { activates }),
  }),
  [
    ({ before, after, answers, activates }: Partial<ActionBody>) => ({
      before: before ?? null,
      after: after ?? null,
      ...(answers && { answers }),
      ...(activates && { activates }),
    }),
  ],
);
