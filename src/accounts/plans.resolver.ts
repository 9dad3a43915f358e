/**
 * Which plan subjects are on, and will be: arguments and permissions; the work is done in set-plan.ts.
 */
import { type GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Ctx,
  Extensions,
  Field,
  ID,
  Info,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from 'type-graphql';
import { connectionOf, pageRequest, type Connection } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { actorOf, authorise } from '../api/permissions.js';
import { contractEnum } from '../contract-enum.js';
import { subjectAddress } from '../core/address.js';
import { badInput } from '../errors.js';
import { DateTime } from '../scalars.js';
import { cleanSubject } from '../text.js';
import { Account } from '../books/account.js';
import { listScheduledPlans } from './list-accounts.js';
import { authoriseToManage } from './manage.resolver.js';
import {
  MOST_SUBJECTS,
  planOrder,
  previewPlans,
  setPlan,
  setPlans,
  unschedulePlan,
  type PlanOutcome as Outcome,
  type PlanTime,
} from './set-plan.js';

const TIMES: Readonly<Record<PlanTime, { description: string }>> = {
  NOW: { description: 'At once. It lifts a change that was to come.' },
  PERIOD_END: {
    description:
      'As the subscription month of the account turns (UTC), counted from its first plan. At once where it has none yet.',
  },
};
const PlanTimes = contractEnum('PlanTime', 'When a plan changes.', TIMES);

const OUTCOMES: Readonly<Record<Outcome, { description: string }>> = {
  CHANGED: { description: 'It is on the plan now.' },
  SCHEDULED: { description: 'It will be on the plan as its subscription month turns.' },
  UNSCHEDULED: { description: 'It was on the plan, and the change that was to come is lifted.' },
  UNCHANGED: { description: 'It was on the plan, or was to be at that instant, already.' },
  MISSING: { description: 'It has no account, and none was to be made.' },
};
const PlanOutcome = contractEnum('PlanOutcome', 'What became of a change of plan. The list may grow.', OUTCOMES);

@InputType({ description: 'Whom to put on a plan.' })
export class SetPlansInput {
  @Field(() => [ID], { description: `The subjects, each once. 1 to ${MOST_SUBJECTS}.` }) subjects!: string[];
  @Field(() => ID, { description: 'A plan of the catalog.' }) plan!: string;
  @Field(() => PlanTimes, { defaultValue: 'NOW', description: 'When.' }) at!: PlanTime;
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether accounts are made where they do not exist; else these are MISSING.',
  })
  create!: boolean;
  @Field(() => Boolean, { defaultValue: false, description: 'Only say what would become of each; change nothing.' })
  dryRun!: boolean;
  @Field(() => String, { nullable: true, description: 'Why, for the books.' }) reason?: string | null;
}

@ObjectType({ description: 'What became of the plan of one subject, or would become of it.' })
export class PlanResult {
  @Field(() => ID, { description: 'The subject.' }) subject!: string;
  @Field(() => PlanOutcome, { description: 'What became of it.' }) outcome!: Outcome;
  @Field(() => ID, { nullable: true, description: 'The plan that it had; null without an account.' })
  before!: string | null;
  @Field(() => ID, { nullable: true, description: 'The plan that it has or will have; null without an account.' })
  after!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When a change that is to come happens; else null.' })
  at!: Date | null;
}

@ObjectType({ description: 'What became of the plans of many subjects.' })
export class PlanResults {
  @Field(() => Boolean, { description: 'Nothing was changed: it was only asked.' }) dryRun!: boolean;
  @Field(() => Int, { description: 'How many are on another plan now.' }) changed!: number;
  @Field(() => Int, { description: 'How many will be on another plan.' }) scheduled!: number;
  @Extensions({ longest: MOST_SUBJECTS })
  @Field(() => [PlanResult], { description: 'Each subject, in the order in which they were named.' })
  results!: PlanResult[];
}

/** The form of a key that is a subject's address. */
const SUBJECT_KEY = /^subject:[^\p{Cc}\p{Cs}]{1,200}$/u;
const AccountPage = connectionOf('ScheduledPlan', () => Account);

@Resolver()
export class PlansResolver {
  @Mutation(() => Account, {
    nullable: true,
    description:
      'Puts a subject on a plan; windows of the same name go on. Needs manage on the account, and read for what it has; ' +
      "which plans a tenant's admins may set is the operator's to say.",
  })
  async setPlan(
    @Arg('subject', () => ID, { description: 'The subject; its account is made where it does not exist.' })
    subject: string,
    @Arg('plan', () => ID, { description: 'A plan of the catalog.' }) plan: string,
    @Arg('reason', () => String, { nullable: true, description: 'Why.' }) reason: string | null,
    @Arg('at', () => PlanTimes, { defaultValue: 'NOW', description: 'When.' }) at: PlanTime,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Account> {
    const clean = cleanSubject('subject', subject);
    authoriseToManage(context, subjectAddress(clean), info);
    return setPlan(context, { ...orderedBy(context), subject: clean }, plan, reason, at);
  }

  @Mutation(() => PlanResults, {
    nullable: true,
    description:
      'Puts many subjects on a plan, each for itself; a call that was cut off is repeated. Needs manage on each account.',
  })
  async setPlans(
    @Arg('input', () => SetPlansInput, { description: 'Whom, and on which plan.' }) input: SetPlansInput,
    @Ctx() context: Context,
  ): Promise<PlanResults> {
    const subjects = input.subjects.map((subject) => cleanSubject('subjects', subject));
    if (subjects.length < 1 || subjects.length > MOST_SUBJECTS)
      throw badInput(`subjects: name 1 to ${MOST_SUBJECTS}.`, 'subjects');
    if (new Set(subjects).size < subjects.length) throw badInput('subjects: name each once.', 'subjects');
    for (const subject of subjects) authorise(context, subjectAddress(subject), 'manage');
    const { plan, at, reason = null, dryRun } = input;
    const order = planOrder(context, orderedBy(context), plan, at, reason);
    const found = await (dryRun ? previewPlans : setPlans)(context, subjects, order, input);
    const results = found.map((each) => ({ ...each, at: each.at === null ? null : new Date(each.at) }));
    const count = (what: Outcome) => results.filter(({ outcome }) => outcome === what).length;
    return { dryRun, changed: count('CHANGED'), scheduled: count('SCHEDULED'), results };
  }

  @Mutation(() => Account, {
    nullable: true,
    description:
      'Lifts the change of plan that is to come, where one is. Needs manage on the account; null without one.',
  })
  async unschedulePlan(
    @Arg('subject', () => ID, { description: 'The subject.' }) subject: string,
    @Arg('reason', () => String, { nullable: true, description: 'Why.' }) reason: string | null,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Account | null> {
    const clean = cleanSubject('subject', subject);
    authoriseToManage(context, subjectAddress(clean), info);
    return unschedulePlan(context, orderedBy(context), clean, reason);
  }

  @Query(() => AccountPage, {
    nullable: true,
    description:
      'Accounts whose plan is to change, by address: nextPlan says to which, and when. Takes read on account:*.',
  })
  async scheduledPlans(
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Account>> {
    authorise(context, '*', 'read');
    return listScheduledPlans(context, pageRequest(first, after, SUBJECT_KEY));
  }
}

function orderedBy(context: Context) {
  return { tenant: context.caller.tenant, actor: actorOf(context) };
}
