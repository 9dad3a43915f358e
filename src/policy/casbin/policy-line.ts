/**
 * One line of policy.csv, strictly: exact columns, exact words, nothing ignored. It knows the line and the catalog,
 * not the rest of the file.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { asking, nearestOf } from '../../catalog/nearest-name.js';
import type { RankedLayer } from '../merge-layers.js';
import { ACTIONS, parseObject, type PolicyObject } from '../policy-object.js';
import { budgetLine, teamLine, type BudgetLine, type TeamLine } from './budget-line.js';
import {
  checkGroup,
  checkObject,
  checkRole,
  checkRoleOrSubject,
  checkSubject,
  checkText,
  LAYER_WORDS,
  layerOf,
  type Reading,
  type Report,
  type Reports,
} from './line-checks.js';
import type { Finding } from './finding.js';
import { doubtsInName, type Doubt } from './name-doubts.js';

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

export type PolicyLine = PermitLine | GrantLine | LayerLine | TeamLine | BudgetLine;

/** All lines of a file by kind, each in file order. */
export interface PolicyLines {
  permits: readonly PermitLine[];
  grants: readonly GrantLine[];
  layers: readonly LayerLine[];
  teams: readonly TeamLine[];
  budgets: readonly BudgetLine[];
}

const COLUMNS = {
  p: ['role or subject', 'object', 'action', 'allow or deny'],
  g: ['subject, group:<name> or *', 'role'],
  p2: ['role or subject', 'product or product/feature', 'layer', 'rank or never'],
  g2: ['subject, group:<name> or team:<name>', 'team'],
  p3: ['who', 'product or product/feature', 'source', 'credits', 'period', 'cap or alert'],
} as const;

type Kind = keyof typeof COLUMNS;

/** The columns that may have several words. */
const OF_WORDS: readonly string[] = ['who', 'period'];

/** What is told of a line: the line itself is known. */
export type OfLine = Omit<Finding, 'line'>;

/**
 * Reads one line that is neither empty nor a comment; null where something was reported.
 * @param doubt told of what is doubtful in its names
 */
export function parseLine(
  text: string,
  line: number,
  catalog: Catalog,
  report: (mistake: OfLine) => void,
  doubt: (doubt: Doubt & { place: number; word: string }) => void,
): PolicyLine | null {
  const [first = '', ...rest] = text.split(',').map((column) => column.replace(/^[ \t]+|[ \t]+$/g, ''));
  let sound = true;
  const at: Reports = (place) => (rule, message, instead) => {
    sound = false;
    report({ rule, message, ...(place !== null && { place }), ...(instead != null && { instead }) });
  };
  const kind = kindOf(first, at(0));
  if (kind === null) return null;
  const comment = rest.findIndex((column) => column.includes('#'));
  if (comment >= 0) {
    at(comment + 1)('policy/comment-behind-rule', 'a comment stands on a line of its own; "#" may not follow a rule');
    return null;
  }
  if (rest.length !== COLUMNS[kind].length) {
    const wanted = `${kind}, ${COLUMNS[kind].join(', ')}`;
    const has = `${kind} needs ${COLUMNS[kind].length + 1} columns, this line has ${rest.length + 1}`;
    at(null)('policy/columns', `${has}: ${wanted}`);
    return null;
  }
  const words = rest.map((column, place) => (isOfWords(kind, place) ? column.split(/[ \t]+/) : [column]));
  const columns = words.map((each) => each.join(' '));
  for (const [place, each] of words.entries()) {
    for (const word of each) {
      checkText(word, COLUMNS[kind][place]!, (rule, message, instead) =>
        at(place + 1)(rule, message, instead && columns[place]!.replace(word, instead)),
      );
    }
  }
  if (!sound) return null;
  for (const [place, each] of words.entries()) {
    for (const word of each) {
      for (const { instead, ...found } of doubtsInName(word)) {
        doubt({
          ...found,
          place: place + 1,
          word,
          ...(instead && { instead: columns[place]!.replace(word, instead) }),
        });
      }
    }
  }
  const said = { line, rule: [kind, ...columns].join(', '), columns };
  const parsed = LINES[kind](said, { catalog }, at);
  return sound ? parsed : null;
}

