/**
 * Checks the operator's model.conf before Casbin reads it. Casbin takes any model, also one whose effect lets an allow
 * outweigh a deny; citations rely on exactly this one, so anything else is refused with its line.
 */
import type { RuleId } from '../../catalog/lint-rules.js';
import { FileRefused, problemOf, type Problem } from '../../catalog/problem.js';

const EXPECTED = new Map([
  ['request_definition.r', 'sub, obj, act'],
  ['policy_definition.p', 'sub, obj, act, eft'],
  ['policy_definition.p2', 'sub, obj, layer, rank'],
  ['policy_definition.p3', 'who, obj, source, credits, period, kind'],
  ['role_definition.g', '_, _'],
  ['role_definition.g2', '_, _'],
  ['policy_effect.e', 'some(where (p.eft == allow)) && !some(where (p.eft == deny))'],
  ['matchers.m', 'r.act == p.act && holds(r.sub, p.sub) && covers(r.sub, r.obj, p.obj, p.eft)'],
]);

/** What files from before teams and budgets do not define; they serve on, also for policies that have both. */
const LATER = new Set(['policy_definition.p3', 'role_definition.g2']);

/** The text that this version can cite by, without comments. */
export const EXPECTED_MODEL = [...Map.groupBy(EXPECTED, ([name]) => name.split('.')[0])]
  .map(([section, definitions]) => {
    const lines = definitions.map(([name, value]) => `${name.split('.')[1]} = ${value}\n`);
    return `[${section}]\n${lines.join('')}`;
  })
  .join('\n');

/**
 * @returns the model as Casbin may have it: all that the text defines, and what an older one does not
 * @throws FileRefused with every definition that is missing, unknown or other than this version can cite by
 */
export function checkModel(text: string, file: string): string {
  const problems: Problem[] = [];
  const lines = text.split(/\r?\n/);
  const found = new Set<string>();
  let section = '';
  for (const [index, line] of lines.entries()) {
    const report = (rule: RuleId, message: string, fix: string | null = null): void =>
      void problems.push(problemOf(rule, { file, line: index + 1, fix }, message));
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const heading = /^\[(\w+)\]$/.exec(content)?.[1];
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const [, key = '', value = ''] = /^(\w+)\s*=\s*(.*)$/.exec(content) ?? [];
    const name = `${section}.${key}`;
    const expected = EXPECTED.get(name);
    if (key === '')
      report('model/unknown-line', 'a line is a [section], a definition like "r = sub, obj, act", or a comment');
    else if (expected === undefined) report('model/unknown-definition', `unknown definition "${key}" in [${section}]`);
    else if (found.has(name)) report('model/defined-twice', `"${key}" is defined twice in [${section}]`);
    else if (squeeze(value) !== squeeze(expected)) {
      const fix = `${key} = ${expected}`;
      report('model/other-definition', `this version can only cite by "${fix}"`, fix);
    }
    found.add(name);
  }
  for (const [name, expected] of EXPECTED) {
    const [inSection, key] = name.split('.');
    if (found.has(name) || LATER.has(name)) continue;
    const message = `"${key} = ${expected}" is missing in [${inSection}]`;
    problems.push(problemOf('model/missing-definition', { file, line: lines.length }, message));
  }
  if (problems.length > 0) throw new FileRefused(problems);
  return EXPECTED_MODEL;
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
