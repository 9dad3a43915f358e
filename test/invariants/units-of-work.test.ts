/** What every unit of work owes: locks in one order, all of it or nothing, and each event once. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { CatalogVersions } from '../../src/catalog/catalog-versions.js';
import { findUnsettled } from '../../src/usage/find-usage.js';
import type { StoredEvent } from '../../src/books/usage-event.js';
import { settleAll, settlementLocks } from '../../src/usage/settle-usage.js';
import { SizedHolds } from '../../src/usage/sized-holds.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, check, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { record, usedBy } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir, settlement: 'off' });
  admin = api.as('acme', 'admin');
  for (const subject of ['ann', 'bob']) {
    await setPlan(admin, subject, 'payg');
    await grant(admin, { subject, credits: '100' });
  }
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** The next COMMIT that has rows of this table fails, as one does that lost to another; the one after it passes. */
async function failNextCommit(table: string): Promise<void> {
  await api.asOwner(`create sequence ${table}_commits`);
  await api.asOwner(
    `create function fail_${table}() returns trigger security definer language plpgsql as $$
     begin
       if nextval('${table}_commits') = 1 then raise 'it lost' using errcode = 'serialization_failure'; end if;
       return null;
     end $$`,
  );
  await api.asOwner(
    `create constraint trigger fail_once after insert on ${table} deferrable initially deferred
     for each row execute function fail_${table}()`,
  );
}

test('a check whose commit fails is decided anew: what is answered is stored, once (I3, I10)', async () => {
  await failNextCommit('decision');
  const answer = await check(api.as('acme', 'ann'), meter('ann', 40));
  expect(answer).toMatchObject({ outcome: 'ALLOWED', replayed: false, proceed: true, hold: { remaining: '40' } });
  expect((await account(admin, { subject: 'ann' })).balance).toMatchObject({ available: '60', held: '40' });
  expect(await api.asOwner('select last_value::int as tries from decision_commits')).toEqual([{ tries: 2 }]);
});

test('a usage report whose commit fails is recorded anew, under the same number (I3, I10)', async () => {
  await failNextCommit('usage_event');
  const { usageNo, replayed } = await record(api.as('acme', 'gateway'), usedBy('ann', 1));
  expect({ usageNo, replayed }).toEqual({ usageNo: '1', replayed: false });
  const stored = await api.asOwner(`select usage_no from usage_event`);
  expect(stored).toEqual([{ usage_no: '1' }]);
});

test('accounts are locked in the order of their keys, whatever order they are asked in (docs/rules.md, 3)', async () => {
  const holder = new pg.Client({ connectionString: api.databaseUrl });
  await holder.connect();
  const [first, second] = ['ann', 'bob'].map((name) => ({ tenant: 'acme', address: `subject:${name}` }));
  if (!first || !second) throw new Error('two accounts');
  try {
    await holder.query('begin');
    await holder.query('select from account where address = $1 for update', [first.address]);
    const work = api.app.ledger.work(['acme'], { lock: [second, first], create: [] }, () => 'done');
    const waiting = `select from pg_stat_activity
      where datname = current_database() and application_name = 'spillway' and wait_event_type = 'Lock'`;
    while ((await api.asOwner(waiting)).length === 0) continue;
    const free = await api.asOwner('select from account where address = $1 for update skip locked', [second.address]);
    await holder.query('rollback');
    expect(await work).toBe('done');
    expect(free).toHaveLength(1);
  } finally {
    await holder.end();
  }
});

/** What is recorded of a subject and still to be settled, as a worker finds it. */
async function unsettledOf(subject: string): Promise<StoredEvent[]> {
  const [row] = await api.asOwner<{ id: string; no: string }>(
    'select id, settled_no::text as no from account where address = $1',
    [`subject:${subject}`],
  );
  const from = { tenant: 'acme', accountId: row?.id ?? '', settledNo: BigInt(row?.no ?? 0) };
  return api.app.database.transaction(['acme'], (tx) => findUnsettled(tx, [from], 10));
}

/** Settles events of a subject that are delivered twice to one unit of work. @returns how many each time */
async function settleTwice(subject: string, delivered: readonly StoredEvent[]): Promise<number[]> {
  const { ledger, policies: live } = api.app;
  const catalogs = new CatalogVersions(() => live.catalog());
  return ledger.work(
    ['acme'],
    (tx) => settlementLocks(tx, delivered, () => `subject:${subject}`),
    async (books, tx) => {
      const loaded = await catalogs.load(tx, [live.catalog().version]);
      const beside = { tx, catalogs: loaded, sizes: await SizedHolds.of(tx, delivered) };
      return [await settleAll(books, delivered, beside), await settleAll(books, delivered, beside)];
    },
  );
}

test('what is undone comes back once, however often it is delivered and though a commit fails (I3, I14)', async () => {
  const VOID = 'mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id } }';
  await setPlan(admin, 'cyd', 'payg');
  const events = [];
  for (const units of [30, 20]) events.push(await record(api.as('acme', 'gateway'), usedBy('cyd', units)));
  expect(await settleTwice('cyd', await unsettledOf('cyd'))).toEqual([2, 0]);
  for (const credits of ['35', '15']) await grant(admin, { subject: 'cyd', kind: 'ENTITLEMENT', credits });
  expect((await account(admin, { subject: 'cyd' })).balance).toMatchObject({ available: '0', debt: '0' });
  for (const { id: usageEventId } of events) {
    await admin.data(VOID, { input: { usageEventId, reason: 'a test', idempotencyKey: usageEventId } });
  }
  await failNextCommit('charge');
  // Both in one unit of work: the second is given of a repayment what the first has left of it.
  const undoing = await unsettledOf('cyd');
  expect(await settleTwice('cyd', undoing)).toEqual([2, 0]);
  expect(await settleTwice('cyd', undoing)).toEqual([0, 0]);
  expect(await api.asOwner('select last_value::int > 1 as again from charge_commits')).toEqual([{ again: true }]);
  expect((await account(admin, { subject: 'cyd' })).balance).toMatchObject({ available: '50', debt: '0' });
});

test('an event that is delivered twice is charged once, within one unit of work or in a later one (I3, I14)', async () => {
  for (const units of [3, 4]) await record(api.as('acme', 'gateway'), usedBy('bob', units));
  const delivered = await unsettledOf('bob');
  expect(await settleTwice('bob', delivered)).toEqual([2, 0]);
  expect(await settleTwice('bob', delivered)).toEqual([0, 0]);
  expect((await account(admin, { subject: 'bob' })).balance).toMatchObject({ available: '93', held: '0' });
});
