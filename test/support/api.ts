/**
 * API processes over a database of their own: the real door with real tokens, a clock that tests move, and the owner's
 * view of the tables. Closing proves that the books reconcile.
 */
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type pg from 'pg';
import { pino } from 'pino';
import type { FurtherCell } from '../../src/database/cell.js';
import { openSession } from '../../src/database/open-session.js';
import { openApp, type App } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { signToken } from '../../src/server/token.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { expectBooksToReconcile } from './reconcile.js';

export interface ApiError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; requestId: string; retryable: boolean; outcomeUnknown?: boolean; argument?: string };
}

export interface Answer<T> {
  status: number;
  data?: T | null;
  errors?: ApiError[];
}

/** A caller with a token, as one API process sees them. */
export interface Client {
  /** Sends an operation and returns whatever comes back. */
  run<T = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<Answer<T>>;
  /** Sends an operation that must succeed and returns its data. */
  data<T>(query: string, variables?: Record<string, unknown>): Promise<T>;
  /** Sends an operation whose one root field is this one and returns its value. */
  get<T>(field: string, query: string, variables?: Record<string, unknown>): Promise<T>;
}

/** How to reach an API process. */
export interface Door {
  url: string;
  as(tenant: string, subject: string, groups?: string[]): Client;
  /** Whoever the token says. */
  bearing(token: string): Client;
  /** Sends a body as it is to /graphql. */
  post(body: string | Uint8Array, headers?: Record<string, string>): Promise<Answer<unknown>>;
}

export interface TestApi extends Door {
  app: App;
  /** Another API process, in this one, on the same database, policies and clock. */
  another(): Promise<Door>;
  /** Another API process in a process of its own, with the real clock. */
  spawned(): Promise<Door>;
  /** Moves the ledger's clock on. */
  moveClock(milliseconds: number): void;
  /** Moves it to just after an instant: the ledger's clock, which is the database's, has surely reached it. */
  moveClockTo(at: number): void;
  /** About now, by the ledger's clock. */
  now(): number;
  /** As the owner, outside row-level security; rows as the bare driver reads them. */
  asOwner<R extends pg.QueryResultRow>(sql: string, params?: unknown[]): Promise<R[]>;
  databaseUrl: string;
  /** Errors in the log of the processes in this one, parsed. */
  logged: Record<string, unknown>[];
  /** Ends every process, proves that the books reconcile, and drops the database, unless it was given. */
  close(): Promise<void>;
}

export const SECRET = 'a secret for tests, 32 bytes or more';
export const OPERATOR_SECRET = 'a secret of the operator, 32 bytes or more';
export const MINUTE = 60_000;
/** What the clocks of this process and of the database, as read a moment ago, may differ by. */
const CLOCKS_APART_MS = 20;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface TestApiOptions {
  policyDir?: string;
  /** Off: usage waits for workers of its own. */
  settlement?: 'on' | 'off';
  furtherCells?: readonly FurtherCell[];
  /** A database to open instead of a fresh one; closing leaves it there. */
  store?: TestDatabase;
  /** Further settings, as the environment has them. */
  settings?: Record<string, string>;
  /** Milliseconds that the ledger's clock is ahead from the beginning; below zero where it is behind. */
  ahead?: number;
}

