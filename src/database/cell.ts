/**
 * A cell: some tenants, whole, in one schema of one database. What is opened for a cell knows that cell alone, so nothing
 * is locked, committed or told across two. It opens nothing.
 */
import { DEFAULT_SCHEMA, PLAIN_NAME } from './home.js';

/** Where some tenants live. */
export interface Cell {
  /** What the log calls it. */
  name: string;
  /** Its database, as a login that may serve. */
  url: string;
  /** Null: `spillway`, or where earlier versions put the books. */
  schema: string | null;
  /** Whether this tenant lives here. */
  holds: (tenant: string) => boolean;
}

/** A cell beside the default one. */
export interface FurtherCell {
  name: string;
  /** In the default cell's database, unless it has a `url` of its own. Made where it is not there. */
  schema: string;
  url?: string;
  tenants: readonly string[];
}

/** The name of the cell of every tenant that lives in no other. */
export const DEFAULT_CELL = 'default';

/**
 * All cells, the default one first.
 * @param url the default cell's database
 * @param schema the default cell's; null where no setting names it
 * @throws Error where two cells share a name, a schema or a tenant
 */
export function cellsOf(url: string, further: readonly FurtherCell[] = [], schema: string | null = null): Cell[] {
  const placed = new Map<string, string>();
  for (const { name, schema, tenants } of further) {
    if (!PLAIN_NAME.test(schema)) throw new Error(`The schema of cell ${name} cannot be "${schema}".`);
    for (const tenant of tenants) {
      const other = placed.get(tenant);
      if (other !== undefined) throw new Error(`The tenant ${tenant} cannot live in ${other} and in ${name}.`);
      placed.set(tenant, name);
    }
  }
  const cells: Cell[] = [
    { name: DEFAULT_CELL, url, schema, holds: (tenant) => !placed.has(tenant) },
    ...further.map(({ name, schema, url: own = url }) => {
      return { name, url: own, schema, holds: (tenant: string) => placed.get(tenant) === name };
    }),
  ];
  for (const [i, cell] of cells.entries()) {
    if (cells.slice(0, i).some((other) => areSame(cell, other))) {
      throw new Error(`The cell ${cell.name} has the name or the schema of another.`);
    }
  }
  return cells;
}

/** The cell that the tenant lives in. */
export function cellOf<C extends Cell>(cells: readonly C[], tenant: string): C {
  const found = cells.find((cell) => cell.holds(tenant));
  if (!found) throw new Error(`no cell holds the tenant ${tenant}`);
  return found;
}

function areSame(a: Cell, b: Cell): boolean {
  const [mine, theirs] = [schemasOf(a), schemasOf(b)];
  return a.name === b.name || (a.url === b.url && mine.some((schema) => theirs.includes(schema)));
}

/** Where its tables are, or may be. */
function schemasOf({ schema }: Cell): string[] {
  return schema === null ? [DEFAULT_SCHEMA, 'public'] : [schema];
}
