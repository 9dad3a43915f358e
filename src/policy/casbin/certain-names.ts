/**
 * What somebody certainly is, by the `g` lines alone: a role or a subject itself, the roles of a subject, and those that
 * everybody has. Who is in which group, tokens say, so nothing is certain of that.
 */
import type { GrantLine } from './policy-line.js';

export class CertainNames {
  /** The roles that everybody has, each with the line that gives it. */
  readonly ofEverybody: ReadonlyMap<string, number>;
  private readonly rolesOf: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly holdersOf: ReadonlyMap<string, readonly string[]>;
  /** By role: how many of its holders have each other role. */
  private readonly shared = new Map<string, ReadonlyMap<string, number>>();

  constructor(grants: readonly GrantLine[]) {
    const bySubject = Map.groupBy(grants, ({ subject }) => subject);
    this.rolesOf = new Map([...bySubject].map(([subject, own]) => [subject, new Set(own.map(({ role }) => role))]));
    const byRole = Map.groupBy(grants, ({ role }) => role);
    this.holdersOf = new Map([...byRole].map(([role, own]) => [role, own.map(({ subject }) => subject)]));
    this.ofEverybody = new Map((bySubject.get('*') ?? []).map(({ role, line }) => [role, line]));
  }

  /** Whom a role is given to. */
  holders(role: string): readonly string[] {
    return this.holdersOf.get(role) ?? [];
  }

  /** A role or a subject, and its roles, but for those that everybody has. */
  own(name: string): readonly string[] {
    return [name, ...(this.rolesOf.get(name) ?? [])].filter((each) => !this.ofEverybody.has(each));
  }

  /** Whether all who are the one are the other, too. A role that nobody has is nobody's. */
  isAlways(name: string, other: string): boolean {
    if (name === other || this.ofEverybody.has(other)) return true;
    if (!name.startsWith('role:')) return this.rolesOf.get(name)?.has(other) ?? false;
    const holders = this.holders(name);
    if (holders.length === 0) return false;
    return other.startsWith('role:')
      ? this.sharedBy(name).get(other) === holders.length
      : holders.length === 1 && holders[0] === other;
  }

  private sharedBy(role: string): ReadonlyMap<string, number> {
    let counts = this.shared.get(role);
    if (counts === undefined) {
      const counting = new Map<string, number>();
      for (const holder of this.holders(role)) {
        const roles = this.rolesOf.get(holder)!;
        // Whoever has very many is looked at for none: the count is then too small, and nothing is said.
        if (roles.size > MOST_ROLES) continue;
        for (const other of roles) counting.set(other, (counting.get(other) ?? 0) + 1);
      }
      this.shared.set(role, (counts = counting));
    }
    return counts;
  }
}

/** Whoever has more roles than these is compared with nobody. */
const MOST_ROLES = 50;
