/**
 * Tenants sealed off from each other in what they list, and who may do what within one. Every id of every operation is
 * tried in tenant-matrix.test.ts, the database in row-level-security.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Answer, type Client, type TestApi } from '../support/api.js';
import {
  account,
  ACCOUNT,
  check,
  CHECK,
  codesOf,
  decision,
  DECISION,
  estimate,
  ESTIMATE,
  freshKey,
  grant,
  GRANT,
  meter,
  asked,
  PURCHASE,
  purchase,
  RELEASE,
  RESET,
  SET_PLAN,
  SET_STATE,
  setPlan,
  tryCheck,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let stranger: Client;
/** What acme has; nothing of it may ever be seen by globex. */
const theirs = { account: '', decision: '', hold: '', lot: '', paidLot: '', purchase: '', update: '' };

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  stranger = api.as('globex', 'admin');
  await setPlan(admin, 'zoe', 'payg');
  const zoe = api.as('acme', 'zoe');
  theirs.lot = (await grant(admin, { subject: 'zoe', credits: '100' })).id;
  const paid = await purchase(zoe, { credits: '100' });
  const taken = await check(zoe, meter('zoe', 10, { idempotencyKey: 'of-acme', session: 'of-acme' }));
  theirs.account = taken.account?.id ?? '';
  [theirs.decision, theirs.hold] = [taken.id, taken.hold?.id ?? ''];
  [theirs.purchase, theirs.paidLot] = [paid.id, paid.lot?.id ?? ''];
  theirs.update = theirs.account.replace('acc_', 'bal_') + '_1';
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** An answer without what names the call itself. */
function seen<T>({ status, data, errors }: Answer<T>) {
  const told = errors?.map(({ message, path, extensions: { requestId: _, ...extensions } }) => ({
    message,
    path,
    extensions,
  }));
  return { status, data, errors: told };
}

describe("another tenant's", () => {
  test('subject is answered from one’s own tenant alone by estimateAccess and checkAccess', async () => {
    const nobody = await estimate(stranger, asked(meter('nobody', 1000)));
    const zoe = await estimate(stranger, asked(meter('zoe', 1000)));
    expect({ ...zoe, subject: 'nobody', decidedAt: nobody.decidedAt }).toEqual(nobody);
    const taken = await check(stranger, meter('zoe', 1));
    expect(taken.account?.id).not.toBe(theirs.account);
    expect((await account(admin, { subject: 'zoe' })).balance).toMatchObject({ available: '190', held: '10' });
  });

  test('accounts, decisions and sessions are in none of one’s own lists', async () => {
    const QUERY = `{
      accounts(first: 200) { nodes { id } }
      decisions(everyone: true, first: 200) { nodes { id } }
      ofSession: decisions(everyone: true, session: "of-acme") { nodes { id } }
    }`;
    const text = JSON.stringify(await stranger.data(QUERY));
    for (const id of Object.values(theirs)) expect(text).not.toContain(id);
    expect(text).toContain('"ofSession":{"nodes":[]}');
  });

  test('rows are found by their ids by nobody else, also right after their tenant has read them', async () => {
    const read = (client: Client) => decision(client, theirs.decision);
    expect(await read(admin)).toMatchObject({ id: theirs.decision });
    expect(await read(stranger)).toBeNull();
    expect(await read(admin)).toMatchObject({ id: theirs.decision });
  });

  test('cursor leads nowhere but into one’s own rows', async () => {
    const { decisions } = await admin.data<{ decisions: { pageInfo: { endCursor: string } } }>(
      '{ decisions(everyone: true, first: 1) { pageInfo { endCursor } } }',
    );
    const answer = await stranger.data('query ($c: String) { decisions(everyone: true, after: $c) { nodes { id } } }', {
      c: decisions.pageInfo.endCursor,
    });
    expect(JSON.stringify(answer)).not.toContain(theirs.decision);
  });
});

