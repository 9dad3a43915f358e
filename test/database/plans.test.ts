/**
 * On a new database, before anything is known of its tables, what receipts lead to, what waits or was set aside, and what is
 * looked at for watchers, is read by the indexes made for it.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GRANTED } from '../../src/access/estimates.js';
import { SCOPED } from '../../src/access/past-lots.js';
import { REPORTED } from '../../src/access/reported-usage.js';
import { REFERENCES } from '../../src/accounts/lot-reference.resolver.js';
import { UPDATES_OF_DECISIONS } from '../../src/accounts/update-links.resolver.js';
import { EVENTS_OF_DECISIONS } from '../../src/api/child-pages.js';
import { FIRST_NAMED } from '../../src/books/references.js';
import { TEXTS_OF } from '../../src/books/stored-versions.js';
import { MADE, MADE_FOR, USED } from '../../src/live/read-decisions.js';
import { CONDITIONS } from '../../src/live/read-conditions.js';
import { openDatabase, type Database } from '../../src/database/database.js';
import { createLog } from '../../src/log.js';
import { BACKLOG_OF_ALL } from '../../src/telemetry/read-backlog-of-all.js';
import { SET_ASIDE_OF_TENANT } from '../../src/usage/list-set-aside.js';
import { LAST_SO_FAR } from '../../src/usage/sized-holds.js';
import { BACKLOG } from '../../src/usage/read-backlog.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let store: TestDatabase;
let database: Database;
beforeAll(async () => {
  store = await createTestDatabase();
  const log = createLog({ logLevel: 'silent' });
  database = await openDatabase({ url: store.url, entities: [], log, poolSize: 1 });
});
afterAll(async () => {
  await database.close();
  await store.drop();
});

/** The plan of a statement for any values of its parameters. */
function planOf(sql: string): Promise<string> {
  return database.transaction(['acme'], async (tx) => {
    await tx.query(`prepare asked as ${sql}`, []);
    await tx.query('set local plan_cache_mode = force_generic_plan', []);
    const values = Array.from(
      { length: Math.max(...[...sql.matchAll(/\$(\d)/g)].map(([, n]) => Number(n))) },
      () => 'null',
    );
    const plan = await tx.query<{ 'QUERY PLAN': string }>(`explain execute asked (${values.join(', ')})`, []);
    await tx.query('deallocate asked', []);
    return plan.map((row) => row['QUERY PLAN']).join('\n');
  });
}

test.each([
  ['the usage of decisions', EVENTS_OF_DECISIONS, ['usage_event_of_decision']],
  ['what it cost', REPORTED, ['usage_event_of_decision', 'charge_pkey']],
  ['balance updates of decisions', UPDATES_OF_DECISIONS, ['usage_event_of_decision', 'balance_update_by_cause']],
  ['lots that are not for every product', SCOPED, ['lot_scoped']],
  ['what waits to be settled', BACKLOG, ['account_unsettled', 'usage_event_pkey']],
  [
    'what waits of all tenants, for metrics',
    BACKLOG_OF_ALL,
    ['account_unsettled', 'usage_event_pkey', 'set_aside_of_tenant', 'account_due', 'purchase_unsettled'],
  ],
  ['what was set aside', SET_ASIDE_OF_TENANT, ['set_aside_of_tenant', 'usage_event_pkey', 'charge_pkey']],
  ['what a hold has used by size', LAST_SO_FAR, ['usage_event_sized', 'charge_pkey']],
  ['what the decisions of holds were granted', GRANTED, ['decision_by_hold']],
  ['who has a reference', FIRST_NAMED, ['admin_action_reference', 'purchase_of_reference']],
  ['what lots are called elsewhere', REFERENCES, ['purchase_by_account', 'admin_action_of_target']],
  ['policies by version', TEXTS_OF, ['policy_version_by_version']],
  ['new decisions of subjects', MADE_FOR, ['decision_by_subject']],
  ['new decisions of tenants', MADE, ['decision_pkey']],
  ['whether usage was reported', USED, ['usage_event_of_decision']],
  ['conditions', CONDITIONS, ['account_pkey', 'notice_pkey', 'top_up_pkey', 'purchase_by_account']],
])('%s: each table by the whole key', async (_, sql, indexes) => {
  const plan = await planOf(sql);
  for (const index of indexes) expect(plan).toContain(index);
  expect(plan).not.toMatch(/Seq Scan|Heap Scan/);
});
