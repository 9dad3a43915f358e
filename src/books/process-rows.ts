/**
 * What every process says of itself, in the default cell: it is no part of the books, and a row goes when it is old.
 */
import type { Database } from '../database/database.js';

/** `api`: it answers calls. `settle`: it settles usage and does nothing else. */
export type ProcessKind = 'api' | 'settle';

/** A run of a process. */
export interface ProcessRow {
  id: string;
  kind: ProcessKind;
  host: string;
  build: string;
  since: Date;
}

/** What it serves now. */
export interface Serves {
  catalog: string;
  /** Versions by tenant. */
  policies: Record<string, string>;
  /** A hash over both. */
  hash: string;
}

/** Another process, as one tenant sees it. */
export interface Peer {
  id: string;
  host: string;
  policy: string;
  catalog: string;
  since: Date;
}

/** How many processes are listed at most. */
export const MOST_PEERS = 100;

const SAY = `
  insert into process (id, kind, host, build, since, catalog, policies, serves, at)
  values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, clock_timestamp())
  on conflict (id) do update set catalog = $6, policies = $7::jsonb, serves = $8, at = clock_timestamp()`;

const GO_ON = 'update process set at = clock_timestamp() where id = $1 and serves = $2 returning 1 as found';

const FORGET = `delete from process where at < clock_timestamp() - interval '1 hour'`;
const LEAVE = 'delete from process where id = $1';

/** Those that live: all say something every ten seconds. */
const ALIVE = `at > clock_timestamp() - interval '30 seconds'`;
const DIFFER = `select count(*)::int as count from process where ${ALIVE} and id <> $1 and serves <> $2`;

const LIST = `
  select id, host, policies->>$1 as policy, catalog, since from process
  where ${ALIVE} and policies->>$1 is not null order by since desc, id limit ${MOST_PEERS}`;

/** Writes what a process serves, or that it still does; forgets those that have been silent for an hour. */
export async function sayServes(
  database: Database,
  row: ProcessRow,
  { catalog, policies, hash }: Serves,
): Promise<void> {
  await database.transaction([], async (tx) => {
    await tx.query(FORGET, []);
    const found = await tx.query(GO_ON, [row.id, hash]);
    if (found.length > 0) return;
    const { id, kind, host, build, since } = row;
    await tx.query(SAY, [id, kind, host, build, since.toISOString(), catalog, JSON.stringify(policies), hash]);
  });
}

/** How many other processes serve something else. */
export async function countDiffering(database: Database, id: string, hash: string): Promise<number> {
  const look = () =>
    database.transaction([], (tx) => tx.query<{ count: number }>(DIFFER, [id, hash]), { readOnly: true });
  const [found] = await look();
  return found?.count ?? 0;
}

/** The processes that live and serve the tenant, the last started first. */
export async function listPeers(database: Database, tenant: string): Promise<Peer[]> {
  const list = await database.transaction(
    [],
    (tx) => tx.query<Omit<Peer, 'since'> & { since: number }>(LIST, [tenant]),
    { readOnly: true },
  );
  return list.map((peer) => ({ ...peer, since: new Date(peer.since) }));
}

/** The process ends. */
export async function leave(database: Database, id: string): Promise<void> {
  await database.transaction([], (tx) => tx.query(LEAVE, [id]));
}
