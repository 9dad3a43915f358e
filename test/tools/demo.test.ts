import { expect, test } from '@jest/globals';
import { runBuiltTool } from './run-built-tool.js';

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

test('a tour that is interrupted ends its server and leaves nothing behind', async () => {
  const { code, stdout, left } = await runBuiltTool('demo', [], 'ready after');
  expect({ code, left }).toEqual({ code: 130, left: [] });
  expect(stdout).not.toContain('Done in');
}, 60_000);

test('a tour that is interrupted while its server starts leaves nothing behind either', async () => {
  const { code, left } = await runBuiltTool('demo', [], 'starting PostgreSQL');
  expect({ code, left }).toEqual({ code: 130, left: [] });
}, 60_000);
