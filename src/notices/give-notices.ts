/**
 * Gives accounts the notices that are due on them, under their locks: numbered without gaps, and once, whoever comes
 * second. Looks at every open lot of the accounts it is given; finding the accounts is the caller's business.
 */
import type { Account } from '../core/account.js';
import type { Instant } from '../core/words.js';
import { expiryNotice, type ExpiryNotice } from '../core/notices.js';
import { newUuid } from '../ids.js';
import { keyOf, type AccountKey, type Books } from '../books/books.js';
import { isoInstant } from '../books/journal-hash.js';
import type { Ledger, Moved } from '../books/unit-of-work.js';

const GIVE = `
  insert into notice (tenant_id, account_id, no, id, kind, lot_id, days, at, due_at, amount, expires_at)
  select n.tenant_id, n.account_id,
    coalesce(last.no, 0) + row_number() over (partition by n.tenant_id, n.account_id order by n.due_at, n.lot_id),
    n.id, 'LOT_EXPIRES', n.lot_id, n.days, n.at, n.due_at, n.amount, n.expires_at
  from unnest($1::text[], $2::uuid[], $3::uuid[], $4::uuid[], $5::int[], $6::timestamptz[], $7::timestamptz[],
    $8::bigint[], $9::timestamptz[])
    as n (tenant_id, account_id, id, lot_id, days, at, due_at, amount, expires_at)
  left join lateral (
    select g.no from notice g
    where g.tenant_id = n.tenant_id and g.account_id = n.account_id
    order by g.no desc limit 1
  ) last on true
  where not exists (
    select from notice g where g.tenant_id = n.tenant_id and g.lot_id = n.lot_id and g.days = n.days)
  returning tenant_id as tenant, account_id as "accountId", no as seq`;

interface Due extends ExpiryNotice {
  account: Account;
  at: Instant;
}

/**
 * Writes what fell due on these accounts, and then the notices.
 * @returns what was given: tenant, account and number of each
 * @throws SpillwayError OVERLOADED
 */
export async function giveNotices(ledger: Ledger, accounts: readonly AccountKey[]): Promise<Moved[]> {
  const lock = [...new Map(accounts.map((key) => [keyOf(key.tenant, key.address), key])).values()];
  const tenants = [...new Set(lock.map(({ tenant }) => tenant))];
  return ledger.work(tenants, { lock, create: [] }, async (books, tx) => {
    const due = dueNotices(books);
    return due.length ? tx.query<Moved>(GIVE, columnsOf(due)) : [];
  });
}

function dueNotices(books: Books): Due[] {
  return books.all().flatMap(({ account }) => {
    const at = books.bringUpTo(account);
    return account.lots.flatMap((lot) => {
      const notice = expiryNotice(lot, at);
      return notice ? [{ ...notice, account, at }] : [];
    });
  });
}

function columnsOf(due: readonly Due[]): unknown[][] {
  return [
    due.map(({ account }) => account.tenant),
    due.map(({ account }) => account.id),
    due.map(({ at }) => newUuid(at)),
    due.map(({ lot }) => lot),
    due.map(({ days }) => days),
    due.map(({ at }) => isoInstant(at)),
    due.map(({ dueAt }) => isoInstant(dueAt)),
    due.map(({ amount }) => amount),
    due.map(({ expiresAt }) => isoInstant(expiresAt)),
  ];
}
