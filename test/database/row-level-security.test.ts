/**
 * Tenants sealed off in the database itself, proved for whatever its catalogue lists: a table, view, function or key that
 * comes later is in the proof, and fails it where it leaks.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { BOOKS, COUNTS } from '../../src/database/assert-safe-database.js';
import { MIGRATIONS_DIR } from '../../src/database/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fillTables, tenantTables } from './fill-tables.js';
import { LEAKS } from './leaks.js';

/** What the catalogs are and what each process serves is no tenant's. */
const EVERYBODYS = ['catalog_activation', 'catalog_version', 'process'];

let store: TestDatabase;
let owner: pg.Client;
let role: pg.Client;
const tables = await listTables();

/** Before any test is declared: which tables there are decides which tests there are. */
async function listTables(): Promise<string[]> {
  store = await createTestDatabase();
  owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  return tenantTables(owner);
}

beforeAll(async () => {
  await fillTables(owner, tables, ['acme', 'globex']);
  role = new pg.Client({ connectionString: store.url });
  await role.connect();
  await role.query('set role spillway_api');
});
afterAll(async () => {
  await role.end();
  await owner.end();
  await store.drop();
});

/** Runs a statement as the API's role in a transaction that names these tenants, then rolls back. */
async function naming(tenants: string | null, sql: string, params: unknown[] = []) {
  await role.query('begin');
  try {
    if (tenants !== null) await role.query(`select set_config('spillway.tenants', $1, true)`, [tenants]);
    return await role.query<Record<string, unknown>>(sql, params);
  } finally {
    await role.query('rollback');
  }
}
const tenantsSeen = async (tenants: string | null, table: string) =>
  (await naming(tenants, `select distinct tenant_id from ${table} order by 1`)).rows.map(({ tenant_id: id }) => id);
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => 'it passed',
    (error: pg.DatabaseError) => `${error.code}: ${error.message}`,
  );

describe('the catalogue', () => {
  test.each(LEAKS.map(({ leak, sql }) => ({ leak, sql })))('has no $leak', async ({ sql }) => {
    expect((await owner.query<{ name: string }>(sql)).rows.map(({ name }) => name)).toEqual([]);
  });

  test.each(LEAKS.map(({ leak, sql, make }) => ({ leak, sql, make })))(
    'would be found to have a $leak',
    async ({ sql, make }) => {
      await owner.query('begin');
      try {
        await owner.query(make);
        const found = (await owner.query<{ name: string }>(sql)).rows.map(({ name }) => name);
        expect(found.join()).toContain('careless');
      } finally {
        await owner.query('rollback');
      }
    },
  );

  test('has tables without a tenant only for catalogs, which are everybody’s, processes and migrations', async () => {
    const { rows } = await owner.query<{ name: string }>(`
      select relname as name from pg_class c where relkind in ('r', 'p') and relnamespace = 'spillway'::regnamespace
        and not exists (select from pg_attribute a where a.attrelid = c.oid and attname = 'tenant_id') order by 1`);
    expect(rows.map(({ name }) => name)).toEqual([...EVERYBODYS, 'schema_migration', 'serves_from'].sort());
    for (const table of ['schema_migration', 'serves_from']) {
      for (const act of [`insert into ${table} default values`, `delete from ${table}`, `truncate ${table}`]) {
        expect(await refusalOf(naming('acme', act))).toContain(`permission denied for table ${table}`);
      }
    }
  });

  test('calls exactly those tables books that the migrations call so', () => {
    const sql = readdirSync(MIGRATIONS_DIR).map((file) => readFileSync(join(MIGRATIONS_DIR, file), 'utf8'));
    const kinds = [...sql.join('\n').matchAll(/((?:^--.*\n)*)create table (\w+)/gm)].map(
      ([, comment = '', table = '']) => [table, /^-- (Books|State): /.exec(comment)?.[1]] as const,
    );
    const called = (kind: string) => kinds.filter(([, its]) => its === kind).map(([table]) => table);
    expect(called('Books').sort()).toEqual([...BOOKS].sort());
    expect([...called('Books'), ...called('State')].sort()).toEqual([...tables, ...EVERYBODYS].sort());
  });

  test('gives the API’s role no power but its tables: it is nobody else, owns nothing and makes nothing', async () => {
    const { rows } = await role.query(`
      select r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolreplication, r.rolcanlogin,
        array(select m.rolname::text from pg_roles m where pg_has_role(r.oid, m.oid, 'member') and m.oid <> r.oid) as roles,
        array(select relname::text from pg_class where relowner = r.oid) as owned,
        array(select nspname::text from pg_namespace where has_schema_privilege(r.oid, oid, 'create')) as schemas,
        has_database_privilege(r.oid, current_database(), 'create') as database
      from pg_roles r where r.rolname = current_user`);
    const no = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
    const none = { rolreplication: false, rolcanlogin: false, roles: [], owned: [], schemas: [], database: false };
    expect(rows).toEqual([{ ...no, ...none }]);
    const acts = [
      'create table mine (id int)',
      'alter table lot no force row level security',
      'create policy mine on lot using (true)',
      `create or replace function spillway_tenants() returns text[] language sql as $$ select array['globex'] $$`,
      `call spillway_seal('lot')`,
      'set session_replication_role = replica',
    ];
    for (const act of acts) {
      expect([act, await refusalOf(naming('acme', act))]).toEqual([
        act,
        expect.stringMatching(/permission denied|must be owner/),
      ]);
    }
  });
});

