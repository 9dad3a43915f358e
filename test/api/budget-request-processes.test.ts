/** Requests for more of a budget over API processes of their own: answered once, told once, and heard in the other one. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type Client, type Door, type TestApi } from '../support/api.js';
import { ask, budgetsOf, requestsOf, tryToDecide, tryToWithdraw, type Request } from '../support/budget-requests.js';
import { check, codesOf, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, usedOf } from '../support/usage.js';
import { listen } from '../live/listen.js';

const LINES = `
p3, each group:raced, product:meter, any, 10, month, cap
g, lea, role:leader
g, max, role:leader
p, role:leader, budget:group:raced, approve, allow
`;

let policies: PolicyCopy;
let api: TestApi;
let other: Door;
let rita: Client;
let budget: string;

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('acme/policy.csv', (text) => `${text}${LINES}`);
  api = await openTestApi({ policyDir: policies.dir });
  other = await api.spawned();
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'rita', 'payg');
  await grant(admin, { subject: 'rita', credits: '100', kind: 'ENTITLEMENT' });
  rita = api.as('acme', 'rita', ['raced']);
  budget = (await budgetsOf(rita)).get('each group:raced')!;
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

test('two approvers, or an approver and who asked, at once in two processes: one of them is heard, each time', async () => {
  const [lea, max] = [api.as('acme', 'lea'), other.as('acme', 'max')];
  for (let round = 0; round < 6; round++) {
    const { id } = await ask(rita, budget, 1);
    const second = round % 2 ? tryToDecide(max, id) : tryToWithdraw(other.as('acme', 'rita', ['raced']), id);
    expect((await Promise.all([tryToDecide(lea, id), second])).flatMap(codesOf)).toEqual(['CONFLICT']);
  }
  const approved = (await requestsOf(rita)).filter(({ state }) => state === 'APPROVED');
  const lots = await api.asOwner(`select from lot where kind = 'INCREASE'`);
  expect(lots).toHaveLength(approved.length);
});

test('a stage is told once, whichever of them settles, and both hear what becomes of a request', async () => {
  const CHANGED = 'subscription { budgetRequestChanged(everyone: true) { id state } }';
  const watches = await Promise.all([api, other].map((door) => listen<Request>(door, ['acme', 'lea'], CHANGED)));
  const { id } = await ask(other.as('acme', 'rita', ['raced']), budget, 1);
  for (const watch of watches) await watch.until((request) => request.id === id);
  await tryToDecide(other.as('acme', 'max'), id, { approve: false });
  for (const watch of watches) {
    expect(
      (await watch.until(({ state, ...request }) => request.id === id && state !== 'PENDING')).at(-1),
    ).toMatchObject({
      state: 'REJECTED',
    });
    await watch.close();
  }
  const doors = [rita, other.as('acme', 'rita', ['raced'])];
  const holds = await Promise.all(Array.from({ length: 10 }, (_, i) => check(doors[i % 2]!, meter('rita', 1))));
  await Promise.all(holds.map((hold, i) => record(doors[i % 2]!, usedOf(hold.id, 1))));
  await allSettled(api);
  const told = await api.asOwner<{ percent: number; times: number }>(
    `select percent, count(*)::int as times from notice where kind = 'BUDGET' group by 1 order by 1`,
  );
  expect(told.map(({ times }) => times)).toEqual(told.map(() => 2));
  expect(told.map(({ percent }) => percent)).toContain(50);
});
