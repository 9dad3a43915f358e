/**
 * What a preview has found, as the contract shows it.
 */
import { Extensions, Field, ID, Int, ObjectType } from 'type-graphql';
import { MOST_BUDGETS } from '../core/budgets.js';
import { REASONS, type Reason } from '../core/gates.js';
import type { LayerKind } from '../core/kinds.js';
import type { Outcome } from '../core/words.js';
import { contractEnum } from '../contract-enum.js';
import { AccessOutcome, AccessReason } from '../books/decision-fields.js';
import { MOST_DIMENSIONS, MOST_GROUPS, MOST_SOURCES, Quantity } from '../books/decision-parts.js';
import { Layer } from '../books/draw.js';
import { wireId } from '../ids.js';
import { Credits, DateTime, SignedCredits } from '../scalars.js';
import type { ChangeKind } from './answer.js';
import type { CountedDenials } from './counted-denials.js';
import { MOST_TOLD, type Sums, type ToldAnswer, type ToldChange, type ToldDraw } from './preview-documents.js';
import type { BudgetSaid } from './tally.js';

export const PreviewChangeKind = contractEnum<ChangeKind>('PreviewChangeKind', 'How an answer would be another.', {
  NEWLY_DENIED: { description: 'It took something, and would be denied.' },
  NEWLY_ALLOWED: { description: 'It was denied, and would take something.' },
  MOVED: { description: 'It takes something both times: another amount, or from elsewhere.' },
  OTHER_REASON: { description: 'It is denied both times, for another reason.' },
});

@ObjectType({ description: 'A budget, by the words of its line.' })
export class PreviewedBudget {
  @Field(() => String, { description: 'Whose it is, as the policy writes it.' }) who!: string;
  @Field(() => String, { description: 'What it counts.' }) object!: string;
  @Field(() => String, { description: 'Which layers count.' }) source!: string;
  @Field(() => String, { description: 'Its period.' }) period!: string;
  @Field(() => ID, { nullable: true, description: 'The subject, where each has its own.' }) subject!: string | null;
  @Field(() => ID, { nullable: true, description: 'The session, where each has its own.' }) session!: string | null;
}

@ObjectType({ description: 'How an amount of a draw counted in a budget.' })
export class PreviewCount {
  @Field(() => PreviewedBudget, { nullable: true, description: 'The budget; null where nobody knows it by name.' })
  budget!: BudgetSaid | null;
  @Field(() => Credits, { description: 'How much counted.' }) amount!: bigint;
}

@ObjectType({ description: 'How much one layer gave.' })
export class PreviewDraw {
  @Field(() => Layer, { description: 'The layer.' }) layer!: LayerKind;
  @Field(() => String, { description: 'As the policy names it, such as pool:engineering.' }) source!: string;
  @Field(() => String, { description: 'The address of the account that gave.' }) accountAddress!: string;
  @Field(() => Credits, { description: 'How much.' }) amount!: bigint;
  @Extensions({ rows: MOST_BUDGETS })
  @Field(() => [PreviewCount], { description: 'The budgets that it counted in.' })
  budgets!: PreviewCount[];

  static from(this: void, { layer, source, account, amount, budgets }: ToldDraw): PreviewDraw {
    return { layer, source, accountAddress: account, amount, budgets };
  }
}

@ObjectType({ description: 'What a check was answered, or would be.' })
export class PreviewAnswer {
  @Field(() => AccessOutcome, { description: 'How it ends.' }) outcome!: Outcome;
  @Field(() => AccessReason, {
    nullable: true,
    description:
      'The first gate that fails, or ALLOWED; null where it would be refused, its price being beyond all bounds.',
  })
  reason!: Reason | null;
  @Field(() => Credits, { description: 'The price of all that was asked for.' }) requested!: bigint;
  @Field(() => Credits, { description: 'The credits that it takes.' }) granted!: bigint;
  @Extensions({ rows: MOST_DIMENSIONS })
  @Field(() => [Quantity], { description: 'The usage that it grants.' })
  grantedUsage!: readonly Quantity[];
  @Extensions({ longest: MOST_SOURCES })
  @Field(() => [PreviewDraw], { description: 'From where, in the order of the layers.' })
  draws!: PreviewDraw[];

  static from(this: void, { reason, draws, ...said }: ToldAnswer): PreviewAnswer {
    return { ...said, reason: reason in REASONS ? (reason as Reason) : null, draws: draws.map(PreviewDraw.from) };
  }
}

@ObjectType('PolicyPreviewChange', { description: 'A stored decision whose answer would be another.' })
export class PreviewChange {
  @Field(() => ID, { description: 'The decision, dec_….' }) decision!: string;
  @Field(() => DateTime, { description: 'When it was made.' }) decidedAt!: Date;
  @Field(() => ID, { description: 'The subject.' }) subject!: string;
  @Field(() => ID, { description: 'The product.' }) product!: string;
  @Field(() => ID, { description: 'The feature.' }) feature!: string;
  @Field(() => PreviewChangeKind, { description: 'How the answer would be another.' }) kind!: ChangeKind;
  @Field(() => PreviewAnswer, { description: 'The answer that is stored.' }) before!: PreviewAnswer;
  @Field(() => PreviewAnswer, { description: 'The answer that it would get.' }) after!: PreviewAnswer;

