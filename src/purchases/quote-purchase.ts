/**
 * What a purchase would cost, before it is made: the same price, bounds and refusals, and nothing stored. It holds for no
 * longer than the provider's price; `expectedPrice` of the purchase makes sure of it.
 */
import { Extensions, Field, ID, ObjectType } from 'type-graphql';
import type { Account } from '../books/account.js';
import { ALL_ROOM, assertFits, roomOf } from '../books/issue-lot.js';
import { Money } from '../books/purchase.js';
import type { Nano } from '../core/words.js';
import type { Database, Tx } from '../database/database.js';
import { Credits } from '../scalars.js';
import { smallestPurchase } from './money.js';
import type { PaymentProvider } from './payment-provider.js';
import { priceNow } from './purchase-credits.js';

/** A provider offers a short list; all that an answer has of them are counted while it is made. */
const MOST_METHODS = 100;

@ObjectType({ description: 'A way to pay.' })
export class PaymentMethod {
  @Field(() => ID, { description: 'What paymentMethod names it by.' }) id!: string;
  @Field(() => String, { description: 'For a person.' }) label!: string;
}

@ObjectType({ description: 'What a purchase would cost now.' })
export class PurchaseQuote {
  @Field(() => Credits, { description: 'The credits asked about.' }) credits!: bigint;
  @Field(() => Money, { description: 'What purchaseCredits charges for them, to the minor unit.' }) price!: Money;
  @Field(() => Credits, { description: "What the provider's smallest payment buys: less cannot be bought." })
  minimum!: bigint;
  @Field(() => Credits, {
    description: 'What the account has room for; without read on it, what any account can have in all.',
  })
  maximum!: bigint;
  @Field(() => Boolean, { description: 'True where no real money moves.' }) testMode!: boolean;
  @Extensions({ longest: MOST_METHODS })
  @Field(() => [PaymentMethod], { description: 'How it may be paid for: the default first, where it is offered.' })
  methods!: readonly PaymentMethod[];
  @Field(() => ID, { description: 'The method that a purchase without `paymentMethod` is paid by.' })
  defaultMethod!: string;
}

const METHOD_OF = 'select payment_method as method from account where tenant_id = $1 and address = $2 limit 1';

/**
 * The quote for so many credits.
 * @param of whose purchase it would be
 * @param account with its open lots; null where it does not exist yet, or where the asker may not know how full it is
 * @throws SpillwayError BAD_USER_INPUT, CONFLICT where such a purchase is refused
 */
export async function quotePurchase(
  { database, payments }: { database: Database; payments: PaymentProvider },
  of: { tenant: string; address: string },
  account: Account | null,
  credits: Nano,
): Promise<PurchaseQuote> {
  const price = priceNow(payments, credits);
  const room = account ? await roomInside(database, account) : ALL_ROOM;
  assertFits(room, credits);
  const { perCredit, smallestPayment, testMode } = payments;
  const defaultMethod = (await methodOf(database, of)) ?? payments.defaultMethod;
  const rankOf = ({ id }: PaymentMethod) => (id === defaultMethod ? 0 : 1);
  const minimum = smallestPurchase(perCredit, smallestPayment);
  const methods = payments.methods.toSorted((one, other) => rankOf(one) - rankOf(other));
  return { credits, price, minimum, maximum: room.credits, testMode, methods, defaultMethod };
}

function roomInside(database: Database, { tenantId: tenant, uuid: id, openLots }: Account) {
  if (!openLots) throw new Error('quote: the account comes without its lots');
  return database.transaction([tenant], (tx) => roomOf(tx, { tenant, id, lots: openLots }), { readOnly: true });
}

/** What the account pays by, where something else than the provider's default was set. */
async function methodOf(database: Database, { tenant, address }: { tenant: string; address: string }) {
  const read = (tx: Tx) => tx.query<{ method: string | null }>(METHOD_OF, [tenant, address]);
  const [found] = await database.transaction([tenant], read, { readOnly: true });
  return found?.method ?? null;
}
