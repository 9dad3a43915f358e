/**
 * The client: urql with a normalised cache. Documents go by their hash, which the server that sent the page knows; one
 * of another version says that it does not, and gets the text from then on. The socket's state is in live/.
 */
import {
  CombinedError,
  Client,
  fetchExchange,
  gql,
  mapExchange,
  subscriptionExchange,
  type TypedDocumentNode,
} from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { createClient as createSocket } from 'graphql-ws';
import { endSession, renewNow, session, signedInAgain, usableToken, whoOf } from './session/session';
import { settings } from './settings';
import { clock } from './clock';
import { socketState } from './live/connection';
import { PatientSocket, tokenToSend } from './live/patient-socket';
import { resuming } from './live/resume';

/** A generated document, of whichever folder: its text, with the types of its answer and its variables. */
export interface GeneratedText<R, V> {
  toString(): string;
  __apiType?: (variables: V) => R;
  __meta__?: Record<string, unknown> | undefined;
}

/** What the server says of an error beside its message. */
export interface ErrorFacts {
  code: string;
  message: string;
  retryable: boolean;
  outcomeUnknown: boolean;
  requestId: string | null;
  /** The path of the argument that is wrong. */
  argument: string | null;
  /** What is wrong with a text that was sent; none where it was something else. */
  problems: readonly { rule: string; message: string }[];
}

/** Reads an error of urql's; the network alone is code `NETWORK`, whose outcome nobody knows. */
export function factsOf(error: CombinedError): ErrorFacts {
  const [first] = error.graphQLErrors;
  if (!first) {
    const message = 'The server does not answer.';
    return {
      code: 'NETWORK',
      message,
      retryable: true,
      outcomeUnknown: true,
      requestId: null,
      argument: null,
      problems: [],
    };
  }
  const { code, retryable, outcomeUnknown, requestId, argument, problems } = first.extensions;
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message: first.message,
    retryable: retryable === true,
    outcomeUnknown: outcomeUnknown === true,
    requestId: typeof requestId === 'string' ? requestId : null,
    argument: typeof argument === 'string' ? argument : null,
    problems: Array.isArray(problems) ? (problems as ErrorFacts['problems']) : [],
  };
}

const nodes = new WeakMap<object, TypedDocumentNode<unknown, Record<string, unknown>>>();
const hashes = new Map<string, string>();

/** A generated document as urql wants it; its hash is remembered by its name. */
export function nodeOf<R, V>(document: GeneratedText<R, V>): TypedDocumentNode<R, V & Record<string, unknown>> {
  let node = nodes.get(document);
  if (!node) {
    node = gql(document.toString()) as TypedDocumentNode<unknown, Record<string, unknown>>;
    nodes.set(document, node);
    const name = /^\s*(?:query|mutation|subscription)\s+(\w+)/m.exec(document.toString())?.[1];
    const hash = document.__meta__?.['documentId'] as string | undefined;
    if (name !== undefined && hash !== undefined) hashes.set(name, hash.replace('sha256:', ''));
  }
  return node as TypedDocumentNode<R, V & Record<string, unknown>>;
}

/** Of the caller before: it falls silent when there is another one, or none. */
let closeLast: (() => void) | null = null;
session.watch(() => {
  if (!session.get()) closeLast?.();
});

const authorization = (): string => `Bearer ${session.get()?.token ?? ''}`;

/** Objects without an id of their own live in the object that they belong to. */
const embedded = () => null;
const EMBEDDED = [
  ...[
    'Viewer',
    'ViewerPermission',
    'Catalog',
    'Product',
    'Feature',
    'InclusiveDimension',
    'UnitPrice',
    'RateCard',
    'Plan',
  ],
  ...['PlanWindow', 'Overshoot', 'Availability', 'LayerState', 'Blocker', 'Balance', 'UsageSeries', 'UsagePoint'],
  ...['UsageTotals', 'PaidBy', 'Quantity', 'Label', 'Draw', 'LayerTrace', 'GateResult', 'PolicyCitation', 'AutoTopUp'],
  ...['AutoTopUpConsent', 'AutoTopUpTerms', 'PurchaseQuote', 'PaymentMethod', 'Money', 'BalanceLine', 'Reconciliation'],
  ...['Difference', 'AccountChange', 'BalanceChange', 'DecisionEvent', 'AccessEstimate', 'MintedToken', 'Operations'],
  ...['Process', 'RefusedFile', 'Policy', 'PolicyVersion', 'PolicyProblem', 'PageInfo', 'WindowState', 'Hold'],
  ...['BudgetCount', 'BudgetMember', 'Team', 'Pace', 'Forecast', 'PolicyValidation', 'PolicyTestRun', 'PolicyTestCase'],
  ...['PolicyTestCounts', 'AccessExplanation', 'ConsideredRule', 'PreviewSums', 'PreviewShare', 'PreviewAnswer'],
  ...['PreviewDraw', 'PolicyPreviewChange'],
  ...['SizePrices', 'RecurringGrant', 'PlanResets', 'CatalogPool'],
];

