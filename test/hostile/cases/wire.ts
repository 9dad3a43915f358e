/** What is no HTTP, is not finished, or is not what its headers say. */
import type { WireCase } from '../hostile-case.js';

const MUTATION = JSON.stringify({
  query: `mutation { checkAccess(input: { subject: "bob", product: "meter", feature: "call", idempotencyKey: "wire",
    usage: [{ dimension: "units", quantity: 1 }] }) { id } }`,
});
/** Stands for a good `Authorization` header line. */
export const AUTHORIZED = '\u0001authorized\u0001';

const post = (lines: string[], body = ''): string =>
  ['POST /graphql HTTP/1.1', 'Host: x', AUTHORIZED, 'Content-Type: application/json', ...lines, '', body].join('\r\n');
const CHUNKED = 'Transfer-Encoding: chunked';
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const GET = `GET /health HTTP/1.1\r\nHost: x\r\n\r\n`;
const LETTERS = Buffer.alloc(65_536, 'x');

/** Bytes on a bare connection. */
export const wireCases: WireCase[] = [
  { title: 'bytes that are no HTTP', bytes: ['HELLO\r\n\r\n'], then: 'open', status: 400 },
  {
    title: 'random bytes',
    bytes: [Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256))],
    then: 'open',
    status: 400,
  },
  { title: 'TLS', bytes: [Buffer.from('160301020001000001fc0303', 'hex')], then: 'half', status: 400 },
  { title: 'HTTP/2 without a word', bytes: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], then: 'open', status: 400 },
  { title: 'an unknown method', bytes: ['HACK /graphql HTTP/1.1\r\nHost: x\r\n\r\n'], then: 'open', status: 400 },
  { title: 'an unknown version', bytes: ['GET / HTTP/9.9\r\nHost: x\r\n\r\n'], then: 'open', status: 400 },
  { title: 'no Host', bytes: ['GET /health HTTP/1.1\r\n\r\n'], then: 'open', status: 400 },
  { title: 'a header without a colon', bytes: ['GET /health HTTP/1.1\r\nHost x\r\n\r\n'], then: 'open', status: 400 },
  {
    title: 'a header with NUL',
    bytes: ['GET /health HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n'],
    then: 'open',
    status: 400,
  },
  {
    title: 'a header of 100 kB',
    bytes: [`GET /health HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(100_000)}\r\n\r\n`],
    then: 'open',
    status: 431,
  },
  {
    title: '5,000 headers',
    bytes: [`GET /health HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(5_000)}\r\n`],
    then: 'open',
    status: 431,
  },
  {
    title: 'a path of 100 kB',
    bytes: [`GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    then: 'open',
    status: 431,
  },
  {
    title: 'an absolute path elsewhere',
    bytes: ['GET http://evil.example/graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    then: 'open',
    status: 401,
  },
  { title: 'CONNECT', bytes: ['CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n'], then: 'open', status: null },
  {
    title: 'an upgrade to something else',
    bytes: ['GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
    then: 'open',
    status: 400,
  },
  {
    title: 'another version of WebSocket',
    bytes: [
      `GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 7\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
    ],
    then: 'open',
    status: 400,
  },
  {
    title: 'a WebSocket without a key',
    bytes: [
      'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n',
    ],
    then: 'open',
    status: 400,
  },
  {
    title: 'two tokens, the first one bad',
    bytes: [
      [
        'POST /graphql HTTP/1.1',
        'Host: x',
        'Authorization: Bearer x.y.z',
        AUTHORIZED,
        'Content-Type: application/json',
        `Content-Length: ${MUTATION.length}`,
        '',
        MUTATION,
      ].join('\r\n'),
    ],
    then: 'open',
    status: 401,
  },
  {
    title: 'two tokens, the second one bad',
    bytes: [post(['Authorization: Bearer x.y.z', `Content-Length: ${MUTATION.length}`], MUTATION)],
    then: 'open',
    status: 401,
  },
  {
    title: 'two lengths',
    bytes: [post(['Content-Length: 5', 'Content-Length: 6'], MUTATION)],
    then: 'open',
    status: 400,
  },
  { title: 'a negative length', bytes: [post(['Content-Length: -5'], MUTATION)], then: 'open', status: 400 },
  { title: 'a length that is no number', bytes: [post(['Content-Length: 1e3'], MUTATION)], then: 'open', status: 400 },
  {
    title: 'a length beyond 2^64',
    bytes: [post(['Content-Length: 99999999999999999999999'], MUTATION)],
    then: 'open',
    status: 400,
  },
  {
    title: 'a length and chunks, as smugglers send',
    bytes: [post(['Content-Length: 5', CHUNKED], chunk(MUTATION))],
    then: 'open',
    status: 400,
  },
  { title: 'chunks of no size', bytes: [post([CHUNKED], 'zz\r\nhello\r\n')], then: 'open', status: 400 },
  {
    title: 'a chunk that is larger than it says',
    bytes: [post([CHUNKED], `2\r\n${MUTATION}\r\n0\r\n\r\n`)],
    then: 'open',
    status: 400,
  },
  {
    title: 'an unknown transfer encoding',
    bytes: [post(['Transfer-Encoding: gzip'], MUTATION)],
    then: 'open',
    status: 400,
  },
  {
    title: 'a body shorter than its length',
    bytes: [post([`Content-Length: ${MUTATION.length + 10}`], MUTATION)],
    then: 'cut',
    status: null,
  },
  {
    title: 'a body whose sender stops half-way',
    bytes: [post([`Content-Length: ${MUTATION.length}`], MUTATION.slice(0, 50))],
    then: 'half',
    status: 400,
  },
  {
    title: 'a body that is cut off half-way',
    bytes: [post([`Content-Length: ${MUTATION.length}`], MUTATION.slice(0, 50))],
    then: 'cut',
    status: null,
  },
  {
    title: 'chunks that are cut off half-way',
    bytes: [post([CHUNKED], chunk(MUTATION).slice(0, 60))],
    then: 'cut',
    status: null,
  },
  {
    title: 'a body longer than its length',
    bytes: [post([`Content-Length: ${MUTATION.length - 20}`], MUTATION)],
    then: 'open',
    status: 400,
  },
  { title: 'half a header', bytes: ['POST /graphql HT'], then: 'cut', status: null },
  { title: 'headers without an end', bytes: ['POST /graphql HTTP/1.1\r\nHost: x\r\n'], then: 'half', status: 400 },
  {
    title: '100 MB that are announced',
    bytes: [post(['Content-Length: 104857600'], '{"query": "')],
    then: 'open',
    status: 413,
  },
  {
    title: '100 MB that just come',
    bytes: [post([CHUNKED])],
    endless: { chunk: Buffer.concat([Buffer.from('10000\r\n'), LETTERS, Buffer.from('\r\n')]), times: 1_600 },
    then: 'open',
    status: 413,
  },
  {
    title: '100 MB of headers',
    bytes: ['GET / HTTP/1.1\r\nHost: x\r\nA: '],
    endless: { chunk: LETTERS, times: 1_600 },
    then: 'open',
    status: 431,
  },
  { title: '2 requests and garbage in one piece', bytes: [`${GET}${GET}garbage\r\n\r\n`], then: 'open', status: 400 },
  {
    title: 'HEAD',
    bytes: ['HEAD /graphql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    then: 'open',
    status: 405,
  },
  {
    title: '500 requests in one piece, none of whose answers is read',
    bytes: [GET.repeat(500)],
    then: 'cut',
    status: null,
  },
  {
    title: 'an Expect that nobody knows',
    bytes: [post(['Connection: close', 'Expect: miracles', `Content-Length: ${MUTATION.length}`], MUTATION)],
    then: 'open',
    status: 417,
  },
];
