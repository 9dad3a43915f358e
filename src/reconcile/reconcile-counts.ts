/**
 * What is counted of open holds, compared with the holds themselves: how many a subject has, and what each subject holds of
 * a pool.
 */
import { poolOf, subjectOf } from '../core/address.js';
import type { Nano } from '../core/words.js';
import type { Tx } from '../database/database.js';
import type { Findings } from './difference.js';
import type { FoundAccount, Owner } from './journal-rows.js';

const OPEN = `
  select count(*)::int as open from hold h where h.tenant_id = $1 and h.account_id = $2 and h.state = 'HELD'`;

/** So many wrong shares of one pool are told. */
const MOST_TOLD = 100;

const WRONG_SHARES = `
  select subject_id as subject, coalesce(s.holds, 0) as holds, coalesce(s.amount, 0) as amount,
    coalesce(h.holds, 0)::int as "expectedHolds", coalesce(h.amount, 0)::bigint as "expectedAmount"
  from (select * from pool_share where tenant_id = $1 and pool_id = $2) s
  full join (
    select h.subject_id, count(*) as holds, sum(d.nano) as amount
    from hold h
    cross join lateral (
      select coalesce(sum(amount::bigint - settled::bigint - released::bigint), 0) as nano
      from jsonb_to_recordset(h.draws) as x (amount text, settled text, released text)
    ) d
    where h.tenant_id = $1 and h.account_id = $2 and h.state = 'HELD' and h.subject_id <> h.account_id
    group by 1
  ) h using (subject_id)
  where coalesce(s.holds, 0) <> coalesce(h.holds, 0) or coalesce(s.amount, 0) <> coalesce(h.amount, 0)
  order by 1 limit ${MOST_TOLD}`;

interface WrongShare {
  subject: string;
  holds: number;
  amount: Nano;
  expectedHolds: number;
  expectedAmount: Nano;
}

/** Compares what an account counts with the open holds on it. */
export async function judgeCounts(tx: Tx, owner: Owner, account: FoundAccount, findings: Findings): Promise<void> {
  const params = [owner.tenant, owner.accountId];
  const isSubject = subjectOf(account.address) !== null;
  const isPool = poolOf(account.address) !== null;
  const open = isSubject ? (await tx.query<{ open: number }>(OPEN, params))[0]!.open : 0;
  if (open !== account.openHolds) {
    const found = { expected: String(open), found: String(account.openHolds) };
    findings.add('STATE', 'ACCOUNT', 'The number of open holds is not that of the holds.', found);
  }
  const wrong = isPool ? await tx.query<WrongShare>(WRONG_SHARES, params) : [];
  for (const { subject, holds, amount, expectedHolds, expectedAmount } of wrong) {
    findings.add('STATE', 'ACCOUNT', `What ${subject} holds of the pool is not what its open holds hold there.`, {
      expected: `${expectedAmount} in ${expectedHolds}`,
      found: `${amount} in ${holds}`,
    });
  }
}
