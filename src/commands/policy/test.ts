/**
 * `spillway policy test`: runs the tenants' own tests on the policies of a folder, as it is done before they go live. It
 * needs no database and changes nothing but the report that it is told to write.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FileRefused, formatProblem, problemOf } from '../../catalog/problem.js';
import { PolicyTests } from '../../policy/cases/policy-tests.js';
import { isGreen, testRun, type TestRun } from '../../policy/cases/test-run.js';
import { displayName, TESTS_FILE } from '../../policy/policy-folder.js';
import { readDoorlessConfig } from '../../processes/config.js';
import { UsageError } from '../run-verb.js';
import { style } from '../terminal.js';
import { readPolicies, testsOf, type FolderPolicies } from './folder-policies.js';
import { junitOf, type TenantRun } from './junit.js';

export async function testPolicies(args: string[], stopped: AbortSignal): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      tenant: { type: 'string' },
      tests: { type: 'string' },
      dir: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      junit: { type: 'string' },
    },
  });
  const { tenant = null, tests = null, dir = readDoorlessConfig().policyDir } = values;
  if (tests !== null && tenant === null) throw new UsageError('--tests takes --tenant.');
  const folder = await readPolicies(dir, tenant);
  const runs = await runAll(folder, dir, tests, stopped);
  if (values.junit !== undefined) writeFileSync(values.junit, junitOf(runs));
  if (values.json) process.stdout.write(`${JSON.stringify({ tenants: runs.map(asJson) }, null, 2)}\n`);
  else say(runs, values.all);
  return runs.length > 0 && runs.every(({ run }) => isGreen(run));
}

async function runAll(folder: FolderPolicies, dir: string, own: string | null, stopped: AbortSignal) {
  const threads = new PolicyTests();
  const runs: TenantRun[] = [];
  try {
    for (const tenant of folder.tenants) {
      stopped.throwIfAborted();
      const file = own ?? displayName(dir, tenant, TESTS_FILE);
      const tests = own === null ? testsOf(folder.filesOf(tenant)) : { text: readFileSync(own, 'utf8') };
      if (tests === null) continue;
      if ('text' in tests) runs.push({ tenant, file, ...(await runOne(threads, folder, dir, tenant, tests.text)) });
      else
        runs.push({
          tenant,
          file,
          version: null,
          run: refused([problemOf('file/unreadable', { file, line: 1 }, tests.unreadable)]),
        });
    }
  } finally {
    await threads.close();
  }
  return runs;
}

async function runOne(threads: PolicyTests, folder: FolderPolicies, dir: string, tenant: string, tests: string) {
  try {
    const { text, version } = folder.textOf(tenant);
    const run = await threads.run({ tenant, text, tests, catalog: folder.base.catalog, folder: dir });
    return { version, run };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { version: null, run: refused(error.problems) };
  }
}

const refused = (problems: TestRun['problems']): TestRun => testRun([], problems, 0);

function asJson({ tenant, file, version, run }: TenantRun) {
  const { isWhole: _, ...told } = run;
  return { tenant, file, version, ok: isGreen(run), ...told };
}

function say(runs: readonly TenantRun[], withAll: boolean): void {
  const lines = runs.flatMap((each) => linesOf(each, withAll));
  const [passed, total] = [sum(runs, (run) => run.passed), sum(runs, (run) => run.total)];
  const isBroken = runs.some(({ run }) => run.problems.length > 0);
  const verdict =
    runs.length === 0
      ? `There are no tests: none of these tenants has a ${TESTS_FILE}.`
      : isBroken
        ? style('red', 'Not all tests could be run.')
        : passed === total
          ? style('green', `All ${total} tests pass.`)
          : style('red', `${total - passed} of ${total} tests fail.`);
  process.stdout.write(`${[...lines, verdict].join('\n')}\n`);
}

function linesOf({ file, version, run }: TenantRun, withAll: boolean): string[] {
  const title = `${style('bold', file)}${version === null ? '' : ` on ${version}`}: ${run.passed} of ${run.total} pass`;
  const cases = run.cases.flatMap(({ name, line, ok, expected, found }) => {
    if (ok) return withAll ? [`  ${style('green', 'ok    ')}  ${name}`] : [];
    const head = `  ${style('red', 'FAILED')}  ${name} (line ${line})`;
    return [head, `          expected  ${expected}`, `          found     ${found}`];
  });
  return [title, ...run.problems.map((problem) => `  ${style('red', formatProblem(problem))}`), ...cases, ''];
}

function sum(runs: readonly TenantRun[], of: (run: TestRun) => number): number {
  return runs.reduce((total, { run }) => total + of(run), 0);
}
