/**
 * Who may do what in the database: the owner migrates, the API is a bare member of its role, and each login that cannot
 * serve, or may do too much, is told what to run. What the messages tell is run here, and then it works.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { auditBooks } from '../../src/audit/audit-books.js';
import { migrate } from '../../src/database/migrate.js';
import { openSession } from '../../src/database/open-session.js';
import { prepareCell } from '../../src/database/prepare.js';
import { openTestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testLogins, type Logins } from '../support/logins.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const PRODUCTION = { production: true, ownerLoginAllowed: false };
const DEVELOPMENT = { production: false, ownerLoginAllowed: false };

let store: TestDatabase;
let logins: Logins;
let policies: PolicyCopy;
/** The API's role of this test alone. */
let role: string;
let warned: { msg: string; login?: string; because?: string[] }[];
beforeEach(async () => {
  store = await createTestDatabase('empty');
  logins = testLogins();
  policies = exactPolicies();
  role = logins.name('api');
  warned = [];
  await inDatabase(`alter database ${databaseName()} reset search_path`);
});
afterEach(async () => {
  await store.drop();
  await logins.drop();
  policies.remove();
});

const databaseName = () => new URL(store.url).pathname.slice(1);
const inDatabase = (sql: string) => logins.asSuperuser(sql, store.url);
const prepare = (url: string, terms: typeof PRODUCTION) => {
  const log = pino({ level: 'warn' }, { write: (line: string) => void warned.push(JSON.parse(line) as never) });
  return prepareCell({ name: 'default', url, schema: null }, { apiRole: role, ...terms }, log);
};
/** Why it is refused. */
const refusal = (url: string, terms: typeof PRODUCTION): Promise<string> =>
  prepare(url, terms).then(
    () => 'it passed',
    ({ message }: Error) => message,
  );
/** What a message says is to be run. */
const sqlIn = (message: string): string[] =>
  message.split('\n').flatMap((line) => /^ {2}(\w.*;)$/.exec(line)?.[1] ?? []);

/** A login that owns the database, and may do no more. */
async function makeOwner(of: string, how = ''): Promise<string> {
  const owner = await logins.make(of, how);
  await inDatabase(`alter database ${databaseName()} owner to ${owner}`);
  return logins.urlFor(owner, store);
}

async function expectToServe(url: string): Promise<void> {
  const settings = { SPILLWAY_API_ROLE: role };
  const api = await openTestApi({ policyDir: policies.dir, store: { ...store, apiUrl: url }, settings });
  try {
    const admin = api.as('acme', 'admin');
    await setPlan(admin, 'ann', 'payg');
    await grant(admin, { subject: 'ann', credits: '10' });
    expect((await check(admin, meter('ann', 1))).outcome).toBe('ALLOWED');
  } finally {
    await api.close();
  }
}

