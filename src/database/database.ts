/**
 * The one way to the PostgreSQL of a cell: MikroORM over a pool whose every connection has the API's rights in the cell's
 * schema and no others, and units of work that see the tenants they name and no others. Only what reads is repeated, once, after
 * a passing failure: whoever owns a unit of work that writes knows whether to.
 */
import { type EntityClass, IsolationLevel, MikroORM, type EntityManager } from '@mikro-orm/postgresql';
import { DEFAULT_CELL, type Cell } from './cell.js';
import { commitUnknown, isLockTimeout, isOverloaded, isReadOnly, isTransient, willPass } from './database-errors.js';
import { Hosts, hostsOf } from './database-url.js';
import { actingSql, DEFAULT_SCHEMA, findHome, type Home } from './home.js';
import { createListener, type Listener } from './listener.js';
import type { Log } from '../log.js';
import type { SessionConfig } from './session-client.js';
import { StatementClient } from './statement-client.js';
import { Statements, type Tx } from './statements.js';

export { READ_ONLY } from './database-url.js';
export type { Tx };
export { commitUnknown, isLockTimeout, isOverloaded, isReadOnly, isTransient, willPass };

export interface TransactionOptions {
  /** Whose identity map is used and filled; a fresh one by default. */
  em?: EntityManager;
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readOnly?: boolean;
  /** How long to wait for one lock, where that is not what the database was opened with. */
  lockTimeoutMs?: number;
}

export interface Database extends Pick<Listener, 'listen' | 'notify'> {
  orm: MikroORM;
  /**
   * Runs `work` in one transaction that sees the rows of `tenants` only, flushes its entities and commits. Read-only
   * work may run a second time.
   * @throws Error where a tenant lives in another cell, before anything is sent; what `work` or the database threw: ask
   * `isTransient` and `commitUnknown` about it
   */
  transaction<T>(tenants: readonly string[], work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Ends all connections; work under way finishes first. */
  close(): Promise<void>;
}

/** A cell to connect to; with a `url` alone, the default one where there is no other. */
export interface DatabaseOptions extends Partial<Omit<Cell, 'url'>> {
  /** A login that is a member of `role`, or one that owns the tables and may act as `role`. */
  url: string;
  entities: EntityClass<object>[];
  log: Log;
  /** Connections at most; 10 by default. */
  poolSize?: number;
  statementTimeoutMs?: number;
  /** How long to wait for one lock, so that a row that is held up holds up few others. */
  lockTimeoutMs?: number;
  idleInTransactionTimeoutMs?: number;
  connectTimeoutMs?: number;
  /** The API's role. */
  role?: string;
  /** What was seen of the database already. */
  home?: Home;
}

/**
 * Every statement here looks rows up by key. A planner without fresh statistics prefers to read whole tables once a
 * statement is prepared, which made checks twenty times slower on a new database. Where it may keep what it has read, it
 * reads all of a tenant's rows once to update a few.
 */
const LOOK_UPS = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_material: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
};

const SEE_TENANTS = `select set_config('spillway.tenants', $1, true)`;
const SEE_AND_WAIT = `select set_config('spillway.tenants', $1, true), set_config('lock_timeout', $2, true)`;

const ISOLATION = {
  'read committed': IsolationLevel.READ_COMMITTED,
  'repeatable read': IsolationLevel.REPEATABLE_READ,
  serializable: IsolationLevel.SERIALIZABLE,
};

function tenantList(tenants: readonly string[], { name = DEFAULT_CELL, holds = () => true }: Partial<Cell>): string {
  for (const tenant of tenants) {
    if (!/^[^,\0]+$/.test(tenant)) throw new Error('a tenant id is empty or has a comma');
    if (!holds(tenant)) throw new Error(`the tenant ${tenant} does not live in the cell ${name}`);
  }
  return tenants.join(',');
}

