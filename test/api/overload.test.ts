/** A database that holds callers up: they are told soon, and nothing is lost or taken twice. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  CHECK,
  CHECK_MANY,
  check,
  codesOf,
  freshKey,
  GRANT,
  grant,
  meter,
  PURCHASE,
  setPlan,
  type Decision,
} from '../support/calls.js';
import { exactPolicies } from '../support/policies.js';
import { allSettled, RECORD, usedBy } from '../support/usage.js';

let api: TestApi;
let admin: Client;
beforeAll(async () => {
  api = await openTestApi({ policyDir: exactPolicies().dir });
  admin = api.as('acme', 'admin');
  await setPlan(admin, 'oda', 'payg');
  await grant(admin, { subject: 'oda', credits: '100' });
});
afterAll(async () => api.close());

test('a row that another holds on to delays its batch once, not once per call, and is OVERLOADED', async () => {
  const inputs = Array.from({ length: 20 }, (_, i) => meter('oda', 1, { idempotencyKey: `held up ${i}` }));
  const blocker = new pg.Client({ connectionString: api.databaseUrl });
  await blocker.connect();
  await blocker.query(`begin; select from account where address = 'subject:oda' for update`);
  const started = performance.now();
  const { data, errors } = await admin.run(CHECK_MANY, { inputs });
  expect(performance.now() - started).toBeLessThan(8_000);
  await blocker.end();
  expect(data).toEqual({ checkAccessMany: inputs.map(() => null) });
  const told = errors?.map(({ extensions }) => extensions);
  expect(told).toHaveLength(20);
  for (const extensions of told ?? []) {
    expect(extensions).toMatchObject({ code: 'OVERLOADED', retryable: true, outcomeUnknown: true });
  }

  const again = await admin.get<Decision[]>('checkAccessMany', CHECK_MANY, { inputs });
  expect(again.every(({ outcome, replayed }) => outcome === 'ALLOWED' && !replayed)).toBe(true);
  await check(api.as('acme', 'oda'), meter('oda', 5));
  expect((await account(admin, { subject: 'oda' })).balance).toMatchObject({ available: '75', held: '25' });
}, 30_000);

test('a full disk is OVERLOADED, stores nothing, and every key passes once there is room again', async () => {
  await setPlan(admin, 'ola', 'payg');
  await grant(admin, { subject: 'ola', credits: '100' });
  const common = { subject: 'ola', credits: '10', idempotencyKey: freshKey() };
  const CALLS: [string, Record<string, unknown>][] = [
    [CHECK, meter('ola', 1)],
    [RECORD, usedBy('ola', 1)],
    [PURCHASE, common],
    [GRANT, { ...common, kind: 'REFUND', reason: 'x' }],
  ];
  const tables = ['decision', 'usage_event', 'purchase', 'lot'];
  const stored = () =>
    api.asOwner(tables.map((table) => `select '${table}', count(*) from ${table}`).join(' union all '));
  const before = [await stored(), await account(admin, { subject: 'ola' })];
  await api.asOwner(`
    create function full_disk() returns trigger language plpgsql as $$ begin
      raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
    end $$`);
  // One table at a time: who locks several waits for who writes to them, and is waited for.
  for (const table of tables) {
    await api.asOwner(`create trigger full_disk before insert on ${table} for each row execute function full_disk()`);
  }
  for (const [query, input] of CALLS) {
    const { data, errors } = await admin.run(query, { input });
    expect(Object.values(data ?? {})).toEqual([null]);
    expect(errors).toMatchObject([{ extensions: { code: 'OVERLOADED', retryable: true } }]);
    expect(JSON.stringify(errors)).not.toContain('device');
  }
  expect([await stored(), await account(admin, { subject: 'ola' })]).toEqual(before);
  for (const table of tables) await api.asOwner(`drop trigger full_disk on ${table}`);
  await api.asOwner('drop function full_disk');
  for (const [query, input] of CALLS) {
    const answer = await admin.run<Record<string, { replayed: boolean }>>(query, { input });
    expect(codesOf(answer)).toEqual([]);
    expect(Object.values(answer.data ?? {})[0]?.replayed).toBe(false);
  }
  await allSettled(api);
}, 60_000);

test('a tenant that has its books reconciled over and over is told to wait, and another is not', async () => {
  const everyone = Array.from({ length: 30 }, (_, i) => `a${i}: reconcile(everyone: true) { balances }`);
  const greedy = admin.run<Record<string, { balances: boolean } | null>>(`{ ${everyone.join(' ')} }`);
  const other = await api.as('globex', 'admin').run('{ reconcile(everyone: true) { balances } }');
  expect(other).toMatchObject({ data: { reconcile: { balances: true } } });
  const { data, errors } = await greedy;
  expect(Object.values(data ?? {}).filter((answer) => answer?.balances)).toHaveLength(21);
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(Array(9).fill('OVERLOADED'));
});
