/**
 * A preview: what a candidate policy or catalog would have changed of a period, and how far it has come. No book: rows go
 * when newer ones come.
 */
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import { wireId } from '../ids.js';
import { DateTime } from '../scalars.js';
import { Node } from './node.js';

export const PreviewState = contractEnum('PreviewState', 'How far a preview has come.', {
  RUNNING: { description: 'Its decisions are being made again.' },
  DONE: { description: 'All of them are: `sums` and `changes` say what is another.' },
  FAILED: { description: 'It has ended without an answer: `message` says why.' },
});
export type PreviewState = keyof typeof PreviewState;

export const PreviewedText = contractEnum('PreviewedText', 'What a preview tries.', {
  POLICY: { description: "A tenant's policy." },
  CATALOG: { description: 'A catalog.' },
});
export type PreviewedText = keyof typeof PreviewedText;

/** Said of a run whose process has not been heard of. */
const LOST = 'The process that ran it has ended: ask again, with a new key.';

@ObjectType({
  implements: Node,
  description: 'What a candidate policy or catalog would have changed of a period.',
})
@Entity({ tableName: 'policy_preview', readonly: true })
export class PolicyPreview implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'text' }) key!: string;
  @Property({ type: 'blob' }) fingerprint!: Buffer;
  @Field(() => PreviewedText, { description: 'What is tried.' }) @Property({ type: 'text' }) what!: PreviewedText;
  @Field(() => ID, { description: 'The version of the text that is tried. The text itself is not kept.' })
  @Property({ type: 'text' })
  textVersion!: string;
  @Field(() => ID, { description: 'Who asked for it.' }) @Property({ type: 'text' }) askedBy!: string;
  @Field(() => DateTime, { description: 'The beginning of the period.' })
  @Property({ type: 'datetime', fieldName: 'from_at' })
  from!: Date;
  @Field(() => DateTime, { description: 'The end of the period, itself left out.' })
  @Property({ type: 'datetime', fieldName: 'to_at' })
  to!: Date;
  @Property({ type: 'text', fieldName: 'state' }) stored!: PreviewState;
  @Field(() => Int, { description: 'How many decisions were made again so far.' })
  @Property({ type: 'integer' })
  done!: number;
  @Field(() => Int, { description: 'How many decisions the period has.' })
  @Property({ type: 'integer' })
  total!: number;
  @Property({ type: 'text', fieldName: 'message', nullable: true }) failure!: string | null;
  @Field(() => DateTime, { description: 'When it was asked for.' })
  @Property({ type: 'datetime' })
  startedAt!: Date;
  @Property({ type: 'datetime', fieldName: 'ended_at', nullable: true }) ended!: Date | null;
  @Property({ type: 'datetime' }) leaseUntil!: Date;

  @Field(() => Boolean, { description: 'True where an earlier call with the same key has begun it.' })
  @Property({ persist: false, type: 'boolean' })
  replayed: boolean = false;
  /** By the database's clock, when it was read: a run is not heard of any more beyond its lease. */
  @Property({ persist: false, type: 'datetime' }) readAt?: Date;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('pvw', this.uuid);
  }

  @Field(() => PreviewState, { description: 'How far it has come.' })
  get state(): PreviewState {
    return this.isLost ? 'FAILED' : this.stored;
  }

  @Field(() => String, { nullable: true, description: 'Why it has failed, as one sentence; null where it has not.' })
  get message(): string | null {
    return this.isLost ? LOST : this.failure;
  }

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it runs.' })
  get endedAt(): Date | null {
    return this.isLost ? this.leaseUntil : this.ended;
  }

  private get isLost(): boolean {
    return this.stored === 'RUNNING' && this.leaseUntil.getTime() < (this.readAt ?? new Date()).getTime();
  }
}
