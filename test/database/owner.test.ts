/** The tables' owner need not be a superuser: every migration runs as one that row-level security binds too. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { newUuid } from '../../src/ids.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { migrateUpTo } from '../support/frozen-books.js';

const HOUR = 3_600_000;

let store: TestDatabase;
let superuser: pg.Client;
let url: string;
const name = `owner_${randomBytes(6).toString('hex')}`;
beforeAll(async () => {
  store = await createTestDatabase('empty');
  superuser = new pg.Client({ connectionString: store.url });
  await superuser.connect();
  await superuser.query(`create role ${name} login nosuperuser nobypassrls createrole password '${name}'`);
  await superuser.query(`grant spillway_api to ${name} with admin option`);
  url = await handOver(store.url, superuser);
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

/** A hold of acme or globex that was opened at `openedAt` on an account of its own, which wakes with it. */
async function placeHold(tenant: string, openedAt: number, expiresAt: number, state = 'HELD'): Promise<void> {
  const [id, account] = [newUuid(openedAt), newUuid(openedAt)];
  const [opened, expires] = [openedAt, expiresAt].map((at) => new Date(at).toISOString());
  await superuser.query(
    `insert into account (tenant_id, id, address, last_at, created_at, due_at) values ($1, $2, $3, $4, $4, $5)`,
    [tenant, account, `subject:${account}`, opened, state === 'HELD' ? expires : null],
  );
  await superuser.query(
    `insert into hold (tenant_id, id, account_id, state, expires_at, draws) values ($1, $2, $3, $4, $5, '[]')`,
    [tenant, id, account, state, expires],
  );
}

test('every migration runs as an owner that is no superuser, and gives open holds their end (rules 29 and 42)', async () => {
  await migrateUpTo(url, '010-callers');
  const before = Date.UTC(2026, 10, 1, 12, 0, 0, 123);
  for (const tenant of ['acme', 'globex']) {
    await placeHold(tenant, before, before + 90 * HOUR);
    await placeHold(tenant, before, before + 2 * HOUR);
    await placeHold(tenant, before, before + 90 * HOUR, 'SETTLED');
  }
  expect(await migrate({ url })).toContain('011-hold-end');
  const { rows: holds } = await superuser.query<{ opened_at: Date | null; expires_at: Date; due_at: Date | null }>(
    `select h.opened_at, h.expires_at, a.due_at from hold h
     join account a on a.tenant_id = h.tenant_id and a.id = h.account_id order by h.tenant_id, h.state, h.expires_at`,
  );
  const inHours = (at: Date | null) => at && (at.getTime() - before) / HOUR;
  const expected = [
    [0, 2, 2],
    [0, 24, 24],
    [null, 90, null],
  ];
  expect(holds.map((row) => [row.opened_at, row.expires_at, row.due_at].map(inHours))).toEqual([
    ...expected,
    ...expected,
  ]);
  const { rows } = await superuser.query<{ relname: string; sealed: boolean; owner: string }>(`
    select c.relname, c.relrowsecurity and c.relforcerowsecurity as sealed, pg_get_userbyid(c.relowner) as owner
    from pg_class c where c.relname in ('admin_action', 'admin_allowance', 'account', 'hold') order by 1`);
  expect(rows).toEqual(
    ['account', 'admin_action', 'admin_allowance', 'hold'].map((relname) => ({ relname, sealed: true, owner: name })),
  );
  for (const { relname } of rows.slice(1, 3)) {
    expect((await superuser.query(`select from ${relname}`)).rowCount).toBe(0);
  }
});

test('holds that were reported on before there were counters are so without, and all are found (rules 41 and 42)', async () => {
  const older = await createTestDatabase('empty');
  const client = new pg.Client({ connectionString: older.url });
  await client.connect();
  try {
    const url = await handOver(older.url, client);
    await migrateUpTo(url, '013-denials');
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
