/**
 * Apollo Client as a product's front end has it: one endpoint over HTTP and a socket, and a normalising cache that our
 * ids keep right.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { openTestApi, tokenFor, type TestApi } from '../support/api.js';
import { grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { socketUrl } from './socket-door.js';

interface Balance {
  available: string;
  held: string;
}
interface Account {
  id: string;
  seq: string;
  plan: string;
  balance: Balance;
  windows: { id: string; window: string; held: string }[];
}

const ACCOUNT_FIELDS = 'id seq balance { available held } windows { id window held }';
const ACCOUNT = gql(`query ($subject: ID) { account(subject: $subject) { ${ACCOUNT_FIELDS} } }`);
const CHECK = gql(`
  mutation ($input: CheckAccessInput!) {
    checkAccess(input: $input) { id outcome proceed reason account { ${ACCOUNT_FIELDS} } }
  }`);
const WATCH = gql(`
  subscription ($subject: ID) {
    balanceChanged(subject: $subject) { seq snapshot balance { available held } windows { id window held } }
  }`);

let api: TestApi;
let policies: PolicyCopy;
const sockets: SocketClient[] = [];
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  for (const subject of ['alice', 'bob']) {
    await setPlan(api.as('acme', 'admin'), subject, 'twin');
    await grant(api.as('acme', 'admin'), { subject, credits: '100' });
  }
});
afterAll(async () => {
  for (const socket of sockets) await socket.dispose();
  await api.close();
  policies.remove();
});

async function open(subject: string, token = tokenFor('acme', subject)) {
  const authorization = `Bearer ${await token}`;
  const socket = createClient({
    url: socketUrl(api.url),
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
  });
  sockets.push(socket);
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      new HttpLink({ uri: `${api.url}/graphql`, headers: { authorization } }),
    ),
  });
}

const entries = (client: ApolloClient, type: string) =>
  Object.keys(client.cache.extract() as object).filter((key) => key.startsWith(`${type}:`));

describe('the normalising cache', () => {
  test('has one entry for an account, whichever query named it, and by whichever address', async () => {
    const client = await open('alice');
    const first = await client.query<{ account: Account }>({ query: ACCOUNT });
    await client.query({ query: ACCOUNT, variables: { subject: 'alice' } });
    const query = gql(`
      query ($id: ID!) {
        viewer { account { id plan } }
        account(account: "subject:alice") { id state }
        node(id: $id) { id ... on Account { subject } }
      }`);
    const id = first.data?.account.id;
    await client.query({ query, variables: { id } });
    expect(entries(client, 'Account')).toEqual([`Account:${id}`]);
    expect((client.cache.extract() as Record<string, object>)[`Account:${id}`]).toMatchObject({
      plan: 'twin',
      state: 'ACTIVE',
      subject: 'alice',
      balance: { available: '100', held: '0' },
    });
  });

  test("keeps two accounts' windows of the same name apart", async () => {
    const client = await open('admin');
    for (const subject of ['alice', 'bob']) await client.query({ query: ACCOUNT, variables: { subject } });
    expect(entries(client, 'Account')).toHaveLength(2);
    expect(entries(client, 'WindowState')).toHaveLength(4);
  });

  test('takes over what a mutation says of an account, and shows it to whoever watches the query', async () => {
    const client = await open('alice');
    const shown: Account[] = [];
    const watched = client.watchQuery<{ account: Account }>({ query: ACCOUNT });
    let look = () => {};
    const subscription = watched.subscribe(({ data, dataState }) => {
      if (dataState !== 'complete') return;
      shown.push(data.account);
      look();
    });
    const until = async (there: () => boolean) => {
      while (!there()) await new Promise<void>((resolve) => (look = resolve));
    };
    await until(() => shown.length > 0);
    const before = shown.at(-1)!;
    // 50 from the allowance, 10 from the lot: both are another object of the cache.
    const { data } = await client.mutate<{ checkAccess: { proceed: boolean; account: Account } }>({
      mutation: CHECK,
      variables: { input: meter('alice', 60) },
    });
    const after = data!.checkAccess.account;
    expect(data).toMatchObject({ checkAccess: { proceed: true, account: { id: before.id } } });
    await until(() => shown.at(-1)!.seq === after.seq);
    expect(shown.at(-1)).toEqual(after);
    expect(after).toMatchObject({ balance: { available: '90', held: '10' } });
    expect(after.windows.map(({ window, held }) => [window, held])).toEqual([
      ['five_hour', '50'],
      ['weekly', '50'],
    ]);
    expect(after.windows.map(({ id }) => id)).toEqual(before.windows.map(({ id }) => id));
    subscription.unsubscribe();
  });
});

test('a denial is data, and a subscription over the same client brings what a mutation changed', async () => {
  const client = await open('bob');
  const changes: { seq: string; snapshot: boolean; balance: Balance }[] = [];
  let look = () => {};
  const subscription = client
    .subscribe<{ balanceChanged: (typeof changes)[number] }>({ query: WATCH })
    .subscribe(({ data, error }) => {
      if (error) throw new Error('the subscription failed', { cause: error });
      changes.push(data!.balanceChanged);
      look();
    });
  const heard = async (count: number) => {
    while (changes.length < count) await new Promise<void>((resolve) => (look = resolve));
  };
  await heard(1);
  const ask = (units: number) => client.mutate({ mutation: CHECK, variables: { input: meter('bob', units) } });
  expect(await ask(1_000)).toMatchObject({
    data: { checkAccess: { outcome: 'DENIED', proceed: false, reason: 'OUT_OF_CAPACITY' } },
  });
  const { data } = await ask(70);
  await heard(2);
  expect(changes).toMatchObject([
    { snapshot: true, balance: { available: '100', held: '0' } },
    { snapshot: false, balance: { available: '80', held: '20' } },
  ]);
  expect(data).toMatchObject({ checkAccess: { account: { seq: changes[1]?.seq } } });
  // Windows that come over the socket land in the cache by their ids.
  expect(entries(client, 'WindowState')).toHaveLength(2);
  subscription.unsubscribe();
});

describe('an error', () => {
  const codesOf = (error: unknown) => {
    if (!CombinedGraphQLErrors.is(error)) throw new Error('these are no errors of GraphQL', { cause: error });
    return error.errors.map(({ extensions }) => extensions?.code as string);
  };
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => null,
      (error: unknown) => error,
    );

  test('of a resolver, a document or a variable carries its code', async () => {
    const client = await open('alice');
    const query = (text: string, variables = {}) => failure(client.query({ query: gql(text), variables }));
    expect(codesOf(await query('{ account(subject: "bob") { id } }'))).toEqual(['FORBIDDEN']);
    expect(codesOf(await query('{ nothing }'))).toEqual(['BAD_USER_INPUT']);
    expect(
      codesOf(await query('query ($s: Uint64) { balanceUpdates(afterSeq: $s) { nodes { seq } } }', { s: '-1' })),
    ).toEqual(['BAD_USER_INPUT']);
    const mutation = client.mutate({ mutation: CHECK, variables: { input: meter('bob', 1) } });
    expect(codesOf(await failure(mutation))).toEqual(['FORBIDDEN']);
  });

  test('hides nothing else that succeeded, where the caller wants both', async () => {
    const client = await open('alice');
    const query = gql('{ viewer { subject } account(subject: "bob") { id } }');
    const { data, error } = await client.query({ query, errorPolicy: 'all' });
    expect(data).toMatchObject({ viewer: { subject: 'alice' }, account: null });
    expect(codesOf(error)).toEqual(['FORBIDDEN']);
  });

  test('of a subscription carries its code and ends it', async () => {
    const client = await open('admin');
    const results: unknown[] = [];
    await new Promise<void>((resolve, reject) =>
      client
        .subscribe({ query: WATCH, variables: { subject: 'nobody-at-all' } })
        .subscribe({ next: ({ error }) => results.push(codesOf(error)), error: reject, complete: resolve }),
    );
    expect(results).toEqual([['NOT_FOUND']]);
  });

  test('of the door carries its code too', async () => {
    const client = await open('alice', Promise.resolve('x.y.z'));
    expect(codesOf(await failure(client.query({ query: ACCOUNT })))).toEqual(['UNAUTHENTICATED']);
  });
});
