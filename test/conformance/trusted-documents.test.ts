/**
 * Trusted documents with the clients and the tool that teams have: a file as graphql-codegen's `persistedDocuments` writes
 * it, and Apollo Client with its persisted-query link, over HTTP and a socket.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode, print, type DocumentNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { openTestApi, tokenFor, type TestApi } from '../support/api.js';
import { socketUrl } from './socket-door.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const ME = gql('query Me { viewer { subject __typename } }');
const WATCH = gql('subscription Watch { balanceChanged { seq snapshot __typename } }');
const OTHER = gql('query Other { viewer { tenant __typename } }');

const dir = mkdtempSync(join(tmpdir(), 'trusted-'));
const closing: (() => void | Promise<void>)[] = [];
beforeAll(() => {
  // As `hashAlgorithm: 'sha256'` has it: the hash of the very text beside it.
  const manifest = Object.fromEntries([ME, WATCH].map((document) => [sha256(print(document)), print(document)]));
  writeFileSync(join(dir, 'persisted-documents.json'), JSON.stringify(manifest, null, 2));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => rmSync(dir, { recursive: true }));

async function serve(trust: string): Promise<TestApi> {
  const settings = { SPILLWAY_TRUSTED_DOCUMENTS: trust, SPILLWAY_TRUSTED_DOCUMENTS_DIR: dir };
  const api = await openTestApi({ settings });
  closing.push(() => api.close());
  return api;
}

/** A client that names documents by their hash first; `sent` has what its requests over HTTP named. */
async function open(api: TestApi): Promise<{ client: ApolloClient; sent: string[] }> {
  const authorization = `Bearer ${await tokenFor('acme', 'alice')}`;
  const connectionParams = { authorization };
  const socket = createClient({ url: socketUrl(api.url), webSocketImpl: WebSocket, connectionParams });
  closing.push(() => socket.dispose());
  const sent: string[] = [];
  const http = new HttpLink({
    uri: `${api.url}/graphql`,
    headers: { authorization },
    fetch: (input, init) => {
      const { query } = JSON.parse(init?.body as string) as { query?: string };
      sent.push(query === undefined ? 'hash' : 'text');
      return fetch(input, init);
    },
  });
  const transport = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    http,
  );
  const generateHash = async (document: DocumentNode) => sha256(print(document));
  const link = ApolloLink.from([new PersistedQueryLink({ generateHash }), transport]);
  return { client: new ApolloClient({ cache: new InMemoryCache(), link }), sent };
}

const ask = (client: ApolloClient, query: DocumentNode) =>
  client.query({ query, fetchPolicy: 'no-cache' }).then(
    ({ data }) => data,
    (error: unknown) =>
      CombinedGraphQLErrors.is(error) ? error.errors.map(({ extensions }) => extensions?.code) : error,
  );
const ALICE = { viewer: { subject: 'alice', __typename: 'Viewer' } };
const TENANT = { viewer: { tenant: 'acme', __typename: 'Viewer' } };

test('required: a document of the list goes by its hash alone, a subscription too, and no other runs', async () => {
  const { client, sent } = await open(await serve('required'));
  expect(await ask(client, ME)).toEqual(ALICE);
  expect(sent).toEqual(['hash']);
  const first = await new Promise((resolve, reject) =>
    client.subscribe({ query: WATCH }).subscribe({ next: ({ data }) => resolve(data), error: reject }),
  );
  expect(first).toMatchObject({ balanceChanged: { snapshot: true } });
  expect(await ask(client, OTHER)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  expect(sent).toEqual(['hash', 'hash', 'text']);
});

test('log: what is not on the list goes by its text in a second request, each time', async () => {
  const { client, sent } = await open(await serve('log'));
  expect(await ask(client, ME)).toEqual(ALICE);
  expect(await ask(client, OTHER)).toEqual(TENANT);
  expect(await ask(client, OTHER)).toEqual(TENANT);
  expect(sent).toEqual(['hash', 'hash', 'text', 'hash', 'text']);
});

test('off: the client learns from the first refusal, and sends texts from then on', async () => {
  const { client, sent } = await open(await serve('off'));
  expect(await ask(client, ME)).toEqual(ALICE);
  expect(await ask(client, OTHER)).toEqual(TENANT);
  expect(sent).toEqual(['hash', 'text', 'text']);
});

test('a process does not start with a list that its schema refuses, or with none where one is required', async () => {
  const wrong = mkdtempSync(join(tmpdir(), 'trusted-'));
  closing.push(() => rmSync(wrong, { recursive: true }));
  const settings = { SPILLWAY_TRUSTED_DOCUMENTS: 'required', SPILLWAY_TRUSTED_DOCUMENTS_DIR: wrong };
  await expect(openTestApi({ settings })).rejects.toThrow(`${wrong} has none, so every call would be refused`);
  const text = 'query Old { viewer { nickname } }';
  writeFileSync(join(wrong, 'old.json'), JSON.stringify({ [sha256(text)]: text }));
  await expect(openTestApi({ settings })).rejects.toThrow(
    new RegExp(`old.json: ${sha256(text)}: the schema refuses the document: Cannot query field "nickname"`),
  );
});