/** The pool copies its options; what connections share must stay the same thing. */
const clientWith = ({ session }: SessionConfig) =>
  class extends StatementClient {
    constructor(config: SessionConfig) {
      super({ ...config, session });
    }
  };

/** How each connection is made, with what holds for its whole life. */
function connectionOf(
  options: DatabaseOptions,
  { schema, actsAs }: Home,
): SessionConfig & { connectionString: string } {
  const { url, connectTimeoutMs = 5_000 } = options;
  return {
    connectionString: url,
    application_name: 'spillway',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    session: {
      schema,
      role: actsAs,
      hosts: Hosts.of(url, connectTimeoutMs),
      settings: {
        ...LOOK_UPS,
        lock_timeout: `${options.lockTimeoutMs ?? 3_000}ms`,
        statement_timeout: `${options.statementTimeoutMs ?? 10_000}ms`,
        idle_in_transaction_session_timeout: `${options.idleInTransactionTimeoutMs ?? 10_000}ms`,
      },
    },
  };
}

/** @throws Error where an owner may not take the role that connections act as */
function assertMayAct(home: Home): void {
  const { actsAs, login } = home;
  if (actsAs === null || !home.hasRole || login.maySet) return;
  throw new Error(
    `The login "${login.name}" may not act as the role ${actsAs}. Have an administrator run, in this database:\n  ` +
      actingSql(home),
  );
}

/**
 * Connects to a migrated database. An owner's connections act as the API's role; a member's have its rights as they are.
 * @throws Error when the database cannot be reached or the role cannot be taken
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, log } = options;
  const home = options.home ?? (await findHome(options));
  assertMayAct(home);
  const connection = connectionOf(options, home);
  const orm = await MikroORM.init({
    // The first host's: connections choose among all of them.
    clientUrl: hostsOf(url)[0] ?? url,
    entities: options.entities,
    discovery: { warnWhenNoEntities: false },
    ensureDatabase: false,
    forceEntityConstructor: true,
    pool: { min: 0, max: options.poolSize ?? 10 },
    driverOptions: { ...connection, Client: clientWith(connection) },
    logger: (message) => log.debug(message),
    colors: false,
  });
  const listener = createListener(connection, log);
  // All schemas of a database have their channels in common. Books are in one of these two unless a setting says otherwise.
  const isUsual = [DEFAULT_SCHEMA, 'public'].includes(home.schema);
  const own = (channel: string) => (isUsual ? channel : `${channel}_${home.schema}`);
  return {
    orm,
    listen: (channel, told) => listener.listen(own(channel), told),
    notify: (channel, payload) => listener.notify(own(channel), payload),
    async transaction(tenants, work, { em = orm.em.fork(), isolation, readOnly, lockTimeoutMs } = {}) {
      if (em.isInTransaction()) throw new Error('a unit of work is not nested in another');
      const list = tenantList(tenants, options);
      const attempt = async () => {
        let statements: Statements | undefined;
        const inTransaction = async (inner: EntityManager) => {
          statements = await Statements.of(inner);
          const tx = statements.unitOfWork(inner);
          if (lockTimeoutMs === undefined) tx.send(SEE_TENANTS, [list]);
          else tx.send(SEE_AND_WAIT, [list, `${lockTimeoutMs}ms`]);
          const result = await work(tx);
          statements.end();
          // What was only read needs no comparing, and must not be flushed.
          if (readOnly) inner.clear();
          return result;
        };
        try {
          const result = await em.transactional(inTransaction, {
            isolationLevel: isolation && ISOLATION[isolation],
            readOnly,
          });
          // They were answered before the commit was: had one been lost, it would show here.
          await statements?.allDone();
          return result;
        } catch (error) {
          if (!commitUnknown(error)) await statements?.allDone();
          throw error;
        } finally {
          statements?.end();
        }
      };
      if (!readOnly) return attempt();
      return attempt().catch((error: unknown) => {
        if (isTransient(error)) return attempt();
        throw error;
      });
    },
    async close() {
      await listener.close();
      await orm.close();
    },
  };
}
