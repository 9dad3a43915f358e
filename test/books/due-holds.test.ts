/** What a unit of work believes to fall due next, where it has not loaded all that may. */
import { expect, test } from '@jest/globals';
import { Books, type LockedAccount } from '../../src/books/books.js';
import { account, hold, MINUTE, NOW } from '../core/build.js';

test('a hold that is not loaded keeps its due instant when a claim that outlived its hold is lifted', () => {
  const own = account({ lastAt: NOW, openHolds: 1 });
  const books = new Books(NOW);
  const unloaded = NOW + 5 * MINUTE;
  const locked: LockedAccount = {
    account: own,
    lastHash: Buffer.alloc(32),
    dueAt: unloaded,
    nextHoldAt: unloaded,
    isNearMostHolds: false,
    dueLines: 500,
    nextPlanHash: null,
    paymentMethod: null,
    usageNo: 2n,
    settledNo: 0n,
    topUp: null,
    touched: false,
  };
  books.add(locked);
  const part = hold('h1', NOW - MINUTE, [], 1);
  books.addPart({ tenant: own.tenant, accountId: own.id, part, state: 'HELD', reported: null });
  books.bringUpTo(own);
  part.claims -= 1;
  books.savePart(own, part, 'HELD');
  books.bringUpTo(own);
  expect(books.partsOf(own.tenant, 'h1')).toMatchObject([{ state: 'EXPIRED' }]);
  expect(locked.dueAt).toBe(unloaded);
});
