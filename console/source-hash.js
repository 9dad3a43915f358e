/**
 * The hash of all that `dist` is made from: the sources, what was generated from the schema for them, and what builds them.
 * The schema itself may grow without a new build; a document that it refuses stops the server's start.
 */
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
  files.push(...single.map((name) => join(here, name)));
  const hash = createHash('sha256');
  for (const file of files.sort()) {
    hash
      .update(`${relative(here, file)}\n`)
      .update(readFileSync(file))
      .update('\n');
  }
  return hash.digest('hex');
}
