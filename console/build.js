/**
 * Builds the console into `dist`: types of its documents, the page, its files compressed, the list of its documents for
 * the server, and a hash of all it was made from, by which a test sees that `dist` is not stale.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { sourceHash } from './source-hash.js';

const here = import.meta.dirname;
const run = (program, ...args) =>
  execFileSync(process.execPath, [join(here, 'node_modules', program), ...args], { cwd: here, stdio: 'inherit' });

run('@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.ts');
run('typescript/bin/tsc', '-p', 'tsconfig.json');
rmSync(join(here, 'dist'), { recursive: true, force: true });
run('vite/bin/vite.js', 'build');

const assets = join(here, 'dist', 'assets');
for (const name of readdirSync(assets)) {
  const bytes = readFileSync(join(assets, name));
  writeFileSync(join(assets, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  writeFileSync(join(assets, `${name}.br`), brotliCompressSync(bytes, { params }));
}
// Of each folder that codegen.ts writes.
const documents = ['src/gql', 'src/gql/policy'].map((folder) =>
  JSON.parse(readFileSync(join(here, folder, 'persisted-documents.json'), 'utf8')),
);
writeFileSync(join(here, 'dist', 'documents.json'), JSON.stringify(Object.assign({}, ...documents), null, 2));
writeFileSync(join(here, 'dist', 'build.json'), `${JSON.stringify({ source: sourceHash() })}\n`);
