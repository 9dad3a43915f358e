/**
 * A purchase: from the card to the lot. Credits appear only with the settled payment, exactly once.
 */
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';
import { Node } from './node.js';

export const PurchaseStatus = { PENDING: 'PENDING', PAID: 'PAID', DECLINED: 'DECLINED', REFUNDED: 'REFUNDED' } as const;
export type PurchaseStatus = keyof typeof PurchaseStatus;
registerEnumType(PurchaseStatus, {
  name: 'PurchaseStatus',
  description: 'How far a purchase has come.',
  valuesConfig: {
    PENDING: { description: 'The payment is not settled; no credits yet.' },
    PAID: { description: 'Paid, and the credits are there.' },
    DECLINED: { description: 'Not paid. The key is retired: a new try takes a new key.' },
    REFUNDED: { description: 'What was left of the lot has been taken back.' },
  },
});

@ObjectType({ description: 'An amount of money.' })
export class Money {
  @Field(() => String, { description: 'A decimal string.' }) amount!: string;
  @Field(() => String, { description: 'ISO 4217.' }) currency!: string;
}

const NANO = new BigIntType('bigint');

@ObjectType({ implements: Node, description: 'A purchase of credits.' })
@Entity({ tableName: 'purchase' })
export class Purchase implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'uuid' }) accountId!: string;
  @Property({ type: 'text' }) key!: string;
  @Property({ type: 'blob' }) fingerprint!: Buffer;
  @Field(() => PurchaseStatus, { description: 'How far it has come.' })
  @Property({ type: 'text' })
  status!: PurchaseStatus;
  @Field(() => Credits, { description: 'The credits that were bought.' })
  @Property({ type: NANO })
  credits!: bigint;
  @Field(() => Credits, { description: 'Of these, taken back by a refund.' })
  @Property({ type: NANO })
  refunded: bigint = 0n;
  /** Of the refunded credits, those whose price the provider has given back. */
  @Property({ type: NANO }) returned: bigint = 0n;
  /** Something is still to be done with the provider. */
  @Property({ type: 'boolean' }) unsettled: boolean = true;
  @Property({ type: 'text', nullable: true }) priceAmount!: string | null;
  @Property({ type: 'text', nullable: true }) priceCurrency!: string | null;
  @Property({ type: 'text' }) provider!: string;
  @Property({ type: 'text' }) paymentMethod!: string;
  @Property({ type: 'text', nullable: true }) providerReference!: string | null;
  @Field(() => String, { nullable: true, description: 'Why the payment was declined.' })
  @Property({ type: 'text', nullable: true })
  declineReason!: string | null;
  @Field(() => String, { nullable: true, description: 'Where the payer has something to do, if anything.' })
  @Property({ type: 'text', nullable: true })
  actionUrl!: string | null;
  @Field(() => String, { nullable: true, description: 'What the buyer calls it elsewhere, as it was given.' })
  @Property({ type: 'text', nullable: true })
  reference!: string | null;
  @Field(() => Boolean, { description: 'True where no real money moves.' })
  @Property({ type: 'boolean' })
  testMode!: boolean;
  @Field(() => Boolean, { description: 'True where automatic top-up bought it.' })
  @Property({ type: 'boolean' })
  automatic: boolean = false;
  @Property({ type: 'uuid', nullable: true }) lotId!: string | null;
  @Property({ type: 'text', nullable: true }) refundKey!: string | null;
  @Property({ type: 'text', nullable: true }) refundReason!: string | null;
  @Field(() => DateTime, { description: 'When it was asked for.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Field(() => Boolean, { description: 'True where an earlier call with the same key made this purchase.' })
  @Property({ persist: false, type: 'boolean' })
  replayed: boolean = false;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('pur', this.uuid);
  }

  @Field(() => ID, { description: 'The account that gets the credits.' })
  get account(): string {
    return wireId('acc', this.accountId);
  }

  @Field(() => Money, { nullable: true, description: 'The price, as the provider quoted it.' })
  get price(): Money | null {
    if (this.priceAmount === null || this.priceCurrency === null) return null;
    return { amount: this.priceAmount, currency: this.priceCurrency };
  }
}
