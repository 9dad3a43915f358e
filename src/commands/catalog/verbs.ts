/** The verbs of `spillway catalog`, in the order in which a change goes. */
import type { Verb } from '../run-verb.js';

export const CATALOG_VERBS: readonly Verb[] = [];
