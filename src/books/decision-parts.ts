/**
 * The small nouns that decisions are made of, as the contract shows them.
 */
import type { PlacedBlocker } from './documents.js';
import type { PriceSize as StoredSize } from './size-document.js';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { BudgetTerms, SourceKind as CoreSourceKind } from '../core/words.js';
import type { BudgetKey } from './budget.js';
import { wireId } from '../ids.js';
import { Credits, DateTime, Uint64 } from '../scalars.js';

/** What one request may name. */
export const MOST_DIMENSIONS = 20;
/** What a token, or a call for another subject, may name. */
export const MOST_GROUPS = 100;
/** What a policy can give one subject: each rule may be a layer. */
export const MOST_SOURCES = 5_000;

@ObjectType({ description: 'How much of one dimension.' })
export class Quantity {
  @Field(() => ID, { description: 'What is counted, such as input_tokens.' }) dimension!: string;
  @Field(() => Uint64, { description: 'How many units.' }) quantity!: bigint;
}

@ObjectType({ description: 'Which of the prices of a rate card applied, where it has others beyond a size.' })
export class PriceSize {
  @Field(() => ID, { description: 'The rate card.' }) rateCard!: string;
  @Field(() => ID, { description: 'The dimension that the limit is told of.' }) dimension!: string;
  @Field(() => Uint64, { description: 'Up to so many units the usual prices apply.' }) limit!: bigint;
  @Field(() => Uint64, {
    description:
      'How many units counted: of the whole hold, in the dimensions that count together, as they are priced.',
  })
  counted!: bigint;
  @Field(() => Boolean, { description: 'Whether the higher prices applied, to all of the units.' }) above!: boolean;

  /** A size as it is stored. */
  static from(this: void, { card: rateCard, ...size }: StoredSize): PriceSize {
    return { rateCard, ...size };
  }
}

@ObjectType({ description: "A caller's own mark on a request." })
export class Label {
  @Field(() => String, { description: 'Its name.' }) key!: string;
  @Field(() => String, { description: 'Its value.' }) value!: string;
}

@ObjectType({ description: 'The line of the policy file that decided.' })
export class PolicyCitation {
  @Field(() => String, { description: 'The policy version, from the text of the file.' }) version!: string;
  @Field(() => String, { description: 'The policy file.' }) file!: string;
  @Field(() => Int, { nullable: true, description: 'The line; null where no rule allows.' }) line!: number | null;
  @Field(() => String, { description: 'The rule, as it stands in the file.' }) rule!: string;
}

export const SourceKind: { [kind in CoreSourceKind]: kind } = {
  POLICY: 'POLICY',
  GUARD: 'GUARD',
  WINDOW: 'WINDOW',
  LOTS: 'LOTS',
  POOL: 'POOL',
  DEBT: 'DEBT',
  HOLDS: 'HOLDS',
  BUDGET: 'BUDGET',
  REQUEST: 'REQUEST',
};
registerEnumType(SourceKind, {
  name: 'SourceKind',
  description: 'What kind of thing stood in the way.',
  valuesConfig: {
    POLICY: { description: 'A policy line, or an admin who suspended the account.' },
    GUARD: { description: 'The request-rate limit of the plan.' },
    WINDOW: { description: 'An allowance window.' },
    LOTS: {
      description:
        "The account's own lots of one layer; where `remaining` exceeds `limit`, or of a pool: more lots than one hold " +
        'may draw on, and the limit is what it could take of them.',
    },
    POOL: { description: 'A pool that the policy shares.' },
    DEBT: { description: 'Usage that is still to be paid for.' },
    HOLDS: { description: "Too many open holds: all of the subject's, or those that lie on one pool." },
    BUDGET: { description: 'A budget, the most that may be spent in a period: `source` says by whom.' },
    REQUEST: {
      description: 'The request itself: the `layers` that it names, or its `maxPaid`, by these names in `source`.',
    },
  },
});

@ObjectType({ description: 'A source that stood in the way of a request.' })
export class Blocker {
  @Field(() => SourceKind, { description: 'Its kind.' }) kind!: CoreSourceKind;
  @Field(() => String, { description: 'Its name, such as "window:five_hour".' }) source!: string;
  @Field(() => ID, { nullable: true, description: 'The account it lies on.' }) account!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The same as an address, such as pool:engineering, also before it exists; null where none is meant.',
  })
  accountAddress!: string | null;
  @Field(() => Credits, { nullable: true, description: 'Its limit, where it has one in credits.' })
  limit!: bigint | null;
  @Field(() => Credits, { nullable: true, description: 'What was left in it.' }) remaining!: bigint | null;
  @Field(() => DateTime, { nullable: true, description: 'When it gives again, if time alone helps.' })
  unblocksAt!: Date | null;

  /** What names its budget, where it is one. */
  budgetKey!: BudgetKey | null;

  /**
   * A blocker as a decision found it.
   * @param budgets those that counted the request
   */
  static from(this: void, found: PlacedBlocker, budgets: readonly BudgetTerms[] = []): Blocker {
    const { kind, source, account: accountAddress, accountId, limit, remaining, unblocksAt } = found;
    return {
      kind,
      source,
      account: accountId && wireId('acc', accountId),
      accountAddress,
      limit,
      remaining,
      unblocksAt: unblocksAt === null ? null : new Date(unblocksAt),
      budgetKey: budgets.find(({ address }) => address === accountAddress) ?? null,
    };
  }
}
