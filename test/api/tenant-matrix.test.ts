/**
 * Every operation of the schema with every id that it takes: another tenant's object answers as one that nobody has, to
 * the byte, and nothing of that tenant moves. What the schema gains must be entered here before this passes again.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { NoticeSweeper } from '../../src/notices/notice-sweeper.js';
import { createLog } from '../../src/log.js';
import { buildApiSchema } from '../../src/processes/schema.js';
import { DAY, openTestApi, tokenFor, type Answer, type Client, type TestApi } from '../support/api.js';
import { ask, budgetsOf } from '../support/budget-requests.js';
import { check, codesOf, freshKey, grant, meter, purchase, setPlan } from '../support/calls.js';
import { operationsOf, RIVALS, type Operation, type Place } from '../support/operations.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, settled, usedBy, usedOf } from '../support/usage.js';

type Variables = Record<string, unknown>;
/** What depends on when it is asked, and is no answer to who asks: an account counts what is done to it, call by call. */
const TIMED = [
  ...['UsageEvent.state', 'UsageEvent.charge', 'UsageEvent.unchargedReason'],
  ...['UsageEvent.accountObject', 'CreditLot.accountObject', 'AdminAction.accountObject'],
  ...['PolicyTestRun.durationMs'],
];
const operations = operationsOf(await buildApiSchema(), TIMED);

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
  team: name('team:of-acme', 'team:of-nobody'),
  budget: id('budget'),
  requestId: id('request'),
  session: name('of-acme', 'of-nobody'),
  actor: name('operator:zoe', 'operator:nobody'),
  reference: name('paid to acme', 'paid to nobody'),
  // What a caller writes there is the caller's own.
  'estimateAccess.input.session': WORD,
  'explainAccess.input.session': WORD,
  'checkAccess.input.session': WORD,
  'checkAccessMany.inputs.0.session': WORD,
  'recordUsage.input.session': WORD,
  'recordUsageMany.inputs.0.session': WORD,
  extends: id('decision'),
  decision: id('decision'),
  decisionId: id('decision'),
  purchaseId: id('purchase'),
  lotId: id('lot', 'paidLot'),
  usageEventId: id('usage'),
  afterNotice: id('notice'),
  'decision.id': id('decision'),
  'purchase.id': id('purchase'),
  'budget.id': id('budget'),
  'node.id': id(
    'account',
    'decision',
    'hold',
    'lot',
    'purchase',
    'usage',
    'charge',
    'notice',
    'reset',
    'update',
    'action',
    'budget',
    'request',
    'preview',
  ),
  'policyPreviewChanged.id': id('preview'),
  product: WORD,
  products: WORD,
  feature: WORD,
  dimension: WORD,
  groups: WORD,
  plan: WORD,
  window: WORD,
  windows: WORD,
  paymentMethod: WORD,
  policyVersion: WORD,
  version: WORD,
  baseVersion: WORD,
  message: WORD,
  allow: WORD,
  text: WORD,
  policyText: WORD,
  tests: WORD,
  catalogText: WORD,
};
const meaningOf = ({ name, path }: Place): Meaning | typeof WORD | undefined => {
  const own = path.at(-1) === '0' ? path.at(-2) : path.at(-1);
  return name in MEANINGS ? MEANINGS[name] : MEANINGS[own ?? ''];
};

/** A case that asks of somebody whom both tenants have. */
const TESTS = 'format: 1\ncases: [{ name: a, subject: zoe, object: policy, action: read, expect: deny }]';

