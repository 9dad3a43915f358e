/**
 * Budgets and teams, read: how much may still be spent, by whom, and who spent it. Whoever a budget counts may see it.
 */
import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { withAccountObject } from '../api/account-object.js';
import { budgetAt, budgetNow, budgetWithId, findBudget } from '../api/budgets-of.js';
import { connectionOf, pageOf, pageRequest, type Connection } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { authorise, mayDo, needsNoLine } from '../api/permissions.js';
import { Budget, BudgetCount } from '../books/budget.js';
import { Blocker } from '../books/decision-parts.js';
import { subjectAddress } from '../core/address.js';
import { badInput } from '../errors.js';
import { cleanName, cleanSubject, LONGEST } from '../text.js';
import { DateTime } from '../scalars.js';
import { BudgetMemberPage, MEMBER_KEY, membersOf, type BudgetMember } from './budget-members.js';
import { BUDGET_KEY, budgetsOfEverybody, budgetsOfSubject, budgetsOfTeam } from './list-budgets.js';
import { Team } from './team.js';

const BudgetPage = connectionOf('Budget', () => Budget);
const TeamPage = connectionOf('Team', () => Team);

/** The form of a key of a list of teams. */
const TEAM_KEY = /^team:[^\p{Cc}\p{Cs}]{1,200}$/u;

