/** Conversations over a WebSocket that no client library would have. */
import { HELLO, type SocketCase } from '../hostile-case.js';

const say = (message: object): string => JSON.stringify(message);
const subscribe = (id: unknown, query: string, more: object = {}): string =>
  say({ id, type: 'subscribe', payload: { query, ...more } });
const VIEWER = '{ viewer { subject } }';
const WATCH = 'subscription { balanceChanged(subject: "bob") { seq } }';
const MUTATION = `mutation { checkAccess(input: { subject: "bob", product: "meter", feature: "call",
  idempotencyKey: "socket", usage: [{ dimension: "units", quantity: 1 }] }) { id } }`;
/** An answer repeats the id of its operation, twice: with what it says, and at its end. */
const LONG_ID = 'x'.repeat(50_000);

const closed = (title: string, code: number, more: Partial<SocketCase>): SocketCase => ({
  title,
  first: [],
  ...more,
  ends: { closes: code },
});
const refused = (title: string, status: number, more: Partial<SocketCase>): SocketCase => ({
  title,
  first: [HELLO],
  ...more,
  ends: { refused: status },
});
const answered = (title: string, then: (string | Buffer)[]): SocketCase => ({
  title,
  first: [HELLO],
  then: [...then, subscribe('last', VIEWER)],
  ends: { answers: true },
});
const error = (title: string, code: 'BAD_USER_INPUT' | 'NOT_FOUND' | 'RATE_LIMITED', then: string[]): SocketCase => ({
  title,
  first: [HELLO],
  then,
  ends: { error: code },
});

/** Messages that are none, before and after the greeting. */
const MALFORMED: Record<string, string | Buffer> = {
  nothing: '',
  'no JSON': 'hello',
  'half of some JSON': '{"type":"subscribe"',
  'a number': '5',
  null: 'null',
  'a text': '"ping"',
  'a list': '[{"type":"ping"}]',
  'no type': '{}',
  'a type that is a number': '{"type":5}',
  'an unknown type': '{"type":"start","id":"1"}',
  'the old protocol': '{"type":"connection_terminate"}',
  'a type that every object has': '{"type":"__proto__"}',
  'a type of 10 kB': say({ type: 'x'.repeat(10_000) }),
  'binary nonsense': Buffer.from([0, 1, 2, 255]),
  'a subscribe without id': say({ type: 'subscribe', payload: { query: VIEWER } }),
  'a subscribe with an empty id': subscribe('', VIEWER),
  'a subscribe with a number for an id': subscribe(5, VIEWER),
  'a subscribe without payload': say({ type: 'subscribe', id: '1' }),
  'a subscribe with a text for a payload': say({ type: 'subscribe', id: '1', payload: VIEWER }),
  'a subscribe without query': say({ type: 'subscribe', id: '1', payload: {} }),
  'a subscribe with variables that are a text': subscribe('1', VIEWER, { variables: 'x' }),
  'a complete without id': say({ type: 'complete' }),
  'a ping with a number for a payload': say({ type: 'ping', payload: 5 }),
  'an error from a client': say({ type: 'error', id: '1', payload: 'x' }),
  'a next from a client': say({ type: 'next', id: '1' }),
};

