/**
 * What each line of a policy.csv had to do with one request, by walking all of them: the one that decided, and of every
 * other the first condition that failed. It answers nobody who serves; what does is an index, with which it must agree.
 */
import type { AskedOfRules, ConsideredRule, ConsiderRules, RuleKind, RuleOutcome } from '../considered-rules.js';
import { objectsOf } from '../merge-layers.js';
import { covers } from '../policy-object.js';
import type { BudgetLine, TeamLine } from './budget-line.js';
import type { GrantLine, LayerLine, PermitLine, PolicyLines } from './policy-line.js';
import { speakingOf, type Standing, type Standings } from './standings.js';

/** What became of a line, and which other one counted in its place. */
type Judged = [outcome: RuleOutcome, otherLine?: number];

/** @param lines of a sound file */
export function considerLines(lines: PolicyLines, standings: Standings): ConsiderRules {
  return (asked) => {
    const standing = standings.of(asked.who);
    const told = [
      ...permitsConsidered(lines.permits, standing, asked),
      ...grantsConsidered(lines.grants, asked),
      ...teamsConsidered(lines.teams, standing, asked),
      ...(asked.use ? layersConsidered(lines.layers, standing, asked.use) : []),
      ...(asked.use ? budgetsConsidered(lines.budgets, standing, asked.use) : []),
    ];
    return told.sort((a, b) => a.line - b.line);
  };
}

type Line = { line: number; rule: string };

function tell<Each extends Line>(
  kind: RuleKind,
  lines: readonly Each[],
  judge: (each: Each) => Judged,
): ConsideredRule[] {
  return lines.map((each) => {
    const [outcome, otherLine = null] = judge(each);
    return { kind, line: each.line, rule: each.rule, outcome, otherLine };
  });
}

function permitsConsidered(lines: readonly PermitLine[], { held }: Standing, asked: AskedOfRules): ConsideredRule[] {
  const { subject } = asked.who;
  const object = asked.object === 'account:self' ? `account:subject:${subject}` : asked.object;
  const failed = (each: PermitLine): RuleOutcome | null => {
    if (!held.has(each.subject)) return 'WHO';
    if (!covers(subject, object, each.object, each.effect)) return 'OBJECT';
    return each.action === asked.action ? null : 'ACTION';
  };
  const matching = lines.filter((each) => failed(each) === null);
  const deciding = matching.find(({ effect }) => effect === 'deny') ?? matching[0];
  return tell('PERMISSION', lines, (each) => {
    const unmet = failed(each);
    if (unmet !== null) return [unmet];
    if (each === deciding) return ['DECIDED'];
    return [each.effect === deciding!.effect ? 'LATER' : 'OUTWEIGHED', deciding!.line];
  });
}

function grantsConsidered(lines: readonly GrantLine[], { who }: AskedOfRules): ConsideredRule[] {
  const principals = new Set(speakingOf(who));
  return tell('ROLE', lines, ({ subject }) => [principals.has(subject) ? 'APPLIED' : 'WHO']);
}

/** A team that somebody is in is in others: its line gives these. */
function teamsConsidered(lines: readonly TeamLine[], { teams }: Standing, { who }: AskedOfRules): ConsideredRule[] {
  const members = new Set([...speakingOf(who), ...teams]);
  return tell('TEAM', lines, ({ subject }) => [members.has(subject) ? 'APPLIED' : 'WHO']);
}

type Use = NonNullable<AskedOfRules['use']>;

function layersConsidered(lines: readonly LayerLine[], { held }: Standing, use: Use): ConsideredRule[] {
  const objects = objectsOf(use.product, use.feature);
  const own = lines.filter(({ subject }) => held.has(subject));
  const speaking = objects.find((object) => own.some((each) => each.object === object));
  const spoken = own.filter(({ object }) => object === speaking);
  const bars = new Map<string, LayerLine>();
  const taken = new Map<string, LayerLine>();
  for (const each of spoken) {
    if (each.rank === null) bars.set(each.source, bars.get(each.source) ?? each);
    else if (isBefore(each, taken.get(each.source))) taken.set(each.source, each);
  }
  return tell('LAYER', lines, (each) => {
    if (!held.has(each.subject)) return ['WHO'];
    if (!objects.includes(each.object)) return ['OBJECT'];
    if (each.object !== speaking) return ['LESS_SPECIFIC', spoken[0]!.line];
    const bar = bars.get(each.source);
    if (each.rank === null) return ['APPLIED'];
    if (bar) return ['RULED_OUT', bar.line];
    const first = taken.get(each.source)!;
    return first === each ? ['APPLIED'] : ['OTHER_RANK', first.line];
  });
}

function isBefore(each: LayerLine, other: LayerLine | undefined): boolean {
  if (other === undefined) return true;
  return each.rank! < other.rank! || (each.rank === other.rank && each.line < other.line);
}

function budgetsConsidered(lines: readonly BudgetLine[], { held }: Standing, use: Use): ConsideredRule[] {
  const objects = objectsOf(use.product, use.feature);
  return tell('BUDGET', lines, ({ subject, object, per }) => {
    if (subject !== '*' && !held.has(subject)) return ['WHO'];
    if (!objects.includes(object)) return ['OBJECT'];
    return [per === 'session' && use.session === null ? 'SESSION' : 'APPLIED'];
  });
}
