/** What can be asked: the caller, accounts, receipts, lists by cursor, estimates; and at what cost. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { DAY, HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  ACCOUNT,
  asked,
  check,
  CHECK_MANY,
  codesOf,
  DECISION_FIELDS,
  decision,
  estimate,
  ESTIMATE_FIELDS,
  grant,
  meter,
  purchase,
  REFUND,
  release,
  RESET,
  setPlan,
  type Account,
  type Decision,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
const statements = jest.spyOn(pg.Client.prototype, 'query');

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

interface Page<T> {
  nodes: T[];
  edges: { cursor: string; node: T }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}
const PAGE = 'nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

/** Walks a list page by page and returns all ids, having checked what every page says of itself. */
async function walk(client: Client, field: string, args: string, first: number): Promise<string[]> {
  const ids: string[] = [];
  for (let after: string | null = null; ;) {
    const query = `query ($first: Int!, $after: String) { ${field}(first: $first, after: $after ${args}) { ${PAGE} } }`;
    const page: Page<{ id: string }> = await client.get(field, query, { first, after });
    const { pageInfo, edges, nodes } = page;
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect(pageInfo.hasPreviousPage).toBe(after !== null);
    expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([
      edges[0]?.cursor ?? null,
      edges.at(-1)?.cursor ?? null,
    ]);
    ids.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return ids;
    expect(nodes).toHaveLength(first);
    after = pageInfo.endCursor;
  }
}

describe('viewer', () => {
  test('is who the token says, with roles, permissions and account', async () => {
    const QUERY = '{ viewer { tenant subject groups roles permissions { object action } account { id } } }';
    const fresh = api.as('acme', 'abe', ['engineering']);
    expect(await fresh.data(QUERY)).toEqual({
      viewer: {
        tenant: 'acme',
        subject: 'abe',
        groups: ['engineering'],
        roles: expect.arrayContaining(['role:member', 'role:engineer']),
        permissions: expect.arrayContaining([
          { object: 'product:codex', action: 'use' },
          { object: 'account:self', action: 'purchase' },
        ]),
        account: null,
      },
    });
    await check(fresh, meter('abe', 1));
    const { viewer } = await fresh.data<{ viewer: { account: { id: string } } }>(QUERY);
    expect(viewer.account).toEqual({ id: (await account(fresh)).id });
  });
});

