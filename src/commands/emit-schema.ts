/**
 * `npm run schema`: writes the contract, as the code serves it, to `schema/schema.graphql`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PROJECT } from '../project.js';
import { runTool } from './run-tool.js';

const USAGE = `Usage: spillway schema
       npm run schema

Writes the GraphQL schema, as the code serves it, to schema/schema.graphql, and prints where that is.

It has no options. Exit code: 0; 1 where the file cannot be written.
`;

await runTool(async () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return true;
  }
  // It loads the whole product.
  const { printApiSchema } = await import('./print-api-schema.js');
  const file = fileURLToPath(new URL('schema/schema.graphql', PROJECT));
  writeFileSync(file, await printApiSchema());
  process.stdout.write(`${file}\n`);
  return true;
});
