/**
 * `npm run schema`: writes the contract, as the code serves it, to `schema/schema.graphql`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PROJECT } from '../project.js';
import { printApiSchema } from './print-api-schema.js';

const file = fileURLToPath(new URL('schema/schema.graphql', PROJECT));
writeFileSync(file, await printApiSchema());
process.stdout.write(`${file}\n`);
