/**
 * Switching automatic top-up on and off: only by a call that agrees to its terms in so many words, and every such call
 * is kept. Nothing else ever switches it on.
 */
import { Field, ID, InputType } from 'type-graphql';
import type { Catalog } from '../catalog/catalog.js';
import { formatCredits } from '../core/amounts.js';
import type { Instant } from '../core/words.js';
import type { TopUpTerms } from '../core/top-up.js';
import { AccountInput } from '../api/account-input.js';
import { badInput, SpillwayError } from '../errors.js';
import { newUuid } from '../ids.js';
import { Credits } from '../scalars.js';
import { cleanName, LONGEST } from '../text.js';
import { act, type Actor } from '../books/admin-action.js';
import { accountToCreate } from '../books/account-to-create.js';
import { watchTopUp } from './end-top-up.js';
import { assertSells } from './no-payments.js';
import type { PaymentProvider } from './payment-provider.js';
import { assertPayable } from './purchase-credits.js';
import { TopUp } from '../books/top-up.js';
import { TopUpConsent } from '../books/top-up-consent.js';
import type { Ledger } from '../books/unit-of-work.js';

@InputType({
  description: 'Automatic top-up of one account; name it by account, subject or pool, else it is your own.',
})
export class AutoTopUpInput extends AccountInput {
  @Field(() => Boolean, { description: 'On or off. To switch it off, nothing else is needed.' }) enabled!: boolean;
  @Field(() => Credits, {
    nullable: true,
    description: 'Buy when fewer credits than this are left, available or held; needed to enable, above zero.',
  })
  threshold?: bigint | null;
  @Field(() => Credits, {
    nullable: true,
    description:
      "Buy what is missing to so many credits, available or held, but at least what the provider's smallest payment " +
      'buys; needed to enable, above the threshold.',
  })
  target?: bigint | null;
  @Field(() => Credits, {
    nullable: true,
    description: 'Buy at most so many credits per calendar month (UTC); needed to enable, above zero.',
  })
  monthlyCap?: bigint | null;
  @Field(() => ID, { nullable: true, description: "How to pay; null: the account's default, else the provider's." })
  paymentMethod?: string | null;
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Must be true to enable: you agree that credits are bought without asking again, on these terms.',
  })
  consent!: boolean;
  @Field(() => String, {
    nullable: true,
    description:
      'What autoTopUpTerms told that you agree to: where it reads otherwise by now, nothing is changed (CONFLICT). ' +
      'Not looked at when it is switched off.',
  })
  statement?: string | null;
}

/** The terms that somebody may agree to. */
export type TermsInput = Pick<AutoTopUpInput, 'threshold' | 'target' | 'monthlyCap' | 'paymentMethod'>;

/** Who calls, for the account at `address`. */
export interface Agreeing {
  tenant: string;
  address: string;
  actor: Actor;
  groups: readonly string[];
}

type Agreed = TopUpTerms & Pick<TopUp, 'paymentMethod'>;

/**
 * Sets the top-up of the account at `address`, which is made where it does not exist. Where fewer credits than the
 * threshold are left, it buys at once. Switching off what is off writes nothing. The terms that stand already disturb
 * nothing: a wait for a payment, for the next attempt or for the next month goes on; other terms, and any after a stop,
 * start afresh.
 * @param actor who agrees: a subject, or the operator; with the groups that it has
 * @throws SpillwayError BAD_USER_INPUT for terms that make no sense or cannot be paid for, and where consent is missing;
 *   CONFLICT where what was agreed to reads otherwise now
 */
