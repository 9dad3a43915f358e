/** docs/lint-rules.md says of each of the eighty mistakes what is said of it now: what the tests of them see. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MISTAKES as OF_CATALOG, OF_BOOKS } from '../catalog/thirty-mistakes.js';
import { MISTAKES as OF_POLICY, OF_FILES } from '../policy/fifty-mistakes.js';

const page = readFileSync(new URL('../../docs/lint-rules.md', import.meta.url), 'utf8');

interface Row {
  id: string;
  what: string;
  becomes: string;
  said: readonly (readonly [string, ...unknown[]])[];
}

const BECOMES: Readonly<Record<string, string>> = {
  refused: 'refused',
  guarded: 'refused, unless allowed',
  told: 'live, with a warning',
  fine: 'live: no harm',
};

function table(rows: readonly Row[]): string {
  const sorted = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const lines = sorted.map(({ id, what, becomes, said }) => {
    const rules = [...new Set(said.map(([rule]) => `\`${rule}\``))].join(', ');
    return `| ${id} | ${what} | ${BECOMES[becomes]} | ${rules} |`;
  });
  return ['| case | what was done | now | by |', '|---|---|---|---|', ...lines].join('\n');
}

test.each<[string, readonly Row[]]>([
  ['a policy', [...OF_POLICY, ...OF_FILES]],
  ['a catalog', [...OF_CATALOG, ...OF_BOOKS]],
])('the page lists the mistakes of %s', (_, rows) => {
  expect(page).toContain(table(rows));
});
