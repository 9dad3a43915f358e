/**
 * Reads a parsed policy for what is lawful but probably a slip, and for the one thing that no policy may do: leave
 * nobody with `policy, write` (`policy-object.ts` says what that means). Groups are known by name only; who is in them,
 * tokens say.
 */
import { asking, nearestOfFew } from '../../catalog/nearest-name.js';
import { around } from '../policy-object.js';
import { CertainNames } from './certain-names.js';
import { rightsOfEverybody, whatEverybodyHas } from './lint-everybody.js';
import { droppedLayers } from './lint-layers.js';
import { nearNames, outweighedByRoles } from './lint-people.js';
import { givenAlready, shadowed, voidForAll } from './lint-shadows.js';
import type { Finding } from './finding.js';
import { isNear } from './near-names.js';
import type { GrantLine, LayerLine, PermitLine, PolicyLines } from './policy-line.js';

/** Null where somebody may write the policy; otherwise what to say, at the deny that took the right away if one did. */
export function policyWriterMissing(
  permits: readonly PermitLine[],
  grants: readonly GrantLine[],
): { line: number | null; message: string } | null {
  const writes = permits.filter((permit) => permit.object === 'policy' && permit.action === 'write');
  const writesOf = Map.groupBy(writes, (permit) => permit.subject);
  const grantsOf = Map.groupBy(grants, (grant) => grant.subject);
  const effectsOn = (candidate: string) => {
    const held = [candidate, ...(grantsOf.get(candidate) ?? []).map((grant) => grant.role)];
    return held.flatMap((name) => writesOf.get(name) ?? []).map((permit) => permit.effect);
  };
  const mayWrite = (candidate: string) => {
    const effects = effectsOn(candidate);
    return effects.includes('allow') && !effects.includes('deny');
  };
  const candidates = [...grantsOf.keys(), ...writesOf.keys()].filter((name) => !name.startsWith('role:'));
  // Everybody has the roles of *: what those deny is denied to all, and what they allow is found with * itself.
  if (!effectsOn('*').includes('deny') && candidates.some(mayWrite)) return null;
  const denied = writes.find((permit) => permit.effect === 'deny');
  const keep = 'no subject or group may write this policy; keep one whose role has "policy, write, allow"';
  const message = `${keep}${denied ? ', and not denied as here' : ''}`;
  return { line: denied?.line ?? null, message };
}

/** Warnings in the file's order. */
export function lintPolicy(lines: PolicyLines): Finding[] {
  const names = new CertainNames(lines.grants);
  const findings = [
    ...unusedRoles(lines),
    ...idlePermits(lines),
    ...unclearLayers(lines),
    ...rightsOfEverybody(lines, names),
    ...outweighedByRoles(lines),
    ...voidForAll(lines.permits, names),
    ...shadowed(lines.permits),
    ...droppedLayers(lines.layers, names),
    ...nearNames(lines),
  ];
  return findings.sort((a, b) => a.line - b.line);
}

/** What is worth knowing of a policy, and no doubt; in the file's order. */
export function notesOn(lines: PolicyLines): Finding[] {
  const names = new CertainNames(lines.grants);
  const findings = [...whatEverybodyHas(lines, names), ...givenAlready(lines.permits, names)];
  return findings.sort((a, b) => a.line - b.line);
}

/** How many roles that nobody has are compared with all others. */
const MOST_COMPARED = 20;

function unusedRoles({ permits, grants, layers, budgets }: PolicyLines): Finding[] {
  const granted = new Set(grants.map((grant) => grant.role));
  const rules = [...permits, ...layers, ...budgets];
  const used = new Set(rules.map((rule) => rule.subject));
  const findings: Finding[] = [];
  const reported = new Set<string>();
  const nearestUnused = nearestOfFew([...granted].filter((role) => !used.has(role)));
  let left = MOST_COMPARED;
  // A role that has rules of its own is meant where it is a letter away, and no other one where it is further.
  const nearest = (role: string) => {
    return nearestUnused(role) ?? (left-- > 0 ? ([...granted].find((each) => isNear(each, role)) ?? null) : null);
  };
  for (const { subject, line } of rules.sort((a, b) => a.line - b.line)) {
    if (!subject.startsWith('role:') || granted.has(subject) || reported.has(subject)) continue;
    reported.add(subject);
    const near = nearest(subject);
    const rule = near === null ? 'policy/role-without-members' : 'policy/unknown-role';
    const message = `no g line grants ${subject} to anybody${asking(near)}`;
    findings.push({ rule, line, place: 1, message, instead: near });
  }
  for (const { role, line } of grants) {
    if (used.has(role)) continue;
    const message = `${role} has no p and no p2 line, so it changes nothing`;
    findings.push({ rule: 'policy/role-without-rules', line, place: 2, message });
  }
  return findings;
}

const READING = "reading one's own account needs no line, and no line takes it away";

/** What lines on `account:self` do not do, or do beside what was probably meant (docs/rules.md, 26). */
const DOUBTS_ON_SELF: Readonly<Record<string, string>> = {
  'read allow': READING,
  'read deny': READING,
  'check allow': "checking on one's own account needs no line",
  'act_for allow': 'lets them name groups of their own, and report without a decision; check and release need no line',
  'act_for deny': "a deny of act_for does not touch one's own account: deny check, report or release",
};

function idlePermits({ permits }: PolicyLines): Finding[] {
  const findings: Finding[] = [];
  const place = (subject: string, action: string, object: string) => `${subject} ${action} ${object}`;
  const denies = permits.filter((permit) => permit.effect === 'deny');
  const denyAt = new Map(denies.map((deny) => [place(deny.subject, deny.action, deny.object), deny]));
  for (const { subject, object, action, effect, line } of permits) {
    const doubt = object === 'account:self' ? DOUBTS_ON_SELF[`${action} ${effect}`] : undefined;
    if (doubt !== undefined) findings.push({ rule: 'policy/own-account', line, place: 3, message: doubt });
    if (effect === 'deny') continue;
    const lines = around('', object).flatMap((wider) => denyAt.get(place(subject, action, wider))?.line ?? []);
    if (lines.length === 0) continue;
    const message = `never takes effect: the deny in line ${Math.min(...lines)} outweighs it`;
    findings.push({ rule: 'policy/allow-void', line, place: 4, message });
  }
  return findings;
}

function unclearLayers({ layers }: PolicyLines): Finding[] {
  const findings: Finding[] = [];
  const byRank = new Map<string, LayerLine>();
  const bySource = new Map<string, LayerLine>();
  for (const layer of layers) {
    const { line, subject, object, source, rank } = layer;
    const sameRank = byRank.get(`${object} ${rank}`);
    if (rank !== null && sameRank && sameRank.source !== source) {
      const tie = `${sameRank.source}'s (line ${sameRank.line})`;
      const message = `rank ${rank} at ${object} is also ${tie}: file order decides`;
      findings.push({ rule: 'policy/duplicate-rank', line, place: 4, message });
    }
    if (rank !== null && !sameRank) byRank.set(`${object} ${rank}`, layer);
    const sameSource = bySource.get(`${subject} ${object} ${source}`);
    if (sameSource) {
      const earlier = `${subject} has ${source} at ${object} in line ${sameSource.line} already`;
      const message = `${earlier}; never counts, else the lower rank`;
      findings.push({ rule: 'policy/layer-twice', line, place: 3, message });
    } else bySource.set(`${subject} ${object} ${source}`, layer);
  }
  return findings;
}
