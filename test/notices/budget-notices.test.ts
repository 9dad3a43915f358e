/**
 * What budgets tell: a cap at 50, 80 and 100 % of its limit with what was approved beyond, an alert at its amount, of what is
 * spent and not of what is held, once a period each, whoever settles; and requests, to who could answer and to who asked.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type Door, type TestApi } from '../support/api.js';
import { ask, budgetsOf, decide, withdraw, type Request } from '../support/budget-requests.js';
import { check, codesOf, freshKey, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, settled, usedBy, usedOf } from '../support/usage.js';
import { listen, type Listener } from '../live/listen.js';

const FILE = 'acme/policy.csv';
const LINES = `
g2, group:makers, team:makers
p3, team:makers, product:meter, any, 100, 5h, cap
p3, team:makers, product:meter, any, 30, 5h, alert
p3, each group:single, product:meter, any, 10, 5h, cap
p3, each group:shared, product:meter, any, 10, month, cap
p3, each group:quick, product:meter, any, 10, 1h, cap
g, lea, role:lead
g, group:heads, role:lead
p, role:lead, budget:team:makers, approve, allow
p, role:lead, budget:group:single, approve, allow
p, role:lead, budget:group:shared, approve, allow
p, role:lead, budget:group:quick, approve, allow
`;

interface Notice {
  id: string;
  kind: string;
  account: string;
  percent: number | null;
  alert: string | null;
  amount: string;
  days: number;
  expiresAt: string;
  message: string;
  budget: { id: string } | null;
  request: { id: string; state: string } | null;
  requestState: string | null;
}
const FIELDS =
  'id kind account percent alert amount days expiresAt message budget { id } request { id state } requestState';
const NOTICES = `query ($subject: ID, $budget: ID) { notices(subject: $subject, budget: $budget) { nodes { ${FIELDS} } } }`;
const GIVEN = `subscription ($budget: ID, $subject: ID) { noticeGiven(budget: $budget, subject: $subject) { ${FIELDS} } }`;
const CHANGED = `subscription ($everyone: Boolean!) {
  budgetRequestChanged(everyone: $everyone) { id state subject credits approved } }`;

let policies: PolicyCopy;
let api: TestApi;
let second: Door;
let admin: Client;
let lea: Client;
let count = 0;
const open: Listener<unknown>[] = [];

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(FILE, (text) => `${text}${LINES}`);
  api = await openTestApi({ policyDir: policies.dir });
  second = await api.another();
  admin = api.as('acme', 'admin');
  lea = api.as('acme', 'lea');
  await setPlan(admin, 'lea', 'payg');
});
afterAll(async () => {
  for (const each of open) await each.close();
  await api.close();
  policies.remove();
});

async function member(group: string, who = `each group:${group}`) {
  const name = `${group}-${(count += 1)}`;
  await setPlan(admin, name, 'payg');
  await grant(admin, { subject: name, credits: '1000', kind: 'ENTITLEMENT' });
  const client = api.as('acme', name, [group]);
  return { name, client, budget: (await budgetsOf(client)).get(who)! };
}

async function use(client: Client, name: string, units: number): Promise<void> {
  const { id } = await check(client, meter(name, units));
  await settled(api, client, usedOf(id, units));
}

const noticesOf = async (client: Client, variables: object = {}): Promise<Notice[]> =>
  (await client.get<{ nodes: Notice[] }>('notices', NOTICES, { ...variables })).nodes;
/** `percent of alert: amount`, the first given first. */
const told = (notices: Notice[]) =>
  notices.map(({ percent, alert, amount }) => `${percent}${alert === null ? '' : ` of ${alert}`}: ${amount}`).reverse();

async function watch<T>(door: Door, who: string, query: string, variables: Record<string, unknown>) {
  const listener = await listen<T>(door, ['acme', who], query, variables);
  open.push(listener);
  return listener;
}

