/**
 * GraphQL over server-sent events, each operation on a connection of its own: for callers that no WebSocket reaches, at
 * the same path, with the same tokens, documents, limits and errors. A stream outlives neither its token nor a server
 * that shuts down.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, getOperationAST, GraphQLError, OperationTypeNode } from 'graphql';
import { SpillwayError } from '../errors.js';
import type { Admitted } from './apollo.js';
import { EventStream, type Results } from './event-stream.js';
import type { FormatError } from './format-error.js';
import type { OpenConnections } from './open-connections.js';
import { type Asking, operationPreparer, type PreparerSettings } from './prepare-operation.js';
import { paramsOf } from './request-params.js';
import { type Operation, runOperation, runSubscription } from './run-operation.js';
import type { Caller, TokenVerifier } from './token.js';

export interface StreamSettings extends PreparerSettings {
  formatError: FormatError;
  connections: OpenConnections;
  /** Says when a caller's token ends. */
  tokens: Pick<TokenVerifier, 'atEnd'>;
}

export interface Streams {
  /**
   * The answer to one request, sent as it comes. What is wrong with the document stands in the stream.
   * @throws SpillwayError for what the door refuses, before anything is sent
   */
  handle(this: void, request: FastifyRequest, reply: FastifyReply, admitted: Admitted): Promise<EventStream>;
  /** Takes no more; ends subscriptions so that their callers come back elsewhere, and lets all else finish. */
  close(): void;
}

const STREAM = 'text/event-stream';
const JSON_TYPES = ['application/json', 'application/graphql-response+json'];

/** Whether a client asks for events, and not rather for JSON: some name both, whatever they send. */
export function wantsStream(accept = ''): boolean {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: weight === undefined ? 1 : Number(weight) };
  });
  const known = ranges.filter(({ type, weight }) => weight > 0 && [STREAM, ...JSON_TYPES].includes(type));
  return known.sort((a, b) => b.weight - a.weight)[0]?.type === STREAM;
}

export function openStreams(settings: StreamSettings): Streams {
  const { connections, limits } = settings;
  const prepare = operationPreparer(settings);
  const subscriptions = new Set<EventStream>();
  let draining = false;

  const askingOf = ({ id: requestId }: FastifyRequest, { caller, admitMore }: Admitted): Asking => ({
    requestId,
    admitMore,
    caller() {
      if (draining) throw new SpillwayError('OVERLOADED', 'This server is shutting down: come back.');
      if (caller.expiresAt > Date.now()) return caller;
      throw new SpillwayError('UNAUTHENTICATED', 'The token has expired: come back with a new one.');
    },
  });

  /** What a request runs, or what is wrong with it. */
  async function operationOf(request: FastifyRequest, admitted: Admitted) {
    const prepared = await prepare(paramsOf(request), askingOf(request, admitted)).catch((error: unknown) => {
      if (error instanceof SpillwayError && error.code.startsWith('PERSISTED_QUERY')) return [error];
      throw error;
    });
    if (!('document' in prepared)) return { errors: prepared };
    const kind = getOperationAST(prepared.document, prepared.operationName)?.operation;
    if (kind !== OperationTypeNode.MUTATION || request.method === 'POST') return { operation: prepared, kind };
    return { errors: [new GraphQLError('Mutations are sent by POST.')] };
  }

  function watch(stream: EventStream, { raw }: FastifyReply, caller: Caller): void {
    const forget = settings.tokens.atEnd(caller, (why) => {
      stream.endEarly(why);
      // Whoever reads nothing sees no end either.
      setTimeout(() => raw.writableFinished || raw.destroy(), limits.closeMs).unref();
    });
    subscriptions.add(stream);
    stream.once('close', () => {
      forget();
      subscriptions.delete(stream);
    });
  }

  return {
    async handle(request, reply, admitted) {
      const leave = connections.addStream(admitted.caller);
      try {
        const { operation, kind, errors = [] } = await operationOf(request, admitted);
        const format = (all: readonly unknown[]) => all.map((error) => settings.formatError(error, request.id, kind));
        const results = operation ? resultsOf(operation, kind, format) : once(async () => ({ errors: format(errors) }));
        const stream = new EventStream(results, limits.pingMs);
        stream.once('close', leave);
        reply.raw.once('finish', () => draining && request.raw.socket.destroySoon());
        if (kind === OperationTypeNode.SUBSCRIPTION) watch(stream, reply, admitted.caller);
        reply.headers({
          'content-type': `${STREAM}; charset=utf-8`,
          'cache-control': 'no-store, no-transform',
          // nginx hands events on at once, whatever its configuration says.
          'x-accel-buffering': 'no',
        });
        return stream;
      } catch (error) {
        leave();
        throw error;
      }
    },
    close() {
      draining = true;
      for (const stream of subscriptions) stream.endEarly('the server is shutting down');
    },
  };
}

type Format = (errors: readonly unknown[]) => object[];

/** Runs an operation when its first result is asked for. A query or mutation runs to its end, whoever listens. */
function resultsOf(operation: Operation, kind: OperationTypeNode | undefined, format: Format): Results {
  const told = ({ errors, ...result }: ExecutionResult) => ({ ...(errors && { errors: format(errors) }), ...result });
  if (kind === OperationTypeNode.SUBSCRIPTION) return eventsOf(operation, told, format);
  return once(() => runOperation(operation).then(told, (error: unknown) => ({ errors: format([error]) })));
}

/** A single result. */
function once(run: () => Promise<object>): Results {
  let ran = false;
  return {
    async next() {
      if (ran) return null;
      ran = true;
      return run();
    },
    stop() {},
  };
}

function eventsOf(operation: Operation, told: (result: ExecutionResult) => object, format: Format): Results {
  let events: AsyncIterator<ExecutionResult, void> | undefined;
  let isOver = false;
  const last = (result: object | null): object | null => {
    isOver = true;
    return result;
  };
  return {
    async next() {
      if (isOver) return null;
      try {
        if (!events) {
          const source = await runSubscription(operation);
          if (!(Symbol.asyncIterator in source)) return last(told(source));
          events = source;
          // It may have been given up while it began.
          if (isOver) await events.return?.();
        }
        const event = await events.next();
        return event.done ? last(null) : told(event.value);
      } catch (error) {
        return last({ errors: format([error]) });
      }
    },
    stop() {
      isOver = true;
      // Whatever is wrong with its end is masked and logged as an error of the operation.
      events?.return?.().catch((error: unknown) => void format([error]));
    },
  };
}