describe('an account', () => {
  test('is found by id, address, subject or pool, and by none of them it is one’s own', async () => {
    await setPlan(admin, 'bea', 'twin');
    await grant(admin, { pool: 'engineering', credits: '5', kind: 'ENTITLEMENT' });
    const own = await account(api.as('acme', 'bea'));
    expect(own).toMatchObject({ subject: 'bea', pool: null, plan: 'twin' });
    expect(await account(admin, { subject: 'bea' })).toEqual(own);
    expect(await account(admin, { account: own.id })).toEqual(own);
    expect(await account(admin, { account: 'subject:bea' })).toEqual(own);
    const pool = await account(admin, { pool: 'engineering' });
    expect(pool).toMatchObject({ subject: null, pool: 'engineering', plan: null, windows: [] });
    expect(await account(admin, { account: 'pool:engineering' })).toEqual(pool);
    expect(await account(admin, { account: pool.id })).toEqual(pool);
    const node = await admin.get('node', `query ($id: ID!) { node(id: $id) { id ... on Account { seq } } }`, {
      id: own.id,
    });
    expect(node).toEqual({ id: own.id, seq: own.seq });
  });

  test('that does not exist is null by name, and two names at once are BAD_USER_INPUT', async () => {
    expect(await account(admin, { subject: 'nobody' })).toBeNull();
    expect(await account(admin, { pool: 'nothing' })).toBeNull();
    for (const two of [
      { subject: 'bea', pool: 'engineering' },
      { account: 'subject:bea', subject: 'bea' },
    ]) {
      expect(codesOf(await admin.run(ACCOUNT, two))).toEqual(['BAD_USER_INPUT']);
    }
  });

  test('shows a balance of what is spendable, of all scopes or of one product’s', async () => {
    await setPlan(admin, 'cal', 'payg');
    const cal = api.as('acme', 'cal');
    await grant(admin, { subject: 'cal', credits: '10' });
    await grant(admin, { subject: 'cal', credits: '20', kind: 'REFUND', products: ['codex'] });
    await grant(admin, { subject: 'cal', credits: '40', kind: 'ENTITLEMENT', products: ['meter'] });
    await grant(admin, { subject: 'cal', credits: '80', effectiveAt: new Date(api.now() + HOUR).toISOString() });
    await purchase(cal, { credits: '160.5' });
    await check(cal, meter('cal', 15));
    const FIELDS = '{ available held promotional purchased refund entitlement debt }';
    const QUERY = `{ account { all: balance ${FIELDS} meter: balance(product: "meter") ${FIELDS} } }`;
    expect(await cal.get('account', QUERY)).toEqual({
      all: {
        available: '215.5',
        held: '15',
        promotional: '0',
        purchased: '155.5',
        refund: '20',
        entitlement: '40',
        debt: '0',
      },
      meter: expect.objectContaining({ available: '195.5', refund: '0', entitlement: '40', held: '15' }),
    });
    api.moveClock(HOUR);
    expect((await account(cal)).balance).toMatchObject({ available: '310.5', promotional: '90' });
  });

  test('shows windows of its plan before their first use, while they run, and after they reset', async () => {
    await setPlan(admin, 'dan', 'twin');
    const dan = api.as('acme', 'dan');
    const five = async () => (await account(dan)).windows[0];
    expect(await five()).toMatchObject({ window: 'five_hour', capacity: '50', remaining: '50', resetsAt: null });
    const { decidedAt } = await check(dan, meter('dan', 20, { holdSeconds: 60 }));
    const resetsAt = new Date(Date.parse(decidedAt) + 5 * HOUR).toISOString();
    expect(await five()).toMatchObject({ used: '0', held: '20', remaining: '30', resetsAt });
    api.moveClock(5 * HOUR);
    expect(await five()).toMatchObject({ held: '0', remaining: '50', resetsAt: null });
  });

  test('ends windows early for whom resetAllowances names, once', async () => {
    await setPlan(admin, 'dee', 'twin');
    const dee = api.as('acme', 'dee');
    await check(dee, meter('dee', 40));
    const input = { subjects: ['dee', 'nobody-yet'], windows: ['five_hour'], idempotencyKey: 'reset dee' };
    expect(await admin.get('resetAllowances', RESET, { input })).toEqual({ accounts: '1', replayed: false });
    expect((await account(dee)).windows).toMatchObject([{ remaining: '50' }, { remaining: '40' }]);
    await check(dee, meter('dee', 10));
    expect(await admin.get('resetAllowances', RESET, { input })).toEqual({ accounts: '1', replayed: true });
    expect((await account(dee)).windows).toMatchObject([{ remaining: '40' }, { remaining: '30' }]);
  });

  test('keeps the history of its lots, open or not, the newest first', async () => {
    await setPlan(admin, 'eda', 'payg');
    const lots = [];
    for (const credits of ['1', '2', '3', '4', '5']) lots.push((await grant(admin, { subject: 'eda', credits })).id);
    const eda = api.as('acme', 'eda');
    const pages = [];
    for (let after: string | null = null; ;) {
      const QUERY = `query ($after: String) { account { lots { id } lotHistory(first: 2, after: $after) { ${PAGE} } } }`;
      const shown: { lotHistory: Page<{ id: string }> } = await eda.get('account', QUERY, { after });
      const { lotHistory } = shown;
      pages.push(lotHistory.nodes.map(({ id }) => id));
      after = lotHistory.pageInfo.endCursor;
      if (!lotHistory.pageInfo.hasNextPage) break;
    }
    expect(pages).toEqual([[lots[4], lots[3]], [lots[2], lots[1]], [lots[0]]]);
    expect((await account(eda)).lots.map(({ id }) => id)).toEqual(lots);
  });
});

