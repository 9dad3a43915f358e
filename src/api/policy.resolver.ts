/**
 * The tenant's policy as it serves, how the file on disk stands to it, and what served before.
 */
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { SpillwayError } from '../errors.js';
import { policyHistory } from '../books/stored-versions.js';
import { DateTime } from '../scalars.js';
import type { Context } from './context.js';
import { mayDoToPolicy } from './permissions.js';

@ObjectType({ description: 'Something wrong or doubtful in a policy file.' })
export class PolicyProblem {
  @Field(() => String, { description: 'The file.' }) file!: string;
  @Field(() => Int, { nullable: true, description: 'The line; null where the whole file is meant.' }) line!:
    number | null;
  @Field(() => String, { description: 'What is wrong, and what to do.' }) message!: string;
}

@ObjectType({ description: 'A policy text that went live.' })
export class PolicyVersion {
  @Field(() => ID, { description: 'Made from the text: the same text is the same version.' }) version!: string;
  @Field(() => String, { description: 'The whole text.' }) text!: string;
  @Field(() => DateTime, { description: 'When it went live.' }) activatedAt!: Date;
}

@ObjectType({ description: "A tenant's policy." })
export class Policy {
  @Field(() => ID, { description: 'The version that serves.' }) version!: string;
  @Field(() => String, { description: 'The file.' }) file!: string;
  @Field(() => String, { description: 'The text that serves.' }) text!: string;
  @Field(() => Boolean, { description: 'True where the text on disk is the one that serves.' }) ok!: boolean;
  @Field(() => ID, { nullable: true, description: 'The version of the text on disk; null where it cannot be read.' })
  fileVersion!: string | null;
  @Field(() => [PolicyProblem], { description: 'Why the text on disk does not serve.' })
  problems!: readonly PolicyProblem[];
  @Field(() => [PolicyProblem], { description: 'What is doubtful, but serves.' }) warnings!: readonly PolicyProblem[];
  @Field(() => DateTime, { nullable: true, description: 'When it went live in this process.' }) loadedAt!: Date | null;
}

@Resolver(() => Policy)
export class PolicyResolver {
  @Query(() => Policy, { nullable: true, description: "The tenant's policy. Takes read on policy." })
  policy(@Ctx() context: Context): Policy | null {
    const { caller, policy, policies } = context;
    if (!mayDoToPolicy(context, 'read')) {
      throw new SpillwayError('FORBIDDEN', "The tenant's policy does not let you read the policy.");
    }
    const state = policies.state(caller.tenant);
    if (!state) return null;
    const { file, ok, fileVersion, problems, warnings, loadedAt } = state;
    return { version: policy.version, file, text: policy.text, ok, fileVersion, problems, warnings, loadedAt };
  }

  @FieldResolver(() => [PolicyVersion], { description: 'What went live before, the newest first.' })
  history(
    @Root() _policy: Policy,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Ctx() { caller, database }: Context,
  ): Promise<PolicyVersion[]> {
    if (first < 1 || first > 200) throw new SpillwayError('BAD_USER_INPUT', 'first is 1 to 200.');
    return policyHistory(database, caller.tenant, first);
  }
}
