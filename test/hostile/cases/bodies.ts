/** HTTP requests whose body, method, path or headers are not what GraphQL over HTTP is. */
import { gzipSync, deflateSync, brotliCompressSync } from 'node:zlib';
import type { HttpCase } from '../hostile-case.js';

const QUERY = '{ viewer { subject } }';
const BODY = JSON.stringify({ query: QUERY });
const CHECK = `mutation { checkAccess(input: { subject: "bob", product: "meter", feature: "call", idempotencyKey: "body",
  usage: [{ dimension: "units", quantity: 1 }] }) { id } }`;
const MUTATION = JSON.stringify({ query: CHECK });
const refused = (title: string, status: number, more: Partial<HttpCase>): HttpCase => ({
  title,
  status,
  code: 'BAD_USER_INPUT',
  ...more,
});
const bytes = (before: string, broken: number[], after: string): Buffer =>
  Buffer.concat([Buffer.from(before), Buffer.from(broken), Buffer.from(after)]);
const inString = (...broken: number[]): Buffer => bytes('{"query":"{ viewer { subject } } #', broken, '"}');
const search = (query: string, more = ''): string => `/graphql?query=${encodeURIComponent(query)}${more}`;
const preflight = { 'apollo-require-preflight': '1' };

const BROKEN: Record<string, string | Buffer> = {
  nothing: '',
  'white space': '  \n ',
  'broken JSON': '{"query": "mutation {',
  'two values': `${BODY}${BODY}`,
  'a trailing comma': '{"query":"{ viewer { subject } }",}',
  'a comment': `/* */${BODY}`,
  'single quotes': "{'query':'{ viewer { subject } }'}",
  NaN: '{"query":"{ viewer { subject } }","variables":{"n":NaN}}',
  hexadecimal: '{"query":"{ viewer { subject } }","variables":{"n":0x10}}',
  'a leading zero': '{"query":"{ viewer { subject } }","variables":{"n":007}}',
  'a raw line break in a text': '{"query":"{ viewer\n{ subject } }"}',
  __proto__: '{"query":"{ viewer { subject } }","__proto__":{"admin":true}}',
  '__proto__ deep inside': '{"query":"{ viewer { subject } }","variables":{"a":{"__proto__":{"admin":true}}}}',
  'constructor.prototype': '{"query":"{ viewer { subject } }","variables":{"constructor":{"prototype":{"a":1}}}}',
  'a list of 500,000': `[${'0,'.repeat(500_000)}0]`,
  '500,000 open brackets': '['.repeat(500_000),
  'a surrogate in UTF-8': inString(0xed, 0xa0, 0x80),
  'a continuation byte alone': inString(0x80),
  'an overlong slash': inString(0xc0, 0xaf),
  'half a character': inString(0xe2, 0x82),
  'a byte beyond Unicode': inString(0xf5, 0x80, 0x80, 0x80),
  'Latin-1': inString(0xe9),
  'UTF-16': Buffer.from(BODY, 'utf16le'),
  'UTF-16 with its mark': Buffer.from(`\ufeff${BODY}`, 'utf16le'),
  zeros: Buffer.alloc(1000),
};

const TYPES: (string | undefined)[] = [
  ...['text/plain', 'text/html', 'application/xml', 'application/graphql', 'application/x-www-form-urlencoded'],
  ...['multipart/form-data; boundary=x', 'multipart/form-data', 'application/octet-stream', 'application/jsonp'],
  ...['json', '*/*', 'application', '; charset=utf-8', 'application/json-seq', 'image/png', '/'],
  ...['application/json; charset=utf-7', 'application/json; charset="latin1"', 'application/json;charset=utf-16'],
];

