/** What a scoped token leaves of what its subject may do, on every way in, and who may mint one for whom. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient, type Client as Socket } from 'graphql-ws';
import WebSocket from 'ws';
import { versionOf } from '../../src/catalog/text-version.js';
import { buildApiSchema } from '../../src/processes/schema.js';
import { signToken, type Scope } from '../../src/server/token.js';
import { openTestApi, SECRET, type Client, type TestApi } from '../support/api.js';
import {
  ACCOUNT,
  CHECK,
  check,
  codesOf,
  DECISION,
  ESTIMATE,
  freshKey,
  grant,
  meter,
  PURCHASE,
  RELEASE,
  setPlan,
} from '../support/calls.js';
import { operationsOf } from '../support/operations.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy } from '../support/usage.js';

const ACME = 'acme/policy.csv';
const SELF = 'p, role:member, account:self, purchase, allow\n';
const BUDGET =
  'g2, admin, team:scoped\np3, team:scoped, product:meter, any, 1000, month, cap\np, role:watched, budget:team:scoped, approve, allow\n';
const MINT = 'mutation ($input: MintTokenInput!) { mintToken(input: $input) { token expiresAt } }';
const VIEWER = '{ viewer { subject groups permissions { object action } account { id } } }';
const WATCH = `subscription ($subject: ID, $pool: ID) { balanceChanged(subject: $subject, pool: $pool) { seq balance { available } } }`;
const SWITCH_OFF = 'mutation { setAutoTopUp(input: { enabled: false }) { state } }';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
const sockets: Socket[] = [];
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(
    ACME,
    (text) => `${text}p, role:watched, account:*, act_for, allow\ng, group:watched, role:watched\n${BUDGET}`,
  );
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  for (const subject of ['alice', 'admin', 'bob']) {
    await setPlan(admin, subject, 'payg');
    await grant(admin, { subject, credits: '100' });
  }
  await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '100' });
});
afterAll(async () => {
  for (const socket of sockets) await socket.dispose();
  await api.close();
  policies.remove();
});

interface Minted {
  token: string;
  expiresAt: string;
}
const mint = (by: Client, input: object = {}) => by.get<Minted>('mintToken', MINT, { input });
const minted = async (by: Client, input: object = {}) => api.bearing((await mint(by, input)).token);
const refusedMint = async (by: Client, input: object) => codesOf(await by.run(MINT, { input }));

/** A token of the shared secret's own issuer that says a scope. */
const issued = (scope: readonly Scope[], subject = 'admin', expiresInSeconds = 600) =>
  signToken({
    secret: SECRET,
    issuer: 'spillway',
    audience: 'spillway',
    tenant: 'acme',
    subject,
    scope,
    expiresInSeconds,
  });

/** What comes first over a socket of its own: the data, or the codes of the refusal. */
async function firstOf(token: string, query: string, variables = {}): Promise<unknown> {
  const socket = socketOf(async () => token);
  try {
    for await (const { data, errors } of socket.iterate({ query, variables })) {
      return errors ? errors.map(({ extensions }) => extensions?.code) : data;
    }
  } catch (errors) {
    return (errors as { extensions: { code: string } }[]).map(({ extensions }) => extensions.code);
  }
  return undefined;
}

