/**
 * Migration 012 counts the open holds that it finds, run by an owner whom row-level security binds: without lifting it for
 * its transaction the owner sees no row.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.js';
import { MIGRATIONS_DIR } from '../../src/database/migrations.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const name = `owner_${randomBytes(6).toString('hex')}`;
let store: TestDatabase;
let superuser: pg.Client;
let url: string;
let folder: string;

beforeAll(async () => {
  store = await createTestDatabase('empty');
  superuser = new pg.Client({ connectionString: store.url });
  await superuser.connect();
  const database = new URL(store.url).pathname.slice(1);
  await superuser.query(`create role ${name} login nosuperuser nobypassrls createrole password '${name}'`);
  await superuser.query(`grant spillway_api to ${name} with admin option`);
  await superuser.query(`alter database ${database} owner to ${name}`);
  await superuser.query(`alter schema public owner to ${name}`);
  url = Object.assign(new URL(store.url), { username: name, password: name }).href;
  folder = mkdtempSync(join(tmpdir(), 'spillway-migrations-'));
  const before = readdirSync(MIGRATIONS_DIR).filter((file) => file < '012');
  for (const file of before) cpSync(join(MIGRATIONS_DIR, file), join(folder, file));
  await migrate({ url, folder });
});
afterAll(async () => {
  await superuser.end();
  await store.drop();
  rmSync(folder, { recursive: true });
  const rest = await createTestDatabase('empty');
  const admin = new pg.Client({ connectionString: rest.url });
  await admin.connect();
  await admin.query(`drop role ${name}`);
  await admin.end();
  await rest.drop();
});

const draw = (amount: number, settled: number, released: number) =>
  `{"amount":"${amount}","settled":"${settled}","released":"${released}"}`;

/** Two subjects and a pool in each of two tenants: holds that are open, ended, and open on the pool alone. */
const BOOKS = `
  insert into account (tenant_id, id, address, last_at, created_at)
  select t, md5(t || a)::uuid, a, now(), now()
  from unnest(array['acme', 'globex']) t, unnest(array['subject:ann', 'subject:bob', 'pool:team']) a;
  insert into hold (tenant_id, id, account_id, state, expires_at, draws)
  select t, md5(h)::uuid, md5(t || a)::uuid, state, now(), draws::jsonb
  from unnest(array['acme', 'globex']) t, (values
    ('first', 'subject:ann', 'HELD', '[]'), ('first', 'pool:team', 'HELD', '[${draw(10, 3, 1)},${draw(5, 0, 0)}]'),
    ('second', 'subject:ann', 'HELD', '[${draw(7, 0, 0)}]'),
    ('third', 'subject:ann', 'EXPIRED', '[]'), ('third', 'pool:team', 'HELD', '[${draw(2, 0, 0)}]'),
    ('fourth', 'subject:bob', 'SETTLED', '[]'), ('fourth', 'pool:team', 'SETTLED', '[${draw(9, 9, 0)}]')
  ) as h (h, a, state, draws)`;

test('it counts what is open, per subject and per pool, and leaves every table sealed', async () => {
  await superuser.query(BOOKS);
  expect(await migrate({ url })).toContain('012-hold-counts');
  const { rows: accounts } = await superuser.query(
    `select tenant_id as tenant, address, open_holds as open from account order by 1, 2`,
  );
  const { rows: shares } = await superuser.query(
    `select s.tenant_id as tenant, a.address, p.address as pool, s.holds, s.amount from pool_share s
     join account a on a.id = s.subject_id join account p on p.id = s.pool_id order by 1`,
  );
  const each = (of: (tenant: string) => object[]) => ['acme', 'globex'].flatMap(of);
  expect(accounts).toEqual(
    each((tenant) => [
      { tenant, address: 'pool:team', open: 0 },
      { tenant, address: 'subject:ann', open: 2 },
      { tenant, address: 'subject:bob', open: 0 },
    ]),
  );
  expect(shares).toEqual(
    each((tenant) => [{ tenant, address: 'subject:ann', pool: 'pool:team', holds: 2, amount: '13' }]),
  );
  const { rows: open } = await superuser.query(`
    select relname from pg_class where relname in ('account', 'hold', 'pool_share')
      and not (relrowsecurity and relforcerowsecurity)`);
  expect(open).toEqual([]);
});
