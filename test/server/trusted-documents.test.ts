/** Documents by their hash: who may run what under each setting, over POST, GET, sockets and streams, and what a list must be. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { buildSchema } from 'graphql';
import { readConfig } from '../../src/processes/config.js';
import { limits } from '../../src/server/limits.js';
import { readTrustedDocuments } from '../../src/server/read-trusted-documents.js';
import type { DocumentTrust } from '../../src/server/trusted-documents.js';
import { answerOf, startFrame, tokenFor, type Frame } from './frame.js';
import { greeted } from './raw-socket.js';
import { openEvents } from './read-events.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const WHO = 'query Who { whoami }';
const ECHO = 'query Echo($text: String!) { echo(text: $text) }';
const WRITE = 'mutation Write { write(text: "x") }';
const TICKS = 'subscription Ticks { lateTicks }';
const LIST = [WHO, ECHO, WRITE, TICKS];
const UNKNOWN = sha256('{ serial }');

const frames: Frame[] = [];
afterEach(async () => {
  for (const { server } of frames.splice(0)) await server.close();
});

async function startWith(trust: DocumentTrust, texts = LIST): Promise<Frame> {
  const list = new Map(texts.map((text) => [sha256(text), text]));
  const frame = await startFrame({ trustedDocuments: { trust, texts: list }, graphiql: [WHO] });
  frames.push(frame);
  return frame;
}

interface Told {
  data?: unknown;
  errors?: { message: string; extensions: Record<string, unknown> }[];
}
/** One way to send a request. */
type Way = (frame: Frame, params: Record<string, unknown>) => Promise<Told>;

const overPost: Way = async (frame, params) => {
  const { data, errors } = await frame.post(params);
  return { ...(data !== undefined && { data }), ...(errors && { errors }) };
};
const overGet: Way = async ({ server }, params) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  const headers = { authorization: `Bearer ${await tokenFor('alice')}` };
  const { data, errors } = await answerOf(await fetch(`${server.url}/graphql?${search.toString()}`, { headers }));
  return { ...(data !== undefined && { data }), ...(errors && { errors }) };
};
const overSocket: Way = async (frame, payload) => {
  const socket = await greeted(frame);
  socket.send({ type: 'subscribe', id: '1', payload });
  const { type, payload: told } = await socket.next();
  socket.socket.terminate();
  return type === 'error' ? { errors: told as Told['errors'] } : (told as Told);
};
const overStream: Way = async (frame, params) => {
  const events = await openEvents(frame, params);
  const told = events.status === 200 ? ((await events.next())?.data as Told) : await events.json();
  events.leave();
  return told;
};
const WAYS: [string, Way][] = [
  ['POST', overPost],
  ['GET', overGet],
  ['a socket', overSocket],
  ['a stream', overStream],
];

const byExtension = (hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } });
const byId = (hash: string) => ({ documentId: `sha256:${hash}` });
const refusal = (code: string, message: unknown) => ({
  errors: [{ message, extensions: { code, retryable: false, requestId: expect.any(String) } }],
});
const ALICE = { data: { whoami: 'acme/alice' } };

