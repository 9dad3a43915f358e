/**
 * How often PostgreSQL flushes its log, and how much it writes to it, while something runs.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

/** Each process of PostgreSQL tells its flushes at most once a second: the first must have passed. */
const COUNTS_ARE_TOLD_MS = 1_200;

/** Bytes are where the log ends. PostgreSQL 18 counts flushes with all other input and output. */
const countsSql = (flushes: string) => `
  select (${flushes})::float8 as flushes, (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::float8 as bytes`;
const SINCE_18 = countsSql(`select sum(fsyncs) from pg_stat_io where object = 'wal'`);
const BEFORE_18 = countsSql('select wal_sync from pg_stat_wal');

interface Counts {
  at: number;
  flushes: number;
  bytes: number;
}

async function counts(owner: pg.Client): Promise<Counts> {
  const { rows: versions } = await owner.query<{ no: number }>(
    `select current_setting('server_version_num')::int as no`,
  );
  const { rows } = await owner.query<Omit<Counts, 'at'>>((versions[0]?.no ?? 0) >= 180_000 ? SINCE_18 : BEFORE_18);
  return { at: performance.now(), ...(rows[0] ?? { flushes: NaN, bytes: NaN }) };
}

/**
 * Begins to count, a moment from now, what the whole PostgreSQL does.
 * @returns what ends it, given how much was done per second meanwhile
 */
export function watchWal(owner: pg.Client): { end(perSecond: number): Promise<Record<string, number>> } {
  const first = pause(COUNTS_ARE_TOLD_MS).then(() => counts(owner));
  first.catch(() => undefined);
  return {
    async end(perSecond) {
      const [before, after] = [await first, await counts(owner)];
      const perSecondOf = (name: 'flushes' | 'bytes') =>
        (1_000 * (after[name] - before[name])) / (after.at - before.at);
      return { 'per WAL flush': perSecond / perSecondOf('flushes'), 'WAL bytes': perSecondOf('bytes') / perSecond };
    },
  };
}
