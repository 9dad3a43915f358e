/** The verbs of `spillway policy`, in the order in which a change goes. */
import type { Verb } from '../run-verb.js';
import { CASES_VERBS } from './cases-verbs.js';

export const POLICY_VERBS: readonly Verb[] = [...CASES_VERBS];
