/** What a trace may look like, and what is told of one that does not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readTrace, surveyTrace, type TraceRow } from '../../proof/replay/read-trace.js';
import { outputEstimate, percentile } from '../../proof/replay/send-trace.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'spillway-trace-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens';

function traceOf(...lines: string[]): string {
  const file = join(dir, 'trace.csv');
  writeFileSync(file, lines.join('\r\n'));
  return file;
}

async function rowsOf(file: string, limit?: number): Promise<TraceRow[]> {
  const rows: TraceRow[] = [];
  for await (const row of readTrace(file, limit)) rows.push(row);
  return rows;
}

const GOOD = ['2023-11-16 18:17:03.9799600,4808,10', '2023-11-16 18:17:04.0319601,3180,0', '2023-11-16 18:17:05,0,8'];

test('rows come in order, with 100 ns digits, whatever ends the lines', async () => {
  const rows = await rowsOf(traceOf(HEADER, ...GOOD, ''));
  expect(rows).toMatchObject([
    { no: 1, contextTokens: 4808, generatedTokens: 10 },
    { no: 2, contextTokens: 3180, generatedTokens: 0 },
    { no: 3, contextTokens: 0, generatedTokens: 8 },
  ]);
  expect(rows[0]?.at).toBeCloseTo(Date.parse('2023-11-16T18:17:03.979Z') + 0.96, 3);
  expect(rows[1]?.at).toBeCloseTo(Date.parse('2023-11-16T18:17:04.031Z') + 0.9601, 3);
  expect(rows[2]?.at).toBe(Date.parse('2023-11-16T18:17:05Z'));
});

test('a limit ends it early, before a row that is broken', async () => {
  expect(await rowsOf(traceOf(HEADER, ...GOOD, 'broken'), 2)).toHaveLength(2);
});

test('a survey counts rows and time', async () => {
  const survey = await surveyTrace(traceOf(HEADER, ...GOOD));
  expect(survey.rows).toBe(3);
  expect(survey.spanMs).toBeCloseTo(1020.04, 2);
});

describe('a malformed row is an error with its line number', () => {
  test.each([
    ['no row', 'nonsense'],
    ['a fraction of a token', '2023-11-16 18:17:03,1.5,2'],
    ['less than no tokens', '2023-11-16 18:17:03,-1,2'],
    ['an exponent', '2023-11-16 18:17:03,1e3,2'],
    ['digits of another script', '2023-11-16 18:17:03,٣,2'],
    ['more than a number can hold', '2023-11-16 18:17:03,99999999999999999999,2'],
    ['a column too many', '2023-11-16 18:17:03,1,2,3'],
    ['a column too few', '2023-11-16 18:17:03,1'],
    ['a day that is none', '2023-02-30 18:17:03,1,2'],
    ['an empty line in the middle', ''],
  ])('%s', async (_, row) => {
    const file = traceOf(HEADER, GOOD[0] ?? '', row, GOOD[1] ?? '');
    await expect(rowsOf(file)).rejects.toThrow(`${file}:3: not "YYYY-MM-DD`);
  });

  test('other columns, and no file at all', async () => {
    await expect(rowsOf(traceOf('a,b,c', ...GOOD))).rejects.toThrow(/:1: the first line must be TIMESTAMP/);
    await expect(rowsOf(traceOf(''))).rejects.toThrow(/:1: the file is empty/);
    await expect(rowsOf(join(dir, 'missing.csv'))).rejects.toThrow(/ENOENT/);
  });
});

test('what is announced is never less than what comes out', () => {
  expect([0, 1, 64, 65, 128, 129, 2048].map(outputEstimate)).toEqual([64, 64, 64, 128, 128, 256, 2048]);
});

test('a percentile is one of the values, by nearest rank', () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  expect([0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 99, 100]);
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});
