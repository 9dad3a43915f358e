/**
 * Reads the books while they are written: what must hold at every instant is checked again and again, each time over one
 * snapshot (promises I1, I2 and I8).
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { openSession } from '../../src/database/open-session.js';
import type { SessionClient } from '../../src/database/session-client.js';
import { auditBooks, INVARIANTS } from '../../src/audit/audit-books.js';
import { countStored } from './coverage.js';
import type { Evidence } from './evidence.js';
import { TENANTS } from './storm-world.js';

const AT_ANY_TIME = INVARIANTS.filter(({ atAnyTime }) => atAnyTime);
/** So much longer than a look takes is the rest after it. */
const REST = 8;
const LONGEST_REST_MS = 2_000;

/** Looks until it is told to stop; a database that is away for a moment is waited for. */
export async function readSnapshots(ownerUrl: string, evidence: Evidence, done: () => boolean): Promise<void> {
  while (!done()) {
    let owner: SessionClient | undefined;
    try {
      owner = await openSession({ url: ownerUrl, applicationName: 'spillway-storm' });
      while (!done()) await look(owner, evidence);
    } catch (error) {
      if (!/terminat|ECONN|connection|closed|shut|starting|recovery/i.test(String(error))) throw error;
      await pause(200);
    } finally {
      await owner?.end().catch(() => undefined);
    }
  }
}

async function look(owner: pg.Client, evidence: Evidence): Promise<void> {
  const began = performance.now();
  // Autovacuum is not as fast as a storm, and without statistics PostgreSQL reads whole tables again and again.
  await owner.query('analyze account, lot, hold, balance_update');
  const results = await auditBooks(owner, TENANTS, { most: 5, invariants: AT_ANY_TIME });
  evidence.count('snapshot');
  await countStored(owner, evidence);
  for (const { invariant, title, violations } of results) {
    for (const row of violations) evidence.violated(invariant, `during the storm, ${title}: ${JSON.stringify(row)}`);
  }
  const rest = REST * (performance.now() - began);
  await pause(Math.min(LONGEST_REST_MS, Math.max(100, rest)));
}
