/** The subscription and the journal's query, through the schema: who may watch what, and what they are shown. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { graphql, GraphQLError, subscribe, parse, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { makeLoaders } from '../../src/api/loaders.js';
import { parseUpdateId } from '../../src/books/balance-update.js';
import type { PolicyVersion } from '../../src/policy/policy-version.js';
import { buildApiSchema } from '../../src/processes/schema.js';
import { policyOf, shipped } from '../policy/policies.js';
import { catalog, change, openAccount, openTown, type Process, type Town } from './processes.js';

const WATCH = `subscription ($account: ID, $subject: ID, $pool: ID, $afterSeq: Uint64, $coalesceMs: Int! = 0) {
  balanceChanged(account: $account, subject: $subject, pool: $pool, afterSeq: $afterSeq, coalesceMs: $coalesceMs) {
    account firstSeq seq snapshot cause causeId delta heldDelta
    balance { available held } windows { window capacity remaining } at accountObject { id seq }
  }
}`;
const JOURNAL = `query ($subject: ID, $first: Int! = 50, $after: String, $order: SeqOrder! = OLDEST_FIRST,
  $afterSeq: Uint64, $beforeSeq: Uint64) {
  balanceUpdates(subject: $subject, first: $first, after: $after, order: $order, afterSeq: $afterSeq,
    beforeSeq: $beforeSeq) {
    nodes { id seq cause causeId delta heldDelta balance { available held } lines { lot { id } window remaining held }
      decision { id } purchase { id } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;

interface Shown {
  account: string;
  seq: string;
  [field: string]: unknown;
}

let town: Town;
let process: Process;
let schema: GraphQLSchema;
const policies = new Map<string, PolicyVersion>();

beforeAll(async () => {
  town = await openTown();
  process = await town.open();
  for (const tenant of ['acme', 'globex']) policies.set(tenant, await policyOf(shipped(`${tenant}/policy.csv`)));
  schema = await buildApiSchema();
  for (const tenant of ['acme', 'globex']) await openAccount(process, { tenant, address: 'subject:bob' }, 10n);
});
afterAll(async () => town.close());

function contextOf(tenant: string, subject: string) {
  const { database, ledger, live } = process;
  const caller = { tenant, subject, operator: false, groups: [], scope: null, expiresAt: Infinity };
  const loaders = makeLoaders(database, ledger, tenant);
  return { caller, requestId: 'r', policy: policies.get(tenant), catalog, database, ledger, live, loaders };
}

async function watch(tenant: string, subject: string, variableValues: Record<string, unknown> = {}) {
  const contextValue = contextOf(tenant, subject);
  const source = await subscribe({ schema, document: parse(WATCH), variableValues, contextValue });
  if (Symbol.asyncIterator in source) return source;
  throw source.errors?.[0] ?? new Error('no source');
}

async function nextOf(source: AsyncGenerator<ExecutionResult, void, void>): Promise<Shown> {
  const { value } = await source.next();
  if (!value?.data) throw value?.errors?.[0] ?? new Error('the watch has ended');
  return value.data.balanceChanged as Shown;
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'it passed',
    (error: GraphQLError) => ({ code: error.extensions.code, message: error.message }),
  );

async function journal(tenant: string, subject: string, variableValues: Record<string, unknown> = {}) {
  const contextValue = contextOf(tenant, subject);
  const { data, errors } = await graphql({ schema, source: JOURNAL, variableValues, contextValue });
  if (errors?.[0]) throw errors[0];
  return (data as unknown as { balanceUpdates: { nodes: Shown[]; pageInfo: Record<string, unknown> } }).balanceUpdates;
}

describe('balanceChanged', () => {
  test("is the caller's own account by default: a newcomer's is made, and its first change arrives", async () => {
    const source = await watch('acme', 'newcomer');
    const first = await nextOf(source);
    expect(first).toMatchObject({ seq: '0', firstSeq: '0', snapshot: true, cause: 'SNAPSHOT', delta: '0' });
    expect(first).toMatchObject({ heldDelta: '0', balance: { available: '0', held: '0' } });
    expect(first.windows).toMatchObject([
      { window: 'five_hour', capacity: '50', remaining: '50' },
      { window: 'weekly', capacity: '250' },
    ]);
    await openAccount(process, { tenant: 'acme', address: 'subject:newcomer' }, 5n);
    expect(first.accountObject).toEqual({ id: first.account, seq: '0' });
    const accountObject = { id: first.account, seq: '1' };
    const granted = { account: first.account, seq: '1', cause: 'GRANT', delta: '5', accountObject };
    expect(await nextOf(source)).toMatchObject(granted);
    await source.return();
  });

  test('shows each change with its cause, and resumes after a seq', async () => {
    const source = await watch('acme', 'bob', { afterSeq: '1' });
    await change(process, { tenant: 'acme', address: 'subject:bob' });
    const held = await nextOf(source);
    expect(held).toMatchObject({
      firstSeq: '2',
      seq: '2',
      snapshot: false,
      cause: 'HOLD',
      delta: '-1',
      heldDelta: '1',
    });
    expect(held.causeId).toMatch(/^dec_/);
    await source.return();
    expect(process.live.load.watches).toBe(0);
  });

  test("another tenant's account is answered exactly like a missing one", async () => {
    const mine = await watch('acme', 'bob');
    const { account } = await nextOf(mine);
    await mine.return();
    const missing = `${account.slice(0, -4)}0000`;
    const foreign = await refusal(watch('globex', 'admin', { account }));
    expect(foreign).toEqual(await refusal(watch('globex', 'admin', { account: missing })));
    expect(foreign).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(watch('globex', 'admin', { subject: 'newcomer' }))).toEqual(foreign);
    expect(await refusal(watch('globex', 'admin', { pool: 'nobody' }))).toEqual(foreign);
    expect(await refusal(watch('globex', 'alice', { subject: 'newcomer' }))).toEqual(
      await refusal(watch('globex', 'alice', { subject: 'nobody' })),
    );
    expect(process.live.load.watches).toBe(0);
  });

  test('the same name in another tenant is another account: its changes stay there', async () => {
    const source = await watch('globex', 'bob');
    expect(await nextOf(source)).toMatchObject({ seq: '1', balance: { available: '10' } });
    await change(process, { tenant: 'acme', address: 'subject:bob' });
    await change(process, { tenant: 'globex', address: 'subject:bob' });
    expect(await nextOf(source)).toMatchObject({ seq: '2', balance: { available: '9' } });
    await source.return();
  });

  test("takes read on another's account, and refuses what is out of range", async () => {
    expect(await refusal(watch('acme', 'alice', { subject: 'bob' }))).toMatchObject({ code: 'FORBIDDEN' });
    const source = await watch('acme', 'admin', { subject: 'bob' });
    expect(await nextOf(source)).toMatchObject({ snapshot: true });
    await source.return();
    for (const coalesceMs of [-1, 60_001]) {
      expect(await refusal(watch('acme', 'bob', { coalesceMs }))).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
    const two = { subject: 'bob', pool: 'engineering' };
    expect(await refusal(watch('acme', 'bob', two))).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('balanceUpdates', () => {
  test('lists what happened, line by line, with what caused it', async () => {
    const { nodes } = await journal('globex', 'bob');
    const { id } = (nodes[0]?.lines as { lot: { id: string } }[])[0]?.lot ?? { id: '' };
    expect(id).toMatch(/^lot_/);
    expect(nodes).toMatchObject([
      { seq: '1', cause: 'GRANT', causeId: id, delta: '10', lines: [{ lot: { id }, remaining: '10', held: '0' }] },
      { seq: '2', cause: 'HOLD', delta: '-1', heldDelta: '1', lines: [{ lot: { id }, remaining: '-1', held: '1' }] },
    ]);
    expect(nodes[1]).toMatchObject({ balance: { available: '9', held: '1' }, purchase: null });
    expect(parseUpdateId(String((nodes[1] as unknown as { id: string }).id))).toMatchObject({ seq: 2n });
  });

  test('comes in pages from either end and between two seqs, each update once', async () => {
    await openAccount(process, { tenant: 'acme', address: 'subject:pages' });
    await change(process, { tenant: 'acme', address: 'subject:pages' }, 8);
    for (const order of ['OLDEST_FIRST', 'NEWEST_FIRST']) {
      const seen: string[] = [];
      let after: unknown = null;
      for (let more = true; more;) {
        const page = await journal('acme', 'pages', { order, first: 4, after });
        seen.push(...page.nodes.map(({ seq }) => seq));
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        after = page.pageInfo.endCursor;
        more = page.pageInfo.hasNextPage === true;
      }
      const all = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
      expect(seen).toEqual(order === 'OLDEST_FIRST' ? all : all.reverse());
    }
    const between = await journal('acme', 'pages', { afterSeq: '3', beforeSeq: '6' });
    expect(between.nodes.map(({ seq }) => seq)).toEqual(['4', '5']);
  });

  test('refuses what is no page and no cursor of its own', async () => {
    const foreign = Buffer.from('1:9999999999999999999').toString('base64url');
    for (const bad of [{ first: 0 }, { first: 201 }, { after: 'nonsense' }, { after: foreign }]) {
      expect(await refusal(journal('acme', 'pages', bad))).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
    expect(await refusal(journal('acme', 'alice', { subject: 'pages' }))).toMatchObject({ code: 'FORBIDDEN' });
    expect((await journal('acme', 'nobody-yet')).nodes).toEqual([]);
  });
});
