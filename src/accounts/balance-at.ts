/**
 * The balance that an account had at an instant of the past: the after-image of its last update until then. Writes what
 * fell due by that instant first, for nobody may have looked since; locks nothing otherwise.
 */
import { balanceOf } from '../core/lots.js';
import type { Database } from '../database/database.js';
import { badInput } from '../errors.js';
import type { Balance } from '../books/balance.js';
import { afterCodec } from '../books/journal-documents.js';
import type { AccountKey } from '../books/books.js';
import type { Ledger } from '../books/unit-of-work.js';

const LAST_UPDATE = `
  select u.after from balance_update u
  where u.tenant_id = $1 and u.account_id = $2 and u.seq = spillway_seq_at($1, $2, $3)`;

/**
 * @returns null where the account does not exist; nothing but zeros before its first update
 * @throws SpillwayError BAD_USER_INPUT for an instant in the future
 */
export async function balanceAt(
  { ledger, database }: { ledger: Ledger; database: Database },
  key: AccountKey,
  at: Date,
): Promise<Balance | null> {
  const { tenant } = key;
  const head = await ledger.read(tenant, [key], (books) => {
    const found = books.find(key);
    return { now: Math.max(books.clock, found?.account.lastAt ?? 0), found };
  });
  if (at.getTime() > head.now) throw badInput('at lies in the future.', 'at');
  if (!head.found) return null;
  const { account, dueAt } = head.found;
  if (dueAt !== null && dueAt <= at.getTime()) await ledger.writeAllDue(key);
  // Nothing is older than the epoch, and the database knows no year 0.
  const instant = new Date(Math.max(at.getTime(), 0)).toISOString();
  const [row] = await database.transaction(
    [tenant],
    (tx) => tx.query<{ after: unknown }>(LAST_UPDATE, [tenant, account.id, instant]),
    { readOnly: true },
  );
  return row ? afterCodec.read(row.after).balance : balanceOf({ debt: 0n, lots: [] });
}
