/** What whoever restores a backup is told before the copy serves. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { HOUR, openTestApi, type TestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { createTestDatabase } from '../support/database.js';
import { exactPolicies } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';
import { runBuiltTool } from './run-built-tool.js';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ policyDir: exactPolicies().dir });
  process.env.DATABASE_URL = api.databaseUrl;
  api.moveClock(-2 * HOUR);
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

test('a copy that could serve: every check is named, exit code 0', async () => {
  const { code, stdout, stderr } = await runBuiltTool('backup-check', ['--newest-within', '2.5']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /ok +rows +accounts 1, decisions 1, usage events 1, balance updates 4; the newest is of \S+Z, 2\.\d+ h ago/,
  );
  expect(stdout).toMatch(/ok +rights/);
  expect(stdout).toMatch(/ok +audit +all \d+ invariants hold/);
  expect(stdout).toMatch(/ok +reconcile +acme: 0 differences in 1 accounts, 4 balance updates, 1 usage events/);
  expect(stdout).toContain('This copy could serve.');
});

test('one that is older than it may be: exit code 1', async () => {
  const { code, stdout } = await runBuiltTool('backup-check', ['--newest-within', '1.99']);
  expect(code).toBe(1);
  expect(stdout).toMatch(/FAILS rows .*, and not within 1\.99 h/);
});

test('a tampered one: what is broken is named, and all else is checked, too; exit code 1', async () => {
  const swap = (from: string, to: string) => `update lot set ${from} = ${from} - 1, ${to} = ${to} + 1 returning id`;
  await api.asOwner(swap('remaining', 'spent'));
  const { code, stdout } = await runBuiltTool('backup-check');
  await api.asOwner(swap('spent', 'remaining'));
  expect(code).toBe(1);
  expect(stdout).toMatch(/FAILS audit +I1 each lot follows from the lines of the journal: violated 1 times/);
  expect(stdout).toMatch(/FAILS reconcile +acme: 1 differences in 1 accounts/);
  expect(stdout).toMatch(/ok +rights/);
  expect(stdout).toContain('THIS COPY COULD NOT SERVE.');
});

test('one whose dump saw no row: exit code 1', async () => {
  const empty = await createTestDatabase();
  process.env.DATABASE_URL = empty.url;
  try {
    expect(await runBuiltTool('backup-check')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/FAILS rows +no catalog ever served here/),
    });
  } finally {
    process.env.DATABASE_URL = api.databaseUrl;
    await empty.drop();
  }
});

test.each([
  [['--help'], 0, /--newest-within HOURS/],
  [['--newest-within', '0'], 1, /--newest-within is a number of hours, 0\.01 to 87600/],
  [['--newest-within', 'soon'], 1, /--newest-within is a number of hours/],
])('%p ends with exit code %p', async (args, code, said) => {
  const run = await runBuiltTool('backup-check', args);
  expect(run.code).toBe(code);
  expect(run.stdout + run.stderr).toMatch(said);
});
