/** `spillway policy apply | rollback | history | diff` and `spillway catalog apply`, as an operator runs them beside a server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { versionOf } from '../../src/catalog/text-version.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { exactPolicies, lineOf, type PolicyCopy } from '../support/policies.js';
import { runBuiltTool } from './run-built-tool.js';

let api: TestApi;
let policies: PolicyCopy;
let folder: string;
beforeAll(async () => {
  policies = exactPolicies();
  folder = mkdtempSync(join(tmpdir(), 'spillway-drafts-'));
  api = await openTestApi({ policyDir: policies.dir });
  process.env.DATABASE_URL = api.databaseUrl;
  process.env.SPILLWAY_POLICY_DIR = policies.dir;
});
afterAll(async () => {
  delete process.env.DATABASE_URL;
  delete process.env.SPILLWAY_POLICY_DIR;
  await api.close();
  policies.remove();
  rmSync(folder, { recursive: true, force: true });
});

const acme = (verb: string, ...more: string[]) => runBuiltTool('policy', [verb, '--tenant', 'acme', ...more]);
const live = () => api.app.policies.live('acme')!;

function draft(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Until the server that runs has followed. */
async function servedWithin(version: () => string, wanted: string, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (version() !== wanted) {
    if (performance.now() > end) throw new Error(`${version()} serves, and not ${wanted}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a text is applied by the operator, tells what it changed, is in the history, and is undone', async () => {
  const before = live();
  const text = `${before.text}p, xaver, product:meter, use, deny\n`;
  const file = draft('one.csv', text);
  const version = versionOf(text);
  const dry = await acme('apply', file, '--dry-run');
  expect(dry).toMatchObject({ code: 0, stdout: `${version} could serve in the place of ${before.version}\n` });
  expect(live().version).toBe(before.version);
  const differs = await acme('diff', file);
  expect(differs.code).toBe(1);
  expect(differs.stdout).toContain('\n+p, xaver, product:meter, use, deny\n');
  const applied = await acme('apply', file, '--message', 'xaver has left', '--as', 'ann', '--key', 'k1');
  expect(applied).toMatchObject({ code: 0, stdout: `${version} serves in the place of ${before.version}\n` });
  await servedWithin(() => live().version, version, 2_000);
  const again = await acme('apply', file, '--message', 'xaver has left', '--as', 'ann', '--key', 'k1');
  expect(again.code).toBe(0);
  const { stdout } = await acme('history', '--json', '--first', '2');
  expect(JSON.parse(stdout)).toMatchObject([
    { version, actor: 'operator:ann', reason: 'xaver has left', before: before.version },
    { version: before.version, actor: null },
  ]);
  const undone = await acme('rollback', '--message', 'he is back', '--as', 'ann');
  expect(undone).toMatchObject({ code: 0, stdout: `${before.version} serves again, in the place of ${version}\n` });
  await servedWithin(() => live().version, before.version, 2_000);
  const { stdout: told } = await acme('history', '--first', '3');
  expect(told.split('\n')[1]).toMatch(new RegExp(`^\\d+ +${before.version} +\\S+Z +operator:ann +- +he is back$`));
  expect((await acme('diff')).stdout).toContain('\n-p, xaver, product:meter, use, deny\n');
  expect(await acme('diff', '--from', version, '--to', version)).toMatchObject({ code: 0, stdout: '' });
}, 120_000);

test('what is wrong is told with its line and rule, and nothing changes', async () => {
  const before = live();
  const text = `${before.text}p, alice, product:nothing, use, allow\n`;
  const refused = await acme('apply', draft('wrong.csv', text), '--message', 'a test');
  expect(refused).toMatchObject({ code: 1, stdout: `${before.version} serves on\n` });
  const line = lineOf(text, 'product:nothing');
  expect(refused.stderr).toMatch(new RegExp(`policy\\.csv:${line}: .*\\(ERROR policy/unknown-product\\)`));
  const sound = draft('sound.csv', `${before.text}# More.\n`);
  const late = await acme('apply', sound, '--message', 'a test', '--base', '0123456789ab');
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining(`${before.version} serves by now`) });
  expect(live().version).toBe(before.version);
});

test('options that are wrong are told with the help, exit code 2; unknown verbs and --help, too', async () => {
  expect(await runBuiltTool('policy', ['apply'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Give one file.'),
  });
  expect(await acme('apply', 'x', '--mesage', 'y')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--mesage'),
  });
  expect(await runBuiltTool('policy', ['aply'])).toMatchObject({ code: 2, stderr: expect.stringContaining('"apply"') });
  const help = await runBuiltTool('policy', ['apply', '--help']);
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--dry-run') });
  expect((await runBuiltTool('policy', [])).stdout).toMatch(/ {2}rollback +makes an earlier version/);
});

test('a catalog is applied for all tenants, and refused where it takes back a price in force', async () => {
  const { version, text } = api.app.policies.catalog();
  const wrong = draft('wrong.yaml', text.replace('call: { units: "1"', 'call: { units: "2"'));
  const refused = await runBuiltTool('catalog', ['apply', wrong, '--message', 'dearer']);
  expect(refused).toMatchObject({ code: 1, stdout: `${version} serves on\n` });
  expect(refused.stderr).toMatch(/catalog\.yaml:\d+: .*\(ERROR catalog\//);
  const more = `${text}# Nothing but another version.\n`;
  const applied = await runBuiltTool('catalog', [
    'apply',
    draft('more.yaml', more),
    '--message',
    'a note',
    '--as',
    'ann',
  ]);
  expect(applied).toMatchObject({ code: 0, stdout: `${versionOf(more)} serves in the place of ${version}\n` });
  await servedWithin(() => api.app.policies.catalog().version, versionOf(more), 2_000);
  const kept = await api.asOwner('select author, message from catalog_activation order by no desc limit 1');
  expect(kept).toEqual([{ author: 'operator:ann', message: 'a note' }]);
  const late = await runBuiltTool('catalog', ['apply', wrong, '--message', 'dearer', '--base', version]);
  expect(late).toMatchObject({ code: 1, stderr: expect.stringContaining('serves by now') });
});
