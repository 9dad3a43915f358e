/** A client whose machine's clock is an hour fast: its reports are taken, at the instants at which they happened. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { memoryOutbox, Spillway, type Run } from '../../clients/typescript/src/client.js';
import { HOUR, openTestApi, tokenFor, type TestApi } from '../support/api.js';
import { grant, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const trueNow = () => new Date().getTime();

let policies: PolicyCopy;
let api: TestApi;
let count = 0;
const clients: Spillway[] = [];
beforeAll(async () => {
  policies = exactPolicies();
  // All of this process is ahead; the API goes by the database's clock.
  jest.spyOn(Date, 'now').mockImplementation(() => trueNow() + HOUR);
  api = await openTestApi({ policyDir: policies.dir });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await api.close();
  policies.remove();
});

/** A client over a network that can be made to wait, and notes calls; without `dated`, answers do not say what time it is. */
function connect({ dated = false } = {}) {
  const state = { open: Promise.resolve(), calls: [] as string[] };
  const network: typeof fetch = async (url, init) => {
    await state.open;
    state.calls.push((JSON.parse(init?.body as string) as { operationName: string }).operationName);
    const answer = await fetch(url, init);
    const { status, headers } = answer;
    // As a page of another origin sees it.
    const seen = new Headers(headers);
    if (!dated) seen.delete('date');
    return new Response(await answer.text(), { status, headers: seen });
  };
  const token = () => tokenFor('acme', 'gateway');
  const client = new Spillway({ url: api.url, token, fetch: network, outbox: memoryOutbox() });
  clients.push(client);
  return { client, state };
}

/** Work that another client began: the answer to this one is a replay, which does not say what time it is. */
async function resumed(client: Spillway): Promise<Run> {
  const subject = `fast-${(count += 1)}`;
  await setPlan(api.as('acme', 'admin'), subject, 'payg');
  await grant(api.as('acme', 'admin'), { subject, credits: '10' });
  const request = { key: subject, subject, product: 'meter', feature: 'call', atMost: { units: 5 } };
  await connect().client.guard(request);
  const run = await client.guard(request);
  if (!run.proceed) throw new Error(run.denial.message);
  expect(run.decision?.replayed).toBe(true);
  return run;
}

const instantsOf = async ({ key }: Run): Promise<number[]> => {
  const rows = await api.asOwner<{ occurred_at: Date }>(
    `select occurred_at from usage_event where key like $1 || '/%' order by usage_no`,
    [key],
  );
  return rows.map(({ occurred_at: at }) => at.getTime());
};

test('what was frozen before Spillway’s clock was known is dated by it, and nothing is set aside', async () => {
  const { client, state } = connect();
  const run = await resumed(client);
  const from = trueNow();
  let goOn = (): void => undefined;
  state.open = new Promise((resolve) => (goOn = resolve));
  await run.part({ units: 1 });
  const between = trueNow();
  while (trueNow() < between + 20) await new Promise((resolve) => setImmediate(resolve));
  await run.part({ units: 2 });
  goOn();
  await client.delivered();
  await run.finish();
  await client.delivered();
  expect(await client.setAside()).toEqual([]);
  const [first = 0, second = 0, end = 0, ...more] = await instantsOf(run);
  // What passes on the way to Spillway and back makes an instant a little earlier, never later.
  expect(from - 5_000 < first && first + 20 <= second && second <= end && end <= trueNow()).toBe(true);
  expect([more, state.calls.filter((name) => name === 'SpillwayNow')]).toEqual([[], ['SpillwayNow']]);
});

test('an answer that bears its date is enough: no report is refused', async () => {
  const { client, state } = connect({ dated: true });
  const run = await resumed(client);
  await run.finish({ units: 1 });
  await client.delivered();
  expect(await client.setAside()).toEqual([]);
  expect(state.calls).toEqual(['SpillwayCheck', 'SpillwayRecord']);
  const [at = 0] = await instantsOf(run);
  expect(Math.abs(trueNow() - at)).toBeLessThan(30_000);
});
