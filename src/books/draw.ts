/**
 * A draw as the contract shows it: how much a decision took from one source.
 */
import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { contractEnum } from '../contract-enum.js';
import { MOST_BUDGETS } from '../core/budgets.js';
import { LAYER_KINDS, type LayerKind } from '../core/kinds.js';
import type { BudgetTerms } from '../core/words.js';
import { wireId } from '../ids.js';
import { BudgetCount } from './budget.js';
import type { PlacedDraw } from './documents.js';
import { Credits, DateTime } from '../scalars.js';

export const Layer = contractEnum('Layer', 'One step of the waterfall.', LAYER_KINDS);

/** A thousand open lots of each account that gives. */
export const MOST_DRAWS = 10_000;

@ObjectType({ description: 'How much a decision took from one source.' })
export class Draw {
  @Field(() => Layer, { description: 'The step of the waterfall.' }) layer!: LayerKind;
  @Field(() => String, { description: 'allowance, promotion, credits or pool:<name>.' }) source!: string;
  @Field(() => ID, { description: 'The account that gave.' }) account!: string;
  @Field(() => String, { description: 'The same as an address, such as pool:engineering.' }) accountAddress!: string;
  @Field(() => Credits, { description: 'How much it gave.' }) amount!: bigint;
  @Field(() => [ID], { description: 'The windows that count it: all of the plan for ALLOWANCE, else none.' })
  windows!: string[];
  @Field(() => DateTime, { nullable: true, description: 'ALLOWANCE: when the tightest window resets.' })
  resetsAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Lots: when the lot expires.' }) expiresAt!: Date | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The policy line that put the layer here; null for the default order.',
  })
  line!: number | null;
  @Extensions({ longest: MOST_BUDGETS })
  @Field(() => [BudgetCount], { description: 'The budgets that it counted in, each with how much; at most 10.' })
  budgets!: BudgetCount[];
  @Field(() => Boolean, {
    description: 'Whether it went beyond a budget: of usage that has happened, and more than budgets let through.',
  })
  over!: boolean;
  /** The lot's UUID, for its resolver. */
  lotUuid!: string | null;

  /**
   * A draw as a decision or a charge took it.
   * @param named the budgets that counted it, where they may have no account yet
   */
  static from(this: void, taken: PlacedDraw & { over?: true }, named: readonly BudgetTerms[] = []): Draw {
    const {
      layer,
      source,
      account: accountAddress,
      accountId,
      amount,
      windows,
      lot,
      resetsAt,
      expiresAt,
      line,
      budgets = [],
      over = false,
    } = taken;
    return {
      layer,
      source,
      account: wireId('acc', accountId),
      accountAddress,
      amount,
      windows: windows.map(({ name }) => name),
      lotUuid: lot,
      resetsAt: resetsAt === null ? null : new Date(resetsAt),
      expiresAt: expiresAt === null ? null : new Date(expiresAt),
      line,
      budgets: budgets.map((count) => BudgetCount.from(count, named)),
      over,
    };
  }
}