function isOfWords(kind: Kind, place: number): boolean {
  return OF_WORDS.includes(COLUMNS[kind][place]!);
}

function kindOf(first: string, report: Report): Kind | null {
  if (Object.hasOwn(COLUMNS, first)) return first as Kind;
  const kinds = Object.keys(COLUMNS);
  const instead = kinds.find((kind) => kind === first.toLowerCase()) ?? null;
  report('policy/unknown-kind', `unknown kind of line "${first}"; a line starts with p, g, p2, g2 or p3`, instead);
  return null;
}

type Said = { line: number; rule: string; columns: readonly string[] };

const LINES: Readonly<Record<Kind, (said: Said, reading: Reading, at: Reports) => PolicyLine>> = {
  p: permitLine,
  g: (said, _, at) => grantLine(said, at),
  p2: layerLine,
  g2: (said, _, at) => teamLine(said, at),
  p3: budgetLine,
};

function permitLine({ line, rule, columns }: Said, reading: Reading, at: Reports): PermitLine {
  const [subject = '', object = '', action = '', effect = ''] = columns;
  checkRoleOrSubject(subject, at(1));
  checkObject(object, reading, at(2));
  const parsed = parseObject(object);
  const actions = actionsOn(parsed);
  if (!actions.includes(action)) {
    const start = parsed?.kind === 'team' ? 'account:team:' : object.replace(/:.*/, ':');
    const which = parsed ? `${start} objects take` : 'actions are';
    const near = nearestOf(action, actions);
    const message = `unknown action "${action}"; ${which} ${actions.join(', ')}${asking(near)}`;
    at(3)('policy/unknown-permission', message, near);
  }
  if (effect !== 'allow' && effect !== 'deny') {
    const message = `effect "${effect}" is neither allow nor deny (exactly so, in lower case)`;
    at(4)('policy/unknown-effect', message, nearestOf(effect, ['allow', 'deny']));
  }
  return { kind: 'p', line, rule, subject, object, action, effect: effect === 'allow' ? 'allow' : 'deny' };
}

/** What lines may say of an object; of one that is none, whatever any line may say. */
function actionsOn(parsed: PolicyObject | null): readonly string[] {
  return parsed ? ACTIONS[parsed.kind] : Object.values(ACTIONS).flat();
}

function grantLine({ line, rule, columns }: Said, at: Reports): GrantLine {
  const [subject = '', role = ''] = columns;
  const instead = '* alone is everybody';
  if (subject.startsWith('group:')) checkGroup(subject, at(1), instead);
  else if (subject !== '*' && subject.includes('*')) {
    at(1)('policy/pattern', `no patterns: "${subject}"; ${instead}`);
  } else if (subject !== '*') checkSubject(subject, at(1));
  checkRole(role, at(2));
  return { kind: 'g', line, rule, subject, role };
}

function layerLine({ line, rule, columns }: Said, reading: Reading, at: Reports): LayerLine {
  const [subject = '', object = '', source = '', rankText = ''] = columns;
  checkRoleOrSubject(subject, at(1));
  const parsed = parseObject(object);
  if (parsed && parsed.kind !== 'product') {
    at(2)('policy/layers-of-product', `p2 speaks of products, not of "${object}"`);
  } else checkObject(object, reading, at(2));
  const layer = layerOf(source);
  if (layer === null) {
    const whole = LAYER_WORDS.filter((word) => !word.includes('<'));
    const near = nearestOf(source, whole);
    const message = `unknown layer "${source}"; layers are ${LAYER_WORDS.join(', ')}${asking(near)}`;
    at(3)('policy/unknown-layer', message, near);
  }
  const rank = rankText === 'never' ? null : Number(rankText);
  if (rankText !== 'never' && !/^[1-9][0-9]{0,2}$/.test(rankText)) {
    const message = `rank "${rankText}" is neither a whole number from 1 to 999 nor never`;
    at(4)('policy/rank', message, rankText.toLowerCase() === 'never' ? 'never' : null);
  }
  return { kind: 'p2', line, rule, subject, object, layer: layer ?? 'POOL', source, rank };
}
