/**
 * A trace of model requests, row by row as the file is read: columns TIMESTAMP, ContextTokens, GeneratedTokens, instants
 * in UTC with up to 100 ns digits. What is no such row is an error with its line number, never skipped.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface TraceRow {
  /** Its place in the trace, from 1. */
  no: number;
  /** Milliseconds since 1970, with a fraction: 2^53 leaves 0.2 µs at this size. */
  at: number;
  contextTokens: number;
  generatedTokens: number;
}

/** What a trace holds, found by reading all of it once. */
export interface TraceSummary {
  rows: number;
  /** From the first row to the last, in milliseconds. */
  spanMs: number;
}

const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const ROW = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,7}))?,(\d{1,15}),(\d{1,15})$/;

/**
 * Reads rows until the end of the file, or until `limit` of them.
 * @throws Error that names the file and the line
 */
export async function* readTrace(file: string, limit = Infinity): AsyncGenerator<TraceRow> {
  const input = createReadStream(file, 'utf8');
  let lineNo = 0;
  let no = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      lineNo += 1;
      if (lineNo === 1) {
        if (line.replace(/^\ufeff/, '') !== HEADER) throw new Error(`${file}:1: the first line must be ${HEADER}`);
        continue;
      }
      if (no === limit) return;
      no += 1;
      yield rowOf(line, no, () => `${file}:${lineNo}`);
    }
    if (lineNo === 0) throw new Error(`${file}:1: the file is empty; the first line must be ${HEADER}`);
  } finally {
    input.destroy();
  }
}

/**
 * Reads the whole trace once, so that a malformed row is found before anything is sent.
 * @throws Error that names the file and the line
 */
export async function surveyTrace(file: string, limit = Infinity): Promise<TraceSummary> {
  let [rows, first, last] = [0, 0, 0];
  for await (const { no, at } of readTrace(file, limit)) {
    if (no === 1) first = at;
    last = Math.max(last, at);
    rows = no;
  }
  return { rows, spanMs: last - first };
}

function rowOf(line: string, no: number, place: () => string): TraceRow {
  const [, day, time, fraction = '', context, generated] = ROW.exec(line) ?? [];
  const whole = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(whole) || new Date(whole).toISOString().slice(0, 19) !== `${day}T${time}`) {
    throw new Error(
      `${place()}: not "YYYY-MM-DD hh:mm:ss.fffffff,context tokens,generated tokens": ${line.slice(0, 80)}`,
    );
  }
  const at = whole + Number(`0.${fraction || '0'}`) * 1000;
  return { no, at, contextTokens: Number(context), generatedTokens: Number(generated) };
}
