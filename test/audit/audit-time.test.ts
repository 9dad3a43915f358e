/** The auditor grows with the books, not with their square: an account may have any number of updates. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { auditBooks } from '../../src/audit/audit-books.js';
import { BALANCE_INVARIANTS } from '../../src/audit/balance-invariants.js';
import { change, openAccount, openTown, type Process, type Town } from '../live/processes.js';

let town: Town;
let api: Process;
let owner: pg.Client;
beforeAll(async () => {
  town = await openTown();
  api = await town.open();
  owner = new pg.Client({ connectionString: town.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await town.close();
});

async function auditMs(): Promise<number> {
  const began = performance.now();
  const results = await auditBooks(owner, ['acme'], { most: 1, invariants: BALANCE_INVARIANTS });
  expect(results.filter(({ count }) => count > 0)).toEqual([]);
  return performance.now() - began;
}

test('four times the updates of one account take it about four times as long, not sixteen', async () => {
  const who = { tenant: 'acme', address: 'subject:busy' };
  await openAccount(api, who);
  await change(api, who, 2_000);
  const few = await auditMs();
  await change(api, who, 6_000);
  expect((await auditMs()) / few).toBeLessThan(8);
});