const instant = (at: number) => new Date(at).toISOString();
const call = () => ({ idempotencyKey: freshKey(), reason: 'prying' });
const asking = ({ idempotencyKey: _, ...input }: Variables) => ({ input });
/** What serves globex already: applied again it changes nothing. */
const appliedAgain = () => {
  const baseVersion = api.app.policies.live('globex')?.version;
  return { baseVersion, message: 'prying', idempotencyKey: freshKey() };
};
/** Arguments with which each operation passes; ids are put in their places afterwards. */
const VALID: Record<string, () => Variables> = {
  account: () => ({}),
  accounts: () => ({}),
  adminActions: () => ({}),
  autoTopUpTerms: () => ({ threshold: '1', target: '2', monthlyCap: '3' }),
  availability: () => ({ product: 'meter' }),
  balanceAt: () => ({ at: instant(api.now()) }),
  balanceUpdates: () => ({}),
  budget: () => ({ id: 'bud_' }),
  budgets: () => ({}),
  budgetRequests: () => ({}),
  catalog: () => ({}),
  decision: () => ({ id: 'dec_' }),
  decisionByKey: () => ({ idempotencyKey: 'of-acme' }),
  decisions: () => ({ everyone: true }),
  estimateAccess: () => asking(meter('admin', 1)),
  explainAccess: () => asking(meter('admin', 1)),
  node: () => ({ id: 'dec_' }),
  notices: () => ({}),
  now: () => ({}),
  operations: () => ({}),
  policy: () => ({}),
  policyVersion: () => ({ version: api.app.policies.live('globex')?.version }),
  policyChanged: () => ({}),
  purchase: () => ({ id: 'pur_' }),
  purchaseQuote: () => ({ credits: '1' }),
  purchases: () => ({}),
  reconcile: () => ({ everyone: true }),
  scheduledPlans: () => ({}),
  team: () => ({ team: 'team:' }),
  teams: () => ({}),
  testPolicy: () => ({ tests: TESTS }),
  usage: () => ({ everyone: true, bucket: 'DAY', from: instant(began - DAY), to: instant(began + 7 * DAY) }),
  usageEvents: () => ({}),
  validatePolicy: () => ({ text: 'g, zoe, role:nobody' }),
  viewer: () => ({}),
  accountChanged: () => ({}),
  balanceChanged: () => ({}),
  budgetRequestChanged: () => ({}),
  decisionMade: () => ({}),
  noticeGiven: () => ({}),
  policyPreviewChanged: () => ({ id: 'pvw_' }),
  checkAccess: () => ({ input: meter('admin', 1) }),
  checkAccessMany: () => ({ inputs: [meter('admin', 1)] }),
  mintToken: () => ({ input: {} }),
  grantCredits: () => ({ input: { kind: 'REFUND', credits: '1', ...call() } }),
  purchaseCredits: () => ({ input: { credits: '1', idempotencyKey: freshKey() } }),
  recordUsage: () => ({ input: usedBy('admin', 1) }),
  recordUsageMany: () => ({ inputs: [usedBy('admin', 1)] }),
  previewPolicy: () => ({
    input: {
      policyText: '# spillway-policy: 1\n',
      from: instant(began - DAY),
      to: instant(began),
      idempotencyKey: freshKey(),
    },
  }),
  redriveUsage: () => ({ usageEventId: 'use_', idempotencyKey: freshKey() }),
  refundPurchase: () => ({ input: { purchaseId: 'pur_', ...call() } }),
  releaseHold: () => ({ decisionId: 'dec_' }),
  resetAllowances: () => ({ input: { subjects: ['admin'], idempotencyKey: freshKey() } }),
  revokeCredits: () => ({ input: { lotId: 'lot_', ...call() } }),
  requestBudget: () => ({ input: { budget: 'bud_', credits: '1', ...call() } }),
  decideBudgetRequest: () => ({ input: { requestId: 'brq_', approve: false, idempotencyKey: freshKey() } }),
  withdrawBudgetRequest: () => ({ requestId: 'brq_' }),
  setAccountState: () => ({ account: 'subject:admin', state: 'ACTIVE', reason: 'prying' }),
  setAutoTopUp: () => ({ input: { enabled: false } }),
  applyPolicy: () => ({ input: { ...appliedAgain(), text: api.app.policies.live('globex')?.text } }),
  rollbackPolicy: () => ({ input: { ...appliedAgain(), version: api.app.policies.live('globex')?.version } }),
  setPlan: () => ({ subject: 'admin', plan: 'payg' }),
  grantReset: () => ({ input: { subject: 'admin', ...call() } }),
  redeemReset: () => ({ input: { window: 'weekly', preview: true, idempotencyKey: freshKey() } }),
  setPlans: () => ({ input: { subjects: ['admin'], plan: 'payg' } }),
  unschedulePlan: () => ({ subject: 'admin' }),
  voidUsage: () => ({ input: { usageEventId: 'use_', ...call() } }),
};
/** Says nothing until something happens, where it is not refused; or nothing without an id. */
const SILENT = ['noticeGiven', 'budgetRequestChanged', 'policyPreviewChanged'];
const ASKING = operations.filter(({ name, kind }) => kind !== 'mutation' && !SILENT.includes(name));

