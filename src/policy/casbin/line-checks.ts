/**
 * What the columns of policy.csv may hold: names, objects, layers. Each check tells what is wrong, with what was
 * probably meant, and knows nothing of the line around it.
 */
import type { Catalog } from '../../catalog/catalog.js';
import type { RuleId } from '../../catalog/lint-rules.js';
import { asking, nearestOf } from '../../catalog/nearest-name.js';
import { parseAddress } from '../../core/address.js';
import { giverOf, LAYER_KINDS, layerKindOf, layerKinds, type LayerKind } from '../../core/kinds.js';
import { isReservedSubject, POOL_NAME } from '../../text.js';
import { parseObject } from '../policy-object.js';

/**
 * Told what is wrong with a column.
 * @param instead what was probably to stand there
 */
export type Report = (rule: RuleId, message: string, instead?: string | null) => void;

/** Reports by the place of the column that they speak of; null: of the line as a whole. */
export type Reports = (place: number | null) => Report;

/** What lines are read against. */
export interface Reading {
  catalog: Catalog;
}

/** @param column of one word, or one word of a column that may have several */
export function checkText(column: string, meaning: string, report: Report): void {
  if (column === '') report('policy/empty-column', `the column "${meaning}" is empty`);
  else if (/["']/.test(column)) report('policy/quotes', `no quotes are needed or allowed: ${column}`, unquoted(column));
  else if (/[\s\p{C}]/u.test(column)) {
    report('policy/blank-in-name', `no spaces or invisible characters inside a column: "${column}"`);
  } else if (column.length > 200) {
    report('policy/name-too-long', `the column "${meaning}" is longer than 200 characters`);
  }
}

/** What stands in the quotes around a column; null where they do not stand around it. */
function unquoted(column: string): string | null {
  return /^(["'])([^"'\s]+)\1$/.exec(column)?.[2] ?? null;
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
      'policy/unknown-object',
      `"${object}" is no object; write product:*, product:<product>, product:<product>/<feature>, account:self, ` +
        `account:*, account:subject:<subject>, account:pool:<name>, account:team:<name>, budget:*, budget:<who>, policy or ops`,
      objectMeant(object, catalog),
    );
  } else if (parsed.kind === 'product' && parsed.product !== '*') {
    checkProduct(parsed.product, parsed.feature, catalog, report);
  } else if (parsed.kind === 'account') {
    checkAccount(parsed.account, report);
  } else if (parsed.kind === 'team') {
    checkTeam(parsed.team, report);
  } else if (parsed.kind === 'budget') {
    checkNameOfWho(parsed.who, report);
  }
}

function checkProduct(product: string, feature: string | null, { products }: Catalog, report: Report): void {
  const known = products.get(product);
  if (!known) {
    const near = nearestOf(product, products.keys());
    const instead = near && `product:${near}${feature === null ? '' : `/${feature}`}`;
    report('policy/unknown-product', `unknown product "${product}"${asking(near)}`, instead);
  } else if (feature !== null && !known.features.has(feature)) {
    const near = nearestOf(feature, known.features.keys());
    const instead = near && `product:${product}/${near}`;
    report('policy/unknown-feature', `unknown feature "${feature}" of ${product}${asking(near)}`, instead);
  }
}

/** A product or a feature that lacks its prefix. */
function objectMeant(object: string, { products }: Catalog): string | null {
  const [product = '', feature] = object.split('/');
  const known = products.get(product);
  return known && (feature === undefined || known.features.has(feature)) ? `product:${object}` : null;
}

/** The name in `team:x`, `role:x` or `group:x`; `tenant`, `session` and `*` have none. */
export function checkNameOfWho(who: string, report: Report): void {
  if (who.startsWith('team:')) checkTeam(who, report);
  else if (who.startsWith('role:')) checkRole(who, report);
  else if (who.startsWith('group:')) checkGroup(who, report, 'name one group');
}

/** @param instead what may be written where no pattern may */
export function checkGroup(group: string, report: Report, instead: string): void {
  if (group === 'group:') report('policy/group-name', 'group: needs a name, like group:engineering');
  else if (group.includes('*')) report('policy/pattern', `no patterns: "${group}"; ${instead}`);
}

export function checkTeam(team: string, report: Report): void {
  if (team.startsWith('team:') && POOL_NAME.test(team.slice('team:'.length))) return;
  const message = `"${team}" is no team; a team is team:<name> with letters, digits, ".", "_" and "-"`;
  report('policy/team-name', message, prefixed('team:', team, POOL_NAME));
}

/** The name in an address; `self` and `*` have none. */
function checkAccount(account: string, report: Report): void {
  const address = parseAddress(account);
  if (address?.kind === 'subject') checkSubject(address.name, report);
  else if (address && !POOL_NAME.test(address.name)) {
    const message = `"${address.name}" is no ${address.kind}'s name: letters, digits, ".", "_" and "-"`;
    report('policy/account-name', message);
  }
}

export function checkRoleOrSubject(subject: string, report: Report): void {
  if (/^role:/i.test(subject)) checkRole(subject, report);
  else if (subject === '*') {
    const message = '* is no role; grant everybody one (g, *, role:member) and name that role here';
    report('policy/everybody-is-no-role', message);
  } else if (/^group:/i.test(subject)) {
    report('policy/group-is-no-role', `give the group a role (g, ${subject}, role:…) and name that role here`);
  } else checkSubject(subject, report);
}

const ROLE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export function checkRole(role: string, report: Report): void {
  if (role.startsWith('role:') && ROLE_NAME.test(role.slice('role:'.length))) return;
  const message = `"${role}" is no role; a role is role:<name> with letters, digits, ".", "_" and "-"`;
  report('policy/role-name', message, prefixed('role:', role, ROLE_NAME));
}

/** A name that lacks its prefix, or has it in other letters; null where that is not what is wrong. */
function prefixed(prefix: string, written: string, name: RegExp): string | null {
  const bare = written.toLowerCase().startsWith(prefix) ? written.slice(prefix.length) : written;
  return name.test(bare) ? prefix + bare : null;
}

export function checkSubject(subject: string, report: Report): void {
  const prefix = /^[^:]*:/.exec(subject)?.[0];
  if (isReservedSubject(subject)) {
    const message = `"${prefix ?? subject}" is reserved and cannot start a subject; subjects stand bare, like alice`;
    report('policy/reserved-subject', message);
  } else if (subject.includes('*')) {
    report('policy/pattern', `no patterns: "${subject}"; name a role and grant it instead`);
  }
}