export function makeClient(): Client {
  const caller = whoOf(session.get());
  const silence = new Promise<never>(() => undefined);
  const socket = createSocket({
    url: async () => {
      await usableToken();
      if (whoOf(session.get()) !== caller) return silence;
      return new URL(settings.endpoint, location.href.replace(/^http/, 'ws')).href;
    },
    lazy: false,
    webSocketImpl: PatientSocket,
    connectionParams: () => ({ authorization: `Bearer ${tokenToSend()}` }),
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => session.get() !== null,
    retryWait: (tries) => socketState.waitBeforeTry(tries),
    on: socketState.listeners,
  });
  socketState.use(socket);
  closeLast?.();
  closeLast = () => void socket.dispose();

  return new Client({
    url: settings.endpoint,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: () => ({ headers: { authorization: authorization() } }),
    fetch: async (input, init) => {
      // What somebody has begun is never sent as somebody else.
      if (whoOf(session.get()) !== caller) return silence;
      const token = session.get()?.token;
      const response = await send(input, init);
      if (response.status !== 401) return response;
      // Without another token it waits for the dialog, and then goes on.
      if (!(await renewNow(token)) && !(await signedInAgain('Your token is not valid any more.'))) return silence;
      if (whoOf(session.get()) !== caller) return silence;
      return send(input, { ...init, headers: { ...init?.headers, authorization: authorization() } });
    },
    exchanges: [
      cacheExchange({
        keys: {
          ...Object.fromEntries(EMBEDDED.map((type) => [type, embedded])),
          ...Object.fromEntries(EMBEDDED.map((type) => [`${type}Connection`, embedded])),
        },
      }),
      mapExchange({
        onError(error) {
          if (factsOf(error).code === 'UNAUTHENTICATED') endSession('Your token is not valid any more.');
        },
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables, operationName, extensions }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query, variables: resuming(variables), operationName, extensions: withHash(operationName, extensions) },
              {
                next: (value) => sink.next(value as never),
                error: (error) => sink.error(error),
                complete: () => sink.complete(),
              },
            ),
          }),
        }),
      }),
    ],
  });
}

interface Body {
  query?: string;
  operationName?: string;
  extensions?: Record<string, unknown>;
}

/** A page that a server of Spillway's sent; Vite's development server leaves the settings empty. */
let byHashes = settings.nonce !== '';

function withHash(name: string | undefined, extensions: Record<string, unknown> | undefined) {
  const hash = name === undefined || !byHashes ? undefined : hashes.get(name);
  return hash === undefined ? extensions : { ...extensions, persistedQuery: { version: 1, sha256Hash: hash } };
}

function byHash(init: RequestInit | undefined): RequestInit | undefined {
  if (typeof init?.body !== 'string') return init;
  const { query, ...body } = JSON.parse(init.body) as Body;
  const extensions = withHash(body.operationName, body.extensions);
  return {
    ...init,
    body: JSON.stringify(extensions === body.extensions ? { ...body, query } : { ...body, extensions }),
  };
}

/** Sends a document by its hash, or its text to a server that does not know it. */
async function send(input: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> {
  const sent = Date.now();
  const response = await fetch(input, byHash(init));
  clock.learn(response.headers.get('date'), sent, Date.now());
  if (!(await hashIsUnknown(response))) return response;
  byHashes = false;
  return fetch(input, init);
}

const SHORT_ANSWER = 1000;

async function hashIsUnknown(response: Response): Promise<boolean> {
  if (!byHashes || Number(response.headers.get('content-length') ?? SHORT_ANSWER) >= SHORT_ANSWER) return false;
  return (await response.clone().text()).includes('"PERSISTED_QUERY_NOT_');
}
