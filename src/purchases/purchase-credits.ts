/**
 * From a payment to credits, exactly once: the purchase is committed PENDING, the provider is asked outside any
 * transaction, and whoever hears the answer settles it under the account's lock (docs/rules.md, 22). Every step may be
 * repeated by anybody at any time.
 */
import { AccountInput } from '../api/account-input.js';
import type { Context } from '../api/context.js';
import { Field, ID, InputType } from 'type-graphql';
import type { Catalog } from '../catalog/catalog.js';
import { formatCredits } from '../core/amounts.js';
import { addMonths } from '../core/months.js';
import type { Nano } from '../core/words.js';
import { badInput, SpillwayError } from '../errors.js';
import type { Meter } from '../meter.js';
import { newUuid } from '../ids.js';
import { Credits } from '../scalars.js';
import type { Database, Tx } from '../database/database.js';
import { cleanName, LONGEST } from '../text.js';
import { Account } from '../books/account.js';
import { accountToCreate } from '../books/account-to-create.js';
import { askProvider, PaymentUnreachable } from './ask-provider.js';
import type { Books, LockedAccount } from '../books/books.js';
import { endTopUp } from './end-top-up.js';
import { assertRoom, issueLot } from '../books/issue-lot.js';
import { hashFields } from '../books/journal-hash.js';
import { priceOf, smallestPurchase, type Price } from './money.js';
import { assertSells } from './no-payments.js';
import type { Payment, PaymentAnswer, PaymentProvider } from './payment-provider.js';
import { Purchase } from '../books/purchase.js';
import { takeReference } from '../books/references.js';
import type { Ledger } from '../books/unit-of-work.js';

@InputType({ description: 'An amount of money, as a quote told it.' })
export class MoneyInput implements Price {
  @Field(() => String, { description: 'A decimal string.' }) amount!: string;
  @Field(() => String, { description: 'ISO 4217.' }) currency!: string;
}

@InputType({ description: 'Credits to buy for one account; name it by account, subject or pool, else it is your own.' })
export class PurchaseCreditsInput extends AccountInput {
  @Field(() => Credits, { description: "How many; at least what the provider's smallest payment buys." })
  credits!: bigint;
  @Field(() => ID, { nullable: true, description: "How to pay; null: the account's default, else the provider's." })
  paymentMethod?: string | null;
  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The price that purchaseQuote told: where it is another by now, nothing is bought (CONFLICT).',
  })
  expectedPrice?: MoneyInput | null;
  @Field(() => String, {
    nullable: true,
    description:
      'What you call it elsewhere, such as an invoice or an order: unique among the grants and purchases of the tenant, ' +
      'those that were declined apart, else CONFLICT.',
  })
  reference?: string | null;
  @Field(() => String, {
    description: 'The key of this call, retired for ever by the purchase, per account, also if declined.',
  })
  idempotencyKey!: string;
}

/** What buying needs from its surroundings. */
export interface Purchasing {
  ledger: Ledger;
  database: Database;
  payments: PaymentProvider;
  /** Told what purchases came to. */
  meter?: Meter | undefined;
  /** How long the provider may take to answer; ten seconds by default. */
  providerDeadlineMs?: number;
}

/** What buying needs of an operation. */
export interface PurchaseContext extends Context {
  payments: PaymentProvider;
}

const LIFETIME_MONTHS = 12;
const PRIORITY = 100;

/**
 * Buys credits for the account at `address`, which is made where it does not exist. While the provider cannot be
 * reached, the purchase stays PENDING and is settled later.
 * @returns the purchase as it is now; `replayed` where the key had made it before
 * @throws SpillwayError BAD_USER_INPUT, IDEMPOTENCY_CONFLICT, CONFLICT (too many lots, another price), OVERLOADED
 */
export async function purchaseCredits(
  purchasing: Purchasing,
  catalog: Catalog,
  { tenant, address }: { tenant: string; address: string },
  input: PurchaseCreditsInput,
): Promise<Purchase> {
  const begun = await beginPurchase(purchasing, catalog, { tenant, address }, input);
  if (!begun.replayed) purchasing.meter?.purchase('PENDING');
  const purchase = await settlePurchase(purchasing, tenant, begun.uuid).catch((error: unknown) => {
    if (error instanceof PaymentUnreachable) return begun;
    throw error;
  });
  return Object.assign(purchase, { replayed: begun.replayed });
}

