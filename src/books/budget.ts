/**
 * A budget as the contract shows it, and the row that says what its account counts. Its limit is the policy's, and never
 * stored: it is shown by the line that is live.
 */
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import type { BudgetState } from '../core/budget-state.js';
import type { BudgetCount as CoreCount } from '../core/facts.js';
import type { BudgetTerms, Instant } from '../core/words.js';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';
import { Node } from './node.js';

/** What names a budget, and whose it is. */
export type BudgetKey = Pick<BudgetTerms, 'who' | 'object' | 'source' | 'period' | 'subject' | 'session'>;

/** What the account of a budget counts: made with it, and never changed. */
@Entity({ tableName: 'budget', readonly: true })
export class BudgetRow implements BudgetKey {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid' }) accountId!: string;
  @Property({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'text' }) who!: string;
  @Property({ type: 'text' }) object!: string;
  @Property({ type: 'text' }) source!: string;
  @Property({ type: 'text' }) period!: string;
  @Property({ type: 'text', nullable: true }) subject!: string | null;
  @Property({ type: 'text', nullable: true }) session!: string | null;
  @Property({ type: 'datetime' }) createdAt!: Date;
}

export const BudgetKind = contractEnum('BudgetKind', 'What a budget does.', {
  CAP: { description: 'It bounds: more is denied.' },
  ALERT: { description: 'It bounds nothing, and tells when so much is spent.' },
});
type BudgetKind = keyof typeof BudgetKind;

export const BudgetPace = contractEnum('BudgetPace', 'In which steps a budget lets its limit through.', {
  HOURLY: { description: 'Hour by hour of its period.' },
  DAILY: { description: 'Day by day of its period, in its zone.' },
});
type BudgetPace = keyof typeof BudgetPace;

const PACES = { hourly: 'HOURLY', daily: 'DAILY' } as const;

/** As many alerts as a policy may give one budget. */
const MOST_ALERTS = 1_000;

@ObjectType({
  implements: Node,
  description:
    'The most that somebody may spend, from some layers, in a period. What it has counted is kept; its limit is what the ' +
    "policy's line says now.",
})
export class Budget implements Node {
  @Field(() => ID, { description: 'Globally unique and opaque; the same before and after it first counts.' })
  id!: string;
  @Field(() => String, {
    description: 'tenant, team:<name>, role:<name> or group:<name>, each of them also after "each "; or each session.',
  })
  who!: string;
  @Field(() => ID, { nullable: true, description: 'Whose it is, where each has one of their own; null: all share it.' })
  subject!: string | null;
  @Field(() => ID, { nullable: true, description: 'The session whose it is, where each session has one; else null.' })
  session!: string | null;
  @Field(() => String, { description: 'What is bounded: product:*, product:<product> or product:<product>/<feature>.' })
  object!: string;
  @Field(() => String, {
    description: 'Which layers count: any, paid (credits and every pool), one layer, or pool:<name>.',
  })
  source!: string;
  @Field(() => String, { description: 'How long it counts: 5h, day, week, month or once, and its zone where not UTC.' })
  period!: string;
  @Field(() => BudgetKind, { description: 'Whether it bounds, or only tells.' }) kind!: BudgetKind;
  @Field(() => Credits, {
    description: 'The cap; of one that only tells, its highest alert. "0" where the policy names it no more.',
  })
  limit!: bigint;
  @Extensions({ longest: MOST_ALERTS })
  @Field(() => [Credits], { description: 'The amounts at which it tells, the lowest first.' })
  alerts!: bigint[];
  @Field(() => Credits, { description: 'What its pace has let through of the limit by now; all of it where unpaced.' })
  released!: bigint;
  @Field(() => Credits, { description: 'What was approved beyond the limit and has not ended.' }) increase!: bigint;
  @Field(() => Credits, { description: 'Settled in the running period, and of what was approved.' }) spent!: bigint;
  @Field(() => Credits, { description: 'Held in the running period, and of what was approved.' }) held!: bigint;
  @Field(() => Credits, { description: 'What it still lets through; of one that only tells, until its highest alert.' })
  remaining!: bigint;
  @Field(() => Credits, { description: 'What has counted beyond the limit: usage that has happened is never refused.' })
  over!: bigint;
  @Field(() => DateTime, { nullable: true, description: 'When the running period began; null while none runs.' })
  startedAt!: Date | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When the running period ends; null while none does, and for one that never does.',
  })
  resetsAt!: Date | null;
  @Field(() => BudgetPace, { nullable: true, description: 'In which steps its limit is let through; null: at once.' })
  paced!: BudgetPace | null;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When its pace lets more through; null where it has none, and in the last step of its period.',
  })
  nextStepAt!: Date | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The policy line that it stands in; null where no line names it any more: then nothing counts in it.',
  })
  line!: number | null;
  @Field(() => ID, { description: 'The account that counts: its id, or its address while it does not exist yet.' })
  account!: string;
  /** The terms that are live; else what names it. */
  key!: BudgetKey;
  address!: string;
  /** The UUID of its account; null while there is none. */
  accountUuid!: string | null;

  /** @param live null: no line of the policy names it any more */
  static of(
    place: { address: string; uuid: string; accountUuid: string | null; key: BudgetKey; line: number | null },
    live: Pick<BudgetTerms, 'cap' | 'alerts' | 'paced'> | null,
    { startedAt, resetsAt, nextStepAt, ...amounts }: BudgetState,
  ): Budget {
    const { who, object, source, period, subject, session } = place.key;
    return Object.assign(new Budget(), {
      ...{ who, object, source, period, subject, session, key: place.key, line: place.line },
      id: wireId('bud', place.uuid),
      kind: live && !live.cap ? BudgetKind.ALERT : BudgetKind.CAP,
      alerts: live?.alerts.map(({ at }) => at) ?? [],
      ...amounts,
      startedAt: dateOf(startedAt),
      resetsAt: dateOf(resetsAt),
      paced: live?.paced ? PACES[live.paced] : null,
      nextStepAt: dateOf(nextStepAt),
      account: place.accountUuid === null ? place.address : wireId('acc', place.accountUuid),
      address: place.address,
      accountUuid: place.accountUuid,
    });
  }
}

function dateOf(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}

@ObjectType({ description: 'How much of a draw counted in one budget.' })
export class BudgetCount {
  @Field(() => Credits, { description: 'All that counted there.' }) amount!: bigint;
  @Field(() => Credits, { description: 'What of it counted in what was approved beyond the limit.' }) increase!: bigint;
  @Field(() => Int, { nullable: true, description: 'The line of the budget; null where it had none any more.' })
  line!: number | null;
  /** The budget's address. */
  address!: string;
  /** What names it, where that is known: it may have no account yet. */
  key?: BudgetKey | undefined;

  /** A count as a decision or a charge has it. */
  static from(
    this: void,
    { account: address, amount, increases, line }: CoreCount,
    named: readonly BudgetTerms[] = [],
  ): BudgetCount {
    const increase = increases.reduce((all, each) => all + each.amount, 0n);
    return Object.assign(new BudgetCount(), {
      ...{ address, amount, increase, line },
      key: named.find((terms) => terms.address === address),
    });
  }
}
