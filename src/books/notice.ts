/**
 * A notice: it tells whoever may read an account that a lot will expire, how much of a budget is spent, or what became of a
 * request for more of one. A row of the books: it is given once and never changed.
 */
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';
import { BudgetRequestState } from './budget-request.js';
import { Node } from './node.js';

export const NoticeKind = { LOT_EXPIRES: 'LOT_EXPIRES', BUDGET: 'BUDGET', BUDGET_REQUEST: 'BUDGET_REQUEST' } as const;
export type NoticeKind = keyof typeof NoticeKind;
registerEnumType(NoticeKind, {
  name: 'NoticeKind',
  description: 'What a notice is about. The list may grow.',
  valuesConfig: {
    LOT_EXPIRES: { description: 'A lot with credits left will expire.' },
    BUDGET: {
      description:
        'So much of a budget is spent: 50, 80 or 100 % of its cap with what was approved beyond, or the amount of an ' +
        'alert. Once a period each.',
    },
    BUDGET_REQUEST: { description: 'Somebody asked for more of a budget, or a request got an answer or expired.' },
  },
});

const BIGINT = new BigIntType('bigint');

@ObjectType({ implements: Node, description: 'What was told to those who may read an account.' })
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
  @Property({ type: 'uuid', nullable: true }) lotId!: string | null;
  /** The account of the budget. */
  @Property({ type: 'uuid', nullable: true }) budgetId!: string | null;
  @Field(() => Int, { nullable: true, description: 'Of a budget: how many percent are spent, 50, 80 or 100.' })
  @Property({ type: 'integer', nullable: true })
  percent!: number | null;
  /** 0: of the cap. */
  @Property({ type: BIGINT, nullable: true, fieldName: 'alert' }) alertAt!: bigint | null;
  @Property({ type: 'uuid', nullable: true }) requestId!: string | null;
  @Field(() => BudgetRequestState, { nullable: true, description: 'What the request had become when it was given.' })
  @Property({ type: 'text', nullable: true })
  requestState!: BudgetRequestState | null;
  @Field(() => Int, { description: 'Of a lot: at most so many days are left, 30, 7 or 1. Else 0.' })
  @Property({ type: 'integer' })
  days!: number;
  @Field(() => Credits, {
    description:
      'As it was given: what was left of the lot, held or not; what was spent of the budget; what was asked for, or ' +
      'approved.',
  })
  @Property({ type: BIGINT })
  amount!: bigint;
  @Field(() => DateTime, {
    description:
      'When the lot expires: unusable from this instant on. Of a budget, when its period ends; of a request, when it ' +
      'expires, or what was approved ends. What never ends does so with the year 9999.',
  })
  @Property({ type: 'datetime' })
  expiresAt!: Date;
  @Field(() => DateTime, { description: 'When it was given.' })
  @Property({ type: 'datetime' })
  at!: Date;

  @Field(() => Credits, {
    nullable: true,
    description: 'Of which amount, where an alert tells; null: of the cap with what was approved beyond.',
  })
  get alert(): bigint | null {
    return this.alertAt || null;
  }

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('ntc', this.uuid);
  }

  @Field(() => ID, { description: 'The account it is about.' })
  get account(): string {
    return wireId('acc', this.accountId);
  }
}
