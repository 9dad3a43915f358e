/**
 * Requests for more of one budget against its increases: each that was approved has one of just that much, and there is
 * none without a request. Pages are read by key.
 */
import type { Nano } from '../core/words.js';
import { wireId } from '../ids.js';
import { hashRequest } from '../books/budget-request.js';
import { rowReader, selectList, type Row } from '../books/columns.js';
import { BUDGET_REQUEST } from '../books/tables.js';
import type { Tx } from '../database/database.js';
import type { Findings } from './difference.js';
import type { Owner } from './journal-rows.js';

const PAGE = 500;
const FIRST_UUID = '00000000-0000-0000-0000-000000000000';

const REQUESTS = `
  select ${selectList(BUDGET_REQUEST, 'r')}, r.hash, r.state, r.approved, r.lot_id as "lotId",
    case when l.id is null then 'none' else concat_ws(' ', l.kind, l.amount, 'until', l.expires_at) end as found,
    concat_ws(' ', 'INCREASE', r.approved, 'until', r.approved_until) as expected
  from (
    select r.* from budget_request r
    where r.tenant_id = $1 and r.account_id = $2 and r.id > $3 order by r.id limit ${PAGE}
  ) r
  left join lateral (
    select l.* from lot l where l.tenant_id = r.tenant_id and l.id = r.lot_id and l.account_id = r.account_id limit 1
  ) l on true
  order by r.id`;

const WITHOUT_REQUEST = `
  select l.id from lot l
  where l.tenant_id = $1 and l.account_id = $2 and l.kind = 'INCREASE' and not exists (
    select from budget_request r where r.tenant_id = l.tenant_id and r.lot_id = l.id and r.account_id = l.account_id)
  order by l.id limit 1000`;

interface Found extends Row<typeof BUDGET_REQUEST> {
  hash: Buffer;
  state: string;
  approved: Nano | null;
  lotId: string | null;
  found: string;
  expected: string;
}

const read = rowReader(BUDGET_REQUEST);

/** Compares all requests for more of the budget on this account. */
export async function judgeRequests(tx: Tx, { tenant, accountId }: Owner, findings: Findings): Promise<void> {
  let last = FIRST_UUID;
  for (let full = true; full;) {
    const rows = await tx.query<Found>(REQUESTS, [tenant, accountId, last]);
    for (const row of rows) judge(read(row), findings);
    last = rows.at(-1)?.uuid ?? last;
    full = rows.length === PAGE;
  }
  const stray = await tx.query<{ id: string }>(WITHOUT_REQUEST, [tenant, accountId]);
  for (const { id: lot } of stray) {
    findings.add('UNEXPECTED', 'LOT', 'Nobody has asked for this increase of a budget.', { lot });
  }
}

function judge(row: Found, findings: Findings): void {
  const about = { lot: row.lotId, expected: row.expected, found: row.found };
  if (!hashRequest(row).equals(row.hash)) {
    const found = wireId('brq', row.uuid);
    findings.add('HASH', 'BUDGET_REQUEST', 'What was asked is not what it was when it was asked.', { found });
  }
  const isRaised = row.lotId !== null && row.approved !== null && row.approved <= row.credits;
  if (row.state !== 'APPROVED' || (isRaised && row.expected === row.found)) return;
  const message = 'What was approved beyond a budget is not what was issued (nano-credits).';
  findings.add('STATE', 'BUDGET_REQUEST', message, about);
}
