/** A thousand sockets that lose their process come back to another one at the same moment: each gets what it missed. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { follow, Folded, resuming, socketUrl } from '../conformance/socket-door.js';
import { openTestApi, tokenFor, type TestApi } from '../support/api.js';
import { account, check, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const WATCHERS = Array.from({ length: 1_000 }, (_, i) => `watcher-${i}`);
const CHECKS = 'mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { outcome } }';

let api: TestApi;
let policies: PolicyCopy;
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** Every watcher's account moves on by one. */
async function checkForAll(): Promise<void> {
  for (const half of [WATCHERS.slice(0, 500), WATCHERS.slice(500)]) {
    const inputs = half.map((subject) => meter(subject, 1));
    const answers = await api.as('acme', 'admin').get<{ outcome: string }[]>('checkAccessMany', CHECKS, { inputs });
    expect(answers.every(({ outcome }) => outcome === 'ALLOWED')).toBe(true);
  }
}

test('each watcher hears every seq once, and checks are answered meanwhile', async () => {
  const [first, second] = [await api.spawned(), await api.spawned()];
  await setPlan(api.as('acme', 'admin'), 'busy', 'payg');
  await grant(api.as('acme', 'admin'), { subject: 'busy', credits: '1000' });
  await checkForAll();
  let door = first.url;
  let letGo = () => {};
  const away = new Promise<void>((resolve) => (letGo = resolve));
  const watches = WATCHERS.map((subject) => {
    const client: Client = createClient({
      url: () => socketUrl(door),
      webSocketImpl: WebSocket,
      connectionParams: async () => ({ authorization: `Bearer ${await tokenFor('acme', subject)}` }),
      retryWait: () => away,
    });
    const folded = new Folded();
    return { subject, client, folded, ended: follow(client, folded, resuming(folded)) };
  });
  const allAt = (seq: bigint) => Promise.all(watches.map(({ folded }) => folded.standsAt(seq)));
  await allAt(1n);

  for (const { client } of watches) client.terminate();
  await checkForAll();
  door = second.url;
  let back = false;
  const returned = allAt(2n).then(() => (back = true));
  letGo();
  const answers = [];
  while (!back) answers.push(await check(second.as('acme', 'busy'), meter('busy', 1)));
  await returned;
  await checkForAll();
  await allAt(3n);

  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['ALLOWED']));
  expect(watches.map(({ folded }) => folded.snapshots)).toEqual(WATCHERS.map(() => 1));
  for (const { subject, folded } of watches.slice(0, 20)) {
    expect(folded.is(await account(api.as('acme', subject)))).toBe(true);
  }
  for (const { client } of watches) await client.dispose();
  await Promise.all(watches.map(({ ended }) => ended));
}, 120_000);
