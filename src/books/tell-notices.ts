/**
 * Gives notices of budgets and of requests on accounts that are locked: numbered without gaps, and once, whoever comes
 * second. Those of lots are given by src/notices.
 */
import type { Stage } from '../core/budget-stages.js';
import type { Account } from '../core/account.js';
import { NEVER } from '../core/windows.js';
import type { Instant, Nano } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { newUuid } from '../ids.js';
import type { BudgetRequest, BudgetRequestState } from './budget-request.js';
import { keyOf, type Books } from './books.js';
import { isoInstant } from './journal-hash.js';

/** A notice that is to be given, unless it was. */
interface ToTell {
  /** Whoever may read it is told. */
  on: Account;
  kind: 'BUDGET' | 'BUDGET_REQUEST';
  /** The account of the budget. */
  budgetId: string;
  at: Instant;
  amount: Nano;
  expiresAt: Instant;
  stage: (Stage & { startedAt: Instant }) | null;
  request: { id: string; state: BudgetRequestState } | null;
}

// An instance that was withdrawn and opened again in its period tells nothing again (docs/rules.md, 36).
const TELL = `
  insert into notice (tenant_id, account_id, no, id, kind, days, at, due_at, amount, expires_at, budget_id, percent, alert,
    period_started_at, request_id, request_state)
  select n.tenant_id, n.account_id,
    coalesce(last.no, 0) + row_number() over (partition by n.tenant_id, n.account_id order by n.place),
    n.id, n.kind, 0, n.at, n.at, n.amount, n.expires_at, n.budget_id, n.percent, n.alert, n.started_at, n.request_id, n.state
  from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::bigint[], $7::timestamptz[],
    $8::uuid[], $9::int[], $10::bigint[], $11::timestamptz[], $12::uuid[], $13::text[]) with ordinality
    as n (tenant_id, account_id, id, kind, at, amount, expires_at, budget_id, percent, alert, started_at, request_id, state,
      place)
  left join lateral (
    select g.no from notice g
    where g.tenant_id = n.tenant_id and g.account_id = n.account_id
    order by g.no desc limit 1
  ) last on true
  where not exists (
      select from (
        select g.expires_at from notice g
        where n.kind = 'BUDGET' and g.kind = 'BUDGET' and g.tenant_id = n.tenant_id and g.account_id = n.account_id
          and g.budget_id = n.budget_id and g.percent = n.percent and g.alert = n.alert
        order by g.period_started_at desc limit 1
      ) last where last.expires_at > n.at)
    and not exists (
      select from notice g
      where n.kind = 'BUDGET_REQUEST' and g.kind = 'BUDGET_REQUEST' and g.tenant_id = n.tenant_id
        and g.account_id = n.account_id and g.request_id = n.request_id and g.request_state = n.state)
  returning tenant_id as tenant, account_id as id`;

/** What one budget has reached. */
export interface Reached {
  budget: Account;
  /** Whose it is alone, where it is one subject's: told beside it. */
  owner: Account | null;
  stages: readonly Stage[];
  spent: Nano;
  startedAt: Instant;
  resetsAt: Instant;
  at: Instant;
}

/** Tells on the accounts of budgets, and on those of their subjects, which stages they have reached. */
export async function tellStages(tx: Tx, books: Books, reached: readonly Reached[]): Promise<void> {
  const rows = reached.flatMap(({ budget, owner, stages, spent, startedAt, resetsAt, at }) =>
    [budget, owner].flatMap((on) =>
      on === null
        ? []
        : stages.map((stage): ToTell => ({
            ...{ on, kind: 'BUDGET', budgetId: budget.id, at, amount: spent, expiresAt: resetsAt },
            ...{ stage: { ...stage, startedAt }, request: null },
          })),
    ),
  );
  await tell(tx, books, rows);
}

/** Tells on accounts what a request has become. */
export async function tellOfRequest(
  tx: Tx,
  books: Books,
  request: BudgetRequest,
  { on, at }: { on: readonly Account[]; at: Instant },
): Promise<void> {
  const { storedState: state, approved, approvedUntil } = request;
  const ends = state === 'APPROVED' ? (approvedUntil?.getTime() ?? NEVER) : request.expiresAt.getTime();
  const rows = [...new Set(on)].map((account): ToTell => ({
    ...{ on: account, kind: 'BUDGET_REQUEST', budgetId: request.accountId, at, expiresAt: ends, stage: null },
    ...{ amount: approved ?? request.credits, request: { id: request.uuid, state } },
  }));
  await tell(tx, books, rows);
}

async function tell(tx: Tx, books: Books, rows: readonly ToTell[]): Promise<void> {
  if (rows.length === 0) return;
  const told = await tx.query<{ tenant: string; id: string }>(TELL, [
    rows.map(({ on }) => on.tenant),
    rows.map(({ on }) => on.id),
    rows.map(({ at }) => newUuid(at)),
    rows.map(({ kind }) => kind),
    rows.map(({ at }) => isoInstant(at)),
    rows.map(({ amount }) => amount),
    rows.map(({ expiresAt }) => isoInstant(expiresAt)),
    rows.map(({ budgetId }) => budgetId),
    rows.map(({ stage }) => stage?.percent ?? null),
    rows.map(({ stage }) => stage && (stage.alert ?? 0n)),
    rows.map(({ stage }) => stage && isoInstant(stage.startedAt)),
    rows.map(({ request }) => request?.id ?? null),
    rows.map(({ request }) => request?.state ?? null),
  ]);
  const given = new Set(told.map(({ tenant, id }) => keyOf(tenant, id)));
  for (const { on } of rows) if (given.has(keyOf(on.tenant, on.id))) books.restated.add(on);
}
