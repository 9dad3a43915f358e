/**
 * The tenant's policy as it serves, how the file on disk stands to it, and what served before.
 */
import { Arg, Ctx, Extensions, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Severity } from '../catalog/lint-rules.js';
import { concerns } from '../catalog/problem.js';
import { contractEnum } from '../contract-enum.js';
import { SpillwayError } from '../errors.js';
import { policyTexts, policyVersions, type StoredPolicy } from '../books/stored-versions.js';
import { LONGEST_FILE } from '../policy/read-inside.js';
import { DateTime } from '../scalars.js';
import { connectionOf, pageOf, pageRequest, type Connection, type PageRequest } from './connection.js';
import type { Context } from './context.js';
import { ANSWER_BYTES, cutPage } from './page-bytes.js';
import { mayDoToPolicy } from './permissions.js';

const ProblemSeverity = contractEnum<Severity>('ProblemSeverity', 'How much something found in a file weighs.', {
  ERROR: { description: 'The text is refused.' },
  WARNING: { description: 'It is doubtful, and goes live.' },
  INFO: { description: 'It is worth knowing, and probably meant.' },
});

@ObjectType({ description: 'Something wrong or doubtful in a policy file.' })
export class PolicyProblem {
  @Field(() => String, { description: 'The file.' }) file!: string;
  @Field(() => Int, { nullable: true, description: 'The line; null where the whole file is meant.' }) line!:
    number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The column, from 1, in UTF-16 units; null where the whole line is meant.',
  })
  column!: number | null;
  @Field(() => ProblemSeverity, { description: 'How much it weighs.' }) severity!: Severity;
  @Field(() => ID, { description: 'The rule that found it: docs/lint-rules.md has them all. Names of rules stay.' })
  rule!: string;
  @Field(() => String, { description: 'What is wrong, and what to do.' }) message!: string;
  @Field(() => String, {
    nullable: true,
    description: 'The text of the line as it was probably meant; null where nobody knows.',
  })
  fix!: string | null;
}

/** A rule may have more than one thing wrong with it. */
export const MOST_PROBLEMS = 10_000;
/** What a page of texts has at most, however many were asked for. */
const PAGE_TEXTS = 10;
/** How many texts of full length such a page has: for the weighing of documents. */
const FULL_TEXTS = ANSWER_BYTES / LONGEST_FILE;

@ObjectType({ description: 'A policy text that went live.' })
export class PolicyVersion {
  @Field(() => ID, { description: 'Made from the text: the same text is the same version.' }) version!: string;
  @Extensions({ bytes: LONGEST_FILE })
  @Field(() => String, { description: 'The whole text.' })
  text!: string;
  @Field(() => DateTime, { description: 'When it went live.' }) activatedAt!: Date;
}

const VersionPage = connectionOf('PolicyVersion', () => PolicyVersion);
/** The form of a key that is a number. */
const NO_KEY = /^[1-9][0-9]{0,17}$/;

@ObjectType({ description: "A tenant's policy." })
export class Policy {
  @Field(() => ID, { description: 'The version that serves.' }) version!: string;
  @Field(() => String, { description: 'The file.' }) file!: string;
  @Extensions({ bytes: LONGEST_FILE })
  @Field(() => String, { description: 'The text that serves.' })
  text!: string;
  @Field(() => Boolean, { description: 'True where the text on disk is the one that serves.' }) ok!: boolean;
  @Field(() => ID, { nullable: true, description: 'The version of the text on disk; null where it cannot be read.' })
  fileVersion!: string | null;
  @Field(() => Boolean, {
    description:
      'True where the text on disk is an older version: what others have published since serves, and the file could ' +
      'not be written yet.',
  })
  folderBehind!: boolean;
  @Extensions({ longest: MOST_PROBLEMS })
  @Field(() => [PolicyProblem], { description: 'Why the text on disk does not serve.' })
  problems!: readonly PolicyProblem[];
  @Extensions({ longest: MOST_PROBLEMS })
  @Field(() => [PolicyProblem], { description: 'What is doubtful, but serves.' })
  warnings!: readonly PolicyProblem[];
  @Field(() => DateTime, { nullable: true, description: 'When it went live in this process.' }) loadedAt!: Date | null;
  @Field(() => Boolean, { description: 'True where the catalog on disk does not serve: the one before it does.' })
  catalogRefused!: boolean;
  @Extensions({ longest: MOST_PROBLEMS })
  @Field(() => [PolicyProblem], { description: 'Why, as far as it concerns the tenant; the operator is told all.' })
  catalogProblems!: readonly PolicyProblem[];
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
    const { version, text } = policy;
    const { file, ok, fileVersion, folderBehind, problems, warnings, loadedAt } = state;
    const all = policies.baseProblems();
    const catalogProblems = caller.operator ? all : all.filter((each) => concerns(each, caller.tenant, file));
    const catalog = { catalogRefused: all.length > 0, catalogProblems };
    return { version, file, text, ok, fileVersion, folderBehind, problems, warnings, loadedAt, ...catalog };
  }

  @Extensions({ rows: FULL_TEXTS })
  @FieldResolver(() => [PolicyVersion], {
    description:
      `What went live before, the newest first: at most ${PAGE_TEXTS} texts, or as many as come to 4 MiB, however many ` +
      'were asked for. `versions` goes on where this ends.',
  })
  async history(
    @Root() _policy: Policy,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Ctx() context: Context,
  ): Promise<PolicyVersion[]> {
    return (await readVersions(context, pageRequest(first, null))).nodes;
  }

  @Extensions({ rows: FULL_TEXTS })
  @FieldResolver(() => VersionPage, {
    description:
      `What went live before, page by page, the newest first. A page ends after ${PAGE_TEXTS} texts, or as many as ` +
      'come to 4 MiB; it always has one.',
  })
  versions(
    @Root() _policy: Policy,
    @Arg('first', () => Int, { defaultValue: 10, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<PolicyVersion>> {
    return readVersions(context, pageRequest(first, after, NO_KEY));
  }
}

function readVersions(
  { caller: { tenant }, database, loaders }: Context,
  asked: PageRequest,
): Promise<Connection<StoredPolicy>> {
  const first = Math.min(asked.first, PAGE_TEXTS);
  return loaders.bytes.spend((left) =>
    database.transaction(
      [tenant],
      async (tx) => {
        const found = await policyVersions(tx, tenant, asked.after, first + 1);
        const { kept, bytes, more } = cutPage(found, first, left);
        const numbers = kept.map(({ no }) => no);
        const texts = await policyTexts(tx, tenant, numbers);
        return { page: pageOf(texts, { ...asked, first }, ({ no }) => String(no), { more }), bytes };
      },
      { readOnly: true },
    ),
  );
}
