/**
 * A charge: what one usage event costs, by which version of which rate card, and who paid. A row of the books; it bears
 * the UUID of its event, so that one key leads through all three datasets.
 */
import { rowHasher } from './columns.js';
import { CHARGE } from './tables.js';
import { BigIntType } from '@mikro-orm/core';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Extensions, Field, ID, ObjectType } from 'type-graphql';
import { MOST_BUDGETS } from '../core/budgets.js';
import { wireId } from '../ids.js';
import { Credits, DateTime } from '../scalars.js';
import { BudgetCount } from './budget.js';
import { DocumentColumn } from './codec.js';
import { chargeCodec, type ChargeBody } from './usage-documents.js';
import { PriceSize } from './decision-parts.js';
import { Draw, MOST_DRAWS } from './draw.js';
import { Node } from './node.js';

/** As many as a hold has decisions, where each quoted another card. */
const MOST_CARDS = 200;
const COUNT = new BigIntType('bigint');

@ObjectType({ implements: Node, description: 'What one usage event costs, and who paid.' })
@Entity({ tableName: 'charge', readonly: true })
export class Charge implements Node {
  @PrimaryKey({ type: 'text' }) tenantId!: string;
  @PrimaryKey({ type: 'uuid' }) accountId!: string;
  @PrimaryKey({ type: COUNT }) usageNo!: bigint;
  /** The event's. */
  @Property({ type: 'uuid', fieldName: 'id' }) uuid!: string;
  @Field(() => DateTime, { description: 'When it was settled.' }) @Property({ type: 'datetime' }) at!: Date;
  @Field(() => Credits, {
    description:
      'What the usage costs: draws, forgiven and debt add up to it. Above zero also where it reverses another: then it is ' +
      'what is not charged any more.',
  })
  @Property({ type: COUNT })
  amount!: bigint;
  @Field(() => Credits, { description: 'What the tenant carried, because no layer covered it.' })
  @Property({ type: COUNT })
  forgiven!: bigint;
  @Field(() => Credits, { description: 'What was left as debt, because no layer covered it.' })
  @Property({ type: COUNT })
  debt!: bigint;
  @Property({ type: new DocumentColumn(chargeCodec) }) body!: ChargeBody;
  @Property({ type: 'blob' }) eventHash!: Buffer;
  @Property({ type: 'blob' }) hash!: Buffer;

  /** The stored text of `body`, known only where the charge was just made. */
  @Property({ persist: false, type: 'text' }) bodyText?: string;

  @Field(() => ID, { description: 'Globally unique and opaque.' })
  get id(): string {
    return wireId('chg', this.uuid);
  }

  @Field(() => Boolean, {
    description:
      'Whether it undoes the charge of another event: it counts as less. What it tells of draws, forgiven and debt is what ' +
      'that charge told.',
  })
  get reverses(): boolean {
    return this.body.reverses !== null;
  }

  @Field(() => ID, { description: 'The first of `rateCards`; "none" where there is none.' })
  get rateCard(): string {
    return this.body.card ?? 'none';
  }

  @Extensions({ longest: MOST_CARDS })
  @Field(() => [ID], {
    description: 'All rate cards that priced it, in the order of the quotes that it used up; none where none did.',
  })
  get rateCards(): string[] {
    const { card, cards } = this.body;
    return cards.length > 0 ? [...new Set(cards.map((each) => each.card))] : card === null ? [] : [card];
  }

  @Extensions({ longest: MOST_CARDS })
  @Field(() => [PriceSize], {
    description:
      'Which prices its rate cards asked, where these have others beyond a size: by all that the charged events of its ' +
      'hold have used, this one included. Where this one went beyond, it pays what the earlier ones cost more by that.',
  })
  get priceSizes(): PriceSize[] {
    return this.body.sizes.map(PriceSize.from);
  }

  @Extensions({ longest: MOST_DRAWS })
  @Field(() => [Draw], { description: 'What each source paid: captured from the hold in draw order, then drawn.' })
  get draws(): Draw[] {
    return this.body.draws.map((draw) => Draw.from(draw));
  }

  @Extensions({ rows: MOST_BUDGETS })
  @Field(() => [BudgetCount], { description: 'The budgets that counted what no layer covered; at most 10.' })
  get overshootBudgets(): BudgetCount[] {
    return this.body.counts.map((count) => BudgetCount.from(count));
  }
}

/** The hash of a charge, from its columns alone; the updates that it caused carry it. */
export const hashCharge = rowHasher(CHARGE);

/** A charge as a row, with what its hash covers. */
export type StoredCharge = Omit<
  Charge,
  'id' | 'reverses' | 'rateCard' | 'rateCards' | 'priceSizes' | 'draws' | 'overshootBudgets' | 'bodyText'
> & {
  bodyText: string;
};