describe.each(WAYS)('over %s', (_title, send) => {
  test('a document of the list runs by its hash, named in either way, with its variables', async () => {
    for (const trust of ['log', 'required'] as const) {
      const frame = await startWith(trust);
      for (const named of [byExtension, byId]) {
        expect(await send(frame, named(sha256(WHO)))).toEqual(ALICE);
        expect(await send(frame, { query: '', ...named(sha256(WHO)) })).toEqual(ALICE);
        const variables = { text: 'äöü' };
        expect(await send(frame, { ...named(sha256(ECHO)), variables })).toEqual({ data: { echo: 'äöü' } });
      }
    }
  });

  test('a hash that is not on the list is PERSISTED_QUERY_NOT_FOUND, whatever it looks like', async () => {
    const frame = await startWith('log');
    const notFound = refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
    for (const hash of [UNKNOWN, sha256(WHO).toUpperCase(), '', 'x', '__proto__']) {
      expect([hash, await send(frame, byExtension(hash))]).toEqual([hash, notFound]);
      expect([hash, await send(frame, byId(hash))]).toEqual([hash, notFound]);
    }
    expect(await send(frame, { extensions: { persistedQuery: { sha256Hash: 7 } } })).toEqual(notFound);
  });

  test('no document is ever registered by a caller', async () => {
    const frame = await startWith('log');
    const hash = sha256('{ echo }');
    expect(await send(frame, { query: '{ echo }', ...byExtension(hash) })).toEqual({ data: { echo: 'x' } });
    expect(await send(frame, byExtension(hash))).toMatchObject({ errors: [{ message: 'PersistedQueryNotFound' }] });
  });

  test('without a list a hash is PERSISTED_QUERY_NOT_SUPPORTED, and a text runs as ever', async () => {
    const frame = await startWith('off', []);
    const notSupported = refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    expect(await send(frame, byExtension(sha256(WHO)))).toEqual(notSupported);
    expect(await send(frame, byId(sha256(WHO)))).toEqual(notSupported);
    expect(await send(frame, { query: '{ whoami }', ...byExtension(sha256('{ whoami }')) })).toEqual(ALICE);
    expect(await send(frame, { query: '{ whoami }' })).toEqual(ALICE);
    expect(frame.logged).toEqual([]);
  });

  test('`required` runs no other text, and says why; a text that is on the list to the letter runs', async () => {
    const frame = await startWith('required');
    const refused = refusal('PERSISTED_QUERY_NOT_FOUND', expect.stringContaining('runs trusted documents only'));
    for (const query of ['{ whoami }', `${WHO} `, '{', '{ __schema { types { name } } }']) {
      expect([query, await send(frame, { query })]).toEqual([query, refused]);
      expect([query, await send(frame, { query, ...byExtension(sha256(query)) })]).toEqual([query, refused]);
    }
    expect(await send(frame, { query: WHO })).toEqual(ALICE);
  });

  test('a known hash is what runs, whatever text stands beside it', async () => {
    const frame = await startWith('required');
    const query = 'query Who { whoami __typename }';
    expect(await send(frame, { query, ...byExtension(sha256(WHO)) })).toEqual(ALICE);
  });

  test('two names that differ are refused; the same one twice is fine', async () => {
    const frame = await startWith('required');
    const twice = { ...byId(sha256(WHO)), ...byExtension(sha256(WHO)) };
    expect(await send(frame, twice)).toEqual(ALICE);
    const both = { ...byId(sha256(WHO)), ...byExtension(UNKNOWN) };
    expect(await send(frame, both)).toEqual(refusal('BAD_USER_INPUT', expect.stringContaining('name one')));
  });
});

test('mutations run by their hash over POST, sockets and streams, and never over GET; subscriptions where they can', async () => {
  const frame = await startWith('required');
  expect(await overPost(frame, byId(sha256(WRITE)))).toEqual({ data: { write: 'x' } });
  for (const send of [overSocket, overStream])
    expect(await send(frame, byId(sha256(WRITE)))).toEqual({ data: { write: 'x' } });
  expect(await overGet(frame, byId(sha256(WRITE)))).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
  for (const send of [overSocket, overStream])
    expect(await send(frame, byId(sha256(TICKS)))).toEqual({ data: { lateTicks: 1 } });
});

