/**
 * A notice: it tells the owner of an account, ahead of time, that a lot will expire. A row of the books: it is given
 * once and never changed.
 */
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { formatCredits } from '../core/amounts.js';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';
import { Node } from './node.js';

export const NoticeKind = { LOT_EXPIRES: 'LOT_EXPIRES' } as const;
export type NoticeKind = keyof typeof NoticeKind;
registerEnumType(NoticeKind, {
  name: 'NoticeKind',
  description: 'What a notice is about. The list may grow.',
  valuesConfig: { LOT_EXPIRES: { description: 'A lot with credits left will expire.' } },
});

const BIGINT = new BigIntType('bigint');

@ObjectType({ implements: Node, description: 'What was told about an account before it happens.' })
@Entity({ tableName: 'notice' })
export class Notice implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid' }) accountId!: string;
  /** From 1 without gaps, in the order given. */
  @PrimaryKey({ type: BIGINT }) no!: bigint;
  @Property({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Field(() => NoticeKind, { description: 'What it is about.' })
  @Property({ type: 'text' })
  kind!: NoticeKind;
  @Property({ type: 'uuid' }) lotId!: string;
  @Field(() => Int, { description: 'At most so many days are left: 30, 7 or 1.' })
  @Property({ type: 'integer' })
  days!: number;
  @Field(() => Credits, { description: 'What was left of the lot when it was given, what was held included.' })
  @Property({ type: BIGINT })
  amount!: bigint;
  @Field(() => DateTime, { description: 'When the lot expires: unusable from this instant on.' })
  @Property({ type: 'datetime' })
  expiresAt!: Date;
  @Field(() => DateTime, { description: 'When it was given.' })
  @Property({ type: 'datetime' })
  at!: Date;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('ntc', this.uuid);
  }

  @Field(() => ID, { description: 'The account it is about.' })
  get account(): string {
    return wireId('acc', this.accountId);
  }

  @Field(() => String, { description: 'One sentence for a person.' })
  get message(): string {
    const within = this.days === 1 ? 'a day' : `${this.days} days`;
    return `${formatCredits(this.amount)} credits expire within ${within}, at ${this.expiresAt.toISOString()}.`;
  }
}