/** What must stand beside an id for it to be found, where its tenant asks. */
const BESIDE: Record<string, Variables> = {
  'budgets.session': { subject: 'zoe' },
  'usageEvents.decision': { subject: 'zoe' },
};
/** Tells of an account no more than its name. */
const BARE = ['autoTopUpTerms.subject', 'autoTopUpTerms.pool'];

/** The operation's valid arguments with another value in one place. */
function withValue({ name }: Operation, { name: place, path }: Place, value: unknown): Variables {
  const variables = { ...VALID[name]?.(), ...BESIDE[place] };
  let at: Record<string, unknown> = variables;
  for (const key of path.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
  const last = path.at(-1) ?? '';
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
/** When all began, by the ledger's clock. */
let began: number;
/** What globex was told before acme had anything, and after. */
const told = { before: [] as string[], after: [] as string[] };

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(
    'acme/policy.csv',
    (text) =>
      `${text}g2, zoe, team:of-acme\np3, team:of-acme, product:meter, any, 1000000, month, cap\np3, each session, product:meter, any, 1000000, once, cap\n`,
  );
  api = await openTestApi({ policyDir: policies.dir });
  owner = overTransports('acme', 'admin');
  strangers.admin = overTransports('globex', 'admin');
  strangers.member = overTransports('globex', 'pia');
  began = api.now();
  await furnishGlobex();
  told.before = await everythingToldToGlobex();
  await furnishAcme();
  told.after = await everythingToldToGlobex();
  untouched = await stateOfAcme();
});
afterAll(async () => {
  for (const close of closing) await close();
  await api.close();
  policies.remove();
});

/** Something of everything for globex's callers, of which time changes nothing. */
async function furnishGlobex(): Promise<void> {
  const admin = strangers.admin as Client;
  for (const subject of ['admin', 'pia']) {
    await setPlan(admin, subject, 'payg');
    await grant(admin, { subject, credits: '100' });
    await settled(api, admin, usedBy(subject, 1));
    await check(admin, meter(subject, 1000));
  }
}

async function furnishAcme(): Promise<void> {
  const operator = api.as('acme', 'operator:zoe');
  await setPlan(operator, 'zoe', 'payg');
  await grant(operator, { subject: 'zoe', kind: 'PURCHASED', credits: '1', reference: 'paid to acme' });
  const expiring = { credits: '100', expiresAt: instant(began + 31 * DAY) };
  const lot = await grant(owner, { subject: 'zoe', ...expiring });
  await grant(owner, { pool: 'engineering', ...expiring, kind: 'ENTITLEMENT' });
  const notice = await firstNotice();
  const paid = await purchase(owner, { subject: 'zoe', credits: '100' });
  const taken = await check(owner, meter('zoe', 10, { idempotencyKey: 'of-acme', session: 'of-acme' }));
  const used = await settled(api, owner, usedBy('zoe', 5, { session: 'of-acme' }));
  await settled(api, owner, usedOf(taken.id, 1, { final: false }));
  const RESET = 'mutation { resetAllowances(input: { everyone: true, idempotencyKey: "x" }) { id } }';
  const ACTIONS = '{ adminActions(first: 1) { nodes { id } } }';
  const reset = await owner.get<{ id: string }>('resetAllowances', RESET);
  const account = taken.account?.id ?? '';
  const BUDGETS = '{ budgets(everyone: true) { nodes { id } } }';
  const zoe = api.as('acme', 'zoe');
  const preview = await previewOf(owner);
  const request = await ask(zoe, (await budgetsOf(zoe)).get('team:of-acme')!, 5);
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
    request: request.id,
    preview,
    action: (await owner.get<{ nodes: { id: string }[] }>('adminActions', ACTIONS)).nodes[0]?.id,
    budget: (await owner.get<{ nodes: { id: string }[] }>('budgets', BUDGETS)).nodes[0]?.id,
    update: `${account.replace('acc_', 'bal_')}_1`,
  });
}

