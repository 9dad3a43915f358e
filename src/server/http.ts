/**
 * The frame without product words: HTTP and WebSocket on one port, health, bodies and errors outside GraphQL, and an
 * orderly end. It reads no document and makes no decision.
 */
import { isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ApolloServerPlugin } from '@apollo/server';
import compress from '@fastify/compress';
import {
  errorCodes,
  fastify,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { ERROR_CODES, type ErrorCode, SpillwayError } from '../errors.js';
import type { Caller, TokenVerifier } from './token.js';
import { type Admission, admission as admissionOf, type TellQuota } from './admit-caller.js';
import { type GraphqlHandler, startApollo, STATUS } from './apollo.js';
import { errorBody, errorFormatter, type FormatError } from './format-error.js';
import { addDevTokens, type DevTokenSettings } from './dev-token.js';
import { addConsole, type ConsoleSettings } from './console.js';
import { addGraphiql } from './graphiql.js';
import type { Log } from '../log.js';
import { type Limits, limits as defaultLimits } from './limits.js';
import { addReadiness, type Readiness } from './readiness.js';
import { allowPages, type Trust } from './origins.js';
import { OpenConnections } from './open-connections.js';
import { endWith, within } from './socket-life.js';
import { attachSockets } from './sockets.js';
import { openStreams, type Streams, wantsStream } from './streams.js';
import { NO_TRUSTED_DOCUMENTS, textFinder, type TrustedDocuments } from './trusted-documents.js';

export interface HttpSettings {
  schema: GraphQLSchema;
  log: Log;
  /** Hides the schema: no introspection, no suggestions. */
  production: boolean;
  host: string;
  /** 0 takes a free one. */
  port: number;
  tokens: TokenVerifier;
  /** Whether a caller acts for others, and has the limit of those; nobody does by default. */
  isGateway?: (caller: Caller) => boolean;
  /**
   * Makes the context of one operation, or of one event of a subscription. Apollo copies it (own properties, same
   * prototype), so its state cannot be in `#private` fields.
   */
  makeContext: (caller: Caller, requestId: string) => object;
  /** Whether this process can decide, and what `/ready` says about it. */
  ready(): Promise<Readiness>;
  /** Further Apollo plugins, such as another executor. */
  plugins?: ApolloServerPlugin[];
  /** Origins of pages beside the server's own that may call and open sockets. */
  allowedOrigins?: readonly string[];
  /** Whose word about a caller's address is believed; nobody's by default. */
  trust?: Trust;
  /** Gives the server's own pages tokens of demo subjects; without it no token is to be had here. */
  devTokens?: DevTokenSettings | undefined;
  /** The operations that GraphiQL opens with, one a tab; without it there is no GraphiQL. */
  graphiql?: readonly string[] | undefined;
  /** The console at `/`; without it browsers are sent on to GraphiQL from there. */
  console?: ConsoleSettings | undefined;
  /** Documents that are named by their hash, and whether others may run; without it any may, and no hash is known. */
  trustedDocuments?: TrustedDocuments;
  /** What differs from the list. */
  limits?: Partial<Limits>;
  /** How long work in flight may take once the server closes. */
  graceMs?: number;
}

export interface HttpServer {
  url: string;
  port: number;
  /** `/ready` says from now on that it drains, so that nobody new is sent here; all is served as before. */
  announceEnd(this: void): void;
  /** Takes no new work, lets what runs finish, closes sockets with 1001. */
  close(): Promise<void>;
}

const GRAPHQL_PATH = '/graphql';
const GRAPHQL_RESPONSE = 'application/graphql-response+json';
/** Answers of fewer bytes are quicker as they are. */
const COMPRESSED_FROM = 4096;
const REQUEST_ID = /^[\w.:-]{1,100}$/;

/** Starts to listen. */
export async function createHttpServer(settings: HttpSettings): Promise<HttpServer> {
  const { allowedOrigins = [], trust = () => false, graceMs = 10_000, isGateway = () => false } = settings;
  const { log, makeContext, production, schema, tokens, trustedDocuments = NO_TRUSTED_DOCUMENTS } = settings;
  const newRequestId = requestIdSource();
  const formatError = errorFormatter({ log, production });
  const limits = { ...defaultLimits, ...settings.limits };
  const admission = admissionOf({ tokens, isGateway, limits });
  const findText = textFinder(trustedDocuments, log);
  const openConnections = new OpenConnections(limits);
  const shared = { schema, log, introspection: !production, formatError, makeContext, limits, findText };
  const graphql = await startApollo({ ...shared, plugins: settings.plugins ?? [] });
  const streams = openStreams({ ...shared, connections: openConnections, tokens });
  const app = createApp({ log, newRequestId, formatError, limits, trust });
  await allowPages(app, allowedOrigins);
  await app.register(compress, { encodings: ['gzip'], threshold: COMPRESSED_FROM, globalDecompression: false });
  let ending = false;
  let draining = false;

  // Whatever the last answer on a connection is, nothing waits for another one.
  app.addHook('onSend', async (_request, reply) => {
    if (draining) reply.header('connection', 'close');
  });
  addGraphql(app, { admission, graphql, streams, isDraining: () => draining });
  addReadiness(app, { log, ready: () => settings.ready(), isEnding: () => ending });
  await addPages(app, settings);

  const sockets = attachSockets(app.server, {
    ...shared,
    path: GRAPHQL_PATH,
    allowedOrigins,
    trust,
    newRequestId,
    admission,
    tokens,
    connections: openConnections,
  });
  const connections = connectionsOf(app.server);
  // What is loaded with the first answer is loaded before anybody waits for one.
  await app.inject('/health');
  await app.listen({ host: settings.host, port: settings.port });
  const { port } = app.server.address() as AddressInfo;
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;

  async function close(): Promise<void> {
    ending = draining = true;
    streams.close();
    const served = app.close();
    await Promise.all([within(graceMs, served), sockets.close(graceMs)]);
    // The listener closes with its last connection, and some never end by themselves.
    for (const connection of connections) connection.destroy();
    await served;
    await graphql.stop();
  }

  let closed: Promise<void> | undefined;
  const announceEnd = () => void (ending = true);
  return { url: `http://${host}:${port}`, port, announceEnd, close: () => (closed ??= close()) };
}

/** Adds what people look at, and the tokens that it gets without a sign-in. */
async function addPages(app: FastifyInstance, settings: HttpSettings): Promise<void> {
  const { log, production, devTokens, graphiql: operations, console: shown } = settings;
  const shared = { endpoint: GRAPHQL_PATH, subjects: devTokens?.subjects ?? [] };
  const trustedOnly = settings.trustedDocuments?.trust === 'required';
  if (devTokens) addDevTokens(app, devTokens);
  const graphiql = operations
    ? await addGraphiql(app, { ...shared, operations, trustedOnly, atRoot: !shown, log })
    : false;
  if (shown) addConsole(app, { ...shown, ...shared, production, graphiql });
}

interface GraphqlParts {
  admission: Admission;
  graphql: GraphqlHandler;
  streams: Streams;
  isDraining: () => boolean;
}

/** Adds GraphQL over HTTP: one answer, or a stream of events where the caller wants that. */
function addGraphql(app: FastifyInstance, { admission, graphql, streams, isDraining }: GraphqlParts): void {
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.route({
    method: ['GET', 'POST'],
    url: GRAPHQL_PATH,
    // Before the body is read: the body of a request without a good token is never read.
    async onRequest(request, reply) {
      callers.set(request, await admission.admit(authorizationOf(request), request.ip, tellOf(reply)));
    },
    async handler(request, reply) {
      if (isDraining())
        throw new SpillwayError('OVERLOADED', 'This server is shutting down: repeat with the same key.');
      const caller = callers.get(request) as Caller;
      const admitMore = (calls: number) => admission.admitMore(caller, calls, tellOf(reply));
      const { handle } = wantsStream(request.headers.accept) ? streams : graphql;
      return handle(request, reply, { caller, admitMore });
    },
  });
}

/** Tells by headers how many calls are left. */
function tellOf(reply: FastifyReply): TellQuota {
  return (headers) => void reply.headers(headers);
}

/** All that are open, whatever is spoken over them. */
function connectionsOf(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  return connections;
}

interface AppSettings {
  log: Log;
  newRequestId: () => string;
  formatError: FormatError;
  limits: Limits;
  trust: Trust;
}

/** Fastify with JSON bodies only, and with errors in GraphQL's shape everywhere. */
function createApp({ log, newRequestId, formatError, limits, trust }: AppSettings): FastifyInstance {
  const answerError = errorAnswerer(log, formatError, limits);
  const app: FastifyInstance = fastify({
    logger: false,
    trustProxy: trust,
    bodyLimit: limits.bodyBytes,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : newRequestId();
    },
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    clientErrorHandler: (error, socket) => answerBrokenRequest(socket, error.code, newRequestId()),
  });
  app.removeAllContentTypeParsers();
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const { 'content-type': contentType, 'content-encoding': coding = 'identity' } = request.headers;
    if (!saysUtf8(contentType) || coding !== 'identity') return done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE());
    // Broken bytes would all become U+FFFD, and two different keys the same one.
    if (!isUtf8(body as Buffer)) return done(new SpillwayError('BAD_USER_INPUT', 'The body is not valid UTF-8.'));
    return parseJson(request, body.toString(), done);
  });
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    done();
  });
  app.addHook('onSend', async (_request, { raw }) => {
    raw.setTimeout(limits.unreadMs, () => raw.destroy());
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    if (request.url.split('?')[0] !== GRAPHQL_PATH) {
      return refuse(reply, 404, 'NOT_FOUND', `There is nothing here: GraphQL is at ${GRAPHQL_PATH}.`);
    }
    reply.header('allow', 'GET, POST');
    return refuse(reply, 405, 'BAD_USER_INPUT', 'Use POST, or GET for queries.');
  });
  return app;
}

