/**
 * Where the bench takes place: one PostgreSQL in a scratch folder, on a free port, with the settings that it has out of
 * the box, and a database in it for each contender that needs one. Nothing of it is left afterwards.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import { createLog } from '../../src/log.js';

export interface BenchPlace {
  dir: string;
  /** As the owner, to the cluster's own database. */
  owner: pg.Client;
  /** Makes an empty database and answers its URL, for its owner. */
  makeDatabase(name: string): Promise<string>;
  leave(): Promise<void>;
}

/** @throws Error where no PostgreSQL can run here */
export async function openPlace(): Promise<BenchPlace> {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-bench-'));
  // The PostgreSQL in here may run as another user.
  chmodSync(dir, 0o755);
  const leave: (() => Promise<unknown>)[] = [async () => rmSync(dir, { recursive: true, force: true })];
  const place = async (): Promise<BenchPlace> => {
    const log = createLog({ logLevel: 'fatal' });
    const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'data'), log });
    leave.unshift(() => postgres.stop());
    const owner = new pg.Client({ connectionString: postgres.url });
    await owner.connect();
    leave.unshift(() => owner.end());
    const makeDatabase = async (name: string) => {
      const database = pg.escapeIdentifier(name);
      await owner.query(`create database ${database}`);
      // For those who ask it directly: builds of Spillway find their tables themselves, earlier ones have them in public.
      await owner.query(`alter database ${database} set search_path = spillway, public`);
      const url = new URL(postgres.url);
      url.pathname = `/${name}`;
      return url.href;
    };
    return { dir, owner, makeDatabase, leave: leaveAll };
  };
  const leaveAll = async () => {
    for (const step of leave.splice(0)) await step();
  };
  try {
    return await place();
  } catch (error) {
    await leaveAll();
    throw error;
  }
}
