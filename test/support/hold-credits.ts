/** Holds and debt on an account, straight through the books, for tests of what happens to lots meanwhile. */
import { release } from '../../src/core/holds.js';
import type { HoldPart, Line } from '../../src/core/account.js';
import { post } from '../../src/core/journal.js';
import { newUuid } from '../../src/ids.js';
import type { AccountKey } from '../../src/books/books.js';
import type { TestLedger } from './ledger.js';

/** Holds part of a lot for an hour; returns what gives it back. */
export async function holdCredits({ ledger }: TestLedger, key: AccountKey, lot: string, amount: bigint) {
  const holdId = newUuid(Date.now());
  await ledger.work([key.tenant], { lock: [key], create: [] }, (books) => {
    const account = books.account(key);
    const now = books.bringUpTo(account);
    const from = { layer: 'CREDITS' as const, source: 'credits', windows: [], lot };
    const draw = { no: 0, decisionId: holdId, at: now, ...from };
    const part: HoldPart = {
      id: holdId,
      caller: null,
      openedAt: now,
      subject: account.id,
      expiresAt: now + 3_600_000,
      claims: 0,
      ending: false,
      draws: [{ ...draw, amount, settled: 0n, released: 0n }],
    };
    const line: Line = { lot, window: null, amount, from: 'remaining', to: 'held' };
    books.record(post(account, now, 'HOLD', holdId, [line]));
    books.savePart(account, part, 'HELD');
  });
  return () =>
    ledger.work([key.tenant], { lock: [key], create: [], holds: [{ tenant: key.tenant, holdId }] }, (books) => {
      const account = books.account(key);
      const now = books.bringUpTo(account);
      for (const { part } of books.partsOf(key.tenant, holdId)) {
        books.record(post(account, now, 'RELEASE', holdId, release(account, part)));
        books.savePart(account, part, 'RELEASED');
      }
    });
}

/** Usage that no layer covered: the account owes it. */
export async function incurDebt({ ledger }: TestLedger, key: AccountKey, amount: bigint): Promise<void> {
  await ledger.work([key.tenant], { lock: [key], create: [{ ...key, plan: 'payg' }] }, (books) => {
    const account = books.account(key);
    const line: Line = { lot: null, window: null, amount, from: 'issued', to: 'debt' };
    books.record(post(account, books.bringUpTo(account), 'DEBT_INCURRED', null, [line]));
  });
}

/** Uses the included windows of the account's plan: opens them where they are not. */
export async function useWindows({ ledger }: TestLedger, key: AccountKey, amount: bigint): Promise<void> {
  await ledger.work([key.tenant], { lock: [key], create: [{ ...key, plan: 'plus' }] }, (books) => {
    const account = books.account(key);
    const now = books.bringUpTo(account);
    const lines = account.windowTerms.flatMap(({ name }): Line[] => {
      const startedAt = account.windows.find((window) => window.name === name)?.startedAt ?? now;
      return [{ lot: null, window: { name, startedAt }, amount, from: 'remaining', to: 'held' }];
    });
    books.record(post(account, now, 'HOLD', newUuid(now), lines));
  });
}
