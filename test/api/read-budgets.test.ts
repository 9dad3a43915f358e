/**
 * Budgets and teams as they are shown: how much is left and who spent it, before and after they have counted, to whom they
 * may be shown and to nobody else.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { asked, check, codesOf, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, lineOf, type PolicyCopy } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';

const FILE = 'acme/policy.csv';
const LINES = `
g2, group:makers, team:makers
g2, nora, team:makers
g2, team:makers, team:works
p, role:chief, account:team:makers, read, allow
p, role:chief, budget:team:makers, approve, allow
g, group:leads, role:chief
p3, team:makers, product:meter, any, 50, month, cap
p3, team:makers, product:meter, any, 30, month, alert
p3, team:makers, product:meter, any, 40, month, alert
p3, each team:makers, product:meter, paid, 20, week Europe/Berlin paced daily, cap
p3, each session, product:meter, any, 7, once, cap
p3, team:works, product:codex, any, 9, day, alert
`;

let policies: PolicyCopy;
let text: string;
let api: TestApi;
let admin: Client;
let nora: Client;

beforeAll(async () => {
  policies = exactPolicies();
  text = policies.edit(FILE, (before) => `${before}${LINES}`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  nora = api.as('acme', 'nora');
  for (const subject of ['nora', 'miko', 'vera']) {
    await setPlan(admin, subject, 'payg');
    await grant(admin, { subject, credits: '100', kind: 'ENTITLEMENT' });
  }
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

interface Budget {
  id: string;
  who: string;
  subject: string | null;
  session: string | null;
  kind: string;
  limit: string;
  released: string;
  spent: string;
  held: string;
  remaining: string;
  over: string;
  resetsAt: string | null;
  line: number | null;
  account: string;
}
interface Page<T> {
  nodes: T[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const FIELDS = `id who subject session object source period kind limit alerts released increase spent held remaining over
  startedAt resetsAt paced nextStepAt line account`;
const BUDGETS = `query ($subject: ID, $team: ID, $session: ID, $everyone: Boolean, $first: Int, $after: String) {
  budgets(subject: $subject, team: $team, session: $session, everyone: $everyone, first: $first, after: $after) {
    nodes { ${FIELDS} } pageInfo { hasNextPage endCursor }
  } }`;
const list = (client: Client, variables = {}) => client.get<Page<Budget>>('budgets', BUDGETS, variables);
const MEMBERS = `query ($team: ID!, $budget: ID, $first: Int, $after: String) {
  team(team: $team) { members(budget: $budget, first: $first, after: $after) {
    nodes { subject spent held lastAt } pageInfo { hasNextPage endCursor } } } }`;

describe('what counts me', () => {
  test('is shown with its line before it has counted anything, and nothing is made by that', async () => {
    const { nodes } = await list(nora);
    expect(nodes).toMatchObject([
      {
        id: expect.stringMatching(/^bud_[0-9a-f]{32}$/),
        ...{
          who: 'team:makers',
          subject: null,
          session: null,
          object: 'product:meter',
          source: 'any',
          period: 'month',
        },
        ...{ kind: 'CAP', limit: '50', alerts: ['30', '40'], released: '50', increase: '0', spent: '0', held: '0' },
        ...{ remaining: '50', over: '0', startedAt: null, resetsAt: null },
        line: lineOf(text, 'p3, team:makers, product:meter, any, 50'),
        account: expect.stringMatching(/^budget:team:makers\|/),
      },
      {
        ...{ who: 'each team:makers', subject: 'nora', period: 'week Europe/Berlin', limit: '20', source: 'paid' },
        ...{ paced: 'DAILY' },
      },
      { who: 'team:works', kind: 'ALERT', limit: '9', released: '9', remaining: '9' },
    ]);
    expect(await api.asOwner('select from budget')).toHaveLength(0);
    expect(await nora.get('node', `{ node(id: "${nodes[0]!.id}") { id ... on Budget { who } } }`)).toEqual({
      id: nodes[0]!.id,
      who: 'team:makers',
    });
  });

  test('has counted what I hold and spent, by the same id; a draw and a charge lead there', async () => {
    const [before] = (await list(nora)).nodes;
    const { draws, id } = await nora.get<{
      id: string;
      draws: { budgets: { amount: string; increase: string; line: number; budget: Budget }[]; over: boolean }[];
    }>('checkAccess', CHECK, { input: meter('nora', 6) });
    expect(draws).toMatchObject([
      {
        over: false,
        budgets: [
          { amount: '6', increase: '0', line: before!.line, budget: { id: before!.id, held: '6', remaining: '44' } },
          { amount: '6', budget: { who: 'each team:makers', subject: 'nora', held: '6' } },
        ],
      },
    ]);
    const event = await settled(api, nora, usedOf(id, 5));
    const charge = await nora.get('node', `{ node(id: "${event.charge!.id}") { ... on Charge { ${OF_CHARGE} } } }`);
    expect(charge).toEqual({
      draws: [{ over: false, budgets: [{ amount: '5' }, { amount: '5' }] }],
      overshootBudgets: [],
    });
    const [after] = (await list(nora)).nodes;
    expect(after).toMatchObject({
      ...{ id: before!.id, spent: '5', held: '0', remaining: '45', over: '0' },
      account: expect.stringMatching(/^acc_/),
      resetsAt: expect.any(String),
    });
  });

  test('of a session stands there where it is asked for', async () => {
    const shown = async (session?: string) => (await list(nora, { session })).nodes.map(({ who }) => who);
    expect(await shown()).not.toContain('each session');
    expect(await shown('task')).toContain('each session');
    await check(nora, meter('nora', 2, { session: 'task' }));
    const { nodes } = await list(nora, { session: 'task' });
    expect(nodes.find(({ who }) => who === 'each session')).toMatchObject({
      ...{ session: 'task', subject: 'nora', held: '2', remaining: '5', resetsAt: null },
    });
  });

  test('comes page by page, each once', async () => {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo }: Page<Budget> = await list(nora, { first: 1, after, session: 'task' });
      expect(nodes).toHaveLength(1);
      seen.push(nodes[0]!.who);
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    expect(seen).toEqual(['team:makers', 'each team:makers', 'each session', 'team:works']);
  });

  test('is told by an estimate too, which makes none', async () => {
    const before = await api.asOwner('select from budget');
    const miko = api.as('acme', 'miko', ['makers']);
    const { draws } = await miko.get<{ draws: { budgets: { budget: Budget }[] }[] }>('estimateAccess', ESTIMATE, {
      input: asked(meter('miko', 1)),
    });
    expect(draws[0]!.budgets.map(({ budget }) => [budget.who, budget.held])).toEqual([
      ['team:makers', expect.any(String)],
      ['each team:makers', '0'],
    ]);
    expect(await api.asOwner('select from budget')).toHaveLength(before.length);
  });
});

test('a refusal leads to the budget that stood in the way, also where nothing was made', async () => {
  const sora = api.as('acme', 'sora-1', ['makers']);
  const input = asked(meter('sora-1', 51));
  await setPlan(admin, 'sora-1', 'payg');
  await grant(admin, { subject: 'sora-1', credits: '100', kind: 'ENTITLEMENT' });
  const { reason, blockers } = await sora.get<{
    reason: string;
    blockers: { kind: string; budget: { id: string; who: string } | null }[];
  }>(
    'estimateAccess',
    `query ($input: EstimateAccessInput!) { estimateAccess(input: $input) { reason blockers { kind budget { id who } } } }`,
    { input },
  );
  expect(reason).toBe('BUDGET_EXCEEDED');
  const { nodes } = await list(sora);
  const found = blockers.slice(0, 2).map(({ budget }) => budget);
  expect(found).toEqual(expect.arrayContaining(nodes.slice(0, 2).map(({ id, who }) => ({ id, who }))));
  expect(blockers.slice(2)).toMatchObject([{ kind: 'LOTS', budget: null }]);
});

describe('who may see', () => {
  test('a team: who is in it, who has read of it, who reads all; for others there is none', async () => {
    const lead = api.as('acme', 'vera', ['leads']);
    const stranger = api.as('acme', 'vera');
    const of = (client: Client) => client.run(BUDGETS, { team: 'team:makers' });
    for (const client of [nora, lead, admin]) expect((await of(client)).errors).toBeUndefined();
    expect(codesOf(await of(stranger))).toEqual(['FORBIDDEN']);
    const [shared] = (await list(nora)).nodes;
    const find = (client: Client) => client.run('query ($id: ID!) { budget(id: $id) { who } }', { id: shared!.id });
    for (const client of [nora, lead, admin])
      expect((await find(client)).data).toEqual({ budget: { who: 'team:makers' } });
    expect(codesOf(await find(stranger))).toEqual(['FORBIDDEN']);
    expect(await find(api.as('globex', 'admin'))).toMatchObject({ data: { budget: null } });
    const names = (client: Client) => client.get<Page<{ name: string }>>('teams', '{ teams { nodes { name } } }');
    expect((await names(nora)).nodes).toEqual([{ name: 'team:makers' }, { name: 'team:works' }]);
    expect((await names(lead)).nodes).toEqual([{ name: 'team:makers' }]);
    expect((await names(stranger)).nodes).toEqual([]);
  });

  test('another’s own: who may read that account', async () => {
    const of = (client: Client) => client.run<{ budgets: Page<Budget> }>(BUDGETS, { subject: 'nora' });
    expect(codesOf(await of(api.as('acme', 'miko')))).toEqual(['FORBIDDEN']);
    expect((await of(admin)).data!.budgets.nodes.map(({ who }) => who)).toEqual([
      ...['team:makers', 'each team:makers', 'team:works'],
    ]);
  });

  test('everybody’s: who may read every account', async () => {
    expect(codesOf(await nora.run(BUDGETS, { everyone: true }))).toEqual(['FORBIDDEN']);
    const { nodes } = await list(admin, { everyone: true });
    expect(nodes.map(({ who, subject }) => `${who} ${subject}`).sort()).toEqual([
      ...['each session nora', 'each team:makers nora', 'team:makers null'],
    ]);
  });
});

describe('a team', () => {
  test('names its parents, children and those that lines put into it', async () => {
    const team = await admin.get('team', `{ team(team: "team:works") { name parents children named } }`);
    expect(team).toEqual({ name: 'team:works', parents: [], children: ['team:makers'], named: [] });
    const makers = await nora.get('team', `{ team(team: "team:makers") { parents named budgets { nodes { who } } } }`);
    expect(makers).toEqual({
      parents: ['team:works'],
      named: ['group:makers', 'nora'],
      budgets: { nodes: [{ who: 'team:makers' }] },
    });
  });

  test('shows who spent how much, the most first, page by page, to who may read it', async () => {
    const miko = api.as('acme', 'miko', ['makers']);
    const { id } = await check(miko, meter('miko', 9));
    await settled(api, miko, usedOf(id, 8, { final: false }));
    const lead = api.as('acme', 'vera', ['leads']);
    const members = async (variables = {}) => {
      const { team } = await lead.data<{ team: { members: Page<{ subject: string }> } }>(MEMBERS, {
        team: 'team:makers',
        ...variables,
      });
      return team.members;
    };
    expect((await members()).nodes).toEqual([
      { subject: 'miko', spent: '8', held: '1', lastAt: expect.any(String) },
      { subject: 'nora', spent: '5', held: '2', lastAt: expect.any(String) },
    ]);
    const first = await members({ first: 1 });
    expect(first).toMatchObject({ nodes: [{ subject: 'miko' }], pageInfo: { hasNextPage: true } });
    expect((await members({ first: 1, after: first.pageInfo.endCursor })).nodes).toMatchObject([{ subject: 'nora' }]);
    expect(codesOf(await miko.run(MEMBERS, { team: 'team:makers' }))).toEqual(['FORBIDDEN']);
  });

  test('whose line has gone: what was counted is shown, by no line and without a limit', async () => {
    const [shared] = (await list(nora)).nodes;
    const [draw] = (await nora.get<{ draws: unknown[] }>('checkAccess', CHECK, { input: meter('nora', 1) })).draws;
    expect(draw).toMatchObject({ budgets: [{ budget: { line: shared!.line } }, {}] });
    policies.edit(FILE, (before) => before.replace(/^p3, team:makers.*\n/gm, ''));
    const gone = async () => {
      const { data } = await admin.run<{ budget: Budget }>(
        'query ($id: ID!) { budget(id: $id) { line limit spent } }',
        {
          id: shared!.id,
        },
      );
      return data!.budget;
    };
    while ((await gone()).line !== null);
    expect(await gone()).toEqual({ line: null, limit: '0', spent: '13' });
  });
});

describe('what cannot be', () => {
  test.each([
    [{ subject: 'nora', team: 'team:makers' }, 'BAD_USER_INPUT'],
    [{ everyone: true, session: 'task' }, 'BAD_USER_INPUT'],
    [{ first: 0 }, 'BAD_USER_INPUT'],
    [{ after: 'nonsense' }, 'BAD_USER_INPUT'],
  ])('%p is refused', async (variables, code) => {
    expect(codesOf(await admin.run(BUDGETS, variables))).toEqual([code]);
  });
});

const CHECK = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) {
  id draws { over budgets { amount increase line budget { ${FIELDS} } } } } }`;
const ESTIMATE = `query ($input: EstimateAccessInput!) { estimateAccess(input: $input) {
  draws { budgets { budget { ${FIELDS} } } } } }`;
const OF_CHARGE = 'draws { over budgets { amount } } overshootBudgets { amount }';
