/** Watching a budget: each change of what it has counted, and that its line has changed, to whom it may be shown. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, grant, meter, release, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { listen } from './listen.js';

const FILE = 'acme/policy.csv';
const STATE = 'budget { id limit spent held remaining line }';
const WATCH = `subscription ($budget: ID!) { balanceChanged(budget: $budget) { seq snapshot cause account ${STATE} } }`;
const FOLLOW = `subscription ($budget: ID!) {
  accountChanged(budget: $budget, coalesceMs: 100) { reasons change { seq } ${STATE} } }`;

let policies: PolicyCopy;
let api: TestApi;
let nora: Client;
let id: string;

interface Told {
  seq: string;
  snapshot: boolean;
  cause: string;
  account: string;
  reasons: string[];
  budget: { id: string; limit: string; spent: string; held: string; remaining: string; line: number };
}

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(FILE, (text) => `${text}g2, nora, team:makers\np3, team:makers, product:meter, any, 50, month, cap\n`);
  api = await openTestApi({ policyDir: policies.dir });
  const admin = api.as('acme', 'admin');
  nora = api.as('acme', 'nora');
  await setPlan(admin, 'nora', 'payg');
  await grant(admin, { subject: 'nora', credits: '100', kind: 'ENTITLEMENT' });
  const { nodes } = await nora.get<{ nodes: { id: string }[] }>('budgets', '{ budgets { nodes { id } } }');
  id = nodes[0]!.id;
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

describe('who watches a budget', () => {
  test('sees it before anything has counted, then each hold, and what goes back', async () => {
    const watch = await listen<Told>(api, ['acme', 'nora'], WATCH, { budget: id });
    expect(await watch.next()).toMatchObject({ snapshot: true, budget: { id, held: '0', remaining: '50' } });
    const { id: decision } = await check(nora, meter('nora', 6));
    expect(await watch.next()).toMatchObject({
      snapshot: false,
      cause: 'HOLD',
      budget: { held: '6', remaining: '44' },
    });
    await release(nora, decision);
    expect(await watch.next()).toMatchObject({ cause: 'RELEASE', budget: { held: '0', remaining: '50' } });
    await watch.close();
  });

  test('is told that its line has changed', async () => {
    const watch = await listen<Told>(api, ['acme', 'nora'], FOLLOW, { budget: id });
    expect(await watch.next()).toMatchObject({ reasons: [], budget: { limit: '50' } });
    policies.edit(FILE, (text) => text.replace('any, 50, month', 'any, 70, month'));
    expect((await watch.until(({ reasons }) => reasons.includes('POLICY'))).at(-1)).toMatchObject({
      budget: { limit: '70', remaining: '70' },
    });
    await watch.close();
  });

  test('may see it; nobody else watches it', async () => {
    const refused = async (subject: string, document: string) => {
      const watch = await listen<Told>(api, ['acme', subject], document, { budget: id });
      const heard = await watch.hear();
      await watch.close();
      return heard?.errors?.map(({ extensions }) => extensions.code);
    };
    for (const document of [WATCH, FOLLOW]) expect(await refused('vera', document)).toEqual(['FORBIDDEN']);
    const both = 'subscription ($budget: ID!) { balanceChanged(budget: $budget, subject: "nora") { seq } }';
    expect(await refused('nora', both)).toEqual(['BAD_USER_INPUT']);
  });
});