/** What never reaches a resolver because of how it is sent. */
export const bodyCases: HttpCase[] = [
  ...Object.entries(BROKEN).map(([title, body]) => refused(`a body of ${title}`, 400, { body })),
  ...TYPES.map((type) =>
    refused(`a mutation as ${type}`, 415, { body: MUTATION, headers: { 'content-type': type ?? '' } }),
  ),
  refused('a form', 415, {
    body: `query=${encodeURIComponent(CHECK)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  }),
  refused('an upload', 415, {
    body: `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${MUTATION}\r\n--x--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  }),
  refused('1 MB and a byte', 413, { body: `${MUTATION}${' '.repeat(1_048_577 - MUTATION.length)}` }),
  refused('a gzip bomb', 400, {
    body: gzipSync(Buffer.alloc(50_000_000, ' ')),
    headers: { 'content-encoding': 'gzip' },
  }),
  refused('gzip of something good', 400, { body: gzipSync(MUTATION), headers: { 'content-encoding': 'gzip' } }),
  refused('deflate', 400, { body: deflateSync(MUTATION), headers: { 'content-encoding': 'deflate' } }),
  refused('brotli', 400, { body: brotliCompressSync(MUTATION), headers: { 'content-encoding': 'br' } }),
  ...['PUT', 'PATCH'].map((method) => refused(`${method} of a mutation`, 405, { method, body: MUTATION })),
  ...['DELETE', 'OPTIONS'].map((method) =>
    refused(`${method} of JSON that is missing`, 400, { method, path: search(CHECK) }),
  ),
  ...['TRACE', 'PROPFIND'].map((method) => refused(`${method} of a mutation`, 405, { method, path: search(CHECK) })),
  refused('GET of a mutation', 405, { method: 'GET', path: search(CHECK), headers: preflight }),
  refused('GET of a mutation beside a query', 405, {
    method: 'GET',
    path: search(`query A ${QUERY} ${CHECK.replace('mutation', 'mutation B')}`, '&operationName=B'),
    headers: preflight,
  }),
  refused('GET of a subscription', 405, {
    method: 'GET',
    path: search('subscription { balanceChanged { seq } }'),
    headers: preflight,
  }),
  refused('GET of nothing', 400, { method: 'GET', path: '/graphql', headers: preflight }),
  refused('GET as text', 415, { method: 'GET', path: search(QUERY), headers: { 'content-type': 'text/plain' } }),
  {
    title: 'GET with a token alone, which no foreign page can send',
    method: 'GET',
    path: search(QUERY),
    headers: { 'content-type': undefined },
    status: 200,
    code: 'ANSWERED',
  },
  refused('GET with broken variables', 400, { method: 'GET', path: search(QUERY, '&variables={'), headers: preflight }),
  refused('GET with variables that are no object', 400, {
    method: 'GET',
    path: search(QUERY, '&variables=5'),
    headers: preflight,
  }),
  refused('GET of two queries', 400, {
    method: 'GET',
    path: search(QUERY, `&query=${encodeURIComponent(QUERY)}`),
    headers: preflight,
  }),
  refused('GET with broken escapes', 400, { method: 'GET', path: '/graphql?query=%E0%A4%A', headers: preflight }),
  refused('a path with broken escapes', 400, { path: '/%c0%af', body: BODY }),
  ...[
    '/nothing',
    '/graphql/',
    '/GRAPHQL',
    '/graphql/../graphql',
    '/graphql%00',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/graphiql/../package.json',
    '//graphql',
    '/__proto__',
    '/graphql;a=1',
  ].map((path): HttpCase => ({ title: `the path ${path}`, path, body: BODY, status: 404, code: 'NOT_FOUND' })),
  { title: 'a byte order mark', body: `\ufeff${BODY}`, status: 200, code: 'ANSWERED' },
  {
    title: 'duplicate keys: the last one counts',
    body: `{"query":"{ nothing }","query":"${QUERY}"}`,
    status: 200,
    code: 'ANSWERED',
  },
  {
    title: 'UTF-8 named in the header, in capitals and quotes',
    body: BODY,
    headers: { 'content-type': 'application/json; charset="UTF-8"' },
    status: 200,
    code: 'ANSWERED',
  },
  {
    title: 'a request id of 10 kB',
    body: BODY,
    headers: { 'x-request-id': 'x'.repeat(10_000) },
    status: 200,
    code: 'ANSWERED',
  },
  {
    title: 'a request id of markup',
    body: BODY,
    headers: { 'x-request-id': '<script>' },
    status: 200,
    code: 'ANSWERED',
  },
  { title: 'a foreign Host', body: BODY, headers: { host: 'evil.example' }, status: 200, code: 'ANSWERED' },
  { title: 'a Host that is none', body: BODY, headers: { host: '%%' }, status: 200, code: 'ANSWERED' },
  {
    title: 'Accept of something else',
    body: BODY,
    headers: { accept: 'image/png' },
    status: 406,
    code: 'BAD_USER_INPUT',
  },
  {
    title: 'Accept of a stream',
    body: BODY,
    headers: { accept: 'multipart/mixed' },
    status: 406,
    code: 'BAD_USER_INPUT',
  },
];
