/** A receipt: what became of a decision, what it cost, what each layer had, and all that it led to. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import pg from 'pg';
import { versionOf } from '../../src/catalog/text-version.js';
import { DAY, HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  asked,
  check,
  CHECK_MANY,
  codesOf,
  freshKey,
  grant,
  meter,
  release,
  setPlan,
  type Decision,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, settled, usedOf } from '../support/usage.js';

// Before anything connects.
const statements = jest.spyOn(pg.Client.prototype, 'query');

interface Trace {
  layer: string;
  source: string;
  had: string;
  gave: string;
  left: string;
}
interface Receipt {
  status: string;
  charged: string;
  roles: string[];
  layers: Trace[];
  policy: { version: string };
  usageEvents: {
    nodes: { id: string; status: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
  balanceUpdates: {
    nodes: { id: string; cause: string }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  };
}

const PAGE = 'pageInfo { hasNextPage endCursor }';
const RECEIPT = `query ($id: ID!, $first: Int! = 20, $events: String, $updates: String) { decision(id: $id) {
  status charged roles layers { layer source had gave left } policy { version }
  usageEvents(first: $first, after: $events) { nodes { id status } ${PAGE} }
  balanceUpdates(first: $first, after: $updates) { nodes { id cause } ${PAGE} } } }`;
const ESTIMATE = `query ($input: EstimateAccessInput!) { estimateAccess(input: $input) {
  proceed groups roles gates { reason passed } layers { layer source had gave left } } }`;
const ACME = 'acme/policy.csv';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let count = 0;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const receipt = (client: Client, id: string, more: object = {}) =>
  client.get<Receipt>('decision', RECEIPT, { id, ...more });

/** A subject with so many bought-like credits and no allowance. */
async function worker(credits = '10', at = api) {
  const name = `worker-${(count += 1)}`;
  await setPlan(at.as('acme', 'admin'), name, 'payg');
  await grant(at.as('acme', 'admin'), { subject: name, credits });
  return { name, client: at.as('acme', name) };
}

/** A worker with an open hold of 4, and what its receipt says. */
async function working(more: Record<string, unknown> = {}, at = api) {
  const { name, client } = await worker('10', at);
  const { id } = await check(client, meter(name, 4, more));
  const standing = async () => {
    const { status, charged } = await receipt(client, id);
    return [status, charged];
  };
  return { name, client, id, standing };
}

