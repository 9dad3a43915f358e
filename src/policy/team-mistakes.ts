/**
 * What no lines on teams may say: that a team is in itself, by whatever way, or that teams are nested more than 5
 * deep. It peels the teams off from the outermost inwards; what cannot be peeled is a circle, which is cut at its last
 * line.
 */
import type { RuleId } from '../catalog/lint-rules.js';
import { isTeam, type Membership } from './team-tree.js';

/** How many teams may lie in one another, the outermost counted. */
export const DEEPEST_TEAM = 5;
/** How many teams of a circle a message names. */
const MOST_NAMED = 6;

interface Mistake {
  rule: RuleId;
  line: number;
  message: string;
}

/**
 * Each mistake with a line, in the order of the file; at most `most`.
 * @param lines in the order of the file
 */
export function mistakesInTeams(lines: readonly Membership[], most: number): Mistake[] {
  const peeling = new Peeling(lines.filter(({ subject }) => isTeam(subject)));
  const found = peeling.peel();
  for (let circle = peeling.circle(); circle !== null && found.length < most; circle = peeling.circle()) {
    found.push(told(circle));
    peeling.cut(circle.at(-1)!);
    // How deep the teams of a circle lie, nobody knows before it is mended.
    peeling.peel();
  }
  return found.sort((a, b) => a.line - b.line).slice(0, most);
}

/** @param circle lines of which each one's team is the next one's subject, the latest of them last */
function told(circle: readonly Membership[]): Mistake {
  const last = circle.at(-1)!;
  const [rule, line] = ['policy/team-in-itself', last.line] as const;
  if (circle.length === 1) return { rule, line, message: `${last.team} cannot be in itself` };
  const others = circle.slice(0, -1).slice(0, MOST_NAMED);
  const ways = others.map(({ subject, team, line }) => `${subject} is in ${team} (line ${line})`);
  const more = others.length < circle.length - 1 ? ', …' : '';
  return { rule, line, message: `${last.team} would be in itself: ${ways.join(', ')}${more}` };
}

class Peeling {
  /** By team: the lines that put other teams into it. */
  private readonly inner: ReadonlyMap<string, readonly Membership[]>;
  /** By team that is left: the lines that put it into teams that are left. */
  private readonly outer: Map<string, Set<Membership>>;
  /** By team: the way to the outermost, itself the first, as far as it was found. */
  private readonly ways = new Map<string, readonly string[]>();
  private readonly ready: string[];

  constructor(lines: readonly Membership[]) {
    this.inner = Map.groupBy(lines, ({ team }) => team);
    this.outer = new Map(
      [...Map.groupBy(lines, ({ subject }) => subject)].map(([team, each]) => [team, new Set(each)]),
    );
    this.ready = [...this.inner.keys()].filter((team) => !this.outer.has(team));
  }

  /** Takes away what is in nothing that is left; tells each team that is one too deep. */
  peel(): Mistake[] {
    const mistakes: Mistake[] = [];
    for (let team = this.ready.pop(); team !== undefined; team = this.ready.pop()) {
      const way = this.ways.get(team) ?? [team];
      for (const line of this.inner.get(team) ?? []) {
        const known = this.ways.get(line.subject)?.length ?? 0;
        if (way.length === DEEPEST_TEAM && known <= DEEPEST_TEAM) mistakes.push(tooDeep(line, way));
        // One more than the deepest is enough to know: what lies in it is not told again.
        if (way.length >= known) this.ways.set(line.subject, [line.subject, ...way].slice(0, DEEPEST_TEAM + 2));
        this.cut(line);
      }
    }
    return mistakes;
  }

  /** A circle among what is left, its latest line last; null where nothing is left. */
  circle(): Membership[] | null {
    const [start] = this.outer.keys();
    if (start === undefined) return null;
    const walked = new Map<string, Membership>();
    let team = start;
    while (!walked.has(team)) {
      const [next] = this.outer.get(team)!;
      walked.set(team, next!);
      team = next!.team;
    }
    const lines = [...walked.values()];
    const circle = lines.slice(lines.findIndex(({ subject }) => subject === team));
    const latest = circle.reduce((last, each, i) => (each.line > circle[last]!.line ? i : last), 0);
    return [...circle.slice(latest + 1), ...circle.slice(0, latest + 1)];
  }

  /** Takes a line away, and with the last of its subject's lines makes that one ready. */
  cut(line: Membership): void {
    const left = this.outer.get(line.subject);
    if (!left?.delete(line) || left.size > 0) return;
    this.outer.delete(line.subject);
    this.ready.push(line.subject);
  }
}

function tooDeep({ line, subject }: Membership, way: readonly string[]): Mistake {
  const message = `teams are nested at most ${DEEPEST_TEAM} deep: ${subject} is in ${way.join(', in ')}`;
  return { rule: 'policy/team-too-deep', line, message };
}
