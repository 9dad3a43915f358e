/** The verbs of `spillway policy`, in the order in which a change goes. */
import type { Verb } from '../run-verb.js';

export const POLICY_VERBS: readonly Verb[] = [];
