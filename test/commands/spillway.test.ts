/** The one command, as a person calls it: what it lists, what it refuses, and its small tools. */
import { spawnSync, type SpawnSyncOptionsWithStringEncoding } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, testServer, type TestDatabase } from '../support/database.js';
import { SPILLWAY } from './run-built-tool.js';

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

const scratch = mkdtempSync(join(tmpdir(), 'spillway-command-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(command: string[], more: Partial<SpawnSyncOptionsWithStringEncoding> = {}): Run {
  const [file = '', ...args] = command;
  const { status: code, stdout, stderr } = spawnSync(file, args, { encoding: 'utf8', ...more });
  return { code, stdout, stderr };
}

/** Where nothing is set, a tool that starts something would leave its traces in `data`. */
const settings = (data: string) => ({ PATH: process.env.PATH, SPILLWAY_DATA_DIR: data });
const spillway = (args: string[], more: Partial<SpawnSyncOptionsWithStringEncoding> = {}): Run =>
  run([process.execPath, SPILLWAY, ...args], { env: settings(join(scratch, 'data')), ...more });

const commandsIn = (help: string) => [...help.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name]) => name as string);
const COMMANDS = commandsIn(spillway([]).stdout);

describe('what there is', () => {
  test('help lists every command once, and each is an npm script', () => {
    const [bare, help] = [spillway([]), spillway(['--help'])];
    expect(bare).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: spillway <command>/), stderr: '' });
    expect(help).toEqual(bare);
    expect(spillway(['help'])).toEqual(bare);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const called = Object.entries(scripts).filter(([, script]) => script.includes('bin/spillway.js'));
    expect(COMMANDS.length).toBeGreaterThan(12);
    expect([...COMMANDS].sort()).toEqual(called.map(([name]) => name).sort());
    for (const [name, script] of called) expect(script).toMatch(new RegExp(`^(exec )?node bin/spillway.js ${name}$`));
  });

  test.each(COMMANDS)('%s --help says how it is used and how it ends, and starts nothing', (name) => {
    const data = join(scratch, `help-${name}`);
    const help = spillway([name, '--help'], { env: settings(data) });
    expect(help).toEqual({ code: 0, stdout: expect.stringMatching(`^Usage: spillway ${name}`), stderr: '' });
    expect(help.stdout).toMatch(/Exit code/);
    expect(existsSync(data)).toBe(false);
    expect(spillway(['help', name])).toEqual(help);
  });

  test.each([
    ['tokn', '; did you mean "token"?'],
    ['frobnicate', '.'],
  ])('the command %j is refused with what may have been meant', (name, hint) => {
    const stderr = `There is no command "${name}"${hint} All of them: spillway help\n`;
    expect(spillway([name])).toEqual({ code: 2, stdout: '', stderr });
    expect(spillway(['help', name])).toEqual({ code: 2, stdout: '', stderr });
  });

  test('an installation without the proof says what it lacks, and has the rest', () => {
    const installed = join(scratch, 'installed');
    mkdirSync(join(installed, 'dist'), { recursive: true });
    for (const name of ['bin', 'package.json']) cpSync(name, join(installed, name), { recursive: true });
    symlinkSync(resolve('dist/src'), join(installed, 'dist/src'));
    const there = [process.execPath, join(installed, 'bin/spillway.js')];
    const help = run([...there, 'help']).stdout;
    expect(commandsIn(help)).toEqual(expect.arrayContaining(['start', 'token', 'audit', 'migrate']));
    expect(commandsIn(help)).not.toContain('storm');
    expect(help).toMatch(/Only in a checkout of the sources: .*dev, .*storm/);
    expect(run([...there, 'storm'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'spillway storm is not part of this installation: it needs a checkout of the sources.\n',
    });
    expect(run([...there, 'token', '--help'])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('an old Node', () => {
  const told = (version: string) => ({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(`^Spillway needs Node 22.17 or newer, and this is ${version}\\. .*Node 24\\.\n$`),
  });

  test('is told in one sentence what to do', () => {
    const claim = 'Object.defineProperty(process,"versions",{value:{...process.versions,node:"22.16.9"}})';
    const old = [process.execPath, '--import', `data:text/javascript,${claim}`];
    expect(run([...old, SPILLWAY, 'token'])).toEqual(told('22.16.9'));
  });

  // Only where one is installed: it must be able to read the file at all.
  const folders = ['/usr/local/bin', '/usr/bin', ...(process.env.PATH ?? '').split(':')];
  const nodes = new Map(
    folders.map((folder) => [run([join(folder, 'node'), '-p', 'process.versions.node']).stdout?.trim(), folder]),
  );
  const old = [...nodes].filter(([version]) => /^(18|20|21|22\.([0-9]|1[0-6]))\./.test(version));
  test.each(old)('that is really there, %j, is told so too', (version, folder) => {
    expect(run([join(folder, 'node'), SPILLWAY, 'start'])).toEqual(told(version));
  });
});

test('token prints a token that the settings sign, and nothing else', () => {
  const { code, stdout, stderr } = spillway(['token', '--tenant', 'acme', '--subject', 'alice', '--hours', '1']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [, claims = ''] = stdout.trim().split('.');
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ tenant: 'acme', sub: 'alice' });
  expect(spillway(['token'])).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Give --tenant and --subject/) });
});

