import { request } from 'node:http';
import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { answerOf, type Frame, startFrame, tokenFor } from './frame.js';
import { upgradeTo } from './raw-socket.js';

let frame: Frame;
beforeAll(async () => {
  frame = await startFrame();
});
afterAll(() => frame.server.close());

const codes = (answer: { errors?: { extensions: Record<string, unknown> }[] }): unknown[] =>
  (answer.errors ?? []).map(({ extensions }) => extensions.code);

describe('a caller', () => {
  test('is who the token says', async () => {
    expect(await frame.post({ query: '{ whoami }' })).toMatchObject({ status: 200, data: { whoami: 'acme/alice' } });
  });

  test.each([
    ['no token', ''],
    ['a broken one', 'Bearer x.y.z'],
    ['no scheme', 'x.y.z'],
  ])('with %s is refused with 401, for introspection and for broken documents too', async (_title, authorization) => {
    for (const query of ['{ whoami }', '{ __typename }', '{{{']) {
      const answer = await frame.post({ query }, { authorization });
      expect(answer).toMatchObject({ status: 401 });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(answer.errors).toEqual([
        {
          message: expect.stringContaining('A valid token is needed'),
          extensions: { code: 'UNAUTHENTICATED', retryable: false, requestId: answer.headers.get('x-request-id') },
        },
      ]);
    }
  });

  test('without a good token is refused before its body is read, however broken or large that is', async () => {
    for (const body of ['{"query": ', 'x'.repeat(2_000_000), Buffer.from([0xed, 0xa0])]) {
      const answer = await frame.post(body, { authorization: 'Bearer x.y.z' });
      expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
  });

  test('of an unknown tenant is refused', async () => {
    const authorization = `Bearer ${await tokenFor('alice', 600, 'initech')}`;
    expect(await frame.post({ query: '{ whoami }' }, { authorization })).toMatchObject({ status: 401 });
  });

  test('may send queries by GET, and nothing else', async () => {
    const headers = { authorization: `Bearer ${await tokenFor('bob')}` };
    const get = async (query: string) =>
      answerOf(await fetch(`${frame.server.url}/graphql?query=${encodeURIComponent(query)}`, { headers }));
    expect(await get('{ whoami }')).toMatchObject({ status: 200, data: { whoami: 'acme/bob' } });
    const refused = await get('mutation { write(text: "x") }');
    expect(refused).toMatchObject({ status: 405 });
    expect(codes(refused)).toEqual(['BAD_USER_INPUT']);
  });

  test('that a foreign page drives without its knowledge is refused', async () => {
    const url = `${frame.server.url}/graphql?query=${encodeURIComponent('{ whoami }')}`;
    const answer = await answerOf(await fetch(url, { headers: { 'content-type': 'text/plain' } }));
    expect(answer).toMatchObject({ status: 401 });
    expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
  });
});

describe('an error', () => {
  test('that a resolver means is passed on with its code, and hides nothing else that succeeded', async () => {
    const answer = await frame.post({ query: '{ whoami forbidden }' });
    expect(answer).toMatchObject({ status: 200, data: { whoami: 'acme/alice', forbidden: null } });
    expect(answer.errors).toEqual([
      expect.objectContaining({
        message: 'Ask your admin.',
        path: ['forbidden'],
        extensions: { code: 'FORBIDDEN', retryable: false, requestId: answer.headers.get('x-request-id') },
      }),
    ]);
  });

  test.each(['bug', 'wrongScalar', 'oddError'])(
    'that nobody meant (%s) is masked, and whole in the log',
    async (field) => {
      const answer = await frame.post({ query: `{ ${field} }` }, { 'x-request-id': `try-${field}` });
      expect(answer.errors).toEqual([
        expect.objectContaining({
          message: expect.stringContaining('report the request id'),
          extensions: { code: 'INTERNAL', retryable: true, requestId: `try-${field}` },
        }),
      ]);
      expect(JSON.stringify(answer)).not.toContain('hunter2');
      expect(frame.logged).toContainEqual(expect.objectContaining({ requestId: `try-${field}`, level: 50 }));
    },
  );

  test.each(['ECONNRESET', '57P01', '57014', '55P03', '53100'])(
    'of a database that is away or overloaded (%s) is OVERLOADED; only of a mutation the outcome is unknown',
    async (code) => {
      const extensions = { code: 'OVERLOADED', retryable: true, requestId: expect.any(String) };
      const query = await frame.post({ query: `{ fails(code: "${code}") }` });
      expect(query.errors).toEqual([expect.objectContaining({ path: ['fails'], extensions })]);
      const mutation = await frame.post({ query: `mutation { fails(code: "${code}") }` });
      expect(mutation.errors).toEqual([
        expect.objectContaining({ extensions: { ...extensions, outcomeUnknown: true } }),
      ]);
      expect(JSON.stringify([query, mutation])).not.toContain('hunter2');
    },
  );

  test('leaves the outcome unknown of mutations alone, whatever went wrong', async () => {
    const bug = await frame.post({ query: 'mutation { bug }' });
    expect(bug.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL', outcomeUnknown: true });
    const doubtful = await frame.post({ query: '{ doubtful }' });
    expect(doubtful.errors?.[0]?.extensions).toEqual({
      code: 'OVERLOADED',
      retryable: true,
      requestId: expect.any(String),
    });
  });

  test.each<[string, unknown]>([
    ['a syntax error', { query: '{' }],
    ['an unknown field', { query: '{ nothing }' }],
    ['an unknown operation', { query: 'query A { whoami }', operationName: 'B' }],
    ['a bad variable', { query: 'query ($n: Int) { echo(count: $n) }', variables: { n: 'many' } }],
    [
      'a null for a defaulted argument',
      { query: 'query ($t: String = "y") { echo(text: $t) }', variables: { t: null } },
    ],
    ['no query', { variables: {} }],
    ['a query that is no text', { query: { kind: 'Document' } }],
    ['variables that are no object', { query: '{ whoami }', variables: 'x' }],
    ['a batch', [{ query: '{ whoami }' }, { query: '{ whoami }' }]],
    ['a subscription', { query: 'subscription { ticks }' }],
    ['null', 'null'],
    ['a text', '"{ whoami }"'],
    ['broken JSON', '{"query": '],
    ['an empty body', ''],
    ['a poisoned prototype', '{"query":"{ whoami }","__proto__":{"a":1}}'],
    ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
  ])('about %s is BAD_USER_INPUT, never 5xx', async (_title, body) => {
    const answer = await frame.post(body);
    expect(answer.status).toBeLessThan(500);
    const { argument: _, ...extensions } = answer.errors?.[0]?.extensions ?? {};
    expect(extensions).toEqual({
      code: 'BAD_USER_INPUT',
      retryable: false,
      requestId: answer.headers.get('x-request-id'),
    });
  });

  test('outside GraphQL has the same shape', async () => {
    const at = async (path: string, init: RequestInit) => answerOf(await fetch(`${frame.server.url}${path}`, init));
    const authorization = `Bearer ${await tokenFor('alice')}`;
    const post = { method: 'POST', body: '{}' };
    expect(await at('/nothing', {})).toMatchObject({ status: 404, errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect(await at('/%c0', {})).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(await at('/graphql', { ...post, method: 'PUT' })).toMatchObject({ status: 405 });
    for (const type of ['text/plain', 'multipart/form-data']) {
      const headers = { authorization, 'content-type': type };
      expect(await at('/graphql', { ...post, headers })).toMatchObject({ status: 415 });
    }
  });

  test('about a body above 1 MB says the limit, and the server lives', async () => {
    const answer = await frame.post({ query: `{ whoami } #${'x'.repeat(1_100_000)}` });
    expect(answer).toMatchObject({ status: 413, errors: [{ message: expect.stringContaining('1048576 bytes') }] });
    expect(await frame.post({ query: '{ whoami }' })).toMatchObject({ status: 200 });
  });

  test('about bytes that are no HTTP, or a strange Host, is no fault of the server', async () => {
    const raw = async (text: string): Promise<string> => {
      const socket = connect(frame.server.port, '127.0.0.1');
      socket.end(text);
      let answer = '';
      for await (const part of socket) answer += String(part);
      return answer;
    };
    expect(await raw('HELLO\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"BAD_USER_INPUT"/);
    const query = 'GET /graphql?query={__typename} HTTP/1.1\r\nHost: %%\r\nConnection: close\r\n\r\n';
    expect(await raw(query)).toMatch(/^HTTP\/1\.1 4/);
  });

  test('never suggests names in production, where the schema cannot be asked for either', async () => {
    const closed = await startFrame({ production: true });
    try {
      const typo = { query: '{ whoamy }' };
      expect((await frame.post(typo)).errors?.[0]?.message).toContain('Did you mean');
      const answer = await closed.post(typo);
      expect(answer).toMatchObject({
        status: 400,
        errors: [{ message: 'Cannot query field "whoamy" on type "Query".' }],
      });
      expect(await closed.post({ query: '{ __schema { types { name } } }' })).toMatchObject({ status: 400 });
    } finally {
      await closed.server.close();
    }
  });
});

describe('a document', () => {
  const list = (count: number, field: string): string =>
    Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ');
  const doubling = (i: number): string =>
    `fragment f${i} on Query { a: self { ...f${i + 1} } b: self { ...f${i + 1} } }`;
  const nested = (depth: number): string => `${'{ self '.repeat(depth - 1)}{ whoami }${' }'.repeat(depth - 1)}`;

  test('is as deep as 12 levels, fragments counted', async () => {
    expect(await frame.post({ query: nested(12) })).toMatchObject({ status: 200 });
    expect(await frame.post({ query: nested(13) })).toMatchObject({
      status: 400,
      errors: [{ message: 'The document has 13 levels of fields; at most 12 are allowed.' }],
    });
    const spread = `${nested(7).replace('whoami', '...f')} fragment f on Query ${nested(7)}`;
    expect((await frame.post({ query: spread })).errors?.[0]?.message).toContain('13 levels');
  });

  test.each<[string, string, RegExp]>([
    ['root fields', `{ ${list(31, 'whoami')} }`, /31 root fields; at most 30/],
    [
      'fields',
      `{ ${list(11, 'self { ...f }')} } fragment f on Query { ${list(99, 'whoami')} }`,
      /1100 fields; at most 1000/,
    ],
    [
      'fields that fragments multiply',
      `{ ...f0 } ${Array.from({ length: 60 }, (_, i) => doubling(i)).join(' ')} fragment f60 on Query { whoami }`,
      /levels of fields/,
    ],
    [
      'pages within pages',
      '{ page { page { page(first: 150) { whoami } } } }',
      /could return 377551 fields.*at most 350000/,
    ],
    ['tokens', `{ ${'whoami '.repeat(2001)} }`, /2000 tokens/],
    ['directives', `{ ${list(101, 'whoami @skip(if: false)')} }`, /101 directives; at most 100/],
    [
      'circular fragments',
      '{ ...a } fragment a on Query { self { ...b } } fragment b on Query { self { ...a } }',
      /Cannot spread fragment/,
    ],
  ])('with too many %s is refused and told the limit', async (_title, query, text) => {
    const answer = await frame.post({ query });
    expect(answer.status).toBe(400);
    expect(answer.errors?.map(({ message }) => message).join()).toMatch(text);
    expect(new Set(codes(answer))).toEqual(new Set(['BAD_USER_INPUT']));
  });

  test('may be the introspection query that tools send', async () => {
    const answer = await frame.post({
      query: getIntrospectionQuery({ descriptions: true, oneOf: true, inputValueDeprecation: true }),
    });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.errors).toBeUndefined();
  });
});

describe('the server', () => {
  test('echoes a sane request id and replaces any other', async () => {
    const idFor = async (given: string) =>
      (await frame.post({ query: '{ whoami }' }, { 'x-request-id': given })).headers.get('x-request-id');
    expect(await idFor('trace-7.b')).toBe('trace-7.b');
    expect(await idFor('<script>')).toMatch(/^[0-9a-f]{12}-\w+$/);
  });

  test('is alive without a token, and ready when it can decide', async () => {
    let ok: boolean | undefined = true;
    const own = await startFrame({
      ready: async () => {
        if (ok === undefined) throw new Error('no database');
        return { ok, body: { database: ok } };
      },
    });
    try {
      const at = async (path: string) => {
        const response = await fetch(`${own.server.url}${path}`);
        return [response.status, await response.json()];
      };
      expect(await at('/health')).toEqual([200, { status: 'ok' }]);
      expect(await at('/ready')).toEqual([200, { database: true }]);
      ok = false;
      expect(await at('/ready')).toEqual([503, { database: false }]);
      ok = undefined;
      expect(await at('/ready')).toEqual([503, { status: 'unavailable' }]);
    } finally {
      await own.server.close();
    }
  });

  test('looks once for all who ask at once whether it is ready', async () => {
    const looks = new EventEmitter();
    let looked = 0;
    const ready = async () => {
      looked += 1;
      await once(looks, 'over');
      return { ok: true, body: { looked } };
    };
    const own = await startFrame({ ready });
    const asked = async (count: number) => {
      const client = connect(own.server.port, '127.0.0.1');
      const before = looked;
      client.write('GET /ready HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(count));
      while (looked === before) await fetch(`${own.server.url}/health`);
      looks.emit('over');
      let answers = '';
      for await (const part of client) {
        answers += String(part);
        if (answers.split('looked').length > count) break;
      }
      return answers.match(/\{"looked":\d\}/g);
    };
    expect(await asked(2)).toEqual(['{"looked":1}', '{"looked":1}']);
    expect(await asked(1)).toEqual(['{"looked":2}']);
    await own.server.close();
  });

  test('finishes what runs before it closes, and takes nothing new', async () => {
    const own = await startFrame();
    const started = once(own.events, 'slow');
    const answer = own.post({ query: '{ slow }' });
    await started;
    const closing = own.server.close();
    own.events.emit('release');
    expect(await answer).toMatchObject({ status: 200, data: { slow: 'done' } });
    await closing;
    await expect(own.post({ query: '{ whoami }' })).rejects.toThrow();
  });

  test.each([
    ['whose upgrade was refused, at once', upgradeTo('/nope'), 600_000],
    ['that does not speak HTTP, at once', 'HELLO\r\n\r\n', 600_000],
    ['that never sends all of its body', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{', 100],
    ['that never answers a closing socket', upgradeTo('/graphql'), 100],
  ])('closes in time with a client %s', async (_title, text, graceMs) => {
    const own = await startFrame({ graceMs });
    const client = connect({ port: own.server.port, host: '127.0.0.1', allowHalfOpen: true });
    client.on('error', () => {}).write(text);
    await once(client, 'data');
    await own.server.close();
    client.destroy();
  });

  test('cuts off what does not finish in time', async () => {
    const own = await startFrame({ graceMs: 100 });
    const started = once(own.events, 'slow');
    const cut = new Promise((resolve) => {
      void tokenFor('alice').then((token) => {
        const call = request(`${own.server.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        });
        call.on('error', resolve).end(JSON.stringify({ query: '{ slow }' }));
      });
    });
    await started;
    await own.server.close();
    expect(await cut).toMatchObject({ code: 'ECONNRESET' });
  });
});
