/**
 * Reads where watched accounts stand beside their balance, in a form that only serves to be compared: what differs from
 * the last look has changed. Whoever asks while a statement is under way goes with the next one.
 */
import { Lane, type Settled } from '../books/lane.js';
import type { Database } from '../database/database.js';
import type { ChangeReason } from './account-change.js';
import type { WatchedAccount } from './feed.js';

/** What is read of an account; policy and catalog are the whole tenant's. */
const PARTS = ['PURCHASE', 'TOP_UP', 'NOTICE', 'PLAN', 'STATE'] as const satisfies readonly ChangeReason[];
export type Condition = Readonly<Record<(typeof PARTS)[number], string | null>>;

/** How many purchases are looked at; a change of an older one is told by the balance alone, where it changes that. */
export const MOST_PURCHASES = 50;

/** Tenants $1, accounts $2. */
export const CONDITIONS = `
  select k.no, a.plan as "PLAN", a.state as "STATE",
    (
      select n.no::text from notice n
      where n.tenant_id = k.tenant_id and n.account_id = k.id order by n.no desc limit 1
    ) as "NOTICE",
    (
      select md5(t::text) from top_up t where t.tenant_id = k.tenant_id and t.account_id = k.id limit 1
    ) as "TOP_UP",
    (
      select md5(string_agg(concat_ws(' ', p.id, p.status, p.refunded, p.action_url, p.lot_id), ',' order by p.id))
      from (
        select p.id, p.status, p.refunded, p.action_url, p.lot_id from purchase p
        where p.tenant_id = k.tenant_id and p.account_id = k.id order by p.id desc limit ${MOST_PURCHASES}
      ) p
    ) as "PURCHASE"
  from unnest($1::text[], $2::uuid[]) with ordinality as k (tenant_id, id, no)
  cross join lateral (
    select a.plan, a.state from account a where a.tenant_id = k.tenant_id and a.id = k.id limit 1
  ) a`;

export class ConditionReader {
  private readonly lane: Lane<WatchedAccount, Condition>;

  constructor(private readonly database: Database) {
    this.lane = new Lane((accounts) => this.readAll(accounts), { batch: 50, queue: 100_000 });
  }

  /** Where the account stands now. */
  read(account: WatchedAccount): Promise<Condition> {
    return this.lane.submit(account);
  }

  private async readAll(accounts: WatchedAccount[]): Promise<Settled<Condition>[]> {
    const tenants = accounts.map(({ tenant }) => tenant);
    const ids = accounts.map(({ accountId }) => accountId);
    const rows = await this.database.transaction(
      [...new Set(tenants)],
      (tx) => tx.query<Condition & { no: bigint }>(CONDITIONS, [tenants, ids]),
      { readOnly: true },
    );
    const found = new Map(rows.map((row) => [Number(row.no) - 1, row]));
    return accounts.map((_, i) => {
      const value = found.get(i);
      return value ? { ok: true, value } : { ok: false, error: new Error('live: no such account') };
    });
  }
}

/** What of an account is another. */
export function changedParts(before: Condition, after: Condition): ChangeReason[] {
  return PARTS.filter((part) => before[part] !== after[part]);
}
