/**
 * Doubts about who ends up with what, by all rules of a file together: rights that reach everybody, rules that a role takes
 * back, layers that a narrower rule leaves out, names that are nearly another. Who is in which group it does not know.
 */
import { around } from '../policy-object.js';
import { objectsOf } from '../merge-layers.js';
import { nearPairs } from './near-names.js';
import type { Finding } from './finding.js';
import type { LayerLine, PolicyLines } from './policy-line.js';

/** What nobody means to give to whoever has a token. */
const NEVER_EVERYBODYS: readonly string[] = [
  'account grant',
  'account act_for',
  'account manage',
  'account correct',
  'policy write',
];

/** `*` has them by a role. */
export function rightsOfEverybody({ permits, grants }: PolicyLines): Finding[] {
  const given = new Map(grants.flatMap(({ subject, role, line }) => (subject === '*' ? [[role, line] as const] : [])));
  const ofAll = permits.filter(({ subject }) => given.has(subject));
  const place = (action: string, object: string) => `${action} ${object}`;
  const denied = new Set(ofAll.flatMap((line) => (line.effect === 'deny' ? place(line.action, line.object) : [])));
  return ofAll.flatMap(({ subject, object, action, effect, line }) => {
    const isTaken = around('', object).some((wider) => denied.has(place(action, wider)));
    if (effect === 'deny' || isTaken) return [];
    if (!NEVER_EVERYBODYS.includes(`${object.replace(/:.*/, '')} ${action}`)) return [];
    const message =
      `line ${given.get(subject)} gives everybody ${subject}, so that everybody may ${action} on ${object}; ` +
      'give that to a role of a group or of somebody';
    return [{ rule: 'policy/everybody-may', line, place: 3, message, id: `${action}/${object}` }];
  });
}

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

/** Lines at a narrower object stand alone: what the same role has at a wider one does not count there. */
export function droppedLayers({ layers }: PolicyLines): Finding[] {
  const findings: Finding[] = [];
  const bySubject = Map.groupBy(layers, ({ subject }) => subject);
  for (const lines of bySubject.values()) {
    const byObject = Map.groupBy(lines, ({ object }) => object);
    for (const [object, own] of byObject) {
      const wider = widerOf(object).find((each) => byObject.has(each));
      if (wider === undefined || own.every(({ rank }) => rank === null)) continue;
      const named = new Set(own.map(({ source }) => source));
      const dropped = byObject.get(wider)!.filter(({ source, rank }) => rank !== null && !named.has(source));
      if (dropped.length === 0) continue;
      const message = droppedMessage(own[0]!, wider, dropped);
      findings.push({ rule: 'policy/layers-dropped', line: own[0]!.line, place: 2, message });
    }
  }
  return findings;
}

function droppedMessage({ subject, object }: LayerLine, wider: string, dropped: readonly LayerLine[]): string {
  const sources = [...new Set(dropped.map(({ source }) => source))].join(', ');
  return `at ${object} only its own lines count for ${subject}: ${sources} of ${wider} gives nothing there; repeat what shall`;
}

function widerOf(object: string): string[] {
  const [, product = '', feature] = /^product:([^/]+)(?:\/(.+))?$/.exec(object) ?? [];
  return product === '*' ? [] : objectsOf(product, feature ?? null).filter((each) => each !== object);
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
