/** The replay as a person runs it, on traces made for it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runBuiltTool } from '../commands/run-built-tool.js';

let dir: string;
let trace: string;

/** 60 rows over 6 s, each of 5 to 6 credits on gpt-5.5: dry windows, every layer, and denials for one subject of four. */
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'spillway-trace-'));
  trace = join(dir, 'trace.csv');
  const rows = Array.from({ length: 60 }, (_, i) => {
    const instant = new Date(Date.UTC(2026, 0, 1) + i * 100).toISOString().slice(0, 23).replace('T', ' ');
    return `${instant}0001,${40_000 + i},${100 + i}`;
  });
  writeFileSync(trace, ['TIMESTAMP,ContextTokens,GeneratedTokens', ...rows].join('\n'));
});
afterAll(() => rmSync(dir, { recursive: true }));

test('a trace runs through every layer until credits are gone, and the books close', async () => {
  const options = ['--subjects', '4', '--speed', 'max', '--promotion', '10', '--credits', '12.5'];
  const { code, stdout, stderr, left } = await runBuiltTool('replay', [trace, ...options]);
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
  for (const layer of ['ALLOWANCE', 'PROMOTION', 'CREDITS', 'POOL pool:engineering']) {
    expect(stdout).toMatch(new RegExp(`^ +${layer} +[1-9]`, 'm'));
  }
  const [, allowed, denied] = /100 % {2}60 of 60 {2}allowed (\d+), denied out_of_capacity (\d+)/.exec(stdout) ?? [];
  expect(Number(allowed) + Number(denied)).toBe(60);
  expect(stdout).toMatch(/latency p50 [\d.]+ ms, p99 [\d.]+ ms/);
  expect(stdout).toMatch(
    new RegExp(`The books close: 5 accounts, ${allowed} requests settled, [\\d.]+ credits charged`),
  );
}, 60_000);

test('paced and with credits enough, what is charged is the arithmetic over the file, to the last digit', async () => {
  const options = ['--speed', '10', '--limit', '20', '--subjects', '2', '--credits', '100'];
  const { code, stdout, stderr, left } = await runBuiltTool('replay', [trace, ...options]);
  expect({ code, stderr, left }).toEqual({ code: 0, stderr: '', left: [] });
  // 125 and 750 credits per million tokens are 125,000 and 750,000 nano-credits each.
  const nano = Array.from({ length: 20 }, (_, i) => BigInt(40_000 + i) * 125_000n + BigInt(100 + i) * 750_000n);
  const credits = (Number(nano.reduce((a, b) => a + b)) / 1e9).toString();
  expect(stdout).toContain(
    `The books close: 2 accounts, 20 requests settled, ${credits} credits charged, reconcile 0.`,
  );
}, 60_000);

test('a malformed row is told with its line, before anything starts', async () => {
  const broken = join(dir, 'broken.csv');
  writeFileSync(broken, 'TIMESTAMP,ContextTokens,GeneratedTokens\n2026-01-01 00:00:00,1,2\n2026-01-01 00:00:01,x,2\n');
  const { code, stdout, stderr } = await runBuiltTool('replay', [broken]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('broken.csv:3: not "YYYY-MM-DD');
});

test('a server that is not there is told in one sentence', async () => {
  const { code, stderr } = await runBuiltTool('replay', [trace, '--url', 'http://127.0.0.1:9', '--token', 'x.y.z']);
  expect(code).toBe(1);
  expect(stderr.trim()).toMatch(/^http:\/\/127\.0\.0\.1:9 did not answer: .*$/);
});

test.each([
  [['--help'], 0, /--speed 60/],
  [[], 1, /Give one file/],
  [['a', 'b'], 1, /Give one file/],
  [['a', '--speed', '0'], 1, /--speed is a number above 0, or max/],
  [['a', '--subjects', '1.5'], 1, /--subjects is a whole number/],
  [['a', '--token', 'x'], 1, /--token goes with --url/],
  [['a', '--unknown'], 1, /--unknown/],
])('the command line %j', async (args, wanted, says) => {
  const { code, stdout, stderr } = await runBuiltTool('replay', args);
  expect(code).toBe(wanted);
  expect(stdout + stderr).toMatch(says);
});