describe('accounts', () => {
  test('are listed by address, page by page, each once', async () => {
    const ids = await walk(admin, 'accounts', '', 2);
    const rows = await api.asOwner<{ id: string }>(
      `select 'acc_' || replace(id::text, '-', '') as id from account where tenant_id = 'acme' order by address collate "C"`,
    );
    expect(ids).toEqual(rows.map(({ id }) => id));
    expect(await walk(admin, 'accounts', '', 200)).toEqual(ids);
  });
});

describe('a node', () => {
  test('is anything with an id: account, decision, lot, purchase, balance update', async () => {
    await setPlan(admin, 'fin', 'payg');
    const fin = api.as('acme', 'fin');
    const bought = await purchase(fin, { credits: '10' });
    const taken = await check(fin, meter('fin', 1));
    const [update] = await fin
      .get<Page<{ id: string }>>('balanceUpdates', `{ balanceUpdates { ${PAGE} } }`)
      .then(({ nodes }) => nodes);
    const ids = { Account: bought.account, AccessDecision: taken.id, CreditLot: bought.lot?.id, Purchase: bought.id };
    for (const [name, id] of Object.entries({ ...ids, BalanceUpdate: update?.id })) {
      const node = await fin.get('node', 'query ($id: ID!) { node(id: $id) { id __typename } }', { id });
      expect({ name, node }).toEqual({ name, node: { id, __typename: name } });
    }
  });

  test('reads alike from every place', async () => {
    const fin = api.as('acme', 'fin');
    const { id } = await check(fin, meter('fin', 2));
    const stored = await decision(fin, id);
    const [, second] = await fin
      .get<Page<Decision>>('decisions', `{ decisions { nodes { ${DECISION_FIELDS} } } }`)
      .then(({ nodes }) => [undefined, nodes[0]]);
    expect(second).toEqual(stored);
    const node = await fin.get(
      'node',
      `query ($id: ID!) { node(id: $id) { ... on AccessDecision { ${DECISION_FIELDS} } } }`,
      {
        id,
      },
    );
    expect(node).toEqual(stored);
    expect(stored).toMatchObject({ id, replayed: false, proceed: true });
  });
});

