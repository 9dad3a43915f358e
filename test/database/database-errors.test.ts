/** What each failure of PostgreSQL means to a caller, from a real one that raises it to the error that leaves. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OperationTypeNode } from 'graphql';
import pg from 'pg';
import { commitUnknown, type Database, isOverloaded, isTransient, openDatabase } from '../../src/database/database.js';
import { createLog } from '../../src/log.js';
import { errorFormatter } from '../../src/server/format-error.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const log = createLog({ logLevel: 'silent' });
const format = errorFormatter({ log, production: true });

let store: TestDatabase;
let database: Database;
beforeAll(async () => {
  store = await createTestDatabase();
  database = await openDatabase({ url: store.url, entities: [], log, poolSize: 1, connectTimeoutMs: 2_000 });
});
afterAll(async () => {
  await database.close();
  await store.drop();
});

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => Promise.reject(new Error('it passed')),
    (error: unknown) => error,
  );

/** Whether the work is repeated at once, and what its caller is told. */
function judged(error: unknown) {
  const { message, extensions } = format(error, 'r', OperationTypeNode.QUERY);
  expect(message).not.toContain('hunter2');
  return [isTransient(error) ? 'repeat' : isOverloaded(error) ? 'later' : 'never', extensions?.code];
}

describe('PostgreSQL’s', () => {
  test.each<[string, string, 'repeat' | 'later' | 'never', string]>([
    ['08006', 'connection failure', 'repeat', 'OVERLOADED'],
    ['08P01', 'protocol violation, as poolers report their faults', 'repeat', 'OVERLOADED'],
    ['25P03', 'idle in transaction for too long', 'repeat', 'OVERLOADED'],
    ['25P04', 'transaction that took too long', 'repeat', 'OVERLOADED'],
    ['40001', 'serialization failure', 'repeat', 'OVERLOADED'],
    ['40P01', 'deadlock', 'repeat', 'OVERLOADED'],
    ['57P01', 'shutdown by its admin', 'repeat', 'OVERLOADED'],
    ['57P02', 'shutdown after a crash', 'repeat', 'OVERLOADED'],
    ['57P03', 'start that is not done', 'repeat', 'OVERLOADED'],
    ['57P05', 'idle session', 'repeat', 'OVERLOADED'],
    ['53000', 'lack of resources', 'later', 'OVERLOADED'],
    ['53100', 'full disk', 'later', 'OVERLOADED'],
    ['53200', 'lack of memory', 'later', 'OVERLOADED'],
    ['53300', 'too many connections', 'later', 'OVERLOADED'],
    ['53400', 'configured limit', 'later', 'OVERLOADED'],
    ['55P03', 'lock that is not had in time', 'later', 'OVERLOADED'],
    ['57014', 'statement that is cancelled', 'later', 'OVERLOADED'],
    ['25006', 'write where nothing is written', 'later', 'OVERLOADED'],
    ['22003', 'number out of range', 'never', 'INTERNAL'],
    ['23505', 'unique violation', 'never', 'INTERNAL'],
    ['23514', 'broken check', 'never', 'INTERNAL'],
    ['42501', 'missing privilege', 'never', 'INTERNAL'],
    ['42P01', 'missing table', 'never', 'INTERNAL'],
    ['57P04', 'dropped database', 'never', 'INTERNAL'],
    ['58030', 'broken disk', 'never', 'INTERNAL'],
    ['XX001', 'damaged data', 'never', 'INTERNAL'],
  ])('%s (%s) is repeated: %s, and told as %s', async (state, _title, again, code) => {
    const sql = `do $$ begin raise exception 'hunter2' using errcode = '${state}'; end $$`;
    const error = await failureOf(database.transaction([], (tx) => tx.query(sql, [])));
    expect(judged(error)).toEqual([again, code]);
    expect(commitUnknown(error)).toBe(false);
  });
});

test('a pool that has no connection left in time is OVERLOADED, surely without effect, and recovers', async () => {
  const impatient = await openDatabase({ url: store.url, entities: [], log, poolSize: 1, connectTimeoutMs: 200 });
  const done = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const busy = impatient.transaction([], () => (begun.resolve(), done.promise));
  await begun.promise;
  const error = await failureOf(impatient.transaction([], (tx) => tx.query('select 1', [])));
  expect([...judged(error), commitUnknown(error)]).toEqual(['repeat', 'OVERLOADED', false]);
  done.resolve();
  await busy;
  expect(await impatient.transaction([], (tx) => tx.query('select 1 as one', []))).toEqual([{ one: 1 }]);
  await impatient.close();
});

test('a server that has no connection left is OVERLOADED', async () => {
  const owner = new pg.Client({ connectionString: store.url });
  await owner.connect();
  const url = new URL(store.url);
  await owner.query(`create role crowd_${process.pid} login password 'x' in role spillway_api`);
  url.username = `crowd_${process.pid}`;
  url.password = 'x';
  const crowded = await openDatabase({ url: url.href, entities: [], log, poolSize: 1 });
  await owner.query(`alter database ${owner.database} connection limit 0`);
  const error = await failureOf(crowded.transaction([], (tx) => tx.query('select 1', [])));
  expect(judged(error)).toEqual(['later', 'OVERLOADED']);
  await crowded.close();
  await owner.query(`drop role crowd_${process.pid}`);
  await owner.end();
});
