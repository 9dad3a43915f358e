/**
 * What one process knows of what is published: the newest of everything, as of its last look, and the text of the newest
 * catalog. It judges nothing.
 */
import type { Catalog } from '../catalog/catalog.js';
import { parseCatalog } from '../catalog/parse-catalog.js';
import { CATALOG_FILE } from './policy-folder.js';
import type { Newest, Published } from './published.js';

interface StoredCatalog {
  version: string;
  text: string;
  tenants: readonly string[];
}

export class PublishedLook {
  newest: Newest = { catalog: null, policies: new Map() };
  private stored: StoredCatalog | null = null;

  constructor(private readonly published: Published) {}

  /** The text of the newest catalog; null where none was ever published. */
  catalogText(): string | null {
    return this.newest.catalog === null ? null : this.stored!.text;
  }

  /** Looks, and keeps nothing of it but the catalog's text. @param tenants those that are known here */
  async look(tenants: Iterable<string>): Promise<Newest> {
    const known = new Set([...tenants, ...(this.stored?.tenants ?? [])]);
    const newest = await this.published.newest([...known]);
    if (newest.catalog === null || newest.catalog.version === this.stored?.version) return newest;
    this.stored = await this.read(newest.catalog.version);
    const others = this.stored.tenants.filter((tenant) => !known.has(tenant));
    if (others.length === 0) return newest;
    const { policies } = await this.published.newest(others);
    return { ...newest, policies: new Map([...newest.policies, ...policies]) };
  }

  /** This process has published. */
  take({ catalog, policies }: Newest, published: Catalog | null): void {
    this.newest = { catalog, policies: new Map([...this.newest.policies, ...policies]) };
    if (!published) return;
    const { version, text, tenants } = published;
    this.stored = { version, text, tenants: [...tenants.keys()] };
  }

  private async read(version: string): Promise<StoredCatalog> {
    const text = await this.published.catalogText(version);
    try {
      return { version, text, tenants: [...parseCatalog(text, CATALOG_FILE).tenants.keys()] };
    } catch {
      // Of a later build: what is wrong with it is told where it is to serve.
      return { version, text, tenants: [] };
    }
  }
}
