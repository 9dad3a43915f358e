/**
 * How the service runs for the caller's tenant: what waits to be settled, what was given up, which process serves by which
 * versions, and which files a reload refused. It tells nothing of other tenants.
 */
import { Arg, Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Extensions } from 'type-graphql';
import { pageRequest, type Connection } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { mayReadOperations } from '../api/permissions.js';
import { MOST_PROBLEMS, PolicyProblem } from '../api/policy.resolver.js';
import { MOST_PEERS, type Peer } from '../books/process-rows.js';
import type { UsageEvent } from '../books/usage-event.js';
import { concerns, type Problem } from '../catalog/problem.js';
import { SpillwayError } from '../errors.js';
import { DateTime } from '../scalars.js';
import { listSetAside, SET_ASIDE_KEY } from './list-set-aside.js';
import { MOST_PENDING, readBacklog, type Backlog } from './read-backlog.js';
import { UsageEventPage } from './usage-event.resolver.js';

/** What telling of operations needs of an operation. */
export interface OperationsContext extends Context {
  peers: { list(tenant: string): Promise<Peer[]> };
}

@ObjectType('Process', { description: 'A process that serves the tenant.' })
class OperationsProcess {
  @Field(() => ID, { description: 'Of this run of it: another one after each start.' }) id!: string;
  @Field(() => ID, { description: "The version of the tenant's policy that it serves by." }) policyVersion!: string;
  @Field(() => ID, { description: 'The version of the catalog that it serves by.' }) catalogVersion!: string;
  @Field(() => DateTime, { description: 'When it started.' }) since!: Date;
  @Field(() => String, { nullable: true, description: 'The machine that it runs on: told to the operator alone.' })
  host!: string | null;
}

@ObjectType({ description: 'A file that a reload refused: what served before it serves on.' })
class RefusedFile {
  @Field(() => String, { description: 'The file.' }) file!: string;
  @Extensions({ longest: MOST_PROBLEMS })
  @Field(() => [PolicyProblem], {
    description:
      'Why, as the log says it. Of the catalog the operator is told all, and anybody else what concerns them: prices, plans ' +
      'that their accounts are on, features that they use, and lines of their own policy.',
  })
  problems!: readonly PolicyProblem[];
}

@ObjectType({ description: 'How the service runs for the tenant.' })
class Operations {}

const backlog = perOperation<Context, Promise<Backlog>>(({ database, caller }) => readBacklog(database, caller.tenant));

@Resolver(() => Operations)
export class OperationsResolver {
  @Query(() => Operations, {
    nullable: true,
    description:
      'How the service runs for the tenant: what waits to be settled, what was set aside, what serves. Takes read on ops.',
  })
  operations(@Ctx() context: Context): Operations {
    if (mayReadOperations(context)) return new Operations();
    throw new SpillwayError('FORBIDDEN', "The tenant's policy does not let you read its operations.");
  }

  @FieldResolver(() => Int, {
    description: `How many usage events wait to be settled: ${MOST_PENDING} stands for that and more.`,
  })
  async pending(@Ctx() context: Context): Promise<number> {
    return (await backlog(context)).pending;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: `When the oldest of these was recorded; null where none waits. It is found among ${MOST_PENDING} accounts at most.`,
  })
  async oldestPending(@Ctx() context: Context): Promise<Date | null> {
    const { oldest } = await backlog(context);
    return oldest === null ? null : new Date(oldest);
  }

  @FieldResolver(() => UsageEventPage, {
    description:
      'The usage events that could not be settled, the last set aside first; also those that redriveUsage has recorded ' +
      'anew. Those of accounts that you may not read are left out.',
  })
  setAside(
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<UsageEvent>> {
    return listSetAside(context, pageRequest(first, after, SET_ASIDE_KEY));
  }

  @Extensions({ longest: MOST_PEERS })
  @FieldResolver(() => [OperationsProcess], {
    description:
      'The processes that serve the tenant, settlement workers among them, as they said within the last 30 seconds; the ' +
      `last started first. At most ${MOST_PEERS}.`,
  })
  async processes(@Ctx() { peers, caller }: OperationsContext): Promise<OperationsProcess[]> {
    const found = await peers.list(caller.tenant);
    return found.slice(0, MOST_PEERS).map(({ id, host, policy, catalog, since }) => {
      return { id, policyVersion: policy, catalogVersion: catalog, since, host: caller.operator ? host : null };
    });
  }

  @FieldResolver(() => [RefusedFile], { description: "The tenant's own policy file, and the catalog." })
  refusedFiles(@Ctx() { caller, policies, catalog }: Context): RefusedFile[] {
    const refused: RefusedFile[] = [];
    const own = policies.state(caller.tenant);
    if (own && own.problems.length > 0) refused.push({ file: own.file, problems: own.problems.map(told) });
    const problems = policies.baseProblems();
    if (problems.length > 0) {
      // Whatever else is wrong with the catalog may name other tenants.
      const shown = caller.operator
        ? problems
        : problems.filter((problem) => concerns(problem, caller.tenant, own?.file));
      refused.push({ file: catalog.file, problems: shown.map(told) });
    }
    return refused;
  }
}

const told = ({ concerns: _, ...problem }: Problem): PolicyProblem => problem;
