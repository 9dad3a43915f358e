/** The clock of a storm: days of seconds, the same for processes and for the database. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { movedFrom, StormClock, termsIn, type ClockTerms } from '../../proof/storm/storm-clock.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const HOUR = 3_600_000;
const MIDNIGHT = Date.UTC(2027, 0, 1);
/** Stretches of 20 seconds from the machine's instant 1000 on. */
const TERMS: ClockTerms = { since: 1_000, stretchMs: 20_000, midnight: MIDNIGHT };

test('runs through midnight, leaps to one o’clock, and to the next midnight, and never goes back', () => {
  const at = (machine: number) => movedFrom(TERMS, machine) - MIDNIGHT;
  expect([1_000, 10_999, 11_000, 20_999].map(at)).toEqual([-10_000, -1, 0, 9_999]);
  expect([21_000, 31_000, 40_999].map(at)).toEqual([HOUR - 10_000, HOUR, HOUR + 9_999]);
  expect([41_000, 51_000].map(at)).toEqual([24 * HOUR - 10_000, 24 * HOUR]);
  // Before its first stretch it runs as in that.
  expect(at(0)).toBe(-11_000);
  const shown = Array.from({ length: 2_000 }, (_, i) => at(i * 97));
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
});

test('begins around the end of a month, and is never behind the machine’s', () => {
  const before = Date.now();
  const clock = StormClock.moved(40_000, 10_000);
  expect(clock.now()).toBeGreaterThan(before);
  const { midnight, since } = termsIn(`file:///${clock.preload[0]}`);
  expect(new Date(midnight).getUTCDate()).toBe(1);
  expect(midnight - since).toBeGreaterThan(10_000);
});

test('leaves everything as it is where it is not moved', () => {
  const clock = StormClock.still();
  expect([clock.preload, clock.sql, clock.machineSql('d.at')]).toEqual([[], null, 'd.at']);
});

describe('in a database', () => {
  let store: TestDatabase;
  let owner: pg.Client;
  const clock = StormClock.moved(40_000, -90_000);

  beforeAll(async () => {
    store = await createTestDatabase();
    owner = new pg.Client({ connectionString: store.url });
    await owner.connect();
    await owner.query(clock.sql ?? '');
  });
  afterAll(async () => {
    await owner.end();
    await store.drop();
  });

  test.each(['clock_timestamp()', 'statement_timestamp()'])('%s is the same', async (now) => {
    const before = clock.now();
    const { rows } = await owner.query<{ at: Date }>(`select date_trunc('milliseconds', ${now}) as at`);
    expect(rows[0]!.at.getTime()).toBeGreaterThanOrEqual(before);
    expect(rows[0]!.at.getTime()).toBeLessThanOrEqual(clock.now());
  });

  test('what it has shown says when that was by the machine', async () => {
    const before = Date.now();
    const { rows } = await owner.query<{ at: Date }>(
      `select ${clock.machineSql('at')} as at from (select clock_timestamp() as at) shown`,
    );
    expect(Math.abs(rows[0]!.at.getTime() - before)).toBeLessThan(5_000);
  });
});