export const socketCases: SocketCase[] = [
  ...Object.entries(MALFORMED).map(([title, message]) =>
    closed(`${title}, before the greeting`, 4400, { first: [message] }),
  ),
  ...Object.entries(MALFORMED).map(([title, message]) =>
    closed(`${title}, after the greeting`, 4400, { first: [HELLO], then: [message] }),
  ),
  ...[
    'https://evil.example',
    'null',
    'file://',
    'http://127.0.0.1',
    'http://localhost:1',
    'http://127.0.0.1.evil.example',
    '',
    'https://evil.example, http://127.0.0.1',
    '\u00e9',
  ].map((origin) => refused(`a page of ${JSON.stringify(origin)}`, 403, { headers: { origin } })),
  refused('another path', 404, { path: '/elsewhere' }),
  refused('another protocol, which is not agreed to', 101, { protocol: 'chat' }),
  refused('the old protocol, which is not agreed to', 101, { protocol: 'graphql-ws' }),
  closed('no protocol', 4406, { protocol: '' }),
  closed('a token that expires meanwhile', 4403, { first: [HELLO], then: [subscribe('1', WATCH)], expiresIn: 4 }),
  closed('no greeting at all', 4408, {}),
  closed('a subscribe before the greeting', 4401, { first: [subscribe('1', MUTATION)] }),
  closed('a greeting without a token', 4401, { first: [say({ type: 'connection_init' }), subscribe('1', MUTATION)] }),
  closed('a greeting with a list', 4400, { first: [say({ type: 'connection_init', payload: [] })] }),
  closed('a greeting with __proto__', 4401, {
    first: ['{"type":"connection_init","payload":{"__proto__":{"authorization":"x"}}}'],
  }),
  closed('two greetings at once', 4429, { first: [HELLO, HELLO] }),
  closed('two greetings', 4429, { first: [HELLO], then: [HELLO] }),
  closed('one id twice', 4409, { first: [HELLO], then: [subscribe('1', WATCH), subscribe('1', WATCH)] }),
  closed('a frame of more than 1 MB', 1009, { first: [HELLO], then: ['x'.repeat(1_048_577)] }),
  closed('a frame of more than 1 MB before the greeting', 1009, { first: ['x'.repeat(1_048_577)] }),
  error('a subscription to nobody', 'NOT_FOUND', [
    subscribe('1', 'subscription { balanceChanged(subject: "nobody") { seq } }'),
  ]),
  error('a document of 30,000 tokens', 'BAD_USER_INPUT', [subscribe('1', `{ ${'viewer '.repeat(30_000)} }`)]),
  error(
    '5,000 subscriptions',
    'RATE_LIMITED',
    Array.from({ length: 5_000 }, (_, i) => subscribe(`s${i}`, WATCH)),
  ),
  answered(
    '1,000 pings',
    Array.from({ length: 1_000 }, (_, i) => say({ type: 'ping', payload: { i } })),
  ),
  answered(
    '1,000 pongs',
    Array.from({ length: 1_000 }, () => say({ type: 'pong' })),
  ),
  answered(
    '1,000 completes of nothing',
    Array.from({ length: 1_000 }, (_, i) => say({ type: 'complete', id: `c${i}` })),
  ),
  answered(
    '200 subscriptions that are ended at once',
    Array.from({ length: 200 }, (_, i) => [subscribe(`e${i}`, WATCH), say({ type: 'complete', id: `e${i}` })]).flat(),
  ),
  answered(
    'ids that every object has',
    ['__proto__', 'constructor', 'toString'].map((id) => subscribe(id, VIEWER)),
  ),
  answered('an id of 100 kB', [subscribe('x'.repeat(100_000), VIEWER)]),
  answered('an id with NUL and half a surrogate', [subscribe('\0\ud800', VIEWER)]),
  answered('a binary frame that is a good message', [Buffer.from(subscribe('b', VIEWER))]),
  {
    title: 'never reading 400 answers of 100 kB',
    first: [HELLO],
    then: Array.from({ length: 400 }, (_, i) => subscribe(`${i}${LONG_ID}`, VIEWER)),
    deaf: true,
    ends: { closes: 1006 },
  },
];

const frame = (...bytes: number[]): string => Buffer.from(bytes).toString('hex');
/** The mask is all zeros, so that the payload stands as it is. */
const MASK = [0, 0, 0, 0];

/** Frames below the protocol, in hexadecimal, and how the server closes. */
export const frameCases: Record<string, { hex: string; closes: number }> = {
  'that is not masked': { hex: frame(0x81, 0x02, 0x7b, 0x7d), closes: 1002 },
  'with a reserved bit': { hex: frame(0xf1, 0x82, ...MASK, 0x7b, 0x7d), closes: 1002 },
  'compressed, though that was not agreed': { hex: frame(0xc1, 0x82, ...MASK, 0x7b, 0x7d), closes: 1002 },
  'with a reserved opcode': { hex: frame(0x83, 0x80, ...MASK), closes: 1002 },
  'with a reserved control opcode': { hex: frame(0x8b, 0x80, ...MASK), closes: 1002 },
  'that continues nothing': { hex: frame(0x80, 0x80, ...MASK), closes: 1002 },
  'that begins within another': { hex: frame(0x01, 0x80, ...MASK, 0x01, 0x80, ...MASK), closes: 1002 },
  'a ping in pieces': { hex: frame(0x09, 0x80, ...MASK), closes: 1002 },
  'a ping of 126 bytes': { hex: frame(0x89, 0xfe, 0x00, 0x7e, ...MASK), closes: 1002 },
  'of 2^63 bytes': { hex: frame(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, ...MASK), closes: 1009 },
  'of 4 GB': { hex: frame(0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, ...MASK), closes: 1009 },
  'of broken UTF-8': { hex: frame(0x81, 0x82, ...MASK, 0xc0, 0xaf), closes: 1007 },
  'of half a surrogate': { hex: frame(0x81, 0x83, ...MASK, 0xed, 0xa0, 0x80), closes: 1007 },
  'a close with half a code': { hex: frame(0x88, 0x81, ...MASK, 0x03), closes: 1002 },
  'a close with a reserved code': { hex: frame(0x88, 0x82, ...MASK, 0x03, 0xed), closes: 1002 },
  'a close with broken UTF-8': { hex: frame(0x88, 0x84, ...MASK, 0x03, 0xe8, 0xc0, 0xaf), closes: 1007 },
};
