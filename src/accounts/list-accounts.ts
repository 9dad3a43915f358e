/**
 * Pages of a tenant's accounts, in the order of their addresses' bytes, whatever collation the database has: so what begins
 * alike lies together. What else is asked for is looked at account by account, of so many a page.
 */
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { cutPage } from '../api/page-bytes.js';
import type { Account } from '../books/account.js';
import type { AccountState } from '../core/account.js';
import type { Database, Tx } from '../database/database.js';

/** What to list; null means any. */
export interface AccountFilter {
  /** How the address begins. */
  prefix: string | null;
  plan: string | null;
  state: AccountState | null;
  inDebt: boolean | null;
}

/** A page, and what it is a page of. */
export interface AccountList extends Connection<Account> {
  filter: AccountFilter;
}

/** How many accounts one page, or a count, looks at. */
const LOOKED_AT = 20_000;
/** Counts end here. */
const MOST_COUNTED = 1_000;
/** About what one open lot comes to; an account is read with all of its own. */
const LOT_BYTES = 400;
/** Budgets are accounts that nobody names: their addresses are the first, and all are below this. */
const AFTER_BUDGETS = 'budget;';
/** Sorts after all that any address goes on with. */
const BEYOND = '\u{10ffff}';

/** The next ones, whatever else is asked for: tenant $1, after $2, from $3 on, before $4. */
const IN_ORDER = `
  select a.id, a.address, a.plan, a.state, a.debt from account a
  where a.tenant_id collate "C" = $1 and a.address collate "C" > $2 and a.address collate "C" >= $3 and a.address collate "C" < $4
  order by a.address collate "C"`;
const fits = (plan: string, state: string, inDebt: string) => `
  (${plan}::text is null or k.plan = ${plan}) and (${state}::text is null or k.state = ${state})
  and (${inDebt}::boolean is null or (k.debt > 0) = ${inDebt})`;

const BYTES = `(${LOT_BYTES} * (
    select count(*) from lot l where l.tenant_id = $1 and l.account_id = a.id and l.open
  ))::int as bytes`;
const FITTING = `
  select a.id, a.address, ${BYTES}
  from (
    select k.id, k.address from (${IN_ORDER} limit $5) k
    where ${fits('$7', '$8', '$9')}
    order by k.address collate "C" limit $6
  ) a
  order by a.address collate "C"`;
/** Those whose plan is to change: few, in an index of their own. */
const SCHEDULED = `
  select a.id, a.address, ${BYTES}
  from account a
  where a.tenant_id collate "C" = $1 and a.address collate "C" > $2 and a.next_plan is not null
  order by a.address collate "C" limit $3`;
const LAST_LOOKED_AT = `${IN_ORDER} offset ${LOOKED_AT - 1} limit 1`;
const COUNT = `
  select count(*)::int as looked_at, (count(*) filter (where ${fits('$5', '$6', '$7')}))::int as fitting
  from (${IN_ORDER} limit ${LOOKED_AT + 1}) k`;

interface Found {
  id: string;
  address: string;
  bytes: number;
}

/** One page: as many as were asked for, or fewer, with a cursor to go on from, where many had to be looked at. */
export async function listAccounts(
  { database, loaders, caller: { tenant } }: Context,
  filter: AccountFilter,
  page: PageRequest,
): Promise<AccountList> {
  const place = placeOf(tenant, page.after, filter);
  const wanted = [filter.plan, filter.state, filter.inDebt];
  const isFiltered = wanted.some((value) => value !== null);
  const most = page.first + 1;
  const read = async (tx: Tx, left: number) => {
    const found = await tx.query<Found>(FITTING, [...place, isFiltered ? LOOKED_AT : most, most, ...wanted]);
    const ends = found.length === most || !isFiltered;
    const passed = ends ? [] : await tx.query<Found>(LAST_LOOKED_AT, place);
    const cut = cutPage(found, page.first, left);
    return { page: { ...cut, end: cut.more ? undefined : passed[0]?.address }, bytes: cut.bytes };
  };
  const { kept, more, end } = await loaders.bytes.spend((left) =>
    database.transaction([tenant], (tx) => read(tx, left), { readOnly: true }),
  );
  const accounts = await Promise.all(kept.map(({ id }) => loaders.account.load(id)));
  const nodes = accounts.filter((account) => account !== null);
  return { ...pageOf(nodes, page, ({ address }) => address, { more: more || end !== undefined, end }), filter };
}

/** A page of those whose plan is to change; some may have come to it meanwhile. */
export async function listScheduledPlans(
  { database, loaders, caller: { tenant } }: Context,
  page: PageRequest,
): Promise<Connection<Account>> {
  const read = async (tx: Tx, left: number) => {
    const found = await tx.query<Found>(SCHEDULED, [tenant, page.after ?? '', page.first + 1]);
    const cut = cutPage(found, page.first, left);
    return { page: cut, bytes: cut.bytes };
  };
  const { kept, more } = await loaders.bytes.spend((left) =>
    database.transaction([tenant], (tx) => read(tx, left), { readOnly: true }),
  );
  const accounts = await Promise.all(kept.map(({ id }) => loaders.account.load(id)));
  const nodes = accounts.filter((account) => account !== null);
  return pageOf(nodes, page, ({ address }) => address, { more });
}

/** How many fit, at most {@link MOST_COUNTED}; null where more than {@link LOOKED_AT} would have to be looked at. */
export async function countAccounts(database: Database, tenant: string, filter: AccountFilter): Promise<number | null> {
  const params = [...placeOf(tenant, null, filter), filter.plan, filter.state, filter.inDebt];
  const [counted] = await database.transaction(
    [tenant],
    (tx) => tx.query<{ looked_at: number; fitting: number }>(COUNT, params),
    { readOnly: true },
  );
  const { looked_at, fitting } = counted!;
  if (fitting >= MOST_COUNTED) return MOST_COUNTED;
  return looked_at > LOOKED_AT ? null : fitting;
}

function placeOf(tenant: string, after: string | null, { prefix }: AccountFilter): string[] {
  const from = prefix ?? '';
  return [tenant, after ?? '', from < AFTER_BUDGETS ? AFTER_BUDGETS : from, `${from}${BEYOND}`];
}