describe.each(tables)('of %s the API’s role', (table) => {
  const isBook = BOOKS.includes(table);
  const isCount = COUNTS.includes(table);

  test('sees the rows of the tenants that its transaction names, and no others', async () => {
    for (const nobody of [null, '', 'initech', 'acm', 'acme2', '%', '{acme}', 'acme globex']) {
      expect([nobody, await tenantsSeen(nobody, table)]).toEqual([nobody, []]);
    }
    expect(await tenantsSeen('acme', table)).toEqual(['acme']);
    expect(await tenantsSeen('globex', table)).toEqual(['globex']);
    expect(await tenantsSeen('acme,globex', table)).toEqual(['acme', 'globex']);
    // A condition that fails on sight of a row would tell that there is one.
    const probe = `select from ${table} where tenant_id = 'globex' and 1 / (length(tenant_id) - 6) = 1`;
    expect((await naming('acme', probe)).rowCount).toBe(0);
  });

  test('adds no row to another tenant, whether its key is taken there or not', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
         and attname <> 'tenant_id' and attgenerated = ''`,
      [table],
    );
    const names = rows.map(({ name }) => name).join(', ');
    const [theirs] = (await owner.query<object>(`select ${names} from ${table} where tenant_id = 'globex'`)).rows;
    const [own] = (await owner.query<object>(`select ${names} from ${table} where tenant_id = 'acme'`)).rows;
    const put = (row: object | undefined, tail = '') =>
      `insert into ${table} (tenant_id, ${names})
        select 'globex', ${names} from json_populate_record(null::${table}, ${literal(row)}) ${tail}`;
    const refused = `42501: new row violates row-level security policy for table "${table}"`;
    for (const tail of ['', 'on conflict do nothing']) {
      expect(await refusalOf(naming('acme', put(theirs, tail)))).toBe(refused);
      expect(await refusalOf(naming('acme', put(own, tail)))).toBe(refused);
    }
  });

  test(
    isBook
      ? 'changes and removes no row'
      : `changes no row of another tenant, moves none, and removes none${isCount ? ' of another’s' : ''}`,
    async () => {
      const removals = [`truncate ${table}`, `truncate ${table} cascade`];
      if (isCount) expect((await naming('acme', `delete from ${table}`)).rowCount).toBe(1);
      else removals.push(`delete from ${table}`);
      for (const removal of removals) {
        expect(await refusalOf(naming('acme', removal))).toBe(`42501: permission denied for table ${table}`);
      }
      const change = (where: string) => naming('acme', `update ${table} set tenant_id = 'acme' ${where}`);
      const move = () => naming('acme', `update ${table} set tenant_id = 'globex'`);
      if (isBook) {
        expect(await refusalOf(change(''))).toBe(`42501: permission denied for table ${table}`);
        expect(await refusalOf(move())).toBe(`42501: permission denied for table ${table}`);
        return;
      }
      expect(await refusalOf(move())).toBe(`42501: new row violates row-level security policy for table "${table}"`);
      expect((await change(`where tenant_id = 'globex'`)).rowCount).toBe(0);
      expect((await change('')).rowCount).toBe(1);
      const lock = await naming('acme', `select from ${table} where tenant_id = 'globex' for update`);
      expect(lock.rowCount).toBe(0);
    },
  );
});

test('a function answers from the rows of the tenants that are named: another’s account has no seq', async () => {
  const { rows } = await owner.query<{ tenant_id: string; id: string }>(
    `select a.tenant_id, a.id from account a join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id`,
  );
  expect(rows.map(({ tenant_id: id }) => id).sort()).toEqual(['acme', 'globex']);
  for (const { tenant_id: tenant, id } of rows) {
    const seqAt = async (tenants: string) =>
      (await naming(tenants, "select spillway_seq_at($1, $2, now() + interval '1 day') as seq", [tenant, id])).rows;
    expect(await seqAt(tenant)).toEqual([{ seq: '1' }]);
    expect(await seqAt(tenant === 'acme' ? 'globex' : 'acme')).toEqual([{ seq: '0' }]);
  }
});

const literal = (value: unknown) => `'${JSON.stringify(value).replaceAll("'", "''")}'`;
