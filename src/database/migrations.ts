/**
 * The migrations that this build knows, as files: plain SQL in the order of their names. In them `spillway_api` stands for
 * the API's role, whatever it is called, and `-- serves_from: NNN` says which builds may still serve once it is applied:
 * a build is known by the number of its newest migration.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT } from '../project.js';
import { DEFAULT_ROLE } from './home.js';

export const MIGRATIONS_DIR = fileURLToPath(new URL('schema/migrations', PROJECT));

export interface KnownMigration {
  name: string;
  no: number;
  /** The oldest build that may serve on it; null where it does not say. */
  servesFrom: number | null;
  sql: string;
}

const SERVES_FROM = /^-- serves_from: (\d{3})$/m;
const ROLE = new RegExp(`\\b${DEFAULT_ROLE}\\b`, 'g');

/** @param role a plain name, which is put in the place of `spillway_api` */
export async function knownMigrations(role: string, folder: string = MIGRATIONS_DIR): Promise<KnownMigration[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      const [, servesFrom] = SERVES_FROM.exec(text) ?? [];
      return {
        name: file.replace(/\.sql$/, ''),
        no: Number.parseInt(file, 10),
        servesFrom: servesFrom === undefined ? null : Number(servesFrom),
        sql: text.replace(ROLE, role),
      };
    }),
  );
}

/** The number that this build is known by. */
export const buildNo = (known: readonly KnownMigration[]): number => known.at(-1)?.no ?? 0;
