/** Tables as CSV files, made in the browser. Amounts stay the exact strings that they are. */
import type { Client } from '@urql/core';
import { factsOf, nodeOf, type GeneratedText } from '../graphql';

export type Cell = string | number | boolean | null | undefined;
export type CsvRow = readonly Cell[];

export interface Csv {
  /** The file's name, without its ending. */
  name: string;
  head: readonly string[];
  /** All rows of what is filtered now, page by page. */
  pages: (client: Client, stopped: AbortSignal) => AsyncIterable<readonly CsvRow[]>;
}

/** More rows than that are for the API. */
export const MOST_ROWS = 50_000;

const NUMBER = /^-?\d+(\.\d+)?$/;
/** What a spreadsheet would read as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cellText(cell: Cell): string {
  const text = cell === null || cell === undefined ? '' : String(cell);
  const harmless = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const lineOf = (row: CsvRow): string => `${row.map(cellText).join(',')}\r\n`;

export interface Written {
  rows: number;
  /** There were more than the most. */
  cut: boolean;
}

/**
 * Reads all pages and saves them as a file.
 * @param told how many rows there are so far
 */
export async function saveCsv(
  client: Client,
  { name, head, pages }: Csv,
  told: (rows: number) => void,
  stopped: AbortSignal,
): Promise<Written> {
  const parts: string[] = [lineOf(head)];
  let rows = 0;
  let cut = false;
  for await (const page of pages(client, stopped)) {
    stopped.throwIfAborted();
    const fitting = page.slice(0, MOST_ROWS - rows);
    parts.push(fitting.map(lineOf).join(''));
    rows += fitting.length;
    told(rows);
    cut = fitting.length < page.length;
    if (rows >= MOST_ROWS) break;
  }
  stopped.throwIfAborted();
  const address = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: `${name}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return { rows, cut };
}

const AGAIN_MS = 2000;
const MOST_TRIES = 40;

interface Page<T> {
  nodes: readonly T[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/**
 * All pages of a connection, for `Csv.pages`.
 * @param variables all but `after`
 * @throws Error with the API's own sentence
 */
export async function* pagesOf<R, V extends { after?: unknown }, T>(
  client: Client,
  document: GeneratedText<R, V>,
  variables: Omit<V, 'after'>,
  connectionOf: (data: R) => Page<T> | null | undefined,
  rowOf: (node: T) => CsvRow,
  stopped: AbortSignal,
): AsyncGenerator<readonly CsvRow[]> {
  let after: string | null = null;
  let tries = 0;
  for (;;) {
    stopped.throwIfAborted();
    const input = { ...variables, after } as unknown as V & Record<string, unknown>;
    const { data, error } = await client.query(nodeOf(document), input, { requestPolicy: 'network-only' }).toPromise();
    if (error) {
      const { retryable, message } = factsOf(error);
      // One caller has so many calls a minute: a long list takes as long as it takes.
      if (!retryable || (tries += 1) > MOST_TRIES) throw new Error(message);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      continue;
    }
    tries = 0;
    const page = data ? connectionOf(data) : null;
    if (!page) return;
    yield page.nodes.map(rowOf);
    after = page.pageInfo.endCursor ?? null;
    if (!page.pageInfo.hasNextPage || after === null) return;
  }
}

/** One page of rows that are here already. */
export async function* here(rows: readonly CsvRow[]): AsyncGenerator<readonly CsvRow[]> {
  yield rows;
}
