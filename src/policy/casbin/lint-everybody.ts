/**
 * What `*` reaches: what everybody may and has by the roles that are given to it, as far as it is more than one's own.
 */
import { around } from '../policy-object.js';
import type { CertainNames } from './certain-names.js';
import type { Finding } from './finding.js';
import type { LayerLine, PermitLine, PolicyLines } from './policy-line.js';

/** What nobody means to give to whoever has a token. */
const NEVER_EVERYBODYS: readonly string[] = [
  'account grant',
  'account act_for',
  'account manage',
  'account correct',
  'policy write',
];

/** What everybody is allowed, and no role that everybody has denies. */
function allowedToAll({ permits }: PolicyLines, { ofEverybody }: CertainNames): PermitLine[] {
  const ofAll = permits.filter(({ subject }) => ofEverybody.has(subject));
  const place = (action: string, object: string) => `${action} ${object}`;
  const denied = new Set(ofAll.flatMap((line) => (line.effect === 'deny' ? place(line.action, line.object) : [])));
  return ofAll.filter(({ object, action, effect }) => {
    return effect === 'allow' && !around('', object).some((wider) => denied.has(place(action, wider)));
  });
}

/** Rights that everybody has by a role: those that nobody may have so, and those that reach further than oneself. */
export function rightsOfEverybody(lines: PolicyLines, names: CertainNames): Finding[] {
  return allowedToAll(lines, names).flatMap((permit): Finding[] => {
    const { subject, object, action, line } = permit;
    const given = `line ${names.ofEverybody.get(subject)} gives everybody ${subject}, so that everybody may ${action} on ${object}`;
    if (NEVER_EVERYBODYS.includes(`${object.replace(/:.*/, '')} ${action}`)) {
      const message = `${given}; give that to a role of a group or of somebody`;
      return [{ rule: 'policy/everybody-may', line, place: 3, message, id: `${action}/${object}` }];
    }
    return reachesOthers(object, action) ? [{ rule: 'policy/everybody-reaches', line, place: 3, message: given }] : [];
  });
}

/** Whether it is of accounts that are not one's own, or of how the service runs; to look at a pool is no matter. */
function reachesOthers(object: string, action: string): boolean {
  if (object === 'ops') return true;
  if (!object.startsWith('account:') || object === 'account:self') return false;
  return !(object.startsWith('account:pool:') && action === 'read');
}

/** How many things one sentence names. */
const MOST_NAMED = 8;

/** What everybody may and has, a sentence for each role that is given to `*`. */
export function whatEverybodyHas(lines: PolicyLines, names: CertainNames): Finding[] {
  const rights = Map.groupBy(allowedToAll(lines, names), ({ subject }) => subject);
  const layers = Map.groupBy(lines.layers, ({ subject }) => subject);
  return [...names.ofEverybody].map(([role, line]) => {
    const may = (rights.get(role) ?? []).map(({ action, object }) => `${action} ${object}`);
    const parts = [`may ${listed(may) || 'do nothing by it'}`, ...layersOf(layers.get(role) ?? [])];
    const message = `everybody has ${role}: they ${parts.join(', and take from ')}`;
    return { rule: 'policy/everybody-has', line, place: 1, message };
  });
}

function layersOf(layers: readonly LayerLine[]): string[] {
  const sources = [...new Set(layers.flatMap(({ source, rank }) => (rank === null ? [] : source)))];
  return sources.length > 0 ? [listed(sources)] : [];
}

function listed(names: readonly string[]): string {
  return [...names.slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ['…'] : [])].join(', ');
}
