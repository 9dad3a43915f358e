/** Units of work, notifications and start-up checks against a real PostgreSQL that is made to fail. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { assertSafeDatabase } from '../../src/database/assert-safe-database.js';
import { commitUnknown, type Database, isOverloaded, isTransient, openDatabase } from '../../src/database/database.js';
import { createLog } from '../../src/log.js';
import { migrate } from '../../src/database/migrate.js';
import { LossyProxy } from '../../proof/storm/lossy-proxy.js';
import { Random } from '../../proof/storm/random.js';
import { updateInPlace } from '../../src/books/columns.js';
import { ACCOUNT, LOT } from '../../src/books/tables.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const log = createLog({ logLevel: 'silent' });

const TABLES = `
  create table trial (tenant_id text not null, id bigint not null, at timestamptz, primary key (tenant_id, id));
  alter table trial enable row level security;
  alter table trial force row level security;
  create policy tenant on trial
    using (tenant_id = any (string_to_array(nullif(current_setting('spillway.tenants', true), ''), ',')));
  grant select, insert on trial to spillway_api;`;

let store: TestDatabase;
let database: Database;

/** As the owner, outside row-level security. */
async function asOwner<R extends pg.QueryResultRow>(sql: string): Promise<R[]> {
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  try {
    return (await owner.query<R>(sql)).rows;
  } finally {
    await owner.end();
  }
}

const insert = (tenant: string, id: bigint, through = database) =>
  through.transaction([tenant], (tx) => tx.query('insert into trial (tenant_id, id) values ($1, $2)', [tenant, id]));
