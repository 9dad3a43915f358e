/** `spillway policy test`, `can` and `explain`, as a person or a build calls them: from the files, with exit codes that say how it ended. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { casesFile, useCase } from '../policy/cases/cases.js';
import { runBuiltTool } from './run-built-tool.js';

const scratch = mkdtempSync(join(tmpdir(), 'policy-cases-'));
const dir = join(scratch, 'policies');
beforeAll(() => {
  cpSync('policies', dir, { recursive: true });
  const cases = casesFile(useCase('all may', 'allow'), useCase('"interns & <others>"', 'allow', 'interns'));
  writeFileSync(join(dir, 'acme/policy.test.yaml'), cases);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const policy = (...args: string[]) => runBuiltTool('policy', args);

describe('test', () => {
  test('tells each failed test with what was expected and what came, and ends with 1', async () => {
    const { code, stdout } = await policy('test', '--dir', dir);
    expect(code).toBe(1);
    expect(stdout).toContain('policies/acme/policy.test.yaml');
    expect(stdout).toMatch(
      /FAILED {2}interns & <others> \(line 9\)\n +expected +allow\n +found +deny, by line 14: p, role:intern/,
    );
    expect(stdout).toMatch(/1 of 2 tests fail\.\n$/);
    expect(stdout).not.toContain('all may');
  });

  test('the shipped examples pass on the shipped policies, and end with 0', async () => {
    for (const tenant of ['acme', 'globex']) {
      const file = `docs/examples/${tenant}.policy.test.yaml`;
      const { code, stdout } = await policy('test', '--dir', 'policies', '--tenant', tenant, '--tests', file, '--all');
      expect([tenant, code]).toEqual([tenant, 0]);
      expect(stdout).toMatch(/All \d+ tests pass\.\n$/);
    }
  });

  test('writes the same for machines: JSON, and JUnit whose names are escaped', async () => {
    const junit = join(scratch, 'junit.xml');
    const { code, stdout } = await policy('test', '--dir', dir, '--json', '--junit', junit);
    expect(code).toBe(1);
    const told = JSON.parse(stdout) as { tenants: Record<string, unknown>[] };
    expect(told.tenants).toMatchObject([{ tenant: 'acme', ok: false, passed: 1, failed: 1, total: 2, problems: [] }]);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('tests="2" failures="1" errors="0"');
    expect(xml).toContain('name="interns &amp; &lt;others&gt;"');
    expect(xml.match(/<testcase/g)).toHaveLength(2);
    expect(xml).toContain('<failure message="expected allow; found deny, by line 14: p, role:intern');
  });

  test('no tests at all, a broken file, a broken policy: 1; what it does not understand: 2', async () => {
    expect((await policy('test', '--dir', 'policies')).code).toBe(1);
    const broken = join(scratch, 'broken');
    cpSync(dir, broken, { recursive: true });
    writeFileSync(join(broken, 'acme/policy.test.yaml'), 'format: 1\ncases: []\n');
    const told = await policy('test', '--dir', broken);
    expect([told.code, told.stdout]).toEqual([1, expect.stringContaining('acme/policy.test.yaml:2: there is no case')]);
    cpSync(join(dir, 'acme/policy.test.yaml'), join(broken, 'acme/policy.test.yaml'));
    writeFileSync(join(broken, 'acme/policy.csv'), '# spillway-policy: 1\np, x\n');
    const refused = await policy('test', '--dir', broken);
    expect([refused.code, refused.stdout]).toEqual([
      1,
      expect.stringContaining('acme/policy.csv:2: p needs 5 columns'),
    ]);
    for (const args of [['--tests', 'x'], ['--tenant', 'nobody'], ['--frob'], ['more']]) {
      const { code, stderr } = await policy('test', '--dir', dir, ...args);
      expect([args, code, stderr.includes('Usage: spillway policy test')]).toEqual([args, 2, true]);
    }
  });
});

test('can says yes or no with the line that decides, by its exit code too', async () => {
  const asked = (...args: string[]) => policy('can', ...args, '--tenant', 'acme', '--dir', 'policies');
  const yes = await asked('ivy', 'use', 'product:codex/gpt-5.5');
  expect([yes.code, yes.stdout]).toEqual([
    0,
    'yes: policies/acme/policy.csv:9: p, role:member, product:codex, use, allow\n',
  ]);
  const no = await asked('ivy+interns+engineering', 'use', 'product:codex/gpt-5.5');
  expect([no.code, no.stdout]).toEqual([
    1,
    expect.stringMatching(/^no: policies\/acme\/policy.csv:14: p, role:intern/),
  ]);
  const told = JSON.parse((await asked('gateway', 'check', 'account:subject:bob', '--json')).stdout) as object;
  expect(told).toMatchObject({
    tenant: 'acme',
    subject: 'gateway',
    permitted: true,
    policy: { line: expect.any(Number) },
  });
  for (const args of [
    ['ivy', 'use'],
    ['ivy', 'frob', 'policy'],
    ['ivy', 'use', 'codex'],
    ['ivy+', 'use', 'product:codex'],
  ]) {
    expect([args, (await asked(...args)).code]).toEqual([args, 2]);
  }
});

test('explain shows the rule that decides, what took effect, and why others did not', async () => {
  const asked = (...args: string[]) => policy('explain', ...args, '--tenant', 'acme', '--dir', 'policies');
  const { code, stdout } = await asked('ivy+interns+engineering', 'use', 'product:codex/gpt-5.5');
  expect(code).toBe(1);
  expect(stdout).toContain('roles: role:engineer, role:intern, role:member');
  expect(stdout).toMatch(/14 {2}p, role:intern, product:codex\/gpt-5.5, use, deny +decides/);
  expect(stdout).toMatch(/9 {2}p, role:member, product:codex, use, allow +is outweighed by a deny \(line 14\)/);
  expect(stdout).toMatch(/pool:engineering, 40 +is ruled out \(line 59\)/);
  expect(stdout).toMatch(/pool:engineering, never +rules the layer out/);
  expect(stdout).toMatch(/\d+ more rules speak of others/);
  const all = JSON.parse((await asked('alice', 'use', 'product:sora/sora-2', '--json')).stdout) as { rules: object[] };
  const lines = readFileSync('policies/acme/policy.csv', 'utf8').split('\n');
  expect(all.rules).toHaveLength(lines.filter((line) => /^(p|g)/.test(line)).length);
  expect((await asked('alice', 'read', 'account:self')).code).toBe(0);
});
