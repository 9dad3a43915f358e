/**
 * `npm run schema`: writes the contract, as the code serves it, to `schema/schema.graphql`, and what `docs/api.md` and
 * `docs/lint-rules.md` list of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PROJECT } from '../project.js';
import { runTool } from './run-tool.js';

const USAGE = `Usage: spillway schema
       npm run schema

Writes the GraphQL schema, as the code serves it, to schema/schema.graphql, the list of reasons in docs/api.md, and the lists
of rules in docs/lint-rules.md; prints which files these are.

It has no options. Exit code: 0; 1 where a file cannot be written.
`;

await runTool(async () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return true;
  }
  // It loads the whole product.
  const { printApiSchema } = await import('./print-api-schema.js');
  const { withReasons } = await import('./list-reasons.js');
  const schema = fileURLToPath(new URL('schema/schema.graphql', PROJECT));
  const { withRules } = await import('./list-rules.js');
  const page = fileURLToPath(new URL('docs/api.md', PROJECT));
  const rules = fileURLToPath(new URL('docs/lint-rules.md', PROJECT));
  writeFileSync(schema, await printApiSchema());
  writeFileSync(page, withReasons(readFileSync(page, 'utf8')));
  writeFileSync(rules, withRules(readFileSync(rules, 'utf8')));
  process.stdout.write(`${schema}\n${page}\n${rules}\n`);
  return true;
});
