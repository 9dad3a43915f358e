/** What a database must be before anything is served from it: each refusal on a real one that is spoilt in that one way. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { assertSafeDatabase, problemsOf } from '../../src/database/assert-safe-database.js';
import { openDatabase } from '../../src/database/database.js';
import { migrate } from '../../src/database/migrate.js';
import { createLog } from '../../src/log.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/local/embedded-postgres.js';

const log = createLog({ logLevel: 'silent' });
const NOT_SAFE = 'This database is not safe to serve from: ';

// A server of its own: some of these settings are the whole server's, and other tests are served from theirs.
let dataDir: string;
let server: EmbeddedPostgres;
let owner: pg.Client;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'spillway-unsafe-'));
  server = await startEmbeddedPostgres({ dataDir, log });
  await migrate({ url: server.url });
  owner = new pg.Client({ connectionString: server.url });
  await owner.connect();
  await owner.query('set search_path = spillway');
}, 60_000);
afterAll(async () => {
  await owner.end();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** What the check says through new connections. */
async function verdict({ role, url = server.url }: { role?: string; url?: string } = {}): Promise<string> {
  const database = await openDatabase({ url, entities: [], log, poolSize: 1, ...(role !== undefined && { role }) });
  try {
    return await assertSafeDatabase(database).then(
      () => 'safe',
      ({ message }: Error) => message.replace(NOT_SAFE, ''),
    );
  } finally {
    await database.close();
  }
}

/** Sets one of the whole server's settings, and waits until new connections have it. */
async function setServer(name: string, value: string): Promise<void> {
  await owner.query(`alter system set ${name} = ${value}`);
  await owner.query('select pg_reload_conf()');
  for (;;) {
    const fresh = new pg.Client({ connectionString: server.url });
    await fresh.connect();
    const { rows } = await fresh.query<{ now: string }>('select current_setting($1) as now', [name]);
    await fresh.end();
    if (rows[0]?.now === value) return;
  }
}

test('a migrated database with PostgreSQL’s own settings is safe', async () => {
  expect(await verdict()).toBe('safe');
});

describe('refused is', () => {
  test.each(['fsync', 'full_page_writes'])('a server whose %s is off', async (name) => {
    await setServer(name, 'off');
    expect(await verdict()).toBe(`${name} is off, so a crash could lose answered calls: set it on.`);
    await setServer(name, 'on');
  });

  const IN_SQL: [string, string, string, string][] = [
    [
      'a connection whose synchronous_commit is off',
      'alter role postgres set synchronous_commit = off',
      'alter role postgres reset synchronous_commit',
      'synchronous_commit is off, so a crash could lose answered calls: set it on.',
    ],
    [
      'a tenant table whose owner sees all',
      'alter table charge no force row level security',
      'alter table charge force row level security',
      'table spillway.charge has a tenant_id but no forced row-level security.',
    ],
    [
      'a tenant table without row-level security',
      'alter table lot disable row level security',
      'alter table lot enable row level security',
      'table spillway.lot has a tenant_id but no forced row-level security.',
    ],
    [
      'a new table that nobody thought of',
      'create schema later; create table later."Careless" (tenant_id text)',
      'drop schema later cascade',
      'table later."Careless" has a tenant_id but no forced row-level security.',
    ],
    [
      'a role that may pass row-level security',
      'alter role spillway_api bypassrls',
      'alter role spillway_api nobypassrls',
      'role spillway_api passes row-level security: it must be neither superuser nor BYPASSRLS.',
    ],
    [
      'a role that is a superuser',
      'alter role spillway_api superuser',
      'alter role spillway_api nosuperuser',
      'role spillway_api passes row-level security: it must be neither superuser nor BYPASSRLS.',
    ],
    [
      'a role that may become one',
      'create role boss superuser; grant boss to spillway_api',
      'drop role boss',
      'role spillway_api passes row-level security: it must be neither superuser nor BYPASSRLS.',
    ],
    [
      'a role that may change books',
      'grant update on charge to spillway_api',
      'revoke update on charge from spillway_api',
      'role spillway_api may update spillway.charge, whose rows never change: revoke it.',
    ],
    [
      'a role that may change one column of them',
      'grant update (hash) on balance_update to spillway_api',
      'revoke update (hash) on balance_update from spillway_api',
      'role spillway_api may update spillway.balance_update, whose rows never change: revoke it.',
    ],
    [
      'a role that may remove rows, as everybody may',
      'grant delete on usage_event to public',
      'revoke delete on usage_event from public',
      'role spillway_api may delete from or truncate spillway.usage_event, whose rows stay: revoke it.',
    ],
    [
      'a role that may not read a table, as after a restore where it was missing',
      'revoke select on lot from spillway_api',
      'grant select on lot to spillway_api',
      'role spillway_api sees no row of spillway.lot: restore it where the role is (docs/operations.md, "Backup").',
    ],
    [
      'a role that no policy shows a row, as after a restore where it was missing',
      'alter policy tenant on lot to postgres',
      'alter policy tenant on lot to spillway_api, postgres',
      'role spillway_api sees no row of spillway.lot: restore it where the role is (docs/operations.md, "Backup").',
    ],
    [
      'a role that may empty tables',
      'grant truncate on account to spillway_api',
      'revoke truncate on account from spillway_api',
      'role spillway_api may delete from or truncate spillway.account, whose rows stay: revoke it.',
    ],
  ];
  test.each(IN_SQL)('%s', async (_title, spoil, mend, problem) => {
    await owner.query(spoil);
    expect(await verdict()).toBe(problem);
    await owner.query(mend);
    expect(await verdict()).toBe('safe');
  });

  test('a database that is not migrated, or whose encoding is not UTF8', async () => {
    await owner.query(`create database plain template template0 encoding 'SQL_ASCII' locale 'C'`);
    const url = new URL(server.url);
    url.pathname = '/plain';
    expect(await verdict({ url: url.href })).toBe(
      'its encoding is SQL_ASCII, so two names could become one: make it anew with UTF8; ' +
        'there are no tables with a tenant_id: run the migrations first.',
    );
  });

  test('the owner in the role’s place, and everything that is wrong is named at once', async () => {
    await owner.query('alter table hold no force row level security');
    expect(await verdict({ role: 'postgres' })).toBe(
      'table spillway.hold has a tenant_id but no forced row-level security; ' +
        'role postgres passes row-level security: it must be neither superuser nor BYPASSRLS.',
    );
    await owner.query('alter table hold force row level security');
  });

  test('a server that is older than 15', () => {
    const sound = { encoding: 'UTF8', fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', role: 'x' };
    const rest = {
      unbound: false,
      tables: ['x'],
      open_tables: [],
      closed_tables: [],
      writable_books: [],
      erasable_tables: [],
    };
    expect(problemsOf({ ...sound, ...rest, version: 140_019 })).toEqual([
      'PostgreSQL is older than 15: use 15 or newer',
    ]);
    expect(problemsOf({ ...sound, ...rest, version: 150_000 })).toEqual([]);
  });
});
