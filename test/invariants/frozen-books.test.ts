/**
 * Books that an earlier build left behind, stopped in the midst of everything: this build reads all of them, finds
 * nothing wrong with them, answers what was answered as it was, and goes on with them.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type pg from 'pg';
import type { Client, TestApi } from '../support/api.js';
import { check, freshKey, release, RESET, type Decision } from '../support/calls.js';
import { makeAgain } from '../support/make-again.js';
import { loadFrozenBooks, type FrozenBooks, type FrozenCall } from '../support/frozen-books.js';
import { compareHashes } from '../support/frozen-hashes.js';
import { missingStates } from '../support/frozen-states.js';
import { readBooks, type BooksRead } from '../support/read-books.js';
import { expectBooksToReconcile } from '../support/reconcile.js';
import { allSettled, record } from '../support/usage.js';

// It takes about fifteen seconds in all where the machine has nothing else to do.
jest.setTimeout(120_000);

let books: FrozenBooks;
let missing = ['whatever was not looked for'];
beforeAll(async () => {
  books = await loadFrozenBooks({
    async asFrozen(owner, { instant }) {
      const ask = async (sql: string, params?: unknown[]) => (await owner.query<pg.QueryResultRow>(sql, params)).rows;
      missing = await missingStates(ask, new Date(instant));
    },
  });
});
afterAll(async () => books.drop());

const RECONCILE = `{ reconcile(everyone: true) { balances difference differenceCount accounts pending differences {
  kind dataset message expected found account seq usageEventId } } }`;

/** How many accounts were reconciled, and how many events wait for settlement. */
async function expectNoDifference(admin: Client): Promise<{ accounts: number; pending: number }> {
  const { accounts, pending, ...found } = await admin.get<Record<string, unknown>>('reconcile', RECONCILE);
  expect(found).toEqual({ balances: true, difference: '0', differenceCount: '0', differences: [] });
  return { accounts: Number(accounts), pending: Number(pending) };
}

test('every kind of row and every state is in them', () => {
  expect(missing).toEqual([]);
});

test('every stored hash is what the rows come to', async () => {
  const { differing, compared } = await compareHashes(books.owner);
  expect(differing).toEqual([]);
  const { decision, lot, charge, balance_update: updates } = books.manifest.rows;
  expect(compared).toBeGreaterThan(decision! + lot! + 2 * charge! + 2 * updates!);
});

describe('with settlement off', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await books.open('off');
    await books.untilQuiet(api);
  });
  // Closing has the auditor go over everything.
  afterAll(async () => api.close());

  test.each(['harbor', 'meadow'])('every row of %s is read', async (tenant) => {
    const frozen = idsOf(tenant);
    const busy = new Set(
      ['lot', 'hold', 'decision', 'usage_event', 'purchase', 'top_up', 'notice']
        .flatMap((table) => books.rowsOf(table))
        .map(({ account_id }) => wire('acc', account_id)),
    );
    const year = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
    const admin = api.as(tenant, 'admin');
    const read = await readBooks(admin, year, (account) => !busy.has(account));
    for (const [table, ids] of Object.entries(frozen)) {
      const found = new Set(read[table as keyof typeof frozen]);
      expect([table, ids.filter((id) => !found.has(id))]).toEqual([table, []]);
    }
    expect(read.countedEvents).toBe(frozen.charge.length - frozen.set_aside.length);
    for (const { id } of rowsOf(tenant, 'allowance_reset')) {
      const reset = wire('rst', id);
      const RESET = 'query ($id: ID!) { node(id: $id) { id ... on AllowanceReset { accounts at } } }';
      expect(await admin.get('node', RESET, { id: reset })).toMatchObject({ id: reset });
    }
  });

  test.each(['harbor', 'meadow'])(
    'what %s has stored is read and made again to the letter, with its hashes',
    async (tenant) => {
      const { made, wrong } = await makeAgain(api.app.database, tenant);
      expect(wrong).toEqual([]);
      const { decision, balance_update: updates } = idsOf(tenant);
      expect(made).toBeGreaterThan(2 * decision.length + 3 * updates.length);
    },
  );

  test('the auditor finds nothing', async () => {
    await expectBooksToReconcile(books.owner);
  });

  test.each(['harbor', 'meadow'])('reconciling %s finds no difference', async (tenant) => {
    const { accounts, pending } = await expectNoDifference(api.as(tenant, 'admin'));
    expect(accounts).toBeGreaterThanOrEqual(rowsOf(tenant, 'account').length);
    expect(pending).toBeGreaterThan(0);
  });

  test('what was answered is answered again, and writes nothing', async () => {
    expect(books.calls).toHaveLength(200);
    const before = await countRows(api);
    for (const call of books.calls) {
      const { tenant, subject, groups, mutation, variables } = call;
      const answer = await api.as(tenant, subject, groups).get(mutation, books.documents[mutation]!, variables);
      expect({ call, answer }).toEqual({ call, answer: replayed(call) });
    }
    expect(await countRows(api)).toEqual(before);
  });
});

