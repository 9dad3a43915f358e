/**
 * Half of a file never goes live: every prefix of the demo's policies and of its catalog, byte for byte and written as format
 * 2, is refused. A prefix ends in the middle of a character, too, as a file does that is still being written.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { FileRefused } from '../../src/catalog/problem.js';
import { parsePolicy } from '../../src/policy/casbin/policy-file.js';

const read = (file: string) => readFileSync(new URL(`../../policies/${file}`, import.meta.url), 'utf8');
const catalog = parseCatalog(read('catalog.yaml'), 'catalog.yaml');

/** Why a text is refused; null where it would go live. */
function refusal(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (error instanceof FileRefused) return error.problems[0]!.rule;
    throw error;
  }
}

/** How many prefixes are refused by each rule, and at how many bytes one would go live. */
function prefixesOf(text: string, parse: (text: string) => unknown) {
  const bytes = Buffer.from(text);
  const lives: number[] = [];
  const rules = new Map<string, number>();
  for (let end = 0; end < bytes.length; end++) {
    const rule = refusal(() => parse(bytes.subarray(0, end).toString('utf8')));
    if (rule === null) lives.push(end);
    else rules.set(rule, (rules.get(rule) ?? 0) + 1);
  }
  return { lives, rules };
}

describe.each(['acme', 'globex'])('the policy of %s, as format 2', (tenant) => {
  const text = `${read(`${tenant}/policy.csv`).replace('# spillway-policy: 1', '# spillway-policy: 2')}# end`;
  const parse = (each: string) => parsePolicy(each, 'policy.csv', catalog);

  test('is refused at every byte but the last', () => {
    expect([text, `${text}\n`].map((whole) => refusal(() => parse(whole)))).toEqual([null, null]);
    const { lives, rules } = prefixesOf(text, parse);
    expect(lives).toEqual([]);
    expect(rules.get('file/cut-off')).toBeGreaterThan(1_000);
  });

  test('goes live at many line ends, were it of format 1', () => {
    const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
    const one = (end: number) => text.slice(0, end).replace('# spillway-policy: 2', '# spillway-policy: 1');
    expect(ends.filter((end) => refusal(() => parse(one(end))) === null).length).toBeGreaterThan(10);
  });
});

test('the catalog, as format 2, is refused at every byte but the last', () => {
  const text = `${read('catalog.yaml').replace('format: 1', 'format: 2')}# end`;
  expect(refusal(() => parseCatalog(text, 'catalog.yaml'))).toBeNull();
  const { lives, rules } = prefixesOf(text, (each) => parseCatalog(each, 'catalog.yaml'));
  expect(lives).toEqual([]);
  expect(rules.get('file/cut-off')).toBeGreaterThan(100);
}, 300_000);
