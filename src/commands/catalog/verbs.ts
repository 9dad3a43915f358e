/** The verbs of `spillway catalog`, in the order in which a change goes. */
import type { Verb } from '../run-verb.js';
import { APPLY_VERBS } from './apply-verb.js';
import { CATALOG_LINT } from './lint.js';
import { CATALOG_PREVIEW } from './preview.js';

export const CATALOG_VERBS: readonly Verb[] = [CATALOG_LINT, CATALOG_PREVIEW, ...APPLY_VERBS];
