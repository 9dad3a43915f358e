/** `spillway catalog preview`: what a catalog would have changed of a period of one tenant. */
import type { Verb } from '../run-verb.js';
import { PREVIEW_OPTIONS } from '../preview-options.js';

const USAGE = `Usage: spillway catalog preview FILE --tenant acme --from INSTANT [options]

Makes the stored decisions of a period again, by the prices, plans and terms in FILE, on the books as they were when it began;
tells which answers would be others, and what layers, budgets, people and roles would have been charged.

${PREVIEW_OPTIONS}`;

export const CATALOG_PREVIEW: Verb = {
  name: 'preview',
  what: 'what it would have changed of a period of a tenant',
  usage: USAGE,
  run: async () => {
    const { previewFile } = await import('../preview-report.js');
    return (args, stopped) => previewFile('CATALOG', args, stopped);
  },
};
