/**
 * More of a budget: asked for by whom it counts, answered by somebody else, once however often it is sent and whoever comes
 * at the same time; what is approved counts as soon as the limit is gone, and until its end.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, openTestApi, type Client, type Door, type TestApi } from '../support/api.js';
import {
  ask,
  budgetsOf,
  decide,
  requestsOf,
  tryToAsk,
  tryToDecide,
  tryToWithdraw,
  withdraw,
  type Request,
} from '../support/budget-requests.js';
import {
  account,
  check,
  codesOf,
  freshKey,
  GRANT,
  grant,
  meter,
  PURCHASE,
  release,
  RESET,
  REVOKE,
  SET_STATE,
  setPlan,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';

const FILE = 'acme/policy.csv';
const LINES = `
g2, group:makers, team:makers
g2, group:others, team:others
p3, team:makers, product:meter, any, 10, month, cap
p3, each team:makers, product:meter, any, 1000, month, cap
p3, team:others, product:meter, any, 10, month, alert
p3, each group:hourly, product:meter, any, 10, 5h, cap
p3, each group:once, product:meter, any, 10, once, cap
p3, each group:raced, product:meter, any, 10, month, cap
p3, each group:gone, product:meter, any, 10, day, cap
p3, each group:alone, product:meter, any, 10, month, cap
g, lea, role:lead
g, max, role:lead
p, role:lead, budget:team:makers, approve, allow
p, role:lead, budget:group:hourly, approve, allow
p, role:lead, budget:group:once, approve, allow
p, role:lead, budget:group:raced, approve, allow
p, role:lead, budget:group:gone, approve, allow
p, role:lead, budget:team:others, approve, allow
g, mara, role:member
`;

let policies: PolicyCopy;
let api: TestApi;
let second: Door;
let admin: Client;
let lea: Client;
let max: Client;
let count = 0;

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(FILE, (text) => `${text}${LINES}`);
  api = await openTestApi({ policyDir: policies.dir });
  second = await api.another();
  admin = api.as('acme', 'admin');
  lea = api.as('acme', 'lea');
  max = second.as('acme', 'max');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A new subject with a hundred credits, in a group, and the budget of that group or team that counts it. */
async function member(group: string, who = `each group:${group}`, door: Door = api) {
  const name = `${group}-${(count += 1)}`;
  await setPlan(admin, name, 'payg');
  await grant(admin, { subject: name, credits: '100', kind: 'ENTITLEMENT' });
  const client = door.as('acme', name, [group]);
  const budgets = await budgetsOf(client);
  return { name, client, budget: budgets.get(who)! };
}

const reasonOf = async (client: Client, name: string, units: number) =>
  (await check(client, meter(name, units))).reason;
const increasesOf = (budget: string) =>
  api.asOwner<{ amount: string }>(
    `select l.amount from lot l join budget b using (tenant_id, account_id)
     where l.kind = 'INCREASE' and b.id = substr($1, 5)::uuid`,
    [budget],
  );

