/**
 * Every catalog version that something was decided or recorded under, read from where it was stored when it went live and kept parsed.
 */
import { BoundedMap } from '../bounded-map.js';
import type { Tx } from '../database/database.js';
import type { Catalog } from './catalog.js';
import { parseCatalog } from './parse-catalog.js';

const TEXTS = 'select version, text from catalog_version where version = any ($1::text[])';
const KEPT = 50;

/** Catalogs by version, loaded. */
export interface Catalogs {
  /** The one that serves now. */
  live: Catalog;
  /** @throws Error where that version was not among those asked for, or never stored */
  version(version: string): Catalog;
  /** The same, undefined in its place. */
  find(version: string): Catalog | undefined;
}

export class CatalogVersions {
  private readonly parsed = new BoundedMap<Catalog>(KEPT);

  constructor(private readonly live: () => Catalog) {}

  /** Makes these versions available. */
  async load(tx: Tx, versions: Iterable<string>): Promise<Catalogs> {
    const live = this.live();
    const loaded = new Map([[live.version, live]]);
    for (const version of new Set(versions)) {
      const known = this.parsed.get(version);
      if (known) loaded.set(version, known);
    }
    const missing = [...new Set(versions)].filter((version) => !loaded.has(version));
    if (missing.length) {
      for (const { version, text } of await tx.query<{ version: string; text: string }>(TEXTS, [missing])) {
        const catalog = parseCatalog(text, `catalog ${version}`);
        this.parsed.set(version, catalog);
        loaded.set(version, catalog);
      }
    }
    return {
      live,
      find: (version) => loaded.get(version),
      version(version) {
        const catalog = loaded.get(version);
        if (!catalog) throw new Error(`the catalog version ${version} is not stored`);
        return catalog;
      },
    };
  }
}
