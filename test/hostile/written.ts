/**
 * Tells what a call wrote from what others wrote meanwhile: what falls due by itself, and the money's way back for a refund
 * that was made before, which the sweep of purchases goes on with as held parts of the lot come free.
 */
import { expect } from '@jest/globals';
import type { Target, Written } from './target.js';

/** What changes where something falls due by itself. */
const MOVED_BY_TIME = ['account', 'lot', 'hold', 'balance_update'];

/** Since then, nothing was written by whoever sent that. */
export function expectNothingWritten(before: Written, after: Written, by: string, except: string[] = []): void {
  const compared = Object.keys(after).filter((table) => !except.includes(table));
  const changed = compared.filter((table) => JSON.stringify(after[table]) !== JSON.stringify(before[table]));
  expect({ changed, by: changed.length ? by : '' }).toEqual({ changed: [], by: '' });
}

/** The tables whose changes since then are explained without anybody's call. */
export async function movedByOthers(
  target: Pick<Target, 'asOwner'>,
  before: Written,
  after: Written,
): Promise<string[]> {
  const due = (await onlyDue(target, before)) ? MOVED_BY_TIME : [];
  return (await onlyWayBack(target, before, after)) ? [...due, 'purchase'] : due;
}

/** Whether something was journalled since, and all of it fell due by itself: a hold that somebody took has expired. */
async function onlyDue({ asOwner }: Pick<Target, 'asOwner'>, { balance_update: journal }: Written): Promise<boolean> {
  const [row] = await asOwner<{ due: boolean | null }>(
    `select bool_and(cause in ('HOLD_EXPIRED', 'LOT_EFFECTIVE', 'LOT_EXPIRED', 'WINDOW_RESET')) as due
      from balance_update where xmin::text::bigint > $1`,
    [journal?.newest ?? 0],
  );
  return row?.due === true;
}

/** Whether purchases are as they were but for how far their refunds are, and each of these was made before. */
async function onlyWayBack({ asOwner }: Pick<Target, 'asOwner'>, before: Written, after: Written): Promise<boolean> {
  const [was, is] = [before.purchase, after.purchase];
  if (was?.rows !== is?.rows || was?.facts !== is?.facts) return false;
  const [row] = await asOwner<{ back: boolean | null }>(
    `select bool_and(p.status = 'REFUNDED' and p.returned <= p.refunded and p.refunded <= l.taken_back
        and exists (select from balance_update u where u.tenant_id = p.tenant_id and u.account_id = p.account_id
          and u.cause = 'REFUND' and u.cause_id = p.id and u.xmin::text::bigint <= $2)) as back
      from purchase p left join lot l on l.tenant_id = p.tenant_id and l.id = p.lot_id
      where p.xmin::text::bigint > $1`,
    [was?.newest ?? 0, before.balance_update?.newest ?? 0],
  );
  return row?.back === true;
}