describe('decisions', () => {
  let gia: Client;
  const made: Record<string, string> = {};
  let turn = '';
  beforeAll(async () => {
    await setPlan(admin, 'gia', 'payg');
    gia = api.as('acme', 'gia');
    await grant(admin, { subject: 'gia', credits: '1000' });
    made.first = (await check(gia, meter('gia', 1, { session: 's1' }))).id;
    made.denied = (await check(gia, meter('gia', 9000, { session: 's2', idempotencyKey: 'too much' }))).id;
    const video = { product: 'sora', feature: 'sora-2', usage: [{ dimension: 'seconds', quantity: 1 }] };
    made.video = (await check(gia, meter('gia', 0, { ...video, session: 's1' }))).id;
    api.moveClock(DAY);
    const partial = await check(gia, meter('gia', 9000, { mode: 'UP_TO' }));
    turn = partial.decidedAt;
    made.partial = partial.id;
  });
  const list = (args: string) => walk(gia, 'decisions', args, 200);

  test('are listed newest first, page by page, each once, also while others arrive', async () => {
    const all = [made.partial, made.video, made.denied, made.first];
    expect(await list('')).toEqual(all);
    expect(await walk(gia, 'decisions', '', 1)).toEqual(all);
    expect(await walk(gia, 'decisions', '', 3)).toEqual(all);
    const page = (after: string | null) =>
      gia.get<Page<{ id: string }>>('decisions', `query ($a: String) { decisions(first: 2, after: $a) { ${PAGE} } }`, {
        a: after,
      });
    const first = await page(null);
    const late = await check(gia, meter('gia', 90_000));
    expect((await page(first.pageInfo.endCursor)).nodes.map(({ id }) => id)).toEqual([made.denied, made.first]);
    expect((await page(null)).nodes[0]?.id).toBe(late.id);
    made.late = late.id;
  });

  test('that share a hold are listed there, the oldest first, as many as are asked for', async () => {
    await grant(admin, { subject: 'gia', credits: '1' });
    const { id } = await check(gia, meter('gia', 1));
    const more: string[] = [];
    for (let i = 0; i < 2; i++) more.push((await check(gia, meter('gia', 0, { extends: id }))).id);
    const HELD = `query ($id: ID!, $first: Int!, $after: ID) {
      decision(id: $id) { hold { decisions(first: $first, after: $after) { id } } }
    }`;
    const held = (first: number, after?: string) =>
      gia.run<{ decision: Decision }>(HELD, { id: more[1], first, after });
    const idsOf = async (...page: [number, string?]) =>
      (await held(...page)).data?.decision.hold?.decisions.map((one) => one.id);
    expect(await idsOf(200)).toEqual([id, ...more]);
    expect(await idsOf(2)).toEqual([id, more[0]]);
    expect(await idsOf(2, more[0])).toEqual([more[1]]);
    expect(codesOf(await held(2, 'dec_1'))).toEqual(['BAD_USER_INPUT']);
    for (const first of [0, 201]) expect(codesOf(await held(first))).toEqual(['BAD_USER_INPUT']);
    await release(gia, id);
  });

  test('are filtered by outcome, product, session and [from, to)', async () => {
    expect(await list('outcome: DENIED')).toEqual([made.late, made.denied]);
    expect(await list('outcome: PARTIAL')).toEqual([made.partial]);
    expect(await list('product: "sora"')).toEqual([made.video]);
    expect(await list('session: "s1"')).toEqual([made.video, made.first]);
    expect(await list('session: "s1", product: "meter"')).toEqual([made.first]);
    expect(await list('session: "s3"')).toEqual([]);
    expect(await list(`from: "${turn}", outcome: PARTIAL`)).toEqual([made.partial]);
    expect(await list(`to: "${turn}"`)).toEqual([made.video, made.denied, made.first]);
  });

  test('of everyone and of one’s subject are the same for who may read them', async () => {
    expect(await walk(admin, 'decisions', 'subject: "gia", session: "s1"', 50)).toEqual([made.video, made.first]);
    expect(await walk(admin, 'decisions', 'everyone: true, session: "s1"', 50)).toEqual([made.video, made.first]);
    const { id } = await account(gia);
    expect(await walk(admin, 'decisions', `account: "${id}", session: "s1"`, 50)).toEqual([made.video, made.first]);
    const all = await walk(admin, 'decisions', 'everyone: true', 7);
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(await walk(admin, 'decisions', 'everyone: true', 200));
    expect(all).toEqual(expect.arrayContaining(Object.values(made)));
  });

  test('are found by key after a lost answer: what was taken, else the last denial, else null', async () => {
    const BY_KEY = 'query ($key: String!) { decisionByKey(idempotencyKey: $key) { id outcome replayed proceed } }';
    const byKey = (key: string) => gia.get('decisionByKey', BY_KEY, { key });
    const input = meter('gia', 5, { idempotencyKey: 'lost' });
    expect(await byKey('lost')).toBeNull();
    await check(gia, input);
    const denied = await check(gia, input);
    expect(await byKey('lost')).toEqual({ id: denied.id, outcome: 'DENIED', replayed: false, proceed: false });
    await grant(admin, { subject: 'gia', credits: '5' });
    const taken = await check(gia, input);
    expect(await byKey('lost')).toEqual({ id: taken.id, outcome: 'ALLOWED', replayed: false, proceed: true });
    const ofGia = 'query ($key: String!) { decisionByKey(idempotencyKey: $key, subject: "gia", space: OWN) { id } }';
    expect(await admin.get('decisionByKey', ofGia, { key: 'lost' })).toEqual({ id: taken.id });
    expect(await admin.get('decisionByKey', BY_KEY, { key: 'lost' })).toBeNull();
  });
});