describe('on a database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  const db = (args: string[], input = '') =>
    spillway(['db', ...args], { env: { ...settings(join(scratch, 'data')), DATABASE_URL: database.url }, input });

  test('db -c runs a statement: rows as a table, the one row in full', () => {
    expect(db(['-c', 'select n, null as nothing from generate_series(1, 2) n'])).toEqual({
      code: 0,
      stdout: 'n  nothing\n1  null\n2  null\n(2 rows)\n',
      stderr: '',
    });
    const long = 'x'.repeat(300);
    expect(db(['-c', `select '${long}' as text`]).stdout).toBe(`text  ${long}\n`);
  });

  test('db shows 200 rows and says how many more there are', () => {
    const { stdout } = db(['-c', 'select generate_series(1, 100000) as n']);
    expect(stdout.trim().split('\n')).toHaveLength(202);
    expect(stdout).toMatch(/^200\n\(100000 rows; 99800 more than are shown\)\n$/m);
  });

  test('db changes nothing unless it is allowed to', () => {
    const change = 'create table by_hand (n int)';
    expect(db(['-c', change])).toMatchObject({ code: 1, stderr: expect.stringMatching(/read-only.*--write allows/) });
    expect(db(['--write', '-c', change])).toMatchObject({ code: 0, stdout: 'CREATE\n' });
    expect(db(['-c', 'select * from by_hand']).stdout).toBe('n\n(0 rows)\n');
  });

  test('the prompt ends statements at a semicolon, survives a mistake, and lists tables', () => {
    const { code, stdout, stderr } = db(
      ['--prompt'],
      'select\n 41 +\n 1;\nselect nonsense;\n\\d\n\\d hold\n\\q\nselect 5;\n',
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Read-only: --write allows changes.\n' });
    expect(stdout).toMatch(/^\?column\? {2}42\ncolumn "nonsense" does not exist\n/);
    expect(stdout).toMatch(/^balance_update +\d+ kB/m);
    expect(stdout).toMatch(/^expires_at +timestamp\(3\) with time zone/m);
    expect(stdout).not.toContain('5;');
  });

  test('migrate brings an empty database to the present schema, once', async () => {
    const url = new URL(testServer().adminUrl);
    url.pathname = '/spillway_test_migrate';
    const admin = new pg.Client({ connectionString: testServer().adminUrl });
    await admin.connect();
    try {
      await admin.query('create database spillway_test_migrate');
      const migrate = () => spillway(['migrate'], { env: { ...settings(scratch), DATABASE_URL: url.href } });
      const names = readdirSync('schema/migrations')
        .filter((file) => file.endsWith('.sql'))
        .sort();
      const applied = names.map((name) => `applied ${name.replace('.sql', '')}\n`).join('');
      const env = { ...settings(scratch), DATABASE_URL: url.href };
      expect(spillway(['migrate', '--dry-run'], { env })).toEqual({
        code: 1,
        stdout: applied.replaceAll('applied', 'would apply'),
        stderr: '',
      });
      expect(migrate()).toEqual({ code: 0, stdout: applied, stderr: '' });
      expect(migrate()).toMatchObject({ code: 0, stdout: 'The database has the present schema already.\n' });
    } finally {
      await admin.query('drop database if exists spillway_test_migrate with (force)');
      await admin.end();
    }
  });
});
