/**
 * `npm run schema`: writes the contract, as the code serves it, to `schema/schema.graphql`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { printApiSchema } from './print-api-schema.js';

const file = fileURLToPath(new URL('../../schema/schema.graphql', import.meta.url));
writeFileSync(file, await printApiSchema());
process.stdout.write(`${file}\n`);