describe('an unknown subject', () => {
  const accountsOf = (name: string) =>
    api.asOwner('select plan from account where tenant_id = $1 and address = $2', ['acme', `subject:${name}`]);

  test('gets an account with the default plan at its first permitted check, and its limits from that check on', async () => {
    const nova = api.as('acme', 'nova');
    expect(await nova.data('{ viewer { account { id } } }')).toEqual({ viewer: { account: null } });
    const first = await check(nova, meter('nova', 30));
    expect(first).toMatchObject({ outcome: 'ALLOWED', granted: '30', draws: [{ layer: 'ALLOWANCE' }] });
    const own = await account(nova);
    expect(own).toMatchObject({ subject: 'nova', plan: 'plus' });
    expect(own.windows).toMatchObject([{ window: 'five_hour', capacity: '50', held: '30', remaining: '20' }, {}]);
    expect(await check(nova, meter('nova', 30))).toMatchObject({ outcome: 'DENIED', shortfall: '10' });
    expect(await accountsOf('nova')).toEqual([{ plan: 'plus' }]);
  });

  test('whose very first check asks too much is denied by the default plan, and then has an account', async () => {
    const answer = await check(api.as('acme', 'greedy'), meter('greedy', 51));
    expect(answer).toMatchObject({ outcome: 'DENIED', blockedBy: 'window:five_hour', shortfall: '1' });
    expect(answer.account).not.toBeNull();
  });

  test.each<[string, Record<string, unknown>]>([
    ['an unknown product', { product: 'nothing' }],
    ['an unknown feature', { feature: 'nothing' }],
    [
      'a product that is not permitted',
      { product: 'codex', feature: 'gpt-5.5', usage: [{ dimension: 'input_tokens', quantity: 1 }] },
    ],
  ])('gets no account by a check of %s', async (_title, more) => {
    const ghost = api.as('acme', 'ghost', ['interns']);
    const answer = await check(ghost, meter('ghost', 1, more));
    expect(answer).toMatchObject({ outcome: 'DENIED', account: null });
    expect(await accountsOf('ghost')).toEqual([]);
  });

  test('gets none by queries either', async () => {
    const shy = api.as('acme', 'shy');
    await estimate(shy, asked(meter('shy', 1)));
    await shy.data(`{
      viewer { account { id } } account { id } decisions { nodes { id } } purchases { nodes { id } }
      availability(product: "meter") { state } decisionByKey(idempotencyKey: "x") { id }
    }`);
    expect(await accountsOf('shy')).toEqual([]);
  });
});

