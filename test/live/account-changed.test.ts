/** All that happens to an account, over real sockets to another API process than the one that does it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import type { Moved } from '../../src/books/unit-of-work.js';
import { LiveAccounts, SPREAD_MS } from '../../src/live/live-accounts.js';
import { LiveBalances } from '../../src/live/live-balances.js';
import { NoticeSweeper } from '../../src/notices/notice-sweeper.js';
import { createLog } from '../../src/log.js';
import { DAY, openTestApi, type Client, type Door, type TestApi } from '../support/api.js';
import { check, grant, meter, purchase, SET_STATE, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { listen, type Listener } from './listen.js';

const WATCH = `subscription ($subject: ID, $account: ID, $pool: ID, $afterSeq: Uint64, $coalesceMs: Int! = 250) {
  accountChanged(subject: $subject, account: $account, pool: $pool, afterSeq: $afterSeq, coalesceMs: $coalesceMs) {
    account reasons
    change { firstSeq seq snapshot cause delta balance { available } }
    accountObject { id seq plan state balance { available } purchases(first: 1) { nodes { status } } }
  }
}`;
const TOP_UP = `mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { state } }`;
const ACME = 'acme/policy.csv';

interface Change {
  account: string;
  reasons: string[];
  change: { firstSeq: string; seq: string; snapshot: boolean; cause: string; delta: string } | null;
  accountObject: {
    seq: string;
    plan: string;
    state: string;
    purchases: { nodes: { status: string }[] };
  };
}

let policies: PolicyCopy;
let api: TestApi;
let other: Door;
let admin: Client;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  other = await api.another();
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const listeners: Listener<Change>[] = [];
afterEach(async () => {
  for (const each of listeners.splice(0)) await each.close();
});

async function watch(subject: string, variables: Record<string, unknown> = {}, who = 'admin', tenant = 'acme') {
  const listener = await listen<Change>(other, [tenant, who], WATCH, { subject, ...variables });
  listeners.push(listener);
  return listener;
}

const give = (subject: string, client = admin) => grant(client, { subject, credits: '10' });
const reload = (file: string, change: (text: string) => string) =>
  api.app.policies.whenRead(file, versionOf(policies.edit(file, change)));
const hasReason = (reason: string) => (told: Change) => told.reasons.includes(reason);

describe('accountChanged', () => {
  test('tells each change of something else by its reason, once, without a change of the balance', async () => {
    await setPlan(admin, 'alice', 'plus');
    const watching = await watch('alice', { coalesceMs: 100 });
    const first = await watching.next();
    expect(first).toMatchObject({ reasons: [], change: { snapshot: true }, accountObject: { plan: 'plus' } });

    const heard: Change[] = [];
    const hear = async (reason: string, act: () => Promise<unknown>) => {
      await act();
      heard.push(...(await watching.until(hasReason(reason))));
      return heard.at(-1)?.accountObject;
    };
    expect(await hear('PLAN', () => setPlan(admin, 'alice', 'payg'))).toMatchObject({ plan: 'payg' });
    const suspended = { account: first.account, state: 'SUSPENDED', reason: 'a test' };
    expect(await hear('STATE', () => admin.data(SET_STATE, suspended))).toMatchObject({ state: 'SUSPENDED' });
    const terms = { subject: 'alice', enabled: true, threshold: '1', target: '5', monthlyCap: '50', consent: true };
    await hear('TOP_UP', () => admin.data(TOP_UP, { input: terms }));
    await hear('PURCHASE', () =>
      purchase(admin, { subject: 'alice', credits: '5', paymentMethod: 'sandbox:declined' }),
    );
    while (heard.at(-1)?.accountObject.purchases.nodes[0]?.status !== 'DECLINED') heard.push(await watching.next());
    await hear('POLICY', () => reload(ACME, (text) => `${text}\n# Another version.\n`));
    await hear('CATALOG', () => reload('catalog.yaml', (text) => `${text}\n# Another version.\n`));

    const others = heard.filter(({ reasons }) => reasons.length > 0);
    expect(others.every(({ change }) => change === null)).toBe(true);
    expect(heard.filter(({ reasons }) => reasons.length === 0).every(({ change }) => change !== null)).toBe(true);
    const told = others.flatMap(({ reasons }) => reasons);
    // The purchase was begun, and then declined: twice, unless both were seen at once.
    expect(told.filter((reason) => reason !== 'PURCHASE')).toEqual(['PLAN', 'STATE', 'TOP_UP', 'POLICY', 'CATALOG']);
    expect(told.filter((reason) => reason === 'PURCHASE').length).toBeLessThanOrEqual(2);
  });

  test('tells of a purchase that is paid later: of its beginning, its payment, and the credits', async () => {
    await setPlan(admin, 'bella', 'payg');
    const watching = await watch('bella');
    await watching.next();
    await purchase(admin, { subject: 'bella', credits: '5', paymentMethod: 'sandbox:slow' });
    const told = new Set<string>();
    await watching.until(({ reasons, change, accountObject }) => {
      if (change) told.add(change.cause);
      if (reasons.length > 0) told.add(`${reasons.join()} ${accountObject.purchases.nodes[0]?.status}`);
      return told.has('PURCHASE') && told.has('PURCHASE PAID');
    });
    expect(told).toContain('PURCHASE PENDING');
  });

  test('tells of a notice, and finds by looking what no message told of', async () => {
    await setPlan(admin, 'nina', 'payg');
    await grant(admin, { subject: 'nina', credits: '10', expiresAt: new Date(api.now() + 31 * DAY).toISOString() });
    const { database, ledger, policies: served } = api.app;
    const log = createLog({ logLevel: 'silent' });
    const live = new LiveBalances({ database, ledger, log });
    const deaf = new LiveAccounts({ database, log, live, policies: served, checkMs: 20 });
    deaf.start();
    const found = await live.find({ tenant: 'acme', address: 'subject:nina' });
    if (!found) throw new Error('nina has no account');
    const unheard = await deaf.watch(found, { afterSeq: found.seq, coalesceMs: 100 });
    expect(await unheard.next()).toMatchObject({ value: { change: null, reasons: [] } });
    const watching = await watch('nina');
    await watching.next();

    api.moveClock(2 * DAY);
    const { live: told } = api.app.partsOf('acme');
    const clockOffset = () => api.now() - Date.now();
    const onGiven = (given: Moved[]) => told.wake(given.map((each) => ({ ...each, seq: 0n, restated: true })));
    await new NoticeSweeper({ database, ledger, log, clockOffset, tenants: () => ['acme'], onGiven }).sweep();
    expect((await watching.until(hasReason('NOTICE'))).at(-1)).toMatchObject({ reasons: ['NOTICE'], change: null });
    expect(await unheard.next()).toMatchObject({ value: { change: null, reasons: ['NOTICE'] } });
    await unheard.return();
    await deaf.close();
    await live.close();
  });

  test('comes back after a broken socket with the account as it is now, and then each seq once', async () => {
    await give('mia');
    const before = await watch('mia');
    const start = await before.next();
    await give('mia');
    const seen = await before.until(({ change }) => change !== null);
    before.drop();
    for (let i = 0; i < 3; i++) await give('mia');
    await setPlan(admin, 'mia', 'payg');

    const last = seen.at(-1)?.change?.seq;
    const after = await watch('mia', { afterSeq: last });
    const first = await after.next();
    expect(first).toMatchObject({ change: null, reasons: [], accountObject: { plan: 'payg' } });
    const isCaughtUp = ({ change }: Change) => change?.seq === first.accountObject.seq;
    const missed = await after.until(isCaughtUp);
    await give('mia');
    const changes = [...seen, ...missed, await after.next()].flatMap(({ change }) => change ?? []);
    expect(changes.every(({ snapshot }) => !snapshot)).toBe(true);
    let seq = BigInt(start.change?.seq ?? -1);
    for (const change of changes) {
      expect(BigInt(change.firstSeq)).toBe(seq + 1n);
      seq = BigInt(change.seq);
    }
    expect(seq).toBe(BigInt(first.accountObject.seq) + 1n);
    expect(missed.flatMap(({ reasons }) => reasons)).toEqual([]);
  });

  test('folds the changes of coalesceMs into one message', async () => {
    const watching = await watch('fay', {}, 'fay');
    const start = await watching.next();
    const fay = api.as('acme', 'fay');
    for (let i = 0; i < 20; i++) await check(fay, meter('fay', 1));
    const told = await watching.until(
      ({ accountObject, change }) => change?.seq === accountObject.seq && Number(change?.seq) >= 20,
    );
    expect(told.length).toBeLessThan(20);
    expect(told[0]?.change?.firstSeq).toBe(String(Number(start.change?.seq) + 1));
  });

  test(`a live policy reaches its watchers spread over ${SPREAD_MS / 1000} s, each once`, async () => {
    await give('pat');
    const watchers = await Promise.all(Array.from({ length: 20 }, () => watch('pat')));
    for (const watching of watchers) await watching.next();
    await reload(ACME, (text) => `${text}\n# One more version.\n`);
    const times = await Promise.all(
      watchers.map(async (watching) => {
        expect(await watching.next()).toMatchObject({ change: null, reasons: ['POLICY'] });
        return performance.now();
      }),
    );
    const [earliest, latest] = [Math.min(...times), Math.max(...times)];
    expect(latest - earliest).toBeGreaterThan(SPREAD_MS / 4);
    expect(latest - earliest).toBeLessThan(SPREAD_MS * 2);
    await give('pat');
    for (const watching of watchers) expect(await watching.next()).toMatchObject({ reasons: [], change: {} });
  });

  test('takes read on the account: refused at the start, and ended once it is taken away', async () => {
    await give('cleo');
    const refused = await watch('cleo', {}, 'alice');
    expect(await refused.hear()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const carol = await watch('cleo', {}, 'carol');
    await carol.next();
    await reload(ACME, (text) => text.replace('p, role:billing_admin, account:*, read, allow', ''));
    expect(await carol.hear()).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await carol.hear()).toBeNull();
  });

  test('another tenant hears nothing, and its accounts are answered like missing ones', async () => {
    const globex = api.as('globex', 'admin');
    await give('dora');
    await give('dora', globex);
    const theirs = await watch('dora', {}, 'admin', 'globex');
    await theirs.next();
    await give('dora');
    await setPlan(admin, 'dora', 'payg');
    await give('dora', globex);
    expect(await theirs.next()).toMatchObject({ reasons: [], change: { firstSeq: '2', seq: '2' } });
    const { account } = await grant(admin, { subject: 'only-acme', credits: '1' });
    const foreign = await watch('x', { subject: null, account }, 'admin', 'globex');
    const missing = await watch('nobody-there', {}, 'admin', 'globex');
    const [one, two] = [await foreign.hear(), await missing.hear()].map((heard) => heard?.errors?.[0]);
    expect(one?.extensions.code).toBe('NOT_FOUND');
    expect(two?.message).toBe(one?.message);
  });

  test('refuses what is out of range by its argument', async () => {
    for (const coalesceMs of [99, 60_001]) {
      const refused = await watch('alice', { coalesceMs });
      expect(await refused.hear()).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'coalesceMs' } }],
      });
    }
  });
});
