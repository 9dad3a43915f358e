/** The verbs of `spillway policy`, in the order in which a change goes. */
import type { Verb } from '../run-verb.js';
import { CHANGE_VERBS } from './change-verbs.js';
import { POLICY_LINT } from './lint.js';

export const POLICY_VERBS: readonly Verb[] = [POLICY_LINT, ...CHANGE_VERBS];
