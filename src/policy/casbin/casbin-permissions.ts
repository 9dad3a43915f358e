/**
 * Who may do what, by the `p` lines of one version, never reloaded. Casbin loads the lines, and answers come from an
 * index of what it has loaded: a look-up for each object that contains the one asked for, whatever the policy's size.
 */
import type { Permission } from '../../core/words.js';
import { around } from '../policy-object.js';
import type { Permissions, Principal } from '../policy-version.js';
import { PermitIndex } from './permit-index.js';
import type { PermitLine, PolicyLines } from './policy-line.js';
import { PerStanding, type Standings } from './standings.js';

interface Rules {
  /** What citations name. */
  version: string;
  file: string;
  lines: Omit<PolicyLines, 'layers'>;
  standings: Standings;
}

/** @param rules the version, and its lines as Casbin has loaded them */
export function permissionsFrom(rules: Rules): Permissions {
  return new CasbinPermissions(rules);
}

class CasbinPermissions implements Permissions {
  private readonly standings: Standings;
  private readonly index: PermitIndex;
  /** The answer that each line gives, made once. */
  private readonly answers: ReadonlyMap<PermitLine, Permission>;
  private readonly noRule: Permission;
  /** The actions that some line allows to somebody. */
  private readonly allowed: ReadonlySet<string>;
  /** The objects that lines allow something on, each with the action. */
  private readonly places: ReadonlySet<string>;
  /** The actions that lines allow on something. */
  private readonly able = new PerStanding(({ held }) => actionsOf(this.index.linesOf(held)));

  constructor({ version, file, lines, standings }: Rules) {
    const answer = (permitted: boolean, line: number | null, rule: string): Permission =>
      Object.freeze({ permitted, citation: Object.freeze({ version, file, line, rule }) });
    this.standings = standings;
    this.index = new PermitIndex(lines.permits);
    this.answers = new Map(lines.permits.map((each) => [each, answer(each.effect === 'allow', each.line, each.rule)]));
    const allows = lines.permits.filter(({ effect }) => effect === 'allow');
    this.allowed = new Set(allows.map(({ action }) => action));
    this.places = new Set(allows.map(({ object, action }) => placeOf(object, action)));
    this.noRule = answer(false, null, 'no rule allows');
  }

  rolesOf(who: Principal): readonly string[] {
    return this.standings.of(who).roles;
  }

  permits(who: Principal, object: string, action: string): Permission {
    const { held } = this.standings.of(who);
    const line = this.index.deciding(who.subject, held, askedOf(who, object), action);
    return line === null ? this.noRule : this.answers.get(line)!;
  }

  allowsAnybody(action: string): boolean {
    return this.allowed.has(action);
  }

  allowsSomebody(object: string, action: string): boolean {
    return around('', object).some((wider) => this.places.has(placeOf(wider, action)));
  }

  allowsAnything(who: Principal, action: string): boolean {
    return this.able.of(this.standings.of(who)).has(action);
  }

  permissionsOf(who: Principal): readonly { object: string; action: string }[] {
    const lines = this.index.linesOf(this.standings.of(who).held);
    const denies = lines.filter((line) => line.effect === 'deny');
    const denied = new Set(denies.map(({ object, action }) => `${object} ${action}`));
    const ofAccounts = denies.filter(({ object }) => object.startsWith('account:'));
    const deniedOfSome = new Set(ofAccounts.map(({ action }) => action));
    const isDenied = (asked: string, action: string) =>
      (asked === 'account:*' && deniedOfSome.has(action)) ||
      around(who.subject, asked).some((wider) => denied.has(`${wider} ${action}`));
    const found = new Map<string, { object: string; action: string }>();
    for (const { object, action, effect } of lines) {
      if (effect === 'deny' || found.has(`${object} ${action}`)) continue;
      if (!isDenied(askedOf(who, object), action)) found.set(`${object} ${action}`, { object, action });
    }
    return [...found.values()];
  }
}

const placeOf = (object: string, action: string) => `${action} ${object}`;

function askedOf(who: Principal, object: string): string {
  return object === 'account:self' ? `account:subject:${who.subject}` : object;
}

/** The actions that some line allows which no deny outweighs; a line on one's own account is none. */
function actionsOf(lines: readonly PermitLine[]): ReadonlySet<string> {
  const denied = new Set(lines.flatMap((line) => (line.effect === 'deny' ? placeOf(line.object, line.action) : [])));
  const holds = ({ object, action, effect }: PermitLine) =>
    effect === 'allow' &&
    object !== 'account:self' &&
    !around('', object).some((wider) => denied.has(placeOf(wider, action)));
  return new Set(lines.filter(holds).map(({ action }) => action));
}