test('a request that names no document in any way, and extensions that are no JSON, get the refusals of GraphQL', async () => {
  const frame = await startWith('required');
  for (const params of [{}, { query: '' }, { query: 7 }, { documentId: null }, { extensions: null }])
    expect(await overPost(frame, params)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  expect(await overGet(frame, { extensions: '{' })).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

describe('the log', () => {
  const warnings = ({ logged }: Frame) => logged.filter(({ msg }) => msg === 'a document that is not trusted');

  test('names each text that is not on the list once, with its hash and whether it was refused', async () => {
    for (const trust of ['log', 'required'] as const) {
      const frame = await startWith(trust);
      for (const send of [overPost, overGet, overSocket]) await send(frame, { query: '{ whoami }' });
      const line = { level: 40, tenant: 'acme', hash: sha256('{ whoami }'), document: '{ whoami }', notLogged: 0 };
      expect(warnings(frame)).toEqual([expect.objectContaining({ ...line, refused: trust === 'required' })]);
      expect(warnings(frame)[0]).toHaveProperty('requestId', expect.any(String));
    }
  });

  test('is bounded: 1,000 characters of a text, and 60 texts a minute', async () => {
    const frame = await startWith('log');
    await overPost(frame, { query: `{ whoami } #${'x'.repeat(5000)}` });
    expect(warnings(frame)[0]?.document).toHaveLength(1000);
    for (let i = 0; i < 70; i += 1) await overPost(frame, { query: `{ whoami } # ${i}` });
    expect(warnings(frame)).toHaveLength(60);
  });
});

test("GraphiQL's page says that nothing but trusted documents runs, where that is so", async () => {
  for (const trust of ['off', 'log', 'required'] as const) {
    const { server } = await startWith(trust);
    const html = await (await fetch(`${server.url}/graphiql`)).text();
    expect(html.includes('This server runs trusted documents only')).toBe(trust === 'required');
  }
});

describe('the list', () => {
  const dir = mkdtempSync(join(tmpdir(), 'trusted-'));
  afterEach(() => {
    rmSync(dir, { recursive: true });
    mkdirSync(dir);
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  const schema = buildSchema('type Query { whoami: String self: Query } type Mutation { write: String }');
  const read = (more = {}) => readTrustedDocuments({ dir, schema, introspection: true, limits, ...more });
  const put = (file: string, content: unknown) =>
    writeFileSync(join(dir, file), typeof content === 'string' ? content : JSON.stringify(content));
  const entry = (text: string) => ({ [sha256(text)]: text });

  test('is what all JSON files of the folder say together; other files are not looked at', async () => {
    put('one.json', { ...entry(WHO), ...entry('{ self { whoami } }') });
    put('two.json', { ...entry(WHO), ...entry('mutation { write }') });
    put('README.md', 'x');
    mkdirSync(join(dir, 'older'));
    expect(await read()).toEqual(
      new Map([WHO, '{ self { whoami } }', 'mutation { write }'].map((text) => [sha256(text), text])),
    );
  });

  test('may have codegen’s `sha256:` before each hash, in some files or in all', async () => {
    const named = (text: string) => ({ [`sha256:${sha256(text)}`]: text });
    put('one.json', { ...named(WHO), ...entry(WHO), ...named('{ self { whoami } }') });
    put('two.json', entry('mutation { write }'));
    expect(await read()).toEqual(
      new Map([WHO, '{ self { whoami } }', 'mutation { write }'].map((text) => [sha256(text), text])),
    );
    put('wrong.json', { [`sha256:${sha256('x')}`]: WHO });
    await expect(read()).rejects.toThrow(`wrong.json: sha256:${sha256('x')}: this is not the hash`);
    for (const name of [`sha1:${sha256(WHO)}`, `sha256:sha256:${sha256(WHO)}`, `SHA256:${sha256(WHO)}`]) {
      put('wrong.json', { [name]: WHO });
      await expect(read()).rejects.toThrow('must be a SHA-256');
    }
  });

  test.each<[string, unknown, RegExp]>([
    ['a hash that is not that of its document', { [sha256('x')]: WHO }, new RegExp(`not the hash .* ${sha256(WHO)}`)],
    ['a hash of another kind', { [createHash('sha1').update(WHO).digest('hex')]: WHO }, /must be a SHA-256/],
    ['a document that is no text', { [sha256('7')]: 7 }, /must be a text/],
    ['a document that is no GraphQL', entry('{'), /the schema refuses .*Syntax Error/],
    ['a document that the schema does not know', entry('{ nothing }'), /the schema refuses .*Cannot query field/],
    ['a document beyond the limits', entry(`${'{ self '.repeat(12)}{ whoami }${' }'.repeat(12)}`), /13 levels/],
    ['a document without an operation', entry('fragment F on Query { whoami }'), /refuses|no operation/],
    ['a document longer than a body', entry(`{ whoami } #${'x'.repeat(limits.bodyBytes)}`), /more than 1048576 bytes/],
    ['no JSON', '{', /is not JSON/],
    ['a list', [WHO], /must be one JSON object/],
    ['a text', '"x"', /must be one JSON object/],
  ])('with %s is refused, and the refusal names the file', async (_title, content, problem) => {
    put('good.json', entry(WHO));
    put('wrong.json', content);
    const refused = await read().catch((error: Error) => error.message);
    expect(refused).toMatch(problem);
    expect(refused).toContain(`SPILLWAY_TRUSTED_DOCUMENTS_DIR): ${join(dir, 'wrong.json')}: `);
  });

  test('with a file that is no UTF-8, or no regular file, is refused by its name', async () => {
    writeFileSync(join(dir, 'broken.json'), Buffer.from([0x7b, 0xff, 0x7d]));
    await expect(read()).rejects.toThrow(`${join(dir, 'broken.json')}: it is not UTF-8`);
    rmSync(join(dir, 'broken.json'));
    mkdirSync(join(dir, 'folder.json'));
    await expect(read()).rejects.toThrow(`${join(dir, 'folder.json')}: it is no regular file`);
  });

  test('has at most 100 files, 16 MiB and 10,000 documents, and none may ask for a hidden schema', async () => {
    for (let i = 0; i <= 100; i += 1) put(`${i}.json`, {});
    await expect(read()).rejects.toThrow('101 files that end in .json, at most 100');
    for (let i = 0; i < 100; i += 1) rmSync(join(dir, `${i}.json`));
    put('0.json', ' '.repeat(16_777_216 - 4) + '{}');
    expect(await read()).toEqual(new Map());
    put('1.json', `${JSON.stringify(entry(WHO))}`);
    await expect(read()).rejects.toThrow(`${join(dir, '1.json')}: up to here the files have more than 16777216 bytes`);
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, i) => `{ whoami } # ${i}`).map((text) => [sha256(text), text]),
      );
    put('0.json', many(10_000));
    rmSync(join(dir, '1.json'));
    rmSync(join(dir, '100.json'));
    put('1.json', entry(WHO));
    await expect(read()).rejects.toThrow(`${join(dir, '1.json')}: up to here there are more than 10000 documents`);
    rmSync(join(dir, '0.json'));
    put('1.json', entry('{ __schema { types { name } } }'));
    expect((await read()).size).toBe(1);
    await expect(read({ introspection: false })).rejects.toThrow('introspection');
  });

  test('needs its folder', async () => {
    await expect(read({ dir: join(dir, 'none') })).rejects.toThrow(`${join(dir, 'none')}: the folder cannot be read`);
  });
});

test('the settings name whichever is wrong', () => {
  const readWith = (env: Record<string, string>) => readConfig({ SPILLWAY_JWT_SECRET: 's'.repeat(32), ...env });
  expect(readWith({})).toMatchObject({ documentTrust: 'off', trustedDocumentsDir: null });
  const both = { SPILLWAY_TRUSTED_DOCUMENTS: 'required', SPILLWAY_TRUSTED_DOCUMENTS_DIR: '/documents' };
  expect(readWith(both)).toMatchObject({ documentTrust: 'required', trustedDocumentsDir: '/documents' });
  for (const wrong of ['on', 'REQUIRED', '1'])
    expect(() => readWith({ ...both, SPILLWAY_TRUSTED_DOCUMENTS: wrong })).toThrow(
      'SPILLWAY_TRUSTED_DOCUMENTS must be off, log or required',
    );
  for (const trust of ['log', 'required'])
    expect(() => readWith({ SPILLWAY_TRUSTED_DOCUMENTS: trust })).toThrow(
      'SPILLWAY_TRUSTED_DOCUMENTS_DIR must name the folder',
    );
});
