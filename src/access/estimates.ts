/**
 * What the decisions of holds that are extended were granted of features that are priced by size: read once for a batch,
 * under its locks, and kept up to date as its calls are decided. At most as many decisions as a hold has.
 */
import { keyOf } from '../books/books.js';
import type { Decision } from '../books/decision.js';
import type { Catalog } from '../catalog/catalog.js';
import type { CatalogVersions } from '../catalog/catalog-versions.js';
import { exclusiveOf } from '../core/counters.js';
import { MOST_DECISIONS } from '../core/holds.js';
import { allOf, NOTHING_SO_FAR, sizesFeature, type CardUsage, type SoFar } from '../core/size.js';
import type { Quantity } from '../core/words.js';
import { inclusiveFrom, quantityFrom } from '../books/documents.js';
import type { Stored } from '../books/codec.js';
import type { Tx } from '../database/database.js';
import type { CheckCall } from './check-call.js';
import { keyOfExtended, type Extended } from './find-decisions.js';
import type { Terms } from '../policy/request-terms.js';

/** The decisions of holds, in order, with what they were granted. */
export const GRANTED = `
  select d.*
  from (select distinct * from unnest($1::text[], $2::uuid[]) as k (tenant_id, hold_id)) as k
  cross join lateral (
    select d.tenant_id as tenant, d.hold_id as "holdId", d.product, b.*
    from decision d
    cross join lateral json_to_record(d.body)
      as b (feature text, catalog text, card text, granted text, inclusive json, "grantedUsage" json)
    where d.tenant_id = k.tenant_id and d.hold_id = k.hold_id
    order by d.id
    limit ${MOST_DECISIONS}
  ) d`;

interface Granted {
  tenant: string;
  holdId: string;
  product: string;
  feature: string;
  catalog: string;
  card: string | null;
  granted: string;
  inclusive: Record<string, string> | null;
  grantedUsage: Stored<Quantity>[];
}

/** A call with what the catalog says of it. */
interface Asking {
  call: CheckCall;
  terms: Pick<Terms, 'catalog'>;
}

/** The calls that extend a hold for work that the catalog prices by size. */
function sizedOf(asking: readonly Asking[]): CheckCall[] {
  const isSized = ({ call, terms }: Asking) =>
    call.extends !== null && sizesFeature(terms.catalog.rateCards, call.product, call.feature);
  return asking.filter(isSized).map(({ call }) => call);
}

export class Estimates {
  private readonly soFar = new Map<string, SoFar>();

  private constructor(private readonly sized: ReadonlySet<CheckCall>) {}

  static async of(
    tx: Tx,
    catalogs: CatalogVersions,
    asking: readonly Asking[],
    extended: ReadonlyMap<string, Extended>,
  ): Promise<Estimates> {
    const sized = sizedOf(asking);
    const estimates = new Estimates(new Set(sized));
    const holds = sized.flatMap((call) => {
      const holdId = extended.get(keyOfExtended(call))?.holdId;
      return holdId ? [{ tenant: call.tenant, holdId }] : [];
    });
    if (!holds.length) return estimates;
    const rows = await tx.query<Granted>(GRANTED, [holds.map((h) => h.tenant), holds.map((h) => h.holdId)]);
    const loaded = await catalogs.load(
      tx,
      rows.map(({ catalog }) => catalog),
    );
    for (const { granted, inclusive, grantedUsage, ...row } of rows) {
      const usage = exclusiveOf(grantedUsage.map(quantityFrom), inclusiveFrom(inclusive ?? {}));
      const found = loaded.find(row.catalog)?.rateCards.find(({ id }) => id === row.card);
      if (found) estimates.add(workOf(row), { card: found, usage }, BigInt(granted));
    }
    return estimates;
  }

  /** What was granted before a call of the hold that it extends; null where no size is asked for. */
  before(call: CheckCall, { holdId }: Extended): SoFar | null {
    if (!this.sized.has(call)) return null;
    return this.soFar.get(workOf({ ...call, holdId: holdId ?? '' })) ?? NOTHING_SO_FAR;
  }

  /** Counts what a call was granted. */
  granted(call: CheckCall, { holdId }: Extended, { rateCards }: Catalog, { body }: Decision): void {
    const card = rateCards.find(({ id }) => id === body.card);
    if (!card || !this.sized.has(call)) return;
    const usage = exclusiveOf(body.grantedUsage, body.inclusive);
    this.add(workOf({ ...call, holdId: holdId ?? '' }), { card, usage }, body.granted);
  }

  private add(work: string, more: CardUsage, granted: bigint): void {
    const { priced, amount } = this.soFar.get(work) ?? NOTHING_SO_FAR;
    // A fill is looked for by pricing many of them: units of one card are added up.
    const same = priced.find(({ card }) => card === more.card);
    const others = priced.filter((each) => each !== same);
    const usage = same ? allOf([same, more]) : more.usage;
    this.soFar.set(work, { priced: [...others, { card: more.card, usage }], amount: amount + granted });
  }
}

function workOf({ tenant, holdId, product, feature }: Pick<Granted, 'tenant' | 'holdId' | 'product' | 'feature'>) {
  return keyOf(tenant, holdId, product, feature);
}
