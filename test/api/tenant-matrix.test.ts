/**
 * Every operation of the schema with every id that it takes: another tenant's object answers as one that nobody has, to
 * the byte, and nothing of that tenant moves. What the schema gains must be entered here before this passes again.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { NoticeSweeper } from '../../src/live/notice-sweeper.js';
import { createLog } from '../../src/log.js';
import { buildApiSchema } from '../../src/schema.js';
import { DAY, openTestApi, tokenFor, type Answer, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, freshKey, grant, meter, purchase, setPlan } from '../support/calls.js';
import { operationsOf, type Operation, type Place } from '../support/operations.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, settled, usedBy } from '../support/usage.js';

type Variables = Record<string, unknown>;
const operations = operationsOf(await buildApiSchema());

/** What acme has, for globex to ask about. */
const theirs: Record<string, string> = {};
const UUID = /[0-9a-f]{32}/;

interface Meaning {
  /** Another tenant's. */
  others: () => string[];
  missing: (other: string) => string;
  /** An id finds something or nothing; a name means something in every tenant, each its own. */
  is: 'id' | 'name';
}
const id = (...kinds: string[]): Meaning => ({
  is: 'id',
  others: () => kinds.map((kind) => theirs[kind] ?? ''),
  missing: (other) => other.replace(UUID, '0'.repeat(32)),
});
const name = (other: string, missing: string): Meaning => ({
  is: 'name',
  others: () => [other],
  missing: () => missing,
});
/** A word of the catalog, the policy or the payment provider: no object of a tenant. */
const WORD = null;

/** What an argument of this name means, in every operation; `id` means another thing in each. */
const MEANINGS: Record<string, Meaning | typeof WORD> = {
  account: id('account'),
  subject: name('zoe', 'nobody'),
  subjects: name('zoe', 'nobody'),
  pool: name('engineering', 'nothing'),
  session: name('of-acme', 'of-nobody'),
  // What a caller writes there is the caller's own.
  'Mutation.checkAccess input.session': WORD,
  'Mutation.checkAccessMany inputs.[].session': WORD,
  'Mutation.recordUsage input.session': WORD,
  'Mutation.recordUsageMany inputs.[].session': WORD,
  extends: id('decision'),
  decisionId: id('decision'),
  purchaseId: id('purchase'),
  lotId: id('lot', 'paidLot'),
  usageEventId: id('usage'),
  afterNotice: id('notice'),
  'Query.decision id': id('decision'),
  'Query.purchase id': id('purchase'),
  'Query.node id': id('account', 'decision', 'hold', 'lot', 'purchase', 'usage', 'charge', 'notice', 'reset', 'update'),
  product: WORD,
  products: WORD,
  feature: WORD,
  dimension: WORD,
  groups: WORD,
  plan: WORD,
  windows: WORD,
  paymentMethod: WORD,
};
const meaningOf = ({ field }: Operation, { path }: Place): Meaning | typeof WORD | undefined => {
  const own = path.at(-1) === '[]' ? path.at(-2) : path.at(-1);
  const title = `${field} ${path.join('.')}`;
  return title in MEANINGS ? MEANINGS[title] : MEANINGS[own ?? ''];
};

const call = () => ({ idempotencyKey: freshKey(), reason: 'prying' });
const asking = ({ idempotencyKey: _, ...input }: Variables) => ({ input });
/** Arguments with which each operation passes; ids are put in their places afterwards. */
const VALID: Record<string, () => Variables> = {
  'Query.account': () => ({}),
  'Query.accounts': () => ({}),
  'Query.availability': () => ({ product: 'meter' }),
  'Query.balanceAt': () => ({ at: new Date(api.now()).toISOString() }),
  'Query.balanceUpdates': () => ({}),
  'Query.decision': () => ({ id: 'dec_' }),
  'Query.decisionByKey': () => ({ idempotencyKey: 'of-acme' }),
  'Query.decisions': () => ({}),
  'Query.estimateAccess': () => asking(meter('admin', 1)),
  'Query.node': () => ({ id: 'dec_' }),
  'Query.notices': () => ({}),
  'Query.policy': () => ({}),
  'Query.purchase': () => ({ id: 'pur_' }),
  'Query.purchases': () => ({}),
  'Query.reconcile': () => ({}),
  'Query.usage': () => ({ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }),
  'Query.usageEvents': () => ({}),
  'Query.viewer': () => ({}),
  'Subscription.balanceChanged': () => ({}),
  'Subscription.noticeGiven': () => ({}),
  'Mutation.checkAccess': () => ({ input: meter('admin', 1) }),
  'Mutation.checkAccessMany': () => ({ inputs: [meter('admin', 1)] }),
  'Mutation.grantCredits': () => ({ input: { kind: 'REFUND', credits: '1', ...call() } }),
  'Mutation.purchaseCredits': () => ({ input: { credits: '1', idempotencyKey: freshKey() } }),
  'Mutation.recordUsage': () => ({ input: usedBy('admin', 1) }),
  'Mutation.recordUsageMany': () => ({ inputs: [usedBy('admin', 1)] }),
  'Mutation.redriveUsage': () => ({ usageEventId: 'use_', idempotencyKey: freshKey() }),
  'Mutation.refundPurchase': () => ({ input: { purchaseId: 'pur_', ...call() } }),
  'Mutation.releaseHold': () => ({ decisionId: 'dec_' }),
  'Mutation.resetAllowances': () => ({ input: { subjects: ['admin'], idempotencyKey: freshKey() } }),
  'Mutation.revokeCredits': () => ({ input: { lotId: 'lot_', ...call() } }),
  'Mutation.setAccountState': () => ({ account: 'subject:admin', state: 'ACTIVE', reason: 'prying' }),
  'Mutation.setAutoTopUp': () => ({ input: { enabled: false } }),
  'Mutation.setPlan': () => ({ subject: 'admin', plan: 'payg' }),
};
/** Arguments that name the same in another way, and may not stand beside it. */
const RIVALS: Record<string, string[]> = {
  account: ['subject', 'pool'],
  subject: ['account', 'pool'],
  pool: ['account', 'subject'],
  decisionId: ['subject', 'product', 'feature', 'groups'],
};
/** Says nothing until something happens, where it is not refused. */
const SILENT = ['Subscription.noticeGiven'];

