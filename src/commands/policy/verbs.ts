/** The verbs of `spillway policy`, in the order in which a change goes. */
import type { Verb } from '../run-verb.js';
import { CASES_VERBS } from './cases-verbs.js';
import { CHANGE_VERBS } from './change-verbs.js';
import { POLICY_LINT } from './lint.js';
import { POLICY_PREVIEW } from './preview.js';

export const POLICY_VERBS: readonly Verb[] = [POLICY_LINT, ...CASES_VERBS, POLICY_PREVIEW, ...CHANGE_VERBS];
