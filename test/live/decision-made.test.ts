/** Decisions as they are made and as their status changes, over real sockets to another API process. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { LiveDecisions } from '../../src/live/live-decisions.js';
import { createLog } from '../../src/log.js';
import { HOUR, openTestApi, type Client, type Door, type TestApi } from '../support/api.js';
import { check, drawn, grant, meter, release, setPlan, type Decision } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { record, usedOf } from '../support/usage.js';
import { listen, type Listener } from './listen.js';

const WATCH = `subscription ($subject: ID, $account: ID, $everyone: Boolean! = false) {
  decisionMade(subject: $subject, account: $account, everyone: $everyone) {
    missed decision { id subject outcome status }
  }
}`;
const CHECKS = `mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { id outcome } }`;
const ACME = 'acme/policy.csv';

interface Event {
  missed: number;
  decision: { id: string; subject: string; outcome: string; status: string } | null;
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

const listeners: Listener<Event>[] = [];
afterEach(async () => {
  for (const each of listeners.splice(0)) await each.close();
});

async function watch(variables: Record<string, unknown>, who = 'admin', tenant = 'acme') {
  const listener = await listen<Event>(other, [tenant, who], WATCH, variables);
  listeners.push(listener);
  return listener;
}

/** Watches, and hears from now on. */
async function watchNow(variables: Record<string, unknown>, who = 'admin', tenant = 'acme') {
  const listener = await watch(variables, who, tenant);
  expect(await listener.next()).toEqual({ missed: 0, decision: null });
  return listener;
}

/** Watches a subject, and everyone, past a socket. */
async function watchIn(decisions: LiveDecisions, subject: string) {
  const [account] = await api.asOwner<{ id: string }>('select id from account where address = $1', [
    `subject:${subject}`,
  ]);
  const scopes = [
    { tenant: 'acme', accountId: account?.id ?? '', subject },
    { tenant: 'acme', accountId: null, subject: null },
  ];
  const watches = await Promise.all(scopes.map((scope) => decisions.watch(scope)));
  for (const each of watches) expect(await each.next()).toMatchObject({ value: { decision: null, missed: 0 } });
  return watches;
}

async function fund(subject: string, credits = '1000', client = admin): Promise<void> {
  await setPlan(client, subject, 'payg');
  await grant(client, { subject, credits });
}

const told = (id: string, status: string) => ({ missed: 0, decision: { id, status } });
const reaches = (id: string, status: string) => (event: Event) =>
  event.decision?.id === id && event.decision.status === status;

