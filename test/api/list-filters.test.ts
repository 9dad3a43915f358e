/** Filters of lists: a page has what fits and nothing else, all pages together have all of it, each once. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, freshKey, grant, meter, setPlan, type Decision } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy, usedOf } from '../support/usage.js';

interface Page {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let began: number;
const made: Record<string, Decision> = {};

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  began = api.now();
  await setPlan(admin, 'ann', 'payg');
  await grant(admin, { subject: 'ann', credits: '100' });
  const ask = async (name: string, units: number, more = {}) => {
    made[name] = await check(admin, meter('ann', units, more));
  };
  await ask('plain', 1);
  await ask('labelled', 2, {
    labels: [
      { key: 'team', value: 'red' },
      { key: 'env', value: 'live' },
    ],
  });
  await ask('keyed', 3, { idempotencyKey: 'the-key', labels: [{ key: 'team', value: 'blue' }] });
  await ask('free', 1, { feature: 'gratis' });
  await ask('unknown', 1, { feature: 'nothing' });
  await ask('tooMuch', 5000);
  await ask('part', 5000, { mode: 'UP_TO' });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** All pages of a list, two at a time. */
async function everyPage(query: (after: string | null) => Promise<Page>): Promise<string[]> {
  const found: string[] = [];
  for (let after: string | null = null; ;) {
    const { nodes, pageInfo } = await query(after);
    found.push(...nodes.map(({ id }) => id));
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}
const PAGE = 'nodes { id } pageInfo { hasNextPage endCursor }';

describe('decisions', () => {
  const DECISIONS = `query ($after: String, $reason: AccessReason, $feature: ID, $outcomes: [AccessOutcome!],
    $label: LabelInput, $idempotencyKey: String, $policyVersion: ID, $outcome: AccessOutcome) {
    decisions(subject: "ann", first: 2, after: $after, reason: $reason, feature: $feature, outcomes: $outcomes,
      label: $label, idempotencyKey: $idempotencyKey, policyVersion: $policyVersion, outcome: $outcome) { ${PAGE} } }`;
  const found = (args: Record<string, unknown>) =>
    everyPage((after) => admin.get<Page>('decisions', DECISIONS, { ...args, after }));
  const ids = (...names: string[]) => names.map((name) => made[name]?.id);

  test.each<[string, Record<string, unknown>, string[]]>([
    ['reason', { reason: 'OUT_OF_CAPACITY' }, ['part', 'tooMuch']],
    ['feature', { feature: 'gratis' }, ['free']],
    ['several outcomes', { outcomes: ['PARTIAL', 'DENIED'] }, ['part', 'tooMuch', 'unknown']],
    ['one outcome of several', { outcomes: ['PARTIAL', 'DENIED'], outcome: 'PARTIAL' }, ['part']],
    ['a label', { label: { key: 'team', value: 'red' } }, ['labelled']],
    ['a label that only others have', { label: { key: 'env', value: 'red' } }, []],
    ['the idempotency key', { idempotencyKey: 'the-key' }, ['keyed']],
    ['several at once', { outcomes: ['ALLOWED'], feature: 'call', label: { key: 'team', value: 'blue' } }, ['keyed']],
    ['another policy version', { policyVersion: '000000000000' }, []],
  ])('by %s', async (_, args, names) => {
    expect(await found(args)).toEqual(ids(...names));
  });

  test('by the policy version that decided, which the decision cites', async () => {
    const { version } = made.plain!.policy;
    expect(await found({ policyVersion: version })).toEqual(
      ids('part', 'tooMuch', 'unknown', 'free', 'keyed', 'labelled', 'plain'),
    );
  });

  test('no outcome at all and labels that cannot be are refused', async () => {
    for (const args of [
      { outcomes: [] },
      { label: { key: '', value: 'x' } },
      { idempotencyKey: '' },
      { feature: '' },
    ]) {
      expect([args, codesOf(await admin.run(DECISIONS, args))]).toEqual([args, ['BAD_USER_INPUT']]);
    }
  });
});

describe('usage events', () => {
  const EVENTS = `query ($after: String, $decision: ID, $product: ID, $from: DateTime, $to: DateTime,
    $setAside: Boolean! = false) {
    usageEvents(subject: "ann", first: 2, after: $after, decision: $decision, product: $product, from: $from, to: $to,
      setAside: $setAside) { ${PAGE} } }`;
  const found = (args: Record<string, unknown>) =>
    everyPage((after) => admin.get<Page>('usageEvents', EVENTS, { ...args, after }));

  test('by decision, product and when it happened', async () => {
    const at = (days: number) => new Date(began - days * DAY).toISOString();
    const old = await settled(api, admin, usedBy('ann', 1, { occurredAt: at(3) }));
    const other = { product: 'codex', feature: 'gpt-5.5', usage: [{ dimension: 'input_tokens', quantity: 8 }] };
    const codex = await settled(api, admin, usedBy('ann', 1, { ...other, occurredAt: at(1) }));
    const parts: string[] = [];
    for (const final of [false, false, true]) {
      parts.unshift((await settled(api, admin, usedOf(made.keyed!.id, 1, { final }))).id);
    }
    expect(await found({})).toEqual([...parts, codex.id, old.id]);
    expect(await found({ decision: made.keyed!.id })).toEqual(parts);
    expect(await found({ decision: made.plain!.id })).toEqual([]);
    expect(await found({ decision: 'nonsense' })).toEqual([]);
    expect(await found({ product: 'codex' })).toEqual([codex.id]);
    expect(await found({ product: 'codex', decision: made.keyed!.id })).toEqual([]);
    expect(await found({ from: at(3), to: at(1) })).toEqual([old.id]);
    expect(await found({ from: at(1) })).toEqual([...parts, codex.id]);
    expect(await found({ setAside: true, from: at(3) })).toEqual([]);
    expect(codesOf(await admin.run(EVENTS, { product: '' }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('purchases', () => {
  const PURCHASES = `query ($after: String, $status: PurchaseStatus, $from: DateTime, $to: DateTime) {
    purchases(subject: "ann", first: 2, after: $after, status: $status, from: $from, to: $to) { ${PAGE} } }`;
  const BUY = `mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id createdAt } }`;
  const found = (args: Record<string, unknown>) =>
    everyPage((after) => admin.get<Page>('purchases', PURCHASES, { ...args, after }));

  test('by status and by when they were asked for, to the millisecond', async () => {
    const all: { id: string; createdAt: string }[] = [];
    for (const paymentMethod of ['sandbox:ok', 'sandbox:declined', 'sandbox:ok', 'sandbox:declined', 'sandbox:ok']) {
      const input = { subject: 'ann', credits: '1', paymentMethod, idempotencyKey: freshKey() };
      all.unshift(await admin.get('purchaseCredits', BUY, { input }));
      api.moveClock(1000);
    }
    const ids = (rows: typeof all) => rows.map(({ id }) => id);
    expect(await found({})).toEqual(ids(all));
    expect(await found({ status: 'DECLINED' })).toEqual(ids([all[1]!, all[3]!]));
    expect(await found({ status: 'PAID' })).toEqual(ids([all[0]!, all[2]!, all[4]!]));
    expect(await found({ status: 'PENDING' })).toEqual([]);
    expect(await found({ from: all[2]!.createdAt })).toEqual(ids(all.slice(0, 3)));
    expect(await found({ to: all[2]!.createdAt })).toEqual(ids(all.slice(3)));
    expect(await found({ from: all[3]!.createdAt, to: all[0]!.createdAt, status: 'DECLINED' })).toEqual(
      ids([all[1]!, all[3]!]),
    );
  });
});

describe('accounts', () => {
  const ACCOUNTS = `query ($after: String, $prefix: String, $plan: ID, $state: AccountState, $inDebt: Boolean) {
    accounts(first: 2, after: $after, prefix: $prefix, plan: $plan, state: $state, inDebt: $inDebt) {
      nodes { id: subject } pageInfo { hasNextPage endCursor } totalCount } }`;
  const found = async (args: Record<string, unknown>) => {
    const counts = new Set<number | null>();
    const names = await everyPage(async (after) => {
      const page = await admin.get<Page & { totalCount: number | null }>('accounts', ACCOUNTS, { ...args, after });
      counts.add(page.totalCount);
      return page;
    });
    return { names, counts: [...counts] };
  };
  const listed = (...names: string[]) => ({ names, counts: [names.length] });

  test('by the beginning of the address, plan, state and debt, with how many there are', async () => {
    for (const subject of ['team-a', 'team-b', 'team-é', 'Team-c', 'team']) await setPlan(admin, subject, 'payg');
    await setPlan(admin, 'team-b', 'twin');
    await admin.data('mutation { setAccountState(account: "subject:team-a", state: SUSPENDED, reason: "x") { id } }');
    await settled(api, admin, usedBy('team-é', 3));

    expect(await found({ prefix: 'subject:team' })).toEqual(listed('team', 'team-a', 'team-b', 'team-é'));
    expect(await found({ prefix: 'subject:team-' })).toEqual(listed('team-a', 'team-b', 'team-é'));
    expect(await found({ prefix: 'subject:team-é' })).toEqual(listed('team-é'));
    expect(await found({ prefix: 'subject:team-é!' })).toEqual(listed());
    expect(await found({ prefix: 'subject:team', plan: 'payg' })).toEqual(listed('team', 'team-a', 'team-é'));
    expect(await found({ prefix: 'subject:team', state: 'SUSPENDED' })).toEqual(listed('team-a'));
    expect(await found({ inDebt: true })).toEqual(listed('team-é'));
    expect(await found({ prefix: 'subject:team', inDebt: false })).toEqual(listed('team', 'team-a', 'team-b'));
    expect(await found({ plan: 'twin' })).toEqual(listed('team-b'));
    const all = await found({});
    expect(all.counts).toEqual([all.names.length]);
    const bytes = (name: string) => Buffer.from(name);
    const subjects = all.names.filter((name) => name !== null);
    expect(subjects).toEqual([...subjects].sort((a, b) => Buffer.compare(bytes(a), bytes(b))));
  });

  test('what cannot begin an address is refused', async () => {
    for (const prefix of ['', 'a\u0000', 'x'.repeat(201)]) {
      expect(codesOf(await admin.run(ACCOUNTS, { prefix }))).toEqual(['BAD_USER_INPUT']);
    }
    expect(codesOf(await api.as('acme', 'ann').run(ACCOUNTS, { prefix: 'subject:ann' }))).toEqual(['FORBIDDEN']);
  });

  test('beyond a thousand, and beyond what is looked at, the count says so and pages still come to the end', async () => {
    await api.asOwner(`
      insert into account (tenant_id, id, address, plan, last_at, created_at)
      select 'acme', gen_random_uuid(), 'subject:zz-' || lpad(n::text, 5, '0'), 'payg', now(), now()
      from generate_series(1, 20500) n`);
    try {
      const count = async (args: Record<string, unknown>) =>
        (await admin.get<{ totalCount: number | null }>('accounts', ACCOUNTS, args)).totalCount;
      expect(await count({ prefix: 'subject:zz-' })).toBe(1000);
      expect(await count({ prefix: 'subject:zz-000' })).toBe(99);
      expect(await count({ plan: 'twin', prefix: 'subject:zz-' })).toBeNull();
      const { names } = await found({ prefix: 'subject:zz-', inDebt: true });
      expect(names).toEqual([]);
    } finally {
      await api.asOwner(`delete from account where tenant_id = 'acme' and address like 'subject:zz-%'`);
    }
  });
});
