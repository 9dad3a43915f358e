/**
 * Doubts about whom budgets reach, by all rules of a file together: caps that a token without its groups slips by,
 * more budgets than one check may meet, sources that nobody draws on. Who is in which group it does not know.
 */
import { asking, nearestOfFew } from '../../catalog/nearest-name.js';
import { countsLayer, MOST_BUDGETS } from '../../core/budgets.js';
import { LAYER_KINDS, layerKindOf, layerKinds } from '../../core/kinds.js';
import { keyOfBudget } from '../budget-address.js';
import { around } from '../policy-object.js';
import { isTeam, type TeamTree } from '../team-tree.js';
import type { Finding } from './finding.js';
import type { BudgetLine } from './budget-line.js';
import type { LayerLine, PolicyLines } from './policy-line.js';

/** The layers that everybody has where no line says otherwise. */
const BY_DEFAULT = new Set<string>(
  layerKinds.filter((kind) => LAYER_KINDS[kind].whose === 'subject').map((kind) => LAYER_KINDS[kind].word),
);

/** Whether a budget on a source counts what a layer gives. */
function counts(source: string, layer: string): boolean {
  const kind = layerKindOf(layer);
  return kind !== null && countsLayer({ source }, { layer: kind, source: layer });
}

/** Whether a request can be at both objects: one contains the other. */
function meet(a: string, b: string): boolean {
  return around('', a).includes(b) || around('', b).includes(a);
}

/** The roles that everybody has. */
function rolesOfAll({ grants }: PolicyLines): ReadonlySet<string> {
  return new Set(grants.flatMap(({ subject, role }) => (subject === '*' ? [role] : [])));
}

const gives = ({ rank }: LayerLine) => rank !== null;

/** Budgets on what no layer gives at their object; where nothing is known of somebody's layers, the default serves. */
export function unusedSources(lines: PolicyLines): Finding[] {
  const all = rolesOfAll(lines);
  const hasDefault = !lines.layers.some(({ subject, object }) => all.has(subject) && object === 'product:*');
  const given = lines.layers.filter(gives);
  const pools = new Set(given.flatMap(({ source }) => /^pool:(.+)$/.exec(source)?.[1] ?? []));
  const nearest = nearestOfFew(pools);
  const bySource = Map.groupBy(given, ({ source }) => source);
  const sources = [...bySource].map(([source, own]) => ({ source, objects: new Set(own.map(({ object }) => object)) }));
  const known = new Map<string, boolean>();
  const told = new Set<string>();
  return lines.budgets.flatMap((budget) => {
    const { source, object, line } = budget;
    const isDefault = hasDefault && [...BY_DEFAULT].some((layer) => counts(source, layer));
    const place = `${source},${object}`;
    if (isDefault || told.has(keyOfBudget(budget))) return [];
    told.add(keyOfBudget(budget));
    if (!known.has(place)) {
      const counted = sources.filter((each) => counts(source, each.source));
      known.set(
        place,
        counted.some(({ objects }) => [...objects].some((each) => meet(object, each))),
      );
    }
    if (known.get(place)) return [];
    const pool = /^pool:(.+)$/.exec(source)?.[1];
    const near = pool === undefined || pools.has(pool) ? null : nearest(pool);
    const message = `no p2 line gives ${source} at ${object}, so this budget counts nothing${asking(near)}`;
    return [{ rule: 'policy/unused-source', line, place: 3, message, instead: near && `pool:${near}` }];
  });
}

