/**
 * `spillway catalog <verb>`: what the operator does with a catalog before and after it goes live. It finds the verb and runs it;
 * what each one does stands in `catalog/`.
 */
import { CATALOG_VERBS } from './catalog/verbs.js';
import { runVerb } from './run-verb.js';

await runVerb('catalog', CATALOG_VERBS, process.argv.slice(2));
