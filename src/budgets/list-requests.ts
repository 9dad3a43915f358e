/**
 * The requests that a caller may see: those it made, or that were made for it, and those it could answer. Newest first.
 */
import { approvalOf } from '../policy/policy-object.js';
import { BudgetRequest, type BudgetRequestState } from '../books/budget-request.js';
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { mayApprove, needsNoLine } from '../api/permissions.js';

/** So many kinds of budgets are looked through at most: more than a policy has lines. */
const MOST_WHOS = 2_000;

/** Every `who` of which somebody has asked for more, stepping over the key from one to the next. */
const WHOS = `
  with recursive asked (who, no) as (
    select (select who from budget_request where tenant_id = $1 order by who limit 1), 1
    union all
    select (
      select r.who from budget_request r where r.tenant_id = $1 and r.who > a.who order by r.who limit 1
    ), a.no + 1
    from asked a where a.who is not null and a.no < ${MOST_WHOS}
  )
  select who from asked where who is not null`;

const found = (whose: string) => `
  (
    select r.id from budget_request r
    where r.tenant_id = $1 and ${whose} and ($3::uuid is null or r.id < $3) and (
      $4::text is null
      or case when r.state = 'PENDING' and r.expires_at <= $5::timestamptz then 'EXPIRED' else r.state end = $4)
    order by r.id desc limit $6
  )`;

/** Tenant $1, caller $2 (null: none of its own), after $3, state $4 at $5, how many $6, those of these $7. */
const PAGE = `
  select id from (
    ${found('$2::text is not null and r.asked_by = $2')}
    union
    ${found('$2::text is not null and r.subject = $2')}
    union
    select n.id from unnest($7::text[]) as w (who) cross join lateral ${found('r.who = w.who')} n
  ) r order by id desc limit $6`;

/** Who asks, and by which policy. */
export type Seeing = Pick<Context, 'caller' | 'policy' | 'database' | 'ledger'>;

/** One page of what the caller may see; with `onlyOwn`, of what it asked, or was asked for it. */
export async function listRequests(
  context: Seeing,
  { state, onlyOwn = false }: { state: BudgetRequestState | null; onlyOwn?: boolean },
  page: PageRequest,
): Promise<Connection<BudgetRequest>> {
  const { database, ledger, caller } = context;
  const { tenant } = caller;
  const own = needsNoLine(context) ? caller.subject : null;
  const now = new Date(ledger.wallClock()).toISOString();
  const rows = await database.transaction(
    [tenant],
    async (tx) => {
      const whos = onlyOwn ? [] : await tx.query<{ who: string }>(WHOS, [tenant]);
      const answerable = approvable(context, whos);
      const ids = await tx.query<{ id: string }>(PAGE, [
        tenant,
        own,
        page.after,
        state,
        now,
        page.first + 1,
        answerable,
      ]);
      const uuids = ids.map(({ id }) => id);
      return tx.em.find(BudgetRequest, { tenantId: tenant, uuid: { $in: uuids } }, { orderBy: { uuid: 'desc' } });
    },
    { readOnly: true },
  );
  return pageOf(rows, page, ({ uuid }) => uuid);
}

/** Those of which the caller may approve more. */
function approvable(context: Seeing, whos: readonly { who: string }[]): string[] {
  const byObject = Map.groupBy(
    whos.map(({ who }) => who),
    approvalOf,
  );
  return [...byObject.values()].flatMap((same) => (mayApprove(context, same[0]!) ? same : []));
}
