/** Tenants sealed off from each other, at the API and in the database, and who may do what within one. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openTestApi, type Answer, type Client, type TestApi } from '../support/api.js';
import {
  account,
  ACCOUNT,
  check,
  CHECK,
  codesOf,
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
  REFUND,
  RELEASE,
  RESET,
  REVOKE,
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

/** An id of the same kind that nobody has. */
const missing = (id: string) => id.replace(/[0-9a-f]{32}/, '0'.repeat(32));

describe("another tenant's", () => {
  const key = () => ({ idempotencyKey: 'prying', reason: 'prying' });
  const CALLS: [string, string, string, (id: string) => Record<string, unknown>][] = [
    ...(['account', 'decision', 'lot', 'purchase', 'update', 'hold'] as const).map(
      (what): [string, string, string, (id: string) => Record<string, unknown>] => [
        `${what} through node`,
        what,
        'query ($id: ID!) { node(id: $id) { id __typename } }',
        (id) => ({ id }),
      ],
    ),
    ['account through account', 'account', ACCOUNT, (id) => ({ account: id })],
    ['decision through decision', 'decision', DECISION, (id) => ({ id })],
    ['purchase through purchase', 'purchase', 'query ($id: ID!) { purchase(id: $id) { id } }', (id) => ({ id })],
    [
      'account through availability',
      'account',
      'query ($id: ID!) { availability(account: $id, product: "meter") { state layers { source } } }',
      (id) => ({ id }),
    ],
    [
      'account through decisionByKey',
      'account',
      'query ($id: ID!) { decisionByKey(account: $id, idempotencyKey: "of-acme") { id } }',
      (id) => ({ id }),
    ],
    [
      'account through decisions',
      'account',
      'query ($id: ID!) { decisions(account: $id) { nodes { id } } }',
      (id) => ({ id }),
    ],
    [
      'account through purchases',
      'account',
      'query ($id: ID!) { purchases(account: $id) { nodes { id } } }',
      (id) => ({ id }),
    ],
    [
      'account through balanceUpdates',
      'account',
      'query ($id: ID!) { balanceUpdates(account: $id) { nodes { id } } }',
      (id) => ({ id }),
    ],
    ['hold through releaseHold', 'decision', RELEASE, (id) => ({ id })],
    [
      'hold through extends',
      'decision',
      CHECK,
      (id) => ({ input: meter('admin', 1, { extends: id, idempotencyKey: 'prying' }) }),
    ],
    [
      'account through purchaseCredits',
      'account',
      PURCHASE,
      (id) => ({ input: { account: id, credits: '1', idempotencyKey: 'prying' } }),
    ],
    ['purchase through refundPurchase', 'purchase', REFUND, (id) => ({ input: { purchaseId: id, ...key() } })],
    [
      'account through grantCredits',
      'account',
      GRANT,
      (id) => ({ input: { account: id, kind: 'REFUND', credits: '1', ...key() } }),
    ],
    ['lot through revokeCredits', 'lot', REVOKE, (id) => ({ input: { lotId: id, ...key() } })],
    ['bought lot through revokeCredits', 'paidLot', REVOKE, (id) => ({ input: { lotId: id, ...key() } })],
    [
      'account through setAccountState',
      'account',
      SET_STATE,
      (id) => ({ account: id, state: 'SUSPENDED', reason: 'prying' }),
    ],
  ];

  test.each(CALLS)('%s answers exactly as a missing one', async (_title, what, query, variables) => {
    const id = theirs[what as keyof typeof theirs];
    expect(id).not.toBe('');
    const answer = seen(await stranger.run(query, variables(id)));
    expect(answer).toEqual(seen(await stranger.run(query, variables(missing(id)))));
    expect(answer.status).toBe(200);
    expect(Object.values(answer.data ?? { none: null })).toEqual([null]);
    expect(answer.errors ?? []).toEqual(answer.errors ? [expect.objectContaining({ path: [expect.any(String)] })] : []);
    expect((answer.errors ?? []).map(({ extensions }) => extensions.code)).toEqual(answer.errors ? ['NOT_FOUND'] : []);
    expect(JSON.stringify(answer)).not.toContain(id);
  });

  const BY_NAME: [string, string, string][] = [
    ['account', ACCOUNT, 'subject'],
    ['decisions', 'query ($subject: ID) { decisions(subject: $subject) { nodes { id } } }', 'subject'],
    ['purchases', 'query ($subject: ID) { purchases(subject: $subject) { nodes { id } } }', 'subject'],
    ['balanceUpdates', 'query ($subject: ID) { balanceUpdates(subject: $subject) { nodes { id } } }', 'subject'],
    [
      'decisionByKey',
      'query ($subject: ID) { decisionByKey(subject: $subject, idempotencyKey: "of-acme") { id } }',
      'subject',
    ],
    [
      'availability',
      'query ($subject: ID) { availability(subject: $subject, product: "meter") { state layers { remaining } } }',
      'subject',
    ],
  ];
  test.each(BY_NAME)('subject is as unknown as any other to %s', async (_title, query, argument) => {
    const ask = async (name: string) => seen(await stranger.run(query, { [argument]: name }));
    expect(await ask('zoe')).toEqual(await ask('nobody'));
  });

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

describe('in the database, the API’s role', () => {
  const TABLES = [
    'account',
    'lot',
    'hold',
    'decision',
    'balance_update',
    'purchase',
    'allowance_reset',
    'policy_version',
  ];
  const FILLED = TABLES.filter((table) => table !== 'allowance_reset');
  let role: pg.Client;
  beforeAll(async () => {
    role = new pg.Client({ connectionString: api.databaseUrl });
    await role.connect();
    await role.query('set role spillway_api');
  });
  afterAll(() => role.end());

  /** Runs a statement as a transaction that names these tenants, then rolls back. */
  async function naming(tenants: string | null, sql: string) {
    await role.query('begin');
    try {
      if (tenants !== null) await role.query(`select set_config('spillway.tenants', $1, true)`, [tenants]);
      return await role.query<Record<string, string>>(sql);
    } finally {
      await role.query('rollback');
    }
  }
  const countOf = async (tenants: string | null, table: string) =>
    Number((await naming(tenants, `select count(*) as n from ${table}`)).rows[0]?.n);

  test('is neither superuser nor above row-level security, and the security of every tenant table is forced', async () => {
    const { rows } = await role.query('select rolsuper, rolbypassrls from pg_roles where rolname = current_user');
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
    const open = await api.asOwner(`
      select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity)`);
    expect(open).toEqual([]);
  });

  test('sees no row where no tenant is named, and none of a tenant that is not', async () => {
    for (const table of TABLES) {
      expect([table, await countOf(null, table)]).toEqual([table, 0]);
      expect([table, await countOf('', table)]).toEqual([table, 0]);
      expect([table, await countOf('initech', table)]).toEqual([table, 0]);
    }
    for (const table of FILLED) expect([table, await countOf('acme', table)]).not.toEqual([table, 0]);
    const { rows } = await naming('globex', 'select distinct tenant_id from account');
    expect(rows).toEqual([{ tenant_id: 'globex' }]);
  });

  test('sees exactly the tenants that a batch names', async () => {
    const both = await countOf('acme,globex', 'decision');
    expect(both).toBe((await countOf('acme', 'decision')) + (await countOf('globex', 'decision')));
  });

  test.each(FILLED)('cannot put a row into %s for a tenant that is not named', async (table) => {
    const columns = await api.asOwner<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = $1`,
      [table],
    );
    const others = columns.map(({ name }) => name).filter((name) => name !== 'tenant_id');
    const copy = `insert into ${table} (tenant_id, ${others.join(', ')})
      select 'globex', ${others.join(', ')} from ${table} where tenant_id = 'acme' limit 1`;
    await expect(naming('acme', copy)).rejects.toThrow(/row-level security/);
    await expect(naming('globex', copy)).resolves.toMatchObject({ rowCount: 0 });
  });

  test.each(['account', 'lot', 'hold', 'purchase'])('cannot move a row of %s to another tenant', async (table) => {
    await expect(naming('acme', `update ${table} set tenant_id = 'globex'`)).rejects.toThrow(/row-level security/);
    await expect(
      naming('globex', `update ${table} set tenant_id = 'globex' where tenant_id = 'acme'`),
    ).resolves.toMatchObject({ rowCount: 0 });
  });

  test.each(['decision', 'balance_update', 'policy_version', 'catalog_version'])(
    'cannot update, delete or truncate the books: %s',
    async (table) => {
      for (const statement of [
        `update ${table} set ${table === 'catalog_version' ? 'version = version' : 'tenant_id = tenant_id'}`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        await expect(naming('acme', statement)).rejects.toThrow(/permission denied/);
      }
    },
  );

  test('cannot delete state, create tables or turn row-level security off', async () => {
    for (const statement of [
      ...['account', 'lot', 'hold', 'purchase', 'allowance_reset'].map((table) => `delete from ${table}`),
      'create table mine (id int)',
      'alter table lot no force row level security',
      'create or replace function spillway_tenants() returns text[] language sql as $$ select array[1::text] $$',
    ]) {
      await expect(naming('acme', statement)).rejects.toThrow(/permission denied|must be owner/);
    }
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
    { message: `The tenant's policy does not let you ${action} this account.`, extensions: FORBIDDEN },
  ];
  const refusal = async (client: Client, query: string, variables?: Record<string, unknown>) =>
    seen(await client.run(query, variables)).errors?.map(({ path: _, ...error }) => error);
  const input = { credits: '1', idempotencyKey: 'x', reason: 'x' };

  test.each<[string, string, Record<string, unknown>, string]>([
    ['check for another subject', CHECK, { input: meter('bob', 1) }, 'act_for'],
    ['estimate for another subject', ESTIMATE, { input: asked(meter('bob', 1)) }, 'act_for'],
    ['read another account', ACCOUNT, { subject: 'bob' }, 'read'],
    ['read an account that nobody has', ACCOUNT, { subject: 'nobody' }, 'read'],
    [
      'list the decisions of another',
      'query ($s: ID) { decisions(subject: $s) { nodes { id } } }',
      { s: 'bob' },
      'read',
    ],
    ['list the decisions of everyone', '{ decisions(everyone: true) { nodes { id } } }', {}, 'read'],
    ['list the accounts', '{ accounts { nodes { id } } }', {}, 'read'],
    ['buy for another', PURCHASE, { input: { subject: 'bob', credits: '1', idempotencyKey: 'x' } }, 'purchase'],
    ['buy for a pool', PURCHASE, { input: { pool: 'engineering', credits: '1', idempotencyKey: 'x' } }, 'purchase'],
    ['grant to another', GRANT, { input: { ...input, subject: 'bob', kind: 'REFUND' } }, 'grant'],
    ['grant to itself', GRANT, { input: { ...input, kind: 'REFUND' } }, 'grant'],
    ['set the plan of another', SET_PLAN, { subject: 'bob', plan: 'enterprise' }, 'manage'],
    ['suspend another', SET_STATE, { account: 'subject:bob', state: 'SUSPENDED', reason: 'x' }, 'manage'],
    ['reset the windows of another', RESET, { input: { subjects: ['bob'], idempotencyKey: 'x' } }, 'manage'],
    ['reset the windows of everyone', RESET, { input: { everyone: true, idempotencyKey: 'x' } }, 'manage'],
  ])('a plain member may not %s', async (_title, query, variables, action) => {
    expect(await refusal(api.as('acme', 'alice'), query, variables)).toEqual(forbidden(action));
  });

  test('a decision of somebody else is FORBIDDEN to read or release, and says nothing of itself', async () => {
    const alice = api.as('acme', 'alice');
    expect(await refusal(alice, DECISION, { id: theirs.decision })).toEqual(forbidden('read'));
    expect(await refusal(alice, RELEASE, { id: theirs.decision })).toEqual(forbidden('act_for'));
    expect(await refusal(alice, 'query ($id: ID!) { node(id: $id) { id } }', { id: theirs.lot })).toEqual(
      forbidden('read'),
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
      forbidden('purchase'),
    );
    expect(await refusal(producer, ACCOUNT, { pool: 'other' })).toEqual(forbidden('read'));
  });
});
