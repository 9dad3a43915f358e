/** What the address of the catalog says: whose prices are shown, of when, and what the calculator counts. */
export interface CatalogSearch {
  product?: string;
  /** Whose prices; one's own plan where it is not said. */
  plan?: string;
  /** The instant whose prices are shown beside those of now. */
  at?: string;
  /** The calculator's. */
  feature?: string;
  /** The calculator's: quantities by dimension. */
  usage?: Record<string, string>;
}

const QUANTITY = /^\d{1,18}$/;
const LAST_YEAR = 9998;

/** An instant that the catalog can be asked for, as the API writes it; null for anything else. */
export function instantOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const at = Date.parse(value);
  if (!(at >= 0) || new Date(at).getUTCFullYear() > LAST_YEAR) return null;
  return new Date(at).toISOString();
}

export function readCatalog(search: Record<string, unknown>): CatalogSearch {
  const read: CatalogSearch = {};
  for (const name of ['product', 'plan', 'feature'] as const) {
    const value = search[name];
    if (value !== undefined && value !== null && value !== '') read[name] = String(value);
  }
  const at = instantOf(search['at']);
  if (at !== null) read.at = at;
  const { usage } = search;
  if (typeof usage === 'object' && usage !== null) {
    const pairs = Object.entries(usage).map(([dimension, quantity]) => [dimension, String(quantity)] as const);
    read.usage = Object.fromEntries(pairs.filter(([, quantity]) => QUANTITY.test(quantity)));
  }
  return read;
}