describe('in production', () => {
  test('the API serves as a bare member of its role, which is no more than that role, and takes none', async () => {
    const owner = await makeOwner('owner', 'createrole');
    expect((await migrate({ url: owner, role })).length).toBeGreaterThan(10);
    const login = await logins.make('login', `in role ${role}`);
    const url = logins.urlFor(login, store);
    expect(await prepare(url, PRODUCTION)).toMatchObject({ actsAs: null, login: { mighty: [] } });
    await expectToServe(url);
    const acts = [
      'create table spillway.mine (id int)',
      'alter table spillway.lot no force row level security',
      'delete from spillway.balance_update',
      'update spillway.decision set hash = hash',
      'drop policy tenant on spillway.account',
      `set role ${new URL(owner).username}`,
    ];
    for (const act of acts) {
      await expect(logins.asSuperuser(act, url)).rejects.toThrow(/permission denied|must be owner/);
    }
    const seen = await logins.asSuperuser('reset role; select from spillway.account', url);
    expect((seen as unknown as { rowCount: number }[])[1]!.rowCount).toBe(0);
  });

  test('whoever is given a table by mistake sees no row of it', async () => {
    await migrate({ url: store.url, role });
    const stranger = await logins.make('stranger');
    await inDatabase(`grant usage on schema spillway to ${stranger}; grant select on spillway.account to ${stranger}`);
    await inDatabase(
      `insert into spillway.account (tenant_id, id, address, last_at, created_at) values ('t', gen_random_uuid(), 'subject:a', now(), now())`,
    );
    const url = logins.urlFor(stranger, store);
    const naming = `select set_config('spillway.tenants', 't', false); select from spillway.account`;
    const seen = (await logins.asSuperuser(naming, url)) as unknown as { rowCount: number }[];
    expect(seen[1]!.rowCount).toBe(0);
  });

  test('it migrates nothing: a database that lacks migrations is refused, and so is an empty one', async () => {
    await inDatabase(`create role ${role} nologin`);
    const url = logins.urlFor(await logins.make('login', `in role ${role}`), store);
    await inDatabase(`grant create on database ${databaseName()} to ${logins.name('login')}`);
    expect(await refusal(url, PRODUCTION)).toBe(
      'There are no books in the schema spillway of this database: run "spillway migrate" as who shall own them first.',
    );
    await inDatabase(`revoke create on database ${databaseName()} from ${logins.name('login')}`);
    await migrate({ url: store.url, role });
    await inDatabase(`delete from spillway.schema_migration where name like '018%'`);
    expect(await refusal(url, PRODUCTION)).toMatch(
      /^The database lacks 1 of the migrations \(018-own-role\) that this version needs: run "spillway migrate" as the owner/,
    );
  });

  test.each<[string, string, string]>([
    ['a superuser', 'superuser', 'it is a superuser.'],
    ['a login that passes row-level security', 'bypassrls', 'it passes row-level security (BYPASSRLS).'],
    ['a login that may copy the server', 'replication', 'it may copy the whole server (REPLICATION).'],
    ['a login that may make roles', 'createrole', 'it may make roles (CREATEROLE).'],
  ])('%s is refused', async (_title, how, reason) => {
    await migrate({ url: store.url, role });
    const url = logins.urlFor(await logins.make('mighty', `${how} in role ${role}`), store);
    expect(await refusal(url, PRODUCTION)).toContain(`may do more than the API needs: ${reason}`);
    expect(await refusal(url, DEVELOPMENT)).toBe('it passed');
  });

  test('the owner of the books is refused, and so is who may become it, unless a setting says so aloud', async () => {
    const owner = await makeOwner('owner', 'createrole');
    await migrate({ url: owner, role });
    const told = await refusal(owner, PRODUCTION);
    expect(told).toContain('it may make roles (CREATEROLE), and it owns the books, or may become who does');
    expect(sqlIn(told)).toEqual([`create role "${role}_login" login password '…' in role "${role}";`]);
    const member = logins.urlFor(await logins.make('member', `in role ${role}, ${new URL(owner).username}`), store);
    expect(await refusal(member, PRODUCTION)).toContain('it owns the books, or may become who does');
    expect(warned).toEqual([]);
    await prepare(owner, { production: true, ownerLoginAllowed: true });
    expect(warned).toMatchObject([
      { msg: expect.stringContaining('SPILLWAY_ALLOW_OWNER_LOGIN'), login: new URL(owner).username },
    ]);
    // What a message says is run as it is.
    await inDatabase(sqlIn(told)[0]!.replace('…', `${role}_login`));
    logins.name('api_login');
    const made = `${role}_login`;
    await expectToServe(logins.urlFor(made, store));
    await inDatabase(`drop role ${made}`);
  });
});

describe('outside production an owner migrates at its start, and serves as the role', () => {
  test('that it made itself', async () => {
    const owner = await makeOwner('owner', 'createrole');
    await expectToServe(owner);
    expect(await prepare(owner, DEVELOPMENT)).toMatchObject({ actsAs: role, login: { superuser: false } });
  });

  test('that another installation made, where an administrator lets it', async () => {
    const first = await makeOwner('first', 'createrole');
    await migrate({ url: first, role });
    const other = await createTestDatabase('empty');
    try {
      const second = await logins.make('second');
      await inDatabase(`alter database ${new URL(other.url).pathname.slice(1)} owner to ${second}`);
      const url = logins.urlFor(second, other);
      const told = await refusal(url, DEVELOPMENT);
      expect(told).toContain(`owns the books but may not act as the role ${role}`);
      expect(told).toContain('SPILLWAY_API_ROLE');
      for (const sql of sqlIn(told)) await inDatabase(sql);
      expect(await refusal(url, DEVELOPMENT)).toBe('it passed');
    } finally {
      await other.drop();
    }
  });
});

describe('what a login lacks is told with the SQL that gives it:', () => {
  test('an owner that may not make the role', async () => {
    const owner = await makeOwner('owner');
    const told = await refusal(owner, DEVELOPMENT);
    expect(told).toContain(`may not make the API's role (permission denied to create role)`);
    expect(sqlIn(told)).toEqual([`create role "${role}" nologin;`]);
    await inDatabase(sqlIn(told)[0]!);
    // It owns what it makes, and gives it to the role: nothing else is needed to migrate.
    expect((await migrate({ url: owner, role })).length).toBeGreaterThan(10);
  });

  test('a login that may not make the schema', async () => {
    await inDatabase(`create role ${role} nologin`);
    const url = logins.urlFor(await logins.make('poor'), store);
    const told = await migrate({ url, role }).then(String, ({ message }: Error) => message);
    expect(told).toContain('may not make a schema in the database');
    for (const sql of sqlIn(told)) await inDatabase(sql);
    expect((await migrate({ url, role })).length).toBeGreaterThan(10);
  });

  test('a login that may not make tables in the schema that an administrator made', async () => {
    await inDatabase(`create role ${role} nologin; create schema spillway`);
    const url = logins.urlFor(await logins.make('poor'), store);
    const told = await migrate({ url, role }).then(String, ({ message }: Error) => message);
    expect(told).toContain('may not make tables in the schema spillway');
    for (const sql of sqlIn(told)) await inDatabase(sql);
    expect((await migrate({ url, role })).length).toBeGreaterThan(10);
  });

  test('books without the role: another is theirs, or they were restored where it was missing', async () => {
    await migrate({ url: store.url, role });
    const url = logins.urlFor(await logins.make('login', `in role ${role}`), store);
    role = logins.name('nobody');
    expect(await refusal(url, PRODUCTION)).toMatch(
      new RegExp(`^There is no role ${role}, though there are books: name theirs in SPILLWAY_API_ROLE. .*"Backup"`),
    );
  });

  test('a login that is no member, does not inherit, or whose role lost the schema', async () => {
    await migrate({ url: store.url, role });
    const login = await logins.make('login');
    const url = logins.urlFor(login, store);
    for (const [spoil, problem] of [
      ['select', `is no member of ${role}`],
      [`revoke ${role} from ${login}; grant ${role} to ${login}; alter role ${login} noinherit`, 'does not inherit'],
      [`revoke usage on schema spillway from ${role}`, `The role ${role} may not use the schema spillway`],
    ] as const) {
      await inDatabase(spoil);
      // From PostgreSQL 16 on each membership says for itself whether it is inherited.
      const { rows } = await inDatabase(`select current_setting('server_version_num')::int >= 160000 as new`);
      if (spoil.includes('noinherit') && (rows as { new: boolean }[])[0]!.new) {
        await inDatabase(`grant ${role} to ${login} with inherit false`);
      }
      const told = await refusal(url, PRODUCTION);
      expect(told).toContain(problem);
      for (const sql of sqlIn(told)) await inDatabase(sql);
      expect(await refusal(url, PRODUCTION)).toBe('it passed');
    }
  });
});