describe('purchases', () => {
  test('are listed newest first, each as it is now: paid, declined, refunded', async () => {
    await setPlan(admin, 'hux', 'payg');
    const hux = api.as('acme', 'hux');
    const paid = await purchase(hux, { credits: '10' });
    const declined = await purchase(hux, { credits: '20', paymentMethod: 'sandbox:declined' });
    expect(declined).toMatchObject({ status: 'DECLINED', lot: null });
    const back = await purchase(hux, { credits: '30' });
    await admin.data(REFUND, { input: { purchaseId: back.id, idempotencyKey: 'refund', reason: 'a test' } });
    const QUERY = `{ purchases { nodes {
      id account status credits refunded price { amount currency } declineReason testMode lot { remaining takenBack }
    } } }`;
    const { nodes } = await hux.get<Page<object>>('purchases', QUERY);
    expect(nodes).toMatchObject([
      { id: back.id, status: 'REFUNDED', refunded: '30', lot: { remaining: '0', takenBack: '30' } },
      { id: declined.id, status: 'DECLINED', refunded: '0', lot: null, declineReason: expect.any(String) },
      {
        id: paid.id,
        status: 'PAID',
        testMode: true,
        price: { amount: '0.40', currency: 'USD' },
        lot: { remaining: '10' },
      },
    ]);
    expect(await walk(hux, 'purchases', '', 1)).toEqual([back.id, declined.id, paid.id]);
    expect(await walk(admin, 'purchases', 'subject: "hux"', 2)).toEqual([back.id, declined.id, paid.id]);
    expect(
      await hux.get('purchase', 'query ($id: ID!) { purchase(id: $id) { id replayed } }', { id: paid.id }),
    ).toEqual({
      id: paid.id,
      replayed: false,
    });
    expect((await account(hux)).balance).toMatchObject({ available: '10' });
  });

  test('live 12 calendar months', async () => {
    await setPlan(admin, 'ike', 'payg');
    const { lot } = await purchase(api.as('acme', 'ike'), { credits: '1' });
    const expiry = new Date(lot?.expiresAt ?? '');
    const months = (at: Date) => at.getUTCFullYear() * 12 + at.getUTCMonth();
    expect(months(expiry) - months(new Date(api.now()))).toBe(12);
  });
});

describe('balanceUpdates', () => {
  test('are the account’s journal, both ways and between two seqs', async () => {
    await setPlan(admin, 'ima', 'payg');
    const ima = api.as('acme', 'ima');
    await grant(admin, { subject: 'ima', credits: '10' });
    await release(ima, (await check(ima, meter('ima', 4))).id);
    const updates = async (args: string) => {
      const QUERY = `{ balanceUpdates(${args}) { nodes { seq cause delta heldDelta balance { available held } decision { id } } } }`;
      return (await ima.get<Page<{ seq: string }>>('balanceUpdates', QUERY)).nodes;
    };
    const all = await updates('first: 50');
    expect(all).toMatchObject([
      { seq: '1', cause: 'PLAN_CHANGED', delta: '0', heldDelta: '0' },
      { seq: '2', cause: 'GRANT', delta: '10', balance: { available: '10', held: '0' }, decision: null },
      { seq: '3', cause: 'HOLD', delta: '-4', heldDelta: '4', balance: { available: '6', held: '4' } },
      { seq: '4', cause: 'RELEASE', delta: '4', heldDelta: '-4', balance: { available: '10', held: '0' } },
    ]);
    expect(await updates('order: NEWEST_FIRST')).toEqual(all.toReversed());
    expect((await updates('afterSeq: 1, beforeSeq: "4"')).map(({ seq }) => seq)).toEqual(['2', '3']);
    expect(await walk(ima, 'balanceUpdates', '', 3)).toHaveLength(4);
    expect(await walk(ima, 'balanceUpdates', 'order: NEWEST_FIRST', 1)).toEqual(
      (await walk(ima, 'balanceUpdates', '', 2)).toReversed(),
    );
  });
});

