/** The shape of the sources: which folder may know which, and how large a file may grow. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const root = resolve('src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** What each folder may import from, itself and the leaves at the top of `src` apart. Types are free. */
const MAY_KNOW: Record<string, string[]> = {
  core: [],
  audit: [],
  database: [],
  catalog: ['core'],
  policy: ['core', 'catalog', 'ledger', 'tenancy'],
  tenancy: ['core', 'policy', 'ledger'],
  ledger: ['core', 'catalog', 'policy', 'tenancy', 'database'],
  access: ['core', 'catalog', 'policy', 'tenancy', 'ledger', 'database'],
  settlement: ['core', 'catalog', 'policy', 'tenancy', 'ledger', 'database'],
  live: ['core', 'ledger', 'tenancy', 'database'],
  server: ['tenancy', 'database'],
  tools: ['core', 'server', 'tenancy', 'database', 'ledger', 'settlement', 'audit'],
  storm: ['core', 'catalog', 'server', 'tenancy', 'audit', 'tools'],
};
/** Files at the top of `src` that any folder but the core may import. */
const LEAVES = ['schema.ts', 'errors.ts', 'scalars.ts', 'ids.ts', 'text.ts', 'log.ts', 'bounded-map.ts'];

function imports({ file, text }: { file: string; text: string }): string[] {
  const found = [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)\.js';/gms)];
  return found.map((match) => relative(root, resolve(root, dirname(file), `${match[1]}.ts`)));
}

test('imports go one way', () => {
  const wrong = files.flatMap((source) => {
    const [folder = '', ...rest] = source.file.split('/');
    if (!rest.length) return [];
    return imports(source)
      .filter((target) => !LEAVES.includes(target) || folder === 'core')
      .filter((target) => target.split('/')[0] !== folder && !MAY_KNOW[folder]?.includes(target.split('/')[0] ?? ''))
      .map((target) => `${source.file} → ${target}`);
  });
  expect(wrong).toEqual([]);
});

test('the core is pure: it imports nothing outside itself and reads no clock', () => {
  const core = files.filter(({ file }) => file.startsWith('core/'));
  expect(core.length).toBeGreaterThan(10);
  for (const { file, text } of core) {
    expect([file, text.match(/Date\.now|new Date\(\)|Math\.random|process\.|from '(?!\.\/)/g)]).toEqual([file, null]);
  }
});

test('no file grows beyond what can be read in one go', () => {
  const long = files.filter(({ file, text }) => text.split('\n').length > (file.startsWith('core/') ? 210 : 251));
  expect(long.map(({ file }) => file)).toEqual([]);
});

test('every file opens by saying what it promises', () => {
  const silent = files.filter(({ text }) => !text.startsWith('/**'));
  expect(silent.map(({ file }) => file)).toEqual([]);
});

test('only the configuration looks at the environment', () => {
  const looking = files.filter(({ file, text }) => /process\.env/.test(text) && file !== 'server/config.ts');
  expect(looking.map(({ file }) => file)).toEqual([]);
});
