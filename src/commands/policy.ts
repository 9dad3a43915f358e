/**
 * `spillway policy <verb>`: what an admin does with a policy before and after it goes live. It finds the verb and runs it;
 * what each one does stands in `policy/`.
 */
import { POLICY_VERBS } from './policy/verbs.js';
import { runVerb } from './run-verb.js';

await runVerb('policy', POLICY_VERBS, process.argv.slice(2));
