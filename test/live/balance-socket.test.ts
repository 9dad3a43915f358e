/** A watcher over a real socket, dropped again and again, misses nothing and sees nothing twice. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { versionOf } from '../../src/catalog/text-version.js';
import { openTestApi, tokenFor, type TestApi } from '../support/api.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';

const CHANGES = 1_000;
const DROPS = 20;
/** The plan and the grant are the first two updates. */
const LAST = BigInt(CHANGES) + 2n;

const WATCH = `subscription ($afterSeq: Uint64) {
  balanceChanged(afterSeq: $afterSeq) {
    account firstSeq seq snapshot delta heldDelta balance { available held promotional } windows { window used held }
  }
}`;
const CHECKS = `mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { outcome } }`;
const ACCOUNT = `{ account { seq balance { available held promotional } windows { window used held } } }`;

interface Change {
  firstSeq: string;
  seq: string;
  snapshot: boolean;
  delta: string;
  heldDelta: string;
  balance: { available: string; held: string; promotional: string };
  windows: { window: string; used: string; held: string }[];
}

let api: TestApi;
let policies: PolicyCopy;
beforeAll(async () => {
  policies = copyPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  const admin = api.as('acme', 'admin');
  await admin.data('mutation { setPlan(subject: "alice", plan: "payg") { seq } }');
  await admin.data(`mutation { grantCredits(input: { subject: "alice", kind: PROMOTIONAL, credits: "1000",
    reason: "test", idempotencyKey: "g" }) { id } }`);
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** Follows the balance up to the last change, over one socket after another, each torn down after some messages. */
async function follow(token: string, keep: (change: Change) => void): Promise<number> {
  let afterSeq: string | null = null;
  for (let sockets = 1; ; sockets++) {
    const raw: WebSocket[] = [];
    const client = createClient({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols: string | string[]) {
          super(url, protocols);
          raw.push(this);
        }
      },
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    const most = sockets <= DROPS ? 1 + ((sockets * 37) % 60) : CHANGES;
    afterSeq = await listen(client, afterSeq, most, keep);
    if (BigInt(afterSeq) >= LAST) {
      await client.dispose();
      return sockets;
    }
    for (const socket of raw) socket.terminate();
  }
}

/** Hears at most so many changes and returns the last one's `seq`. */
async function listen(client: Client, afterSeq: string | null, most: number, keep: (change: Change) => void) {
  let heard = 0;
  let seq = afterSeq ?? '0';
  const changes = client.iterate<{ balanceChanged: Change }>({ query: WATCH, variables: { afterSeq } });
  for await (const { data, errors } of changes) {
    if (!data) throw new Error(JSON.stringify(errors));
    keep(data.balanceChanged);
    seq = data.balanceChanged.seq;
    if (++heard >= most || BigInt(seq) >= LAST) break;
  }
  return seq;
}

test(`a socket dropped ${DROPS} times during ${CHANGES} changes: the folded state equals the query, each seq once`, async () => {
  const alice = api.as('acme', 'alice');
  const seen: Change[] = [];
  const following = follow(await tokenFor('acme', 'alice'), (change) => seen.push(change));
  for (let done = 0; done < CHANGES; done += 20) {
    const inputs = Array.from({ length: 20 }, (_, i) => ({
      subject: 'alice',
      product: 'codex',
      feature: 'gpt-5.4-mini',
      usage: [{ dimension: 'input_tokens', quantity: 100 + i }],
      idempotencyKey: `watched-${done + i}`,
    }));
    const { checkAccessMany } = await alice.data<{ checkAccessMany: { outcome: string }[] }>(CHECKS, { inputs });
    expect(checkAccessMany.every(({ outcome }) => outcome === 'ALLOWED')).toBe(true);
  }
  const { account } = await alice.data<{ account: { seq: string; balance: Change['balance']; windows: unknown[] } }>(
    ACCOUNT,
  );
  expect(BigInt(account.seq)).toBe(LAST);
  const sockets = await following;

  expect(sockets).toBeGreaterThan(DROPS);
  const [first, ...changes] = seen;
  expect(first).toMatchObject({ snapshot: true, delta: '0' });
  expect(changes.every(({ snapshot }) => !snapshot)).toBe(true);
  expect(changes.map(({ seq }) => BigInt(seq))).toEqual(
    changes.map((_, i) => BigInt(first?.seq ?? 0) + BigInt(i) + 1n),
  );
  expect(seen.at(-1)).toMatchObject({ seq: account.seq, balance: account.balance, windows: account.windows });
  const nano = (text: string) => BigInt(Math.round(Number(text) * 1e9));
  const folded = changes.reduce((sum, { delta }) => sum + nano(delta), nano(first?.balance.available ?? '0'));
  expect(folded).toBe(nano(account.balance.available));
});

test("another tenant's subject is watched with the same answer as one that is missing", async () => {
  const token = await tokenFor('globex', 'admin');
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const answers = await Promise.all(
    ['alice', 'nobody-at-all'].map(async (subject) => {
      const query = `subscription { balanceChanged(subject: "${subject}") { seq } }`;
      for await (const { data, errors } of client.iterate({ query })) {
        return { data, errors: errors?.map(({ message, extensions }) => ({ message, code: extensions?.code })) };
      }
      return null;
    }),
  );
  await client.dispose();
  expect(answers[0]?.errors).toMatchObject([{ code: 'NOT_FOUND' }]);
  expect(answers[0]).toEqual(answers[1]);
});

test('a policy edit that takes `read` away ends the stream with FORBIDDEN at the next change', async () => {
  const ACME = 'acme/policy.csv';
  const sound = policies.read(ACME);
  const admin = api.as('acme', 'admin');
  const grantTo = (subject: string, key: string) =>
    admin.data<{ grantCredits: { account: string } }>(`mutation { grantCredits(input: { subject: "${subject}",
      kind: PROMOTIONAL, credits: "1", reason: "test", idempotencyKey: "${key}" }) { account } }`);
  const edit = async (change: (text: string) => string) =>
    api.app.policies.whenRead(ACME, versionOf(policies.edit(ACME, change)));
  const { grantCredits } = await grantTo('mia', 'first');
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${await tokenFor('acme', 'carol')}` },
    retryAttempts: 0,
  });
  const watches = ['subject: "mia"', `account: "${grantCredits.account}"`].map((named) =>
    client.iterate<{ balanceChanged: { seq: string } }>({
      query: `subscription { balanceChanged(${named}) { seq } }`,
    }),
  );
  for (const watch of watches) expect(await watch.next()).toMatchObject({ value: { data: expect.anything() } });
  await edit((text) => text.replace('p, role:billing_admin, account:*, read, allow', ''));
  await grantTo('mia', 'second');
  for (const watch of watches) {
    expect(await watch.next()).toMatchObject({
      value: { data: null, errors: [{ path: ['balanceChanged'], extensions: { code: 'FORBIDDEN' } }] },
    });
    expect(await watch.next()).toMatchObject({ done: true });
  }
  await edit(() => sound);
  await client.dispose();
});
