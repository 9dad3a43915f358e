/**
 * One line of policy.csv, strictly: exact columns, exact words, nothing ignored. It knows the line and the catalog,
 * not the rest of the file.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { suggest } from '../../catalog/nearest-name.js';
import { parseAddress } from '../../core/address.js';
import { giverOf, LAYER_KINDS, layerKindOf, layerKinds, type LayerKind } from '../../core/kinds.js';
import { isReservedSubject, POOL_NAME } from '../../text.js';
import type { RankedLayer } from '../merge-layers.js';
import { doubtsInName, type Doubt } from './name-doubts.js';
import { ACTIONS, parseObject } from '../policy-object.js';

/** `p`: who may do what. `rule` is the line as citations show it. */
export interface PermitLine {
  kind: 'p';
  line: number;
  rule: string;
  subject: string;
  object: string;
  action: string;
  effect: 'allow' | 'deny';
}

/** `g`: a subject, `group:<name>` or `*` has a role. */
export interface GrantLine {
  kind: 'g';
  line: number;
  rule: string;
  subject: string;
  role: string;
}

/** `p2`: where capacity comes from. */
export interface LayerLine extends RankedLayer {
  kind: 'p2';
  rule: string;
  subject: string;
}

export type PolicyLine = PermitLine | GrantLine | LayerLine;

/** All lines of a file by kind, each in file order. */
export interface PolicyLines {
  permits: readonly PermitLine[];
  grants: readonly GrantLine[];
  layers: readonly LayerLine[];
}

type Report = (message: string) => void;

const COLUMNS = {
  p: ['role or subject', 'object', 'action', 'allow or deny'],
  g: ['subject, group:<name> or *', 'role'],
  p2: ['role or subject', 'product or product/feature', 'layer', 'rank or never'],
} as const;

const LATER = new Map([
  ['g2', 'teams'],
  ['p3', 'budgets'],
]);

/** Reads one line that is neither empty nor a comment; null where something was reported. */
export function parseLine(
  text: string,
  line: number,
  catalog: Catalog,
  report: Report,
  doubt: (doubt: Doubt) => void,
): PolicyLine | null {
  const [kind = '', ...columns] = text.split(',').map((column) => column.replace(/^[ \t]+|[ \t]+$/g, ''));
  let sound = true;
  const reportOnce: Report = (message) => {
    sound = false;
    report(message);
  };
  if (kind !== 'p' && kind !== 'g' && kind !== 'p2') {
    const later = LATER.get(kind);
    if (later) reportOnce(`${kind} is reserved for ${later}, which this version does not have yet`);
    else reportOnce(`unknown kind of line "${kind}"; a line starts with p, g or p2`);
    return null;
  }
  if (columns.some((column) => column.includes('#'))) {
    reportOnce('a comment stands on a line of its own; "#" may not follow a rule');
    return null;
  }
  if (columns.length !== COLUMNS[kind].length) {
    const wanted = `${kind}, ${COLUMNS[kind].join(', ')}`;
    reportOnce(`${kind} needs ${COLUMNS[kind].length + 1} columns, this line has ${columns.length + 1}: ${wanted}`);
    return null;
  }
  for (const [place, column] of columns.entries()) checkText(column, COLUMNS[kind][place]!, reportOnce);
  if (!sound) return null;
  for (const column of columns) doubtsInName(column).forEach(doubt);
  const rule = [kind, ...columns].join(', ');
  const parsed =
    kind === 'p'
      ? permitLine(line, rule, columns, catalog, reportOnce)
      : kind === 'g'
        ? grantLine(line, rule, columns, reportOnce)
        : layerLine(line, rule, columns, catalog, reportOnce);
  return sound ? parsed : null;
}

