/**
 * An account's changes without gap or repetition, across broken connections, expired tokens and restarts of the server: it
 * resumes by the `seq` that it saw last. It needs the package graphql-ws, and a WebSocket.
 *
 * It is `balanceChanged`, and not `accountChanged`: a change of plan or policy is told there without a `seq`, so it could not
 * be given once and in order as this promises, and there changes of less than 100 ms always come as one.
 */
import { WATCH, type BalanceChange } from './api.js';
import { Misuse, Refused, SpillwayError, Unreachable } from './errors.js';
import type { Transport } from './transport.js';
import { backOffMs, pause } from './wait.js';

/** What to watch. */
export interface WatchOptions {
  /** An `acc_` id or an address such as `pool:engineering`; the caller's own account by default. */
  account?: string;
  /** Resume after this `seq`; without it a snapshot comes first. */
  afterSeq?: string;
  /** Changes within so many milliseconds come as one; 0 by default. */
  coalesceMs?: number;
  /** Ends the watch. */
  signal?: AbortSignal;
  /** `live` from the beginning of a connection, `away` from its end. */
  onState?: (state: 'live' | 'away') => void;
  /** In place of the global WebSocket, which Node has from version 22 on. */
  webSocketImpl?: unknown;
}

/** Unread changes at most; beyond it the connection is given up, and resumed once they are read. */
const UNREAD = 1_000;
const PING_MS = 10_000;
const UNAUTHENTICATED = 4401;

/**
 * Changes in order, each `seq` once, or as a range where coalesced. It goes on until the signal aborts or its reader leaves.
 * @throws Refused where the account may not be read, or a fresh token is refused as well
 * @throws Misuse without graphql-ws or a WebSocket
 */
export async function* watchBalance(
  transport: Transport,
  options: WatchOptions = {},
): AsyncGenerator<BalanceChange, void, undefined> {
  const { signal, onState } = options;
  let last = options.afterSeq === undefined ? null : BigInt(options.afterSeq);
  let refusals = 0;
  const connected = (): void => {
    refusals = 0;
    onState?.('live');
  };
  for (let attempt = 0; !signal?.aborted; attempt += 1) {
    if (attempt > 0) await pause(backOffMs(attempt - 1), signal).catch(() => undefined);
    let connection: Connection | null = null;
    try {
      connection = await connect(transport, options, last, connected);
      for await (const change of connection.changes()) {
        if (!isNew(change, last)) continue;
        last = BigInt(change.seq);
        attempt = 0;
        yield change;
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (error instanceof Refused && error.code === 'UNAUTHENTICATED' && (refusals += 1) < 2) continue;
      if (!(error instanceof SpillwayError) || !error.retryable) throw error;
    } finally {
      onState?.('away');
      connection?.end();
    }
  }
}

/** A snapshot counts always: it may also follow on a gap that Spillway could not bridge. */
function isNew({ snapshot, seq, firstSeq }: BalanceChange, last: bigint | null): boolean {
  if (snapshot || last === null) return true;
  if (BigInt(seq) <= last) return false;
  if (BigInt(firstSeq) > last + 1n) throw new Unreachable(`A change between ${last} and ${firstSeq} is missing.`);
  return true;
}

interface Connection {
  changes(): AsyncGenerator<BalanceChange>;
  end(): void;
}

async function connect(
  transport: Transport,
  options: WatchOptions,
  last: bigint | null,
  connected: () => void,
): Promise<Connection> {
  const { signal, account, coalesceMs = 0 } = options;
  const { createClient } = await import('graphql-ws/client').catch((error: unknown) => {
    throw new Misuse('watchBalance needs the package graphql-ws.', { cause: error });
  });
  signal?.throwIfAborted();
  const webSocketImpl = options.webSocketImpl ?? globalThis.WebSocket;
  if (!webSocketImpl) throw new Misuse('There is no global WebSocket here: pass webSocketImpl.');
  const unread: BalanceChange[] = [];
  let ended: Error | 'complete' | null = null;
  let wake = (): void => undefined;
  const finish = (why: Error | 'complete') => {
    ended ??= why;
    wake();
  };
  let silent: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: transport.endpoint.replace(/^http/, 'ws'),
    webSocketImpl,
    connectionParams: async () => ({ authorization: `Bearer ${await transport.token()}` }),
    retryAttempts: 0,
    keepAlive: PING_MS,
    on: {
      connected,
      ping: (received) => {
        if (!received) silent = setTimeout(() => client.terminate(), PING_MS);
      },
      pong: () => clearTimeout(silent),
      closed: () => clearTimeout(silent),
    },
  });
  const end = (): void => {
    signal?.removeEventListener('abort', end);
    finish('complete');
    clearTimeout(silent);
    void Promise.resolve(client.dispose()).catch(() => undefined);
  };
  signal?.addEventListener('abort', end, { once: true });
  const variables = { account, coalesceMs, afterSeq: last === null ? undefined : String(last) };
  client.subscribe<{ balanceChanged: BalanceChange | null }>(
    { operationName: WATCH.name, query: WATCH.document, variables },
    {
      next: ({ data, errors }) => {
        if (ended) return;
        if (errors?.[0]) return finish(refusalIn(errors[0]));
        if (data?.balanceChanged) unread.push(data.balanceChanged);
        if (unread.length > UNREAD) finish(new Unreachable('Changes came faster than they were read.'));
        if (ended) client.terminate();
        wake();
      },
      error: (why) => finish(failureOf(why)),
      complete: () => finish(new Unreachable('The subscription has ended.')),
    },
  );
  async function* changes(): AsyncGenerator<BalanceChange> {
    for (;;) {
      while (unread.length > 0) yield unread.shift() as BalanceChange;
      if (ended === 'complete') return;
      if (ended) throw ended;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  return { changes, end };
}

interface GraphQlError {
  message: string;
  extensions?: Record<string, unknown> | undefined;
}

function refusalIn({ message, extensions = {} }: GraphQlError): Refused {
  return new Refused({
    code: (extensions.code as string | undefined) ?? 'INTERNAL',
    message,
    retryable: extensions.retryable === true,
    requestId: extensions.requestId as string | undefined,
  });
}

/** Errors of the operation come as a list; the end of the connection as a close event, or as what its socket says. */
function failureOf(why: unknown): SpillwayError {
  if (Array.isArray(why) && why[0]) return refusalIn(why[0] as GraphQlError);
  const { code, reason, message } = (why ?? {}) as { code?: number; reason?: string; message?: string };
  if (code === UNAUTHENTICATED) {
    return new Refused({ code: 'UNAUTHENTICATED', message: reason || 'The token is refused.', retryable: false });
  }
  return new Unreachable(`The connection ended: ${reason || message || String(code)}`);
}
