/**
 * Pages of a tenant's usage events that could not be settled, of all accounts, the last that was given up first. The
 * charge of an event counts as part of it. One that was driven again since stays in the list, as it stays in the books.
 */
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { cutPage } from '../api/page-bytes.js';
import { mayDo } from '../api/permissions.js';
import type { UsageEvent } from '../books/usage-event.js';
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';

/** The form of a cursor's key: when it was given up in milliseconds, its account, its number. */
export const SET_ASIDE_KEY = /^\d{1,14} [0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} [1-9][0-9]{0,17}$/;

/** Before all: the list begins with the last. */
const BEGINNING = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '9223372036854775807'];

/**
 * Tenant $1, after $2 $3 $4, so many $5. Each event is asked for in the order of its numbers: without statistics the planner
 * may take another index, and read all events of the account to find it.
 */
export const SET_ASIDE_OF_TENANT = `
  select e.id, a.address, r.failed_at, r.account_id, r.usage_no,
    octet_length(e.body::text) + coalesce(octet_length(c.body::text), 0) as bytes
  from (
    select r.tenant_id, r.failed_at, r.account_id, r.usage_no from set_aside r
    where r.tenant_id collate "C" = $1 and r.given_up
      and (r.failed_at, r.account_id, r.usage_no) < ($2::timestamptz, $3::uuid, $4::bigint)
    order by r.failed_at desc, r.account_id desc, r.usage_no desc
    limit $5
  ) r
  cross join lateral (
    select a.address from account a where a.tenant_id = r.tenant_id and a.id = r.account_id limit 1
  ) a
  cross join lateral (
    select e.id, e.body from usage_event e
    where e.tenant_id = r.tenant_id and e.account_id = r.account_id and e.usage_no >= r.usage_no
    order by e.usage_no limit 1
  ) e
  left join lateral (
    select c.body from charge c
    where c.tenant_id = r.tenant_id and c.account_id = r.account_id and c.usage_no = r.usage_no
    limit 1
  ) c on true
  order by r.failed_at desc, r.account_id desc, r.usage_no desc`;

interface Found {
  id: string;
  address: string;
  failed_at: Instant;
  account_id: string;
  usage_no: bigint;
  bytes: number;
}

/** One page of the events that a tenant has set aside; those of accounts that the caller may not read are left out. */
export async function listSetAside(context: Context, page: PageRequest): Promise<Connection<UsageEvent>> {
  const { database, loaders } = context;
  const { tenant } = context.caller;
  const read = async (tx: Tx, left: number) => {
    const found = await tx.query<Found>(SET_ASIDE_OF_TENANT, [tenant, ...placeAfter(page.after), page.first + 1]);
    const cut = cutPage(found, page.first, left);
    return { page: cut, bytes: cut.bytes };
  };
  const { kept, more } = await loaders.bytes.spend((left) =>
    database.transaction([tenant], (tx) => read(tx, left), { readOnly: true }),
  );
  const readable = kept.filter(({ address }) => mayDo(context, address, 'read'));
  const events = await Promise.all(readable.map(({ id }) => loaders.usageEvent.load(id)));
  const keys = new Map(kept.map((row) => [row.id, keyOf(row)]));
  const nodes = events.filter((event) => event !== null);
  const end = more ? keyOf(kept.at(-1)!) : undefined;
  return pageOf(nodes, page, ({ uuid }) => keys.get(uuid)!, { more, end });
}

const keyOf = ({ failed_at, account_id, usage_no }: Found) => `${failed_at} ${account_id} ${usage_no}`;

/** What the next page begins after, as the statement takes it. */
function placeAfter(after: string | null): string[] {
  if (after === null) return BEGINNING;
  const [at = '', ...rest] = after.split(' ');
  return [new Date(Number(at)).toISOString(), ...rest];
}
