/** Time passing for accounts that nobody touches. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Ticker } from '../../src/accounts/ticker.js';
import { CREDIT, holdFor, next, openAccount, openTown, query, watch } from '../live/processes.js';
import type { Process, Town } from '../live/processes.js';

let town: Town;
let a: Process;
let b: Process;
let who: { tenant: string; address: string };
let accounts = 0;

const tickerOf = ({ database, ledger, log }: Process) =>
  new Ticker({ database, ledger, log, tenants: () => ['acme', 'globex'], clockOffset: () => town.clock.ahead });

beforeAll(async () => {
  town = await openTown();
  a = await town.open();
  b = await town.open();
});
afterAll(async () => town.close());
beforeEach(async () => {
  who = { tenant: 'acme', address: `subject:idle-${(accounts += 1)}` };
  await openAccount(a, who);
});

test('a hold that expires on an idle account reaches who watches it', async () => {
  const ticker = tickerOf(a);
  await holdFor(a, who, 600);
  const watching = await watch(b, who);
  expect(await next(watching)).toMatchObject({ seq: 2n, balance: { held: CREDIT } });
  ticker.start();
  const waiting = next(watching);
  town.clock.ahead += 600_000;
  const moved = performance.now();
  expect(await waiting).toMatchObject({ seq: 3n, cause: 'HOLD_EXPIRED', heldDelta: -CREDIT, balance: { held: 0n } });
  // A second is the promise; more is allowed here only for a machine that is busy with other tests.
  expect(performance.now() - moved).toBeLessThan(2_000);
  await ticker.close();
  await watching.return();
});

test('processes that tick at once write what fell due once', async () => {
  await holdFor(a, who, 600);
  town.clock.ahead += 600_000;
  await Promise.all([tickerOf(a).tick(), tickerOf(b).tick(), tickerOf(a).tick()]);
  expect(await query(a, who)).toMatchObject({ seq: 3n, balance: { held: 0n } });
  expect(await tickerOf(b).tick()).toBe(false);
});

test('a snapshot has what fell due written first', async () => {
  await holdFor(a, who, 600);
  town.clock.ahead += 600_000;
  const watching = await watch(b, who);
  expect(await next(watching)).toMatchObject({ snapshot: true, seq: 3n, balance: { held: 0n } });
  await watching.return();
});

test('an account whose row is broken holds up no other', async () => {
  const broken = { tenant: 'globex', address: 'subject:broken' };
  await openAccount(a, broken);
  await holdFor(a, broken, 600);
  await holdFor(a, who, 600);
  await town.asOwner(`update account set windows = '[{"name":"weekly","used":"?","held":"0"}]' where address = $1`, [
    broken.address,
  ]);
  town.clock.ahead += 600_000;
  expect(await tickerOf(a).tick()).toBe(false);
  expect(await query(a, who)).toMatchObject({ seq: 3n });
});