describe('more of a budget', () => {
  test('is asked for before it has counted anything, approved, and used once the limit is gone', async () => {
    const { name, client, budget } = await member('hourly');
    const request = await ask(client, budget, 20);
    expect(request).toMatchObject({
      ...{ id: expect.stringMatching(/^brq_[0-9a-f]{32}$/), subject: name, askedBy: name, credits: '20', until: null },
      ...{ state: 'PENDING', decidedBy: null, note: null, approved: null, increase: null, replayed: false },
      budget: { id: budget, limit: '10', increase: '0', remaining: '10' },
    });
    expect(Date.parse(request.expiresAt) - Date.parse(request.createdAt)).toBe(14 * DAY);
    expect(await reasonOf(client, name, 12)).toBe('BUDGET_EXCEEDED');
    const approved = await decide(lea, request.id, { credits: '5', note: 'for today' });
    expect(approved).toMatchObject({
      ...{ state: 'APPROVED', decidedBy: 'lea', note: 'for today', credits: '20', approved: '5' },
      increase: { kind: 'INCREASE', amount: '5' },
      budget: { limit: '10', increase: '5', remaining: '15' },
    });
    // No period runs: it ends when one that began at the approval would.
    expect(Date.parse(approved.approvedUntil!)).toBeGreaterThan(api.now() + 4 * HOUR);
    expect(approved.increase!.expiresAt).toBe(approved.approvedUntil);
    const decision = await check(client, meter(name, 12));
    expect(decision.outcome).toBe('ALLOWED');
    expect(await reasonOf(client, name, 4)).toBe('BUDGET_EXCEEDED');
    await settled(api, client, usedOf(decision.id, 12));
    const [now] = await requestsOf(client);
    expect(now!.budget).toMatchObject({ spent: '12', held: '0', increase: '5', remaining: '3' });
    expect(await reasonOf(client, name, 3)).toBe('ALLOWED');
  });

  test('goes back in reverse, and ends at its instant', async () => {
    const { name, client, budget } = await member('hourly');
    const hold = await check(client, meter(name, 8));
    const request = await ask(client, budget, 10, { until: new Date(api.now() + HOUR).toISOString() });
    await decide(lea, request.id);
    const more = await check(client, meter(name, 9));
    expect(more.outcome).toBe('ALLOWED');
    await release(client, hold.id);
    // What it holds of the increase stays there: the period has room again.
    expect(await reasonOf(client, name, 11)).toBe('ALLOWED');
    expect(await reasonOf(client, name, 1)).toBe('BUDGET_EXCEEDED');
    api.moveClock(HOUR);
    expect((await requestsOf(client))[0]).toMatchObject({ budget: { increase: '0' }, state: 'APPROVED' });
  });

  test('of a budget that never begins anew never ends', async () => {
    const { client, budget } = await member('once');
    const { id } = await ask(client, budget, 5);
    expect(await decide(lea, id)).toMatchObject({ approvedUntil: null, increase: { expiresAt: null } });
  });

  test('of one that many share is asked for by each of them', async () => {
    const { name, client, budget } = await member('makers', 'team:makers');
    const other = await member('makers', 'team:makers', second);
    expect(other.budget).toBe(budget);
    expect(await reasonOf(client, name, 10)).toBe('ALLOWED');
    const { id } = await ask(other.client, budget, 3);
    await decide(max, id);
    expect(await reasonOf(client, name, 3)).toBe('ALLOWED');
    expect(await reasonOf(other.client, other.name, 1)).toBe('BUDGET_EXCEEDED');
  });

  test('is asked for by who may act for its subject, and answered by neither', async () => {
    const { name, client, budget } = await member('hourly');
    await check(client, meter(name, 1));
    const gateway = api.as('acme', 'gateway');
    const request = await ask(gateway, budget, 2);
    expect(request).toMatchObject({ subject: name, askedBy: 'gateway' });
    expect((await requestsOf(client)).map(({ id }) => id)).toEqual([request.id]);
    expect((await requestsOf(gateway)).map(({ id }) => id)).toContain(request.id);
    await decide(lea, request.id);
  });
});