describe('decisionMade', () => {
  test('tells each decision of another process: allowed, denied and free', async () => {
    await fund('ann', '5');
    const watching = await watchNow({ subject: 'ann' });
    const allowed = await check(admin, meter('ann', 5));
    expect(await watching.next()).toMatchObject(told(allowed.id, 'RUNNING'));
    const denied = await check(admin, meter('ann', 5));
    expect(denied.outcome).toBe('DENIED');
    expect(await watching.next()).toMatchObject(told(denied.id, 'DENIED'));
    const gratis = await check(admin, meter('ann', 1, { feature: 'gratis' }));
    expect(gratis.hold).toBeNull();
    expect(await watching.next()).toMatchObject(told(gratis.id, 'RUNNING'));
  });

  test('tells a decision again when its status changes, also one that was made before', async () => {
    await fund('ben');
    const made: Decision[] = [];
    for (let i = 0; i < 3; i++) made.push(await check(admin, meter('ben', 10)));
    const watching = await watchNow({ subject: 'ben' }, 'ben');
    const [used, partly, released] = made.map(({ id }) => id) as [string, string, string];
    await record(admin, usedOf(used, 10));
    await watching.until(reaches(used, 'USED'));
    await record(admin, usedOf(partly, 4));
    await watching.until(reaches(partly, 'PARTLY_USED'));
    await release(admin, released);
    await watching.until(reaches(released, 'RELEASED'));

    const free = await check(admin, meter('ben', 1, { feature: 'gratis' }));
    const late = await check(admin, meter('ben', 10));
    await watching.until(reaches(late.id, 'RUNNING'));
    api.moveClock(HOUR);
    const ended = new Set<string>();
    await watching.until(({ decision }) => {
      if (decision?.status === 'EXPIRED') ended.add(decision.id);
      return ended.size === 2;
    });
    expect([...ended].sort()).toEqual([free.id, late.id].sort());
  });

  test('tells of a hold that lies on a pool alone, once time has ended it', async () => {
    await setPlan(admin, 'kim', 'payg');
    await grant(admin, { pool: 'engineering', credits: '100' });
    const { database, ledger } = api.app;
    const { live } = api.app.partsOf('acme');
    // It is not started, so it never looks by itself: all that it tells it was told of.
    const hinted = new LiveDecisions({ database, ledger, log: createLog({ logLevel: 'silent' }), live });
    const watches = await watchIn(hinted, 'kim');
    const { id, draws } = await check(admin, meter('kim', 10, { groups: ['engineering'] }));
    expect(drawn({ draws })).toEqual(['POOL 10']);
    for (const each of watches) expect(await each.next()).toMatchObject({ value: { decision: { id } } });
    api.moveClock(HOUR);
    for (const each of watches) expect(await each.next()).toMatchObject({ value: { decision: { id } } });
    await hinted.close();
  });

  test('everyone: all of the tenant, whoever has no account too; takes read on every account', async () => {
    await fund('cid');
    const everyone = await watchNow({ everyone: true });
    const allowed = await check(admin, meter('cid', 1));
    expect(await everyone.next()).toMatchObject({ decision: { id: allowed.id, subject: 'cid', outcome: 'ALLOWED' } });
    const denied = await check(admin, { ...meter('nobody-yet', 1), product: 'no-such-product' });
    expect(denied.account).toBeNull();
    expect(await everyone.next()).toMatchObject({ decision: { id: denied.id, outcome: 'DENIED' } });
    await release(admin, allowed.id);
    expect(await everyone.next()).toMatchObject(told(allowed.id, 'RELEASED'));

    const refused = await watch({ everyone: true }, 'cid');
    expect(await refused.hear()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const both = await watch({ everyone: true, subject: 'cid' });
    expect(await both.hear()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'everyone' } }],
    });
  });

  test('more than 100 a second: at most 100 are told, and what is missed adds up', async () => {
    await fund('dan', '100000');
    const watching = await watchNow({ everyone: true });
    const inputs = Array.from({ length: 320 }, () => meter('dan', 1));
    const started = performance.now();
    for (let i = 0; i < inputs.length; i += 80) await admin.data(CHECKS, { inputs: inputs.slice(i, i + 80) });
    const ids = new Set<string>();
    const times: number[] = [];
    let missed = 0;
    for (let all = 0; all < inputs.length; all = ids.size + missed) {
      const event = await watching.next();
      missed += event.missed;
      if (!event.decision) continue;
      ids.add(event.decision.id);
      times.push(performance.now() - started);
    }
    expect(ids.size + missed).toBe(inputs.length);
    expect(missed).toBeGreaterThan(0);
    for (const [i, at] of times.entries()) expect(at).toBeGreaterThan(Math.floor(i / 100) * 900);
    expect(ids.size).toBe(times.length);
  });

  test('what no message told of is found by looking', async () => {
    await fund('eve');
    const { database, ledger } = api.app;
    const log = createLog({ logLevel: 'silent' });
    const deaf = new LiveDecisions({ database, ledger, log, live: { hear: () => {} }, checkMs: 20 });
    deaf.start();
    const watches = await watchIn(deaf, 'eve');
    const { id } = await check(admin, meter('eve', 1));
    for (const each of watches) expect(await each.next()).toMatchObject({ value: { decision: { id } } });
    await release(admin, id);
    for (const each of watches) expect(await each.next()).toMatchObject({ value: { decision: { id } } });
    expect(deaf.load).toEqual({ scopes: 2, watches: 2, followed: expect.any(Number) });
    for (const each of watches) await each.return();
    expect(deaf.load).toEqual({ scopes: 0, watches: 0, followed: 0 });
    await deaf.close();
  });

  test('takes read on the account: refused at the start, and ended once it is taken away', async () => {
    await fund('flo');
    const refused = await watch({ subject: 'flo' }, 'ann');
    expect(await refused.hear()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const pool = await watch({ account: 'pool:engineering' });
    expect(await pool.hear()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'account' } }],
    });
    const watches = [await watchNow({ subject: 'flo' }, 'carol'), await watchNow({ everyone: true }, 'carol')];
    const text = policies.edit(ACME, (text) => text.replace('p, role:billing_admin, account:*, read, allow', ''));
    await api.app.policies.whenRead(ACME, versionOf(text));
    // The process that they watch reads the file too; until then they are told.
    for (let open = watches; open.length > 0;) {
      await check(admin, meter('flo', 1));
      const heard = await Promise.all(open.map((each) => each.hear()));
      open = open.filter((_, i) => heard[i]?.data != null);
      for (const each of heard) {
        if (!each?.data) expect(each).toMatchObject({ data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
      }
    }
    for (const each of watches) expect(await each.hear()).toBeNull();
  });

  test('another tenant hears nothing', async () => {
    const globex = api.as('globex', 'admin');
    await fund('gus');
    await fund('gus', '10', globex);
    const theirs = [
      await watchNow({ subject: 'gus' }, 'admin', 'globex'),
      await watchNow({ everyone: true }, 'admin', 'globex'),
    ];
    await check(admin, meter('gus', 1));
    const usage = [{ dimension: 'input_tokens', quantity: 100 }];
    const own = await check(globex, { ...meter('gus', 1), product: 'codex', feature: 'gpt-5.4-mini', usage });
    for (const each of theirs) expect(await each.next()).toMatchObject({ decision: { id: own.id } });
  });
});
