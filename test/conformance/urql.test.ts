/** urql as a front end has it, over fetch and a socket; queries go by GET, as urql 6 sends them unless told otherwise. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cacheExchange, Client, type CombinedError, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { openTestApi, tokenFor, type TestApi } from '../support/api.js';
import { CHECK, grant, meter, setPlan, type Decision } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { CHANGE_FIELDS, type Change, Folded, socketUrl } from './socket-door.js';

interface Account {
  id: string;
  seq: string;
  balance: { available: string; held: string };
}

const ACCOUNT = '{ account { id seq balance { available held } } }';
const WATCH = `subscription ($subject: ID) { balanceChanged(subject: $subject) { ${CHANGE_FIELDS} } }`;

let api: TestApi;
let policies: PolicyCopy;
let alice: Client;
const sockets: SocketClient[] = [];
const sent: string[] = [];
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  await setPlan(api.as('acme', 'admin'), 'alice', 'payg');
  await grant(api.as('acme', 'admin'), { subject: 'alice', credits: '100' });
  alice = open(await tokenFor('acme', 'alice'));
});
afterAll(async () => {
  for (const socket of sockets) await socket.dispose();
  await api.close();
  policies.remove();
});

function open(token: string): Client {
  const authorization = `Bearer ${token}`;
  const socket = createClient({
    url: socketUrl(api.url),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
  });
  sockets.push(socket);
  return new Client({
    url: `${api.url}/graphql`,
    fetchOptions: { headers: { authorization } },
    fetch: (input, init) => {
      sent.push(init?.method ?? 'GET');
      return fetch(input, init);
    },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
        }),
      }),
    ],
  });
}

const codesOf = (error: CombinedError | undefined) => error?.graphQLErrors.map(({ extensions }) => extensions.code);

test('a query, a mutation and a subscription tell the same of one account', async () => {
  const folded = new Folded();
  const watch = alice.subscription<{ balanceChanged: Change }>(WATCH, {}).subscribe(({ data, error }) => {
    if (error) throw error;
    if (data) folded.add(data.balanceChanged);
  });
  await folded.standsAt(2n);
  const first = await alice.query<{ account: Account }>(ACCOUNT, {}).toPromise();
  expect(first).toMatchObject({ error: undefined, data: { account: { balance: { available: '100', held: '0' } } } });
  expect(folded.is(first.data!.account)).toBe(true);
  expect(sent).toEqual(['GET']);

  const check = await alice.mutation<{ checkAccess: Decision }>(CHECK, { input: meter('alice', 30) });
  expect(check).toMatchObject({ error: undefined, data: { checkAccess: { proceed: true, granted: '30' } } });
  expect(sent).toEqual(['GET', 'POST']);
  await folded.standsAt(3n);
  // The mutation named an Account, so the cached answer is not given again.
  const second = await alice.query<{ account: Account }>(ACCOUNT, {}).toPromise();
  expect(second.data).toMatchObject({ account: { seq: '3', balance: { available: '70', held: '30' } } });
  expect(folded.is(second.data!.account)).toBe(true);
  expect(folded.snapshots).toBe(1);
  watch.unsubscribe();
});

test('a denial is data', async () => {
  const { data, error } = await alice.mutation<{ checkAccess: Decision }>(CHECK, { input: meter('alice', 1_000) });
  expect(error).toBeUndefined();
  expect(data).toMatchObject({ checkAccess: { outcome: 'DENIED', proceed: false, remedy: expect.any(String) } });
});

test('an error carries its code: of a resolver, a document, the door, and a subscription', async () => {
  const bobs = await alice.query('{ viewer { subject } account(subject: "bob") { id } }', {}).toPromise();
  expect(bobs.data).toMatchObject({ viewer: { subject: 'alice' }, account: null });
  expect(codesOf(bobs.error)).toEqual(['FORBIDDEN']);

  const unknown = await alice.query('{ nothing }', {}).toPromise();
  expect(codesOf(unknown.error)).toEqual(['BAD_USER_INPUT']);

  const stranger = await open('x.y.z').query(ACCOUNT, {}).toPromise();
  expect(codesOf(stranger.error)).toEqual(['UNAUTHENTICATED']);

  const refused = await alice.subscription(WATCH, { subject: 'bob' }).toPromise();
  expect(codesOf(refused.error)).toEqual(['FORBIDDEN']);
});