describe('an answer is refused, and nothing is changed,', () => {
  const unchanged = async (id: string, refused: Promise<{ errors?: unknown }>, code: string, argument?: string) => {
    const { errors } = (await refused) as { errors: { extensions: { code: string; argument?: string } }[] };
    expect(errors.map(({ extensions }) => extensions)).toMatchObject([{ code, ...(argument && { argument }) }]);
    const rows = await api.asOwner<{ state: string; version: number }>(
      `select state, version from budget_request where id = substr($1, 5)::uuid`,
      [id],
    );
    return rows[0];
  };
  const PENDING = { state: 'PENDING', version: 1 };

  test('from who asked, from others, and from who only uses it', async () => {
    const { budget } = await member('makers', 'team:makers');
    const maker = api.as('acme', 'lea', ['makers']);
    const { id } = await ask(maker, budget, 3);
    expect(await unchanged(id, tryToDecide(lea, id), 'FORBIDDEN')).toEqual(PENDING);
    const other = await member('makers', 'team:makers');
    expect(await unchanged(id, tryToDecide(other.client, id), 'NOT_FOUND')).toEqual(PENDING);
    const own = await ask(other.client, budget, 3);
    expect(await unchanged(own.id, tryToDecide(other.client, own.id), 'FORBIDDEN')).toEqual(PENDING);
    const stranger = api.as('globex', 'admin');
    expect(await unchanged(id, tryToDecide(stranger, id), 'NOT_FOUND')).toEqual(PENDING);
    await withdraw(maker, id);
  });

  test('for more, or for longer, than was asked, and where the time has passed', async () => {
    const { client, budget } = await member('hourly');
    const until = new Date(api.now() + HOUR).toISOString();
    const { id } = await ask(client, budget, 3, { until });
    const tried = (more: Record<string, unknown>) => tryToDecide(lea, id, more);
    expect(await unchanged(id, tried({ credits: '3.000000001' }), 'BAD_USER_INPUT', 'input.credits')).toEqual(PENDING);
    expect(await unchanged(id, tried({ credits: '0' }), 'BAD_USER_INPUT', 'input.credits')).toEqual(PENDING);
    const later = new Date(Date.parse(until) + 1).toISOString();
    expect(await unchanged(id, tried({ until: later }), 'BAD_USER_INPUT', 'input.until')).toEqual(PENDING);
    const past = new Date(api.now() - HOUR).toISOString();
    expect(await unchanged(id, tried({ until: past }), 'CONFLICT')).toEqual(PENDING);
    const both = { approve: false, credits: '1' };
    expect(await unchanged(id, tried(both), 'BAD_USER_INPUT', 'input.credits')).toEqual(PENDING);
    api.moveClock(HOUR);
    expect(await unchanged(id, tried({}), 'CONFLICT')).toEqual(PENDING);
    const whole = await ask(client, budget, 3);
    const tomorrow = new Date(api.now() + DAY).toISOString();
    const refused = tryToDecide(lea, whole.id, { until: tomorrow });
    expect(await unchanged(whole.id, refused, 'BAD_USER_INPUT', 'input.until')).toEqual(PENDING);
  });

  test('of a request that was answered, withdrawn, or has expired', async () => {
    const { client, budget } = await member('hourly');
    const [rejected, withdrawn, expired] = [
      await ask(client, budget, 1),
      await ask(client, budget, 2),
      await ask(client, budget, 3),
    ];
    expect(await decide(lea, rejected.id, { approve: false, note: 'no' })).toMatchObject({
      ...{ state: 'REJECTED', decidedBy: 'lea', note: 'no', approved: null, increase: null },
    });
    expect(await withdraw(client, withdrawn.id)).toMatchObject({
      state: 'WITHDRAWN',
      decidedBy: null,
      replayed: false,
    });
    expect(await withdraw(client, withdrawn.id)).toMatchObject({ state: 'WITHDRAWN', replayed: true });
    for (const { id } of [rejected, withdrawn]) expect(codesOf(await tryToDecide(max, id))).toEqual(['CONFLICT']);
    expect(codesOf(await tryToWithdraw(client, rejected.id))).toEqual(['CONFLICT']);
    expect(codesOf(await tryToWithdraw(lea, expired.id))).toEqual(['FORBIDDEN']);
    expect(await withdraw(api.as('acme', 'gateway'), (await ask(client, budget, 4)).id)).toMatchObject({
      state: 'WITHDRAWN',
    });
    api.moveClockTo(Date.parse(expired.expiresAt));
    expect(codesOf(await tryToDecide(lea, expired.id))).toEqual(['CONFLICT']);
    expect(codesOf(await tryToWithdraw(client, expired.id))).toEqual(['CONFLICT']);
    expect((await requestsOf(client)).map(({ state }) => state)).toEqual([
      ...['WITHDRAWN', 'EXPIRED', 'WITHDRAWN', 'REJECTED'],
    ]);
    expect((await requestsOf(client, { state: 'EXPIRED' })).map(({ id }) => id)).toEqual([expired.id]);
    expect(await increasesOf(budget)).toEqual([]);
  });
});

describe('a request is refused', () => {
  test('of a budget that does not count the caller, that only alerts, or that nobody else may raise', async () => {
    const { budget } = await member('hourly');
    const { client, budget: alert } = await member('others', 'team:others');
    expect(codesOf(await tryToAsk(client, budget, 1))).toEqual(['NOT_FOUND']);
    expect(codesOf(await tryToAsk(client, alert, 1))).toEqual(['CONFLICT']);
    expect(codesOf(await tryToAsk(api.as('acme', 'max'), alert, 1))).toEqual(['FORBIDDEN']);
    expect(codesOf(await tryToAsk(client, 'bud_00000000000000000000000000000000', 1))).toEqual(['NOT_FOUND']);
  });

  test('with bad input', async () => {
    const { client, budget } = await member('hourly');
    const refused = async (credits: number, more: Record<string, unknown>) =>
      (await tryToAsk(client, budget, credits, more)).errors?.map(({ extensions: { code, argument } }) => [
        code,
        argument,
      ]);
    expect(await refused(0, {})).toEqual([['BAD_USER_INPUT', 'input.credits']]);
    expect(await refused(1, { reason: '' })).toEqual([['BAD_USER_INPUT', 'input.reason']]);
    expect(await refused(1, { reason: 'x'.repeat(501) })).toEqual([['BAD_USER_INPUT', 'input.reason']]);
    expect(await refused(1, { idempotencyKey: '' })).toEqual([['BAD_USER_INPUT', 'input.idempotencyKey']]);
    expect(await refused(1, { until: new Date(api.now() - 1).toISOString() })).toEqual([['CONFLICT', undefined]]);
    expect(await requestsOf(client)).toEqual([]);
  });

  test('beyond ten that wait', async () => {
    const { client, budget } = await member('hourly');
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push((await ask(client, budget, 1)).id);
    expect(codesOf(await tryToAsk(client, budget, 1))).toEqual(['CONFLICT']);
    await withdraw(client, ids[0]!);
    await ask(client, budget, 1);
  });
});

