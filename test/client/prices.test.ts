/** What the client believes that usage costs at most, learnt from a real API: never less than Spillway would charge. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Prices } from '../../clients/typescript/src/prices.js';
import type { Transport } from '../../clients/typescript/src/transport.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { asked, estimate, meter, setPlan } from '../support/calls.js';
import { exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
beforeAll(async () => {
  const size = ', above: { units: 10, counting: [units, extras], prices: { units: "2", extras: "9" } }';
  policies = exactPolicies(meterCard('meter-sized', Date.UTC(2026, 4, 1), '1', size));
  api = await openTestApi({ policyDir: policies.dir });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

test('where prices depend on a size, the higher ones are the bound: nobody knows yet how much there will be', async () => {
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'sue', 'payg');
  const ask = (operation: { document: string }, variables: Record<string, unknown>) =>
    admin.get('estimateAccess', operation.document, variables);
  const prices = new Prices({ ask } as unknown as Transport);
  const asker = { subject: 'sue', product: 'meter', feature: 'call' };
  await prices.learn(
    asker,
    new Map([
      ['units', 3n],
      ['extras', 1n],
    ]),
  );
  const nano = (units: bigint, extras: bigint) =>
    prices.costNano(
      'meter',
      'call',
      new Map([
        ['units', units],
        ['extras', extras],
      ]),
    );
  expect([nano(1n, 0n), nano(0n, 1n), nano(7n, 4n)]).toEqual([2n, 9n, 50n].map((credits) => credits * 10n ** 9n));
  const usage = [
    { dimension: 'units', quantity: 7 },
    { dimension: 'extras', quantity: 4 },
  ];
  expect((await estimate(admin, asked({ ...meter('sue', 0), usage }))).requested).toBe('50');
  const free = { ...asker, feature: 'gratis' };
  await prices.learn(free, new Map([['units', 3n]]));
  expect(prices.costNano('meter', 'gratis', new Map([['units', 3n]]))).toBe(0n);
});
