/**
 * Brings a cell to the schema that this version needs: plain SQL files in the order of their names, each once, in a
 * transaction of its own, whoever else starts at the same moment. Forward only: there is no way down. It is the owner's
 * work, and makes the API's role and the schema where they are missing and the login may.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isLockTimeout, isTransient } from './database-errors.js';
import { writerUrl } from './database-url.js';
import { findHome, type Home, type HomeOptions } from './home.js';
import { buildNo, knownMigrations, type KnownMigration } from './migrations.js';
import { quoted, SessionClient } from './session-client.js';

/**
 * The same number in every version, so that old and new processes exclude each other, and for all cells of a database:
 * each makes the API's role where there is none yet.
 */
const LOCK = 7_745_519_296;

/** A table that is in use is waited for so long, and no longer: who comes after waits behind. */
const LOCK_TIMEOUT = '2s';
const TRIES = 30;
const REST_MS = 200;

/** A migration that is applied, and what it says of older builds. */
const LIST = `
  create table if not exists schema_migration (
    id serial primary key, name varchar(255) not null, executed_at timestamptz not null default current_timestamp
  )`;

export interface MigrateOptions extends HomeOptions {
  /** Where the migrations are; this build's by default. */
  folder?: string;
  /** Applies nothing. */
  dryRun?: boolean;
}

/**
 * Applies what is missing; does nothing when nothing is. Runs as the user of `url`, or as the owner of the books where
 * that user may become it.
 * @returns the names of the migrations that were applied now, or would be
 * @throws Error that says what to do where the login may not; the database's error, with the failed file rolled back and
 * none after it tried
 */
export async function migrate({ folder, dryRun = false, ...options }: MigrateOptions): Promise<string[]> {
  const home = await findHome(options);
  const known = await knownMigrations(home.role, folder);
  if (home.readOnly && !dryRun) throw new Error('The database takes no writes now: it is a standby, or read-only.');
  const client = new SessionClient({
    connectionString: await writerUrl(options.url),
    application_name: 'spillway-migrate',
    keepAlive: true,
    session: {
      schema: home.schema,
      role: ownerToBecome(home),
      settings: { statement_timeout: '0', lock_timeout: '0' },
    },
  });
  await client.connect();
  try {
    if (dryRun) return (await missing(client, home, known)).map(({ name }) => name);
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`set lock_timeout = '${LOCK_TIMEOUT}'`);
    await makeRole(client, home);
    await makeSchema(client, home);
    await client.query(LIST);
    const applied: string[] = [];
    for (const each of await missing(client, home, known)) {
      await applyPatiently(client, each);
      applied.push(each.name);
    }
    await checkServable(client, known);
    return applied;
  } finally {
    await client.end();
  }
}

/** New tables belong to whom the others belong to, whoever of its members, or which superuser, adds them. */
function ownerToBecome({ owner, login }: Home): string | null {
  return owner !== null && login.owns && owner !== login.name ? owner : null;
}

async function missing(
  client: SessionClient,
  { schema }: Home,
  known: readonly KnownMigration[],
): Promise<KnownMigration[]> {
  const { rows: tables } = await client.query('select from pg_tables where schemaname = $1 and tablename = $2', [
    schema,
    'schema_migration',
  ]);
  if (tables.length === 0) return [...known];
  const { rows } = await client.query<{ name: string }>('select name from schema_migration');
  const applied = new Set(rows.map(({ name }) => name));
  return known.filter(({ name }) => !applied.has(name));
}

async function makeRole(client: SessionClient, { role, login }: Home): Promise<void> {
  const { rows } = await client.query<{ there: boolean; plain: boolean }>(
    'select exists (select from pg_roles where rolname = $1) as there, quote_ident($1) = $1 as plain',
    [role],
  );
  const [{ there, plain }] = rows as [(typeof rows)[0]];
  if (!plain) throw new Error(`SPILLWAY_API_ROLE cannot be ${role}: PostgreSQL keeps the word for itself.`);
  if (there) return;
  await client.query(`create role ${quoted(role)} nologin nosuperuser nobypassrls`).catch((error: unknown) => {
    throw denied(
      error,
      `The login "${login.name}" may not make the API's role`,
      `create role ${quoted(role)} nologin;`,
    );
  });
}

