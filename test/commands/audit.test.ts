/** The auditor as an operator runs it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type TestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';
import { runBuiltTool } from './run-built-tool.js';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ policyDir: exactPolicies().dir });
  process.env.DATABASE_URL = api.databaseUrl;
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'alice', 'payg');
  await grant(admin, { subject: 'alice', credits: '100' });
  const { id } = await check(admin, meter('alice', 10));
  await settled(api, admin, usedOf(id, 7));
});
afterAll(async () => {
  delete process.env.DATABASE_URL;
  await api.close();
});

test('sound books: every invariant holds, exit code 0', async () => {
  const { code, stdout, stderr } = await runBuiltTool('audit');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/I1 +a lot is the sum of its buckets +holds/);
  expect(stdout).toMatch(/All \d+ invariants hold\. Audited: tenants 1, accounts \d+, balance updates \d+\./);
});

describe('a login that row-level security binds', () => {
  const role = `auditor_${randomBytes(4).toString('hex')}`;
  const empty = mkdtempSync(join(tmpdir(), 'spillway-audit-'));
  beforeAll(async () => {
    await api.asOwner(`create role ${role} login password 'auditor' in role spillway_api`);
    const url = new URL(api.databaseUrl);
    [url.username, url.password] = [role, 'auditor'];
    process.env.DATABASE_URL = url.href;
  });
  afterAll(async () => {
    process.env.DATABASE_URL = api.databaseUrl;
    delete process.env.SPILLWAY_POLICY_DIR;
    await api.asOwner(`drop owned by ${role}; drop role ${role}`);
    rmSync(empty, { recursive: true });
  });

  test('sees the tenants that have a folder', async () => {
    const { code, stdout } = await runBuiltTool('audit');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Audited: tenants 1, accounts \d+,/);
  });

  test('is told where it may not even look, and where there is nothing to look at', async () => {
    const look = () => runBuiltTool('audit');
    await api.asOwner(`revoke spillway_api from ${role}`);
    expect(await look()).toMatchObject({ code: 1, stderr: expect.stringContaining('may not use the schema spillway') });
    await api.asOwner(`grant spillway_api to ${role}`);
    process.env.SPILLWAY_SCHEMA = 'nowhere';
    expect(await look()).toMatchObject({ code: 1, stderr: expect.stringContaining('no books in the schema nowhere') });
    delete process.env.SPILLWAY_SCHEMA;
  });

  test('is told where it sees nothing, instead of that all holds', async () => {
    process.env.SPILLWAY_POLICY_DIR = empty;
    const { code, stdout, stderr } = await runBuiltTool('audit');
    expect(code).toBe(1);
    expect(stdout).not.toContain('hold');
    expect(stderr).toContain(
      `shows the role ${role} only tenants with a folder in SPILLWAY_POLICY_DIR (there is none)`,
    );
  });
});

test('a lot that somebody changed is named by its id, exit code 1', async () => {
  const swap = (from: string, to: string) => `update lot set ${from} = ${from} - 1, ${to} = ${to} + 1 returning id`;
  const [lot] = await api.asOwner<{ id: string }>(swap('remaining', 'spent'));
  const { code, stdout } = await runBuiltTool('audit', ['--most', '1']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/each lot follows from the lines of the journal +violated: 1/);
  expect(stdout).toContain(lot?.id);
  await api.asOwner(swap('spent', 'remaining'));
});

test.each([
  [['--help'], 0, /--most 20/],
  [['--most', '0'], 1, /--most is a whole number/],
])('the command line %j', async (args, wanted, says) => {
  const { code, stdout, stderr } = await runBuiltTool('audit', args);
  expect(code).toBe(wanted);
  expect(stdout + stderr).toMatch(says);
});
