/**
 * A lot: one grant of credits. Its terms never change; its five buckets always add up to its amount.
 */
import { ArrayType, BigIntType } from '@mikro-orm/core';
import { Entity, Formula, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import { BUDGET_LOT_KINDS, LOT_KINDS, type AnyLotKind } from '../core/kinds.js';
import { wireId } from '../ids.js';
import { lotPeriodCodec } from './grant-documents.js';
import { Credits, DateTime } from '../scalars.js';
import { Node } from './node.js';

export const LotKind = contractEnum('LotKind', 'Where the credits of a lot come from.', {
  ...LOT_KINDS,
  ...BUDGET_LOT_KINDS,
});

const NANO = new BigIntType('bigint');

@ObjectType({ description: 'Which grant that comes again a lot is of, and for which of its periods.' })
export class LotPeriod {
  @Field(() => ID, { description: 'The grant, as the plan or the pool names it.' }) grant!: string;
  @Field(() => DateTime, { description: 'The beginning of the period.' }) start!: Date;
  @Field(() => DateTime, { description: 'Its end.' }) end!: Date;
  @Field(() => Boolean, { description: 'True where it is what was left of the period before.' }) rolledOver!: boolean;
}

@ObjectType('CreditLot', { implements: Node, description: 'One grant of credits.' })
@Entity({ tableName: 'lot' })
export class Lot implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Property({ type: 'uuid' }) accountId!: string;
  @Field(() => LotKind, { description: 'Where the credits come from.' })
  @Property({ type: 'text' })
  kind!: AnyLotKind;
  @Field(() => Credits, { description: 'As granted: remaining + held + spent + expired + takenBack.' })
  @Property({ type: NANO })
  amount!: bigint;
  @Field(() => Credits, { description: 'Neither held nor gone.' })
  @Property({ type: NANO })
  remaining!: bigint;
  @Field(() => Credits, { description: 'Held for work that runs.' })
  @Property({ type: NANO })
  held!: bigint;
  @Field(() => Credits, { description: 'Captured by settled usage, or by debt.' })
  @Property({ type: NANO })
  spent!: bigint;
  @Field(() => Credits, { description: 'Left over when the lot expired.' })
  @Property({ type: NANO })
  expired!: bigint;
  @Field(() => Credits, { description: 'Taken back by a refund or a revocation.' })
  @Property({ type: NANO })
  takenBack!: bigint;
  @Field(() => Int, { description: 'Lower burns first.' })
  @Property({ type: 'integer' })
  priority!: number;
  @Extensions({ longest: 100 })
  @Field(() => [ID], { nullable: true, description: 'Products it may be used for; null for all.' })
  @Property({ type: ArrayType, nullable: true })
  products!: string[] | null;
  @Property({ type: 'datetime' }) createdAt!: Date;
  @Field(() => DateTime, { description: 'Spendable from this instant.' })
  @Property({ type: 'datetime' })
  effectiveAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Unusable from this instant on; null for never.' })
  @Property({ type: 'datetime', nullable: true })
  expiresAt!: Date | null;
  @Property({ type: 'boolean' }) effective!: boolean;
  @Property({ type: 'text', nullable: true }) closed!: 'expired' | 'takenBack' | null;
  @Property({ type: 'uuid', nullable: true }) purchaseId!: string | null;
  @Property({ type: 'text', nullable: true }) key!: string | null;
  @Property({ type: 'blob', nullable: true }) fingerprint!: Buffer | null;
  @Property({ type: 'text', nullable: true }) revokeKey!: string | null;
  @Property({ type: 'text', nullable: true }) revokeReason!: string | null;
  @Property({ type: 'boolean' }) open!: boolean;
  // Read and never written: no lot that was read is written back with it.
  @Formula((_, { alias }) => `${alias.toString()}.recurs::text`, { type: 'text', nullable: true }) recursText!:
    string | null;

  @Field(() => Boolean, { description: 'True where an earlier call with the same key made this lot.' })
  @Property({ persist: false, type: 'boolean' })
  replayed: boolean = false;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('lot', this.uuid);
  }

  @Field(() => LotPeriod, {
    nullable: true,
    description: 'The period of the grant that it comes from; null where no grant that comes again has made it.',
  })
  get period(): LotPeriod | null {
    if (this.recursText === null) return null;
    const { grant, start, end, rolled } = lotPeriodCodec.read(this.recursText);
    return { grant, start: new Date(start), end: new Date(end), rolledOver: rolled };
  }

  @Field(() => ID, { description: 'The account it lies on.' })
  get account(): string {
    return wireId('acc', this.accountId);
  }
}