const rowsOf = (tenant: string, table: string) => books.rowsOf(table).filter(({ tenant_id }) => tenant_id === tenant);
const wire = (kind: string, uuid: string | null | undefined) => `${kind}_${uuid?.replaceAll('-', '')}`;

/** The ids of the frozen rows of a tenant, as the API writes them. */
function idsOf(tenant: string): Omit<BooksRead, 'countedEvents'> {
  const rows = (table: string) => rowsOf(tenant, table);
  const ids = (kind: string, table: string) => rows(table).map(({ id }) => wire(kind, id));
  const events = new Map(
    rows('usage_event').map(({ account_id, usage_no, id }) => [`${account_id} ${usage_no}`, wire('use', id)]),
  );
  return {
    account: ids('acc', 'account'),
    decision: ids('dec', 'decision'),
    hold: ids('hld', 'hold'),
    balance_update: rows('balance_update').map(({ account_id, seq }) => `${wire('bal', account_id)}_${seq}`),
    usage_event: ids('use', 'usage_event'),
    charge: ids('chg', 'charge'),
    lot: ids('lot', 'lot'),
    purchase: ids('pur', 'purchase'),
    notice: ids('ntc', 'notice'),
    // Those that are still to be tried are not set aside yet.
    set_aside: rows('set_aside')
      .filter(({ given_up }) => given_up === 'true')
      .map(({ account_id, usage_no }) => events.get(`${account_id} ${usage_no}`) ?? ''),
    top_up: rows('top_up').map(({ account_id }) => wire('acc', account_id)),
    top_up_consent: rows('top_up_consent').map(
      ({ account_id, statement }) => `${wire('acc', account_id)} ${statement}`,
    ),
    policy_version: rows('policy_version').map(({ version }) => version ?? ''),
  };
}

async function countRows(api: TestApi): Promise<unknown> {
  const tables = Object.keys(books.manifest.rows).map((table) => `(select count(*) from ${table}) as ${table}`);
  return api.asOwner(`select ${tables.join(', ')}`);
}

/** What a call was answered, as it is answered for ever. */
function replayed({ answer }: FrozenCall): unknown {
  return JSON.parse(JSON.stringify(answer).replaceAll('"replayed":false', '"replayed":true'));
}

describe('with settlement on', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await books.open('on');
    await books.untilQuiet(api);
  });
  afterAll(async () => api.close());

  test('a payment that was pending is settled, and a reset that was half done comes to its end', async () => {
    for (const [subject, idempotencyKey] of [
      ['pavel', 'pending-unasked'],
      ['paula', 'pending-asked'],
    ] as const) {
      const BUY = `mutation ($input: PurchaseCreditsInput!) {
        purchaseCredits(input: $input) { status replayed lot { amount } } }`;
      const bought = await api
        .as('harbor', subject)
        .get('purchaseCredits', BUY, { input: { credits: '17', idempotencyKey } });
      expect(bought).toEqual({ status: 'PAID', replayed: true, lot: { amount: '17' } });
    }
    const TOP_UP = '{ account { autoTopUp { state purchases { nodes { status credits } } } } }';
    const topUp = await api.as('harbor', 'wim').get('account', TOP_UP);
    const paid = { status: 'PAID', credits: '50' };
    expect(topUp).toEqual({ autoTopUp: { state: 'READY', purchases: { nodes: [paid] } } });

    for (const tenant of ['harbor', 'meadow']) {
      const input = { everyone: true, idempotencyKey: 'half-done' };
      const { accounts, replayed } = await api
        .as(tenant, 'admin')
        .get<{ accounts: string; replayed: boolean }>('resetAllowances', RESET, { input });
      expect([replayed, Number(accounts)]).toEqual([true, subjectsOf(tenant).length]);
    }
    expect(await api.asOwner('select from allowance_reset where not finished')).toEqual([]);
  });

  test('holds that were open are extended, reported and settled, whatever became of what they lie on', async () => {
    const holds = openHolds();
    expect(holds.length).toBeGreaterThan(15);
    for (const { tenant, subject, decision, product, body, ending } of holds) {
      if (ending) continue;
      const gateway = api.as(tenant, 'gateway');
      const work = {
        product,
        feature: body.feature,
        groups: body.groups,
        usage: body.usage.map(({ dimension }) => ({ dimension, quantity: 1 })),
      };
      await check(gateway, { ...work, subject, extends: decision, holdSeconds: 3_600, idempotencyKey: freshKey() });
      await record(gateway, { decisionId: decision, usage: work.usage, idempotencyKey: freshKey() });
    }
    await allSettled(api);
    const ids = holds.map(({ hold }) => hold);
    expect(await api.asOwner(`select id from hold where state = 'HELD' and id = any ($1)`, [ids])).toEqual([]);
  });

  test('a hundred more decisions on the same accounts, and their reports', async () => {
    const some = everydaySubjects().slice(0, 25);
    const outcomes = (await Promise.all(some.map((taken) => workOn(api.as(taken.tenant, 'gateway'), taken)))).flat();
    await allSettled(api);
    expect(outcomes).toHaveLength(100);
    expect(outcomes.filter((outcome) => outcome !== 'DENIED').length).toBeGreaterThan(50);
  });

  test.each(['harbor', 'meadow'])('reconciling %s finds no difference', async (tenant) => {
    const { pending } = await expectNoDifference(api.as(tenant, 'admin'));
    expect(pending).toBe(0);
  });
});

