/**
 * Pages of an account's usage, and of what of it was set aside, read what they show, and not all of its events: on a database that has no
 * statistics yet, where the planner knows of no table how long it is.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from '../../src/api/context.js';
import { openDatabase, type Database } from '../../src/database/database.js';
import { createLog } from '../../src/log.js';
import { listEvents, type EventFilter } from '../../src/usage/list-events.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy } from '../support/usage.js';

/** Events beside those that are looked at. */
const OTHERS = 20_000;
/** One of so many is set aside. */
const EVERY = 400;
const ANY: EventFilter = { setAside: true, decision: null, product: null, from: null, to: null };

let policies: PolicyCopy;
let api: TestApi;
let database: Database;
let accountId: string;
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir, settlement: 'on' });
  const asOwner: TestApi['asOwner'] = (sql) => api.asOwner(sql);
  for (const table of ['usage_event', 'charge', 'set_aside']) {
    await asOwner(`alter table ${table} set (autovacuum_enabled = false)`);
  }
  await settled(api, api.as('acme', 'admin'), usedBy('ann', 1));
  const [made] = await asOwner<{ account_id: string }>('select account_id from usage_event');
  accountId = made!.account_id;
  for (const table of ['usage_event', 'charge']) {
    await asOwner(`
      insert into ${table} select (jsonb_populate_record(t, jsonb_build_object('usage_no', n, 'id', gen_random_uuid())
        || case when '${table}' = 'usage_event' then jsonb_build_object('key', 'copy ' || n) else '{}' end)).*
      from ${table} t, generate_series(2, ${OTHERS + 1}) n`);
  }
  await asOwner(`
    insert into set_aside (tenant_id, account_id, usage_no, tries, reason, failed_at, given_up)
    select tenant_id, account_id, usage_no, 1, 'a test', now(), true from usage_event where usage_no % ${EVERY} = 0`);
  // What making them has read is told before anything is counted.
  await asOwner('select pg_stat_force_next_flush()');
  // One connection: what it has read is told by it.
  const log = createLog({ logLevel: 'silent' });
  database = await openDatabase({ url: api.databaseUrl, entities: [], log, poolSize: 1 });
}, 120_000);
afterAll(async () => {
  await database.close();
  for (const table of ['set_aside', 'usage_event', 'charge']) {
    await api.asOwner(`delete from ${table} where usage_no > 1`);
  }
  await api.close();
  policies.remove();
});

/** Rows and entries of indexes that the tables of usage were read for. */
async function rowsRead(): Promise<number> {
  await database.transaction(['acme'], (tx) => tx.query('select pg_stat_force_next_flush()', []));
  await database.transaction(['acme'], (tx) => tx.query('select', []));
  const [read] = await api.asOwner<{ rows: string }>(`
    select (select sum(seq_tup_read) from pg_stat_user_tables where relname in ('usage_event', 'charge', 'set_aside'))
      + (select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('usage_event', 'charge', 'set_aside')) as rows`);
  return Number(read!.rows);
}

async function readFor(filter: Partial<EventFilter>, after: string | null = null) {
  const before = await rowsRead();
  const spend = async <T>(read: (left: number) => Promise<{ page: T }>): Promise<T> => (await read(1e9)).page;
  const context = { database, loaders: { bytes: { spend } }, caller: { tenant: 'acme' } } as unknown as Context;
  const { nodes } = await listEvents(context, accountId, { ...ANY, ...filter }, { first: 20, after });
  return { shown: nodes.length, rows: (await rowsRead()) - before };
}

test.each<[string, Partial<EventFilter>, string | null, number]>([
  ['the first page', {}, null, 20],
  ['a page in the middle', {}, '10000', 20],
  ['with a filter that all pass', { product: 'meter' }, null, 20],
  ['with a filter that none passes', { product: 'codex' }, null, 0],
  ['of all events', { setAside: false }, '12000', 20],
])('%s', async (_, filter, after, shown) => {
  const read = await readFor(filter, after);
  expect(read.shown).toBe(shown);
  // What was noted of it, an event, its charge, and the event anew: of the 50 that are set aside at most.
  expect(read.rows / (OTHERS / EVERY)).toBeLessThan(5);
});
