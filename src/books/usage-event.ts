/**
 * A usage event: what was really used, charged or not. A row of the books, numbered on its account in the order it was
 * recorded; how far it is settled is read from its charge.
 */
import { rowHasher } from './columns.js';
import { USAGE_EVENT } from './tables.js';
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Extensions, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { subjectOf } from '../core/address.js';
import { DocumentColumn } from './codec.js';
import { usageCodec, type UsageBody } from './usage-documents.js';
import { wireId } from '../ids.js';
import { DateTime, Uint64 } from '../scalars.js';
import { Label, MOST_DIMENSIONS, Quantity } from './decision-parts.js';
import { spaceOfUsage, type KeySpace } from './key-space.js';
import { Node } from './node.js';

export const WorkStatus = { COMPLETED: 'COMPLETED', CANCELLED: 'CANCELLED', FAILED: 'FAILED' } as const;
export type WorkStatus = keyof typeof WorkStatus;
registerEnumType(WorkStatus, {
  name: 'WorkStatus',
  description: 'How the work ended.',
  valuesConfig: {
    COMPLETED: { description: 'As intended.' },
    CANCELLED: { description: 'Stopped before its end: what was used until then is charged.' },
    FAILED: { description: 'It failed: recorded, and not charged.' },
  },
});

/** Before the keys of redriveUsage, and of voidUsage: no caller's key holds a control character. */
export const REDRIVE_MARK = '\u0001';
export const VOID_MARK = '\u0002';

const COUNT = new BigIntType('bigint');

@ObjectType({ implements: Node, description: 'What was really used, charged or not.' })
@Entity({ tableName: 'usage_event', readonly: true })
export class UsageEvent implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid' }) accountId!: string;
  @Field(() => Uint64, { description: 'Its number on the account: from 1, in the order recorded and settled.' })
  @PrimaryKey({ type: COUNT })
  usageNo!: bigint;
  @Property({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  /** Keys of redriveUsage and voidUsage are marked, for they are unique among themselves. */
  @Property({ type: 'text' }) key!: string;
  /** The space that its key stands in; null: in both. */
  @Property({ type: 'text', nullable: true }) space!: KeySpace | null;
  @Property({ type: 'blob' }) fingerprint!: Buffer;
  @Property({ type: 'uuid', nullable: true }) decisionId!: string | null;
  @Property({ type: 'uuid', nullable: true }) holdId!: string | null;
  /** Whether it claimed an open hold when it was recorded. */
  @Property({ type: 'boolean' }) claimed!: boolean;
  @Field(() => Boolean, { description: 'Whether the work was done with it: what was still held went back.' })
  @Property({ type: 'boolean' })
  final!: boolean;
  @Field(() => WorkStatus, { description: 'How the work ended.' })
  @Property({ type: 'text' })
  status!: WorkStatus;
  @Field(() => ID, { description: 'The product.' }) @Property({ type: 'text' }) product!: string;
  @Field(() => ID, { description: 'The feature.' }) @Property({ type: 'text' }) feature!: string;
  @Field(() => ID, { nullable: true, description: "The caller's session." })
  @Property({ type: 'text', nullable: true })
  session!: string | null;
  /** The set-aside event that this one records anew. */
  @Property({ type: 'uuid', nullable: true }) redrives!: string | null;
  /** The event that this one undoes: a copy from its body. */
  @Property({ type: 'uuid', fieldName: 'voids', nullable: true }) voids!: string | null;
  @Field(() => DateTime, { description: 'When it was recorded.' })
  @Property({ type: 'datetime' })
  recordedAt!: Date;
  @Field(() => DateTime, { description: 'When the usage happened, as its reporter says.' })
  @Property({ type: 'datetime' })
  occurredAt!: Date;
  @Property({ type: new DocumentColumn(usageCodec) }) body!: UsageBody;

  /** The stored text of `body`, known only where the event was just recorded or read by the processor. */
  @Property({ persist: false, type: 'text' }) bodyText?: string;

  @Field(() => Boolean, { description: 'True where an earlier call with the same key had recorded it.' })
  @Property({ persist: false, type: 'boolean' })
  replayed: boolean = false;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('use', this.uuid);
  }

  @Field(() => String, { description: 'The idempotency key that it was recorded with.' })
  get idempotencyKey(): string {
    return this.key.replace(REDRIVE_MARK, '').replace(VOID_MARK, '');
  }

  @Field(() => ID, { description: 'The account that it is charged to.' })
  get account(): string {
    return wireId('acc', this.accountId);
  }

  @Field(() => String, { nullable: true, description: 'Why it undoes another; null where it tells of usage.' })
  get reason(): string | null {
    return this.body.voids?.reason ?? null;
  }

  @Extensions({ rows: MOST_DIMENSIONS })
  @Field(() => [Quantity], {
    description: 'What it counts, per dimension, as its reporter counts: of counters what they have grown by.',
  })
  get usage(): Quantity[] {
    return this.body.usage;
  }

  @Extensions({ rows: MOST_DIMENSIONS })
  @Field(() => [Quantity], {
    description: 'The counters as they were reported; none where the report was not cumulative.',
  })
  get counters(): Quantity[] {
    return this.body.counters;
  }

  @Field(() => [Label], { description: "The caller's marks." })
  get labels(): Label[] {
    return this.body.labels;
  }
}

/** The space that an event's key must stand in; null: in both. */
export function keySpaceOf(
  { redrives, voids, body }: Pick<StoredEvent, 'redrives' | 'voids' | 'body'>,
  address: string,
): KeySpace | null {
  const subject = subjectOf(address);
  return subject === null ? null : spaceOfUsage(body.caller, subject, redrives !== null || voids !== null);
}

/** The hash of an event, from its columns alone; its charge carries it. */
export const hashEvent = rowHasher(USAGE_EVENT);

/** An event as a row, without what only its readers want: making thousands of entities costs. */
export type StoredEvent = Omit<
  UsageEvent,
  'id' | 'idempotencyKey' | 'account' | 'reason' | 'usage' | 'counters' | 'labels' | 'replayed' | 'bodyText'
> & { bodyText: string };
