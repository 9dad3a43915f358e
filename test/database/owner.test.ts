/** The tables' owner need not be a superuser: every migration runs as one that row-level security binds too. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let store: TestDatabase;
let superuser: pg.Client;
const name = `owner_${randomBytes(6).toString('hex')}`;
beforeAll(async () => {
  store = await createTestDatabase('empty');
  superuser = new pg.Client({ connectionString: store.url });
  await superuser.connect();
  const database = new URL(store.url).pathname.slice(1);
  await superuser.query(`create role ${name} login nosuperuser nobypassrls createrole password '${name}'`);
  await superuser.query(`grant spillway_api to ${name} with admin option`);
  await superuser.query(`alter database ${database} owner to ${name}`);
  await superuser.query(`alter schema public owner to ${name}`);
});
afterAll(async () => {
  await superuser.end();
  await store.drop();
  const rest = await createTestDatabase('empty');
  const admin = new pg.Client({ connectionString: rest.url });
  await admin.connect();
  await admin.query(`drop role ${name}`);
  await admin.end();
  await rest.drop();
});

test('every migration runs as an owner that is no superuser, and leaves the tables empty and sealed', async () => {
  const url = new URL(store.url);
  [url.username, url.password] = [name, name];
  const done = await migrate({ url: url.href });
  expect(done).toContain('007-admins');
  const { rows } = await superuser.query<{ relname: string; sealed: boolean; owner: string }>(`
    select c.relname, c.relrowsecurity and c.relforcerowsecurity as sealed, pg_get_userbyid(c.relowner) as owner
    from pg_class c where c.relname in ('admin_action', 'admin_allowance', 'account') order by 1`);
  expect(rows).toEqual(
    ['account', 'admin_action', 'admin_allowance'].map((relname) => ({ relname, sealed: true, owner: name })),
  );
  for (const { relname } of rows) expect((await superuser.query(`select from ${relname}`)).rowCount).toBe(0);
});
