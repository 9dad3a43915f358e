/**
 * Looks up what the decisions of holds have quoted. Reads only; who asks has the holds locked, so that no decision joins
 * them meanwhile.
 */
import { exclusiveOf } from '../core/counters.js';
import type { HoldQuote } from '../core/quotes.js';
import { keyOf } from '../books/books.js';
import type { Stored } from '../books/codec.js';
import { inclusiveFrom, quantityFrom } from '../books/documents.js';
import type { Quantity } from '../core/words.js';
import type { Tx } from '../database/database.js';

/** A hold from before it had a bound may have had more decisions: the later ones quote nothing. */
const MOST_QUOTES = 1_000;

const QUOTES = `
  select q.*
  from (select distinct * from unnest($1::text[], $2::uuid[]) as k (tenant_id, hold_id)) as k
  cross join lateral (
    select d.tenant_id as tenant, d.hold_id as "holdId", d.product, b.feature, d.id as decision, b.plan, b.catalog, b.card,
      b.inclusive, b."grantedUsage" as usage
    from decision d
    cross join lateral json_to_record(d.body)
      as b (feature text, plan text, catalog text, card text, inclusive json, "grantedUsage" json)
    where d.tenant_id = k.tenant_id and d.hold_id = k.hold_id
    order by d.id
    limit ${MOST_QUOTES}
  ) q`;

interface FoundQuote extends Omit<HoldQuote, 'usage'> {
  tenant: string;
  holdId: string;
  product: string;
  feature: string;
  inclusive: Record<string, string> | null;
  usage: Stored<Quantity>[];
}

/** Work of one feature under one hold. */
interface QuotedWork {
  tenant: string;
  holdId: string;
  product: string;
  feature: string;
}

/**
 * Quotes by `workKey`, those of one hold in the order of its decisions. A decision without a card quotes nothing.
 */
export async function findQuotes(
  tx: Tx,
  holds: readonly { tenant: string; holdId: string }[],
): Promise<Map<string, HoldQuote[]>> {
  if (!holds.length) return new Map();
  const rows = await tx.query<FoundQuote>(QUOTES, [holds.map((h) => h.tenant), holds.map((h) => h.holdId)]);
  const byWork = Map.groupBy(rows, workKey);
  return new Map([...byWork].map(([key, found]) => [key, found.flatMap(quoteOf)]));
}

function quoteOf({ decision, plan, catalog, card, inclusive, usage }: FoundQuote): HoldQuote[] {
  if (card === null) return [];
  const exclusive = exclusiveOf(usage.map(quantityFrom), inclusiveFrom(inclusive ?? {}));
  return [{ decision, plan, catalog, card, usage: exclusive }];
}

/** What the quotes for a feature on a hold are found by. */
export function workKey({ tenant, holdId, product, feature }: QuotedWork): string {
  return keyOf(tenant, holdId, product, feature);
}
