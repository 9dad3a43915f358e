/**
 * Who is what, by the `g` and `g2` lines: the roles and teams of a caller, found once and remembered. Callers whom no
 * line can tell apart have one standing, and with it all their answers, in common.
 */
import { createHash } from 'node:crypto';
import { BoundedMap } from '../../bounded-map.js';
import { isReservedSubject } from '../../text.js';
import type { Principal } from '../policy-version.js';
import { TeamTree } from '../team-tree.js';
import type { GrantLine, PolicyLines } from './policy-line.js';

/** What the lines can tell apart about a caller. */
export interface Standing {
  readonly roles: readonly string[];
  /** Those of the subject and its groups, and what these are in, in the order of the file. */
  readonly teams: readonly string[];
  /** Roles and teams, the groups that budgets speak of, and the subject itself where a line names it. */
  readonly held: ReadonlySet<string>;
}

const REMEMBERED_CALLERS = 50_000;
const REMEMBERED_STANDINGS = 2_000;
const LONGEST_KEY = 500;

export class Standings {
  private readonly callers = new BoundedMap<Standing>(REMEMBERED_CALLERS);
  private readonly standings = new BoundedMap<Standing>(REMEMBERED_STANDINGS);
  private readonly grants: readonly GrantLine[];
  private readonly grantsOf: ReadonlyMap<string, readonly number[]>;
  private readonly named: ReadonlySet<string>;
  readonly tree: TeamTree;

  constructor({ permits, grants, layers, teams, budgets }: PolicyLines) {
    this.grants = grants;
    this.grantsOf = groupBySubject(grants);
    this.named = new Set([...permits, ...layers, ...budgets].map((line) => line.subject));
    this.tree = new TeamTree(teams);
  }

  of(who: Principal): Standing {
    const key = keyOf(who);
    let standing = this.callers.get(key);
    if (standing === undefined) {
      standing = this.find(who);
      this.callers.set(key, standing);
    }
    return standing;
  }

  private find(who: Principal): Standing {
    const principals = speakingOf(who);
    const grants = principals.flatMap((principal) => this.grantsOf.get(principal) ?? []);
    const lines = [...new Set(grants)].sort((a, b) => a - b);
    const roles = [...new Set(lines.map((index) => this.grants[index]!.role))];
    const teams = this.tree.teamsOf(principals);
    const named = [...new Set(principals)].filter((principal) => principal !== '*' && this.named.has(principal)).sort();
    const held = [...roles, ...teams, ...named];
    const key = held.join(',');
    let standing = this.standings.get(key);
    if (standing === undefined) {
      standing = { roles, teams, held: new Set(held) };
      this.standings.set(key, standing);
    }
    return standing;
  }
}

/** One value for each standing: made when it is first asked for, forgotten with the standing. */
export class PerStanding<Value extends object> {
  private readonly values = new WeakMap<Standing, Value>();

  constructor(private readonly make: (standing: Standing) => Value) {}

  of(standing: Standing): Value {
    let value = this.values.get(standing);
    if (value === undefined) {
      value = this.make(standing);
      this.values.set(standing, value);
    }
    return value;
  }
}

/** All that a caller is to the lines of a policy: of a reserved name, such as the operator's, they say nothing. */
export function speakingOf(who: Principal): string[] {
  return isReservedSubject(who.subject) ? [] : principalsOf(who);
}

/** All that a caller is, as `g` lines write it. */
export function principalsOf(who: Principal): string[] {
  return [who.subject, ...who.groups.map((group) => `group:${group}`), '*'];
}

/** Tells callers apart, and is short: many are remembered. */
function keyOf({ subject, groups }: Principal): string {
  // Lengths keep names that contain separators apart.
  let key = `${subject.length} ${subject}`;
  for (const group of groups) key += ` ${group.length} ${group}`;
  return key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('base64');
}

/** Positions in `grants` per subject, group or `*`, so that roles come out in file order. */
function groupBySubject(grants: readonly GrantLine[]): Map<string, number[]> {
  const positions = new Map<string, number[]>();
  for (const [index, { subject }] of grants.entries()) {
    const list = positions.get(subject);
    if (list) list.push(index);
    else positions.set(subject, [index]);
  }
  return positions;
}
