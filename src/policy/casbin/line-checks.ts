/**
 * What the columns of policy.csv may hold: names, objects, layers. Each check tells what is wrong, with what was
 * probably meant, and knows nothing of the line around it.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { suggest } from '../../catalog/nearest-name.js';
import { parseAddress } from '../../core/address.js';
import { giverOf, LAYER_KINDS, layerKindOf, layerKinds, type LayerKind } from '../../core/kinds.js';
import { isReservedSubject, POOL_NAME } from '../../text.js';
import { parseObject } from '../policy-object.js';

export type Report = (message: string) => void;

/** What lines are read against. */
export interface Reading {
  catalog: Catalog;
}

/** @param column of one word, or one word of a column that may have several */
export function checkText(column: string, meaning: string, report: Report): void {
  if (column === '') report(`the column "${meaning}" is empty`);
  else if (/["']/.test(column)) report(`no quotes are needed or allowed: ${column}`);
  else if (/[\s\p{C}]/u.test(column)) report(`no spaces or invisible characters inside a column: "${column}"`);
  else if (column.length > 200) report(`the column "${meaning}" is longer than 200 characters`);
}

/** The layer that a source names; null where it names none, or an account whose name cannot be. */
export function layerOf(source: string): LayerKind | null {
  const kind = layerKindOf(source);
  const from = kind && giverOf(kind, source);
  return from && !POOL_NAME.test(parseAddress(from)?.name ?? '') ? null : kind;
}

export const LAYER_WORDS = layerKinds.map((kind) => {
  const { word, whose } = LAYER_KINDS[kind];
  return whose === 'subject' ? word : `${word}:<name>`;
});

export function checkObject(object: string, { catalog }: Reading, report: Report): void {
  const parsed = parseObject(object);
  if (parsed === null) {
    report(
      `"${object}" is no object; write product:*, product:<product>, product:<product>/<feature>, account:self, ` +
        `account:*, account:subject:<subject>, account:pool:<name>, account:team:<name>, budget:*, budget:<who>, policy or ops`,
    );
  } else if (parsed.kind === 'product' && parsed.product !== '*') {
    const product = catalog.products.get(parsed.product);
    if (!product) report(`unknown product "${parsed.product}"${suggest(parsed.product, catalog.products.keys())}`);
    else if (parsed.feature !== null && !product.features.has(parsed.feature)) {
      report(`unknown feature "${parsed.feature}" of ${product.id}${suggest(parsed.feature, product.features.keys())}`);
    }
  } else if (parsed.kind === 'account') {
    checkAccount(parsed.account, report);
  } else if (parsed.kind === 'team') {
    checkTeam(parsed.team, report);
  } else if (parsed.kind === 'budget') {
    checkNameOfWho(parsed.who, report);
  }
}

/** The name in `team:x`, `role:x` or `group:x`; `tenant`, `session` and `*` have none. */
export function checkNameOfWho(who: string, report: Report): void {
  if (who.startsWith('team:')) checkTeam(who, report);
  else if (who.startsWith('role:')) checkRole(who, report);
  else if (who.startsWith('group:')) checkGroup(who, report, 'name one group');
}

/** @param instead what may be written where no pattern may */
export function checkGroup(group: string, report: Report, instead: string): void {
  if (group === 'group:') report('group: needs a name, like group:engineering');
  else if (group.includes('*')) report(`no patterns: "${group}"; ${instead}`);
}

export function checkTeam(team: string, report: Report): void {
  if (team.startsWith('team:') && POOL_NAME.test(team.slice('team:'.length))) return;
  report(`"${team}" is no team; a team is team:<name> with letters, digits, ".", "_" and "-"`);
}

/** The name in an address; `self` and `*` have none. */
function checkAccount(account: string, report: Report): void {
  const address = parseAddress(account);
  if (address?.kind === 'subject') checkSubject(address.name, report);
  else if (address && !POOL_NAME.test(address.name)) {
    report(`"${address.name}" is no ${address.kind}'s name: letters, digits, ".", "_" and "-"`);
  }
}

export function checkRoleOrSubject(subject: string, report: Report): void {
  if (/^role:/i.test(subject)) checkRole(subject, report);
  else if (subject === '*') report('* is no role; grant everybody one (g, *, role:member) and name that role here');
  else if (/^group:/i.test(subject)) report(`give the group a role (g, ${subject}, role:…) and name that role here`);
  else checkSubject(subject, report);
}

export function checkRole(role: string, report: Report): void {
  if (/^role:[A-Za-z0-9][A-Za-z0-9._-]*$/.test(role)) return;
  report(`"${role}" is no role; a role is role:<name> with letters, digits, ".", "_" and "-"`);
}

export function checkSubject(subject: string, report: Report): void {
  const prefix = /^[^:]*:/.exec(subject)?.[0];
  if (isReservedSubject(subject)) {
    report(`"${prefix ?? subject}" is reserved and cannot start a subject; subjects stand bare, like alice`);
  } else if (subject.includes('*')) report(`no patterns: "${subject}"; name a role and grant it instead`);
}