describe('a cap tells', () => {
  test('at 50, 80 and 100 % of what is spent, not of what is held, whoever may see the budget', async () => {
    const { name, client, budget } = await member('makers', 'team:makers');
    const hold = await check(client, meter(name, 90));
    expect(await noticesOf(client, { budget })).toEqual([]);
    await settled(api, client, usedOf(hold.id, 29));
    expect(told(await noticesOf(client, { budget }))).toEqual([]);
    await use(client, name, 1);
    expect(told(await noticesOf(client, { budget }))).toEqual(['100 of 30: 30']);
    await use(client, name, 20);
    await use(client, name, 10);
    await use(client, name, 25);
    await use(client, name, 15);
    const all = ['100 of 30: 30', '50: 50', '80: 85', '100: 100'];
    const notices = await noticesOf(lea, { budget });
    expect(told(notices)).toEqual(all);
    expect(notices[0]).toMatchObject({
      ...{ kind: 'BUDGET', days: 0, budget: { id: budget }, request: null },
      message: expect.stringMatching(
        /^100 credits of the budget of team:makers .* are spent: 100 % or more\. It begins/,
      ),
    });
    expect(await noticesOf(client)).toEqual([]);
    const stranger = await member('single');
    expect(codesOf(await stranger.client.run(NOTICES, { budget }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await client.run(NOTICES, { budget, subject: name }))).toEqual(['BAD_USER_INPUT']);
  });

  test('each of whose it is, on their own account, and once a period', async () => {
    const { name, client, budget } = await member('single');
    await use(client, name, 10);
    const all = ['50: 10', '80: 10', '100: 10'];
    expect(told(await noticesOf(client))).toEqual(all);
    expect(told(await noticesOf(lea, { budget }).catch(() => []))).toEqual([]);
    await settled(api, admin, usedBy(name, 3, { groups: ['single'] }));
    expect(told(await noticesOf(client))).toEqual(all);
    const [{ expiresAt } = { expiresAt: '' }] = await noticesOf(client);
    api.moveClockTo(Date.parse(expiresAt));
    await use(client, name, 5);
    expect(told(await noticesOf(client))).toEqual([...all, '50: 5']);
  });

  test('once a period also where all that was used is undone in between', async () => {
    const { name, client } = await member('quick');
    const { id } = await check(client, meter(name, 5));
    const event = await settled(api, client, usedOf(id, 5));
    expect(told(await noticesOf(client))).toEqual(['50: 5']);
    const input = { usageEventId: event.id, reason: 'a mistake', idempotencyKey: freshKey() };
    await admin.get('voidUsage', 'mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id } }', { input });
    await allSettled(api);
    api.moveClock(60_000);
    await use(client, name, 8);
    expect(told(await noticesOf(client))).toEqual(['50: 5', '80: 8']);
  });

  test('with what was approved beyond, used up or not', async () => {
    const { name, client, budget } = await member('shared');
    await decide(lea, (await ask(client, budget, 10)).id);
    await use(client, name, 9);
    expect(told((await noticesOf(client)).filter(({ kind }) => kind === 'BUDGET'))).toEqual([]);
    await use(client, name, 6);
    await use(client, name, 5);
    const all = ['50: 15', '80: 20', '100: 20'];
    expect(told((await noticesOf(client)).filter(({ kind }) => kind === 'BUDGET'))).toEqual(all);
  });

  test('counting what was used up in the period: of 10 and twice 10, 80 % are 24', async () => {
    const { name, client, budget } = await member('shared');
    const stages = async () => told((await noticesOf(client)).filter(({ kind }) => kind === 'BUDGET'));
    await decide(lea, (await ask(client, budget, 10)).id);
    await decide(lea, (await ask(client, budget, 10)).id);
    await use(client, name, 20);
    expect(await stages()).toEqual(['50: 20']);
    await use(client, name, 3);
    expect(await stages()).toEqual(['50: 20']);
    await use(client, name, 1);
    expect(await stages()).toEqual(['50: 20', '80: 24']);
  });

  test('once, however many settle at the same time', async () => {
    const { name, client } = await member('single');
    const holds = await Promise.all(Array.from({ length: 10 }, () => check(client, meter(name, 1))));
    await Promise.all(holds.map(({ id }) => record(client, usedOf(id, 1))));
    await allSettled(api);
    const stages = (await noticesOf(client)).map(({ percent }) => percent);
    expect(stages.sort()).toEqual([100, 50, 80]);
  });

  test('those who watch, in the process that settled and in another', async () => {
    const { name, client, budget } = await member('quick');
    const [own, other] = await Promise.all([
      watch<Notice>(api, name, GIVEN, { subject: name }),
      watch<Notice>(second, 'admin', GIVEN, { budget }),
    ]);
    const first = [own.next(), other.next()];
    await use(client, name, 6);
    for (const notice of await Promise.all(first)) {
      expect(notice).toMatchObject({ kind: 'BUDGET', percent: 50, amount: '6', budget: { id: budget } });
    }
  });
});

describe('a request is told', () => {
  const about = async (client: Client, request: Request) =>
    (await noticesOf(client))
      .filter((notice) => notice.request?.id === request.id)
      .map(({ requestState, amount }) => `${requestState} ${amount}`);

  test('to whom the policy names as an approver, and its answer to who asked', async () => {
    const { client, budget } = await member('single');
    const request = await ask(client, budget, 4);
    expect(await about(lea, request)).toEqual(['PENDING 4']);
    expect(await about(client, request)).toEqual([]);
    await decide(lea, request.id, { credits: '3' });
    expect(await about(client, request)).toEqual(['APPROVED 3']);
    const [notice] = await noticesOf(client);
    expect(notice).toMatchObject({
      ...{ kind: 'BUDGET_REQUEST', requestState: 'APPROVED', request: { state: 'APPROVED' } },
      message: expect.stringMatching(/^3 credits beyond the budget of each group:single .* are approved, until /),
    });
    const rejected = await ask(client, budget, 5);
    await decide(lea, rejected.id, { approve: false });
    expect(await about(client, rejected)).toEqual(['REJECTED 5']);
    const withdrawn = await ask(client, budget, 6);
    await withdraw(client, withdrawn.id);
    expect(await about(lea, withdrawn)).toEqual(['WITHDRAWN 6', 'PENDING 6']);
  });

  test('to those who watch: what there is, then each change, own ones or those to answer, over two processes', async () => {
    const { name, client, budget } = await member('single');
    const first = await ask(client, budget, 1);
    const own = await watch<Request>(api, name, CHANGED, { everyone: false });
    const all = await watch<Request>(second, 'lea', CHANGED, { everyone: true });
    expect(await own.next()).toMatchObject({ id: first.id, state: 'PENDING' });
    await all.until(({ id }) => id === first.id);
    await decide(lea, first.id);
    expect(await own.next()).toMatchObject({ id: first.id, state: 'APPROVED', approved: '1' });
    expect(await all.next()).toMatchObject({ id: first.id, state: 'APPROVED' });
    const later = await ask(client, budget, 2);
    expect(await own.next()).toMatchObject({ id: later.id, state: 'PENDING' });
    expect(await all.next()).toMatchObject({ id: later.id, state: 'PENDING' });
    own.drop();
    await withdraw(client, later.id);
    const again = await watch<Request>(api, name, CHANGED, { everyone: false });
    expect([await again.next(), await again.next()]).toMatchObject([
      { id: first.id, state: 'APPROVED' },
      { id: later.id, state: 'WITHDRAWN' },
    ]);
    expect(await all.next()).toMatchObject({ id: later.id, state: 'WITHDRAWN' });
  });

  test('to nobody else', async () => {
    const { name } = await member('single');
    const refused = await watch<Request>(api, name, CHANGED, { everyone: true });
    expect((await refused.hear())?.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('as it expires, to who asked and who watches', async () => {
    const { name, client, budget } = await member('shared');
    const request = await ask(client, budget, 7);
    const own = await watch<Request>(second, name, CHANGED, { everyone: false });
    expect(await own.next()).toMatchObject({ id: request.id, state: 'PENDING' });
    api.moveClockTo(Date.parse(request.expiresAt));
    expect(await own.next()).toMatchObject({ id: request.id, state: 'EXPIRED' });
    expect(await about(client, request)).toEqual(['EXPIRED 7']);
  });
});
