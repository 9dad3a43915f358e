/**
 * What every API test ends with: the auditor finds nothing.
 */
import { expect } from '@jest/globals';
import type pg from 'pg';
import { auditSnapshot, INVARIANTS } from '../../src/audit/audit-books.js';

/** Every contradiction that the owner's transaction sees, by the title that it breaks. */
export async function findContradictions(
  owner: pg.Client,
  invariants = INVARIANTS,
): Promise<Record<string, unknown[]>> {
  const broken = (await auditSnapshot(owner, { most: 5, invariants })).filter(({ count }) => count > 0);
  return Object.fromEntries(broken.map(({ title, violations }) => [title, violations]));
}

/** Fails with whatever the books contradict, as of one snapshot. */
export async function expectBooksToReconcile(owner: pg.Client): Promise<void> {
  await owner.query('begin isolation level repeatable read');
  try {
    expect(await findContradictions(owner)).toEqual({});
  } finally {
    await owner.query('rollback');
  }
}

/** The titles, of these invariants, that are broken once these statements have run, which are then taken back. */
export async function brokenBy(
  owner: pg.Client,
  statements: readonly string[],
  invariants = INVARIANTS,
): Promise<string[]> {
  await owner.query('begin');
  try {
    // Rules that PostgreSQL enforces by itself are out of the way, so that the check has to find what they would.
    await owner.query('set local session_replication_role = replica');
    for (const statement of statements) {
      const { rowCount } = await owner.query(statement);
      expect([statement, rowCount === 0]).toEqual([statement, false]);
    }
    return Object.keys(await findContradictions(owner, invariants));
  } finally {
    await owner.query('rollback');
  }
}
