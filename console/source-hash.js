/** The hash of all that `dist` is made from: the sources, the schema, and what builds them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const here = import.meta.dirname;

/** @returns 64 hexadecimal digits */
export function sourceHash() {
  const files = ['src', 'public']
    .flatMap((folder) => readdirSync(join(here, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const single = ['index.html', 'vite.config.ts', 'codegen.ts', 'tsconfig.json', 'build.js', 'package-lock.json'];
  files.push(...single.map((name) => join(here, name)), join(here, '../schema/schema.graphql'));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash
      .update(`${relative(here, file)}\n`)
      .update(readFileSync(file))
      .update('\n');
  }
  return hash.digest('hex');
}
