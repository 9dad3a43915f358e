/**
 * What is doubtful in a policy beside what the books know of the tenant: pools that have no account, and names that no token
 * has shown. Each name is told once, at its first line.
 */
import { asking, nearestOfFew } from '../../catalog/nearest-name.js';
import { SEEN_DAYS, type SeenNames } from '../seen-names.js';
import type { Finding } from './finding.js';
import { isNear } from './near-names.js';
import { poolIn, type Named, type Row } from './rows.js';

/** How many names are told of: a fresh list of thousands is no list of mistakes. */
const MOST_TOLD = 50;

/** @param pools those that have an account, or get one of the catalog; null: nothing is known, and nothing said */
export function poolsWithoutAccount(rows: readonly Row[], pools: ReadonlySet<string> | null): Finding[] {
  if (pools === null) return [];
  const nearest = nearestOfFew(pools);
  const told = new Set<string>();
  return rows.flatMap((row): Finding[] => {
    const pool = poolIn(row);
    if (pool === undefined || pools.has(pool) || told.has(pool) || told.size >= MOST_TOLD) return [];
    told.add(pool);
    const near = nearest(pool);
    const message = `pool:${pool} has no account, so it gives nothing${asking(near)}`;
    const instead = near && `pool:${near}`;
    return [{ rule: 'policy/pool-without-account', line: row.line, place: 3, message, instead }];
  });
}

/** Groups that no token has shown, and subjects of which a token has shown nearly the name. */
export function unseenNames(names: readonly Named[], seen: SeenNames): Finding[] {
  const [groups, subjects] = [nearestOfFew(seen.groups ?? []), nearestOfFew(seen.subjects ?? [])];
  const told = new Set<string>();
  return names.flatMap(({ name, line, place, column }): Finding[] => {
    if (told.has(name) || told.size >= MOST_TOLD || !isOfTokens(name)) return [];
    const group = /^group:(.+)$/.exec(name)?.[1];
    const known = group === undefined ? seen.subjects : seen.groups;
    if (known === null || known.has(group ?? name)) return [];
    const near = group === undefined ? subjectMeant(name, subjects(name)) : groups(group);
    // People who are away, and services that sleep, are no mistake.
    if (group === undefined && near === null) return [];
    told.add(name);
    const rule = group === undefined ? 'policy/unseen-subject' : 'policy/unseen-group';
    const meant = group === undefined ? near : near && `group:${near}`;
    const message = `no token has shown ${name} in the last ${SEEN_DAYS} days${asking(meant)}`;
    return [{ rule, line, place, message, instead: meant && column.replace(name, meant) }];
  });
}

/** Whether tokens can show it: teams and roles are the policy's own, and `*` is everybody. */
function isOfTokens(name: string): boolean {
  return name !== '*' && !/^(?:role|team):/.test(name);
}

/** A name that counts people, as alice1 and alice2 do, is another name. */
function subjectMeant(name: string, near: string | null): string | null {
  return near !== null && isNear(name, near) ? near : null;
}