const PREVIEW = 'mutation ($input: PreviewPolicyInput!) { previewPolicy(input: $input) { id state } }';
const PREVIEWED = 'query ($id: ID!) { node(id: $id) { ... on PolicyPreview { id state } } }';

/** A preview that has ended. */
async function previewOf(client: Client): Promise<string> {
  const { input } = VALID.previewPolicy!() as { input: Variables };
  type Preview = { id: string; state: string };
  let preview = await client.get<Preview>('previewPolicy', PREVIEW, { input });
  while (preview.state === 'RUNNING') preview = await client.get<Preview>('node', PREVIEWED, { id: preview.id });
  return preview.id;
}

/** Every question as globex can ask it, of all the tenant and of the caller alone. */
async function everythingToldToGlobex(): Promise<string[]> {
  const answers: string[] = [];
  for (const operation of ASKING) {
    const wide = VALID[operation.name]?.() ?? {};
    const { everyone, ...own } = wide;
    for (const [who, stranger] of Object.entries(strangers)) {
      for (const variables of everyone ? [wide, own] : [own]) {
        answers.push(`${operation.name} ${who} ${await seen(stranger, operation, variables)}`);
      }
    }
  }
  return answers;
}

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
    lazy: false,
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
  if (operation.kind === 'mutation') await allSettled(api);
  const plain = text
    .replace(/"(requestId|idempotencyKey|cursor|startCursor|endCursor|token)":"[^"]*"/g, '"$1":"…"')
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
  operation.places
    .filter(({ type }) => type === 'ID')
    .map((place) => ({ title: place.name, operation, place, meaning: meaningOf(place) })),
);

test('the tables above know every operation of the schema and every id that it takes', () => {
  expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(VALID).sort());
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

  test.each(objects.filter(({ operation, place }) => ASKING.includes(operation) && !BARE.includes(place.name)))(
    '$title tells the tenant itself what it has there, so the answer above is no mistake of the test',
    async ({ operation, place, meaning }) => {
      // A hold is found through its decisions, never alone.
      for (const own of meaning.others().filter((each) => each !== theirs.hold)) {
        const missing = meaning.missing(own);
        const found = await seen(owner, operation, withValue(operation, place, own), own);
        expect(found).not.toContain('"errors"');
        expect(found).not.toBe(await seen(owner, operation, withValue(operation, place, missing), missing));
      }
    },
  );

  test('nothing that one can ask is answered otherwise once this one has something', () => {
    expect(told.before.length).toBeGreaterThan(40);
    // A member may not ask everything.
    expect(told.before.filter((answer) => /"code":"(?!FORBIDDEN)/.test(answer))).toEqual([]);
    expect(told.before.filter((answer) => / admin .*"errors"/.test(answer))).toEqual([]);
    expect(told.after).toEqual(told.before);
  });
});

describe('null', () => {
  test.each(places.filter(({ operation }) => !SILENT.includes(operation.name)))(
    'for $title is what leaving it out is, or BAD_USER_INPUT where it must be given',
    async ({ operation, place }) => {
      const admin = strangers.admin as Client;
      const given = withValue(operation, place, null);
      if (!place.nullable) {
        return expect(codesOf(await admin.run(operation.document, given))).toEqual(['BAD_USER_INPUT']);
      }
      if (operation.kind === 'mutation') return;
      const omitted = withValue(operation, place, undefined);
      expect(await seen(admin, operation, given)).toBe(await seen(admin, operation, omitted));
    },
  );
});

test('the tenant itself may do there what the other could not', async () => {
  const changing = places.filter(({ operation, meaning }) => meaning?.is === 'id' && operation.kind === 'mutation');
  for (const { title, operation, place, meaning } of changing) {
    for (const own of meaning?.others() ?? []) {
      const ofZoe = JSON.stringify(withValue(operation, place, own)).replaceAll('"admin"', '"zoe"');
      const codes = codesOf(await owner.run(operation.document, JSON.parse(ofZoe) as Variables));
      expect([title, codes]).toEqual([title, codes.filter((code) => code === 'CONFLICT')]);
    }
  }
  await allSettled(api);
});
