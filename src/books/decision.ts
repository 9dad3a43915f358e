/**
 * A decision: the answer to one check, stored once as a receipt with all that it was made from. Books carry no status:
 * what became of its hold is read from the hold.
 */
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { wireId } from '../ids.js';
import { DecisionFields } from './decision-fields.js';
import { hashFields, isoInstant } from './journal-hash.js';
import { Node } from './node.js';

/** `retry` of a decision that took something: it retires its key. */
export const RETIRES_KEY = '00000000-0000-0000-0000-000000000000';

@ObjectType('AccessDecision', { implements: Node, description: 'The answer to one check, stored as a receipt.' })
@Entity({ tableName: 'decision' })
export class Decision extends DecisionFields implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'text' }) key!: string;
  @Property({ type: 'uuid' }) retry!: string;
  @Property({ type: 'blob' }) fingerprint!: Buffer;
  @Property({ type: 'uuid', nullable: true }) holdId!: string | null;
  @Property({ type: 'blob' }) hash!: Buffer;

  /** The stored text of `body`, known only where the decision was just made. */
  @Property({ persist: false, type: 'text' }) bodyText?: string;

  @Field(() => Boolean, {
    description: 'True where an earlier call with the same key was answered with this decision.',
  })
  @Property({ persist: false, type: 'boolean' })
  replayed: boolean = false;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('dec', this.uuid);
  }
}

/** The columns of a decision as stored, its body and hash apart. */
type DecisionColumns = Pick<
  Decision,
  | 'tenantId'
  | 'uuid'
  | 'subject'
  | 'key'
  | 'retry'
  | 'fingerprint'
  | 'outcome'
  | 'product'
  | 'session'
  | 'decidedAt'
  | 'accountId'
  | 'holdId'
>;

/** SHA-256 over the stored columns, as SQL can recompute it; the updates that it caused carry it. */
export function decisionHash(decision: DecisionColumns, body: string): Buffer {
  return hashFields([
    decision.tenantId,
    decision.uuid,
    decision.subject,
    decision.key,
    decision.retry,
    decision.fingerprint.toString('hex'),
    decision.outcome,
    decision.product,
    decision.session,
    isoInstant(decision.decidedAt.getTime()),
    decision.accountId,
    decision.holdId,
    body,
  ]);
}
