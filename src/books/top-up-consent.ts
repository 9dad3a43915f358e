/**
 * One call of setAutoTopUp: who agreed to what, or took it back, in the words of the answer. A row of the books: never
 * changed.
 */
import { ArrayType, BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { Credits, DateTime } from '../scalars.js';

const NANO = new BigIntType('bigint');

@ObjectType('AutoTopUpConsent', { description: 'One call of setAutoTopUp, kept for good.' })
@Entity({ tableName: 'top_up_consent' })
export class TopUpConsent {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'uuid' }) accountId!: string;
  @Field(() => DateTime, { description: 'When it was called.' }) @Property({ type: 'datetime' }) at!: Date;
  @Field(() => ID, { description: 'Who called it.' }) @Property({ type: 'text' }) subject!: string;
  /** The groups that they had then; null where that was before groups were kept. */
  @Property({ type: ArrayType, nullable: true }) groups!: string[] | null;
  @Field(() => Boolean, { description: 'Whether that switched it on, or off.' })
  @Property({ type: 'boolean' })
  enabled!: boolean;
  @Field(() => String, { description: 'What was agreed to, in words.' }) @Property({ type: 'text' }) statement!: string;
  @Field(() => Credits, { nullable: true, description: 'The threshold agreed to.' })
  @Property({ type: NANO, nullable: true })
  threshold!: bigint | null;
  @Field(() => Credits, { nullable: true, description: 'The target agreed to.' })
  @Property({ type: NANO, nullable: true })
  target!: bigint | null;
  @Field(() => Credits, { nullable: true, description: 'The cap per calendar month (UTC) agreed to.' })
  @Property({ type: NANO, nullable: true })
  monthlyCap!: bigint | null;
  @Field(() => ID, { nullable: true, description: 'The payment method agreed to; null: the default.' })
  @Property({ type: 'text', nullable: true })
  paymentMethod!: string | null;
}
