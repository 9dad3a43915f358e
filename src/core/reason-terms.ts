/**
 * What answers say about the reason that a check ended with: the shape of each entry of the table in gates.ts.
 */
import type { Facts } from './facts.js';
import type { Blocker, Nano } from './words.js';

/** What answers say about one reason. */
export interface ReasonTerms {
  /** What the contract says of it. */
  description: string;
  /** For a person, as one sentence. */
  sentence: string | ((asked: { requested: Nano; shortfall: Nano; extending: boolean }) => string);
  /** What may help: nothing, waiting, credits or waiting, that holds which stand in the way end, or who manages the tenant. */
  helps: 'NOTHING' | 'WAITING' | 'CAPACITY' | 'ENDED_HOLDS' | 'ADMIN';
  /** Whether to look ahead for when the same request passes: there, what is held stays held. */
  timeMayHelp: boolean;
  /** How availability says it in one word. */
  state: 'NOT_PERMITTED' | 'SUSPENDED' | 'EXHAUSTED' | 'BLOCKED';
  /** What stood in the way; none where no source did, or only the layers can say which. */
  blocker?: (facts: Facts) => Blocker | null;
}
