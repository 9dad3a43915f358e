/** What metrics say of the database: usage that waits and that was set aside, what fell due, purchases without an answer. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readBacklogOfAll, together } from '../../src/telemetry/read-backlog-of-all.js';
import { DAY, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { killWorkers, spawnWorker } from '../support/settlement-workers.js';
import { allSettled, record, usedBy, usedOf } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let ahead = 0;
beforeAll(async () => {
  policies = exactPolicies();
  // It has a dimension without a price.
  policies.edit('catalog.yaml', (text) => text.replace('call: [units, extras]', 'call: [units, extras, marvels]'));
  api = await openTestApi({ policyDir: policies.dir, settlement: 'off' });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  killWorkers();
  await api.close();
});

const read = (tenants = ['acme', 'globex']) => readBacklogOfAll(api.app.database, tenants, ahead);

test('usage that waits is counted with its age, and so is what was set aside', async () => {
  const nothing = { pending: 0, lagSeconds: 0, setAside: 0, due: 0, dueLagSeconds: 0, unsettled: 0 };
  expect(await read()).toEqual(nothing);
  await setPlan(admin, 'odd', 'payg');
  await grant(admin, { subject: 'odd', credits: '100' });
  const taken = await check(admin, meter('odd', 30));
  await record(admin, usedOf(taken.id, 0, { usage: [{ dimension: 'marvels', quantity: 1 }] }));
  await record(admin, usedBy('calm', 3));
  const waiting = await read();
  expect(waiting).toMatchObject({ pending: 2, setAside: 0 });
  expect(waiting.lagSeconds).toBeGreaterThan(0);
  expect(waiting.lagSeconds).toBeLessThan(60);
  // A database has only the tenants that it is asked for.
  expect(await read(['globex'])).toEqual(nothing);

  const worker = spawnWorker(api.databaseUrl, policies.dir);
  await allSettled(api);
  expect(await read()).toMatchObject({ pending: 0, lagSeconds: 0, setAside: 1 });
  expect(await worker.stop()).toBe(0);
}, 60_000);

test('what fell due is counted by the clock of the ledger', async () => {
  await grant(admin, { subject: 'due', credits: '5', expiresAt: new Date(api.now() + DAY).toISOString() });
  expect(await read()).toMatchObject({ due: 0, dueLagSeconds: 0 });
  ahead = 2 * DAY;
  const late = await read();
  expect(late.due).toBeGreaterThan(0);
  expect(late.dueLagSeconds).toBeGreaterThan(DAY / 1000 / 2);
  ahead = 0;
});

test('of several databases counts are added up, and the oldest age is told', () => {
  const one = { pending: 1, lagSeconds: 2, setAside: 3, due: 4, dueLagSeconds: 5, unsettled: 6 };
  const other = { ...one, lagSeconds: 1, dueLagSeconds: 9 };
  expect(together([one, other])).toEqual({
    ...{ pending: 2, lagSeconds: 2, setAside: 6, due: 8, dueLagSeconds: 9, unsettled: 12 },
  });
});
