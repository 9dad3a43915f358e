/** spillway policy lint and spillway catalog lint, as a pipeline calls them: what they print, and how they end. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { copyPolicies, lineOf, type PolicyCopy } from '../support/policies.js';
import { SPILLWAY } from './run-built-tool.js';

const ACME = 'acme/policy.csv';
let copy: PolicyCopy;
let scratch: string;
beforeEach(() => {
  copy = copyPolicies();
  scratch = mkdtempSync(join(tmpdir(), 'spillway-lint-'));
});
afterEach(() => {
  copy.remove();
  rmSync(scratch, { recursive: true, force: true });
});

function spillway(args: string[], input = '') {
  const env = { PATH: process.env.PATH, SPILLWAY_DATA_DIR: join(scratch, 'data'), SPILLWAY_POLICY_DIR: copy.dir };
  const options = { encoding: 'utf8', env, cwd: scratch, input } as const;
  const { status: code, stdout, stderr } = spawnSync(process.execPath, [SPILLWAY, ...args], options);
  return { code, stdout, stderr };
}
const at = (file: string) => join(copy.dir, file);

describe('spillway policy lint', () => {
  test('finds nothing in the folder that is shipped', () => {
    expect(spillway(['policy', 'lint'])).toEqual({ code: 0, stdout: '', stderr: '3 files, 0 errors, 0 warnings\n' });
    const notes = spillway(['policy', 'lint', '--notes', '--tenant', 'acme']);
    expect(notes.stdout).toContain(': info policy/everybody-has: everybody has role:member');
  });

  test('tells a mistake with its place, its rule and what was meant, and fails', () => {
    const text = copy.edit(ACME, (whole) =>
      whole.replace('p, role:member, product:codex', 'p, role:member, product:codx'),
    );
    const { code, stdout, stderr } = spillway(['policy', 'lint']);
    expect(stdout).toBe(
      `${at(ACME)}:${lineOf(text, 'codx')}:17: error policy/unknown-product: unknown product "codx"; did you mean "codex"?\n` +
        '    fix: p, role:member, product:codex, use, allow\n',
    );
    expect([code, stderr]).toEqual([1, '3 files, 1 error, 0 warnings\n']);
  });

  test('a warning fails where it is to be strict', () => {
    copy.edit(ACME, (text) => text.replace('g, group:interns, role:intern\n', ''));
    expect(spillway(['policy', 'lint', at(ACME)])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('policy/role-without-members'),
    });
    expect(spillway(['policy', 'lint', at(ACME), '--strict']).code).toBe(1);
    expect(spillway(['policy', 'lint', '--tenant', 'globex', '--strict']).code).toBe(0);
  });

  test('is told beside the version that it takes the place of', () => {
    const before = join(scratch, 'before.csv');
    writeFileSync(before, copy.read(ACME));
    copy.edit(ACME, (text) => text.replace('g, group:interns', 'g, group:intern'));
    const { code, stdout } = spillway(['policy', 'lint', at(ACME), '--against', before]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('policy/name-changed')]);
    expect(spillway(['policy', 'lint', '--against', before]).code).toBe(2);
  });

  test('standard input is a file, whose tenant is named', () => {
    const text = copy.read(ACME).replace('use, allow', 'use, alow');
    const json = spillway(['policy', 'lint', '-', '--tenant', 'acme', '--json'], text);
    const { ok, errors, files } = JSON.parse(json.stdout) as {
      ok: boolean;
      errors: number;
      files: { found: object[] }[];
    };
    expect([json.code, ok, errors]).toEqual([1, false, 1]);
    expect(files[0]).toMatchObject({
      file: '-',
      tenant: 'acme',
      ok: false,
      found: [
        {
          file: '-',
          severity: 'ERROR',
          rule: 'policy/unknown-effect',
          fix: 'p, role:member, product:codex, use, allow',
        },
      ],
    });
    const remarks = spillway(['policy', 'lint', '-', '--tenant', 'acme', '--format', 'github'], text);
    expect(remarks.stdout).toMatch(
      /^::error file=-,line=\d+,col=37,title=policy\/unknown-effect::effect "alow" is neither/,
    );
  });

  test('a catalog that is broken, a file that is missing and a tenant that there is not fail', () => {
    expect(spillway(['policy', 'lint', at('acme/polcy.csv')])).toMatchObject({
      code: 1,
      stdout: `${at('acme/polcy.csv')}:1: error file/unreadable: the file is missing\n`,
    });
    expect(spillway(['policy', 'lint', '--tenant', 'initech']).code).toBe(2);
    copy.edit('catalog.yaml', (text) => text.replace('per: 1\n', 'per: 0\n'));
    expect(spillway(['policy', 'lint'])).toMatchObject({ code: 1, stdout: expect.stringContaining('catalog/value') });
  });

  test.each([['--format', 'xml'], ['--nonsense']])('%s is refused as an option', (...args) => {
    const { code, stdout, stderr } = spillway(['policy', 'lint', ...args]);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('Usage: spillway policy lint')]);
  });
});

describe('spillway catalog lint', () => {
  test('finds nothing in the catalog that is shipped', () => {
    expect(spillway(['catalog', 'lint'])).toEqual({ code: 0, stdout: '', stderr: '1 file, 0 errors, 0 warnings\n' });
  });

  test('tells a key that is mistyped, and what was meant', () => {
    const text = copy.edit('catalog.yaml', (whole) =>
      whole.replace('requests_per_minute: 20', 'request_per_minute: 20'),
    );
    const { code, stdout } = spillway(['catalog', 'lint']);
    expect(code).toBe(1);
    expect(stdout).toBe(
      `${at('catalog.yaml')}:${lineOf(text, 'request_per_minute: 20')}:5: error catalog/unknown-key: ` +
        'unknown key "request_per_minute" in plans.free; did you mean "requests_per_minute"?\n' +
        '    fix:     requests_per_minute: 20\n',
    );
  });

  test('guards prices in force beside the catalog that serves, unless a line allows it', () => {
    const before = join(scratch, 'before.yaml');
    writeFileSync(before, copy.read('catalog.yaml'));
    const text = copy.read('catalog.yaml').replace('"62.5"', '"6250"');
    const { code, stdout } = spillway(['catalog', 'lint', '-', '--against', before], text);
    expect([code, stdout]).toEqual([1, expect.stringContaining('error catalog/card-changed')]);
    const allowed = `${text}# allow: card-changed:codex-2026-04 because it is a test\n`;
    expect(spillway(['catalog', 'lint', '-', '--against', before], allowed)).toMatchObject({ code: 0, stdout: '' });
  });
});
