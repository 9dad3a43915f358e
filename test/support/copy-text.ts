/**
 * Rows in the text format of PostgreSQL's COPY, with a line of column names first, so that `\copy … (header match)` reads
 * them, too. Every value is the text that PostgreSQL writes for it: nothing is read as a number or an instant on the way.
 */

/** What a table held: a value of null is SQL's. */
export interface CopiedRows {
  columns: string[];
  rows: (string | null)[][];
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const CHARACTERS = new Map(Object.entries(ESCAPES).map(([character, escape]) => [escape, character]));

/** One line per row. */
export function toCopyText({ columns, rows }: CopiedRows): string {
  const value = (text: string | null) => text?.replace(/[\\\t\n\r]/g, (found) => ESCAPES[found] ?? found) ?? '\\N';
  return [columns, ...rows].map((row) => `${row.map(value).join('\t')}\n`).join('');
}

/** The rows of a text that `toCopyText` made. @throws Error for an escape that it never writes */
export function fromCopyText(text: string): CopiedRows {
  const read = (escape: string) => {
    const character = CHARACTERS.get(escape);
    if (character === undefined) throw new Error(`not an escape of COPY as it is written here: ${escape}`);
    return character;
  };
  const value = (field: string) => (field === '\\N' ? null : field.replace(/\\./g, read));
  const [columns = '', ...rows] = text.split('\n').slice(0, -1);
  return { columns: columns.split('\t'), rows: rows.map((row) => row.split('\t').map(value)) };
}
