/**
 * Books that an earlier build left behind, as files under test/fixtures: loaded into a database of their own as that
 * build had it, brought to the schema of this one, and opened with the clock where it stopped.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { openTestApi, type TestApi } from './api.js';
import { fromCopyText, type CopiedRows } from './copy-text.js';
import { createTestDatabase } from './database.js';

export interface Manifest {
  format: 1;
  /** When everything stopped. */
  instant: string;
  /** The commit of the build that wrote the books. */
  build: string;
  /** The last migration of that build. */
  migration: string;
  tenants: string[];
  /** How many rows each table has. */
  rows: Record<string, number>;
}

/** A call that was answered then, and what of its answer holds for ever. */
export interface FrozenCall {
  mutation: string;
  tenant: string;
  subject: string;
  groups: string[];
  variables: Record<string, unknown>;
  answer: unknown;
}

export interface FrozenBooks {
  manifest: Manifest;
  calls: FrozenCall[];
  /** The documents of the calls, by mutation. */
  documents: Record<string, string>;
  /** What a table held. */
  rowsOf(table: string): Record<string, string | null>[];
  /** The owner of the database, and its URL. */
  owner: pg.Client;
  url: string;
  /** Opens an API process whose clock goes on where the books stopped; to be closed before the next. */
  open(settlement: 'on' | 'off'): Promise<TestApi>;
  /** Waits for what every process does at once: what fell due is written, pending payments are settled. */
  untilQuiet(api: TestApi): Promise<void>;
  /** Drops the database. */
  drop(): Promise<void>;
}

const MIGRATIONS = 'schema/migrations';
const ROWS_AT_ONCE = 1_000;

/**
 * Loads frozen books.
 * @param asFrozen looks at the rows as they were, before this build's migrations change anything
 */
export async function loadFrozenBooks({
  name = 'frozen-1',
  asFrozen,
}: { name?: string; asFrozen?: (owner: pg.Client, manifest: Manifest) => Promise<void> } = {}): Promise<FrozenBooks> {
  const folder = join('test/fixtures', name);
  const read = <T>(file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
  const manifest = read<Manifest>('manifest.json');
  const store = await createTestDatabase('empty');
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  await owner.query(`set timezone = 'UTC'`);
  const drop = async () => {
    await owner.end();
    await store.drop();
  };
  try {
    await migrateUpTo(store.url, manifest.migration);
    await load(owner, folder, manifest);
    await asFrozen?.(owner, manifest);
    await migrate({ url: store.url });
  } catch (error) {
    await drop();
    throw error;
  }
  const ahead = Date.parse(manifest.instant) - Date.now();
  return {
    manifest,
    ...read<Pick<FrozenBooks, 'calls' | 'documents'>>('calls.json'),
    rowsOf(table) {
      const { columns, rows } = readTable(folder, table);
      return rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])));
    },
    owner,
    url: store.url,
    open: (settlement) => openTestApi({ policyDir: join(folder, 'policies'), settlement, store, ahead }),
    async untilQuiet(api) {
      const busy = `select from account where due_at <= $1 union all select from purchase where status = 'PENDING'`;
      while ((await api.asOwner(`${busy} limit 1`, [manifest.instant])).length > 0) continue;
    },
    drop,
  };
}

/** As the migrations of that build left it: a migration never changes once it was released. */
export async function migrateUpTo(url: string, last: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'spillway-frozen-'));
  try {
    for (const file of readdirSync(MIGRATIONS)) {
      if (file <= `${last}.sql`) cpSync(join(MIGRATIONS, file), join(folder, file));
    }
    await migrate({ url, folder });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As the tables' owner, which row-level security binds too: the transaction names the tenants. */
async function load(owner: pg.Client, folder: string, { tenants, rows }: Manifest): Promise<void> {
  await owner.query('begin');
  await owner.query(`select set_config('spillway.tenants', $1, true)`, [tenants.join(',')]);
  for (const [table, count] of Object.entries(rows)) {
    const found = readTable(folder, table);
    if (found.rows.length !== count) throw new Error(`${table} has ${found.rows.length} rows, not ${count}`);
    await insert(owner, table, found);
  }
  await owner.query('commit; analyze');
}

/** Every value goes in as the text that PostgreSQL once wrote for it. @throws Error where it does not come out as that */
async function insert(owner: pg.Client, table: string, { columns, rows }: CopiedRows): Promise<void> {
  const { rows: types } = await owner.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
      where attrelid = $1::regclass and attname = any ($2)`,
    [table, columns],
  );
  const typeOf = new Map(types.map(({ name, type }) => [name, type]));
  const values = columns.map((column, i) => `v.c${i}::${typeOf.get(column)}`).join(', ');
  const arrays = columns.map((_, i) => `$${i + 1}::text[]`).join(', ');
  const names = columns.map((_, i) => `c${i}`).join(', ');
  const sql = `insert into ${table} (${columns.join(', ')}) select ${values} from unnest(${arrays}) as v (${names})`;
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE);
    await owner.query(
      sql,
      columns.map((_, i) => some.map((row) => row[i])),
    );
  }
  const texts = columns.map((column) => `${column}::text`).join(', ');
  const stored = await owner.query<(string | null)[]>({ text: `select ${texts} from ${table}`, rowMode: 'array' });
  const sorted = (list: (string | null)[][]) => list.map((row) => JSON.stringify(row)).sort();
  const [before, now] = [sorted(rows), sorted(stored.rows)];
  const changed = before.find((row, i) => row !== now[i]);
  if (changed !== undefined || now.length !== before.length) throw new Error(`${table} changed on its way: ${changed}`);
}

function readTable(folder: string, table: string): CopiedRows {
  const path = join(folder, 'data', `${table}.tsv`);
  return fromCopyText(
    existsSync(path) ? readFileSync(path, 'utf8') : gunzipSync(readFileSync(`${path}.gz`)).toString(),
  );
}