/** The operation's valid arguments with another value in one place. */
function withValue({ field }: Operation, { path }: Place, value: unknown): Variables {
  const variables = VALID[field]?.() ?? {};
  let at: Record<string, unknown> = variables;
  const keys = path.map((key) => (key === '[]' ? '0' : key));
  for (const key of keys.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
  const last = keys.at(-1) ?? '';
  for (const rival of RIVALS[last] ?? []) delete at[rival];
  at[last] = value;
  return variables;
}

let policies: PolicyCopy;
let api: TestApi;
let owner: Client;
const strangers: Record<string, Client> = {};
const closing: (() => void | Promise<void>)[] = [];
let untouched: unknown;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  owner = overTransports('acme', 'admin');
  strangers.admin = overTransports('globex', 'admin');
  strangers.member = overTransports('globex', 'pia');
  await setPlan(owner, 'zoe', 'payg');
  const lot = await grant(owner, {
    subject: 'zoe',
    credits: '100',
    expiresAt: new Date(api.now() + 31 * DAY).toISOString(),
  });
  const notice = await firstNotice();
  const paid = await purchase(owner, { subject: 'zoe', credits: '100' });
  const taken = await check(owner, meter('zoe', 10, { idempotencyKey: 'of-acme', session: 'of-acme' }));
  const used = await settled(api, owner, usedBy('zoe', 5, { session: 'of-acme' }));
  const RESET = 'mutation { resetAllowances(input: { everyone: true, idempotencyKey: "x" }) { id } }';
  const reset = await owner.get<{ id: string }>('resetAllowances', RESET);
  const account = taken.account?.id ?? '';
  Object.assign(theirs, {
    account,
    decision: taken.id,
    hold: taken.hold?.id,
    lot: lot.id,
    paidLot: paid.lot?.id,
    purchase: paid.id,
    usage: used.id,
    charge: used.charge?.id,
    notice,
    reset: reset.id,
    update: `${account.replace('acc_', 'bal_')}_1`,
  });
  untouched = await stateOfAcme();
});
afterAll(async () => {
  for (const close of closing) await close();
  await api.close();
  policies.remove();
});

/** Lets a month of zoe's lot pass but for some days, and has her told. */
async function firstNotice(): Promise<string> {
  api.moveClock(2 * DAY);
  const { database, ledger } = api.app;
  const log = createLog({ logLevel: 'silent' });
  const clockOffset = () => api.now() - Date.now();
  await new NoticeSweeper({ database, ledger, log, tenants: () => ['acme'], clockOffset, onGiven: () => {} }).sweep();
  const NOTICES = '{ notices(subject: "zoe") { nodes { id } } }';
  const { nodes } = await owner.get<{ nodes: { id: string }[] }>('notices', NOTICES);
  return nodes[0]?.id ?? '';
}

