// Shows that the tests would notice: each classic fault in proof/bugs is applied to a scratch copy of the sources, and
// every check that its patch names must turn red: the body of the named test itself fails, or the books do not reconcile
// when its file closes. What does not compile, migrate or start catches nothing: that is an error of the patch. It says
// nothing about faults that nobody has written down.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `Usage: spillway seeded-bugs [options]
       npm run -s seeded-bugs -- [options]

Applies each fault in proof/bugs to a scratch copy of the sources and runs the checks that it names.

  --only NAME  this bug alone; may be given again (default: all)
  --list       show the bugs and their checks, run nothing
  --trust      do not run the checks on the sound sources first
  --help       this text

Exit code: 0 all caught, 1 one survived, 2 one could not be tried (it does not apply, compile or start, or it hung).`;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COPIED = [
  'package.json',
  'package-lock.json',
  '.swcrc',
  'jest.config.js',
  'bin',
  'src',
  'proof',
  'schema',
  'policies',
  'test',
];
/** More than a storm takes, or a search for the shortest sequence that fails. */
const LIMIT_SECONDS = 300;
const BASELINE_LIMIT_SECONDS = 600;
/** Sequences of the model-based test: a rare one may be needed, and the first that fails ends it. */
const MODEL_RUNS = '60';
/** Of one test: a bug often shows as an answer that never comes, and waiting longer proves no more. */
const TEST_LIMIT_MS = 30_000;
/** A failure that is the patch's own mistake, whatever test it stops. */
const BROKEN = /\b(ReferenceError|SyntaxError): |does not provide an export named/;

/** A bug as its file tells it: what is wrong, what that breaks, and which tests of which files must notice. */
function readBug(file) {
  const text = readFileSync(join(ROOT, 'proof/bugs', file), 'utf8');
  const header = text.slice(0, text.search(/^--- /m)).split('\n');
  const all = (name) =>
    header.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
  const checks = all('Check').map((check) => {
    const [path, ...title] = check.split(' > ');
    return { file: path, title: title.join(' > ') };
  });
  const [[fault], [breaks]] = [all('Fault'), all('Breaks')];
  if (!fault || !breaks || !checks.length) throw new Error(`${file}: the header needs Fault, Breaks and Check lines`);
  return { name: file.replace(/\.patch$/, ''), patch: join(ROOT, 'proof/bugs', file), fault, breaks, checks };
}

/** The sources, on their own, with what they need to build and to run their tests. */
function makeScratch() {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-bugs-'));
  // The PostgreSQL in here may run as another user.
  chmodSync(dir, 0o755);
  for (const name of COPIED) cpSync(join(ROOT, name), join(dir, name), { recursive: true });
  cpSync(join(ROOT, 'scripts/build.js'), join(dir, 'scripts/build.js'));
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  return dir;
}

/** One PostgreSQL for all runs: a new one for each would take longer than most checks. */
async function startPostgres(dir) {
  const built = (file) => import(pathToFileURL(join(dir, 'dist/src', file)).href);
  const { startEmbeddedPostgres } = await built('local/embedded-postgres.js');
  const { createLog } = await built('log.js');
  const dataDir = join(dir, 'postgres');
  mkdirSync(dataDir, { mode: 0o755 });
  return startEmbeddedPostgres({ dataDir, log: createLog({ logLevel: 'warn' }) });
}

const errorText = (error) => String(error.stderr || error.message).trim();

function patch(dir, bug, ...options) {
  // A folder for temporary files may lie inside some repository: its own is not the one to patch.
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: dirname(dir) };
  execFileSync('git', ['apply', ...options, bug.patch], { cwd: dir, env, stdio: 'pipe' });
}

function build(dir) {
  execFileSync(process.execPath, ['scripts/build.js'], { cwd: dir, stdio: 'pipe' });
}

const literally = (title) => title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Runs the tests that these checks name, in one call of jest.
 * @returns its report, or an error where it ended, or had to be ended, without one
 */
async function runChecks(scratch, checks, limitSeconds, settings = {}) {
  const { dir } = scratch;
  const files = [...new Set(checks.map(({ file }) => file))];
  const titles = checks.every(({ title }) => title) ? checks.map(({ title }) => literally(title)) : [];
  const flags = '--forceExit --maxWorkers 2 --cacheDirectory cache --reporters ./proof/bugs/reporter.js';
  const args = [
    'node_modules/jest/bin/jest.js',
    ...`${flags} --testTimeout ${TEST_LIMIT_MS}`.split(' '),
    ...(titles.length ? ['--testNamePattern', titles.join('|')] : []),
    ...['--runTestsByPath', ...files],
  ];
  rmSync(join(dir, 'report.json'), { force: true });
  // A group of its own, so that ending it also ends what its tests have started.
  const env = { ...process.env, ...settings, SPILLWAY_TEST_DATABASE_URL: scratch.postgres.url };
  const jest = spawn(process.execPath, args, { cwd: dir, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  scratch.running = jest;
  let said = '';
  for (const stream of [jest.stdout, jest.stderr]) stream.on('data', (text) => (said = (said + text).slice(-4_000)));
  const timer = setTimeout(() => endGroup(jest), limitSeconds * 1_000);
  const [, signal] = await once(jest, 'close');
  clearTimeout(timer);
  scratch.running = null;
  if (signal) return new Error(`hung: nothing was reported within ${limitSeconds} s`);
  if (!existsSync(join(dir, 'report.json'))) return new Error(`jest ended without a report: ${said.trim()}`);
  const report = JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8'));
  return report.map((ran) => ({ ...ran, file: relative(realpathSync(dir), ran.file) }));
}

function endGroup(child) {
  try {
    if (child) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** The tests that a check names, as far as they ran. */
function named({ file, title }, report) {
  const tests = report.find((ran) => ran.file === file)?.tests ?? [];
  return tests.filter(({ fullName, status }) => fullName.includes(title) && /^(passed|failed)$/.test(status));
}

/** How a report shows that a check has noticed the bug: by which tests of its own, or by the books in the end. */
function noticed(check, report) {
  const failed = named(check, report).filter(({ status, reached }) => status === 'failed' && reached);
  const { error, tests = [] } = report.find((ran) => ran.file === check.file) ?? {};
  const audited = error?.includes('expectBooksToReconcile') && tests.length > 0;
  return [...failed.map(({ fullName }) => fullName), ...(audited ? [`the audit after ${check.file}`] : [])];
}

/** What a report says of a bug: `caught` by which titles, `survived` one check, or an `error` that proves nothing. */
function judge(bug, report) {
  if (report instanceof Error) return { verdict: 'error', why: report.message };
  const tests = bug.checks.flatMap((check) => named(check, report));
  const failed = tests.filter(({ status }) => status === 'failed');
  const failures = [...failed.map(({ failure }) => failure), ...report.map(({ error }) => error ?? '')];
  const broken = failures.find((text) => BROKEN.test(text));
  if (broken) return { verdict: 'error', why: `the patch is broken: ${firstLines(broken)}` };
  const blind = bug.checks.filter((check) => !noticed(check, report).length);
  if (!blind.length) {
    const caughtBy = [...new Set(bug.checks.flatMap((check) => noticed(check, report)))];
    const why = failed.find(({ reached }) => reached)?.failure ?? '';
    return { verdict: 'caught', caughtBy, why: firstLines(why, 1).slice(0, 120) };
  }
  const lost = report.find(({ file, error }) => error && blind.some((check) => check.file === file));
  const stopped = failed.find(({ reached }) => !reached)?.failure ?? lost?.error;
  if (stopped) return { verdict: 'error', why: `no test was reached: ${firstLines(stopped)}` };
  if (blind.some((check) => !named(check, report).length)) return { verdict: 'error', why: 'a check did not run' };
  return { verdict: 'survived', why: `green: ${blind.map(({ file, title }) => `${file} > ${title}`).join(', ')}` };
}

const firstLines = (text, count = 6) => text.trim().split('\n').slice(0, count).join('\n    ');

/** Demands that every check exists and is green on the sound sources, so that a red one proves the bug. */
async function assertSound(scratch, bugs) {
  const checks = bugs.flatMap((bug) => bug.checks);
  const report = await runChecks(scratch, checks, BASELINE_LIMIT_SECONDS);
  if (report instanceof Error) throw report;
  const red = report.flatMap(({ file, error, tests }) => [
    ...(error ? [`${file}: ${firstLines(error)}`] : []),
    ...tests.filter(({ status }) => status === 'failed').map((test) => `${test.fullName}: ${firstLines(test.failure)}`),
  ]);
  const missing = checks.filter((check) => !named(check, report).length);
  const lost = missing.map(({ file, title }) => `${file} has no test "${title}"`);
  if (red.length || lost.length) throw new Error(`Not green without any bug:\n  ${[...red, ...lost].join('\n  ')}`);
}

async function tryBug(scratch, bug) {
  const { dir } = scratch;
  try {
    patch(dir, bug);
  } catch (error) {
    return { verdict: 'error', why: `does not apply any more: ${errorText(error)}` };
  }
  try {
    build(dir);
    return judge(bug, await runChecks(scratch, bug.checks, LIMIT_SECONDS, { SPILLWAY_MODEL_RUNS: MODEL_RUNS }));
  } catch (error) {
    return { verdict: 'error', why: `does not compile: ${firstLines(errorText(error))}` };
  } finally {
    patch(dir, bug, '--reverse');
  }
}

const seconds = (began) => `${((performance.now() - began) / 1_000).toFixed(0)} s`;

/** Tries them all. @returns the exit code */
async function tryAll(scratch, bugs, trust) {
  let began = performance.now();
  if (!trust) {
    process.stdout.write(`the checks of ${bugs.length} bugs on the sound sources … `);
    await assertSound(scratch, bugs);
    console.log(`green (${seconds(began)})`);
  }
  const results = [];
  for (const [i, bug] of bugs.entries()) {
    began = performance.now();
    process.stdout.write(`${String(i + 1).padStart(2)}/${bugs.length} ${bug.name} … `);
    const result = await tryBug(scratch, bug);
    if (scratch.interrupted) throw new Error('interrupted');
    results.push({ bug, ...result });
    console.log(`${result.verdict} (${seconds(began)})${result.why ? `\n    ${result.why}` : ''}`);
  }
  const width = Math.max(...bugs.map(({ name }) => name.length));
  console.log();
  for (const { bug, verdict, caughtBy } of results) {
    const [first, ...more] = caughtBy ?? [verdict.toUpperCase()];
    console.log(`${bug.name.padEnd(width)}  ${first}${more.length ? ` (and ${more.length} more)` : ''}`);
  }
  const count = (verdict) => results.filter((result) => result.verdict === verdict).length;
  console.log(`\ncaught ${count('caught')} of ${bugs.length}`);
  return count('error') ? 2 : count('survived') ? 1 : 0;
}

function show({ name, fault, breaks, checks }) {
  console.log(`${name}\n  ${fault}\n  breaks ${breaks}`);
  for (const { file, title } of checks) console.log(`  ${file}${title && ` > ${title}`}`);
}

async function main() {
  const boolean = { type: 'boolean', default: false };
  const help = { ...boolean, short: 'h' };
  const options = { only: { type: 'string', multiple: true }, list: boolean, trust: boolean, help };
  const { values } = parseArgs({ options });
  if (values.help) return console.log(HELP);
  const files = readdirSync(join(ROOT, 'proof/bugs')).filter((file) => file.endsWith('.patch'));
  const all = files.sort().map(readBug);
  const unknown = values.only?.filter((name) => !all.some((bug) => bug.name === name)) ?? [];
  if (unknown.length) throw new Error(`There is no bug ${unknown.join(', ')}: see --list.`);
  const bugs = all.filter(({ name }) => values.only?.includes(name) ?? true);
  if (values.list) return bugs.forEach(show);
  // With another Node what fails may be the tests' own start.
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/node/package.json'), 'utf8'));
  if (process.version !== `v${version}`) throw new Error(`Needs Node ${version}: npm run -s seeded-bugs brings it.`);
  const scratch = { dir: makeScratch(), postgres: null, running: null, interrupted: false };
  const interrupt = () => {
    scratch.interrupted = true;
    endGroup(scratch.running);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, interrupt);
  try {
    build(scratch.dir);
    scratch.postgres = await startPostgres(scratch.dir);
    process.exitCode = await tryAll(scratch, bugs, values.trust);
  } finally {
    await scratch.postgres?.stop();
    rmSync(scratch.dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

await main().catch((error) => {
  console.error(errorText(error));
  process.exitCode = 2;
});