describe('status and charged', () => {
  test('are DENIED and nothing on a denial', async () => {
    const { name, client } = await worker();
    const { id } = await check(client, meter(name, 11));
    expect(await receipt(client, id)).toMatchObject({ status: 'DENIED', charged: '0' });
  });

  test('are RUNNING while work may go on, with what its parts have cost', async () => {
    const { client, id, standing } = await working();
    expect(await standing()).toEqual(['RUNNING', '0']);
    await settled(api, client, usedOf(id, 3, { final: false }));
    expect(await standing()).toEqual(['RUNNING', '3']);
  });

  test('are SETTLING between the final report and its settlement, when nothing is charged yet', async () => {
    const unsettled = await openTestApi({ policyDir: policies.dir, settlement: 'off' });
    try {
      const { client, id, standing } = await working({}, unsettled);
      await record(client, usedOf(id, 4));
      expect(await standing()).toEqual(['SETTLING', '0']);
    } finally {
      await unsettled.close();
    }
  });

  test('are USED where all that was held was used, also where more was', async () => {
    for (const [units, charged] of [
      [4, '4'],
      [6, '6'],
    ] as const) {
      const { client, id, standing } = await working();
      await settled(api, client, usedOf(id, units));
      expect(await standing()).toEqual(['USED', charged]);
    }
  });

  test('are PARTLY_USED where the rest went back, however the hold ended', async () => {
    const reported = await working();
    await settled(api, reported.client, usedOf(reported.id, 1));
    const released = await working();
    await settled(api, released.client, usedOf(released.id, 1, { final: false }));
    await release(released.client, released.id);
    const lapsed = await working();
    await settled(api, lapsed.client, usedOf(lapsed.id, 1, { final: false }));
    api.moveClock(HOUR);
    for (const { standing } of [reported, released, lapsed]) expect(await standing()).toEqual(['PARTLY_USED', '1']);
  });

  test('are RELEASED and nothing after a release, and after work that failed', async () => {
    const released = await working();
    await release(released.client, released.id);
    expect(await released.standing()).toEqual(['RELEASED', '0']);
    const failed = await working();
    await settled(api, failed.client, usedOf(failed.id, 4, { status: 'FAILED' }));
    expect(await failed.standing()).toEqual(['RELEASED', '0']);
  });

  test('are EXPIRED from the very instant on; usage that comes later is charged, and changes the status of no hold', async () => {
    const { client, id, standing } = await working();
    api.moveClock(HOUR);
    expect(await standing()).toEqual(['EXPIRED', '0']);
    await settled(api, client, usedOf(id, 3));
    await settled(api, client, usedOf(id, 2, { late: true }));
    expect(await standing()).toEqual(['EXPIRED', '5']);
  });

  test('of a check that cost nothing are RUNNING for its holdSeconds, then EXPIRED, or USED where an event names it', async () => {
    const [idle, busy] = [await worker(), await worker()];
    const free = ({ name, client }: typeof idle) => check(client, meter(name, 0, { holdSeconds: 60 }));
    const [{ id: idleId }, { id: busyId }] = [await free(idle), await free(busy)];
    await settled(api, busy.client, usedOf(busyId, 2));
    expect(await receipt(busy.client, busyId)).toMatchObject({ status: 'RUNNING', charged: '2' });
    api.moveClock(MINUTE);
    expect(await receipt(busy.client, busyId)).toMatchObject({ status: 'USED', charged: '2' });
    expect(await receipt(idle.client, idleId)).toMatchObject({ status: 'EXPIRED', charged: '0' });
  });

  test('tell the whole hold and the own usage: of two decisions of one hold each is charged what was reported for it', async () => {
    const { name, client, id } = await working();
    const second = await check(client, meter(name, 2, { extends: id }));
    await settled(api, client, usedOf(id, 3, { final: false }));
    await settled(api, client, usedOf(second.id, 3));
    expect(await receipt(client, id)).toMatchObject({ status: 'USED', charged: '3' });
    expect(await receipt(client, second.id)).toMatchObject({ status: 'USED', charged: '3' });
  });
});

