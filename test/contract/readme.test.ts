/** What the documents say of reasons, errors, settings and commands is what the code does. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ERROR_CODES } from '../../src/errors.js';
import { ruleIds } from '../../src/catalog/lint-rules.js';
import { AccessReason } from '../../src/books/decision-fields.js';
import { withReasons } from '../../src/commands/list-reasons.js';
import { withRules } from '../../src/commands/list-rules.js';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const section = (text: string, title: string) => text.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const api = read('docs/api.md');
const operations = read('docs/operations.md');

test('docs/api.md lists every error code with the meaning that the code gives it', () => {
  const rows = [...section(api, 'Errors').matchAll(/^\| `([A-Z_]+)` \| (.+?) +\|$/gm)].map(([, code, meaning]) => [
    code,
    meaning,
  ]);
  expect(rows).toEqual(Object.entries(ERROR_CODES));
});

test('docs/api.md lists every reason with its meaning, in order of precedence', () => {
  expect(withReasons(api)).toBe(api);
  const listed = [...section(api, 'Reasons').matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
  expect(listed).toEqual(Object.keys(AccessReason));
});

test('docs/lint-rules.md lists every rule with what it weighs and finds', () => {
  const page = read('docs/lint-rules.md');
  expect(withRules(page)).toBe(page);
  const listed = [...page.matchAll(/^\| `((?:policy|catalog|file|model)\/[\w-]+)` \|/gm)].map((match) => match[1]);
  expect(listed.toSorted()).toEqual([...ruleIds].sort());
});

test('docs/operations.md names every setting that the configuration reads', () => {
  const files = ['config', 'oidc', 'exceptions', 'database-settings', 'telemetry-settings'];
  const sources = files.map((file) => read(`src/processes/${file}.ts`)).join('');
  const settings = [...sources.matchAll(/^ {2,4}([A-Z][A-Z_]+):/gm)].map((match) => match[1]);
  expect(settings).toEqual(
    expect.arrayContaining(['PORT', 'SPILLWAY_CONSOLE', 'SPILLWAY_OIDC_SCOPE', 'SPILLWAY_METRICS_PORT']),
  );
  for (const setting of settings) expect(section(operations, 'Settings')).toContain(`\`${setting}\``);
});

test('docs/operations.md names every npm script that a person runs', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const forPeople = Object.keys(scripts).filter(
    (name) => !['build', 'build:client', 'typecheck', 'lint', 'format', 'format:check', 'prestart'].includes(name),
  );
  for (const script of forPeople)
    expect(section(operations, 'Commands')).toMatch(new RegExp(`npm (run (-s )?)?${script}\\b`));
});
