/**
 * One run of resetAllowances, as far as it has come.
 */
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { wireId } from '../ids.js';
import { DateTime, Uint64 } from '../scalars.js';
import { Node } from './node.js';

@ObjectType({ implements: Node, description: 'Allowance windows that were ended early, so that they start anew.' })
@Entity({ tableName: 'allowance_reset' })
export class AllowanceReset implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'text' }) key!: string;
  @Property({ type: 'blob' }) fingerprint!: Buffer;
  @Field(() => DateTime, { description: 'Windows that started before this instant were ended.' })
  @Property({ type: 'datetime' })
  at!: Date;
  @Field(() => Uint64, { description: 'How many accounts it went through, whether or not a window was open.' })
  @Property({ type: new BigIntType('bigint') })
  accounts: bigint = 0n;
  @Property({ type: 'text' }) doneThrough: string = '';
  @Property({ type: 'boolean' }) finished: boolean = false;

  @Field(() => Boolean, { description: 'True where an earlier call with the same key began this reset.' })
  @Property({ persist: false, type: 'boolean' })
  replayed: boolean = false;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('rst', this.uuid);
  }
}
