/** The kinds that the tables take are those that the core knows. */
import { expect, test } from '@jest/globals';
import pg from 'pg';
import { BUDGET_LOT_KINDS, lotKinds } from '../../src/core/kinds.js';
import { createTestDatabase } from '../support/database.js';

test('the table of lots takes every kind of lot', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ terms: string }>(
    `select pg_get_constraintdef(oid) as terms from pg_constraint where conname = 'lot_kind_check'`,
  );
  await client.end();
  await database.drop();
  const taken = [...(rows[0]?.terms ?? '').matchAll(/'(\w+)'/g)].map(([, kind]) => kind);
  expect(taken.sort()).toEqual([...lotKinds, ...Object.keys(BUDGET_LOT_KINDS)].sort());
});