describe('once', () => {
  test('a request per key, and an answer per key, however often they are sent', async () => {
    const { client, budget } = await member('raced');
    const idempotencyKey = freshKey();
    const asks = await Promise.all(Array.from({ length: 8 }, () => ask(client, budget, 4, { idempotencyKey })));
    expect(new Set(asks.map(({ id }) => id)).size).toBe(1);
    expect(asks.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(codesOf(await tryToAsk(client, budget, 5, { idempotencyKey }))).toEqual(['IDEMPOTENCY_CONFLICT']);
    const { id } = asks[0]!;
    const key = { idempotencyKey: freshKey() };
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => decide(i % 2 ? lea : second.as('acme', 'lea'), id, key)),
    );
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await decide(lea, id, key)).toMatchObject({ state: 'APPROVED', replayed: true });
    expect(codesOf(await tryToDecide(lea, id, { ...key, credits: '1' }))).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(codesOf(await tryToDecide(lea, id))).toEqual(['CONFLICT']);
    expect(await increasesOf(budget)).toEqual([{ amount: '4000000000' }]);
  });

  test('by one of two approvers who come at once, over two processes', async () => {
    const { client, budget } = await member('raced');
    for (let round = 0; round < 5; round++) {
      const { id } = await ask(client, budget, 1);
      const both = await Promise.all([tryToDecide(lea, id), tryToDecide(max, id, { approve: round % 2 === 0 })]);
      expect(both.flatMap(codesOf)).toEqual(['CONFLICT']);
    }
    const approved = (await requestsOf(client)).filter(({ state }) => state === 'APPROVED');
    expect(await increasesOf(budget)).toHaveLength(approved.length);
  });

  test('approved or withdrawn, never both', async () => {
    const { client, budget } = await member('raced', undefined, second);
    for (let round = 0; round < 5; round++) {
      const { id } = await ask(client, budget, 1);
      const both = await Promise.all([tryToDecide(lea, id), tryToWithdraw(client, id)]);
      expect(both.flatMap(codesOf)).toEqual(['CONFLICT']);
    }
    const approved = (await requestsOf(client)).filter(({ state }) => state === 'APPROVED');
    expect(await increasesOf(budget)).toHaveLength(approved.length);
  });

  test('approved or expired, never both', async () => {
    const { client, budget } = await member('raced');
    const until = new Date(api.now() + 60 * DAY).toISOString();
    const { id, expiresAt } = await ask(client, budget, 1, { until });
    api.moveClockTo(Date.parse(expiresAt) - 40);
    let answer: { errors?: unknown } = {};
    let last: Request | undefined;
    const deadline = Date.now() + 10_000;
    do {
      answer = await tryToDecide(lea, id, { credits: '2' });
      [last] = await requestsOf(client);
    } while (codesOf(answer as never)[0] !== 'CONFLICT' && Date.now() < deadline);
    expect(codesOf(await tryToDecide(max, id))).toEqual(['CONFLICT']);
    expect((await requestsOf(client))[0]).toMatchObject({ state: 'EXPIRED', approved: null });
    expect(last?.credits).toBe('1');
    expect(await increasesOf(budget)).toEqual([]);
    // Noted by whoever sweeps, with nobody asking.
    const noted = () =>
      api.asOwner<{ state: string }>('select state from budget_request where id = substr($1, 5)::uuid', [id]);
    while ((await noted())[0]!.state === 'PENDING' && Date.now() < deadline + 10_000);
    expect(await noted()).toEqual([{ state: 'EXPIRED' }]);
  });
});