/** Step one: the purchase is stored, PENDING, or found under its key. @throws SpillwayError as purchaseCredits */
export async function beginPurchase(
  { ledger, payments }: Pick<Purchasing, 'ledger' | 'payments'>,
  catalog: Catalog,
  { tenant, address }: { tenant: string; address: string },
  input: PurchaseCreditsInput,
): Promise<Purchase> {
  const { credits } = input;
  assertAboveZero(credits);
  const expectedPrice = input.expectedPrice == null ? null : cleanPrice(input.expectedPrice);
  const key = cleanName('idempotencyKey', input.idempotencyKey, LONGEST.key);
  const method = input.paymentMethod == null ? null : cleanName('paymentMethod', input.paymentMethod, LONGEST.key);
  const reference = input.reference == null ? null : cleanName('reference', input.reference, LONGEST.key);
  // A new argument is fingerprinted only where it is used: keys from before it stay what they were.
  const more = reference === null ? [] : ['reference', reference];
  const fingerprint = hashFields([credits.toString(), method, ...more]);
  const lock = { tenant, address };
  const create = [accountToCreate(catalog, tenant, address)];
  return ledger.work([tenant], { lock: [lock], create }, async (books, tx) => {
    const locked = books.find(lock);
    if (!locked) throw new Error(`purchase: ${address} is not locked`);
    const earlier = await tx.em.findOne(Purchase, { tenantId: tenant, accountId: locked.account.id, key });
    if (earlier?.fingerprint.equals(fingerprint)) return Object.assign(earlier, { replayed: true });
    if (earlier)
      throw new SpillwayError('IDEMPOTENCY_CONFLICT', 'This idempotency key was used with another purchase.');
    await assertRoom(tx, locked.account, credits);
    if (reference !== null) await takeReference(tx, tenant, reference);
    const purchase = newPurchase(payments, locked, books.bringUpTo(locked.account), {
      credits,
      key,
      method,
      fingerprint,
      reference,
      automatic: false,
    });
    if (expectedPrice) assertSamePrice(expectedPrice, purchase);
    tx.em.persist(purchase);
    books.restated.add(locked.account);
    return purchase;
  });
}

function cleanPrice({ amount, currency }: MoneyInput): Price {
  return {
    amount: cleanName('expectedPrice.amount', amount, LONGEST.name),
    currency: cleanName('expectedPrice.currency', currency, LONGEST.name),
  };
}

function assertSamePrice(expected: Price, { priceAmount, priceCurrency }: Purchase): void {
  if (expected.amount === priceAmount && expected.currency === priceCurrency) return;
  const message = `The price is ${priceAmount} ${priceCurrency}, not the one expected: ask for a quote again.`;
  throw new SpillwayError('CONFLICT', message);
}

function assertAboveZero(credits: Nano): void {
  if (credits <= 0n) throw badInput('credits must be above zero.', 'credits');
}

/**
 * What so many credits cost now, whether somebody buys or only asks.
 * @throws SpillwayError BAD_USER_INPUT for none, and for less than can be paid for; CONFLICT where nothing is sold
 */
export function priceNow(payments: PaymentProvider, credits: Nano): Price {
  assertSells(payments);
  assertAboveZero(credits);
  assertPayable(payments, 'credits', credits);
  return priceOf(credits, payments.perCredit);
}

/** @throws SpillwayError BAD_USER_INPUT where the provider takes no payment as small as so many credits cost */
export function assertPayable(payments: PaymentProvider, field: string, credits: Nano): void {
  const { name, perCredit, smallestPayment } = payments;
  const least = smallestPurchase(perCredit, smallestPayment);
  if (credits >= least) return;
  const { amount, currency } = smallestPayment;
  throw badInput(
    `${field} must be at least ${formatCredits(least)}: the smallest payment that "${name}" takes is ${amount} ${currency}.`,
    field,
  );
}

/**
 * A PENDING purchase as it is stored first.
 * @throws SpillwayError BAD_USER_INPUT for a method that cannot be, and for less than can be paid for; CONFLICT where
 *   nothing is sold
 */
