/**
 * A decision: the answer to one check, stored once as a receipt with all that it was made from. Books carry no status:
 * what became of its hold is read from the hold.
 */
import { rowHasher } from './columns.js';
import { DECISION } from './tables.js';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import type { Instant } from '../core/words.js';
import { wireId } from '../ids.js';
import { DecisionFields } from './decision-fields.js';
import type { KeySpace } from './key-space.js';
import { Node } from './node.js';

/** `retry` of a decision that took something: it retires its key. */
export const RETIRES_KEY = '00000000-0000-0000-0000-000000000000';

@ObjectType('AccessDecision', { implements: Node, description: 'The answer to one check, stored as a receipt.' })
@Entity({ tableName: 'decision', readonly: true })
export class Decision extends DecisionFields implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'text' }) key!: string;
  @Property({ type: 'uuid' }) retry!: string;
  @Property({ type: 'blob' }) fingerprint!: Buffer;
  @Property({ type: 'uuid', nullable: true }) holdId!: string | null;
  @Property({ type: 'blob' }) hash!: Buffer;
  /** The space that its key stands in; null: in both. */
  @Property({ type: 'text', nullable: true }) space!: KeySpace | null;

  /** When the hold that it opened expires, known only where the decision was just made. */
  @Property({ persist: false, type: 'datetime' }) holdExpiresAt?: Date;
  /** The stored text of `body`, known only where the decision was just made. */
  @Property({ persist: false, type: 'text' }) bodyText?: string;

  @Field(() => Boolean, {
    description:
      'True where an earlier call with the same key was answered with this decision; so is a denial within a minute, as ' +
      'long as the answer is the same.',
  })
  @Property({ persist: false, type: 'boolean' })
  replayed: boolean = false;

  @Field(() => Boolean, {
    description:
      'False for a denial that is only counted: no query finds its id, and its key may be asked again. So it is beyond ' +
      '60 denials a minute of one caller for one account, and where the policy lets the subject use nothing at all.',
  })
  @Property({ persist: false, type: 'boolean' })
  stored: boolean = true;

  @Field(() => ID, {
    nullable: true,
    description: 'Who asked: the subject itself, or whoever acts for it; null where that was not stored.',
  })
  get caller(): string | null {
    return this.body.caller;
  }

  /** Until when a check that cost nothing, and so opened no hold, lets work run; null for every other decision. */
  get freeUntil(): Instant | null {
    if (this.outcome === 'DENIED' || this.holdId !== null) return null;
    return this.decidedAt.getTime() + this.body.holdSeconds * 1000;
  }

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('dec', this.uuid);
  }
}

/** The hash of a decision, from its columns alone; the updates that it caused carry it. */
export const hashDecision = rowHasher(DECISION);

/** A decision with the text that its hash covers. */
export type StoredDecision = Decision & { bodyText: string };