async function makeSchema(client: SessionClient, { schema, login }: Home): Promise<void> {
  const { rows } = await client.query<{ may: boolean }>(
    `select has_schema_privilege(oid, 'create') as may from pg_namespace where nspname = $1`,
    [schema],
  );
  const may = rows[0]?.may;
  if (may === true) return;
  const database = quoted(client.database ?? '');
  if (may === false) {
    throw denied(
      { code: '42501', message: `permission denied for schema ${schema}` },
      `The login "${login.name}" may not make tables in the schema ${schema}`,
      `alter schema ${quoted(schema)} owner to ${quoted(login.name)};`,
    );
  }
  await client.query(`create schema ${quoted(schema)}`).catch((error: unknown) => {
    throw denied(
      error,
      `The login "${login.name}" may not make a schema in the database ${client.database}`,
      `grant create on database ${database} to ${quoted(login.name)};`,
    );
  });
}

/** What an administrator must do where a statement failed for want of a right; any other error as it is. */
function denied(error: unknown, problem: string, sql: string): unknown {
  const { code, message } = error as { code?: string; message: string };
  if (code !== '42501') return error;
  return new Error(`${problem} (${message}). Have an administrator run, in this database:\n  ${sql}`, { cause: error });
}

/** While older processes serve, their units of work hold locks for moments, and may meet a migration in a deadlock. */
async function applyPatiently(client: SessionClient, migration: KnownMigration): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await apply(client, migration);
    } catch (error) {
      await client.query('rollback');
      const busy = isLockTimeout(error) || (isTransient(error) && (error as { code?: string }).code === '40P01');
      if (!busy || tries === TRIES) throw error;
      await pause(REST_MS);
    }
  }
}

async function apply(client: SessionClient, { name, no, servesFrom, sql }: KnownMigration): Promise<void> {
  await client.query('begin');
  await client.query(sql);
  await client.query('insert into schema_migration (name) values ($1)', [name]);
  if (servesFrom !== null) {
    await client.query('insert into serves_from (migration, oldest_build) values ($1, $2)', [no, servesFrom]);
  }
  await client.query('commit');
}

/**
 * Whether this build may serve on the schema as it is: it has all that this build needs, and nothing of it is for newer
 * builds alone.
 * @param client of a login with the API's rights, or more
 * @throws Error that says what to do
 */
export async function checkServable(client: SessionClient, known: readonly KnownMigration[]): Promise<void> {
  const { rows } = await client.query<{ may: boolean | null; floors: boolean }>(`
    select has_table_privilege(to_regclass('schema_migration'), 'select') as may,
      to_regclass('serves_from') is not null as floors`);
  const [{ may, floors }] = rows as [(typeof rows)[0]];
  const names = may ? (await client.query<{ name: string }>('select name from schema_migration')).rows : [];
  const applied = new Set(names.map(({ name }) => name));
  const lacking = known.map(({ name }) => name).filter((name) => !applied.has(name));
  if (lacking.length > 0) {
    const which =
      may === false
        ? 'migrations'
        : `${lacking.length} of the migrations (${lacking.slice(0, 3).join(', ')}${lacking.length > 3 ? ', …' : ''})`;
    throw new Error(
      `The database lacks ${which} that this version needs: run "spillway migrate" as the owner of its tables first.`,
    );
  }
  if (!floors) return;
  const floor = await client.query<{ oldest: number | null }>('select max(oldest_build) as oldest from serves_from');
  const oldest = floor.rows[0]?.oldest ?? 0;
  if (oldest > buildNo(known)) {
    throw new Error(
      `The database serves builds from ${numbered(oldest)} on, and this one is ${numbered(buildNo(known))}: ` +
        'it has been migrated for a newer version. Start that one.',
    );
  }
}

const numbered = (no: number): string => String(no).padStart(3, '0');