@Resolver(() => Budget)
export class BudgetResolver {
  @Query(() => BudgetPage, {
    nullable: true,
    description:
      "Budgets: what counts the caller, with its own groups; of another subject, of a team, or everyone's. Of another, whose " +
      'groups are not known, those that its own lines and teams give it and those that have counted it.',
  })
  async budgets(
    @Arg('subject', () => ID, { nullable: true, description: 'Of this subject; takes read on its account.' })
    subject: string | null,
    @Arg('session', () => ID, {
      nullable: true,
      description: 'Also those of this session of the subject; without it none of sessions are shown.',
    })
    session: string | null,
    @Arg('team', () => ID, {
      nullable: true,
      description: "Those that a team's members share; takes read on account:team:<name>, or to be in it.",
    })
    team: string | null,
    @Arg('everyone', () => Boolean, {
      defaultValue: false,
      description: 'Every budget that has counted something; takes read on account:*.',
    })
    everyone: boolean,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Budget>> {
    const page = pageRequest(first, after, BUDGET_KEY);
    if ([subject != null, team != null, everyone].filter(Boolean).length > 1) {
      throw badInput('Name one: subject, team or everyone.', 'team');
    }
    if (session != null && (team != null || everyone)) throw badInput('A session is of one subject.', 'session');
    if (everyone) {
      authorise(context, '*', 'read');
      return budgetsOfEverybody(context, page);
    }
    if (team != null) {
      const found = teamToRead(context, team);
      return found ? budgetsOfTeam(context, found.name, page) : pageOf([], page, () => '');
    }
    const { caller } = context;
    const whose = subject == null ? caller.subject : cleanSubject('subject', subject);
    authorise(context, subjectAddress(whose), 'read');
    const groups = whose === caller.subject ? caller.groups : [];
    const inSession = session == null ? null : cleanName('session', session, LONGEST.key);
    return budgetsOfSubject(context, { subject: whose, groups }, inSession, page);
  }

  @Query(() => Budget, { nullable: true, description: 'A budget by its id.' })
  budget(@Arg('id', () => ID, { description: 'bud_…' }) id: string, @Ctx() context: Context): Promise<Budget | null> {
    return budgetWithId(context, id);
  }

  @FieldResolver(() => BudgetMemberPage, {
    description:
      'Who has spent how much of it, the most first: of one that many share, for whoever may read its team or every ' +
      'account; else only the caller stands there.',
  })
  async members(
    @Root() budget: Budget,
    @Arg('from', () => DateTime, { nullable: true, description: 'Default: when the running period began.' })
    from: Date | null,
    @Arg('to', () => DateTime, { nullable: true, description: 'Default: now.' }) to: Date | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<BudgetMember>> {
    const page = pageRequest(first, after, MEMBER_KEY);
    if (budget.accountUuid === null) return pageOf([], page, () => '');
    const until = to?.getTime() ?? context.ledger.wallClock() + 1;
    const since = from?.getTime() ?? budget.startedAt?.getTime() ?? until - 1;
    if (since >= until) throw badInput('from lies before to.', 'from');
    const found = await membersOf(context, budget.accountUuid, { from: since, to: until }, page);
    const { who, subject } = budget;
    const seesAll = subject !== null || mayDo(context, '*', 'read') || mayDo(context, who, 'read');
    if (seesAll) return found;
    const own = found.nodes.filter((member) => member.subject === context.caller.subject);
    return pageOf(own, page, (member) => `${member.spent} ${member.subject}`);
  }
}

export const BudgetAccountResolver = withAccountObject(() => Budget, 'The account that counts');

@Resolver(() => BudgetCount)
export class BudgetCountResolver {
  @FieldResolver(() => Budget, { description: 'The budget, as it is now.' })
  async budget(@Root() count: BudgetCount, @Ctx() context: Context): Promise<Budget> {
    const found = count.key ? await budgetNow(context, count.key) : await budgetAt(context, count.address);
    if (!found) throw new Error(`budget: ${count.address} has counted, and nothing says what`);
    return found;
  }
}

@Resolver(() => Blocker)
export class BlockerBudgetResolver {
  @FieldResolver(() => Budget, {
    nullable: true,
    description: 'The budget that stood in the way, as it is now; null for other kinds of blockers.',
  })
  budget(@Root() { budgetKey }: Blocker, @Ctx() context: Context): Promise<Budget> | null {
    return budgetKey && budgetNow(context, budgetKey);
  }
}

@Resolver(() => Team)
export class TeamResolver {
  @Query(() => TeamPage, {
    nullable: true,
    description: 'The teams that the policy names, in its order: those that you are in, and those that you may read.',
  })
  teams(
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Connection<Team> {
    const page = pageRequest(first, after, TEAM_KEY);
    const own = ownTeams(context);
    const seen = context.policy.budgets.teams.filter((name) => own.has(name) || mayDo(context, name, 'read'));
    const start = page.after === null ? 0 : seen.indexOf(page.after) + 1;
    const shown = seen.slice(start, start + first + 1).flatMap((name) => context.policy.budgets.team(name) ?? []);
    return pageOf(
      shown.map((team) => Team.of(team)),
      page,
      ({ name }) => name,
    );
  }

  @Query(() => Team, { nullable: true, description: 'A team that the policy names; null where it names none such.' })
  team(@Arg('team', () => ID, { description: 'team:<name>.' }) team: string, @Ctx() context: Context): Team | null {
    return teamToRead(context, team);
  }

  @FieldResolver(() => BudgetPage, { description: 'The budgets that its members share, in the order of the policy.' })
  budgets(
    @Root() { name }: Team,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<Budget>> {
    return budgetsOfTeam(context, name, pageRequest(first, after, BUDGET_KEY));
  }

  @FieldResolver(() => BudgetMemberPage, {
    description: 'Who has spent how much of one of its budgets, the most first; takes read on account:team:<name>.',
  })
  async members(
    @Root() { name }: Team,
    @Arg('budget', () => ID, { nullable: true, description: 'Default: the first of its budgets.' })
    id: string | null,
    @Arg('from', () => DateTime, { nullable: true, description: 'Default: when the running period began.' })
    from: Date | null,
    @Arg('to', () => DateTime, { nullable: true, description: 'Default: now.' }) to: Date | null,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'A cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): Promise<Connection<BudgetMember>> {
    authorise(context, name, 'read');
    const [own] = context.policy.budgets.budgetsOfTeam(name);
    const budget = id == null ? own && (await budgetNow(context, own)) : await findBudget(context, id);
    if (!budget) return pageOf([], pageRequest(first, after, MEMBER_KEY), () => '');
    if (budget.who !== name) throw badInput('This is no budget of the team.', 'budget');
    return new BudgetResolver().members(budget, from, to, first, after, context);
  }
}

/** Null where the policy names no such team. @throws SpillwayError BAD_USER_INPUT, FORBIDDEN */
function teamToRead(context: Context, named: string): Team | null {
  const name = cleanName('team', named, LONGEST.key);
  const team = context.policy.budgets.team(name);
  if (!team) return null;
  if (!ownTeams(context).has(name)) authorise(context, name, 'read');
  return Team.of(team);
}

function ownTeams(context: Context): ReadonlySet<string> {
  return new Set(needsNoLine(context) ? context.policy.budgets.teamsOf(context.caller) : []);
}
