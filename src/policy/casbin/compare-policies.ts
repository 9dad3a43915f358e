/**
 * What is doubtful in an edit of a policy.csv beside the version that it takes the place of: a format that goes back
 * down, a file that was cut off, rights or caps that go at once, names that were mistyped. Both texts are sound by
 * themselves.
 */
import { problemOf } from '../../catalog/problem.js';
import { parsePeriod } from '../budget-period.js';
import type { EditFacts } from '../policy-format.js';
import type { PolicyFile, Warning } from '../policy-version.js';
import { located, type Finding } from './finding.js';
import { poolsWithoutAccount, unseenNames } from './lint-facts.js';
import { isNear } from './near-names.js';
import { formatOf } from './policy-file.js';
import { namesIn, poolIn, rowsOf, type Named, type Row } from './rows.js';

/** Whoever changes more names than these at once has not mistyped one. */
const MOST_COMPARED = 100;
/** How many names a message lists. */
const MOST_NAMED = 5;

export function comparePolicies(before: PolicyFile, after: PolicyFile, facts: EditFacts): Warning[] {
  const [old, now] = [rowsOf(before.text), rowsOf(after.text)];
  const { file } = after;
  if (formatOf(after.text) < formatOf(before.text)) {
    const message = 'format 2 serves, and does not go back to 1: its last line tells a whole file from half of one';
    const down = problemOf('policy/format-down', { file, line: 1 }, message);
    return [{ ...down, id: down.rule, refusesEdit: true }];
  }
  const isCut = now.length < old.length && before.text.startsWith(after.text.trimEnd());
  const lost = [lostRights(isCut, old, now), lostCaps(isCut, old, now)].filter((each) => each !== null);
  const lines = after.text.split(/\r?\n/);
  const changed = renamed(old, now);
  // A name that came in the place of another has been told.
  const told = new Set(changed.map(({ line, place }) => `${line} ${place}`));
  const unknown = unknownTo(old, now, facts).filter(({ line, place }) => !told.has(`${line} ${place}`));
  const found = [...lost, ...changed, ...unknown];
  return found.map((each) => located(file, lines, each));
}

const ofKind = (rows: readonly Row[], kind: string) => rows.filter((row) => row.kind === kind);
const holders = (rows: readonly Row[]) => new Set(ofKind(rows, 'g').map(({ columns }) => columns[0]!));

/** Roles and subjects that lines give something. */
const givenTo = (rows: readonly Row[]) =>
  new Set(rows.flatMap(({ kind, columns }) => (kind === 'p2' || columns[3] === 'allow' ? columns[0]! : [])));

/** Said where a version is the one before without its end, or where at least half of those who had something lose it. */
function lostRights(isCut: boolean, old: readonly Row[], now: readonly Row[]): Finding | null {
  const gone = (of: (rows: readonly Row[]) => Set<string>) => {
    const left = of(now);
    return [...of(old)].filter((name) => !left.has(name));
  };
  const roleless = gone(holders);
  const known = new Set(roleless);
  const empty = gone(givenTo).filter((name) => !known.has(name));
  const lost = [...roleless, ...empty];
  const had = holders(old).size + givenTo(old).size;
  const isMany = roleless.includes('*') || (lost.length >= 2 && lost.length * 2 >= had);
  const line = now.at(-1)?.line ?? 1;
  if (lost.length === 0 || !(isCut || isMany)) return null;
  const named = `${lost.slice(0, MOST_NAMED).join(', ')}${lost.length > MOST_NAMED ? ', …' : ''}`;
  const what = `${lost.length} of ${had} roles, groups and subjects have nothing any more: ${named}`;
  const message = isCut
    ? `this is the version before without its last ${old.length - now.length} rules, and ${what}; is the file complete? ` +
      'A file of format 2 would have been refused'
    : `${what}; is that meant?`;
  return { rule: 'policy/rights-lost', line, message, isLoud: true };
}

/** The budgets that have a cap, by what names them: its amount and its pace may change. */
const capped = (rows: readonly Row[]) =>
  new Set(ofKind(rows, 'p3').flatMap(({ columns }) => (columns[5] === 'cap' ? nameOf(columns) : [])));

function nameOf([who = '', object = '', source = '', , period = '']: readonly string[]): string {
  const [whose, when] = [who, period].map((words) => words.replace(/[ \t]+/g, ' ')) as [string, string];
  const parsed = parsePeriod(when);
  return [whose, object, source, typeof parsed === 'string' ? when : parsed.period].join(', ');
}

/** Said where a version is the one before without its end, or where at least half of the caps are gone. */
function lostCaps(isCut: boolean, old: readonly Row[], now: readonly Row[]): Finding | null {
  const [had, has] = [capped(old), capped(now)];
  const gone = [...had].filter((name) => !has.has(name));
  const isMany = gone.length >= 2 && gone.length * 2 >= had.size;
  if (gone.length === 0 || !(isCut || isMany)) return null;
  const named = `${gone.slice(0, MOST_NAMED).join('; ')}${gone.length > MOST_NAMED ? '; …' : ''}`;
  const line = now.at(-1)?.line ?? 1;
  const message = `${gone.length} of ${had.size} caps are gone: ${named}; is that meant?`;
  return { rule: 'policy/caps-lost', line, message, isLoud: true };
}

/** Groups, subjects and teams that came in the place of others that were one letter away. */
function renamed(old: readonly Row[], now: readonly Row[]): Finding[] {
  const names = (rows: readonly Row[]) => new Map(rows.flatMap(namesIn).map((named) => [named.name, named]));
  const [then, these] = [names(old), names(now)];
  const isLost = (name: string, from: ReadonlyMap<string, Named>) => !from.has(name) && !name.startsWith('role:');
  const gone = [...then.keys()].filter((name) => isLost(name, these)).slice(0, MOST_COMPARED);
  const added = [...these].filter(([name]) => isLost(name, then)).slice(0, MOST_COMPARED);
  return added.flatMap(([name, { line, place, column }]): Finding[] => {
    const near = gone.find((other) => isNear(other, name));
    if (near === undefined) return [];
    const message = `${name} is new here and ${near} is gone: is it mistyped?`;
    return [{ rule: 'policy/name-changed', line, place, message, instead: column.replace(name, near) }];
  });
}

/** What is new in an edit, beside what the books know: names and pools that no line named before. */
function unknownTo(old: readonly Row[], now: readonly Row[], { pools, seen }: EditFacts): Finding[] {
  const [oldNames, oldPools] = [new Set(old.flatMap(namesIn).map(({ name }) => name)), new Set(old.map(poolIn))];
  const withPools = now.filter((row) => !oldPools.has(poolIn(row)));
  const names = now.flatMap(namesIn).filter(({ name }) => !oldNames.has(name));
  return [...poolsWithoutAccount(withPools, pools), ...(seen ? unseenNames(names, seen) : [])];
}
