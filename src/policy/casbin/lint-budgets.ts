/**
 * Doubts about lines on teams and budgets: names that no other line knows, budgets that limit less than they seem to,
 * rights to approve what there is not. Whom a budget reaches, and with how many others, is `lint-budget-reach.ts`'s.
 */
import { suggestFew } from '../../catalog/nearest-name.js';
import { formatCredits } from '../../core/amounts.js';
import { keyOfBudget } from '../budget-address.js';
import { approvalOf, parseObject } from '../policy-object.js';
import { isTeam, TeamTree } from '../team-tree.js';
import { capsOfGroups, manyAtOnce, unusedSources } from './lint-budget-reach.js';
import type { BudgetLine } from './budget-line.js';
import type { PolicyLines } from './policy-line.js';

interface Finding {
  line: number;
  message: string;
}

/** Warnings, in no particular order. */
export function lintBudgets(lines: PolicyLines): Finding[] {
  if (lines.teams.length + lines.budgets.length + lines.permits.filter(isOfBudgets).length === 0) return [];
  const tree = new TeamTree(lines.teams);
  return [
    ...unknownTeams(lines, tree),
    ...idleTeams(lines, tree),
    ...idleApprovals(lines),
    ...approvalsOfAll(lines),
    ...tasks(lines),
    ...paceless(lines),
    ...lateAlerts(lines),
    ...unusedSources(lines),
    ...capsOfGroups(lines, tree),
    ...manyAtOnce(lines, tree),
  ];
}

function isOfBudgets({ object }: { object: string }): boolean {
  return object.startsWith('budget:') || object.startsWith('account:team:');
}

/** The team that a line of any kind speaks of beside `g2`; null where it speaks of none. */
function teamIn(object: string): string | null {
  const parsed = parseObject(object);
  if (parsed?.kind === 'team') return parsed.team;
  return parsed?.kind === 'budget' && isTeam(parsed.who) ? parsed.who : null;
}

function unknownTeams({ permits, budgets }: PolicyLines, tree: TeamTree): Finding[] {
  const spoken = [
    ...permits.map(({ object, line }) => ({ team: teamIn(object), line })),
    ...budgets.map(({ subject, line }) => ({ team: isTeam(subject) ? subject : null, line })),
  ];
  const suggest = suggestFew(tree.names);
  const told = new Set<string>();
  return spoken.sort(byLine).flatMap(({ team, line }) => {
    if (team === null || tree.team(team) !== null || told.has(team)) return [];
    told.add(team);
    return [{ line, message: `no g2 line puts anybody in ${team}${suggest(team)}` }];
  });
}

/** Teams that no budget counts, neither their own nor one of a team that they are in, and where nobody comes in. */
function idleTeams({ teams, budgets }: PolicyLines, tree: TeamTree): Finding[] {
  const counted = new Set(budgets.map(({ subject }) => subject));
  const told = new Set<string>();
  return teams.flatMap(({ team, line }) => {
    if (told.has(team)) return [];
    told.add(team);
    if ([team, ...tree.teamsOf([team])].some((each) => counted.has(each))) return [];
    return [{ line, message: `${team} has no p3 line, nor has a team that it is in, so it changes nothing` }];
  });
}

function idleApprovals({ permits, budgets }: PolicyLines): Finding[] {
  const limited = new Set(budgets.map(({ who }) => approvalOf(who)));
  const suggest = suggestFew([...limited].map(whoIn));
  return permits.flatMap(({ object, line }) => {
    if (!object.startsWith('budget:') || limited.has(object)) return [];
    if (object === 'budget:*') {
      return limited.size > 0 ? [] : [{ line, message: 'no p3 line limits anybody, so there is nothing to approve' }];
    }
    const who = whoIn(object);
    return [{ line, message: `no p3 line limits ${who}, so there is nothing to approve${suggest(who)}` }];
  });
}

/** Caps that anybody may lift for anybody else. */
function approvalsOfAll({ permits, grants }: PolicyLines): Finding[] {
  const given = new Map(grants.flatMap(({ subject, role, line }) => (subject === '*' ? [[role, line] as const] : [])));
  return permits.flatMap(({ subject, object, effect, line }) => {
    const by = given.get(subject);
    if (!object.startsWith('budget:') || effect === 'deny' || by === undefined) return [];
    return [{ line, message: `line ${by} gives everybody ${subject}: anybody may approve ${object} for anybody else` }];
  });
}

function whoIn(object: string): string {
  return object.slice('budget:'.length);
}

/** Each budget once, at its first line. */
function tasks({ budgets }: PolicyLines): Finding[] {
  const told = new Set<string>();
  return budgets.flatMap((budget) => {
    const key = keyOfBudget(budget);
    if (budget.per !== 'session' || told.has(key)) return [];
    told.add(key);
    const message =
      'each session limits a task, not a person: without a session a check does not count, and a new one begins anew';
    return [{ line: budget.line, message }];
  });
}

function paceless({ budgets }: PolicyLines): Finding[] {
  return budgets.flatMap(({ lasts, paced, line }) => {
    if (paced !== 'daily' || lasts.kind !== 'calendar' || lasts.period !== 'day') return [];
    return [{ line, message: "paced daily gives a day's credits at once, as without it; paced hourly does not" }];
  });
}

function lateAlerts({ budgets }: PolicyLines): Finding[] {
  const caps = new Map<string, BudgetLine>();
  for (const budget of budgets) if (budget.effect === 'cap') caps.set(keyOfBudget(budget), budget);
  return budgets.flatMap((budget) => {
    const cap = caps.get(keyOfBudget(budget));
    if (budget.effect === 'cap' || cap === undefined || budget.amount <= cap.amount) return [];
    const most = `the cap in line ${cap.line} lets ${formatCredits(cap.amount)} be spent`;
    return [{ line: budget.line, message: `${most}, so this alert tells only where more was approved` }];
  });
}

function byLine(a: { line: number }, b: { line: number }): number {
  return a.line - b.line;
}
