/**
 * An account's automatic top-up: the terms that somebody agreed to, and how it stands. Changed only under the account's
 * lock; the credits themselves come from purchases.
 */
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { TopUpTerms } from '../core/top-up.js';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';

export const TopUpState = {
  OFF: 'OFF',
  READY: 'READY',
  PENDING: 'PENDING',
  BACKING_OFF: 'BACKING_OFF',
  CAPPED: 'CAPPED',
  STOPPED: 'STOPPED',
} as const;
export type TopUpState = keyof typeof TopUpState;
registerEnumType(TopUpState, {
  name: 'AutoTopUpState',
  description: 'How an automatic top-up stands.',
  valuesConfig: {
    OFF: { description: 'Nobody has agreed to it, or it was switched off. A purchase under way still ends.' },
    READY: { description: 'It buys as soon as fewer credits than the threshold are left, available or held.' },
    PENDING: { description: 'Its purchase is under way; there is never a second one beside it.' },
    BACKING_OFF: { description: 'The payment was declined: nothing is tried before nextAttemptAt.' },
    CAPPED: {
      description:
        "What is left of the month's cap, or of what the account can hold, is below the smallest purchase until " +
        'nextAttemptAt.',
    },
    STOPPED: {
      description:
        'Declined too often, or it may not go on as agreed, as when the one who agreed may no longer purchase: ' +
        'nothing is tried until somebody calls setAutoTopUp. lastDeclineReason says why.',
    },
  },
});

const NANO = new BigIntType('bigint');

@ObjectType('AutoTopUp', {
  description:
    'Automatic top-up of one account: what was agreed to, and how it stands. An account that is suspended ' +
    'is not topped up.',
})
@Entity({ tableName: 'top_up' })
export class TopUp {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid' }) accountId!: string;
  @Field(() => TopUpState, { description: 'How it stands.' })
  @Property({ type: 'text' })
  state: TopUpState = 'OFF';
  @Field(() => Credits, { nullable: true, description: 'Below so many available credits it buys.' })
  @Property({ type: NANO, nullable: true })
  threshold: bigint | null = null;
  @Field(() => Credits, { nullable: true, description: 'It buys what is missing to so many available credits.' })
  @Property({ type: NANO, nullable: true })
  target: bigint | null = null;
  @Field(() => Credits, { nullable: true, description: 'It buys at most so many credits per calendar month (UTC).' })
  @Property({ type: NANO, nullable: true })
  monthlyCap: bigint | null = null;
  @Field(() => ID, { nullable: true, description: "How it pays; null: the account's default, else the provider's." })
  @Property({ type: 'text', nullable: true })
  paymentMethod: string | null = null;
  @Field(() => ID, { nullable: true, description: 'The subject that agreed to it last; null where nobody ever did.' })
  @Property({ type: 'text', nullable: true })
  consentedBy: string | null = null;
  @Field(() => DateTime, { nullable: true, description: 'When that was.' })
  @Property({ type: 'datetime', nullable: true })
  consentedAt: Date | null = null;
  /** The UUID of its purchase in flight. */
  @Property({ type: 'uuid', nullable: true }) purchaseId: string | null = null;
  /** How often in a row its payments were declined. */
  @Property({ type: 'integer' }) declines: number = 0;
  @Field(() => DateTime, { nullable: true, description: 'Nothing is bought before; null where nothing is waited for.' })
  @Property({ type: 'datetime', nullable: true })
  nextAttemptAt: Date | null = null;
  @Field(() => String, {
    nullable: true,
    description: 'Why its last payment was declined, or why it stopped; null once one is paid.',
  })
  @Property({ type: 'text', nullable: true })
  lastDeclineReason: string | null = null;

  @Field(() => ID, { description: 'The account that it tops up.' })
  get account(): string {
    return wireId('acc', this.accountId);
  }

  @Field(() => Boolean, { description: 'Whether somebody has agreed to it and it was not switched off.' })
  get enabled(): boolean {
    return this.state !== 'OFF';
  }

  /** What was agreed to. @throws Error where nobody has */
  get terms(): TopUpTerms {
    const { threshold, target, monthlyCap } = this;
    if (threshold === null || target === null || monthlyCap === null) throw new Error('top-up: nobody agreed to it');
    return { threshold, target, monthlyCap };
  }
}
