/**
 * What is wrong or doubtful in a policy text that is not live: by the catalog that serves, beside the policy that serves, and
 * by what the books know of the tenant. It stores and changes nothing.
 */
import { dirname } from 'node:path/posix';
import { Arg, Ctx, Extensions, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { policyFacts } from '../books/policy-facts.js';
import { badInput, SpillwayError } from '../errors.js';
import { ThreadSpent } from '../in-thread.js';
import { lintAside } from '../policy/lint-aside.js';
import type { LintedDraft } from '../policy/lint-draft.js';
import { LONGEST } from '../text.js';
import { Turns } from '../turns.js';
import type { Context } from './context.js';
import { mayDoToPolicy } from './permissions.js';
import { MOST_PROBLEMS, PolicyProblem } from './policy.resolver.js';

/** What it costs to judge the longest text, as bytes of an answer: one document may do so twice. */
const JUDGED_BYTES = 4 * 1_048_576;

@ObjectType({ description: 'What is said of a policy text that is not live.' })
class PolicyValidation {
  @Field(() => Boolean, { description: 'Whether it could go live: it has no problems. It may still be doubtful.' })
  ok!: boolean;
  @Field(() => ID, { description: 'The version that it would be.' }) version!: string;
  @Extensions({ longest: MOST_PROBLEMS })
  @Field(() => [PolicyProblem], { description: 'Why it would be refused.' })
  problems!: readonly PolicyProblem[];
  @Extensions({ longest: MOST_PROBLEMS })
  @Field(() => [PolicyProblem], { description: 'What is doubtful in it, and what is worth knowing.' })
  warnings!: readonly PolicyProblem[];
}

/** One text of a tenant at once, and little of it in a process: others have checks to make. */
const turns = new Turns({ atOnce: 2, waiting: 20 });

@Resolver()
export class ValidatePolicyResolver {
  @Extensions({ bytes: JUDGED_BYTES })
  @Query(() => PolicyValidation, {
    nullable: true,
    description:
      'What is wrong or doubtful in a policy text, as if it were about to take the place of the one that serves. It ' +
      'changes nothing. Takes read or write on policy.',
  })
  async validatePolicy(
    @Arg('text', () => String, { description: 'The whole text.' })
    text: string,
    @Ctx() context: Context,
  ): Promise<LintedDraft> {
    if (!mayDoToPolicy(context, 'read') && !mayDoToPolicy(context, 'write')) {
      throw new SpillwayError('FORBIDDEN', "The tenant's policy does not let you read or write the policy.");
    }
    if (text.length > LONGEST.file) throw badInput(`text has at most ${LONGEST.file} characters.`, 'text');
    const { tenant } = context.caller;
    const { policy, catalog, database } = context;
    const folder = dirname(policy.files[0]!.file);
    return turns.take(tenant, async () => {
      const facts = await policyFacts(database, tenant);
      return lintAside({ tenant, folder, text }, { catalog, facts, live: policy.text }).catch(asRefusal);
    });
  }
}

function asRefusal(error: unknown): never {
  if (!(error instanceof ThreadSpent)) throw error;
  throw new SpillwayError('BAD_USER_INPUT', `The text takes too long to judge: ${error.message}.`);
}
