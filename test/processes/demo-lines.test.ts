/**
 * The demo tenants' lines of teams, budgets and credits that come again are for names of their own: everybody who was there
 * before, and any new subject on a plan of before, is answered to the letter as without them.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { grant, setPlan } from '../support/calls.js';
import { copyPolicies, LAB_POOL, type PolicyCopy } from '../support/policies.js';

const FIRST_LINE = '\n# Teams: g2,';
const PLAN = /\n {2}# Acme's team atlas[^]*?roll_over: \{ at_most: "20" \}/;

let before: PolicyCopy;
let apis: TestApi[];

beforeAll(async () => {
  before = copyPolicies();
  before.edit('acme/policy.csv', (text) => {
    expect(text.split(FIRST_LINE)).toHaveLength(2);
    return `${text.split(FIRST_LINE)[0]}\n`;
  });
  before.edit('catalog.yaml', (text) => {
    for (const part of [PLAN, LAB_POOL]) expect(text).toMatch(part);
    return text.replace(PLAN, '').replace(LAB_POOL, '');
  });
  expect(before.read('acme/policy.csv')).not.toMatch(/^(g2|p3),/m);
  apis = [await openTestApi(), await openTestApi({ policyDir: before.dir })];
  for (const api of apis) await furnish(api.as('acme', 'admin'));
});
afterAll(async () => {
  for (const api of apis) await api.close();
  before.remove();
});

async function furnish(admin: Client): Promise<void> {
  await setPlan(admin, 'bob', 'free');
  for (const subject of ['admin', 'gateway']) await setPlan(admin, subject, 'enterprise');
  await grant(admin, { subject: 'alice', credits: '20' });
  await grant(admin, { subject: 'bob', credits: '5' });
  await grant(admin, { subject: 'alice', credits: '100', kind: 'ENTITLEMENT' });
  await grant(admin, { pool: 'engineering', credits: '5000', kind: 'ENTITLEMENT' });
}

const CHECK = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) {
  outcome reason message requested granted shortfall grantedUsage { dimension quantity } remedies
  draws { layer source amount windows line over budgets { line } } blockers { kind source accountAddress limit remaining }
  policy { line rule } hold { amount remaining } account { plan subject balance { available held } } } }`;
const AVAILABLE = `query ($subject: ID, $product: ID!) { availability(subject: $subject, product: $product) {
  state reason remedies layers { layer source remaining capacity } blockers { kind source } } }`;

const SMALL = { input_tokens: 5_000, output_tokens: 500 };
const LARGE = { input_tokens: 1_400_000, output_tokens: 100_000 };

interface Caller {
  name: string;
  subject?: string;
  groups?: string[];
  as?: string;
}
const CALLERS: Caller[] = [
  { name: 'alice', groups: ['engineering'] },
  { name: 'bob' },
  { name: 'carol' },
  { name: 'gateway' },
  { name: 'admin' },
  { name: 'an intern who is an engineer', subject: 'ivo', groups: ['engineering', 'interns'] },
  { name: 'somebody new', subject: 'zora' },
  { name: 'alice, asked for by the gateway', subject: 'alice', as: 'gateway', groups: ['engineering'] },
];

/** All that one caller is told, in one order. */
async function toldTo(api: TestApi, { name, subject = name, groups = [], as }: Caller): Promise<unknown[]> {
  const client: Client = as ? api.as('acme', as) : api.as('acme', subject, groups);
  const answers: unknown[] = [];
  const work: [feature: string, usage: Record<string, number>, mode: string][] = [
    ['gpt-5.5', SMALL, 'ALL_OR_NOTHING'],
    ['gpt-5.4-mini', SMALL, 'ALL_OR_NOTHING'],
    ['gpt-5.5', LARGE, 'ALL_OR_NOTHING'],
    ['gpt-5.5', LARGE, 'UP_TO'],
  ];
  for (const [i, [feature, of, mode]] of work.entries()) {
    const usage = Object.entries(of).map(([dimension, quantity]) => ({ dimension, quantity }));
    const input = { subject, product: 'codex', feature, usage, mode, idempotencyKey: `${name} ${i}` };
    answers.push(await client.run(CHECK, { input: { ...input, ...(as && { groups }) } }));
  }
  for (const product of ['codex', 'sora']) answers.push(await client.run(AVAILABLE, { subject, product }));
  return answers;
}

describe('as without them', () => {
  test.each(CALLERS.map((caller) => [caller.name, caller] as const))('is answered: %s', async (_, caller) => {
    const [now, then] = await Promise.all(apis.map((api) => toldTo(api, caller)));
    expect(now).toEqual(then);
    expect(JSON.stringify(now)).not.toMatch(/INTERNAL|budget:|pool:lab/);
  });

  test('and those that they are for are not: their plan, their pool and their budgets are there', async () => {
    const ines = apis[0]!.as('acme', 'ines');
    const { nodes } = await ines.get<{ nodes: { who: string }[] }>('budgets', '{ budgets { nodes { who } } }');
    expect(nodes.map(({ who }) => who)).toEqual(['team:lab', 'team:atlas', 'each team:atlas']);
    expect(JSON.stringify(await ines.run(AVAILABLE, { product: 'codex' }))).toContain('pool:lab');
    const mara = apis[0]!.as('acme', 'mara');
    expect(await mara.get('team', '{ team(team: "team:atlas") { named parents } }')).toEqual({
      named: ['ines', 'jon'],
      parents: ['team:lab'],
    });
  });
});
