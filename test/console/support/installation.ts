/** An installation of Spillway beside this one, with a console of its own: the built server, and a `console/dist`. */
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Installation {
  /** The folder of its package.json, with a slash at the end. */
  project: URL;
  remove: () => void;
}

/** What a server needs beside its packages. */
const PARTS = ['package.json', 'schema', 'dist/src', 'src/server/graphiql-page.js'];

/** @param dist the folder that becomes its `console/dist` */
export function installWith(dist: string): Installation {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-installation-'));
  for (const part of PARTS) cpSync(part, join(dir, part), { recursive: true });
  cpSync(dist, join(dir, 'console/dist'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(dir, 'node_modules'));
  return { project: pathToFileURL(`${dir}/`), remove: () => rmSync(dir, { recursive: true, force: true }) };
}