describe('within a tenant', () => {
  const FORBIDDEN = { code: 'FORBIDDEN', retryable: false };
  const forbidden = (action: string) => [
    { message: `The tenant's policy does not let you ${action}.`, extensions: FORBIDDEN },
  ];
  const refusal = async (client: Client, query: string, variables?: Record<string, unknown>) =>
    seen(await client.run(query, variables)).errors?.map(({ path: _, ...error }) => error);
  const input = { credits: '1', idempotencyKey: 'x', reason: 'x' };

  test.each<[string, string, Record<string, unknown>, string]>([
    ['check for another subject', CHECK, { input: meter('bob', 1) }, 'check for this account'],
    ['estimate for another subject', ESTIMATE, { input: asked(meter('bob', 1)) }, 'check for this account'],
    ['read another account', ACCOUNT, { subject: 'bob' }, 'read this account'],
    ['read an account that nobody has', ACCOUNT, { subject: 'nobody' }, 'read this account'],
    [
      'list the decisions of another',
      'query ($s: ID) { decisions(subject: $s) { nodes { id } } }',
      { s: 'bob' },
      'read this account',
    ],
    ['list the decisions of everyone', '{ decisions(everyone: true) { nodes { id } } }', {}, 'read every account'],
    ['list the accounts', '{ accounts { nodes { id } } }', {}, 'read every account'],
    [
      'buy for another',
      PURCHASE,
      { input: { subject: 'bob', credits: '1', idempotencyKey: 'x' } },
      'purchase for this account',
    ],
    [
      'buy for a pool',
      PURCHASE,
      { input: { pool: 'engineering', credits: '1', idempotencyKey: 'x' } },
      'purchase for this account',
    ],
    [
      'grant to another',
      GRANT,
      { input: { ...input, subject: 'bob', kind: 'REFUND' } },
      'grant credits to this account',
    ],
    ['grant to itself', GRANT, { input: { ...input, kind: 'REFUND' } }, 'grant credits to this account'],
    ['set the plan of another', SET_PLAN, { subject: 'bob', plan: 'enterprise' }, 'manage this account'],
    ['suspend another', SET_STATE, { account: 'subject:bob', state: 'SUSPENDED', reason: 'x' }, 'manage this account'],
    [
      'reset the windows of another',
      RESET,
      { input: { subjects: ['bob'], idempotencyKey: 'x' } },
      'manage this account',
    ],
    [
      'reset the windows of everyone',
      RESET,
      { input: { everyone: true, idempotencyKey: 'x' } },
      'manage every account',
    ],
  ])('a plain member may not %s', async (_title, query, variables, action) => {
    expect(await refusal(api.as('acme', 'alice'), query, variables)).toEqual(forbidden(action));
  });

  test('a decision of somebody else is FORBIDDEN to read or release, and says nothing of itself', async () => {
    const alice = api.as('acme', 'alice');
    expect(await refusal(alice, DECISION, { id: theirs.decision })).toEqual(forbidden('read this account'));
    expect(await refusal(alice, RELEASE, { id: theirs.decision })).toEqual([
      { message: "The tenant's policy does not let you release this hold: it is not yours.", extensions: FORBIDDEN },
    ]);
    expect(await refusal(alice, 'query ($id: ID!) { node(id: $id) { id } }', { id: theirs.lot })).toEqual(
      forbidden('read this account'),
    );
    expect(await refusal(alice, '{ policy { version } }')).toEqual([
      { message: "The tenant's policy does not let you read the policy.", extensions: FORBIDDEN },
    ]);
  });

  test('who acts for others names their groups, and none of the caller’s own count', async () => {
    await grant(admin, { pool: 'engineering', credits: '10', kind: 'ENTITLEMENT' });
    await setPlan(admin, 'gwen', 'payg');
    const gateway = api.as('acme', 'gateway', ['engineering']);
    expect(await check(gateway, meter('gwen', 1))).toMatchObject({ outcome: 'DENIED' });
    const answer = await check(gateway, meter('gwen', 1, { groups: ['engineering'] }));
    expect(answer).toMatchObject({ outcome: 'ALLOWED', subject: 'gwen', draws: [{ source: 'pool:engineering' }] });
    expect(await estimate(gateway, asked(meter('gwen', 1, { groups: ['engineering'] })))).toMatchObject({
      outcome: 'ALLOWED',
    });
  });

  test('a subject that checks for itself cannot make itself a member of a group', async () => {
    const gwen = api.as('acme', 'gwen');
    const told = await refusal(gwen, CHECK, { input: meter('gwen', 1, { groups: ['engineering'] }) });
    expect(told).toEqual([
      { message: 'Naming groups takes act_for: your own come with your token.', extensions: FORBIDDEN },
    ]);
    expect(await check(api.as('acme', 'gwen', ['engineering']), meter('gwen', 1))).toMatchObject({
      outcome: 'ALLOWED',
    });
  });

  test('nobody becomes somebody by name: reserved prefixes are no subjects', async () => {
    for (const name of [
      'role:admin',
      'group:engineering',
      'team:x',
      'subject:bob',
      'pool:engineering',
      'Role:admin',
      'account:self',
      '*',
    ]) {
      expect(codesOf(await tryCheck(admin, meter(name, 1)))).toEqual(['BAD_USER_INPUT']);
      const token = await api.as('acme', name).run('{ viewer { subject } }');
      expect([token.status, codesOf(token)]).toEqual([401, ['UNAUTHENTICATED']]);
    }
  });

  test('an address with a line of its own opens that account and no other', async () => {
    const producer = api.as('globex', 'pia', ['producers']);
    await grant(stranger, { pool: 'studio', credits: '1', kind: 'ENTITLEMENT' });
    expect((await account(producer, { pool: 'studio' })).pool).toBe('studio');
    expect((await purchase(producer, { pool: 'studio', credits: '1' })).status).toBe('PAID');
    expect(await refusal(producer, PURCHASE, { input: { credits: '1', idempotencyKey: freshKey() } })).toEqual(
      forbidden('purchase for this account'),
    );
    expect(await refusal(producer, ACCOUNT, { pool: 'other' })).toEqual(forbidden('read this account'));
  });
});