/** Whether a content type names no other encoding than UTF-8, which is what JSON is read as (RFC 8259, 8.1). */
function saysUtf8(contentType = ''): boolean {
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType) ?? [];
  return charset.toLowerCase() === 'utf-8';
}

/** Two headers count as none: a proxy in front of this server may have checked the other one. */
function authorizationOf({ headers, raw }: FastifyRequest): string | undefined {
  return (raw.headersDistinct.authorization?.length ?? 0) > 1 ? undefined : headers.authorization;
}

type AnswerError = (error: Error, request: FastifyRequest, reply: FastifyReply) => FastifyReply;

function errorAnswerer(log: Log, formatError: FormatError, { bodyBytes }: Limits): AnswerError {
  const wording: Record<number, string> = {
    413: `The body is larger than ${bodyBytes} bytes: send less per request.`,
    415: 'Send the body as application/json, in UTF-8, not compressed.',
  };
  return (error, request, reply) => {
    if (error instanceof SpillwayError) {
      reply.header('cache-control', 'no-store');
      if (error.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
      return typed(reply)
        .code(STATUS[error.code])
        .send({ errors: [formatError(error, request.id)] });
    }
    const { code = '', statusCode = 500 } = error as FastifyError;
    // An error of Fastify's about a request, a body cut off half-way, or the parser's about its JSON; all else is ours.
    const theirs = code.startsWith('FST_') || code === 'ECONNRESET' || error instanceof SyntaxError;
    if (statusCode >= 400 && statusCode < 500 && theirs) {
      return refuse(reply, statusCode, 'BAD_USER_INPUT', wording[statusCode] ?? 'The request or its JSON is broken.');
    }
    // Fastify reports a compressed answer that nobody is there to read as broken off; what is sent now reaches nobody.
    if (code === 'ERR_STREAM_PREMATURE_CLOSE' && reply.raw.destroyed) {
      log.debug({ requestId: request.id }, 'the reader went away');
    } else log.error({ requestId: request.id, err: error }, 'internal error');
    return refuse(reply, 500, 'INTERNAL', ERROR_CODES.INTERNAL);
  };
}

function refuse(reply: FastifyReply, status: number, code: ErrorCode, message: string): FastifyReply {
  const requestId = reply.request.id;
  return typed(reply)
    .code(status)
    .header('x-request-id', requestId)
    .send(errorBody(code, message, requestId));
}

/** As GraphQL over HTTP has it: a client that names this type reads the errors of any status as GraphQL's. */
function typed(reply: FastifyReply): FastifyReply {
  const asked = reply.request.headers.accept?.includes(GRAPHQL_RESPONSE) === true;
  return reply.type(`${asked ? GRAPHQL_RESPONSE : 'application/json'}; charset=utf-8`);
}

/** What Node could not parse as HTTP never becomes a request: the answer is written by hand. */
function answerBrokenRequest(socket: Socket, reason: string, requestId: string): void {
  if (!socket.writable || reason === 'ECONNRESET') return void socket.destroy();
  const status = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }[reason] ?? 400;
  const body = JSON.stringify(errorBody('BAD_USER_INPUT', 'This is not an HTTP request that can be read.', requestId));
  const head = `HTTP/1.1 ${status} Bad Request\r\nconnection: close\r\ncontent-type: application/json; charset=utf-8`;
  const length = Buffer.byteLength(body);
  endWith(socket, `${head}\r\ncontent-length: ${length}\r\nx-request-id: ${requestId}\r\n\r\n${body}`);
}

/** Ids that are unique across processes and cost nothing to make. */
function requestIdSource(): () => string {
  const prefix = randomBytes(6).toString('hex');
  let count = 0;
  return () => `${prefix}-${(count += 1).toString(36)}`;
}
