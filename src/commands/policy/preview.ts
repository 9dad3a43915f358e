/** `spillway policy preview`: what a policy would have changed of a period. */
import type { Verb } from '../run-verb.js';
import { PREVIEW_OPTIONS } from '../preview-options.js';

const USAGE = `Usage: spillway policy preview FILE --tenant acme --from INSTANT [options]

Makes the stored decisions of a period again, by the policy in FILE, on the books as they were when it began; tells which
answers would be others, and what layers, budgets, people and roles would have been charged.

${PREVIEW_OPTIONS}`;

export const POLICY_PREVIEW: Verb = {
  name: 'preview',
  what: 'what it would have changed of a period',
  usage: USAGE,
  run: async () => {
    const { previewFile } = await import('../preview-report.js');
    return (args, stopped) => previewFile('POLICY', args, stopped);
  },
};