function checkText(column: string, meaning: string, report: Report): void {
  if (column === '') report(`the column "${meaning}" is empty`);
  else if (/["']/.test(column)) report(`no quotes are needed or allowed: ${column}`);
  else if (/[\s\p{C}]/u.test(column)) report(`no spaces or invisible characters inside a column: "${column}"`);
  else if (column.length > 200) report(`the column "${meaning}" is longer than 200 characters`);
}

function permitLine(line: number, rule: string, columns: string[], catalog: Catalog, report: Report): PermitLine {
  const [subject = '', object = '', action = '', effect = ''] = columns;
  checkRoleOrSubject(subject, report);
  checkObject(object, catalog, report);
  const parsed = parseObject(object);
  const actions: readonly string[] = parsed ? ACTIONS[parsed.kind] : Object.values(ACTIONS).flat();
  if (!actions.includes(action)) {
    const which = parsed ? `${object.replace(/:.*/, ':')} objects take` : 'actions are';
    report(`unknown action "${action}"; ${which} ${actions.join(', ')}${suggest(action, actions)}`);
  }
  if (effect !== 'allow' && effect !== 'deny') {
    report(`effect "${effect}" is neither allow nor deny (exactly so, in lower case)`);
  }
  return { kind: 'p', line, rule, subject, object, action, effect: effect === 'allow' ? 'allow' : 'deny' };
}

function grantLine(line: number, rule: string, columns: string[], report: Report): GrantLine {
  const [subject = '', role = ''] = columns;
  const group = subject.startsWith('group:') ? subject.slice('group:'.length) : null;
  if (group === '') report('group: needs a name, like group:engineering');
  else if (subject !== '*' && subject.includes('*')) report(`no patterns: "${subject}"; * alone is everybody`);
  else if (subject !== '*' && group === null) checkSubject(subject, report);
  checkRole(role, report);
  return { kind: 'g', line, rule, subject, role };
}

function layerLine(line: number, rule: string, columns: string[], catalog: Catalog, report: Report): LayerLine {
  const [subject = '', object = '', source = '', rankText = ''] = columns;
  checkRoleOrSubject(subject, report);
  const parsed = parseObject(object);
  if (parsed && parsed.kind !== 'product') report(`p2 speaks of products, not of "${object}"`);
  else checkObject(object, catalog, report);
  const layer = layerOf(source);
  if (layer === null) {
    const whole = LAYER_WORDS.filter((word) => !word.includes('<'));
    report(`unknown layer "${source}"; layers are ${LAYER_WORDS.join(', ')}${suggest(source, whole)}`);
  }
  const rank = rankText === 'never' ? null : Number(rankText);
  if (rankText !== 'never' && !/^[1-9][0-9]{0,2}$/.test(rankText)) {
    report(`rank "${rankText}" is neither a whole number from 1 to 999 nor never`);
  }
  return { kind: 'p2', line, rule, subject, object, layer: layer ?? 'POOL', source, rank };
}

/** The layer that a source names; null where it names none, or an account whose name cannot be. */
function layerOf(source: string): LayerKind | null {
  const kind = layerKindOf(source);
  const from = kind && giverOf(kind, source);
  return from && !POOL_NAME.test(parseAddress(from)?.name ?? '') ? null : kind;
}

const LAYER_WORDS = layerKinds.map((kind) => {
  const { word, whose } = LAYER_KINDS[kind];
  return whose === 'subject' ? word : `${word}:<name>`;
});

function checkObject(object: string, catalog: Catalog, report: Report): void {
  const parsed = parseObject(object);
  if (parsed === null) {
    report(
      `"${object}" is no object; write product:*, product:<product>, product:<product>/<feature>, account:self, ` +
        'account:*, account:subject:<subject>, account:pool:<name>, policy or ops',
    );
  } else if (parsed.kind === 'product' && parsed.product !== '*') {
    const product = catalog.products.get(parsed.product);
    if (!product) report(`unknown product "${parsed.product}"${suggest(parsed.product, catalog.products.keys())}`);
    else if (parsed.feature !== null && !product.features.has(parsed.feature)) {
      report(`unknown feature "${parsed.feature}" of ${product.id}${suggest(parsed.feature, product.features.keys())}`);
    }
  } else if (parsed.kind === 'account') {
    checkAccount(parsed.account, report);
  }
}

/** The name in an address; `self` and `*` have none. */
function checkAccount(account: string, report: Report): void {
  const address = parseAddress(account);
  if (address?.kind === 'subject') checkSubject(address.name, report);
  else if (address && !POOL_NAME.test(address.name)) {
    report(`"${address.name}" is no ${address.kind}'s name: letters, digits, ".", "_" and "-"`);
  }
}

function checkRoleOrSubject(subject: string, report: Report): void {
  if (/^role:/i.test(subject)) checkRole(subject, report);
  else if (subject === '*') report('* is no role; grant everybody one (g, *, role:member) and name that role here');
  else if (/^group:/i.test(subject)) report(`give the group a role (g, ${subject}, role:…) and name that role here`);
  else checkSubject(subject, report);
}

function checkRole(role: string, report: Report): void {
  if (/^role:[A-Za-z0-9][A-Za-z0-9._-]*$/.test(role)) return;
  report(`"${role}" is no role; a role is role:<name> with letters, digits, ".", "_" and "-"`);
}

function checkSubject(subject: string, report: Report): void {
  const prefix = /^[^:]*:/.exec(subject)?.[0];
  if (isReservedSubject(subject)) {
    report(`"${prefix ?? subject}" is reserved and cannot start a subject; subjects stand bare, like alice`);
  } else if (subject.includes('*')) report(`no patterns: "${subject}"; name a role and grant it instead`);
}