/** A caller whose subscriptions run over a socket; what comes first there is their answer. */
function overTransports(tenant: string, subject: string): Client {
  const client = api.as(tenant, subject);
  const socket = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await tokenFor(tenant, subject)}` }),
    retryAttempts: 0,
    lazyCloseTimeout: 60_000,
  });
  closing.push(() => socket.dispose());
  const run: Client['run'] = async <T>(query: string, variables?: Variables) => {
    if (!query.startsWith('subscription')) return client.run<T>(query, variables);
    const events = socket.iterate<T>({ query, variables: variables ?? {} });
    try {
      return { status: 200, ...((await events.next()).value as object) };
    } catch (errors) {
      return { status: 200, errors: errors as Answer<T>['errors'] };
    } finally {
      await events.return?.();
    }
  };
  return { ...client, run };
}

/** An answer without what differs between any two calls: request ids, new ids and cursors, instants, and the value itself. */
async function seen(client: Client, operation: Operation, variables: Variables, value?: string): Promise<string> {
  const text = JSON.stringify(await client.run(operation.document, variables));
  if (operation.field.startsWith('Mutation')) await allSettled(api);
  const plain = text
    .replace(/"(requestId|idempotencyKey|startCursor|endCursor)":"[^"]*"/g, '"$1":"…"')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…')
    .replace(/\b[a-z]{3}_[0-9a-f]{32}/g, '…');
  return value === undefined ? plain : plain.replaceAll(value, '…');
}

/** Everything that acme has, as one number. */
async function stateOfAcme(): Promise<unknown> {
  const tables = await api.asOwner<{ name: string }>(`
    select relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relkind = 'r' order by 1`);
  const sums = tables.map(
    ({ name: table }) =>
      `select '${table}' as name, md5(string_agg(t::text, '|' order by t::text)) as sum from ${table} t where tenant_id = 'acme'`,
  );
  return api.asOwner(sums.join(' union all '));
}

const places = operations.flatMap((operation) =>
  operation.places.map((place) => ({
    title: `${operation.field} ${place.path.join('.')}`,
    operation,
    place,
    meaning: meaningOf(operation, place),
  })),
);

test('the tables above know every operation of the schema and every id that it takes', () => {
  expect(operations.map(({ field }) => field).sort()).toEqual(Object.keys(VALID).sort());
  expect(places.filter(({ meaning }) => meaning === undefined).map(({ title }) => title)).toEqual([]);
  expect(places.length).toBeGreaterThan(80);
});

describe('to another tenant', () => {
  const objects = places.flatMap(({ meaning, ...rest }) => (meaning ? [{ ...rest, meaning }] : []));

  test.each(objects)('$title answers as if there were no such object', async ({ operation, place, meaning }) => {
    for (const [who, stranger] of Object.entries(strangers)) {
      for (const other of meaning.others()) {
        expect(other).not.toBe('');
        const missing = meaning.missing(other);
        const answer = await seen(stranger, operation, withValue(operation, place, other), other);
        expect([who, answer]).toEqual([
          who,
          await seen(stranger, operation, withValue(operation, place, missing), missing),
        ]);
        if (meaning.is === 'name' || who === 'member') continue;
        for (const malformed of ['nonsense', other.slice(0, -1), `${other}0`, other.toUpperCase(), `${other}\u0000`]) {
          const variables = withValue(operation, place, malformed);
          expect([who, malformed, await seen(stranger, operation, variables, malformed)]).toEqual([
            who,
            malformed,
            answer,
          ]);
        }
        expect(answer).not.toMatch(/"code":"(?!NOT_FOUND|FORBIDDEN)/);
      }
    }
    expect(await stateOfAcme()).toEqual(untouched);
  });

  test.each(objects.filter(({ meaning }) => meaning.is === 'id'))(
    '$title finds what the tenant itself finds there, so the answer above is no mistake of the test',
    async ({ operation, place, meaning }) => {
      if (operation.field === 'Subscription.noticeGiven' || operation.field.startsWith('Mutation')) return;
      for (const own of meaning.others()) {
        const { data, errors } = await owner.run(operation.document, withValue(operation, place, own));
        const [value] = Object.values(data ?? {});
        // A hold is found through its decisions, never alone.
        expect([own, errors, value == null]).toEqual([own, undefined, own === theirs.hold]);
      }
    },
  );
});

describe('null', () => {
  test.each(places.filter(({ operation }) => !SILENT.includes(operation.field)))(
    'for $title is what leaving it out is, or BAD_USER_INPUT where it must be given',
    async ({ operation, place }) => {
      const admin = strangers.admin as Client;
      const given = withValue(operation, place, null);
      if (!place.nullable) {
        return expect(codesOf(await admin.run(operation.document, given))).toEqual(['BAD_USER_INPUT']);
      }
      if (operation.field.startsWith('Mutation')) return;
      const omitted = withValue(operation, place, undefined);
      expect(await seen(admin, operation, given)).toBe(await seen(admin, operation, omitted));
    },
  );
});

test('the tenant itself may do there what the other could not', async () => {
  const changing = places.filter(
    ({ operation, meaning }) => meaning?.is === 'id' && operation.field.startsWith('Mutation'),
  );
  for (const { title, operation, place, meaning } of changing) {
    for (const own of meaning?.others() ?? []) {
      const ofZoe = JSON.stringify(withValue(operation, place, own)).replaceAll('"admin"', '"zoe"');
      const codes = codesOf(await owner.run(operation.document, JSON.parse(ofZoe) as Variables));
      expect([title, codes]).toEqual([title, codes.filter((code) => code === 'CONFLICT')]);
    }
  }
  await allSettled(api);
});
