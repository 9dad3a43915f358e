/** What the README says of reasons, errors and settings is what the code does. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ERROR_CODES } from '../../src/errors.js';
import { AccessReason } from '../../src/books/decision-fields.js';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const section = (title: string) => readme.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
const codes = (text: string) => [...text.matchAll(/`([A-Z_]{4,})`/g)].map((match) => match[1]);

test('the README lists every error code with the meaning that the code gives it', () => {
  const rows = [...section('Errors').matchAll(/^\| `([A-Z_]+)` \| (.+?) +\|$/gm)].map(([, code, meaning]) => [
    code,
    meaning,
  ]);
  expect(rows).toEqual(Object.entries(ERROR_CODES));
});

test('the README lists every reason, in order of precedence', () => {
  const reasons = codes(section('Reasons'));
  expect(reasons).toEqual(Object.keys(AccessReason));
});

test('the README names every setting that the configuration reads', () => {
  const config = readFileSync(new URL('../../src/processes/config.ts', import.meta.url), 'utf8');
  const read = [...config.matchAll(/^ {4}([A-Z][A-Z_]+):/gm)].map((match) => match[1]);
  expect(read.length).toBeGreaterThan(8);
  for (const setting of read) expect(section('Settings')).toContain(`\`${setting}\``);
});

test('the README names every npm script that a person runs', () => {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const forPeople = Object.keys(scripts).filter(
    (name) => !['build', 'typecheck', 'lint', 'format', 'format:check', 'prestart'].includes(name),
  );
  for (const script of forPeople) expect(readme).toMatch(new RegExp(`npm (run (-s )?)?${script}\\b`));
});
