/**
 * Apollo Server behind one Fastify handler. Who is calling is settled before a body is read, and every error leaves
 * through `format-error.ts`. Nothing is reported to anybody.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { type ErrorCode, SpillwayError } from '../errors.js';
import type { Caller } from './token.js';
import { callsOf, type Asked } from './count-calls.js';
import { documentRules, parseOptions, validationOptions } from './document-limits.js';
import type { FormatError } from './format-error.js';
import type { Limits } from './limits.js';
import type { Log } from '../log.js';
import { withText } from './request-params.js';
import type { Trace } from '../meter.js';
import type { FindText } from './trusted-documents.js';
import type { WatchedOperation } from './watch-operations.js';

export interface ApolloSettings {
  schema: GraphQLSchema;
  log: Log;
  introspection: boolean;
  formatError: FormatError;
  /** Apollo copies what this answers (own properties, same prototype): keep its state out of `#private` fields. */
  makeContext: (caller: Caller, requestId: string, trace?: Trace) => object;
  plugins: ApolloServerPlugin[];
  limits: Limits;
  /** From what a request says of its document to the text that runs. */
  findText: FindText;
}

/** Whose request it is. One call of it has been counted. */
export interface Admitted {
  caller: Caller;
  /** Counts the calls that it makes beyond that. @throws SpillwayError RATE_LIMITED */
  admitMore(this: void, calls: number): Promise<void>;
  watched: WatchedOperation | undefined;
}

export interface GraphqlHandler {
  handle(this: void, request: FastifyRequest, reply: FastifyReply, admitted: Admitted): Promise<string>;
  stop(): Promise<void>;
}

/** The HTTP status of an error that comes before anything ran. */
export const STATUS: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  IDEMPOTENCY_CONFLICT: 409,
  CONFLICT: 409,
  // As Apollo Server answers them: some clients look no further than another status, and never send the text.
  PERSISTED_QUERY_NOT_FOUND: 200,
  PERSISTED_QUERY_NOT_SUPPORTED: 200,
  RATE_LIMITED: 429,
  OVERLOADED: 503,
  INTERNAL: 500,
};

/** Apollo's own pages and reports, switched off. */
const nothingBeside = (): ApolloServerPlugin[] => [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/** Starts Apollo Server and answers the handler for GET and POST. */
export async function startApollo(settings: ApolloSettings): Promise<GraphqlHandler> {
  const { limits, log, makeContext } = settings;
  // Apollo's formatError is told no request; this is how it learns the id and what runs.
  const requests = new AsyncLocalStorage<RequestState>();
  const apollo = new ApolloServer<object>({
    schema: settings.schema,
    logger: log,
    formatError: (_formatted, error) => {
      const { id = '', operation, watched } = requests.getStore() ?? {};
      const formatted = settings.formatError(error, id, operation);
      watched?.failed(formatted.extensions?.code);
      return formatted;
    },
    // Left on here: whether documents may ask is a rule in the list that sockets share.
    introspection: true,
    validationRules: documentRules(settings),
    validationOptions: validationOptions(limits),
    parseOptions: parseOptions(limits),
    // No page of another origin can send a token without asking first.
    csrfPrevention: { requestHeaders: ['authorization', 'x-apollo-operation-name', 'apollo-require-preflight'] },
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [
      ...nothingBeside(),
      queriesAndMutationsOnly(async (schema, asked) => {
        const state = requests.getStore();
        Object.assign(state ?? {}, { operation: asked.operation.operation });
        state?.watched?.runs(asked.operation);
        await state?.admitMore(callsOf(schema, asked) - 1);
      }),
      ...settings.plugins,
    ],
  });
  await apollo.start();

  async function contextOf(caller: Caller, requestId: string, trace?: Trace): Promise<object> {
    try {
      return makeContext(caller, requestId, trace);
    } catch (error) {
      throw withStatus(error);
    }
  }

  return {
    stop: () => apollo.stop(),
    async handle(request, reply, { caller, admitMore, watched }) {
      const from = { tenant: caller.tenant, requestId: request.id };
      const asked = withText(request, (named) => settings.findText(named, from));
      const { body, headers, status } = await requests.run({ id: request.id, admitMore, watched }, () =>
        apollo.executeHTTPGraphQLRequest({
          httpGraphQLRequest: {
            method: request.method,
            headers: headerMap(request),
            ...asked,
          },
          context: () => contextOf(caller, request.id, watched?.trace),
        }),
      );
      if (body.kind !== 'complete') throw new Error('The schema has no incremental delivery.');
      reply.code(status ?? 200).header('cache-control', 'no-store');
      for (const [name, value] of headers) reply.header(name, value);
      return body.string;
    },
  };
}

/** What is known of a request while it runs. */
interface RequestState extends Pick<Admitted, 'admitMore' | 'watched'> {
  id: string;
  operation?: OperationTypeNode;
}

/** Apollo would run a subscription's root field as if it were a query's. What else is to run is `told` first. */
const queriesAndMutationsOnly = (
  told: (schema: GraphQLSchema, asked: Asked) => Promise<void>,
): ApolloServerPlugin<object> => ({
  requestDidStart: async () => ({
    async didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
      if (!operation) return;
      if (operation.operation !== OperationTypeNode.SUBSCRIPTION) {
        return told(schema, { document, operation, variables }).catch((error: unknown) => {
          throw withStatus(error);
        });
      }
      throw withStatus(
        new SpillwayError(
          'BAD_USER_INPUT',
          'Subscriptions run at this path over the WebSocket (graphql-transport-ws), or with "accept: text/event-stream".',
        ),
      );
    },
  }),
});

function withStatus(error: unknown): GraphQLError {
  const code = error instanceof SpillwayError ? error.code : 'INTERNAL';
  return new GraphQLError(error instanceof Error ? error.message : 'Unknown failure', {
    originalError: error instanceof Error ? error : new Error(String(error)),
    extensions: { http: { status: STATUS[code] } },
  });
}

function headerMap({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}