test('the SQL that docs/operations.md gives an administrator makes all that the owner and the API need', async () => {
  const page = readFileSync('docs/operations.md', 'utf8');
  const [, sql = ''] = /^```sql\n(create role spillway_api .*?)^```$/ms.exec(page) ?? [];
  const [database, owner, login] = [logins.name('books'), logins.name('owner'), logins.name('login')];
  const named = sql
    .replaceAll('spillway_api', role)
    .replace("'first secret'", `'${owner}'`)
    .replace("'second secret'", `'${login}'`)
    .replaceAll('spillway_owner', owner)
    .replaceAll('spillway_login', login)
    .replaceAll('database spillway', `database ${database}`);
  for (const statement of named.split(/;\n/).filter((each) => each.trim() !== '')) await logins.asSuperuser(statement);
  const made = { ...store, url: Object.assign(new URL(store.url), { pathname: `/${database}` }).href };
  try {
    await migrate({ url: logins.urlFor(owner, made), role });
    const url = logins.urlFor(login, made);
    expect(await prepare(url, PRODUCTION)).toMatchObject({ schema: 'spillway', login: { mighty: [] } });
    const api = await openTestApi({
      policyDir: policies.dir,
      store: { ...made, apiUrl: url },
      settings: { SPILLWAY_API_ROLE: role },
    });
    const admin = api.as('acme', 'admin');
    await setPlan(admin, 'ann', 'payg');
    expect((await check(admin, meter('ann', 1))).outcome).toBe('DENIED');
    await api.close();
    // The auditor makes functions for its own session.
    const session = await openSession({ url, role });
    const broken = (await auditBooks(session, ['acme', 'globex'], { most: 1 })).filter(({ count }) => count > 0);
    await session.end();
    expect(broken).toEqual([]);
    const stranger = logins.urlFor(await logins.make('stranger'), made);
    await expect(logins.asSuperuser('select 1', stranger)).rejects.toThrow('permission denied for database');
  } finally {
    await logins.asSuperuser(`drop database if exists ${database} with (force)`);
  }
});

test('a superuser, and a member of the owner, add tables that belong to the owner', async () => {
  const owner = await makeOwner('owner', 'createrole');
  await migrate({ url: owner, role });
  for (const url of [
    store.url,
    logins.urlFor(await logins.make('member', `in role ${new URL(owner).username}`), store),
  ]) {
    await inDatabase(`delete from spillway.schema_migration where name like '018%'; drop table spillway.serves_from`);
    expect(await migrate({ url, role })).toEqual(['018-own-role']);
    const { rows } = await inDatabase(
      `select distinct tableowner as owner from pg_tables where schemaname = 'spillway'`,
    );
    expect(rows).toEqual([{ owner: new URL(owner).username }]);
  }
});

test('two installations of one server have roles of their own, and neither reads the other’s books', async () => {
  const other = await createTestDatabase('empty');
  try {
    const theirs = logins.name('theirs');
    await migrate({ url: store.url, role });
    await migrate({ url: other.url, role: theirs });
    const login = logins.urlFor(await logins.make('login', `in role ${role}`), other);
    expect(
      await prepareCell(
        { name: 'default', url: login, schema: null },
        { apiRole: theirs, ...PRODUCTION },
        pino({ level: 'silent' }),
      ).then(
        () => 'it passed',
        ({ message }: Error) => message,
      ),
    ).toContain(`is no member of ${theirs}`);
    await expect(logins.asSuperuser('select from spillway.account', login)).rejects.toThrow(
      'permission denied for schema',
    );
    await expectToServe(logins.urlFor(logins.name('login'), store));
  } finally {
    await other.drop();
  }
});