describe('what a receipt leads to', () => {
  test('is the usage that was reported for it, the newest first, page by page', async () => {
    const { client, id } = await working();
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) ids.unshift((await settled(api, client, usedOf(id, 1, { final: false }))).id);
    const { usageEvents: whole } = await receipt(client, id);
    expect(whole.nodes.map((event) => event.id)).toEqual(ids);
    const { usageEvents: first } = await receipt(client, id, { first: 2 });
    expect(first).toMatchObject({ nodes: [{ id: ids[0] }, { id: ids[1] }], pageInfo: { hasNextPage: true } });
    const { usageEvents: rest } = await receipt(client, id, { first: 2, events: first.pageInfo.endCursor });
    expect(rest).toMatchObject({ nodes: [{ id: ids[2] }], pageInfo: { hasNextPage: false } });
  });

  test('is every balance update that it caused, and none of others, page by page', async () => {
    const { name, client, id } = await working();
    const other = await check(client, meter(name, 1));
    await settled(api, client, usedOf(other.id, 1));
    await settled(api, client, usedOf(id, 1, { final: false }));
    await release(client, id);
    await settled(api, client, usedOf(id, 2));
    const { balanceUpdates: whole } = await receipt(client, id);
    expect(whole.nodes.map(({ cause }) => cause)).toEqual(['HOLD', 'SETTLE', 'RELEASE', 'SETTLE']);
    const { balanceUpdates: first } = await receipt(client, id, { first: 3 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const { balanceUpdates: rest } = await receipt(client, id, { first: 3, updates: first.pageInfo.endCursor });
    expect([...first.nodes, ...rest.nodes]).toEqual(whole.nodes);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  test('are the updates of every account that gave, but for those that one may not read', async () => {
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '5' });
    const { name } = await worker('1');
    const client = api.as('acme', name, ['engineering']);
    const { id } = await check(client, meter(name, 2));
    api.moveClock(HOUR);
    const own = await receipt(client, id);
    expect(own.balanceUpdates.nodes.map(({ cause }) => cause)).toEqual(['HOLD', 'HOLD_EXPIRED']);
    const whole = await receipt(admin, id);
    expect(whole.balanceUpdates.nodes.map(({ cause }) => cause)).toEqual([
      ...['HOLD', 'HOLD_EXPIRED'],
      ...['HOLD', 'HOLD_EXPIRED'],
    ]);
    expect(new Set(whole.balanceUpdates.nodes.map((update) => update.id)).size).toBe(4);
  });

  test('names accounts as objects too: null, and no error, where one may not read them; an address is there for all', async () => {
    const ACCOUNTS = `query ($id: ID!) { decision(id: $id) {
      draws { accountAddress accountObject { id pool lastUsedAt } lot { accountObject { id } } } } }`;
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '5' });
    const { name } = await worker('1');
    const client = api.as('acme', name, ['engineering']);
    const { id } = await check(client, meter(name, 2));
    const own = { accountAddress: `subject:${name}`, accountObject: { pool: null, lastUsedAt: null } };
    expect(await client.data(ACCOUNTS, { id })).toMatchObject({
      decision: { draws: [own, { accountAddress: 'pool:engineering', accountObject: null, lot: null }] },
    });
    expect(await admin.data(ACCOUNTS, { id })).toMatchObject({
      decision: { draws: [own, { accountAddress: 'pool:engineering', accountObject: { pool: 'engineering' } }] },
    });
  });

  test('is nothing for whoever may only check for the subject, or only manage its account', async () => {
    const { name, client, id } = await working();
    await settled(api, client, usedOf(id, 1));
    const sound = policies.read(ACME);
    const more = policies.edit(
      ACME,
      (text) =>
        `${text}p, role:checker, account:*, check, allow\ng, checker, role:checker\n` +
        `p, role:manager, account:*, manage, allow\ng, manager, role:manager\n`,
    );
    await api.app.policies.whenRead(ACME, versionOf(more));
    const LINKS = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) {
      outcome status layers { had } usageEvents { nodes { id } } balanceUpdates { nodes { id } } } }`;
    const checker = api.as('acme', 'checker');
    expect(await checker.data(LINKS, { input: meter(name, 1) })).toEqual({
      checkAccess: {
        ...{ outcome: 'ALLOWED', status: 'RUNNING', layers: [] },
        ...{ usageEvents: { nodes: [] }, balanceUpdates: { nodes: [] } },
      },
    });
    expect(await checker.data(ESTIMATE, { input: asked(meter(name, 1)) })).toMatchObject({
      estimateAccess: { layers: [] },
    });
    const LAST = `mutation ($subject: ID!) { setPlan(subject: $subject, plan: "payg") { subject lastUsedAt } }`;
    const manager = api.as('acme', 'manager');
    expect(await manager.data(LAST, { subject: name })).toEqual({ setPlan: { subject: name, lastUsedAt: null } });
    expect(await admin.data(LAST, { subject: name })).toMatchObject({ setPlan: { lastUsedAt: expect.any(String) } });
    policies.edit(ACME, () => sound);
    await api.app.policies.whenRead(ACME, versionOf(sound));
  });
});

describe('layers and roles', () => {
  /** What the journal says that accounts had when it was decided: by address, the image at the number that is stored. */
  async function imagesOf(id: string): Promise<Map<string, { balance: Record<string, string>; windows: Window[] }>> {
    type Row = { address: string; after: { balance: Record<string, string>; windows: Window[] } };
    const uuid = id.replace(/^dec_/, '');
    const rows = await api.asOwner<Row>(
      `select a->>'address' as address, u.after from decision d, json_array_elements(d.body->'accounts') a
       join balance_update u on u.account_id = (a->>'id')::uuid and u.seq = (a->>'seq')::bigint
       where replace(d.id::text, '-', '') = $1`,
      [uuid],
    );
    return new Map(rows.map(({ address, after }) => [address, after]));
  }
  interface Window {
    capacity: string;
    used: string;
    held: string;
  }

  /** Checks that the layers are what the journal says, and answers them as `source had/gave`. */
  async function traced(client: Client, id: string): Promise<string[]> {
    const { layers } = await receipt(client, id);
    const images = await imagesOf(id);
    for (const { layer, source, had, gave, left } of layers) {
      expect(Number(had)).toBe(Number(gave) + Number(left));
      const image = images.get(layer === 'POOL' ? source : [...images.keys()].find((at) => at.startsWith('subject:'))!);
      if (!image) continue;
      const { balance, windows } = image;
      const nano = (amount: string | undefined) => Number(amount ?? 0) / 1e9;
      const room = windows.map(({ capacity, used, held }) => nano(capacity) - nano(used) - nano(held));
      const expected: Record<string, number> = {
        ALLOWANCE: room.length ? Math.min(...room) : 0,
        PROMOTION: nano(balance.promotional),
        CREDITS: nano(balance.purchased) + nano(balance.refund) + nano(balance.entitlement),
        POOL: nano(balance.available),
      };
      expect([source, Number(had)]).toEqual([source, expected[layer]]);
    }
    return layers.map(({ source, had, gave }) => `${source} ${had}/${gave}`);
  }

  test('are what the journal says: before the first use, in the middle of a window, and of a denial', async () => {
    const name = 'traced';
    const client = api.as('acme', name, ['engineering']);
    await setPlan(admin, name, 'twin');
    await grant(admin, { subject: name, credits: '5' });
    await grant(admin, { subject: name, kind: 'REFUND', credits: '7' });
    const { lots } = await admin.get<{ lots: { id: string }[] }>(
      'account',
      '{ account(pool: "engineering") { lots { id } } }',
    );
    expect(lots.length).toBeGreaterThan(0);
    const first = await check(client, meter(name, 52));
    const second = await check(client, meter(name, 4));
    await settled(api, client, usedOf(first.id, 10));
    const third = await check(client, meter(name, 1));
    const denied = await check(client, meter(name, 1_000));
    const traces = [await traced(client, first.id), await traced(client, second.id), await traced(client, third.id)];
    expect(traces.map((trace) => trace.slice(0, 3))).toEqual([
      ['allowance 50/50', 'promotion 5/2', 'credits 7/0'],
      ['allowance 0/0', 'promotion 3/3', 'credits 7/1'],
      ['allowance 40/1', 'promotion 2/0', 'credits 6/0'],
    ]);
    const [allowance, ...others] = await traced(client, denied.id);
    expect([allowance, ...others.slice(0, 2)]).toEqual(['allowance 39/0', 'promotion 2/0', 'credits 6/0']);
  });

  test('are those of the policy and the catalog that served then, also after both have changed', async () => {
    const name = 'remembered';
    const client = api.as('acme', name, ['engineering']);
    await setPlan(admin, name, 'twin');
    await grant(admin, { subject: name, credits: '5' });
    const { id } = await check(client, meter(name, 52));
    const before = await receipt(client, id);
    expect(before.roles).toEqual(['role:engineer', 'role:member']);
    const [policy, catalog] = [policies.read(ACME), policies.read('catalog.yaml')];
    const fewer = policies.edit(ACME, (text) =>
      text
        .replace(/^g, group:engineering.*$/m, '')
        .replace('member, product:meter, allowance, 10', 'member, product:meter, allowance, 35'),
    );
    await api.app.policies.whenRead(ACME, versionOf(fewer));
    const tighter = policies.edit('catalog.yaml', (text) =>
      text.replace('capacity: "80", every: 7d', 'capacity: "60", every: 7d'),
    );
    await api.app.policies.whenRead('catalog.yaml', versionOf(tighter));
    expect(await receipt(client, id)).toEqual(before);
    const now = await check(client, meter(name, 1));
    expect(now.policy.version).not.toBe(before.policy.version);
    expect(await receipt(client, now.id)).toMatchObject({ roles: ['role:member'] });
    expect((await traced(client, now.id)).slice(0, 3)).toEqual(['promotion 3/1', 'credits 0/0', 'allowance 0/0']);
    policies.edit(ACME, () => policy);
    policies.edit('catalog.yaml', () => catalog);
    await api.app.policies.whenRead(ACME, versionOf(policy));
    await api.app.policies.whenRead('catalog.yaml', versionOf(catalog));
  });

  test('leave out lots that are not for the product, as they were then', async () => {
    const { name, client } = await worker('10');
    const other = await grant(admin, {
      subject: name,
      credits: '30',
      products: ['codex'],
      expiresAt: new Date(api.now() + DAY),
    });
    await grant(admin, { subject: name, credits: '4', products: ['meter', 'codex'] });
    const early = await check(client, meter(name, 1));
    const codex = {
      subject: name,
      product: 'codex',
      feature: 'gpt-5.5',
      usage: [{ dimension: 'output_tokens', quantity: 10 }],
    };
    await check(client, { ...codex, idempotencyKey: freshKey() });
    const late = await check(client, meter(name, 1));
    const layersOf = async (id: string) =>
      (await receipt(client, id)).layers.filter(({ layer }) => layer === 'PROMOTION');
    expect(await layersOf(early.id)).toMatchObject([{ had: '14', gave: '1', left: '13' }]);
    expect(await layersOf(late.id)).toMatchObject([{ had: '13', gave: '1', left: '12' }]);
    expect(other.remaining).toBe('30');
    api.moveClock(2 * DAY);
    // Long after, when the other lot has expired and much has happened.
    for (let i = 0; i < 5; i += 1) await check(client, meter(name, 1, { holdSeconds: 1 }));
    expect(await layersOf(early.id)).toMatchObject([{ had: '14', gave: '1', left: '13' }]);
    expect(await layersOf(late.id)).toMatchObject([{ had: '13', gave: '1', left: '12' }]);
  });

  test('of an estimate are those of the check that follows', async () => {
    const name = 'estimated';
    const client = api.as('acme', name, ['engineering']);
    await setPlan(admin, name, 'twin');
    await grant(admin, { subject: name, credits: '5' });
    const input = meter(name, 52);
    const { estimateAccess } = await client.data<{ estimateAccess: Receipt & { proceed: boolean } }>(ESTIMATE, {
      input: asked(input),
    });
    expect(estimateAccess).toMatchObject({ proceed: true, groups: ['engineering'] });
    const { id } = await check(client, input);
    const { layers, roles } = await receipt(client, id);
    expect({ layers: estimateAccess.layers, roles: estimateAccess.roles }).toEqual({ layers, roles });
  });
});

describe('an account', () => {
  test('leads to its usage, purchases, notices and updates, and to what is left for a product', async () => {
    const { name, client, id } = await working();
    await admin.data('mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id } }', {
      input: { subject: name, credits: '5', idempotencyKey: freshKey() },
    });
    const event = await settled(api, client, usedOf(id, 3));
    const TREE = `{ viewer { account { lastUsedAt availability(product: "meter") { state layers { source accountAddress remaining } }
      usageEvents(first: 1) { nodes { id accountObject { id } } } purchases { nodes { credits accountObject { subject } } }
      notices { nodes { id } } balanceUpdates(first: 2) { nodes { seq } pageInfo { endCursor } } seq } } }`;
    interface Tree {
      viewer: {
        account: { seq: string; balanceUpdates: { nodes: { seq: string }[]; pageInfo: { endCursor: string } } };
      };
    }
    const { viewer } = await client.data<Tree>(TREE);
    const { seq, balanceUpdates } = viewer.account;
    expect(viewer.account).toMatchObject({
      lastUsedAt: event.occurredAt,
      availability: {
        state: 'OK',
        layers: [{}, { source: 'promotion', accountAddress: `subject:${name}`, remaining: '7' }, {}],
      },
      usageEvents: { nodes: [{ id: event.id }] },
      purchases: { nodes: [{ credits: '5', accountObject: { subject: name } }] },
      notices: { nodes: [] },
    });
    expect(balanceUpdates.nodes.map((update) => update.seq)).toEqual([seq, String(Number(seq) - 1)]);
    const USAGE = `query ($from: DateTime!, $to: DateTime!) { viewer { account { usage(from: $from, to: $to) { total { charged } } } }
      usage(from: $from, to: $to) { total { charged } } }`;
    const hours = { from: new Date(api.now() - HOUR), to: new Date(api.now() + HOUR) };
    const totals = { total: { charged: '3' } };
    expect(await client.data(USAGE, hours)).toEqual({ viewer: { account: { usage: totals } }, usage: totals });
    const NEXT = `query ($after: String) { account { balanceUpdates(first: 1, after: $after) { nodes { seq } } } }`;
    expect(await client.data(NEXT, { after: balanceUpdates.pageInfo.endCursor })).toMatchObject({
      account: { balanceUpdates: { nodes: [{ seq: String(Number(seq) - 2) }] } },
    });
  });
});

test('usage is told of 10 accounts in one answer, and refused beyond', async () => {
  const USAGE = `query ($first: Int!, $from: DateTime!, $to: DateTime!) { accounts(first: $first) { nodes {
    usage(from: $from, to: $to) { total { charged } } } } }`;
  const hours = { from: new Date(api.now() - HOUR), to: new Date(api.now()) };
  expect(codesOf(await admin.run(USAGE, { first: 10, ...hours }))).toEqual([]);
  expect(new Set(codesOf(await admin.run(USAGE, { first: 11, ...hours })))).toEqual(new Set(['BAD_USER_INPUT']));
});

describe('a page of receipts', () => {
  const LIST = `query ($first: Int!) { decisions(everyone: true, product: "meter", session: "listed", first: $first) { nodes {
    id status charged roles layers { had } draws { accountObject { id lastUsedAt availability(product: "meter") { state } } }
    blockers { accountObject { id } } account { purchases(first: 2) { nodes { id } } notices(first: 2) { nodes { id } }
      usageEvents(first: 2) { nodes { id } } balanceUpdates(first: 2) { nodes { id } } }
    usageEvents(first: 2) { nodes { id accountObject { id } } } balanceUpdates(first: 2) { nodes { id } } } } }`;

  /** Statements since that call in transactions that name acme alone: timers in the background name every tenant. */
  function statementsSince(start: number): number {
    const { calls, contexts } = statements.mock;
    const own = new Set<unknown>();
    let sent = 0;
    for (let i = start; i < calls.length; i++) {
      const [query] = calls[i] as unknown[] as [string | { text: string; values: unknown[] }];
      const { text, values } = typeof query === 'string' ? { text: query, values: [] } : query;
      if (own.has(contexts[i])) sent += 1;
      else if (text.includes('spillway.tenants') && values[0] === 'acme') own.add(contexts[i]);
      if (text === 'commit' || text === 'rollback') own.delete(contexts[i]);
    }
    return sent;
  }

  test('takes the same number of SQL statements for 1 receipt and for 50', async () => {
    const workers = await Promise.all(Array.from({ length: 51 }, () => worker()));
    const inputs = workers.map(({ name }) => meter(name, 2, { session: 'listed' }));
    const checked = await admin.get<Decision[]>('checkAccessMany', CHECK_MANY, { inputs });
    await Promise.all(checked.map(({ id }) => record(admin, usedOf(id, 1))));
    await allSettled(api);
    const statementsOf = async (first: number) => {
      const start = statements.mock.calls.length;
      const { nodes } = await admin.get<{ nodes: Receipt[] }>('decisions', LIST, { first });
      expect(nodes.map(({ status, charged }) => `${status} ${charged}`)).toEqual(Array(first).fill('PARTLY_USED 1'));
      return statementsSince(start);
    };
    const one = await statementsOf(1);
    expect(await statementsOf(50)).toBe(one);
    expect(one).toBeGreaterThan(10);
  });
});