  static from(this: void, { decision, at, before, after, ...about }: ToldChange): PreviewChange {
    const answers = { before: PreviewAnswer.from(before), after: PreviewAnswer.from(after) };
    return { ...about, decision: wireId('dec', decision), decidedAt: new Date(at), ...answers };
  }
}

@ObjectType({ description: 'What usage was charged from one source, and would be.' })
export class PreviewSource {
  @Field(() => Layer, {
    nullable: true,
    description: 'The layer; null for what none covers: the sources `debt` and `forgiven`.',
  })
  layer!: string | null;
  @Field(() => String, { description: 'As the policy names it; `debt`, `forgiven`.' }) source!: string;
  @Field(() => SignedCredits, { description: 'Then: below zero where more was undone than charged.' }) before!: bigint;
  @Field(() => SignedCredits, { description: 'With the candidate.' }) after!: bigint;
}

@ObjectType({ description: 'What counted in one budget, and would count.' })
export class PreviewBudget {
  @Field(() => PreviewedBudget, { description: 'The budget.' }) budget!: BudgetSaid;
  @Field(() => SignedCredits, { description: 'Then, of usage that was charged.' }) before!: bigint;
  @Field(() => SignedCredits, { description: 'With the candidate.' }) after!: bigint;
}

@ObjectType({ description: 'What becomes of the checks of one subject, or of one role.' })
export class PreviewShare {
  @Field(() => ID, { description: 'The subject, or the role.' }) name!: string;
  @Field(() => Int, { description: 'How many decisions were made again.' }) decisions!: number;
  @Field(() => Int, { description: 'How many of them would be denied.' }) newlyDenied!: number;
  @Field(() => Int, { description: 'How many denied ones would be allowed.' }) newlyAllowed!: number;
  @Field(() => SignedCredits, { description: 'What usage was charged then.' }) before!: bigint;
  @Field(() => SignedCredits, { description: 'With the candidate.' }) after!: bigint;
}

@ObjectType({ description: 'Denials that were only counted: calls of unknown amount.' })
export class PreviewDenials {
  @Field(() => ID, { description: 'The subject.' }) subject!: string;
  @Extensions({ rows: MOST_GROUPS })
  @Field(() => [ID], { description: 'The groups that it was checked with.' })
  groups!: string[];
  @Field(() => ID, { nullable: true, description: 'The product; null where the catalog did not know it.' })
  product!: string | null;
  @Field(() => ID, { nullable: true, description: 'The feature; null where the catalog did not know it.' })
  feature!: string | null;
  @Field(() => AccessReason, { nullable: true, description: 'Why; null for the rest of an hour with too many kinds.' })
  reason!: Reason | null;
  @Field(() => DateTime, { description: 'The hour that it was counted in.' }) hour!: Date;
  @Field(() => Int, { description: 'How many there were.' }) count!: number;
  @Field(() => Boolean, { description: 'Whether the candidate would permit it, and give it some layer.' })
  permitted!: boolean;

  static from(this: void, { product, feature, reason, hour, ...row }: CountedDenials): PreviewDenials {
    const named = { product: product || null, feature: feature || null };
    return { ...row, ...named, reason: reason in REASONS ? (reason as Reason) : null, hour: new Date(hour) };
  }
}

@ObjectType({ description: 'What a preview comes to. Lists have those first that change most.' })
export class PreviewSums {
  @Field(() => Int, { description: 'How many decisions were made again.' }) decisions!: number;
  @Field(() => Int, { description: 'How many answers stay as they are.' }) same!: number;
  @Field(() => Int, { description: 'How many took something and would be denied.' }) newlyDenied!: number;
  @Field(() => Int, { description: 'How many were denied and would take something.' }) newlyAllowed!: number;
  @Field(() => Int, { description: 'How many would take another amount, or from elsewhere.' }) moved!: number;
  @Field(() => Int, { description: 'How many would be denied for another reason.' }) otherReason!: number;
  @Extensions({ longest: MOST_TOLD })
  @Field(() => [PreviewSource], { description: `What layers were charged: at most ${MOST_TOLD}.` })
  sources!: PreviewSource[];
  @Extensions({ longest: MOST_TOLD })
  @Field(() => [PreviewBudget], { description: `What counted in budgets: at most ${MOST_TOLD}.` })
  budgets!: PreviewBudget[];
  @Extensions({ longest: MOST_TOLD })
  @Field(() => [PreviewShare], { description: `The subjects: at most ${MOST_TOLD}.` })
  subjects!: PreviewShare[];
  @Extensions({ longest: MOST_TOLD })
  @Field(() => [PreviewShare], { description: `The roles that the candidate gives: at most ${MOST_TOLD}.` })
  roles!: PreviewShare[];
  @Extensions({ longest: MOST_TOLD })
  @Field(() => [PreviewDenials], {
    description: `Denials of the period's hours that were not stored, those that were counted most first: at most ${MOST_TOLD}.`,
  })
  denials!: PreviewDenials[];

  static from(this: void, sums: Sums): PreviewSums {
    return { ...sums, denials: sums.denials.map(PreviewDenials.from) };
  }
}
