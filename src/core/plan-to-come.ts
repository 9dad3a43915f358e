/**
 * The plan that an account is to be put on: said by an admin, and made as due work.
 */
import type { Instant, WindowTerms } from './words.js';

/** A change of plan that is to come. */
export interface PlanToCome {
  plan: string;
  at: Instant;
  windowTerms: readonly WindowTerms[];
}
