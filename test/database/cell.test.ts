/** A cell is a schema of a database: what is opened for one neither sees nor hears another. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { assertSafeDatabase } from '../../src/database/assert-safe-database.js';
import { cellOf, cellsOf, type FurtherCell } from '../../src/database/cell.js';
import { openDatabase, type Database } from '../../src/database/database.js';
import { migrate } from '../../src/database/migrate.js';
import { createLog } from '../../src/log.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const log = createLog({ logLevel: 'silent' });
const FURTHER: FurtherCell = { name: 'two', schema: 'cell_two', tenants: ['globex'] };

let store: TestDatabase;
let owner: pg.Client;
let one: Database;
let two: Database;
beforeAll(async () => {
  store = await createTestDatabase();
  owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  const cells = cellsOf(store.url, [FURTHER]);
  for (const cell of cells) await migrate(cell);
  [one, two] = (await Promise.all(cells.map((cell) => openDatabase({ ...cell, entities: [], log })))) as [
    Database,
    Database,
  ];
});
afterAll(async () => {
  await one.close();
  await two.close();
  await owner.end();
  await store.drop();
});

const addAccount = (tenant: string) => (database: Database) =>
  database.transaction([tenant], (tx) =>
    tx.query(
      `insert into account (tenant_id, id, address, last_at, created_at)
       values ($1, gen_random_uuid(), 'subject:alice', clock_timestamp(), clock_timestamp())`,
      [tenant],
    ),
  );

test('every tenant that no other cell names lives in the default one', () => {
  const cells = cellsOf('postgres://x/y', [FURTHER, { ...FURTHER, name: 'three', schema: 'cell_three', tenants: [] }]);
  expect(cells.map(({ name, schema }) => [name, schema])).toEqual([
    ['default', null],
    ['two', 'cell_two'],
    ['three', 'cell_three'],
  ]);
  const homes = ['acme', 'globex', 'nobody'].map((tenant) => cellOf(cells, tenant).name);
  expect(homes).toEqual(['default', 'two', 'default']);
});

test.each<[string, FurtherCell[]]>([
  ['The tenant globex cannot live in two and in other.', [FURTHER, { ...FURTHER, name: 'other', schema: 'other' }]],
  ['The cell two has the name or the schema of another.', [FURTHER, { ...FURTHER, schema: 'other', tenants: [] }]],
  ['The cell other has the name or the schema of another.', [FURTHER, { ...FURTHER, name: 'other', tenants: [] }]],
  ['The cell two has the name or the schema of another.', [{ ...FURTHER, schema: 'public' }]],
  ['The cell default has the name or the schema of another.', [{ ...FURTHER, name: 'default' }]],
  ['The schema of cell two cannot be "pg_two".', [{ ...FURTHER, schema: 'pg_two' }]],
  ['The schema of cell two cannot be "two, public".', [{ ...FURTHER, schema: 'two, public' }]],
])('refused: %s', (problem, cells) => {
  expect(() => cellsOf('postgres://x/y', cells)).toThrow(problem);
});

test('a cell has all its tables and functions in its own schema, its list of migrations among them', async () => {
  const namesIn = (schema: string) =>
    owner.query(
      `select relname as name from pg_class where relnamespace = $1::regnamespace
       union all select proname from pg_proc where pronamespace = $1::regnamespace order by 1`,
      [schema],
    );
  const [first, second] = [await namesIn('spillway'), await namesIn('cell_two')];
  expect(second.rows).toEqual(first.rows);
  expect(await migrate(cellsOf(store.url, [FURTHER])[1]!)).toEqual([]);
});

test('a cell is made and safe where there is no other, nor a schema public', async () => {
  const alone = await createTestDatabase();
  const admin = new pg.Client({ connectionString: alone.url });
  await admin.connect();
  await admin.query('drop schema public cascade');
  await migrate({ url: alone.url, schema: 'cell_two' });
  const database = await openDatabase({ url: alone.url, schema: 'cell_two', entities: [], log });
  await assertSafeDatabase(database);
  await addAccount('globex')(database);
  await database.close();
  await admin.end();
  await alone.drop();
});

test('a cell that is not migrated is refused, though another of its database is', async () => {
  await owner.query('create schema empty');
  const database = await openDatabase({ url: store.url, schema: 'empty', entities: [], log });
  await expect(assertSafeDatabase(database)).rejects.toThrow('there are no tables with a tenant_id');
  await database.close();
});

test('a unit of work is refused before anything is sent where one of its tenants lives in another cell', async () => {
  let sent = false;
  const work = async () => void (sent = true);
  await expect(one.transaction(['acme', 'globex'], work)).rejects.toThrow(
    'the tenant globex does not live in the cell default',
  );
  await expect(two.transaction(['acme'], work)).rejects.toThrow('the tenant acme does not live in the cell two');
  expect(sent).toBe(false);
});

test('what is written in a cell lies in its schema, sealed there by its own policies', async () => {
  await addAccount('acme')(one);
  await addAccount('globex')(two);
  const seenBy = (database: Database, tenants: string[]) =>
    database.transaction(tenants, (tx) => tx.query<{ tenant_id: string }>('select tenant_id from account', []));
  expect(await seenBy(one, ['acme'])).toEqual([{ tenant_id: 'acme' }]);
  expect(await seenBy(two, ['globex'])).toEqual([{ tenant_id: 'globex' }]);
  expect([await seenBy(one, []), await seenBy(two, [])]).toEqual([[], []]);
  const { rows } = await owner.query('select tenant_id from cell_two.account');
  expect(rows).toEqual([{ tenant_id: 'globex' }]);
});

test('a message is heard in its own cell alone', async () => {
  /** Hears one channel of a cell; `until` resolves with all that was heard, once that is among it. */
  const listenTo = async (database: Database) => {
    const heard: string[] = [];
    let waiting = { payload: '', resolve: () => {} };
    const message = (payload: string) => {
      heard.push(payload);
      if (payload === waiting.payload) waiting.resolve();
    };
    await database.listen('spillway_test', { message, reconnected: () => {} });
    return async (payload: string) => {
      if (!heard.includes(payload)) await new Promise<void>((resolve) => (waiting = { payload, resolve }));
      return heard;
    };
  };
  const [inOne, inTwo] = [await listenTo(one), await listenTo(two)];
  // PostgreSQL delivers in the order of the commits: one that strayed would be heard before the last.
  await two.notify('spillway_test', 'first');
  await one.notify('spillway_test', 'second');
  await two.notify('spillway_test', 'third');
  expect(await inOne('second')).toEqual(['second']);
  expect(await inTwo('third')).toEqual(['first', 'third']);
});
