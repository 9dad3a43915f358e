/**
 * A purchase undone as far as it still can be: what is left of its lot is taken back first, and committed; then the
 * provider gives its share of the price back. What holds give back later follows in the same way. Nothing that was used
 * is ever refunded.
 */
import { Field, ID, InputType } from 'type-graphql';
import { finished } from '../core/lots.js';
import { post } from '../core/journal.js';
import { SpillwayError } from '../errors.js';
import { uuidOf } from '../ids.js';
import { cleanName, LONGEST } from '../text.js';
import { act, type Actor } from '../books/admin-action.js';
import { askProvider, PaymentUnreachable } from './ask-provider.js';
import type { Loaders } from '../api/loaders.js';
import { shareOf } from './money.js';
import { Purchase } from '../books/purchase.js';
import { paymentOf, readPurchase, type Purchasing } from './purchase-credits.js';

@InputType({ description: 'A purchase to undo as far as its credits have not been used.' })
export class RefundPurchaseInput {
  @Field(() => ID, { description: 'The purchase; it must be PAID.' }) purchaseId!: string;
  @Field(() => String, { description: 'The key of this call, retired for ever by the refund, per account.' })
  idempotencyKey!: string;
  @Field(() => String, { description: 'Why, for the books.' }) reason!: string;
}

/** Which purchase, on which account, and who refunds it. */
interface RefundedBy {
  tenant: string;
  uuid: string;
  address: string;
  actor: Actor;
}

/** The UUID and the account's address of a purchase of the caller's tenant. @throws SpillwayError NOT_FOUND */
export async function findPurchase(loaders: Loaders, purchaseId: string): Promise<{ uuid: string; address: string }> {
  const uuid = uuidOf('pur', purchaseId);
  const purchase = uuid && (await loaders.purchase.load(uuid));
  const account = purchase && (await loaders.account.load(purchase.accountId));
  if (!account) throw new SpillwayError('NOT_FOUND', 'There is no purchase with this id.');
  return { uuid: purchase.uuid, address: account.address };
}

/**
 * Takes back what is left of a purchase's lot and closes it. Held parts stay held; what is given back of them later goes
 * the same way. While the provider cannot be reached, the money follows later.
 * @returns the purchase as it is now; `replayed` where the key had refunded it before
 * @throws SpillwayError BAD_USER_INPUT, NOT_FOUND, IDEMPOTENCY_CONFLICT, CONFLICT where nothing can be taken back
 */
export async function refundPurchase(
  purchasing: Purchasing,
  { tenant, uuid, address, actor }: RefundedBy,
  input: RefundPurchaseInput,
): Promise<Purchase> {
  const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
  const reason = cleanName('reason', input.reason, LONGEST.reason);
  const replayed = await takeBack(purchasing, { tenant, uuid, address, actor }, key, reason);
  if (!replayed) purchasing.meter?.purchase('REFUNDED');
  try {
    return Object.assign(await returnMoney(purchasing, tenant, uuid), { replayed });
  } catch (error) {
    if (!(error instanceof PaymentUnreachable)) throw error;
    const stored = await purchasing.database.transaction([tenant], (tx) => readPurchase(tx, tenant, uuid));
    return Object.assign(stored.purchase, { replayed });
  }
}

/** The credits' way back. @returns whether an earlier call with the key had done it */
async function takeBack(
  { ledger }: Purchasing,
  { tenant, uuid, address, actor }: RefundedBy,
  key: string,
  reason: string,
): Promise<boolean> {
  const lock = { tenant, address };
  return ledger.work([tenant], { lock: [lock], create: [] }, async (books, tx) => {
    const account = books.account(lock);
    const earlier = await tx.em.findOne(Purchase, { tenantId: tenant, accountId: account.id, refundKey: key });
    if (earlier?.uuid === uuid && earlier.refundReason === reason) return true;
    if (earlier) throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another refund.');

    const purchase = await tx.em.findOneOrFail(Purchase, { tenantId: tenant, uuid });
    if (purchase.status !== 'PAID') {
      throw new SpillwayError('CONFLICT', `Only a PAID purchase can be refunded; this one is ${purchase.status}.`);
    }
    const now = books.bringUpTo(account);
    const lot = account.lots.find(({ id }) => id === purchase.lotId);
    if (!lot || lot.closed || finished(lot)) {
      throw new SpillwayError('CONFLICT', 'Nothing of this purchase is left to be taken back.');
    }
    const taken = lot.remaining;
    const line = { lot: lot.id, window: null, amount: taken, from: 'remaining', to: 'takenBack' } as const;
    const done = { kind: 'REFUND', accountId: account.id, targetId: uuid, reason } as const;
    books.record(post(account, now, 'REFUND', uuid, [line]), act(books, tenant, actor, now, done));
    books.restated.add(account);
    Object.assign(purchase, {
      status: 'REFUNDED',
      refunded: taken,
      unsettled: true,
      refundKey: key,
      refundReason: reason,
    });
    return false;
  });
}

const NEXT_STEP = `
  update purchase p set refunded = l.taken_back
  from lot l
  where p.tenant_id = $1 and p.id = $2 and p.status = 'REFUNDED' and p.returned = p.refunded
    and l.tenant_id = p.tenant_id and l.id = p.lot_id and l.taken_back > p.refunded`;

/** What is still to come back is judged by the lot as it is: who takes more of it back meanwhile is waited for. */
const KEEP_LOT = `
  select from lot l join purchase p on p.tenant_id = l.tenant_id and p.lot_id = l.id
  where p.tenant_id = $1 and p.id = $2 for share of l`;

const STEP_DONE = `
  update purchase p
  set returned = $4, unsettled = l.open or l.taken_back > $4
  from lot l
  where p.tenant_id = $1 and p.id = $2 and p.status = 'REFUNDED' and p.returned = $3
    and l.tenant_id = p.tenant_id and l.id = p.lot_id
    and (p.returned, p.unsettled) is distinct from ($4, l.open or l.taken_back > $4)`;

/**
 * The money's way back: fixes how much is owed by now, asks the provider, notes that it was done. The fixed step is
 * also the provider's idempotency key, so that any number of processes and crashes give back each step once. A step
 * that comes to no money is not sent. A purchase that is not refunded is left alone.
 * @throws PaymentUnreachable
 */
export async function returnMoney(purchasing: Purchasing, tenant: string, uuid: string): Promise<Purchase> {
  const { database, payments } = purchasing;
  const { purchase, address } = await database.transaction([tenant], async (tx) => {
    await tx.query(NEXT_STEP, [tenant, uuid]);
    return readPurchase(tx, tenant, uuid);
  });
  const { status, provider, price, returned, refunded, credits } = purchase;
  if (status !== 'REFUNDED' || provider !== payments.name || !price) return purchase;
  const amount = shareOf(price, returned, refunded, credits);
  if (amount) {
    const key = `${uuid}:${refunded}`;
    const ask = () => payments.refund({ key, payment: paymentOf(purchase, address), amount });
    await askProvider(`take the refund of purchase ${uuid}`, ask, purchasing.providerDeadlineMs);
  }
  await database.transaction([tenant], async (tx) => {
    await tx.query(KEEP_LOT, [tenant, uuid]);
    await tx.query(STEP_DONE, [tenant, uuid, returned, refunded]);
  });
  return purchase;
}
