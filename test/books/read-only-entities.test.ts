/** Entities that show rows which units of work write themselves: to read one changes nothing, whatever the transaction. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Account } from '../../src/books/account.js';
import { BalanceUpdate } from '../../src/books/balance-update.js';
import { Charge } from '../../src/books/charge.js';
import { Decision } from '../../src/books/decision.js';
import { HoldPartRow } from '../../src/books/hold.js';
import { UsageEvent } from '../../src/books/usage-event.js';
import { openDatabase, type Database } from '../../src/database/database.js';
import { loadFrozenBooks, type FrozenBooks } from '../support/frozen-books.js';

const ENTITIES = [Account, BalanceUpdate, Charge, Decision, HoldPartRow, UsageEvent];

let books: FrozenBooks;
let database: Database;
beforeAll(async () => {
  books = await loadFrozenBooks();
  database = await openDatabase({ url: books.url, schema: null, entities: ENTITIES, log: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await database.close();
  await books.drop();
});

test.each(ENTITIES.map((entity) => ({ entity, name: entity.name })))(
  '$name is read, and no row is written',
  async ({ entity }) => {
    const { tableName } = database.orm.getMetadata(entity as typeof Account);
    const versions = async () =>
      (await books.owner.query(`select md5(string_agg(xmin::text || ctid::text, ',' order by ctid)) from ${tableName}`))
        .rows as unknown;
    const before = await versions();
    const found = await database.transaction(['harbor'], async ({ em }) => {
      return (await em.find(entity as typeof Account, { tenantId: 'harbor' })).length;
    });
    expect(found).toBeGreaterThan(20);
    expect(await versions()).toEqual(before);
  },
);
