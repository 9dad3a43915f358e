/** The tour as a person runs it, to its end and cut short. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
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
