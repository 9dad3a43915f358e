/** Who did what: one row for each act of an admin, of the operator and of Spillway, readable and never changed. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { auditBooks } from '../../src/audit/audit-books.js';
import { ADMIN_INVARIANTS } from '../../src/audit/admin-invariants.js';
import pg from 'pg';
import { HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  check,
  codesOf,
  freshKey,
  grant,
  meter,
  purchase,
  REFUND,
  RESET,
  REVOKE,
  setPlan,
  SET_STATE,
  type Lot,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

interface Action {
  id: string;
  kind: string;
  actorKind: string;
  actor: string | null;
  account: string | null;
  target: string | null;
  reason: string | null;
  reference: string | null;
  requestId: string | null;
  before: string | null;
  after: string | null;
}

const FIELDS = 'id at kind actorKind actor account target reason reference requestId before after';
const ACTIONS = `query ($from: DateTime, $to: DateTime, $actor: ID, $subject: ID, $first: Int! = 50, $after: String) {
  adminActions(from: $from, to: $to, actor: $actor, subject: $subject, first: $first, after: $after) {
    nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }`;

interface Page {
  nodes: Action[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

let api: TestApi;
let policies: PolicyCopy;
let admin: Client;
let operator: Client;
const made: { account: string; lot: string; purchase: string; from: string } = {
  account: '',
  lot: '',
  purchase: '',
  from: '',
};

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('acme/policy.csv', (text) => `${text}p, buyer, account:subject:ada, purchase, allow\n`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  operator = api.as('acme', 'operator:ann');
  api.moveClock(HOUR);
  made.from = new Date(api.now()).toISOString();
  made.account = (await setPlan(admin, 'ada', 'twin')).id;
  await admin.data('mutation { setPlan(subject: "ada", plan: "pro", reason: "she asked") { id } }');
  await setPlan(admin, 'ada', 'twin');
  made.lot = (await grant(admin, { subject: 'ada', credits: '12.5', reason: 'a gift' })).id;
  await admin.data(REVOKE, { input: { lotId: made.lot, reason: 'a mistake', idempotencyKey: 'revoke' } });
  await admin.data(REVOKE, { input: { lotId: made.lot, reason: 'a mistake', idempotencyKey: 'revoke' } });
  made.purchase = (await purchase(admin, { subject: 'ada', credits: '9' })).id;
  await admin.data(REFUND, { input: { purchaseId: made.purchase, reason: 'a quarrel', idempotencyKey: freshKey() } });
  for (const state of ['SUSPENDED', 'SUSPENDED', 'ACTIVE'])
    await operator.data(SET_STATE, { account: made.account, state, reason: 'a review' });
  await check(admin, meter('ada', 5));
  await admin.data(RESET, { input: { subjects: ['ada'], reason: 'an outage', idempotencyKey: freshKey() } });
  await admin.data(`mutation { setAutoTopUp(input: { subject: "ada", enabled: false }) { state } }`);
  const paid = { kind: 'PURCHASED', credits: '3', reason: 'an invoice', reference: 'INV-1' };
  await grant(operator, { subject: 'ada', ...paid });
});
afterAll(async () => api.close());

const actions = (client: Client, of: object = {}) => client.get<Page>('adminActions', ACTIONS, { ...of });

describe('who did it is stored (rule 32)', () => {
  test('every act is one row with actor, reason and request; one that changed nothing is none', async () => {
    const { nodes } = await actions(admin, { from: made.from });
    const told = nodes.map(({ kind, actor, reason, before, after }) => [kind, actor, reason, before, after]);
    const off = 'No more credits are bought automatically.';
    expect(told.reverse()).toEqual([
      ['PLAN_CHANGED', 'admin', null, 'plus', 'twin'],
      ['PLAN_CHANGED', 'admin', 'she asked', 'twin', 'pro'],
      ['PLAN_CHANGED', 'admin', null, 'pro', 'twin'],
      ['GRANT', 'admin', 'a gift', null, '12.5 PROMOTIONAL'],
      ['REVOKE', 'admin', 'a mistake', null, null],
      ['REFUND', 'admin', 'a quarrel', null, null],
      ['STATE_CHANGED', 'operator:ann', 'a review', 'ACTIVE', 'SUSPENDED'],
      ['STATE_CHANGED', 'operator:ann', 'a review', 'SUSPENDED', 'ACTIVE'],
      ['ALLOWANCE_RESET', 'admin', 'an outage', null, null],
      ['TOP_UP_SET', 'admin', null, null, off],
      ['GRANT', 'operator:ann', 'an invoice', null, '3 PURCHASED'],
    ]);
    expect(nodes.find(({ reference }) => reference === 'INV-1')).toMatchObject({ actorKind: 'OPERATOR' });
    expect(nodes.filter(({ requestId }) => requestId === null)).toEqual([]);
    expect(nodes.filter(({ account, kind }) => account !== made.account && kind !== 'ALLOWANCE_RESET')).toEqual([]);
    expect(new Set(nodes.map(({ requestId }) => requestId)).size).toBe(nodes.length);
  });

  test('a policy text that goes live is an act of the system, with the version before', async () => {
    const activated = async () => (await actions(admin)).nodes.filter(({ kind }) => kind === 'POLICY_ACTIVATED');
    const [first] = await activated();
    expect(first).toMatchObject({ actorKind: 'SYSTEM', actor: null, before: null, account: null, requestId: null });
    policies.edit('acme/policy.csv', (text) => `${text}# Nothing but another version.\n`);
    await api.app.policies.reload();
    const [second, ...more] = await activated();
    expect(second).toMatchObject({ actorKind: 'SYSTEM', before: first!.after });
    expect(more).toEqual([first]);
    expect(second!.after).toBe(api.app.policies.live('acme')?.version);
  });

  test('its hash is the cause of the updates that have no other, and each update shows its act', async () => {
    const UPDATES = `{ balanceUpdates(subject: "ada") { nodes { cause adminAction { kind actor target } } } }`;
    const { nodes } = await admin.get<{
      nodes: { cause: string; adminAction: { kind: string; target: string | null } | null }[];
    }>('balanceUpdates', UPDATES);
    const caused = nodes.filter(({ adminAction }) => adminAction);
    expect(caused.every(({ cause, adminAction }) => cause === adminAction?.kind)).toBe(true);
    expect(caused.map(({ cause }) => cause)).toEqual([
      ...['PLAN_CHANGED', 'PLAN_CHANGED', 'PLAN_CHANGED', 'REVOKE', 'REFUND', 'STATE_CHANGED', 'STATE_CHANGED'],
      ...['ALLOWANCE_RESET', 'ALLOWANCE_RESET'],
    ]);
    expect(caused.find(({ cause }) => cause === 'REVOKE')?.adminAction?.target).toBe(made.lot);
    const [{ uncaused }] = (await api.asOwner<{ uncaused: string }>(`
      select count(*) as uncaused from balance_update u
      where u.cause in ('PLAN_CHANGED', 'STATE_CHANGED', 'REVOKE', 'REFUND', 'ALLOWANCE_RESET') and not exists (
        select from admin_action a where a.tenant_id = u.tenant_id and a.hash = u.cause_hash)`)) as [
      { uncaused: string },
    ];
    expect(uncaused).toBe('0');
  });

  test('it is shown on the account, the lot and the purchase that it was done to, and by its id', async () => {
    const SHOW = `query ($lot: ID!, $purchase: ID!) {
      account(subject: "ada") { adminActions(first: 2) { nodes { id kind actor } pageInfo { hasNextPage } } }
      lot: node(id: $lot) { ... on CreditLot { adminActions { kind actor reason } } }
      purchase: node(id: $purchase) { ... on Purchase { adminActions { kind actor reason } } } }`;
    const shown = await admin.data<{ account: { adminActions: { nodes: { id: string }[] } } }>(SHOW, {
      lot: made.lot,
      purchase: made.purchase,
    });
    expect(shown).toMatchObject({
      account: {
        adminActions: {
          nodes: [
            { kind: 'GRANT', actor: 'operator:ann' },
            { kind: 'TOP_UP_SET', actor: 'admin' },
          ],
          pageInfo: { hasNextPage: true },
        },
      },
      lot: {
        adminActions: [
          { kind: 'GRANT', actor: 'admin', reason: 'a gift' },
          { kind: 'REVOKE', actor: 'admin', reason: 'a mistake' },
        ],
      },
      purchase: { adminActions: [{ kind: 'REFUND', actor: 'admin', reason: 'a quarrel' }] },
    });
    const [{ id }] = shown.account.adminActions.nodes as [{ id: string }];
    const NODE = 'query ($id: ID!) { node(id: $id) { ... on AdminAction { id kind } } }';
    expect(await api.as('acme', 'ada').get('node', NODE, { id })).toEqual({ id, kind: 'GRANT' });
    expect(await api.as('globex', 'admin').get('node', NODE, { id })).toBeNull();
  });

  test('the list is asked by actor, subject and time, in pages, by those who may read what it is about', async () => {
    const all = (await actions(admin, { from: made.from })).nodes;
    const byOperator = await actions(admin, { actor: 'operator:ann', subject: 'ada' });
    expect(byOperator.nodes).toEqual(all.filter(({ actor }) => actor === 'operator:ann'));
    expect((await actions(admin, { to: made.from })).nodes.map(({ kind }) => kind)).not.toContain('PLAN_CHANGED');
    expect((await actions(admin, { subject: 'who never was' })).nodes).toEqual([]);

    const paged: Action[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const page: Page = await actions(admin, { from: made.from, first: 4, after });
      paged.push(...page.nodes);
      [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
    }
    expect(paged).toEqual(all);

    const own = await actions(api.as('acme', 'ada'), { subject: 'ada' });
    expect(own.nodes).toHaveLength(all.length - 1);
    expect(codesOf(await api.as('acme', 'ada').run(ACTIONS))).toEqual(['FORBIDDEN']);
    expect(codesOf(await api.as('acme', 'bob').run(ACTIONS, { subject: 'ada' }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await admin.run(ACTIONS, { first: 201 }))).toEqual(['BAD_USER_INPUT']);
  });

  test.each([
    ['another actor', `actor = 'mallory'`],
    ['another reason', `reason = 'no reason'`],
    ['another change', `body = '{"before":"plus","after":"enterprise"}'`],
  ])('%s in the row is found by reconcile and by the auditor', async (_, change) => {
    const where = `where tenant_id = 'acme' and kind = 'PLAN_CHANGED' and reason = 'she asked'`;
    const [row] = await api.asOwner<{ id: string; actor: string; reason: string; body: object }>(
      `select id, actor, reason, body from admin_action ${where}`,
    );
    await api.asOwner(`update admin_action set ${change} where id = $1`, [row!.id]);
    try {
      const FOUND = '{ reconcile(subject: "ada") { differences { kind dataset seq } } }';
      const differences = [{ kind: 'CAUSE', dataset: 'ADMIN_ACTION', seq: '2' }];
      expect(await admin.get('reconcile', FOUND)).toEqual({ differences });
      const owner = new pg.Client({ connectionString: api.databaseUrl });
      await owner.connect();
      const audited = await auditBooks(owner, ['acme'], { most: 5, invariants: ADMIN_INVARIANTS });
      await owner.end();
      expect(audited.filter(({ count }) => count > 0).map(({ title }) => title)).toEqual([
        'every act of an admin has the hash of what is stored',
      ]);
    } finally {
      await api.asOwner('update admin_action set actor = $2, reason = $3, body = $4 where id = $1', [
        row!.id,
        row!.actor,
        row!.reason,
        JSON.stringify(row!.body),
      ]);
    }
  });

  test('nothing that is asked for can change it: the API’s role inserts and reads', async () => {
    const change = api.app.database.transaction(['acme'], (tx) => tx.query(`update admin_action set actor = 'x'`, []));
    await expect(change).rejects.toThrow(/permission denied/);
  });

  test('who may buy for an account, but not read it, does not see who refunded what was bought', async () => {
    const REFUNDED = `mutation ($input: PurchaseCreditsInput!) {
      purchaseCredits(input: $input) { id status adminActions { kind actor } } }`;
    const input = { subject: 'ada', credits: '4', idempotencyKey: 'for ada' };
    const buyer = api.as('acme', 'buyer');
    const { id } = await buyer.get<{ id: string }>('purchaseCredits', REFUNDED, { input });
    await admin.data(REFUND, { input: { purchaseId: id, reason: 'a test', idempotencyKey: freshKey() } });
    const refunded = { id, status: 'REFUNDED' };
    expect(await buyer.get('purchaseCredits', REFUNDED, { input })).toEqual({ ...refunded, adminActions: null });
    const seen = { ...refunded, adminActions: [{ kind: 'REFUND', actor: 'admin' }] };
    expect(await admin.get('purchaseCredits', REFUNDED, { input })).toEqual(seen);
  });

  test('a grant that its key repeats is the same act', async () => {
    const input = { subject: 'ada', credits: '1', idempotencyKey: 'twice' };
    const before = (await actions(admin, { subject: 'ada' })).nodes.length;
    const lots: Lot[] = [await grant(admin, input), await grant(admin, input)];
    expect(lots.map(({ replayed }) => replayed)).toEqual([false, true]);
    expect((await actions(admin, { subject: 'ada' })).nodes).toHaveLength(before + 1);
  });
});
