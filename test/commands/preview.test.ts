/** `spillway policy preview` and `spillway catalog preview`: the same as the operation, from a shell, with exit codes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, meter } from '../support/calls.js';
import { exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';
import { runBuiltTool } from './run-built-tool.js';

let policies: PolicyCopy;
let api: TestApi;
let from: string;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  process.env.DATABASE_URL = api.databaseUrl;
  process.env.SPILLWAY_POLICY_DIR = policies.dir;
  const admin: Client = api.as('acme', 'admin');
  from = new Date(api.now() - MINUTE).toISOString();
  for (const subject of ['ann', 'ben']) {
    const { id } = await check(admin, meter(subject, 2));
    await settled(api, admin, usedOf(id, 2));
  }
}, 60_000);

afterAll(async () => {
  delete process.env.DATABASE_URL;
  delete process.env.SPILLWAY_POLICY_DIR;
  await api.close();
  policies.remove();
});

/** A file beside the policies that says this. */
function fileOf(name: string, text: string): string {
  const file = join(policies.dir, name);
  writeFileSync(file, text);
  return file;
}

const preview = (command: 'policy' | 'catalog', ...args: string[]) => runBuiltTool(command, ['preview', ...args]);

test('what would be denied is listed, and the exit code is 1', async () => {
  const file = fileOf('draft.csv', `${policies.read('acme/policy.csv')}\np, ben, product:meter, use, deny\n`);
  const { code, stdout } = await preview('policy', file, '--tenant', 'acme', '--from', from);
  expect(stdout).toContain('2 decisions: 1 the same, 1 newly denied, 0 newly allowed');
  expect(stdout).toMatch(/allowance\s+4\s+→\s+2/);
  expect(stdout).toMatch(/ben\s+meter\/call\s+denied\s+2 allowance\s+→\s+NOT_PERMITTED/);
  expect(code).toBe(1);
});

test('with --json a machine has the sums and all changes; nothing denied is exit code 0', async () => {
  const dearer = `\nrate_cards:${meterCard('dearer', Date.parse(from) - MINUTE, '3')}`;
  const file = fileOf('draft.yaml', policies.read('catalog.yaml').replace('\nrate_cards:', dearer));
  const { code, stdout } = await preview('catalog', file, '--tenant', 'acme', '--from', from, '--json');
  const { sums, changes } = JSON.parse(stdout) as { sums: { moved: number; sources: object[] }; changes: object[] };
  expect(sums).toMatchObject({ decisions: 2, moved: 2, newlyDenied: 0 });
  expect(sums.sources).toEqual([{ layer: 'ALLOWANCE', source: 'allowance', before: '4', after: '12' }]);
  expect(changes).toHaveLength(2);
  expect(code).toBe(0);
});

test('wrong options are exit code 2, and a text that cannot be built says where it is wrong', async () => {
  const file = fileOf('broken.csv', '# spillway-policy: 1\np, role:member, product:nothing-such, use, allow\n');
  expect((await preview('policy', file, '--tenant', 'acme')).code).toBe(2);
  expect((await preview('policy', file, '--tenant', 'acme', '--from', 'yesterday')).code).toBe(2);
  expect((await preview('policy', '--tenant', 'acme', '--from', from)).code).toBe(2);
  const broken = await preview('policy', file, '--tenant', 'acme', '--from', from);
  expect(broken.stderr).toMatch(/broken\.csv:2: .*nothing-such/);
  expect(broken.code).toBe(1);
});
