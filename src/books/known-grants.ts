/**
 * What came again by which catalog, as one process knows it: read anew whenever another catalog is the newest, before
 * that one serves here.
 */
import type { Database } from '../database/database.js';
import type { Position } from '../policy/published.js';
import { ServedGrants } from './served-grants.js';

export class KnownGrants {
  private served = new ServedGrants([]);
  private no: bigint | null = null;

  /** @param database the one in which catalogs have their order */
  constructor(private readonly database: () => Database) {}

  /** As of the last look. */
  get now(): ServedGrants {
    return this.served;
  }

  /** @param newest the catalog that is the newest; null: there is none */
  async look(newest: Position | null): Promise<void> {
    const no = newest?.no ?? null;
    if (no === this.no) return;
    this.served = await ServedGrants.read(this.database());
    this.no = no;
  }
}
