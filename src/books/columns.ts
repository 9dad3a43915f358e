/**
 * Stored tables, with each column said once: its name, its type, how it is bound, read and hashed. Select lists, row
 * readers, hashes and the statements that write many rows as one are made from that when the process loads; their texts
 * are constant.
 */
import type { Codec } from './codec.js';
import { hashFields, isoInstant } from './journal-hash.js';
import type { Instant } from '../core/words.js';

/** A column whose values are `T` in memory. */
export interface Column<T> {
  /** The type of one bound value. */
  readonly type: string;
  /** Its name in the table, where that is not its key in snake case. */
  readonly name?: string;
  /** The expression that stores a bound value, where that is not the value itself. */
  stores?(this: void, bound: string): string;
  /** The expression that is selected, where that is not the column itself. */
  selects?(this: void, column: string): string;
  /** The value as an element of an array literal: rows are bound as one array for each column. */
  element(this: void, value: T): string;
  /** Makes a value of what the driver read, where that is not the value itself. */
  read?(this: void, found: unknown): T;
  /** The field that a row's hash covers. */
  hashed(this: void, value: T): string | null;
}

/** For values whose text has nothing that means something in an array literal. */
const plain = <T>(type: string, hashed: (value: T) => string = String): Column<T> => ({
  type,
  element: String,
  hashed,
});

const quoted = (value: string) => `"${value.replace(/[\\"]/g, '\\$&')}"`;
/** JSON has no control characters but in escapes, so quoting it once more is just what an array literal wants. */
const quotedJson = (json: string) => JSON.stringify(json);

export const text = <T extends string = string>(): Column<T> => ({ ...plain<T>('text'), element: quoted });
export const uuid = () => plain<string>('uuid');
export const bigint = () => plain<bigint>('bigint');
export const integer = () => plain<number>('int');
export const boolean = () => plain<boolean>('boolean');
export const bytes = (): Column<Buffer> => ({
  type: 'bytea',
  element: (value) => `"\\\\x${value.toString('hex')}"`,
  hashed: (value) => value.toString('hex'),
});
export const instant = (): Column<Instant> => ({ type: 'timestamptz', element: isoInstant, hashed: isoInstant });

/** An instant that is a `Date` in memory, as entities have it. */
export const date = (): Column<Date> => ({
  type: 'timestamptz',
  element: (value) => value.toISOString(),
  read: (found) => new Date(found as Instant),
  hashed: (value) => value.toISOString(),
});

/** A list of names. An array of arrays cannot be bound, so each is bound as JSON. */
export const names = (): Column<string[]> => ({
  type: 'text',
  stores: (bound) =>
    `case when ${bound} is null then null else array(select json_array_elements_text(${bound}::json)) end`,
  element: (value) => quotedJson(JSON.stringify(value)),
  hashed: (value) => JSON.stringify(value),
});

/** A document that is hashed: in memory it is its text, to the letter. */
export const documentText = (): Column<string> => ({
  ...plain<string>('text'),
  element: quotedJson,
  stores: (bound) => `${bound}::json`,
  selects: (column) => `${column}::text`,
});

/** A document that is hashed, and read into what it says. A row as the driver read it has its text, and is hashed by that. */
export const hashedDocumentOf = <T extends object>(codec: Codec<T>): Column<T> => ({
  ...documentText(),
  element: (value) => quotedJson(codec.write(value)),
  read: (found) => codec.read(found),
  hashed: (value: T | string) => (typeof value === 'string' ? value : codec.write(value)),
});

/** A document of the state, which no hash covers. */
export const documentOf = <T>(codec: Codec<T>): Column<T> => ({
  type: 'text',
  stores: (bound) => `${bound}::jsonb`,
  element: (value) => quotedJson(codec.write(value)),
  read: (found) => codec.read(found),
  hashed: (value) => codec.write(value),
});

/** A sum that may be larger than any bigint. */
export const numeric = () => plain<bigint>('numeric');

/** A column that may hold nothing. */
export function nullable<T>(column: Column<T>): Column<T | null> {
  const { read } = column;
  return {
    ...column,
    element: (value) => (value === null ? 'NULL' : column.element(value)),
    ...(read && { read: (found: unknown) => (found === null ? null : read(found)) }),
    hashed: (value) => (value === null ? null : column.hashed(value)),
  };
}

/** A column whose name does not follow from its key. */
export function named<T>(name: string, column: Column<T>): Column<T> {
  return { ...column, name };
}

/** A stored table whose rows are `R` in memory; its columns stand in the order in which a row's hash covers them. */
export interface Table<R> {
  name: string;
  columns: { readonly [K in keyof R]: Column<R[K]> };
  /** The last column that the row's hash covers; absent where rows have none. */
  hashedTo?: keyof R;
  /** Columns that came later: the hash covers them where they hold something. */
  hashedToo?: readonly (keyof R)[];
}

/** A row in memory. */
export type Row<T extends { columns: object }> = Values<T['columns']>;

type Values<C> = { [K in keyof C]: C[K] extends { element(this: void, value: infer V): string } ? V : never };

/** Declares a table. */
export function tableOf<C extends Record<string, Column<unknown>>>(
  name: string,
  columns: C,
  hashedTo?: keyof C,
  hashedToo?: readonly (keyof C)[],
): Table<Values<C>> {
  return {
    name,
    columns: columns as unknown as Table<Values<C>>['columns'],
    ...(hashedTo !== undefined && { hashedTo }),
    ...(hashedToo !== undefined && { hashedToo }),
  };
}

