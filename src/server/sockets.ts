/**
 * GraphQL over WebSocket on the HTTP server's own port: who may connect, how long a socket lives, how much it may ask.
 * A socket outlives neither its token nor a server that shuts down. Running operations is `run-operation.ts`'s.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type OperationTypeNode,
} from 'graphql';
import { makeServer, type Context, type SubscribePayload } from 'graphql-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import { type ErrorCode, SpillwayError } from '../errors.js';
import type { Caller, TokenVerifier } from './token.js';
import { networkOf, type Admission } from './admit-caller.js';
import { errorBody, type FormatError } from './format-error.js';
import type { Log } from '../log.js';
import { change, type OpenConnections } from './open-connections.js';
import { operationPreparer, type PreparerSettings } from './prepare-operation.js';
import { type Operation, runOperation, runSubscription } from './run-operation.js';
import { addressOf, isOriginAllowed, type Trust } from './origins.js';
import { carry, keepAlive, openAcceptor, refuse, within } from './socket-life.js';

export interface SocketSettings extends PreparerSettings {
  path: string;
  log: Log;
  admission: Admission;
  /** Says when a caller's token ends. */
  tokens: Pick<TokenVerifier, 'atEnd'>;
  /** Counts them, beside the event streams. */
  connections: OpenConnections;
  /** Origins that may connect beside the server's own; who sends none is no browser and may. */
  allowedOrigins: readonly string[];
  /** Whose word about a client's address is believed. */
  trust: Trust;
  formatError: FormatError;
  newRequestId: () => string;
}

/** What is known about one socket. `caller` is set once its token held. */
interface SocketState {
  id: string;
  socket: WebSocket;
  address: string;
  /** As the request to connect named it: browsers cannot, other clients may. */
  authorization: string | undefined;
  /** Kept here too: graphql-ws knows one operation per id, and two may have come under the same one. */
  running: Set<Operation>;
  caller?: Caller;
  /** Why its token is worth nothing any more. */
  over?: string;
  /** To call when the socket of that caller is gone. */
  leave?: () => void;
}

export interface Sockets {
  /** Takes no more work, lets queries and mutations finish for at most `graceMs`, then closes all sockets with 1001. */
  close(graceMs: number): Promise<void>;
}

interface SocketContext extends Context {
  extra: SocketState;
  connectionParams?: Record<string, unknown>;
}

/**
 * Close codes as graphql-transport-ws defines them. Clients come back after 1013, and with a fresh token after 4403;
 * 4401 ends them for good.
 */
const CLOSE = { goingAway: 1001, later: 1013, failed: 4500, unauthorized: 4401, forbidden: 4403 } as const;
const CLOSE_MS = 1000;

/** Attaches the WebSocket side to an HTTP server. */
export function attachSockets(server: Server, settings: SocketSettings): Sockets {
  const sockets = new SocketServer(settings);
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) =>
    sockets.upgrade(request, stream, head),
  );
  return sockets;
}

class SocketServer implements Sockets {
  private readonly prepareOperation: ReturnType<typeof operationPreparer>;
  private readonly acceptor: WebSocketServer;
  private readonly pinger: NodeJS.Timeout;
  private readonly protocol: ReturnType<typeof makeServer<SocketContext['connectionParams'], SocketState>>;
  /** Sockets that have not shown a token yet, by network. */
  private readonly strangers = new Map<string, number>();
  private draining = false;
  private unfinished = 0;
  private finished = (): void => {};

  constructor(private readonly settings: SocketSettings) {
    const { limits } = settings;
    this.prepareOperation = operationPreparer(settings);
    this.acceptor = openAcceptor(limits);
    this.acceptor.on('connection', (socket: WebSocket, request: IncomingMessage) => this.open(socket, request));
    this.pinger = keepAlive(this.acceptor, limits.pingMs);
    this.protocol = makeServer<SocketContext['connectionParams'], SocketState>({
      connectionInitWaitTimeout: limits.initMs,
      onConnect: (context) => this.connect(context),
      onSubscribe: ({ extra }, id, payload) => this.prepare(extra, id, payload),
      execute: (operation) => this.execute(operation as Operation),
      subscribe: (operation) => runSubscription(operation as Operation),
      onNext: ({ extra }, id, _payload, { document, operationName }, { errors, ...result }) =>
        errors && {
          ...result,
          errors: this.format(extra, id, errors, getOperationAST(document, operationName)?.operation),
        },
      onError: ({ extra }, id, _payload, errors) => this.format(extra, id, errors),
    });
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { log } = this.settings;
    stream.on('error', (error) => log.debug({ err: error }, 'a socket broke while it connected'));
    const refusal = this.refusalOf(request);
    if (refusal) {
      const [status, code, message] = refusal;
      const requestId = this.settings.newRequestId();
      if (status.startsWith('403')) log.info({ requestId, origin: request.headers.origin }, message);
      return refuse(stream, status, JSON.stringify(errorBody(code, message, requestId)));
    }
    this.acceptor.handleUpgrade(request, stream, head, (socket) => this.acceptor.emit('connection', socket, request));
  }

  /** Why a request to connect is not granted; null where it is. */
  private refusalOf(request: IncomingMessage): [status: string, code: ErrorCode, message: string] | null {
    const { path, allowedOrigins, connections, limits, trust } = this.settings;
    if (request.url?.split('?')[0] !== path) return ['404 Not Found', 'NOT_FOUND', `Sockets are at ${path}.`];
    if (!isOriginAllowed(request, allowedOrigins)) {
      const remedy = 'list it in SPILLWAY_ALLOWED_ORIGINS, or have the proxy pass Host on unchanged';
      return ['403 Forbidden', 'FORBIDDEN', `Pages of ${request.headers.origin} may not connect here: ${remedy}.`];
    }
    if (this.draining || connections.isFull) {
      return ['503 Service Unavailable', 'OVERLOADED', 'This server takes no more sockets now: connect again later.'];
    }
    if ((this.strangers.get(networkOf(addressOf(request, trust))) ?? 0) < limits.strangersPerAddress) return null;
    const message = `At most ${limits.strangersPerAddress} sockets of an address wait for their token: send it at once.`;
    return ['429 Too Many Requests', 'RATE_LIMITED', message];
  }

