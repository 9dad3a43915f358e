/**
 * SQL for a person, where there is no psql: a prompt, or one text, with the answers as tables. It reads every row that
 * comes and keeps only those it shows.
 */
import { createInterface } from 'node:readline';
import pg from 'pg';
import { columns, style } from './terminal.js';

const SHOWN_AT_MOST = 200;
/** Of a cell, where several rows are shown; one row is shown in full. */
const CELL_WIDTH = 60;

const HELP = `SQL, ended by ";" at the end of a line. \\d lists the tables, \\d NAME the columns of one, \\q ends.
Several rows: at most ${SHOWN_AT_MOST}, cells cut at ${CELL_WIDTH} characters. One row: column by column, in full.`;

const TABLES = `
  select c.relname as table, pg_size_pretty(pg_total_relation_size(c.oid)) as size, c.reltuples::bigint as "rows, about"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
  order by c.relname`;

const COLUMNS = `
  select a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "not null",
    pg_get_expr(d.adbin, d.adrelid) as default
  from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped
  order by a.attnum`;

/** One answer, as far as it is shown. */
interface Answer {
  command: string;
  fields: string[];
  /** The first ones. */
  rows: (string | null)[][];
  rowCount: number;
}

const asTheyCome = { getTypeParser: () => (text: string) => text };

/**
 * Runs a text of one or more statements.
 * @returns what each answered
 * @throws the database's error
 */
async function run(client: pg.Client, text: string, values: string[] = []): Promise<Answer[]> {
  const kept = new Map<unknown, (string | null)[][]>();
  const config = { text, values, rowMode: 'array', types: asTheyCome };
  const query = new pg.Query<(string | null)[]>(config);
  // With this listener the driver itself keeps no rows.
  query.on('row', (row, result) => {
    const rows = kept.get(result) ?? [];
    kept.set(result, rows);
    if (rows.length < SHOWN_AT_MOST) rows.push(row);
  });
  const results = await new Promise<pg.QueryArrayResult[]>((resolve, reject) => {
    query.on('end', (ended) => resolve([ended].flat() as unknown as pg.QueryArrayResult[]));
    query.on('error', reject);
    client.query(query);
  });
  return results.map((result) => ({
    command: result.command ?? '',
    fields: result.fields.map(({ name }) => name),
    rows: kept.get(result) ?? [],
    rowCount: result.rowCount ?? 0,
  }));
}

function linesOf({ command, fields, rows, rowCount }: Answer): string[] {
  if (fields.length === 0) return [rowCount > 0 ? `${command} ${rowCount}` : command];
  const [only] = rows;
  if (only && rowCount === 1) {
    const width = Math.max(...fields.map(({ length }) => length));
    return fields.map((field, i) => `${style('bold', field.padEnd(width))}  ${only[i] ?? 'null'}`);
  }
  const cut = (cell: string | null): string => {
    const text = (cell ?? 'null').replaceAll('\n', '↵');
    return text.length > CELL_WIDTH ? `${text.slice(0, CELL_WIDTH - 1)}…` : text;
  };
  const [head = '', ...body] = columns([fields, ...rows.map((row) => row.map(cut))]);
  const more = rowCount - rows.length;
  const count = `${rowCount} row${rowCount === 1 ? '' : 's'}`;
  return [style('bold', head), ...body, more > 0 ? `(${count}; ${more} more than are shown)` : `(${count})`];
}

/** An error as PostgreSQL tells it, with what helps where something is to be changed. */
function sentenceOf(error: unknown): string {
  const { message, code, hint } = error as Partial<pg.DatabaseError>;
  const readOnly = code === '25006' ? ' (--write allows changes)' : '';
  return `${message ?? String(error)}${readOnly}${hint ? `\n${hint}` : ''}`;
}

/**
 * Runs one text and prints what it answers.
 * @throws Error in words for a person
 */
export async function runText(client: pg.Client, text: string, out: NodeJS.WritableStream): Promise<void> {
  const answers = await run(client, text).catch((error: unknown) => {
    throw new Error(sentenceOf(error), { cause: error });
  });
  out.write(`${answers.flatMap(linesOf).join('\n')}\n`);
}

/** Reads statements line by line until `\q`, the end of the input, or Ctrl-C, and prints what each answers. */
export async function prompt(client: pg.Client, input: NodeJS.ReadStream, out: NodeJS.WriteStream): Promise<void> {
  const lines = createInterface({ input, ...(input.isTTY && { output: out }), prompt: 'spillway> ' });
  const answer = async (sql: string, values?: string[]): Promise<void> => {
    const text = await run(client, sql, values).then((answers) => answers.flatMap(linesOf).join('\n'), sentenceOf);
    out.write(`${text}\n`);
  };
  let statement = '';
  let ended = false;
  lines.once('close', () => (ended = true));
  lines.prompt();
  for await (const line of lines) {
    const [word = '', name] = statement === '' ? line.trim().split(/\s+/) : [];
    if (word === '\\q') break;
    if (word === '\\d') await (name === undefined ? answer(TABLES) : answer(COLUMNS, [name]));
    else if (word.startsWith('\\')) out.write(`${HELP}\n`);
    else {
      statement += `${line}\n`;
      if (statement.trim() === '') statement = '';
      if (statement.trimEnd().endsWith(';')) {
        await answer(statement);
        statement = '';
      }
    }
    if (ended) continue;
    lines.setPrompt(statement === '' ? 'spillway> ' : '       -> ');
    lines.prompt();
  }
  lines.close();
}
