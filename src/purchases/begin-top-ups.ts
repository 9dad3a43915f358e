/**
 * Begins a top-up: the unit of work that takes an account below its threshold also stores a PENDING purchase. So one
 * shortfall makes one purchase, whichever processes race or die. It buys only while the one who agreed may still
 * purchase (docs/rules.md, 40). It charges nothing: the purchase is settled like any other.
 */
import { formatCredits } from '../core/amounts.js';
import { balanceOf } from '../core/lots.js';
import { addMonths, monthStart } from '../core/months.js';
import { creditsToBuy, fallsShort } from '../core/top-up.js';
import { newUuid } from '../ids.js';
import type { Tx } from '../database/database.js';
import type { Books, LockedAccount } from '../books/books.js';
import { boughtSince } from '../books/bought-since.js';
import { watchTopUp } from './end-top-up.js';
import { roomOf } from '../books/issue-lot.js';
import { hashFields, isoInstant } from '../books/journal-hash.js';
import { smallestPurchase } from './money.js';
import { NOTHING_IS_SOLD, sells } from './no-payments.js';
import type { PaymentProvider } from './payment-provider.js';
import type { Purchase } from '../books/purchase.js';
import { newPurchase } from './purchase-credits.js';
import { TopUp } from '../books/top-up.js';
import type { Principal } from '../policy/policy-version.js';

/** What topping up needs from its surroundings. */
export interface ToppingUp {
  payments: PaymentProvider;
  /** Whether a tenant's policy, as it serves now, lets them purchase for the account at this address. */
  mayPurchase: (tenant: string, who: Principal, address: string) => boolean;
}

/**
 * Takes each top-up that is due to its next state. Never throws for what a provider, a cap or an account lacks: whose
 * call it happened in has nothing to do with that.
 * @param due as `books.topUpsDue()` lists them
 * @returns the purchases begun; they are committed with the unit of work
 */
export async function beginTopUps(
  toppingUp: ToppingUp,
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
    const purchase = await beginTopUp(toppingUp, tx, topUp, locked, books.bringUpTo(locked.account));
    if (purchase) begun.push(purchase);
    await watchTopUp(tx, books, topUp);
  }
  return begun;
}

async function beginTopUp(
  { payments, mayPurchase }: ToppingUp,
  tx: Tx,
  topUp: TopUp,
  locked: LockedAccount,
  now: number,
): Promise<Purchase | null> {
  const { account } = locked;
  const balance = balanceOf(account);
  Object.assign(topUp, { state: 'READY', nextAttemptAt: null });
  if (account.state !== 'ACTIVE' || !fallsShort(balance, topUp.terms.threshold)) return null;
  if (!sells(payments)) {
    // It goes on by itself once there is a provider again: nobody took back what was agreed to.
    topUp.lastDeclineReason = NOTHING_IS_SOLD;
    return null;
  }
  const who = await whoAgreed(tx, topUp);
  if (who && !mayPurchase(account.tenant, who, account.address)) {
    return stop(topUp, `${topUp.consentedBy} agreed to it and may no longer purchase for this account.`);
  }
  const smallest = smallestPurchase(payments.perCredit, payments.smallestPayment);
  if (topUp.terms.target < smallest) {
    return stop(topUp, `The smallest purchase, ${formatCredits(smallest)} credits, is above the target agreed to.`);
  }

  const month = monthStart(now);
  const [bought = 0n] = await boughtSince(tx, account.tenant, [account.id], month);
  const room = await roomOf(tx, account);
  const credits = creditsToBuy(topUp.terms, balance, { bought, room: room.credits, smallest });
  if (credits === 0n) {
    Object.assign(topUp, { state: 'CAPPED', nextAttemptAt: new Date(addMonths(month, 1)) });
    return null;
  }
  const method = topUp.paymentMethod ?? locked.paymentMethod ?? payments.defaultMethod;
  if (!payments.accepts(method)) {
    return stop(topUp, `The provider "${payments.name}" has no method "${method}".`);
  }
  const fingerprint = hashFields([credits.toString(), method]);
  const key = `top-up:${newUuid(now)}`;
  const purchase = newPurchase(payments, locked, now, {
    credits,
    key,
    method,
    fingerprint,
    reference: null,
    automatic: true,
  });
  Object.assign(topUp, { state: 'PENDING', purchaseId: purchase.uuid });
  tx.em.persist(purchase);
  return purchase;
}

const WHO_AGREED = `
  select subject, groups from top_up_consent
  where tenant_id = $1 and account_id = $2 and enabled and at = $3 and subject = $4
  order by id desc limit 1`;

/** Who agreed to the terms that stand, as they were then; null where that was before their groups were kept. */
async function whoAgreed(tx: Tx, { tenantId, accountId, consentedAt, consentedBy }: TopUp): Promise<Principal | null> {
  if (consentedAt === null) throw new Error('top-up: nobody agreed to it');
  const params = [tenantId, accountId, isoInstant(consentedAt.getTime()), consentedBy];
  const [consent] = await tx.query<{ subject: string; groups: string[] | null }>(WHO_AGREED, params);
  if (!consent) throw new Error('top-up: its consent is not there');
  const { subject, groups } = consent;
  return groups && { subject, groups };
}

function stop(topUp: TopUp, lastDeclineReason: string): null {
  Object.assign(topUp, { state: 'STOPPED', lastDeclineReason });
  return null;
}
