/**
 * The tenant's policy as it serves, how the file on disk stands to it, and what served before.
 */
import { Arg, Ctx, Extensions, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Severity } from '../catalog/lint-rules.js';
import { concerns } from '../catalog/problem.js';
import { contractEnum } from '../contract-enum.js';
import { AdminActorKind } from '../books/admin-action.js';
import { MOST_PEERS, type Peer } from '../books/process-rows.js';
import {
  lastPolicyOf,
  policyBefore,
  policyTexts,
  policyVersions,
  type StoredPolicy,
} from '../books/stored-versions.js';
import type { ActorKind } from '../books/tables.js';
import type { Tx } from '../database/database.js';
import type { PolicyVersion as LivePolicy } from '../policy/policy-version.js';
import { diffOf } from '../policy/text-diff.js';
import { cleanName, LONGEST } from '../text.js';
import { MOST_NAMES } from '../policy/cases/test-run.js';
import { LONGEST_FILE } from '../policy/read-inside.js';
import { DateTime, Uint64 } from '../scalars.js';
import { connectionOf, pageOf, pageRequest, type Connection, type PageRequest } from './connection.js';
import type { Context } from './context.js';
import { ANSWER_BYTES, cutPage } from './page-bytes.js';
import { authoriseOnPolicy } from './permissions.js';

/** What telling of the policy needs of an operation. */
export interface PolicyContext extends Context {
  peers: { list(tenant: string): Promise<Peer[]> };
}

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
/** How many rules of the lint one change may be allowed to break. */
export const MOST_ALLOWED = 100;
/** What a page of texts has at most, however many were asked for. */
const PAGE_TEXTS = 10;
/** How many texts of full length such a page has: for the weighing of documents. */
const FULL_TEXTS = ANSWER_BYTES / LONGEST_FILE;

@ObjectType({ description: "How many of a policy's own tests passed when it went live." })
export class PolicyTestCounts {
  @Field(() => Int, { description: 'Those that passed.' }) passed!: number;
  @Field(() => Int, { description: 'Those that did not.' }) failed!: number;
  @Extensions({ rows: MOST_NAMES })
  @Field(() => [String], { description: `The names of those, the first ${MOST_NAMES} of them.` })
  failedNames!: readonly string[];
}

@ObjectType({
  description: 'A policy text that went live. It never changes; one that is live again has a number again.',
})
export class PolicyVersion {
  @Field(() => Uint64, { description: "Counts the tenant's versions, from 1." }) no!: bigint;
  @Field(() => ID, { description: 'Made from the text: the same text is the same version.' }) version!: string;
  @Extensions({ bytes: LONGEST_FILE })
  @Field(() => String, { description: 'The whole text.' })
  text!: string;
  @Field(() => DateTime, { description: 'When it went live.' }) activatedAt!: Date;
  @Field(() => AdminActorKind, {
    nullable: true,
    description: 'On whose behalf it went live: SYSTEM, where Spillway took in a file; null from before that was kept.',
  })
  actorKind!: ActorKind | null;
  @Field(() => ID, { nullable: true, description: 'Who applied it: a subject, or operator:<name>; null for a file.' })
  actor!: string | null;
  @Field(() => String, { nullable: true, description: 'Why, as whoever applied it said.' }) reason!: string | null;
  @Field(() => ID, { nullable: true, description: 'The version whose place it took; null for the first.' })
  before!: string | null;
  @Field(() => PolicyTestCounts, { nullable: true, description: 'What its tests said; null where it had none.' })
  tests!: PolicyTestCounts | null;
  @Extensions({ longest: MOST_ALLOWED })
  @Field(() => [ID], { description: 'The rules of the lint that it was allowed to break.' })
  allowed!: readonly string[];
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

@ObjectType({ description: 'A process, and what it serves the tenant by.' })
class PolicyServer {
  @Field(() => ID, { description: 'Of this run of it: another one after each start.' }) id!: string;
  @Field(() => ID, { description: 'The version that it serves by.' }) version!: string;
  @Field(() => DateTime, { description: 'When the process started.' }) since!: Date;
}

/** The tenant's policy as this version serves it. */
export function policyOf(context: Context, { version, text }: LivePolicy): Policy | null {
  const { caller, policies } = context;
  const state = policies.state(caller.tenant);
  if (!state) return null;
  const { file, ok, fileVersion, folderBehind, problems, warnings, loadedAt } = state;
  const all = policies.baseProblems();
  const catalogProblems = caller.operator ? all : all.filter((each) => concerns(each, caller.tenant, file));
  const catalog = { catalogRefused: all.length > 0, catalogProblems };
  return { version, file, text, ok, fileVersion, folderBehind, problems, warnings, loadedAt, ...catalog };
}

@Resolver(() => Policy)
export class PolicyResolver {
  @Query(() => Policy, { nullable: true, description: "The tenant's policy. Takes read on policy." })
  policy(@Ctx() context: Context): Policy | null {
    authoriseOnPolicy(context, 'read');
    return policyOf(context, context.policy);
  }

  @Query(() => PolicyVersion, {
    nullable: true,
    description: 'A version as it went live last; null where it never did. Takes read on policy.',
  })
  policyVersion(
    @Arg('version', () => ID, { description: 'Of a decision, or of `policy { versions }`.' }) version: string,
    @Ctx() context: Context,
  ): Promise<StoredPolicy | null> {
    authoriseOnPolicy(context, 'read');
    const { database, caller } = context;
    const name = cleanName('version', version, LONGEST.name);
    const read = (tx: Tx) => lastPolicyOf(tx, caller.tenant, name);
    return database.transaction([caller.tenant], read, { readOnly: true });
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether it can be applied and rolled back here. False where it is kept in files that this server only reads: change ' +
      'it there.',
  })
  takesChanges(@Root() _policy: Policy, @Ctx() { caller, policies }: Context): Promise<boolean> {
    return policies.drafts.takesChanges(caller.tenant);
  }

  @Extensions({ longest: MOST_PEERS })
  @FieldResolver(() => [PolicyServer], {
    description:
      'What each process serves the tenant by, as it said within the last 30 seconds, the last started first: all follow a ' +
      `change within two seconds. At most ${MOST_PEERS}.`,
  })
  async servedBy(@Root() _policy: Policy, @Ctx() { peers, caller }: PolicyContext): Promise<PolicyServer[]> {
    const found = await peers.list(caller.tenant);
    return found.slice(0, MOST_PEERS).map(({ id, policy: version, since }) => ({ id, version, since }));
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

@Resolver(() => PolicyVersion)
export class PolicyVersionResolver {
  @Extensions({ bytes: LONGEST_FILE })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'What it changed in the version before, as a unified diff; null for the first, and where they differ in too much.',
  })
  diff(@Root() after: StoredPolicy, @Ctx() { caller: { tenant }, database, loaders }: Context): Promise<string | null> {
    return loaders.bytes.spend(async () => {
      const read = (tx: Tx) => policyBefore(tx, tenant, after.no);
      const before = await database.transaction([tenant], read, { readOnly: true });
      if (before === null) return { page: null, bytes: 0 };
      const named = ({ version, text }: Pick<StoredPolicy, 'version' | 'text'>) => ({ name: version, text });
      const page = diffOf(named(before), named(after));
      return { page, bytes: Buffer.byteLength(before.text) };
    });
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