/** What a decision of format 1 stores of its question. */
interface Asked {
  feature: string;
  groups: string[];
  usage: { dimension: string }[];
}

interface Taken {
  tenant: string;
  subject: string;
  /** On the wire. */
  decision: string;
  product: string;
  body: Asked;
}

/** Four decisions for a subject, one of which extends another: reported at once, in parts, and given back. */
async function workOn(gateway: Client, { subject, body: { groups } }: Taken): Promise<string[]> {
  const ask = (product: string, feature: string, dimension: string, quantity: number, more = {}) => {
    const usage = [{ dimension, quantity }];
    return check(gateway, { subject, groups, product, feature, usage, idempotencyKey: freshKey(), ...more });
  };
  const report = async ({ id, outcome }: Decision, dimension: string, quantity: number, more = {}) => {
    if (outcome === 'DENIED') return;
    const usage = [{ dimension, quantity }];
    await record(gateway, { decisionId: id, usage, idempotencyKey: freshKey(), ...more });
  };
  const first = await ask('meter', 'call', 'units', 2);
  const more = await ask('meter', 'call', 'units', 1, first.outcome === 'DENIED' ? {} : { extends: first.id });
  const code = await ask('codex', 'gpt-5.4-mini', 'input_tokens', 20_000);
  const some = await ask('meter', 'call', 'units', 9, { mode: 'UP_TO' });
  await report(first, 'units', 4);
  await report(code, 'input_tokens', 5_000, { final: false });
  await report(code, 'input_tokens', 7_000);
  if (some.outcome !== 'DENIED') await release(gateway, some.id);
  return [first, more, code, some].map(({ outcome }) => outcome);
}

const subjectsOf = (tenant: string) =>
  rowsOf(tenant, 'account').filter(({ address }) => address?.startsWith('subject:'));

/** The frozen decisions that took something, by hold, the first of each. */
function firstOfHolds(): Map<string, Taken> {
  const found = new Map<string, Taken>();
  for (const { tenant_id, id, subject, product, hold_id, body } of books.rowsOf('decision')) {
    if (hold_id === null || hold_id === undefined || found.has(hold_id)) continue;
    const decision = wire('dec', id);
    const asked = JSON.parse(body ?? '') as Asked;
    found.set(hold_id, { tenant: tenant_id!, subject: subject!, decision, product: product!, body: asked });
  }
  return found;
}

/** Also those that are only waiting for their usage to be settled. */
function openHolds() {
  const first = firstOfHolds();
  const stopped = Date.parse(books.manifest.instant);
  const open = books.rowsOf('hold').filter(({ state, claims, expires_at }) => {
    const expiresAt = Date.parse(`${expires_at?.replace(' ', 'T')}:00`);
    return state === 'HELD' && (claims !== '0' || expiresAt > stopped);
  });
  const byId = new Map(
    open.map(({ id, ending }) => [id!, { hold: id!, ending: ending === 'true', ...first.get(id!)! }]),
  );
  return [...byId.values()];
}

/** Subjects that much has happened to, each with one of their decisions. */
function everydaySubjects(): Taken[] {
  const byAccount = Map.groupBy(firstOfHolds().values(), ({ tenant, subject }) => `${tenant} ${subject}`);
  return [...byAccount.values()].filter((taken) => taken.length > 10).map(([taken]) => taken!);
}