const terminateAll = () =>
  asOwner(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'spillway'`);
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => Promise.reject(new Error('it passed')),
    (error: unknown) => error,
  );

beforeAll(async () => {
  store = await createTestDatabase();
  await asOwner(TABLES);
  database = await openDatabase({ url: store.url, entities: [], log, poolSize: 4 });
});
afterAll(async () => {
  await database.close();
  await store.drop();
});

describe('a unit of work', () => {
  test('sees and writes the rows of the tenants it names, and no others', async () => {
    await insert('acme', 1n);
    await insert('globex', 1n);
    const seenBy = (tenants: string[]) =>
      database.transaction(tenants, (tx) => tx.query('select tenant_id from trial where id = 1 order by 1', []));
    expect(await seenBy(['acme'])).toEqual([{ tenant_id: 'acme' }]);
    expect(await seenBy(['acme', 'globex'])).toHaveLength(2);
    expect(await seenBy([])).toEqual([]);
    const foreign = database.transaction(['acme'], (tx) => tx.query(`insert into trial values ('globex', 9)`, []));
    await expect(foreign).rejects.toMatchObject({ code: '42501' });
    await expect(seenBy(['acme,globex'])).rejects.toThrow('comma');
  });

  test('leaves nothing of its tenants on the connection that goes back to the pool', async () => {
    const single = await openDatabase({ url: store.url, entities: [], log, poolSize: 1 });
    try {
      const left = () =>
        single.orm.em.getConnection().execute(`select current_setting('spillway.tenants', true) as tenants`);
      await single.transaction(['acme'], (tx) => tx.query('select 1', []));
      expect(await left()).toEqual([{ tenants: '' }]);
      await failureOf(single.transaction(['globex'], () => Promise.reject(new Error('in the middle'))));
      expect(await left()).toEqual([{ tenants: '' }]);
    } finally {
      await single.close();
    }
  });

  test('runs as an unprivileged role, whoever the login is', async () => {
    const [row] = await database.transaction([], (tx) => tx.query('select current_user::text as role', []));
    expect(row).toEqual({ role: 'spillway_api' });
  });

  test('reads bigint as bigint and timestamptz as milliseconds, alone and in arrays, and binds arrays of both', async () => {
    const [row] = await database.transaction([], (tx) =>
      tx.query(
        `select max(n.amount) as largest, array_agg(n.amount) as amounts, min(n.at) as first, array_agg(n.at) as instants,
          array_agg(n.name) as names from unnest($1::text[], $2::bigint[], $3::timestamptz[]) as n (name, amount, at)`,
        [
          ['a,"b"', null],
          [2n ** 62n, -1n],
          [new Date(1_700_000_000_123), '1969-12-31T23:59:59.999Z'],
        ],
      ),
    );
    expect(row).toEqual({
      largest: 2n ** 62n,
      amounts: [2n ** 62n, -1n],
      first: -1,
      instants: [1_700_000_000_123, -1],
      names: ['a,"b"', null],
    });
  });

  test('prepares a statement once per connection', async () => {
    const text = 'select name from pg_prepared_statements where statement = $1';
    const names = await database.transaction([], async (tx) => {
      await tx.query('select 4711 + $1::int as sum', [1]);
      await tx.query('select 4711 + $1::int as sum', [2]);
      return tx.query(text, ['select 4711 + $1::int as sum']);
    });
    expect(names).toHaveLength(1);
  });

  test.each([
    ['accounts', updateInPlace(ACCOUNT, ['plan'])],
    ['lots', updateInPlace(LOT, ['remaining'])],
  ])('on a new database updates %s where they lie, and reads no more of the tenant', async (_, write) => {
    const plan = await database.transaction(['acme'], async (tx) => {
      await tx.query(`prepare asked as ${write.sql(1)}`, []);
      const found = await tx.query<{ 'QUERY PLAN': string }>(`explain execute asked ('{}', '{}', '{}')`, []);
      await tx.query('deallocate asked', []);
      return found;
    });
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toMatch(/Tid Scan on (account|lot) t/);
    expect(text).not.toMatch(/Heap Scan/);
  });

  test.each([
    ['addresses', `join account a on a.tenant_id = k.tenant_id and a.address = k.name`],
    ['ids', `join account a on a.tenant_id = k.tenant_id and a.id = k.name::uuid`],
  ])('on a new database finds accounts by %s without the index that lists them', async (_, join) => {
    const plan = await database.transaction(['acme'], async (tx) => {
      await tx.query(
        `prepare asked as select a.seq from unnest($1::text[], $2::text[]) k (tenant_id, name) ${join}`,
        [],
      );
      await tx.query('set local plan_cache_mode = force_generic_plan', []);
      const found = await tx.query<{ 'QUERY PLAN': string }>(`explain execute asked (null, null)`, []);
      await tx.query('deallocate asked', []);
      return found;
    });
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toMatch(/account_tenant_id_address_key|account_pkey/);
    expect(text).not.toMatch(/account_in_order|account_plan/);
  });

  test('that swallowed a failed statement does not pass for committed', async () => {
    const swallowed = database.transaction(['acme'], async (tx) => {
      await tx.query(`insert into trial values ('acme', 50)`, []);
      await tx.query('select 1 / 0', []).catch(() => undefined);
    });
    const error = await failureOf(swallowed);
    expect(error).toMatchObject({ message: expect.stringContaining('nothing was stored') as unknown });
    expect(commitUnknown(error)).toBe(false);
    expect(await asOwner('select from trial where id = 50')).toEqual([]);
  });

  test('fails with the error of a statement that was sent without waiting, and nothing is stored', async () => {
    const sending = database.transaction(['acme'], (tx) => {
      tx.send(`insert into trial values ('acme', $1::bigint)`, ['51']);
      tx.send('select 1 / $1::int', ['0']);
      return Promise.resolve('done');
    });
    expect(await failureOf(sending)).toMatchObject({ code: '22012' });
    expect(await asOwner('select from trial where id = 51')).toEqual([]);
  });

  test('commits what was sent without waiting, in the order in which it was sent', async () => {
    const last = await database.transaction(['acme'], async (tx) => {
      tx.send(`insert into trial values ('acme', $1::bigint)`, ['52']);
      const [row] = await tx.query<{ n: number }>('select count(*)::int as n from trial where id = $1', [52n]);
      tx.send(`insert into trial values ('acme', $1::bigint)`, ['53']);
      return row?.n;
    });
    expect(last).toBe(1);
    expect(await asOwner('select id from trial where id in (52, 53) order by id')).toEqual([
      { id: '52' },
      { id: '53' },
    ]);
  });

  test('lets nothing be asked once it has ended: the connection is another’s', async () => {
    const tx = await database.transaction(['acme'], (unit) => Promise.resolve(unit));
    await expect(tx.query('select 1 as one', [])).rejects.toThrow('the unit of work has ended');
  });
});

describe('failures', () => {
  test('a deadlock is transient and surely without effect', async () => {
    const meet = Promise.withResolvers<void>();
    let arrived = 0;
    const take = (first: number, second: number) =>
      database.transaction([], async (tx) => {
        await tx.query('select pg_advisory_xact_lock($1)', [first]);
        if (++arrived === 2) meet.resolve();
        await meet.promise;
        await tx.query('select pg_advisory_xact_lock($1)', [second]);
      });
    const results = await Promise.allSettled([take(1, 2), take(2, 1)]);
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(failed).toHaveLength(1);
    expect(isTransient(failed[0])).toBe(true);
    expect(commitUnknown(failed[0])).toBe(false);
  });

  test('terminated connections fail their work as transient, and the next work passes', async () => {
    const error = await failureOf(
      database.transaction(['acme'], async (tx) => {
        await tx.query(`insert into trial values ('acme', 60)`, []);
        await terminateAll();
        await tx.query('select 1', []);
      }),
    );
    expect(isTransient(error)).toBe(true);
    expect(commitUnknown(error)).toBe(false);
    await insert('acme', 61n);
    expect(await asOwner('select id from trial where id in (60, 61)')).toEqual([{ id: '61' }]);
  });

  test('no connection is lost to the pool, however often connections break inside units of work', async () => {
    for (let round = 0; round < 10; round++) {
      const breaking = database.transaction([], async (tx) => {
        await terminateAll();
        await tx.query('select 1', []);
      });
      expect(isTransient(await failureOf(breaking))).toBe(true);
    }
    await database.transaction([], (tx) => tx.query('select 1', []));
  });

  test.each([
    ['a lock that is not had in time', { lockTimeoutMs: 100 }, 'select pg_advisory_xact_lock(77)'],
    ['a statement that takes too long', { statementTimeoutMs: 100 }, 'select pg_sleep(60)'],
  ])('%s is overload, and surely without effect', async (_title, limits, sql) => {
    const held = new pg.Client({ connectionString: store.url });
    const impatient = await openDatabase({ url: store.url, entities: [], log, poolSize: 1, ...limits });
    try {
      await held.connect();
      await held.query('select pg_advisory_lock(77)');
      const error = await failureOf(impatient.transaction([], (tx) => tx.query(sql, [])));
      const judged = [isOverloaded(error), isTransient(error), commitUnknown(error)];
      expect(judged).toEqual([true, false, false]);
    } finally {
      await impatient.close();
      await held.end();
    }
  });

  test('a full disk, no memory and too many clients are overload too', () => {
    for (const code of ['53100', '53200', '53300']) {
      const error = new Error('from the driver', { cause: { code } });
      expect([code, isOverloaded(error), isTransient(error)]).toEqual([code, true, false]);
    }
  });

  test('a unit of work that only reads is done once more when its connection breaks; one that may write is not', async () => {
    for (const [readOnly, times] of [
      [true, 2],
      [false, 1],
    ] as const) {
      let runs = 0;
      const work = database.transaction(
        [],
        async (tx) => {
          runs += 1;
          if (runs === 1) await terminateAll();
          return tx.query<{ one: number }>('select 1 as one', []);
        },
        { readOnly },
      );
      if (readOnly) expect(await work).toEqual([{ one: 1 }]);
      else expect(isTransient(await failureOf(work))).toBe(true);
      expect(runs).toBe(times);
    }
  });

  test('reads end where the second attempt fails as well', async () => {
    let runs = 0;
    const work = async (): Promise<never> => {
      runs += 1;
      throw Object.assign(new Error('away'), { code: 'ECONNRESET' });
    };
    expect(isTransient(await failureOf(database.transaction([], work, { readOnly: true })))).toBe(true);
    expect(runs).toBe(2);
  });

  test('a mistake is not transient', async () => {
    expect(isTransient(await failureOf(insert('acme', 1n)))).toBe(false);
  });

  test('a commit whose answer is lost is unknown, both when it happened and when it did not', async () => {
    const proxy = new LossyProxy(new URL(store.url), new Random(1));
    const through = await openDatabase({ url: await proxy.listen(), entities: [], log, poolSize: 1 });
    const { lost } = proxy;
    try {
      proxy.loss = 1;
      for (let id = 70n; lost.replies === 0 || lost.requests === 0; id += 1n) {
        const before = lost.replies;
        const error = await failureOf(insert('acme', id, through));
        expect([isTransient(error), commitUnknown(error)]).toEqual([true, true]);
        expect(await asOwner(`select from trial where id = ${id}`)).toHaveLength(lost.replies - before);
      }
    } finally {
      await through.close();
      proxy.close();
    }
  });
});

describe('notifications', () => {
  test('arrive, and after a lost connection the listener is told and goes on', async () => {
    const heard: string[] = [];
    let told = Promise.withResolvers<void>();
    const listener = {
      message: (payload: string) => told.resolve(void heard.push(payload)),
      reconnected: () => told.resolve(void heard.push('(reconnected)')),
    };
    await database.listen('trial', listener);
    await database.notify('trial', 'one');
    await told.promise;
    told = Promise.withResolvers();
    await terminateAll();
    await told.promise;
    told = Promise.withResolvers();
    await database.notify('trial', 'two');
    await told.promise;
    expect(heard).toEqual(['one', '(reconnected)', 'two']);
  });
});

describe('the start-up check', () => {
  test('passes on a migrated database and names what is wrong on another', async () => {
    await assertSafeDatabase(database);
    await asOwner(
      'create table careless (tenant_id text); alter database ' + (await ownName()) + ' set synchronous_commit = off',
    );
    const fresh = await openDatabase({ url: store.url, entities: [], log, role: 'postgres' });
    try {
      const check = assertSafeDatabase(fresh);
      await expect(check).rejects.toThrow('synchronous_commit is off');
      await expect(check).rejects.toThrow('spillway.careless has a tenant_id but no forced row-level security');
      await expect(check).rejects.toThrow('role postgres passes row-level security');
    } finally {
      await fresh.close();
    }
  });
});

describe('migrations', () => {
  test('run once each, in order, also when several processes start at once; a failed one leaves nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spillway-migrations-'));
    writeFileSync(join(folder, '901-b.sql'), `insert into step values ('what?', 'two'); select 1;`);
    writeFileSync(join(folder, '900-a.sql'), 'create table step (mark text, name text);');
    const starts = await Promise.all([1, 2, 3].map(() => migrate({ url: store.url, folder })));
    expect(starts.flat()).toEqual(['900-a', '901-b']);
    writeFileSync(join(folder, '902-c.sql'), `insert into step values ('!', 'three'); select nothing from nowhere;`);
    await expect(migrate({ url: store.url, folder })).rejects.toThrow('nowhere');
    expect(await asOwner('select name from step')).toEqual([{ name: 'two' }]);
    rmSync(folder, { recursive: true });
  });
});

async function ownName(): Promise<string> {
  const [row] = await asOwner<{ name: string }>('select current_database() as name');
  return row?.name ?? '';
}
