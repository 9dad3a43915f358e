/**
 * What the end of an automatic purchase means for its top-up: it stands ready again, or backs off, and after the fourth
 * decline in a row stops for good. Tries nothing itself.
 */
import { retryAt } from '../core/top-up.js';
import type { Tx } from '../database/database.js';
import type { Books } from '../books/books.js';
import { isoInstant } from '../books/journal-hash.js';
import type { Purchase } from '../books/purchase.js';
import { TopUp } from '../books/top-up.js';

const WATCH = `update account set top_up_below = $3, top_up_at = $4 where tenant_id = $1 and id = $2`;

/** Notes a PAID or DECLINED purchase on its top-up; the account must be locked. */
export async function endTopUp(tx: Tx, books: Books, purchase: Purchase): Promise<void> {
  const { tenantId, accountId, uuid, status, declineReason } = purchase;
  const topUp = await tx.em.findOneOrFail(TopUp, { tenantId, accountId });
  if (topUp.purchaseId !== uuid) throw new Error(`top-up: purchase ${uuid} is not the one in flight`);
  topUp.purchaseId = null;
  topUp.declines = status === 'PAID' ? 0 : topUp.declines + 1;
  topUp.lastDeclineReason = status === 'PAID' ? null : declineReason;
  if (topUp.enabled) standAgain(topUp, books.bringUpTo(books.accountById(tenantId, accountId)));
  await watchTopUp(tx, books, topUp);
}

function standAgain(topUp: TopUp, now: number): void {
  if (topUp.declines === 0) {
    topUp.state = 'READY';
    return;
  }
  const next = retryAt(topUp.declines, now);
  topUp.state = next === null ? 'STOPPED' : 'BACKING_OFF';
  topUp.nextAttemptAt = next === null ? null : new Date(next);
}

/** Writes on the locked account what now calls for its next top-up. */
export async function watchTopUp(tx: Tx, books: Books, topUp: TopUp): Promise<void> {
  const { tenantId, accountId, state, nextAttemptAt } = topUp;
  const watched = state === 'READY' || state === 'BACKING_OFF' || state === 'CAPPED';
  const below = watched ? topUp.terms.threshold : null;
  const from = nextAttemptAt?.getTime() ?? null;
  books.expectTopUp(books.accountById(tenantId, accountId), below === null ? null : { below, from });
  await tx.query(WATCH, [tenantId, accountId, below, from === null ? null : isoInstant(from)]);
}
