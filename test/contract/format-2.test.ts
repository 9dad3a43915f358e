/** The pair of files of format 2 that the operator's page shows is sound, and refused without its last lines. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseCatalog } from '../../src/catalog/parse-catalog.js';
import { parsePolicy } from '../../src/policy/casbin/policy-file.js';

const page = readFileSync('docs/operations.md', 'utf8');
/** A block of code that begins with this. */
function shown(language: string, first: string): string {
  const block = page.split('```').find((each) => each.startsWith(`${language}\n${first}\n`));
  if (block === undefined) throw new Error(`the page shows no ${language} that begins with ${first}`);
  return block.slice(language.length + 1);
}

test('the files of format 2 that docs/operations.md shows go live together, and not without their ends', () => {
  const [catalogText, policyText] = [shown('yaml', 'format: 2'), shown('csv', '# spillway-policy: 2')];
  const catalog = parseCatalog(catalogText, 'catalog.yaml');
  expect(parsePolicy(policyText, 'policy.csv', catalog).warnings).toEqual([]);
  const cut = (text: string) => text.replace('# end\n', '');
  expect(() => parseCatalog(cut(catalogText), 'catalog.yaml')).toThrow('ends with the line "# end"');
  expect(() => parsePolicy(cut(policyText), 'policy.csv', catalog)).toThrow('ends with the line "# end"');
});