  async close(graceMs: number): Promise<void> {
    const { clients } = this.acceptor;
    this.draining = true;
    if (this.unfinished > 0) await within(graceMs, new Promise<void>((resolve) => (this.finished = resolve)));
    // The last answers are handed to the sockets in the microtasks that follow.
    await new Promise((resolve) => setImmediate(resolve));
    clearInterval(this.pinger);
    const gone = [...clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of clients) socket.close(CLOSE.goingAway, 'The server is shutting down');
    await within(CLOSE_MS, Promise.all(gone));
    for (const socket of clients) socket.terminate();
  }

  private open(socket: WebSocket, request: IncomingMessage): void {
    const address = addressOf(request, this.settings.trust);
    const { authorization } = request.headers;
    const state: SocketState = {
      ...{ id: this.settings.newRequestId(), socket, address, authorization, running: new Set() },
    };
    change(this.strangers, networkOf(address), 1);
    const gone = this.settings.connections.add();
    const failed = (error: unknown): void => {
      this.settings.log.error({ requestId: state.id, err: error }, 'a socket message could not be handled');
      socket.close(CLOSE.failed, 'Internal error');
    };
    const { unreadBytes, greetingBytes } = this.settings.limits;
    const takes = (bytes: number): boolean => state.caller !== undefined || bytes <= greetingBytes;
    const closed = this.protocol.opened(carry(socket, { unreadBytes, takes }, failed), state);
    socket.once('close', (code, reason) => {
      gone();
      if (state.leave) state.leave();
      else change(this.strangers, networkOf(address), -1);
      const stopped = [...state.running].map((operation) => operation.stop?.());
      Promise.all([closed(code, String(reason)), ...stopped]).catch(failed);
    });
  }

  private async connect(context: SocketContext): Promise<boolean> {
    const { extra: state, connectionParams = {} } = context;
    const { socket } = state;
    // graphql-ws would keep it for the socket's life.
    delete context.connectionParams;
    try {
      const token = tokenOf(connectionParams) ?? tokenOf(connectionParams.headers) ?? state.authorization;
      const caller = await this.settings.admission.admit(token, state.address);
      if (socket.readyState !== socket.OPEN) return false;
      state.leave = this.settings.connections.addFor(caller);
      change(this.strangers, networkOf(state.address), -1);
      state.caller = caller;
      const forget = this.settings.tokens.atEnd(caller, (why) => {
        state.over = why;
        socket.close(CLOSE.forbidden, capitalised(why));
      });
      socket.once('close', forget);
      return true;
    } catch (error) {
      const { message, extensions } = this.settings.formatError(error, state.id);
      const codes: Record<string, number> = { UNAUTHENTICATED: CLOSE.unauthorized, FORBIDDEN: CLOSE.forbidden };
      socket.close(codes[String(extensions?.code)] ?? CLOSE.later, message.slice(0, 100));
      return false;
    }
  }

  /** Ahead of every operation: the limits, then the document, then its context. */
  private async prepare(
    state: SocketState,
    id: string,
    payload: SubscribePayload,
  ): Promise<Operation | readonly GraphQLError[]> {
    try {
      if (state.caller) await this.settings.admission.admitMore(state.caller, 1);
      return await this.prepareOperation(payload, {
        requestId: requestIdOf(state, id),
        caller: () => this.admit(state),
        admitMore: async (calls) => {
          if (state.caller) await this.settings.admission.admitMore(state.caller, calls);
        },
        begun: (operation) => void state.running.add(operation),
        ended: (operation) => void state.running.delete(operation),
      });
    } catch (error) {
      return [error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error })];
    }
  }

  private admit({ caller, over, running, socket }: SocketState): Caller {
    if (!caller || over !== undefined || caller.expiresAt <= Date.now()) {
      const why = capitalised(over ?? 'the token has expired');
      socket.close(CLOSE.forbidden, why);
      throw new SpillwayError('UNAUTHENTICATED', `${why}: connect again with a new one.`);
    }
    if (this.draining) throw new SpillwayError('OVERLOADED', 'This server is shutting down: connect again.');
    const limit = this.settings.limits.operationsPerSocket;
    if (running.size < limit) return caller;
    throw new SpillwayError('RATE_LIMITED', `At most ${limit} operations run on one socket at once: end one first.`);
  }

  private async execute(operation: Operation): Promise<ExecutionResult> {
    this.unfinished += 1;
    try {
      return await runOperation(operation);
    } finally {
      this.unfinished -= 1;
      if (this.unfinished === 0) this.finished();
    }
  }

  private format(
    state: SocketState,
    id: string,
    errors: readonly GraphQLError[],
    operation?: OperationTypeNode,
  ): GraphQLFormattedError[] {
    return errors.map((error) => this.settings.formatError(error, requestIdOf(state, id), operation));
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The token among what a client sends as headers, whatever their case. */
function tokenOf(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const found: unknown = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return typeof found === 'string' ? found : undefined;
}

/** The socket's id and the client's own id of the operation, where that is harmless. */
function requestIdOf(state: SocketState, operationId: string): string {
  return /^[\w-]{1,64}$/.test(operationId) ? `${state.id}.${operationId}` : state.id;
}