function socketOf(token: () => Promise<string>, retryAttempts = 0): Socket {
  const socket = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await token()}` }),
    retryAttempts,
    shouldRetry: () => true,
    retryWait: async () => {},
  });
  sockets.push(socket);
  return socket;
}

/** Every mutation, as the tenant's admin may do it: on the own account where it has one. */
const MUTATIONS: Record<string, string> = {
  checkAccess:
    'checkAccess(input: { subject: "admin", product: "meter", feature: "call", usage: [], idempotencyKey: "m1" }) { id }',
  checkAccessMany:
    'checkAccessMany(inputs: [{ subject: "admin", product: "meter", feature: "call", usage: [], idempotencyKey: "m2" }]) { id }',
  grantCredits: 'grantCredits(input: { kind: REFUND, credits: "1", reason: "x", idempotencyKey: "m3" }) { id }',
  mintToken: 'mintToken(input: {}) { token }',
  purchaseCredits: 'purchaseCredits(input: { credits: "1", idempotencyKey: "m4" }) { id }',
  recordUsage:
    'recordUsage(input: { subject: "admin", product: "meter", feature: "call", usage: [], idempotencyKey: "m5" }) { id }',
  recordUsageMany:
    'recordUsageMany(inputs: [{ subject: "admin", product: "meter", feature: "call", usage: [], idempotencyKey: "m6" }]) { id }',
  redriveUsage: 'redriveUsage(usageEventId: "USE", idempotencyKey: "m7") { id }',
  refundPurchase: 'refundPurchase(input: { purchaseId: "PUR", reason: "x", idempotencyKey: "m8" }) { id }',
  releaseHold: 'releaseHold(decisionId: "DEC") { id }',
  grantReset: 'grantReset(input: { subject: "admin", reason: "r", idempotencyKey: "m13" }) { count }',
  redeemReset: 'redeemReset(input: { window: "weekly", idempotencyKey: "m14" }) { left }',
  setPlans: 'setPlans(input: { subjects: ["admin"], plan: "payg" }) { changed }',
  unschedulePlan: 'unschedulePlan(subject: "admin") { id }',
  resetAllowances: 'resetAllowances(input: { subjects: ["admin"], idempotencyKey: "m9" }) { id }',
  revokeCredits: 'revokeCredits(input: { lotId: "LOT", reason: "x", idempotencyKey: "m10" }) { id }',
  applyPolicy: 'applyPolicy(input: { text: "x", baseVersion: "x", message: "x", idempotencyKey: "m19" }) { version }',
  rollbackPolicy:
    'rollbackPolicy(input: { version: "x", baseVersion: "x", message: "x", idempotencyKey: "m20" }) { version }',
  previewPolicy:
    'previewPolicy(input: { policyText: "x", from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z", idempotencyKey: "m21" }) { id }',
  setAccountState: 'setAccountState(account: "subject:admin", state: ACTIVE, reason: "x") { id }',
  setAutoTopUp: 'setAutoTopUp(input: { enabled: false }) { state }',
  setPlan: 'setPlan(subject: "admin", plan: "payg") { id }',
  requestBudget: 'requestBudget(input: { budget: "BUD", credits: "1", reason: "x", idempotencyKey: "m17" }) { id }',
  decideBudgetRequest: 'decideBudgetRequest(input: { requestId: "BRQ", approve: true, idempotencyKey: "m18" }) { id }',
  withdrawBudgetRequest: 'withdrawBudgetRequest(requestId: "BRQ") { id }',
  voidUsage: 'voidUsage(input: { usageEventId: "USE", reason: "x", idempotencyKey: "m16" }) { id }',
};

describe('a scoped token of an admin', () => {
  let ids: Record<string, string>;
  beforeAll(async () => {
    const { id, hold } = await check(admin, meter('admin', 1));
    const lot = await grant(admin, { subject: 'admin', credits: '1' });
    const bought = await admin.get<{ id: string }>('purchaseCredits', PURCHASE, {
      input: { credits: '5', idempotencyKey: freshKey() },
    });
    const used = await settled(api, admin, usedBy('admin', 1));
    expect(hold).not.toBeNull();
    const { nodes } = await admin.get<{ nodes: { id: string }[] }>('budgets', '{ budgets { nodes { id } } }');
    const budget = nodes[0]!.id;
    const asked = await admin.get<{ id: string }>(
      'requestBudget',
      'mutation ($input: RequestBudgetInput!) { requestBudget(input: $input) { id } }',
      { input: { budget, credits: '1', reason: 'a test', idempotencyKey: freshKey() } },
    );
    ids = { DEC: id, LOT: lot.id, PUR: bought.id, USE: used.id, BUD: budget, BRQ: asked.id };
  });
  const documentOf = (name: string) =>
    `mutation { ${MUTATIONS[name]!.replace(/DEC|LOT|PUR|USE|BUD|BRQ/, (id) => ids[id]!)} }`;

  test('the table below has every mutation that there is', async () => {
    const mutations = operationsOf(await buildApiSchema()).filter(({ kind }) => kind === 'mutation');
    expect(Object.keys(MUTATIONS).sort()).toEqual(mutations.map(({ name }) => name).sort());
  });

  test.each(Object.keys(MUTATIONS))('with read may not %s; with purchase it may buy and no more', async (name) => {
    const updates = () => api.asOwner(`select count(*) from balance_update`);
    const before = await updates();
    expect(codesOf(await api.bearing(await issued(['read'])).run(documentOf(name)))).toEqual(['FORBIDDEN']);
    expect(codesOf(await api.bearing(await issued([])).run(documentOf(name)))).toEqual(['FORBIDDEN']);
    expect(await updates()).toEqual(before);
    const buys = ['purchaseCredits', 'setAutoTopUp'].includes(name);
    const codes = codesOf(await api.bearing(await issued(['read', 'purchase'])).run(documentOf(name)));
    expect(codes).toEqual(buys ? [] : ['FORBIDDEN']);
  });

  test.each([
    '{ accounts { nodes { id } } }',
    '{ account(subject: "bob") { id } }',
    '{ account(pool: "engineering") { id } }',
    '{ decisions(everyone: true) { nodes { id } } }',
    '{ decisions(subject: "bob") { nodes { id } } }',
    '{ usageEvents(subject: "bob") { nodes { id } } }',
    '{ purchases(subject: "bob") { nodes { id } } }',
    '{ notices(subject: "bob") { nodes { id } } }',
    '{ balanceUpdates(pool: "engineering") { nodes { id } } }',
    '{ availability(subject: "bob", product: "meter") { state } }',
    '{ adminActions { nodes { id } } }',
    '{ reconcile(everyone: true) { balances } }',
    '{ policy { version } }',
    '{ budgets(everyone: true) { nodes { id } } }',
    '{ team(team: "team:scoped") { members { nodes { subject } } } }',
    '{ purchaseQuote(subject: "bob", credits: "1") { credits } }',
    '{ autoTopUpTerms(pool: "engineering", threshold: "1", target: "2", monthlyCap: "3") { statement } }',
  ])('does not read beyond its own account, though the lines say so: %s', async (query) => {
    expect(codesOf(await admin.run(query))).toEqual([]);
    expect(codesOf(await api.bearing(await issued(['read', 'purchase'])).run(query))).toEqual(['FORBIDDEN']);
    expect(await firstOf(await issued(['read']), query)).toEqual(['FORBIDDEN']);
  });

  test('reads its own account with read, and without it nothing at all', async () => {
    const own = api.bearing(await issued(['read']));
    const mine = await admin.data<{ account: object }>(ACCOUNT);
    expect(await own.data(ACCOUNT)).toEqual(mine);
    expect(await own.data(DECISION, { id: ids.DEC })).toMatchObject({ decision: { id: ids.DEC, subject: 'admin' } });
    const QUESTIONS = `{ availability(product: "meter") { state } purchases { nodes { id } } adminActions(subject: "admin") { nodes { id } }
      balanceUpdates { nodes { seq } } reconcile { balances } catalog { plan } now }`;
    expect(codesOf(await own.run(QUESTIONS))).toEqual([]);
    const buyer = api.bearing(await issued(['purchase']));
    expect(codesOf(await buyer.run(ACCOUNT))).toEqual(['FORBIDDEN']);
    expect(codesOf(await buyer.run('{ catalog { plan } }'))).toEqual(['FORBIDDEN']);
    const QUOTE = '{ purchaseQuote(credits: "1") { credits } }';
    expect([codesOf(await buyer.run(QUOTE)), codesOf(await own.run(QUOTE))]).toEqual([[], ['FORBIDDEN']]);
    expect(codesOf(await buyer.run(DECISION, { id: ids.DEC }))).toEqual(['FORBIDDEN']);
    expect(await buyer.data(VIEWER)).toMatchObject({ viewer: { account: null } });
  });

  test('buys for its own account only', async () => {
    const buyer = api.bearing(await issued(['purchase']));
    for (const other of [{ subject: 'bob' }, { pool: 'engineering' }]) {
      const input = { ...other, credits: '1', idempotencyKey: freshKey() };
      expect(codesOf(await buyer.run(PURCHASE, { input }))).toEqual(['FORBIDDEN']);
    }
  });

  test('is told what it may do, and no more', async () => {
    const permissionsOf = async (scope: Scope[]) =>
      (await api.bearing(await issued(scope)).get<{ permissions: object[] }>('viewer', VIEWER)).permissions;
    const read = { object: 'account:self', action: 'read' };
    expect(await permissionsOf([])).toEqual([]);
    expect(await permissionsOf(['read'])).toEqual([read]);
    expect(await permissionsOf(['read', 'purchase'])).toEqual([read, { object: 'account:self', action: 'purchase' }]);
  });
});

test('a scope never widens: purchase takes the line that the subject needs without a scope, at every call', async () => {
  const sound = policies.read(ACME);
  const own = await minted(api.as('acme', 'alice'), { scope: ['read', 'purchase'] });
  const buying = () => own.run(PURCHASE, { input: { credits: '1', idempotencyKey: freshKey() } });
  expect(codesOf(await buying())).toEqual([]);
  const narrower = policies.edit(ACME, (text) => text.replace(SELF, ''));
  await api.app.policies.whenRead(ACME, versionOf(narrower));
  expect(codesOf(await buying())).toEqual(['FORBIDDEN']);
  expect(codesOf(await own.run(SWITCH_OFF))).toEqual(['FORBIDDEN']);
  expect(codesOf(await api.as('acme', 'alice').run(SWITCH_OFF))).toEqual([]);
  expect(await own.data(VIEWER)).toMatchObject({
    viewer: { permissions: [{ object: 'account:self', action: 'read' }] },
  });
  policies.edit(ACME, () => sound);
  await api.app.policies.whenRead(ACME, versionOf(sound));
});

test('a scoped token counts at the door as a caller, whatever its groups may do for others', async () => {
  const quotaOf = async (token: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const answer = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers,
      body: '{"query":"{ viewer { subject } }"}',
    });
    return answer.headers.get('ratelimit-policy');
  };
  expect(await quotaOf(await issued(['read'], 'gateway'))).toContain('"caller"');
  const claims = { secret: SECRET, issuer: 'spillway', audience: 'spillway', tenant: 'acme', subject: 'gateway' };
  expect(await quotaOf(await signToken({ ...claims, expiresInSeconds: 60 }))).toContain('"gateway"');
});

describe('over a socket', () => {
  test('a scope holds for each subscription and each other operation', async () => {
    const token = await issued(['read']);
    expect(await firstOf(token, WATCH)).toMatchObject({ balanceChanged: { seq: expect.any(String) } });
    for (const other of [{ subject: 'bob' }, { pool: 'engineering' }]) {
      expect(await firstOf(token, WATCH, other)).toEqual(['FORBIDDEN']);
    }
    expect(await firstOf(token, 'subscription { noticeGiven(subject: "bob") { id } }')).toEqual(['FORBIDDEN']);
    expect(await firstOf(token, CHECK, { input: meter('admin', 1) })).toEqual(['FORBIDDEN']);
    expect(await firstOf(await issued(['purchase']), WATCH)).toEqual(['FORBIDDEN']);
  });

  test('the scope is that of the token it was renewed with: it ends with the old one, and comes back narrower', async () => {
    const pinned = { secret: SECRET, issuer: 'spillway', audience: 'spillway' };
    const wide = [await signToken({ ...pinned, tenant: 'acme', subject: 'admin', expiresInSeconds: 2 })];
    const narrow = await issued(['read']);
    const socket = socketOf(async () => wide.pop() ?? narrow, 3);
    const heard: unknown[] = [];
    const ended = await new Promise((resolve) =>
      socket.subscribe(
        { query: WATCH, variables: { pool: 'engineering' } },
        {
          next: ({ data, errors }) => void heard.push(errors ?? data),
          error: resolve,
          complete: () => resolve('completed'),
        },
      ),
    );
    const refusal = [{ message: expect.stringContaining("token's scope"), extensions: { code: 'FORBIDDEN' } }];
    expect(heard).toEqual([{ balanceChanged: expect.anything() }, [expect.objectContaining({})]]);
    expect(heard[1]).toMatchObject(refusal);
    expect(ended).toBe('completed');
    const own = socket.iterate({ query: WATCH });
    expect((await own.next()).value).toMatchObject({ data: { balanceChanged: { seq: expect.any(String) } } });
    await own.return?.();
  });
});

describe('mintToken', () => {
  test('makes a token for oneself without a line: with read, for 15 minutes, with one’s own groups', async () => {
    const { token, expiresAt } = await mint(api.as('acme', 'alice', ['engineering']));
    const page = api.bearing(token);
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 600_000)).toBeLessThan(5_000);
    expect(await page.data(VIEWER)).toMatchObject({
      viewer: { subject: 'alice', groups: ['engineering'], permissions: [{ object: 'account:self', action: 'read' }] },
    });
    expect(codesOf(await page.run(ESTIMATE, { input: meter('alice', 1) }))).not.toEqual([]);
  });

  test('makes none that outlives the token that asks, and none of more than an hour', async () => {
    const claims = { secret: SECRET, issuer: 'spillway', audience: 'spillway', tenant: 'acme', subject: 'alice' };
    const short = api.bearing(await signToken({ ...claims, expiresInSeconds: 60 }));
    expect(Date.parse((await mint(short, { seconds: 3600 })).expiresAt) - Date.now()).toBeLessThanOrEqual(60_000);
    const long = api.bearing(await signToken({ ...claims, expiresInSeconds: 86_400 }));
    const { expiresAt } = await mint(long, { seconds: 3600 });
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 3_600_000)).toBeLessThan(5_000);
    for (const seconds of [3601, 0, -5]) expect(await refusedMint(long, { seconds })).toEqual(['BAD_USER_INPUT']);
  });

  test('makes none that is wider than the token that asks: no other groups, no other subject', async () => {
    const alice = api.as('acme', 'alice', ['engineering', 'readers']);
    expect(await refusedMint(alice, { groups: ['engineering', 'watched'] })).toEqual(['FORBIDDEN']);
    expect(await refusedMint(alice, { subject: 'bob' })).toEqual(['FORBIDDEN']);
    expect(await refusedMint(api.as('acme', 'carol'), { subject: 'bob' })).toEqual(['FORBIDDEN']);
    const fewer = await minted(alice, { groups: ['readers', 'readers'] });
    expect(await fewer.data(VIEWER)).toMatchObject({ viewer: { groups: ['readers'] } });
    // Acting for all does not make oneself a member of anything.
    expect(await refusedMint(admin, { groups: ['engineering'] })).toEqual(['FORBIDDEN']);
  });

  test('is refused to every scoped token, whatever it asks for', async () => {
    for (const scope of [['read'], ['purchase'], ['read', 'purchase']]) {
      const page = await minted(admin, { scope });
      for (const input of [{}, { scope: ['read'], seconds: 1 }, { subject: 'bob' }]) {
        expect(await refusedMint(page, input)).toEqual(['FORBIDDEN']);
      }
    }
  });

  test('makes one for another where a line lets the caller act for them, with the groups that it names', async () => {
    const gateway = api.as('acme', 'gateway');
    const page = await minted(gateway, {
      subject: 'bob',
      groups: ['watched'],
      scope: ['read', 'purchase'],
      seconds: 60,
    });
    expect(await page.data(VIEWER)).toMatchObject({ viewer: { subject: 'bob', groups: ['watched'] } });
    expect(await page.data(ACCOUNT)).toMatchObject({ account: { subject: 'bob' } });
    expect(codesOf(await page.run(ACCOUNT, { subject: 'alice' }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await page.run(RELEASE, { id: (await check(gateway, meter('bob', 1))).id }))).toEqual(['FORBIDDEN']);
    expect(await (await minted(gateway, { subject: 'bob' })).data(VIEWER)).toMatchObject({ viewer: { groups: [] } });
  });

  test('makes one for the operator in the tenant of its token, for a subject and never for itself', async () => {
    const operator = api.as('globex', 'operator:zoe');
    expect(await refusedMint(operator, {})).toEqual(['BAD_USER_INPUT']);
    expect(await refusedMint(operator, { subject: 'operator:zoe' })).toEqual(['BAD_USER_INPUT']);
    const page = await minted(operator, { subject: 'pia' });
    expect(await page.data('{ viewer { tenant subject } }')).toEqual({ viewer: { tenant: 'globex', subject: 'pia' } });
  });

  test.each<[string, object]>([
    ['no scope', { scope: [] }],
    ['a word that is none', { scope: ['read', 'admin'] }],
    ['a scope in other case', { scope: ['READ'] }],
    ['a reserved subject', { subject: 'role:admin' }],
    ['a reserved group', { subject: 'bob', groups: ['role:admin'] }],
    ['too many groups', { subject: 'bob', groups: Array.from({ length: 101 }, (_, i) => `g${i}`) }],
    [
      'groups that no token has room for',
      { subject: 'bob', groups: Array.from({ length: 90 }, (_, i) => `${i}`.padEnd(150, 'x')) },
    ],
  ])('refuses %s', async (_title, input) => {
    expect(await refusedMint(api.as('acme', 'gateway'), input)).toEqual(['BAD_USER_INPUT']);
  });
});