/** Opens one API process, on a fresh database where none is given. */
export async function openTestApi({
  policyDir = 'policies',
  settlement = 'on',
  furtherCells = [],
  store: given,
  ahead = 0,
  settings: more = {},
}: TestApiOptions = {}): Promise<TestApi> {
  const store = given ?? (await createTestDatabase());
  const drop = async () => (given ? undefined : store.drop());
  const owner = await openSession({ url: store.url, schema: more.SPILLWAY_SCHEMA ?? null });
  const settings = {
    HOST: '127.0.0.1',
    PORT: '0',
    SPILLWAY_JWT_SECRET: SECRET,
    SPILLWAY_OPERATOR_JWT_SECRET: OPERATOR_SECRET,
    SPILLWAY_POLICY_DIR: policyDir,
    SPILLWAY_SETTLEMENT: settlement,
    // It costs every start a fifth of a second, and has tests of its own.
    SPILLWAY_CONSOLE: 'off',
    ...more,
  };
  const logged: Record<string, unknown>[] = [];
  const write = (line: string) => {
    const entry = JSON.parse(line) as Record<string, unknown>;
    logged.push(entry);
    failures.set(entry.requestId, (entry.err as Error | undefined)?.stack);
  };
  const log = pino({ level: 'error' }, { write });
  const closing: (() => Promise<void>)[] = [];
  // Further cells are made by whom opens them.
  const databaseUrl = furtherCells.length > 0 ? store.url : store.apiUrl;
  const open = async () => {
    const config = readConfig({ ...settings, LOG_LEVEL: 'silent' });
    const opened = await openApp({ config, databaseUrl, furtherCells, log, clockOffset: () => ahead });
    closing.push(() => opened.close());
    return opened;
  };
  const app = await open().catch(async (error: unknown) => {
    await owner.end();
    await drop();
    throw error;
  });
  return {
    ...doorAt(app.url),
    app,
    databaseUrl: store.url,
    logged,
    another: async () => doorAt((await open()).url),
    async spawned() {
      const { url, stop } = await spawnApi({ ...settings, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' });
      closing.push(stop);
      return doorAt(url);
    },
    moveClock: (milliseconds) => void (ahead += milliseconds),
    moveClockTo: (at) => void (ahead += at - (Date.now() + ahead) + CLOCKS_APART_MS),
    now: () => Date.now() + ahead,
    asOwner: async (sql, params) => (await owner.query(sql, params)).rows as never,
    async close() {
      for (const close of closing.splice(0)) await close();
      try {
        await expectBooksToReconcile(owner);
      } finally {
        await owner.end();
        await drop();
      }
    },
  };
}

/** `dist/src/main.js` in a process of its own. */
async function spawnApi(settings: Record<string, string>): Promise<{ url: string; stop: () => Promise<void> }> {
  const { PATH } = process.env;
  const env = { ...(PATH && { PATH }), ...settings };
  const child = spawn(process.execPath, ['dist/src/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await ended;
    if (code !== 0) throw new Error(`an API process ended with ${code}`);
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listens on (http:\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout.resume();
    return { url, stop };
  }
  throw new Error('an API process did not start');
}

/** How to reach the API process that listens there. */
export function doorAt(url: string): Door {
  const post: Door['post'] = async (body, headers = {}) => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body as string,
    });
    return { status: response.status, ...((await response.json()) as object) };
  };
  const as: Door['as'] = (tenant, subject, groups = []) => clientOf(post, tokenFor(tenant, subject, groups));
  const bearing: Door['bearing'] = (token) => clientOf(post, Promise.resolve(token));
  return { url, as, bearing, post };
}

/** A token that every test API accepts for ten minutes; the operator's for `operator:<name>`. */
export function tokenFor(tenant: string, subject: string, groups: string[] = []): Promise<string> {
  const secret = subject.startsWith('operator:') ? OPERATOR_SECRET : SECRET;
  const pinned = { secret, issuer: 'spillway', audience: 'spillway', expiresInSeconds: 600 };
  return signToken({ ...pinned, tenant, subject, groups });
}

/** What went wrong inside, by request id. */
const failures = new Map<unknown, string | undefined>();

function because(errors: ApiError[] = []): string {
  return errors.map(({ extensions }) => failures.get(extensions.requestId) ?? '').join(' ');
}

function clientOf(post: Door['post'], token: Promise<string>): Client {
  const run = async <T>(query: string, variables?: Record<string, unknown>) => {
    const authorization = `Bearer ${await token}`;
    return (await post(JSON.stringify({ query, variables }), { authorization })) as Answer<T>;
  };
  const data = async <T>(query: string, variables?: Record<string, unknown>) => {
    const { data, errors } = await run<T>(query, variables);
    if (errors || !data) throw new Error(`refused: ${JSON.stringify(errors)} ${because(errors)}`);
    return data;
  };
  const get = async <T>(field: string, query: string, variables?: Record<string, unknown>) =>
    (await data<Record<string, T>>(query, variables))[field] as T;
  return { run, data, get };
}
