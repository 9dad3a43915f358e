/** The mutations that move credits and manage accounts, through GraphQL, under the shipped policies. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { graphql, printSchema, type GraphQLSchema } from 'graphql';
import { buildSchema, Query, Resolver } from 'type-graphql';
import { LotResolver } from '../../src/accounts/grants.resolver.js';
import { makeLoaders } from '../../src/api/loaders.js';
import { ManageResolver } from '../../src/accounts/manage.resolver.js';
import { PlansResolver } from '../../src/accounts/plans.resolver.js';
import { PurchaseResolver } from '../../src/purchases/purchase.resolver.js';
import { SandboxPayments } from '../../src/purchases/sandbox-payments.js';
import type { PolicyVersion } from '../../src/policy/policy-version.js';
import { policyOf, shipped } from '../policy/policies.js';

@Resolver()
class NothingResolver {
  @Query(() => Boolean, { description: 'A schema needs a query.' })
  nothing(): boolean {
    return true;
  }
}

let t: TestLedger;
let schema: GraphQLSchema;
let policies: Record<string, PolicyVersion>;

beforeAll(async () => {
  t = await openTestLedger();
  schema = await buildSchema({
    resolvers: [NothingResolver, PurchaseResolver, LotResolver, ManageResolver, PlansResolver],
    validate: false,
  });
  policies = { acme: await policyOf(shipped('acme/policy.csv')), globex: await policyOf(shipped('globex/policy.csv')) };
});
afterAll(async () => t.close());

async function ask(who: string, source: string, tenant = 'acme') {
  const contextValue = {
    ...t,
    caller: { tenant, subject: who, operator: false, groups: [], scope: null, expiresAt: Infinity },
    requestId: 'a test',
    policy: policies[tenant],
    loaders: makeLoaders(t.database, t.ledger, tenant),
    payments: new SandboxPayments(),
  };
  const { data, errors } = await graphql({ schema, source: `mutation { it: ${source} }`, contextValue });
  const it = data?.it as Record<string, unknown> | null | undefined;
  return { it, code: errors?.[0]?.extensions.code, message: errors?.[0]?.message };
}

const buy = (account: string, key = 'k') =>
  `purchaseCredits(input: { ${account} credits: "12.5", idempotencyKey: "${key}" })
    { id account status credits refunded price { amount currency } testMode replayed }`;
const grant = (account: string, key = 'g') =>
  `grantCredits(input: { ${account} kind: ENTITLEMENT, credits: "7", reason: "contract", idempotencyKey: "${key}" })
    { id kind amount remaining priority replayed }`;

test('a member buys for itself and nobody else; a billing admin buys for all, pools included', async () => {
  const own = await ask('alice', buy(''));
  expect(own.it).toMatchObject({ status: 'PAID', credits: '12.5', price: { amount: '0.50', currency: 'USD' } });
  expect(own.it).toMatchObject({ account: expect.stringMatching(/^acc_/), testMode: true, replayed: false });
  expect((await ask('carol', buy(`account: "${String(own.it?.account)}"`))).it).toEqual({ ...own.it, replayed: true });
  expect((await ask('carol', buy('pool: "engineering"'))).it).toMatchObject({ status: 'PAID' });
  expect((await ask('alice', buy('subject: "bob"'))).code).toBe('FORBIDDEN');
  expect((await ask('alice', buy('pool: "engineering"', 'k2'))).code).toBe('FORBIDDEN');
  expect((await ask('carol', buy('subject: "bob", pool: "engineering"'))).code).toBe('BAD_USER_INPUT');
  expect(await t.asOwner(`select 1 from account where address = 'subject:bob'`)).toEqual([]);
});

test('only whoever may grant grants, revokes and refunds', async () => {
  const bought = await ask('alice', buy('', 'k3'));
  const refund = `refundPurchase(input: { purchaseId: "${String(bought.it?.id)}", idempotencyKey: "r", reason: "x" }) { status refunded }`;
  expect((await ask('carol', refund)).code).toBe('FORBIDDEN');
  expect((await ask('admin', refund)).it).toEqual({ status: 'REFUNDED', refunded: '12.5' });
  expect((await ask('carol', grant('subject: "alice"'))).code).toBe('FORBIDDEN');
  const given = await ask('admin', grant('subject: "alice"'));
  expect(given.it).toMatchObject({ kind: 'ENTITLEMENT', amount: '7', remaining: '7', priority: 100, replayed: false });
  const revoke = `revokeCredits(input: { lotId: "${String(given.it?.id)}", idempotencyKey: "v", reason: "x" }) { takenBack }`;
  expect((await ask('alice', revoke)).code).toBe('FORBIDDEN');
  expect((await ask('admin', revoke)).it).toEqual({ takenBack: '7' });
});

test("another tenant's lot, purchase and account look exactly like missing ones", async () => {
  const bought = await ask('alice', buy('', 'k4'));
  const given = await ask('admin', grant('subject: "alice"', 'g2'));
  const calls = (lot: unknown, purchase: unknown, account: unknown) => [
    `revokeCredits(input: { lotId: "${String(lot)}", idempotencyKey: "v2", reason: "x" }) { id }`,
    `refundPurchase(input: { purchaseId: "${String(purchase)}", idempotencyKey: "r2", reason: "x" }) { id }`,
    `setAccountState(account: "${String(account)}", state: SUSPENDED, reason: "x") { id }`,
  ];
  const none = '0'.repeat(32);
  const missing = await Promise.all(
    calls(`lot_${none}`, `pur_${none}`, `acc_${none}`).map((c) => ask('admin', c, 'globex')),
  );
  const foreign = await Promise.all(
    calls(given.it?.id, bought.it?.id, bought.it?.account).map((c) => ask('admin', c, 'globex')),
  );
  expect(missing.map(({ code }) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
  expect(foreign).toEqual(missing);
});

test('plans, states and resets need manage', async () => {
  const plan = `setPlan(subject: "dave", plan: "pro") { subject plan seq }`;
  expect((await ask('carol', plan)).code).toBe('FORBIDDEN');
  expect((await ask('admin', plan)).it).toEqual({ subject: 'dave', plan: 'pro', seq: '1' });
  expect((await ask('admin', `setPlan(subject: "role:admin", plan: "pro") { plan }`)).code).toBe('BAD_USER_INPUT');
  const state = `setAccountState(account: "pool:engineering", state: SUSPENDED, reason: "audit") { pool state }`;
  expect((await ask('carol', state)).code).toBe('FORBIDDEN');
  expect((await ask('admin', state)).it).toEqual({ pool: 'engineering', state: 'SUSPENDED' });
  for (const whose of ['everyone: true', 'subjects: ["alice", "dave"]']) {
    const reset = `resetAllowances(input: { ${whose}, idempotencyKey: "${whose.length}" }) { accounts replayed }`;
    expect((await ask('alice', reset)).code).toBe('FORBIDDEN');
    expect((await ask('admin', reset)).it).toEqual({ accounts: '2', replayed: false });
    expect((await ask('admin', reset)).it).toEqual({ accounts: '2', replayed: true });
  }
});

describe('the contract', () => {
  test.each([
    'purchaseCredits(',
    '): Purchase\n',
    'priority: Int! = 100',
    'everyone: Boolean! = false',
    'setPlan(',
    '): AllowanceReset\n',
    'effectiveAt: DateTime\n',
  ])('has %j', (text) => {
    expect(printSchema(schema)).toContain(text);
  });
});