describe('the account of a budget', () => {
  test('takes no grants, purchases, state, reset or plan, be it named by whom it may', async () => {
    const { client, budget, name } = await member('hourly');
    await decide(lea, (await ask(client, budget, 5)).id);
    const { account: of } = await client.get<{ account: string }>(
      'budget',
      `{ budget: node(id: "${budget}") { ... on Budget { account } } }`,
    );
    const input = { account: of, credits: '5', idempotencyKey: freshKey() };
    const tries = [
      admin.run(GRANT, { input: { ...input, kind: 'PROMOTIONAL', reason: 'x' } }),
      admin.run(PURCHASE, { input }),
      admin.run(SET_STATE, { account: of, state: 'SUSPENDED', reason: 'x' }),
      admin.run(`mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { enabled } }`, {
        input: { account: of, threshold: '50', target: '100', monthlyCap: '1000', enabled: true, consent: true },
      }),
    ];
    for (const refused of tries) expect(codesOf(await refused)).toEqual(['CONFLICT']);
    const [{ increase } = { increase: null }] = await requestsOf(client);
    const revoked = await admin.run(REVOKE, {
      input: { lotId: increase!.id, reason: 'x', idempotencyKey: freshKey() },
    });
    expect(codesOf(revoked)).toEqual(['CONFLICT']);
    const address = 'budget:each_group';
    expect(codesOf(await admin.run(RESET, { input: { subjects: [address], idempotencyKey: freshKey() } }))).toEqual([]);
    const increased = { ...input, account: `subject:${name}`, kind: 'INCREASE', reason: 'x' };
    const { errors } = await admin.run(GRANT, { input: increased });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'input.kind' } }]);
    const everyone = await admin.run(RESET, { input: { everyone: true, idempotencyKey: freshKey() } });
    expect(everyone.errors).toBeUndefined();
    const causes = await api.asOwner<{ cause: string }>(
      `select distinct u.cause from balance_update u join budget b using (tenant_id, account_id) where b.id = substr($1, 5)::uuid`,
      [budget],
    );
    expect(causes).toEqual([{ cause: 'BUDGET_RAISED' }]);
  });

  test('stands in no list of accounts and in no balance', async () => {
    const LIST = `query ($prefix: String) { accounts(prefix: $prefix, first: 200) { nodes { id subject pool } } }`;
    for (const prefix of [null, 'b', 'budget:', 'budget:each', 'subject:hourly']) {
      const { nodes } = await admin.get<{ nodes: { subject: string | null; pool: string | null }[] }>(
        'accounts',
        LIST,
        { prefix },
      );
      expect(nodes.filter(({ subject, pool }) => subject === null && pool === null)).toEqual([]);
      expect(nodes.length > 0).toBe(prefix === null || prefix.startsWith('subject:'));
    }
    const { name, client, budget } = await member('hourly');
    await decide(lea, (await ask(client, budget, 5)).id);
    expect((await account(client)).balance).toMatchObject({ available: '100' });
    expect((await account(admin, { subject: name })).lots).toHaveLength(1);
  });
});

describe('who has decided', () => {
  test('is an act, which the update names as its cause', async () => {
    const { client, budget } = await member('hourly');
    const raised = await ask(client, budget, 5);
    const refused = await ask(client, budget, 6);
    await decide(lea, raised.id, { note: 'well' });
    await decide(max, refused.id, { approve: false, note: 'not well' });
    const { nodes } = await admin.get<{ nodes: Record<string, unknown>[] }>(
      'adminActions',
      '{ adminActions(first: 2) { nodes { kind actor actorKind reason target before after } } }',
    );
    const [{ increase } = { increase: null }] = (await requestsOf(client)).filter(({ state }) => state === 'APPROVED');
    expect(nodes).toMatchObject([
      { kind: 'BUDGET_REFUSED', actor: 'max', reason: 'not well', target: refused.id, after: null },
      {
        kind: 'BUDGET_RAISED',
        actor: 'lea',
        reason: 'well',
        target: increase!.id,
        after: expect.stringMatching(/^5 INCREASE until /),
      },
    ]);
    const operator = api.as('acme', 'operator:ops');
    const more = await ask(client, budget, 1);
    expect(await decide(operator, more.id)).toMatchObject({ decidedBy: 'operator:ops' });
  });

  test('may read what they may answer, whoever asked may read it, and nobody else', async () => {
    const { client, budget } = await member('hourly');
    const { id } = await ask(client, budget, 5);
    const NODE = 'query ($id: ID!) { node(id: $id) { ... on BudgetRequest { id reason } } }';
    for (const who of [client, lea, max]) expect(await who.get('node', NODE, { id })).toMatchObject({ id });
    const other = await member('hourly');
    expect(await other.client.get('node', NODE, { id })).toBeNull();
    expect((await requestsOf(other.client)).length).toBe(0);
    expect((await requestsOf(lea)).map((each) => each.id)).toContain(id);
  });
});