describe('an estimate', () => {
  const rows = () =>
    api.asOwner(`select (select count(*) from account) as accounts, (select sum(seq) from account) as seq,
      (select count(*) from decision) as decisions, (select count(*) from hold) as holds`);

  test.each<[string, string, Record<string, unknown>]>([
    ['all of it over several layers', 'twin', meter('', 58)],
    ['a part', 'twin', meter('', 500, { mode: 'UP_TO' })],
    ['a denial', 'twin', meter('', 500)],
    ['a denial that time helps', 'twin', meter('', 45)],
    ['no permission', 'twin', meter('', 1, { feature: 'nothing' })],
    ['no price', 'twin', meter('', 1, { usage: [{ dimension: 'hours', quantity: 1 }] })],
    ['an unknown subject’s first check', '', meter('', 51)],
    ['an unknown subject’s first check that passes', '', meter('', 50)],
  ])('of %s is the very decision that follows, and writes nothing', async (title, plan, input) => {
    const name = `of ${title}`.slice(0, 60);
    if (plan) {
      await setPlan(admin, name, plan);
      await grant(admin, { subject: name, credits: '20' });
    }
    const client = api.as('acme', name);
    const own = { ...input, subject: name, session: 's', labels: [{ key: 'a', value: 'b' }] };
    // Windows that run already, so that instants agree to the millisecond.
    if (plan) await check(client, meter(name, title.includes('time') ? 40 : 1));
    const before = await rows();
    const estimated = await estimate(client, asked(own));
    expect(await rows()).toEqual(before);

    const decided = await check(client, own);
    const moved = (at: string | null) => at !== null && Math.abs(Date.parse(at)) > 0;
    const settle = ({ decidedAt, account: _, draws, ...rest }: typeof estimated) => ({
      ...rest,
      decidedAt: moved(decidedAt),
      // An untouched window would start at the instant of the check.
      draws: draws.map(({ account: _account, resetsAt, ...draw }) => ({ ...draw, resetsAt: moved(resetsAt) })),
      blockers: rest.blockers.map(({ account: _account, ...blocker }) => blocker),
    });
    const { id: _id, proceed: _proceed, replayed: _replayed, hold: _hold, ...comparable } = decided;
    expect(settle(comparable)).toEqual(settle(estimated));
    if (plan) expect(estimated.account).toEqual(decided.account);
    else expect(estimated.account).toBeNull();
  });

  test('and a check have the same fields, but for those that only what is stored has', () => {
    expect(DECISION_FIELDS).toContain(ESTIMATE_FIELDS);
  });
});

describe('availability', () => {
  const FIELDS = `state layers { layer source remaining capacity resetsAt } blockers { source } remedies unblocksAt`;
  const left = (client: Client, more = '') =>
    client.get('availability', `{ availability(product: "meter"${more}) { ${FIELDS} } }`);

  test('says what is left layer by layer, and in one word', async () => {
    await setPlan(admin, 'jon', 'twin');
    const jon = api.as('acme', 'jon', ['engineering']);
    await grant(admin, { subject: 'jon', credits: '20' });
    expect(await left(jon)).toMatchObject({
      state: 'OK',
      layers: [
        { layer: 'ALLOWANCE', source: 'allowance', remaining: '50', capacity: '50', resetsAt: null },
        { layer: 'PROMOTION', source: 'promotion', remaining: '20' },
        { layer: 'CREDITS', source: 'credits', remaining: '0' },
        { layer: 'POOL', source: 'pool:engineering' },
      ],
      blockers: [],
      remedies: ['NONE'],
      unblocksAt: null,
    });
    const alone = api.as('acme', 'jon');
    await check(alone, meter('jon', 66));
    expect(await left(alone)).toMatchObject({ state: 'OK', layers: [{ remaining: '0' }, { remaining: '4' }, {}] });
    await check(alone, meter('jon', 4));
    expect(await left(alone)).toMatchObject({
      state: 'EXHAUSTED',
      blockers: [{ source: 'window:five_hour' }, { source: 'promotion' }, { source: 'credits' }],
      remedies: ['BUY_CREDITS', 'WAIT'],
      unblocksAt: (await account(alone)).windows[0]?.resetsAt,
    });
  });

  test('is LOW below a tenth of the allowance, NOT_PERMITTED, or SUSPENDED', async () => {
    await setPlan(admin, 'kit', 'twin');
    const kit = api.as('acme', 'kit');
    await check(kit, meter('kit', 46));
    expect(await left(kit)).toMatchObject({ state: 'LOW' });
    expect(await left(kit, ', feature: "call"')).toMatchObject({ state: 'LOW' });
    expect(await left(kit, ', feature: "nothing"')).toMatchObject({ state: 'NOT_PERMITTED' });
    const intern = '{ availability(product: "codex", feature: "gpt-5.5") { state } }';
    expect(await api.as('acme', 'kit', ['interns']).data(intern)).toEqual({ availability: { state: 'NOT_PERMITTED' } });
    await admin.data('mutation { setAccountState(account: "subject:kit", state: SUSPENDED, reason: "x") { id } }');
    expect(await left(kit)).toMatchObject({ state: 'SUSPENDED', remedies: ['ASK_ADMIN'] });
  });
});

