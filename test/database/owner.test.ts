/** The tables' owner need not be a superuser: every migration runs as one that row-level security binds too. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { migrateUpTo } from '../support/frozen-books.js';

let store: TestDatabase;
let superuser: pg.Client;
const name = `owner_${randomBytes(6).toString('hex')}`;
beforeAll(async () => {
  store = await createTestDatabase('empty');
  superuser = new pg.Client({ connectionString: store.url });
  await superuser.connect();
  await superuser.query(`create role ${name} login nosuperuser nobypassrls createrole password '${name}'`);
  await superuser.query(`grant spillway_api to ${name} with admin option`);
});

/** Makes the role the owner of a database. @returns its URL for the role */
async function handOver(url: string, client: pg.Client): Promise<string> {
  await client.query(`alter database ${new URL(url).pathname.slice(1)} owner to ${name}`);
  await client.query(`alter schema public owner to ${name}`);
  const own = new URL(url);
  [own.username, own.password] = [name, name];
  return own.href;
}

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
  const done = await migrate({ url: await handOver(store.url, superuser) });
  expect(done).toContain('007-admins');
  const { rows } = await superuser.query<{ relname: string; sealed: boolean; owner: string }>(`
    select c.relname, c.relrowsecurity and c.relforcerowsecurity as sealed, pg_get_userbyid(c.relowner) as owner
    from pg_class c where c.relname in ('admin_action', 'admin_allowance', 'account') order by 1`);
  expect(rows).toEqual(
    ['account', 'admin_action', 'admin_allowance'].map((relname) => ({ relname, sealed: true, owner: name })),
  );
  for (const { relname } of rows) expect((await superuser.query(`select from ${relname}`)).rowCount).toBe(0);
});

test('holds that were reported on before there were counters are so without, and all are found (rules 41 and 42)', async () => {
  const older = await createTestDatabase('empty');
  const client = new pg.Client({ connectionString: older.url });
  await client.connect();
  try {
    const url = await handOver(older.url, client);
    await migrateUpTo(url, '010-callers');
    await client.query(`
      insert into hold (tenant_id, id, account_id, state, expires_at, claims, draws)
        select 't' || n % 2, md5(n::text)::uuid, md5('of ' || n)::uuid, 'HELD', now(), 0, '[]' from generate_series(1, 9) n;
      insert into usage_event (tenant_id, account_id, usage_no, id, key, fingerprint, hold_id, claimed, final, status,
          product, feature, recorded_at, occurred_at, body)
        select 't' || n % 2, md5('of ' || n)::uuid, no, gen_random_uuid(), no::text, '', md5(n::text)::uuid, true, false,
          'COMPLETED', 'p', 'f', now(), now(), '{}'
        from generate_series(1, 6) n, generate_series(1, 2) no`);
    await migrate({ url });
    const { rows } = await client.query<{ reported: object | null; holds: string }>(
      'select reported, count(*) as holds from hold group by 1 order by 1 nulls last',
    );
    expect(rows).toEqual([
      { reported: { cumulative: false }, holds: '6' },
      { reported: null, holds: '3' },
    ]);
    const sealed = `select from pg_class where relname in ('hold', 'usage_event') and relforcerowsecurity`;
    expect((await client.query(sealed)).rowCount).toBe(2);
  } finally {
    await client.end();
    await older.drop();
  }
});
