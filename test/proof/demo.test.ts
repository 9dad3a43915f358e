/** The tour as a person runs it, to its end and cut short; and the history that it leaves where it is asked to. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runBuiltTool } from '../commands/run-built-tool.js';

test('the tour tells its whole story, every claim of it holds, and it leaves nothing behind', async () => {
  const { code, stdout, stderr, left } = await runBuiltTool('demo');
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
  const told = [
    'five-hour window runs dry in the middle',
    '◂ live  alice',
    'DENIED OUT_OF_CAPACITY',
    'remedies    BUY_CREDITS, then WAIT',
    'DECLINED',
    'replayed: false',
    'replayed: true',
    'RELEASED',
    'DENIED BUDGET_EXCEEDED',
    'REQUEST_INCREASE',
    'APPROVED',
    'NOT_FOUND',
    'refused  acme/policy.csv:',
    'DENIED NOT_PERMITTED',
    'The receipt',
  ];
  for (const text of told) expect(stdout).toContain(text);
  // Not a terminal: no colours.
  expect(stdout.includes('\x1b')).toBe(false);
}, 60_000);

/** Whether PostgreSQL's data folder has this name already: first data.new, then data. */
const clusterIs = (name: string) => (temporary: string) =>
  readdirSync(temporary).some((scratch) => existsSync(join(temporary, scratch, 'data', 'postgres', name)));

test.each<[when: string, stopWhen: (temporary: string, stdout: string) => boolean]>([
  ['as it begins', (_, stdout) => stdout.includes('starting PostgreSQL')],
  ['while the database is made', clusterIs('data.new')],
  ['while the database starts', clusterIs('data')],
  ['in the middle of the story', (_, stdout) => stdout.includes('What alice')],
])(
  'a tour that is interrupted %s ends its server and leaves nothing behind',
  async (_, stopWhen) => {
    const { code, stdout, stderr, left } = await runBuiltTool('demo', [], stopWhen);
    expect({ code, stderr: stderr.trim(), left }).toEqual({ code: 130, stderr: 'stopped', left: [] });
    expect(stdout).not.toContain('Done in');
  },
  60_000,
);

describe('a demo that is kept', () => {
  const before = process.env.SPILLWAY_DATA_DIR;
  let dataDir: string;
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'spillway-kept-'));
    process.env.SPILLWAY_DATA_DIR = dataDir;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.SPILLWAY_DATA_DIR;
    else process.env.SPILLWAY_DATA_DIR = before;
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('leaves nothing where it is interrupted', async () => {
    const { code, stderr, left } = await runBuiltTool('demo', ['--keep'], (_, stdout) => / [1-9]\d? %/.test(stdout));
    expect({ code, stderr: stderr.trim(), left }).toEqual({ code: 130, stderr: 'stopped', left: [] });
    expect(readdirSync(dataDir)).not.toContain('postgres');
    expect(readdirSync(dataDir)).not.toContain('history.new');
  }, 180_000);

  test('leaves days of work whose books are right, and never writes where there are data', async () => {
    const { code, stdout, stderr } = await runBuiltTool('demo', ['--keep']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [, decisions] = /(\d+) decisions, \d+ usage events, \d+ purchases/.exec(stdout) ?? [];
    expect(Number(decisions)).toBeGreaterThan(200);
    expect(await runBuiltTool('audit')).toMatchObject({ code: 0, stderr: '' });
    for (const tenant of ['acme', 'globex']) {
      const reconciled = await runBuiltTool('reconcile', ['--tenant', tenant]);
      expect(reconciled).toMatchObject({ code: 0, stdout: expect.stringContaining('The books balance') });
    }
    const again = await runBuiltTool('demo', ['--keep']);
    expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`rm -r ${dataDir}`) });
  }, 240_000);
});