export function newPurchase(
  payments: PaymentProvider,
  { account, paymentMethod }: LockedAccount,
  now: number,
  asked: Pick<Purchase, 'credits' | 'key' | 'fingerprint' | 'reference' | 'automatic'> & { method: string | null },
): Purchase {
  assertSells(payments);
  const method = asked.method ?? paymentMethod ?? payments.defaultMethod;
  if (!payments.accepts(method)) {
    throw badInput(`paymentMethod: the provider "${payments.name}" has no method "${method}".`, 'paymentMethod');
  }
  const price = priceNow(payments, asked.credits);
  return Object.assign(new Purchase(), {
    tenantId: account.tenant,
    uuid: newUuid(now),
    accountId: account.id,
    key: asked.key,
    fingerprint: asked.fingerprint,
    reference: asked.reference,
    status: 'PENDING' as const,
    credits: asked.credits,
    automatic: asked.automatic,
    priceAmount: price.amount,
    priceCurrency: price.currency,
    provider: payments.name,
    paymentMethod: method,
    providerReference: null,
    declineReason: null,
    actionUrl: null,
    testMode: payments.testMode,
    lotId: null,
    refundKey: null,
    refundReason: null,
    createdAt: new Date(now),
  });
}

/**
 * Steps two and three: asks the provider about a PENDING purchase and writes what it answers. Does nothing to one that
 * is settled.
 * @throws PaymentUnreachable
 */
export async function settlePurchase(purchasing: Purchasing, tenant: string, uuid: string): Promise<Purchase> {
  const { ledger, database, payments } = purchasing;
  const { purchase, address } = await database.transaction([tenant], (tx) => readPurchase(tx, tenant, uuid), {
    readOnly: true,
  });
  if (purchase.status !== 'PENDING' || purchase.provider !== payments.name) return purchase;
  const payment = paymentOf(purchase, address);
  const ask = () => (payment.reference === null ? payments.charge(payment) : payments.status(payment));
  const answer = await askProvider(`how far is purchase ${uuid}`, ask, purchasing.providerDeadlineMs);
  const key = { tenant, address };
  let isEnded = false;
  const write = async (books: Books, tx: Tx) => {
    const current = await tx.em.findOneOrFail(Purchase, { tenantId: tenant, uuid });
    isEnded = false;
    if (current.status !== 'PENDING') return current;
    applyAnswer(books, books.account(key), current, answer);
    if (current.automatic && !current.unsettled) await endTopUp(tx, books, current);
    isEnded = !current.unsettled;
    return current;
  };
  const settled = await ledger.work([tenant], { lock: [key], create: [] }, write, { continues: true });
  if (isEnded) purchasing.meter?.purchase(settled.status);
  return settled;
}

/** A purchase of the tenant with the address of its account. */
export async function readPurchase(
  tx: Tx,
  tenant: string,
  uuid: string,
): Promise<{ purchase: Purchase; address: string }> {
  const purchase = await tx.em.findOneOrFail(Purchase, { tenantId: tenant, uuid });
  const account = await tx.em.findOneOrFail(Account, { tenantId: tenant, uuid: purchase.accountId });
  return { purchase, address: account.address };
}

/** A purchase as its provider knows it. */
export function paymentOf(purchase: Purchase, address: string): Payment {
  const { price } = purchase;
  if (!price) throw new Error(`purchase ${purchase.uuid} has no price`);
  return {
    purchaseId: purchase.uuid,
    tenant: purchase.tenantId,
    account: address,
    credits: purchase.credits,
    price,
    method: purchase.paymentMethod,
    createdAt: purchase.createdAt.getTime(),
    reference: purchase.providerReference,
  };
}

function applyAnswer(
  books: Books,
  account: ReturnType<Books['account']>,
  purchase: Purchase,
  answer: PaymentAnswer,
): void {
  books.restated.add(account);
  purchase.providerReference = answer.reference;
  purchase.actionUrl = answer.actionUrl ?? null;
  if (answer.status === 'pending') return;
  purchase.unsettled = false;
  purchase.actionUrl = null;
  if (answer.status === 'declined') {
    purchase.status = 'DECLINED';
    purchase.declineReason = answer.reason ?? 'The payment was declined.';
    return;
  }
  const now = books.bringUpTo(account);
  const lot = issueLot(
    books,
    account,
    {
      kind: 'PURCHASED',
      amount: purchase.credits,
      priority: PRIORITY,
      products: null,
      effectiveAt: null,
      expiresAt: addMonths(now, LIFETIME_MONTHS),
      reason: 'purchase',
      purchaseId: purchase.uuid,
      key: null,
      fingerprint: null,
    },
    now,
  );
  purchase.status = 'PAID';
  purchase.lotId = lot.id;
}
