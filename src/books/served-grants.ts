/**
 * What came again by which catalog, in the order in which catalogs served: a worker that catches up gives by the catalog of
 * each instant, not by its own. Versions that give the same are one.
 */
import type { Catalog, RecurringGrants } from '../catalog/catalog.js';
import type { GrantEra, GrantTerms } from '../core/grant-terms.js';
import { poolOf, subjectOf } from '../core/address.js';
import type { Instant } from '../core/words.js';
import type { Database, Tx } from '../database/database.js';
import { grantsCodec, grantsDocument } from './grant-documents.js';

// Of catalogs that follow each other and give the same, only the first one is read.
const SERVED = `
  select a.at, a.grants from (
    select no, activated_at as at, grants::text as grants,
      lag(grants::text) over (order by no) as before, row_number() over (order by no) as place
    from catalog_activation
  ) a
  where a.place = 1 or a.grants is distinct from a.before
  order by a.no`;

/** Of how many plans and pools it is remembered what comes again. */
const MOST_KNOWN = 20_000;
const NOTHING: RecurringGrants = { plans: new Map(), pools: new Map() };

/** What comes again from an instant on. */
export interface ServedSince {
  from: Instant;
  grants: RecurringGrants;
}

/** What comes again on one account, by its plan. */
export type ErasOf = (plan: string | null) => readonly GrantEra[];

export class ServedGrants {
  private readonly known = new Map<string, readonly GrantEra[]>();

  constructor(readonly served: readonly ServedSince[]) {}

  /** As all catalogs have served that were published in this database. */
  static async read(database: Database): Promise<ServedGrants> {
    const look = (tx: Tx) => tx.query<{ at: Instant; grants: string | null }>(SERVED, []);
    const rows = await database.transaction([], look, { readOnly: true });
    return new ServedGrants(
      rows.map(({ at, grants }) => ({ from: at, grants: grants === null ? NOTHING : grantsCodec.read(grants) })),
    );
  }

  /** As if one catalog had served for ever: where none was ever published. */
  static of({ grants }: Catalog): ServedGrants {
    return new ServedGrants([{ from: 0, grants }]);
  }

  /** What comes again by the catalog that served last. */
  get latest(): RecurringGrants {
    return this.served.at(-1)?.grants ?? NOTHING;
  }

  /** What comes again on an account. */
  on({ tenantId, address }: { tenantId: string; address: string }): ErasOf {
    if (subjectOf(address) !== null) {
      return (plan) => (plan === null ? [] : this.eras(`plan ${plan}`, ({ plans }) => plans.get(plan)));
    }
    if (poolOf(address) === null) return () => [];
    return () => this.eras(`${address} of ${tenantId}`, ({ pools }) => pools.get(tenantId)?.get(address));
  }

  private eras(key: string, of: (grants: RecurringGrants) => readonly GrantTerms[] | undefined): readonly GrantEra[] {
    const known = this.known.get(key);
    if (known) return known;
    const all = this.served.map(({ from, grants }) => ({ from, grants: of(grants) ?? [] }));
    const told = all.map(({ grants }) => grantsDocument({ plans: new Map([['', grants]]), pools: new Map() }));
    const eras = all.filter(({ grants }, i) => (i === 0 ? grants.length > 0 : told[i] !== told[i - 1]));
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(key, eras);
    return eras;
  }
}
