/**
 * What had repaid the debt of accounts when a period began, for charges that are undone in it: the latest first repayments,
 * and how much of each had been given back by then.
 */
import type { Update } from '../core/journal.js';
import type { Instant, Nano } from '../core/words.js';
import { linesCodec } from '../books/journal-documents.js';
import { isoInstant } from '../books/journal-hash.js';
import { chargeCodec } from '../books/usage-documents.js';
import type { Tx } from '../database/database.js';
import type { Range } from './load-history.js';

/** So many repayments of one account, and voids of a tenant, are looked at. */
const MOST_REPAYMENTS = 1_000;
const MOST_VOIDS = 100_000;

const UNDONE = `
  select e.voids as target, e.account_id as "accountId", e.id < $3::uuid as inside, c.body::text as charge
  from usage_event e
  left join lateral (
    select c.body from charge c
    where c.tenant_id = e.tenant_id and c.account_id = e.account_id and c.usage_no = e.usage_no and c.at >= $4::timestamptz
    limit 1
  ) c on true
  where e.tenant_id = $1 and e.voids is not null and e.id >= $2::uuid limit ${MOST_VOIDS}`;

const REPAYMENTS = `
  select u.* from unnest($2::uuid[]) as k (account_id)
  cross join lateral (
    select u.account_id as "accountId", u.seq, u.at, u.lines::text as lines, coalesce(r.amount, 0)::bigint as returned
    from balance_update u
    left join lateral (
      select r.amount from debt_return r
      where r.tenant_id = u.tenant_id and r.account_id = u.account_id and r.seq = u.seq limit 1
    ) r on true
    where u.tenant_id = $1 and u.account_id = k.account_id and u.cause in ('DEBT_REPAID', 'DEBT_FORGIVEN')
      and u.seq <= spillway_seq_at($1, k.account_id, $3::timestamptz)
    order by u.seq desc limit ${MOST_REPAYMENTS}
  ) u`;

/** Usage that is undone in a period. */
export interface Undone {
  /** The events. */
  targets: Set<string>;
  /** The accounts that they lie on. */
  accounts: Set<string>;
  /** What was given back since the period began, by account and number of the repayment. */
  returned: Map<string, Nano>;
}

/** What is undone in a period. @param ids of the period; what was undone after it is looked at, too */
export async function loadUndone(tx: Tx, tenant: string, [from, to]: Range, at: Instant): Promise<Undone> {
  type Row = { target: string; accountId: string; inside: boolean; charge: string | null };
  const undone: Undone = { targets: new Set(), accounts: new Set(), returned: new Map() };
  for (const { target, accountId, inside, charge } of await tx.query<Row>(UNDONE, [tenant, from, to, isoInstant(at)])) {
    if (inside) undone.targets.add(target);
    if (inside) undone.accounts.add(accountId);
    for (const { seq, amount } of (charge === null ? null : chargeCodec.read(charge).reverses)?.repaid ?? []) {
      const key = `${accountId} ${seq}`;
      undone.returned.set(key, (undone.returned.get(key) ?? 0n) + amount);
    }
  }
  return undone;
}

/** A repayment from before the period. */
export interface PastRepayment {
  accountId: string;
  update: Pick<Update, 'seq' | 'at' | 'lines'>;
  returned: Nano;
}

/** What had repaid the debt of these accounts, the first first. */
export async function loadRepayments(
  tx: Tx,
  tenant: string,
  accounts: readonly string[],
  from: Instant,
  { returned: since }: Undone,
): Promise<PastRepayment[]> {
  type Row = { accountId: string; seq: bigint; at: Instant; lines: string; returned: Nano };
  if (accounts.length === 0) return [];
  const rows = await tx.query<Row>(REPAYMENTS, [tenant, accounts, isoInstant(from - 1)]);
  return rows.reverse().map(({ accountId, seq, at, lines, returned }) => {
    const later = since.get(`${accountId} ${seq}`) ?? 0n;
    return { accountId, update: { seq, at, lines: linesCodec.read(lines) }, returned: returned - later };
  });
}
