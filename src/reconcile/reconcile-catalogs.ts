/**
 * Catalogs by version, from nothing but their stored texts: a text that is not what its version names is none.
 */
import type { Catalog } from '../catalog/catalog.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { versionOf } from '../catalog/text-version.js';
import type { Tx } from '../database/database.js';

const TEXTS = 'select version, text from catalog_version where version = any ($1::text[])';

export class StoredCatalogs {
  /** One for every version that ever served: they change by hand. */
  private readonly parsed = new Map<string, Catalog>();

  /** Makes these versions available. */
  async load(tx: Tx, versions: Iterable<string>): Promise<void> {
    const missing = [...new Set(versions)].filter((version) => !this.parsed.has(version));
    const rows = missing.length ? await tx.query<{ version: string; text: string }>(TEXTS, [missing]) : [];
    for (const { version, text } of rows) {
      if (versionOf(text) === version) this.parsed.set(version, parseCatalog(text, `catalog ${version}`));
    }
  }

  /** @throws Error where that version was not asked for, or is not stored as it was */
  version(version: string): Catalog {
    const catalog = this.parsed.get(version);
    if (!catalog) throw new Error(`the catalog version ${version} is not stored`);
    return catalog;
  }
}
