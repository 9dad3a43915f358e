/**
 * A short storm: two API processes and a settlement worker, real sockets, every path taken. `npm run storm` runs long ones,
 * and ones in which things break.
 */
import { expect, test } from '@jest/globals';
import { runStorm } from '../../proof/storm/run-storm.js';
import { createTestDatabase } from '../support/database.js';

test('a storm breaks no promise, and takes every path', async () => {
  const store = await createTestDatabase();
  const seed = Math.floor(Math.random() * 2 ** 31);
  const size = {
    processes: 2,
    workers: 1,
    clients: 10,
    accounts: 24,
    watchers: 3,
    decisions: 1_500,
    hostile: 0,
    dayMs: 40_000,
  };
  try {
    const run = { ...size, databaseUrl: store.url, seed, milliseconds: 85_000 };
    const { evidence, untaken, decisions, audited } = await runStorm(run, new AbortController().signal, () => {});
    expect({ seed, violations: evidence.violations, untaken }).toEqual({ seed, violations: [], untaken: [] });
    expect(decisions).toBeGreaterThanOrEqual(size.decisions);
    expect(audited.length).toBeGreaterThan(40);
  } finally {
    await store.drop();
  }
}, 240_000);