export async function setAutoTopUp(
  { ledger, payments, catalog }: { ledger: Ledger; payments: PaymentProvider; catalog: Catalog },
  { tenant, address, actor, groups }: Agreeing,
  input: AutoTopUpInput,
): Promise<TopUp> {
  const subject = actor.name ?? 'system';
  const offer = input.enabled ? offerTopUp(payments, address, input) : null;
  const { agreed, statement } = offer ?? { agreed: null, statement: 'No more credits are bought automatically.' };
  if (agreed) assertConsent(input, statement);
  const lock = { tenant, address };
  const create = [accountToCreate(catalog, tenant, address)];
  return ledger.work([tenant], { lock: [lock], create }, async (books, tx) => {
    const account = books.account(lock);
    const now = books.bringUpTo(account);
    const owner = { tenantId: tenant, accountId: account.id };
    const found = await tx.em.findOne(TopUp, owner);
    // Whoever may switch it off may do so again, without end: that writes nothing.
    if (!agreed && found && !found.enabled) return found;
    const topUp = found ?? Object.assign(new TopUp(), owner);
    if (agreed) agree(topUp, agreed, subject, now);
    else Object.assign(topUp, { state: 'OFF', nextAttemptAt: null });

    const none = { threshold: null, target: null, monthlyCap: null, paymentMethod: null };
    const by = { at: new Date(now), subject, groups: [...groups] };
    const call = { uuid: newUuid(now), ...by, enabled: input.enabled, statement };
    tx.em.persist([topUp, Object.assign(new TopUpConsent(), owner, call, agreed ?? none)]);
    act(books, tenant, actor, now, { kind: 'TOP_UP_SET', accountId: account.id, after: statement });
    await watchTopUp(tx, books, topUp);
    return topUp;
  });
}

function assertConsent({ consent, statement: read }: AutoTopUpInput, statement: string): void {
  if (!consent) {
    throw badInput(`consent must be true to enable it; you agree to this: ${statement}`, 'consent');
  }
  if (read == null || cleanName('statement', read, LONGEST.statement) === statement) return;
  throw new SpillwayError('CONFLICT', `statement is not what you would agree to, which is now: ${statement}`);
}

/**
 * What somebody agrees to who switches it on with these terms, in the words that are kept with the consent.
 * @throws SpillwayError BAD_USER_INPUT for terms that make no sense or cannot be paid for; CONFLICT where nothing is sold
 */
export function offerTopUp(
  payments: PaymentProvider,
  address: string,
  terms: TermsInput,
): { agreed: Agreed; statement: string } {
  assertSells(payments);
  const agreed = agreedIn(terms, payments);
  return { agreed, statement: statementOf(agreed, address) };
}

function agree(topUp: TopUp, agreed: Agreed, subject: string, now: Instant): void {
  const { threshold, target, monthlyCap, paymentMethod } = topUp;
  const stands =
    topUp.enabled &&
    topUp.state !== 'STOPPED' &&
    threshold === agreed.threshold &&
    target === agreed.target &&
    monthlyCap === agreed.monthlyCap &&
    paymentMethod === agreed.paymentMethod;
  Object.assign(topUp, agreed, { consentedBy: subject, consentedAt: new Date(now) });
  if (stands) return;
  const state = topUp.purchaseId === null ? 'READY' : 'PENDING';
  Object.assign(topUp, { state, declines: 0, nextAttemptAt: null, lastDeclineReason: null });
}

function agreedIn(input: TermsInput, payments: PaymentProvider): Agreed {
  const { threshold, target, monthlyCap } = input;
  if (threshold == null || target == null || monthlyCap == null) {
    const missing = threshold == null ? 'threshold' : target == null ? 'target' : 'monthlyCap';
    throw badInput('threshold, target and monthlyCap are needed to enable it.', missing);
  }
  if (threshold <= 0n) throw badInput('threshold must be above zero.', 'threshold');
  if (target <= threshold) throw badInput('target must be above the threshold.', 'target');
  if (monthlyCap <= 0n) throw badInput('monthlyCap must be above zero.', 'monthlyCap');
  assertPayable(payments, 'target', target);
  assertPayable(payments, 'monthlyCap', monthlyCap);
  const paymentMethod =
    input.paymentMethod == null ? null : cleanName('paymentMethod', input.paymentMethod, LONGEST.key);
  if (paymentMethod !== null && !payments.accepts(paymentMethod)) {
    throw badInput(`paymentMethod: the provider "${payments.name}" has no method "${paymentMethod}".`, 'paymentMethod');
  }
  return { threshold, target, monthlyCap, paymentMethod };
}

function statementOf({ threshold, target, monthlyCap, paymentMethod }: Agreed, address: string): string {
  const [below, upTo, cap] = [threshold, target, monthlyCap].map(formatCredits);
  const method = paymentMethod === null ? 'the default payment method' : `the payment method ${paymentMethod}`;
  return (
    `Whenever fewer than ${below} credits are left on ${address}, available or held, credits up to ${upTo} are bought ` +
    `with ${method}, at least what the smallest payment buys and at most ${cap} per calendar month (UTC), without asking again, until it is switched off.`
  );
}
