/**
 * Brings a cell to the schema that this version needs: plain SQL files in the order of their names, each once, in a
 * transaction of its own, whoever else starts at the same moment. Forward only: there is no way down.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import pg from 'pg';
import { PROJECT } from '../project.js';

export const MIGRATIONS_DIR = fileURLToPath(new URL('schema/migrations', PROJECT));

/**
 * The same number in every version, so that old and new processes exclude each other, and for all cells of a database:
 * each makes the API's role where there is none yet.
 */
const LOCK = 7_745_519_296;

async function migrationsIn(folder: string) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const sql = await readFile(join(folder, file), 'utf8');
      class FromFile extends Migration {
        override up(): void {
          this.addSql(sql);
        }
      }
      return { name: file.replace(/\.sql$/, ''), class: FromFile };
    }),
  );
}

/**
 * Applies what is missing; does nothing when nothing is. Runs as the user of `url`, who becomes the tables' owner.
 * @param options a cell's url, and its schema where that is not the URL's own: made where it is not there
 * @returns the names of the migrations that were applied now
 * @throws the database's error, with the failed file rolled back and none after it tried
 */
export async function migrate(options: { url: string; schema?: string | null; folder?: string }): Promise<string[]> {
  const migrationsList = await migrationsIn(options.folder ?? MIGRATIONS_DIR);
  const turn = new pg.Client({ connectionString: options.url, application_name: 'spillway-migrate', keepAlive: true });
  await turn.connect();
  try {
    await turn.query('select pg_advisory_lock($1)', [LOCK]);
    const orm = await MikroORM.init({
      clientUrl: options.url,
      driverOptions: { connectionString: options.url },
      entities: [],
      discovery: { warnWhenNoEntities: false },
      ensureDatabase: false,
      extensions: [Migrator],
      migrations: {
        migrationsList,
        tableName: 'schema_migration',
        ...(options.schema && { schema: options.schema }),
        allOrNothing: false,
        disableForeignKeys: false,
        snapshot: false,
        silent: true,
      },
    });
    try {
      return (await orm.migrator.up()).map(({ name }) => name);
    } finally {
      await orm.close();
    }
  } finally {
    await turn.end();
  }
}