describe('a list with children', () => {
  const QUERY = `query ($first: Int!, $after: String) { accounts(first: $first, after: $after) { nodes {
    id seq balance { available } windows { window remaining } lots { id remaining }
    lotHistory(first: 5) { nodes { id } }
    decisions(first: 5) { nodes { id outcome draws { amount lot { id remaining } } hold { id state } account { id } } }
  } } }`;

  /**
   * How many statements since the call with this number ran in transactions that name acme alone: timers in the
   * background name every tenant.
   */
  function statementsSince(start: number): number {
    const { calls, contexts } = statements.mock;
    const own = new Set<unknown>();
    let count = 0;
    for (let i = start; i < calls.length; i++) {
      const [query] = calls[i] as unknown[] as [string | { text: string; values: unknown[] }];
      const { text, values } = typeof query === 'string' ? { text: query, values: [] } : query;
      const client = contexts[i];
      if (own.has(client)) count += 1;
      else if (text.includes('spillway.tenants') && values[0] === 'acme') own.add(client);
      if (text === 'commit' || text === 'rollback') own.delete(client);
    }
    return count;
  }

  async function statementsOf(first: number, after: string | undefined): Promise<number> {
    const start = statements.mock.calls.length;
    const { nodes } = await admin.get<Page<Account>>('accounts', QUERY, { first, after });
    expect(nodes.filter(({ lots }) => lots.length === 1)).toHaveLength(first);
    return statementsSince(start);
  }

  test('takes the same number of SQL statements for 1 account and for 100', async () => {
    const names = Array.from({ length: 100 }, (_, i) => `!${String(i).padStart(3, '0')}`);
    await Promise.all(names.map((name) => grant(admin, { subject: name, credits: '5' })));
    const inputs = names.map((name) => meter(name, 52));
    const checked = await admin.get<Decision[]>('checkAccessMany', CHECK_MANY, { inputs });
    expect(checked.map(({ draws }) => draws.length)).toEqual(Array(100).fill(2));
    const cursors = '{ accounts(first: 200) { edges { cursor node { pool } } } }';
    const { edges } = await admin.get<Page<{ pool: string | null }>>('accounts', cursors);
    const afterPools = edges.findLast(({ node }) => node.pool !== null)?.cursor;
    const one = await statementsOf(1, afterPools);
    expect(await statementsOf(100, afterPools)).toBe(one);
    expect(one).toBeGreaterThan(4);
  });
});

test('a row that a later version wrote is refused, and hides none that is asked for with it', async () => {
  await setPlan(admin, 'mixed', 'twin');
  const [a, b] = [await check(admin, meter('mixed', 1)), await check(admin, meter('mixed', 2))];
  const uuid = a.id.slice('dec_'.length);
  const [row] = await api.asOwner<{ body: string }>('select body::text as body from decision where id = $1', [uuid]);
  const write = (body: string) => api.asOwner('update decision set body = $2::json where id = $1', [uuid, body]);
  await write(row!.body.replace('{', '{"f":9,'));
  const query = 'query ($a: ID!, $b: ID!) { a: node(id: $a) { id } b: node(id: $b) { id } }';
  const answer = await admin.run(query, { a: a.id, b: b.id });
  expect([codesOf(answer), answer.data]).toEqual([['INTERNAL'], { a: null, b: { id: b.id } }]);
  await write(row!.body);
});
