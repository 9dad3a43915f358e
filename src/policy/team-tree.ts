/**
 * Who is in which team, and which team is in which: the teams of somebody are those that a line puts them in, and all
 * that these are in. A team may be in several. What no lines on teams may say is `team-mistakes.ts`'s.
 */

/** That somebody (a subject, a `group:<name>` or a `team:<name>`) is in a team. */
export interface Membership {
  line: number;
  subject: string;
  /** `team:<name>`, as teams are called everywhere here. */
  team: string;
}

/** A team with what lines say of it, each list in their order. */
export interface Team {
  name: string;
  /** The teams that it is in. */
  parents: readonly string[];
  /** The teams that are in it. */
  children: readonly string[];
  /** The subjects, bare, and groups, `group:<name>`, that lines put into it; who is in a group, tokens say. */
  members: readonly string[];
}

export const isTeam = (name: string) => name.startsWith('team:');

export class TeamTree {
  private readonly teamsIn: ReadonlyMap<string, readonly Membership[]>;
  private readonly byTeam = new Map<string, { members: string[]; children: string[] }>();
  /** The place of each team in the order of the file. */
  private readonly places: ReadonlyMap<string, number>;

  /** @param lines in the order of the file; circles among them do no harm */
  constructor(lines: readonly Membership[]) {
    this.teamsIn = Map.groupBy(lines, ({ subject }) => subject);
    for (const { subject, team } of lines) {
      for (const name of isTeam(subject) ? [subject, team] : [team]) {
        if (!this.byTeam.has(name)) this.byTeam.set(name, { members: [], children: [] });
      }
      const { members, children } = this.byTeam.get(team)!;
      (isTeam(subject) ? children : members).push(subject);
    }
    this.places = new Map([...this.byTeam.keys()].map((name, place) => [name, place]));
  }

  /** Every team that a line names, in the order of the file. */
  get names(): readonly string[] {
    return [...this.places.keys()];
  }

  /** Null where no line names the team. */
  team(name: string): Team | null {
    const found = this.byTeam.get(name);
    return found ? { name, parents: this.parentsOf(name), children: found.children, members: found.members } : null;
  }

  /**
   * The teams of somebody in the order of the file, each once; looks at their own lines and those of their teams alone.
   * @param principals all that they are: the subject, bare, and `group:<name>` of each group
   */
  teamsOf(principals: readonly string[]): readonly string[] {
    const found = new Set(principals.flatMap((principal) => this.parentsOf(principal)));
    // A set that grows while it is walked is walked to its end.
    for (const team of found) for (const parent of this.parentsOf(team)) found.add(parent);
    return [...found].sort((a, b) => this.places.get(a)! - this.places.get(b)!);
  }

  private parentsOf(name: string): readonly string[] {
    return this.teamsIn.get(name)?.map(({ team }) => team) ?? [];
  }
}
