/**
 * A policy's own tests, run for whoever may read it: on what serves or on a draft, with the tests of the folder or others.
 * Nothing is stored, and nothing goes live.
 */
import { Arg, Ctx, Extensions, Field, Float, ID, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { versionOf } from '../catalog/text-version.js';
import { badInput } from '../errors.js';
import { LONGEST_TESTS, MOST_CASES } from '../policy/cases/parse-cases.js';
import { TESTS_FILE } from '../policy/policy-folder.js';
import { LONGEST } from '../text.js';
import type { Context } from './context.js';
import { authoriseOnPolicy } from './permissions.js';
import { PolicyProblem } from './policy.resolver.js';

@ObjectType({ description: 'One case of a policy test, and how it ended.' })
export class PolicyTestCase {
  @Field(() => String, { description: 'Its name.' }) name!: string;
  @Field(() => Int, { description: 'Where it stands in the file of cases.' }) line!: number;
  @Field(() => Boolean, { description: 'Whether it came as expected.' }) ok!: boolean;
  @Field(() => String, { description: 'What it expects, in words.' }) expected!: string;
  @Field(() => String, {
    description: 'What came, with the line of the policy that decided, or why it could not be asked.',
  })
  found!: string;
}

/** A mistake in the policy, and as many in the file of cases. */
const MOST_MISTAKES = 100;

@ObjectType({ description: 'What the tests of a policy came to.' })
export class PolicyTestRun {
  @Field(() => ID, { description: 'The version of the text that was tested, whether or not it ever served.' })
  version!: string;
  @Field(() => Boolean, { description: 'Whether all cases were run, and passed.' }) ok!: boolean;
  @Field(() => Int, { description: 'How many cases passed.' }) passed!: number;
  @Field(() => Int, { description: 'How many failed, those that were not run in time among them.' }) failed!: number;
  @Field(() => Int, { description: 'How many there are.' }) total!: number;
  @Field(() => Float, { description: 'How long they took, in milliseconds, with building the policy.' })
  durationMs!: number;
  @Extensions({ rows: MOST_MISTAKES })
  @Field(() => [PolicyProblem], { description: 'Why no case could be run; none where they were.' })
  problems!: readonly PolicyProblem[];
  @Extensions({ longest: MOST_CASES })
  @Field(() => [PolicyTestCase], { description: `The cases, in the order of their file; at most ${MOST_CASES}.` })
  cases!: readonly PolicyTestCase[];
}

@Resolver()
export class TestPolicyResolver {
  @Query(() => PolicyTestRun, {
    nullable: true,
    description:
      'Runs tests of a policy under the catalog that serves, and changes nothing. All cases together have 5 seconds; ' +
      'those that were not run by then have failed. Takes read on policy.',
  })
  async testPolicy(
    @Arg('text', () => String, { nullable: true, description: 'The policy; null: the one that serves.' })
    text: string | null,
    @Arg('tests', () => String, {
      nullable: true,
      description: `The file of cases; null: the tenant's own, ${TESTS_FILE} in its folder.`,
    })
    tests: string | null,
    @Ctx() context: Context,
  ): Promise<PolicyTestRun> {
    authoriseOnPolicy(context, 'read');
    const { policies, policy, catalog, caller } = context;
    const { tenant } = caller;
    const tested = lengthOf('text', text ?? policy.text, LONGEST.file);
    const cases = tests ?? policies.tests.textOf(tenant);
    if (cases === null) throw badInput(`The tenant has no ${TESTS_FILE}: give the tests.`, 'tests');
    const run = await policies.tests.ask({ tenant, text: tested, catalog }, lengthOf('tests', cases, LONGEST_TESTS));
    const { problems, ...told } = run;
    const most = problems.slice(0, MOST_MISTAKES);
    return { ...told, version: versionOf(tested), ok: run.failed === 0 && problems.length === 0, problems: most };
  }
}

/** @throws SpillwayError BAD_USER_INPUT */
export function lengthOf(field: string, text: string, longest: number): string {
  if (text.length > 0 && text.length <= longest) return text;
  throw badInput(`${field} is 1 to ${longest} characters long.`, field);
}
