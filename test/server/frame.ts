/**
 * A tiny schema of its own behind the real HTTP and WebSocket frame, with tokens to match.
 */
import { EventEmitter, on } from 'node:events';
import { buildSchema, GraphQLError, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { SpillwayError } from '../../src/errors.js';
import { createHttpServer, type HttpServer, type HttpSettings } from '../../src/server/http.js';
import { type Caller, signToken, type TokenVerifier, tokenVerifier } from '../../src/server/token.js';

const pinned = { issuer: 'spillway', audience: 'spillway' };
const secret = 'a development secret of 32 bytes or more';
/** What signs the tokens that the frame takes. */
export const SIGNING = { ...pinned, secret };

/** A verifier that remembers nothing; what it makes of a token is the test's. */
export const noTokens: Omit<TokenVerifier, 'verify'> = {
  verified: () => undefined,
  wasVerified: () => false,
  atEnd: () => () => {},
};

export interface TestContext {
  caller: Caller;
  requestId: string;
  serial: number;
}

export interface Frame {
  server: HttpServer;
  /** Lines of the log, parsed. */
  logged: Record<string, unknown>[];
  /** `tick` makes an event for every `ticks` subscription; `release` ends every `slow` and starts every `slowTicks`. */
  events: EventEmitter;
  /** How many sources of `ticks` are open. */
  sources(): number;
  post(body: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: Record<string, unknown>; path?: unknown[] }[];
}

export const tokenFor = (subject: string, expiresInSeconds = 600, tenant = 'acme'): Promise<string> =>
  signToken({ ...pinned, secret, tenant, subject, expiresInSeconds });

export async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, ...((await response.json()) as object) };
}

export async function startFrame(overrides: Partial<HttpSettings> = {}): Promise<Frame> {
  const logged: Record<string, unknown>[] = [];
  const events = new EventEmitter();
  events.setMaxListeners(0);
  let sources = 0;
  let serial = 0;
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line) as never) });
  const server = await createHttpServer({
    schema: schemaOf(events, (change) => (sources += change)),
    log,
    production: false,
    host: '127.0.0.1',
    port: 0,
    tokens: tokenVerifier({
      ...pinned,
      tokenKey: { secret },
      knowsTenant: (tenant) => ['acme', 'globex'].includes(tenant),
    }),
    makeContext: (caller, requestId) => ({ caller, requestId, serial: (serial += 1) }) satisfies TestContext,
    ready: async () => ({ ok: true, body: { status: 'ready' } }),
    ...overrides,
  });
  const token = await tokenFor('alice');
  const post: Frame['post'] = async (body, headers = {}) =>
    answerOf(
      await fetch(`${server.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
        body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
      }),
    );
  return { server, logged, events, sources: () => sources, post };
}

function schemaOf(events: EventEmitter, opened: (change: number) => void): GraphQLSchema {
  const schema = buildSchema(`
    type Query {
      whoami: String  echo(text: String! = "x", count: Int): String  self: Query  serial: Int
      forbidden: String  bug: String  wrongScalar: Int  oddError: String  slow: String
      fails(code: String!): String  doubtful: String  page(first: Int! = 50): [Query]  list: [Query!]
    }
    input Line { text: String! }
    type Mutation {
      write(text: String!): String  bug: String  fails(code: String!): String
      writeMany(inputs: [Line!]!): [String!]
    }
    type Subscription { ticks: Int  slowTicks: Int  brokenTicks: Int  refusedTicks: Int  lateTicks: Int! }
  `);
  type Resolver = (source: unknown, args: Record<string, unknown>, context: TestContext) => unknown;
  const set = (type: string, name: string, resolve: Resolver, subscribe?: Resolver): void => {
    const field = (schema.getType(type) as ReturnType<GraphQLSchema['getQueryType']>)?.getFields()[name];
    Object.assign(field as object, { resolve, subscribe });
  };
  set('Query', 'whoami', (_source, _args, { caller }) => `${caller.tenant}/${caller.subject}`);
  set('Query', 'echo', (_source, { text }) => text);
  set('Query', 'self', () => ({}));
  set('Query', 'serial', (_source, _args, context) => context.serial);
  set('Query', 'forbidden', () => Promise.reject(new SpillwayError('FORBIDDEN', 'Ask your admin.')));
  set('Query', 'wrongScalar', () => 'no number');
  set('Query', 'oddError', () => Promise.reject(new GraphQLError('a library said hunter2')));
  set('Query', 'doubtful', () => Promise.reject(new SpillwayError('OVERLOADED', 'Later.', { outcomeUnknown: true })));
  for (const type of ['Query', 'Mutation']) {
    set(type, 'bug', () => Promise.reject(new Error('password is hunter2')));
    set(type, 'fails', (_source, { code }) =>
      Promise.reject(new Error('hunter2 failed', { cause: Object.assign(new Error('hunter2'), { code }) })),
    );
  }
  const slow = async () => {
    const released = new Promise((resolve) => events.once('release', resolve));
    events.emit('slow');
    await released;
    return 'done';
  };
  set('Query', 'slow', slow);
  set('Mutation', 'write', (_source, { text }) => text);
  set('Mutation', 'writeMany', (_source, { inputs }) => (inputs as { text: string }[]).map(({ text }) => text));
  set(
    'Subscription',
    'refusedTicks',
    (value) => value,
    () => Promise.reject(new SpillwayError('NOT_FOUND', 'No such account.')),
  );
  set(
    'Subscription',
    'brokenTicks',
    (value) => value,
    async function* () {
      yield 1;
      throw new Error('hunter2');
    },
  );
  set(
    'Subscription',
    'lateTicks',
    (value) => (value === 1 ? 1 : Promise.reject(new SpillwayError('FORBIDDEN', 'No longer.'))),
    async function* () {
      opened(1);
      try {
        yield* [1, 2, 3];
      } finally {
        opened(-1);
      }
    },
  );
  const ticks = () => {
    const source = on(events, 'tick');
    opened(1);
    setImmediate(() => events.emit('subscribed'));
    return Object.assign(Object.create(source) as typeof source, {
      [Symbol.asyncIterator]: () => ({
        next: () => source.next(),
        return: () => (opened(-1), events.emit('unsubscribed'), source.return?.()),
      }),
    });
  };
  set('Subscription', 'ticks', (_source, _args, context) => context.serial, ticks);
  set(
    'Subscription',
    'slowTicks',
    (_source, _args, context) => context.serial,
    async () => (await slow(), ticks()),
  );
  return schema;
}