/** Caps on those that only a token's group tells, of what everybody has without it. */
export function capsOfGroups(lines: PolicyLines, tree: TeamTree): Finding[] {
  const all = rolesOfAll(lines);
  const ofAll = lines.layers.filter(({ subject }) => all.has(subject));
  const holders = Map.groupBy(lines.grants, ({ role }) => role);
  const isOfGroups = (reached: string): boolean => {
    if (reached.startsWith('group:')) return true;
    if (isTeam(reached)) return areGroups(membersWithin(reached, tree));
    return areGroups((holders.get(reached) ?? []).map(({ subject }) => subject));
  };
  const known = new Map<string, boolean>();
  const byPlace = new Map<string, string | null>();
  return lines.budgets.flatMap(({ subject, who, object, source, effect, line }) => {
    if (effect !== 'cap' || subject === '*') return [];
    if (!known.has(subject)) known.set(subject, isOfGroups(subject));
    if (!known.get(subject)) return [];
    const place = `${source},${object}`;
    if (!byPlace.has(place)) byPlace.set(place, reachOfAll(ofAll, source, object));
    const why = byPlace.get(place);
    if (why == null) return [];
    const by = subject.startsWith('group:') ? 'by that group alone' : 'by their groups alone';
    const message = `${who} reaches people ${by}, and ${why}: whoever has a token without the group is not limited`;
    return [{ rule: 'policy/cap-by-group', line, place: 1, message }];
  });
}

/** By what everybody has something of a source at an object; null where they do not. */
function reachOfAll(ofAll: readonly LayerLine[], source: string, object: string): string | null {
  const at = ofAll.filter((layer) => meet(object, layer.object));
  const line = at.filter(gives).find((layer) => counts(source, layer.source))?.line;
  if (line !== undefined) return `line ${line} gives everybody its layers`;
  const isDefault = at.length === 0 && [...BY_DEFAULT].some((layer) => counts(source, layer));
  return isDefault ? 'everybody has the layers that serve where no line speaks' : null;
}

function areGroups(members: readonly string[]): boolean {
  return members.length > 0 && members.every((member) => member.startsWith('group:'));
}

/** The subjects and groups of a team and of all that is in it. */
function membersWithin(team: string, tree: TeamTree): string[] {
  const teams = new Set([team]);
  for (const each of teams) for (const child of tree.team(each)?.children ?? []) teams.add(child);
  return [...teams].flatMap((each) => tree.team(each)?.members ?? []);
}

/** Whoever can meet more budgets on one check than it may have, by their own lines and at most one group. */
export function manyAtOnce(lines: PolicyLines, tree: TeamTree): Finding[] {
  const { grants, teams, budgets } = lines;
  if (budgets.length <= MOST_BUDGETS) return [];
  const rolesOf = Map.groupBy(grants, ({ subject }) => subject);
  const byReach = Map.groupBy(firstOfEach(budgets), ({ subject }) => subject);
  const reachOf = (principal: string) =>
    [
      ...['*', principal].flatMap((each) => (rolesOf.get(each) ?? []).map(({ role }) => role)),
      ...tree.teamsOf([principal]),
      principal,
    ].filter((name) => byReach.has(name));
  const groups = [...byReach.keys()].filter((name) => name.startsWith('group:'));
  const members = teams.map(({ subject }) => subject).filter((subject) => !isTeam(subject));
  const known = new Set<string>();
  const told = new Set<number>();
  return ['*', ...new Set([...rolesOf.keys(), ...members, ...groups])].flatMap((principal) => {
    const reached = [...new Set(['*', ...reachOf(principal)])];
    const key = [...reached].sort().join(',');
    if (known.has(key)) return [];
    known.add(key);
    const met = mostAtOnce(reached.flatMap((name) => byReach.get(name) ?? []));
    const last = met.length > MOST_BUDGETS ? Math.max(...met.map(({ line }) => line)) : null;
    if (last === null || told.has(last)) return [];
    told.add(last);
    const whose = principal === '*' ? 'anybody' : principal;
    const message = `one check of ${whose} can meet ${met.length} budgets; with more than ${MOST_BUDGETS} it is denied`;
    return [{ rule: 'policy/many-budgets', line: last, message }];
  });
}

function firstOfEach(budgets: readonly BudgetLine[]): BudgetLine[] {
  return [...Map.groupBy(budgets, keyOfBudget).values()].map(([first]) => first!);
}

/** The most of these budgets that one request meets: those of a feature, its product and all products. */
function mostAtOnce(budgets: readonly BudgetLine[]): BudgetLine[] {
  const at = Map.groupBy(budgets, ({ object }) => object);
  let most: BudgetLine[] = [];
  for (const object of at.keys()) {
    const met = around('', object).flatMap((each) => at.get(each) ?? []);
    if (met.length > most.length) most = met;
  }
  return most;
}