const snakeCase = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The columns by key, with their names in the table. */
function columnsOf<R>({ columns }: Table<R>): (Column<unknown> & { key: string; name: string })[] {
  const entries = Object.entries<Column<unknown>>(columns as Record<string, Column<unknown>>);
  return entries.map(([key, column]) => ({ ...column, key, name: column.name ?? snakeCase(key) }));
}

/** The select list of a table under an alias: every column under its key, or the keys that are asked for. */
export function selectList<R>(table: Table<R>, alias: string, keys?: readonly (keyof R)[]): string {
  const selected = columnsOf(table).filter(({ key }) => !keys || keys.includes(key as keyof R));
  return selected
    .map(({ key, name, selects }) => `${selects?.(`${alias}.${name}`) ?? `${alias}.${name}`} as "${key}"`)
    .join(', ');
}

/** Makes the reader of rows that were selected by {@link selectList}; it changes them in place. */
export function rowReader<R>(table: Table<R>): <Found extends Partial<R>>(found: Found) => Found {
  const readers = columnsOf(table).flatMap(({ key, read }) => (read ? [{ key, read }] : []));
  return (found) => {
    const row = found as Record<string, unknown>;
    for (const { key, read } of readers) if (key in row) row[key] = read(row[key]);
    return found;
  };
}

/** Makes the hash of rows: SHA-256 over the columns that it covers, as SQL can recompute it. The row must have them. */
export function rowHasher<R>(table: Table<R>): (row: Partial<R>) => Buffer {
  const columns = columnsOf(table);
  const covered = columns.slice(0, columns.findIndex(({ key }) => key === table.hashedTo) + 1);
  const later = columns.filter(({ key }) => (table.hashedToo as readonly unknown[] | undefined)?.includes(key));
  return (row) => {
    const values = row as Record<string, unknown>;
    const more = later.filter(({ key }) => values[key] != null);
    return hashFields([...covered, ...more].map(({ key, hashed }) => hashed(values[key])));
  };
}

/** A statement that writes any number of rows, each column bound as one array. */
export interface Write<R> {
  /** Its text, where its first parameter has this number. */
  sql(this: void, first: number): string;
  /** One array literal for each column. */
  params(this: void, rows: readonly R[]): string[];
  /** How many parameters it has. */
  width: number;
}

interface InsertOptions {
  /** Columns that are not bound, with the expression for each. */
  also?: Record<string, string>;
  conflict?: string;
  /** What is inserted, as a query over the bound rows with the same columns; the rows themselves by default. */
  of?: (rows: string) => string;
}

/** Inserts whole rows. */
export function insertInto<R>(table: Table<R>, { also = {}, conflict = '', of }: InsertOptions = {}): Write<R> {
  const columns = columnsOf(table);
  const into = [...columns.map(({ name }) => name), ...Object.keys(also)].join(', ');
  const values = [...columns.map(stored), ...Object.values(also)].join(', ');
  const found = (rows: string) => (of ? `(${of(rows)}) as n` : rows);
  return writeOf(
    columns,
    (rows) => `insert into ${table.name} (${into}) select ${values} from ${found(rows)} ${conflict}`,
  );
}

/**
 * Updates rows that the transaction has locked. They stay in place until they are written, so each is found by the index
 * of its key once and updated where it lies: the planner, left to itself, may read a tenant's whole table instead.
 * @param keys what to set
 */
export function updateInPlace<R extends { tenantId: string; id: string }, K extends keyof R>(
  table: Table<R>,
  keys: readonly K[],
): Write<Pick<R, K | 'tenantId' | 'id'>> {
  const columns = columnsOf(table);
  const changed = columns.filter(({ key }) => (keys as readonly unknown[]).includes(key));
  const identity = columns.filter(({ key }) => key === 'tenantId' || key === 'id');
  const set = changed.map((column) => `${column.name} = ${stored(column)}`).join(', ');
  const place = `select b.ctid from ${table.name} b where b.tenant_id = n.tenant_id and b.id = n.id limit 1`;
  return writeOf([...identity, ...changed], (rows) => {
    const placed = `select n.*, (${place}) as place from ${rows} offset 0`;
    return `update ${table.name} t set ${set} from (${placed}) n where t.ctid = n.place`;
  });
}

/** A statement of one's own over bound rows of these columns, which it finds as `n`. */
export function overRows<R, K extends keyof R>(
  table: Table<R>,
  keys: readonly K[],
  sql: (rows: string) => string,
): Write<Pick<R, K>> {
  const columns = columnsOf(table).filter(({ key }) => (keys as readonly unknown[]).includes(key));
  return writeOf(columns, sql);
}

type NamedColumn = ReturnType<typeof columnsOf>[number];

function stored({ name, stores }: NamedColumn): string {
  return stores?.(`n.${name}`) ?? `n.${name}`;
}

function writeOf<R>(columns: readonly NamedColumn[], sql: (rows: string) => string): Write<R> {
  const list = columns.map(({ name }) => name).join(', ');
  return {
    width: columns.length,
    sql: (first) => {
      const bound = columns.map(({ type }, i) => `$${first + i}::${type}[]`).join(', ');
      return sql(`unnest(${bound}) as n (${list})`);
    },
    params: (rows) => {
      const values = rows as readonly Record<string, unknown>[];
      return columns.map(({ key, element }) => `{${values.map((row) => element(row[key])).join(',')}}`);
    },
  };
}
