/**
 * Begins a top-up: the unit of work that takes an account below its threshold also stores a PENDING purchase. So one
 * shortfall makes one purchase, whichever processes race or die. It charges nothing: the purchase is settled like any
 * other.
 */
import { balanceOf } from '../core/lots.js';
import { addMonths, monthStart } from '../core/months.js';
import { creditsToBuy } from '../core/top-up.js';
import { newUuid } from '../ids.js';
import type { Tx } from '../database/database.js';
import type { Books, LockedAccount } from '../books/books.js';
import { boughtSince } from '../books/bought-since.js';
import { watchTopUp } from './end-top-up.js';
import { roomOf } from '../books/issue-lot.js';
import { hashFields } from '../books/journal-hash.js';
import type { PaymentProvider } from './payment-provider.js';
import type { Purchase } from '../books/purchase.js';
import { newPurchase } from './purchase-credits.js';
import { TopUp } from '../books/top-up.js';

/**
 * Takes each top-up that is due to its next state. Never throws for what a provider, a cap or an account lacks: whose
 * call it happened in has nothing to do with that.
 * @param due as `books.topUpsDue()` lists them
 * @returns the purchases begun; they are committed with the unit of work
 */
export async function beginTopUps(
  payments: PaymentProvider,
  tx: Tx,
  books: Books,
  due: readonly LockedAccount[],
): Promise<Purchase[]> {
  // What this unit of work did to purchases and terms counts: the cap is summed up in SQL.
  await tx.em.flush();
  const begun: Purchase[] = [];
  for (const locked of due) {
    const { tenant: tenantId, id: accountId } = locked.account;
    const topUp = await tx.em.findOneOrFail(TopUp, { tenantId, accountId });
    const purchase = await beginTopUp(payments, tx, topUp, locked, books.bringUpTo(locked.account));
    if (purchase) begun.push(purchase);
    await watchTopUp(tx, books, topUp);
  }
  return begun;
}

async function beginTopUp(
  payments: PaymentProvider,
  tx: Tx,
  topUp: TopUp,
  locked: LockedAccount,
  now: number,
): Promise<Purchase | null> {
  const { account } = locked;
  const balance = balanceOf(account);
  Object.assign(topUp, { state: 'READY', nextAttemptAt: null });
  if (account.state !== 'ACTIVE' || balance.available >= topUp.terms.threshold) return null;

  const month = monthStart(now);
  const [bought = 0n] = await boughtSince(tx, account.tenant, [account.id], month);
  const room = await roomOf(tx, account);
  const credits = creditsToBuy(topUp.terms, balance, bought, room.credits);
  if (credits === 0n) {
    Object.assign(topUp, { state: 'CAPPED', nextAttemptAt: new Date(addMonths(month, 1)) });
    return null;
  }
  const method = topUp.paymentMethod ?? locked.paymentMethod ?? payments.defaultMethod;
  if (!payments.accepts(method)) {
    const lastDeclineReason = `The provider "${payments.name}" has no method "${method}".`;
    Object.assign(topUp, { state: 'STOPPED', lastDeclineReason });
    return null;
  }
  const fingerprint = hashFields([credits.toString(), method]);
  const key = `top-up:${newUuid(now)}`;
  const purchase = newPurchase(payments, locked, now, { credits, key, method, fingerprint, automatic: true });
  Object.assign(topUp, { state: 'PENDING', purchaseId: purchase.uuid });
  tx.em.persist(purchase);
  return purchase;
}
