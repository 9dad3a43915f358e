/**
 * Doubts about lines on teams and budgets: names that no other line knows, budgets that limit less than they seem to,
 * rights to approve what there is not. Whom a budget reaches, and with how many others, is `lint-budget-reach.ts`'s.
 */
import { asking, nearestOfFew } from '../../catalog/nearest-name.js';
import { formatCredits } from '../../core/amounts.js';
import { keyOfBudget } from '../budget-address.js';
import { approvalOf, parseObject } from '../policy-object.js';
import { isTeam, TeamTree } from '../team-tree.js';
import { capsOfGroups, manyAtOnce, unusedSources } from './lint-budget-reach.js';
import type { Finding } from './finding.js';
import type { BudgetLine } from './budget-line.js';
import type { PolicyLines } from './policy-line.js';

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
    ...permits.map(({ object, line }) => ({ team: teamIn(object), line, place: 2, written: object })),
    ...budgets.map(({ subject, who, line }) => {
      return { team: isTeam(subject) ? subject : null, line, place: 1, written: who };
    }),
  ];
  const nearest = nearestOfFew(tree.names);
  const told = new Set<string>();
  return spoken.sort(byLine).flatMap(({ team, line, place, written }): Finding[] => {
    if (team === null || tree.team(team) !== null || told.has(team)) return [];
    told.add(team);
    const near = nearest(team);
    const instead = near && written.replace(team, near);
    return [
      {
        rule: 'policy/unknown-team',
        line,
        place,
        message: `no g2 line puts anybody in ${team}${asking(near)}`,
        instead,
      },
    ];
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
    const message = `${team} has no p3 line, nor has a team that it is in, so it changes nothing`;
    return [{ rule: 'policy/idle-team', line, place: 2, message }];
  });
}

function idleApprovals({ permits, budgets }: PolicyLines): Finding[] {
  const limited = new Set(budgets.map(({ who }) => approvalOf(who)));
  const nearest = nearestOfFew([...limited].map(whoIn));
  const rule = 'policy/idle-approval';
  return permits.flatMap(({ object, line }): Finding[] => {
    if (!object.startsWith('budget:') || limited.has(object)) return [];
    if (object === 'budget:*') {
      const message = 'no p3 line limits anybody, so there is nothing to approve';
      return limited.size > 0 ? [] : [{ rule, line, place: 2, message }];
    }
    const who = whoIn(object);
    const near = nearest(who);
    const message = `no p3 line limits ${who}, so there is nothing to approve${asking(near)}`;
    return [{ rule, line, place: 2, message, instead: near && `budget:${near}` }];
  });
}

/** Caps that anybody may lift for anybody else. */
function approvalsOfAll({ permits, grants }: PolicyLines): Finding[] {
  const given = new Map(grants.flatMap(({ subject, role, line }) => (subject === '*' ? [[role, line] as const] : [])));
  return permits.flatMap(({ subject, object, effect, line }) => {
    const by = given.get(subject);
    if (!object.startsWith('budget:') || effect === 'deny' || by === undefined) return [];
    const message = `line ${by} gives everybody ${subject}: anybody may approve ${object} for anybody else`;
    return [{ rule: 'policy/everybody-approves', line, place: 3, message }];
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
    return [{ rule: 'policy/session-budget', line: budget.line, place: 1, message }];
  });
}

function paceless({ budgets }: PolicyLines): Finding[] {
  return budgets.flatMap(({ lasts, paced, line }) => {
    if (paced !== 'daily' || lasts.kind !== 'calendar' || lasts.period !== 'day') return [];
    const message = "paced daily gives a day's credits at once, as without it; paced hourly does not";
    return [{ rule: 'policy/idle-pace', line, place: 5, message }];
  });
}

function lateAlerts({ budgets }: PolicyLines): Finding[] {
  const caps = new Map<string, BudgetLine>();
  for (const budget of budgets) if (budget.effect === 'cap') caps.set(keyOfBudget(budget), budget);
  return budgets.flatMap((budget) => {
    const cap = caps.get(keyOfBudget(budget));
    if (budget.effect === 'cap' || cap === undefined || budget.amount <= cap.amount) return [];
    const most = `the cap in line ${cap.line} lets ${formatCredits(cap.amount)} be spent`;
    const message = `${most}, so this alert tells only where more was approved`;
    return [{ rule: 'policy/late-alert', line: budget.line, place: 4, message }];
  });
}

function byLine(a: { line: number }, b: { line: number }): number {
  return a.line - b.line;
}
