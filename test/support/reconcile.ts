/**
 * What every API test ends with: the auditor finds nothing.
 */
import { expect } from '@jest/globals';
import type pg from 'pg';
import { auditSnapshot } from '../../src/audit/audit-books.js';

/** Every contradiction that the owner's transaction sees, by the title that it breaks. */
export async function findContradictions(owner: pg.Client): Promise<Record<string, unknown[]>> {
  const broken = (await auditSnapshot(owner, { most: 5 })).filter(({ count }) => count > 0);
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
