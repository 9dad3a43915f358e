/**
 * Doubts about people, by all rules of a file together: what somebody is allowed by name and a role takes back, and names
 * that are nearly another. Who is in which group it does not know.
 */
import { around } from '../policy-object.js';
import { nearPairs } from './near-names.js';
import type { Finding } from './finding.js';
import type { PolicyLines } from './policy-line.js';

/** What somebody is allowed by name, and a role denies that others give them. */
export function outweighedByRoles({ permits, grants }: PolicyLines): Finding[] {
  const rolesOf = Map.groupBy(grants, ({ subject }) => subject);
  const toGroups = new Set(grants.flatMap(({ subject, role }) => (subject.startsWith('group:') ? [role] : [])));
  const denies = permits.filter(({ subject, effect }) => effect === 'deny' && subject.startsWith('role:'));
  const places = [...Map.groupBy(denies, ({ action, object }) => `${action} ${object}`)].map(([place, lines]) => {
    const ofRole = new Map([...lines].reverse().map((deny) => [deny.subject, deny]));
    return [place, { ofRole, ofGroups: lines.find((deny) => toGroups.has(deny.subject)) }] as const;
  });
  const at = new Map(places);
  return permits.flatMap(({ subject, object, action, effect, line }): Finding[] => {
    if (effect === 'deny' || subject.startsWith('role:')) return [];
    const own = [subject, '*'].flatMap((who) => (rolesOf.get(who) ?? []).map(({ role }) => role));
    const against = around('', object).flatMap((wider) => at.get(`${action} ${wider}`) ?? []);
    if (against.length === 0) return [];
    const certain = against.flatMap(({ ofRole }) => own.flatMap((role) => ofRole.get(role) ?? []))[0];
    if (certain) {
      const message = `never takes effect: ${subject} has ${certain.subject}, and the deny in line ${certain.line} outweighs it`;
      return [{ rule: 'policy/allow-void', line, place: 4, message }];
    }
    const maybe = against.find(({ ofGroups }) => ofGroups)?.ofGroups;
    if (!maybe) return [];
    const message = `takes no effect while ${subject} is in a group with ${maybe.subject}: the deny in line ${maybe.line} outweighs it`;
    return [{ rule: 'policy/allow-void-in-group', line, place: 4, message }];
  });
}

/** Groups that are nearly another group, teams that are nearly another team, subjects that are nearly another subject. */
export function nearNames({ permits, grants, layers, teams, budgets }: PolicyLines): Finding[] {
  const lines = new Map<string, number>();
  const named = teams.flatMap(({ subject, team, line }) => [subject, team].map((each) => ({ subject: each, line })));
  for (const { subject, line } of [...grants, ...permits, ...layers, ...named, ...budgets]) {
    if (!subject.startsWith('role:') && !lines.has(subject)) lines.set(subject, line);
  }
  return nearPairs(lines.keys()).map(([a, b]) => {
    const [first, second] = lines.get(a)! <= lines.get(b)! ? [a, b] : [b, a];
    const message = `${second} is one letter away from ${first} in line ${lines.get(first)}: is one of them mistyped?`;
    return { rule: 'policy/near-name', line: lines.get(second)!, message };
  });
}
