/**
 * Tells whether connections share sessions, as a pooler makes them in transaction or statement mode: what is set on one
 * is then lost, or another's. In session mode a pooler changes nothing that matters here.
 */
import pg from 'pg';

/** How long a pooler that has no server connection left is waited for. */
const WAIT_MS = 5_000;
/** Others may use the pooler meanwhile, and now and then that looks like sessions of one's own. */
const ROUNDS = 3;

/**
 * @param client any connection to the address
 * @throws Error that says what to do, where sessions are shared
 */
export async function refuseSharedSessions(client: pg.Client, connectionString: string): Promise<void> {
  // PostgreSQL itself says at the start which process serves the connection; a pooler has numbers of its own.
  if ((await serving(client)) === (client as unknown as { processID: number }).processID) return;
  const other = new pg.Client({ connectionString, connectionTimeoutMillis: WAIT_MS, query_timeout: WAIT_MS });
  other.on('error', () => undefined);
  await other.connect();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      if (!(await areShared(client, other))) continue;
      throw new Error(
        `A pooler in transaction or statement mode answers at ${client.host}:${client.port}. What a session sets, ` +
          'prepares or listens to does not last there. Connect to PostgreSQL itself, or set pool_mode = session for ' +
          'this database in the pooler (docs/operations.md, "Poolers").',
      );
    }
  } finally {
    other.end().catch(() => undefined);
  }
}

/** Which process of PostgreSQL serves the connection now. */
async function serving(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]!.pid;
}

/** Whether one connection is served by several processes, or one process serves both. */
async function areShared(client: pg.Client, other: pg.Client): Promise<boolean> {
  const first = await serving(client);
  if ((await serving(client)) !== first) return true;
  // A pooler that has none left for it keeps the first for its own connection, though that rests: sessions last.
  const theirs = await serving(other).catch(() => null);
  return theirs === first || (await serving(client)) !== first;
}
