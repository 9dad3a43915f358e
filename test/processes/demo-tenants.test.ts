/** The demo tenants: made whole even where the first start was cut off, and never made again over what people did. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { SYSTEM } from '../../src/books/admin-action.js';
import { makeDemoTenants } from '../../src/processes/demo-tenants.js';
import type { Payment } from '../../src/purchases/payment-provider.js';
import { setPlan } from '../../src/accounts/set-plan.js';
import { SandboxPayments } from '../../src/purchases/sandbox-payments.js';
import { createLog } from '../../src/log.js';
import { openPolicies, type PolicyStore } from '../../src/policy/policy-store.js';
import { memoryPublished } from '../policy/memory-published.js';
import { openTestLedger, type TestLedger } from '../support/ledger.js';

class LostPayments extends SandboxPayments {
  override accepts(): never {
    throw new Error('the process died here');
  }
}

class CountingPayments extends SandboxPayments {
  charged = 0;
  override async charge(payment: Payment) {
    this.charged += 1;
    return super.charge(payment);
  }
}

let t: TestLedger;
let policies: PolicyStore;

beforeEach(async () => {
  t = await openTestLedger();
  policies = await openPolicies({
    dir: 'policies',
    log: createLog({ logLevel: 'silent' }),
    published: memoryPublished(),
    beatMs: 3_600_000,
  });
});
afterEach(async () => {
  await policies.close();
  await t.close();
});

const state = () =>
  t.asOwner(
    `select a.tenant_id, a.address, a.plan, a.seq::int, array_agg(l.kind || ' ' || l.amount order by l.kind) as lots
     from account a left join lot l on l.tenant_id = a.tenant_id and l.account_id = a.id
     group by 1, 2, 3, 4 order by 1, 2`,
  );

test('a first start that was cut off half-way is completed by the next, each step once', async () => {
  await expect(makeDemoTenants({ partsOf: () => t, policies, payments: new LostPayments() })).rejects.toThrow(
    'died here',
  );
  const half = await state();
  const payments = new CountingPayments();
  await makeDemoTenants({ partsOf: () => t, policies, payments });
  const whole = await state();
  expect(half.length).toBeLessThan(whole.length);
  expect(whole).toHaveLength(13);
  expect(whole).toContainEqual(
    expect.objectContaining({
      tenant_id: 'acme',
      address: 'subject:alice',
      plan: 'plus',
      lots: ['PROMOTIONAL 20000000000', 'PURCHASED 100000000000'],
    }),
  );
  await makeDemoTenants({ partsOf: () => t, policies, payments });
  expect([await state(), payments.charged]).toEqual([whole, 1]);
});

test('where the demo is complete, a plan that a person set stays over a restart', async () => {
  const app = { partsOf: () => t, policies, payments: new SandboxPayments() };
  await makeDemoTenants(app);
  await setPlan(t, { tenant: 'acme', subject: 'alice', actor: SYSTEM }, 'enterprise');
  const before = await state();
  await makeDemoTenants(app);
  expect(await state()).toEqual(before);
});
