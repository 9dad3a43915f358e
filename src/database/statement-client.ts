/**
 * A session's connection with four habits added: what is asked in one go is sent in one go, constant statements are
 * prepared once and read back exactly, a COMMIT that PostgreSQL turned into a rollback is an error, and a connection that
 * is broken, or leads to a server that takes no writes, always finds its way out of the pool.
 */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { judgeFailedCommit, READ_ONLY_STATE } from './database-errors.js';
import { SessionClient, type SessionConfig } from './session-client.js';

/** More distinct texts than this are not constants: values were written into them. */
const STATEMENTS_AT_MOST = 2_000;

const names = new Map<string, string>();

/** Asked of a connection, it answers with itself and sends nothing: the ORM keeps the connection of a transaction to itself. */
export const WHICH_CLIENT = 'which client is this';

/** Statements are sent without waiting for the answers of those before them; PostgreSQL does them in their order. */
const PIPELINE = { pipeline: true };

/** A timestamp as PostgreSQL writes it in UTC (ISO style), in whole milliseconds. */
export function parseInstant(text: string): number {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  // Sessions are in UTC, and a text that ends in Z is parsed three times as fast as one with an offset.
  const iso = text.endsWith('+00') ? `${text.slice(0, -3)}Z` : text.replace(/([+-]\d\d)$/, '$1:00');
  const instant = Date.parse(iso.replace(' ', 'T'));
  if (Number.isNaN(instant)) throw new Error(`not an instant: ${text}`);
  return instant;
}

const stringArray = pg.types.getTypeParser(1009 as never) as (text: string) => (string | null)[];
const arrayOf =
  <T>(parse: (text: string) => T) =>
  (text: string): (T | null)[] =>
    stringArray(text).map((item) => (item === null ? null : parse(item)));

const EXACT = new Map<number, (text: string) => unknown>([
  [20, BigInt],
  [1016, arrayOf(BigInt)],
  [1184, parseInstant],
  [1185, arrayOf(parseInstant)],
]);

const exactTypes = {
  getTypeParser: (oid: number, format?: string): ((text: string) => unknown) =>
    (format === 'binary' ? undefined : EXACT.get(oid)) ?? (pg.types.getTypeParser(oid, format as 'text') as never),
};

/**
 * Makes a text a named statement on every connection that meets it: parsed once there, its `bigint` read as `bigint`,
 * its `timestamptz` as milliseconds.
 */
export function registerStatement(text: string): void {
  if (names.has(text)) return;
  if (names.size >= STATEMENTS_AT_MOST) throw new Error('statement texts must be constant: bind values as parameters');
  names.set(text, createHash('sha256').update(text).digest('base64url'));
}

interface Result {
  command?: string;
  rows?: unknown[];
}
type Send = (query: unknown, values?: unknown, callback?: unknown) => Promise<Result>;

async function commit(send: Send): Promise<Result> {
  let result;
  try {
    result = await send('commit');
  } catch (error) {
    judgeFailedCommit(error);
    throw error;
  }
  if (result.command !== 'COMMIT') throw new Error('a statement had failed before the commit: nothing was stored');
  return result;
}

export class StatementClient extends SessionClient {
  private broken: Error | undefined;
  private readOnly = false;
  private held = false;

  constructor(config: SessionConfig) {
    super({ ...config, ...PIPELINE });
    // After a failover it would lead to the old server for ever.
    this.connection.on('errorMessage', ({ code }: { code?: string }) => (this.readOnly ||= code === READ_ONLY_STATE));
    const send = this.query.bind(this) as unknown as Send;
    const query: Send = (text, values, callback) => {
      if (text === WHICH_CLIENT) return Promise.resolve({ rows: [{ client: this }] });
      this.sendTogether();
      if (text === 'rollback') return this.orBreak(send(text)).finally(() => this.leaveReadOnly());
      if (this.broken !== undefined) return Promise.reject(this.broken);
      if (text === 'commit') return commit(send);
      if (typeof text !== 'string') return send(text, values, callback);
      if (text === 'begin' || text.startsWith('start transaction')) {
        // Nothing waits for its answer: what follows is in the transaction, or the connection is broken.
        void this.orBreak(send(text));
        return Promise.resolve({ rows: [] });
      }
      return names.has(text)
        ? send({ name: names.get(text), text, values, types: exactTypes })
        : send(text, values, callback);
    };
    this.query = query as unknown as typeof this.query;
  }

  /** The pool keeps no connection that is being ended. */
  private leaveReadOnly(): void {
    if (this.readOnly) this.end().catch(() => undefined);
  }

  /** Keeps what is sent in this turn of the event loop together, so that it is one write and one packet. */
  private sendTogether(): void {
    if (this.held) return;
    this.held = true;
    const stream = this.connection.stream;
    stream.cork();
    process.nextTick(() => {
      this.held = false;
      stream.uncork();
    });
  }

  /**
   * Kysely keeps a connection for ever when its BEGIN or ROLLBACK rejects, as both do when the server goes away. So
   * they do not: the connection is ended, which rolls back just as well, and whatever else it is asked fails.
   */
  private async orBreak(sent: Promise<Result>): Promise<Result> {
    try {
      return await sent;
    } catch (error) {
      this.broken ??= error as Error;
      this.end().catch(() => undefined);
      return { rows: [] };
    }
  }
}
