/**
 * What holds have used of features that are priced by size, while their events are settled: read once from the charge of
 * the last one, and kept up to date as further ones follow. Reads only the books; each look-up is one row.
 */
import { keyOf } from '../books/books.js';
import { soFarFrom, type UsedSoFar } from '../books/usage-documents.js';
import type { StoredEvent } from '../books/usage-event.js';
import type { Tx } from '../database/database.js';

/** Later than any event. */
const NO_END = 2n ** 63n - 1n;

/** The last charge before a number that says what its hold has used; the index on sized events leads to it. */
export const LAST_SO_FAR = `
  select k.no::int, l."soFar"
  from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::bigint[]) with ordinality
    as k (tenant_id, hold_id, product, feature, below, no)
  cross join lateral (
    select c.body->'soFar' as "soFar"
    from usage_event e
    cross join lateral (
      select c.body from charge c
      where c.tenant_id = e.tenant_id and c.account_id = e.account_id and c.usage_no = e.usage_no limit 1
    ) c
    where e.tenant_id = k.tenant_id and e.hold_id = k.hold_id and e.product = k.product and e.feature = k.feature
      and e.usage_no < k.below and json_typeof(e.body->'sized') = 'boolean' and json_typeof(c.body->'soFar') = 'object'
    order by e.usage_no desc
    limit 1
  ) l`;

type SizedEvent = Pick<StoredEvent, 'tenantId' | 'holdId' | 'product' | 'feature' | 'body'>;

/** Whether what its hold used before counts for the price of an event. */
export function countsBySize({ holdId, body }: Pick<SizedEvent, 'holdId' | 'body'>): boolean {
  return holdId !== null && body.sized;
}

/** What the hold of each event had used before; none where that is nothing. @param below null: whatever is settled */
export async function usedBefore<E extends SizedEvent>(
  tx: Tx,
  asked: readonly { event: E; below: bigint | null }[],
): Promise<Map<E, UsedSoFar>> {
  if (!asked.length) return new Map();
  const of = asked.map(({ event }) => event);
  const rows = await tx.query<{ no: number; soFar: Parameters<typeof soFarFrom>[0] }>(LAST_SO_FAR, [
    of.map(({ tenantId }) => tenantId),
    of.map(({ holdId }) => holdId),
    of.map(({ product }) => product),
    of.map(({ feature }) => feature),
    asked.map(({ below }) => below ?? NO_END),
  ]);
  return new Map(rows.map(({ no, soFar }) => [of[no - 1]!, soFarFrom(soFar)]));
}

/** What is told apart by size: a hold's work of one feature. */
export function sizedWork({ tenantId, holdId, product, feature }: Omit<SizedEvent, 'body'>): string {
  return keyOf(tenantId, holdId ?? '', product, feature);
}

/** What holds have used, event by event; for one unit of work, which has their accounts locked. */
export class SizedHolds {
  private constructor(private readonly used: Map<string, UsedSoFar>) {}

  static async of(tx: Tx, events: readonly StoredEvent[]): Promise<SizedHolds> {
    const sized = new Map(events.filter(countsBySize).map((event) => [sizedWork(event), event]));
    const found = await usedBefore(
      tx,
      [...sized.values()].map((event) => ({ event, below: null })),
    );
    return new SizedHolds(new Map([...found].map(([event, used]) => [sizedWork(event), used])));
  }

  /** The catalogs whose cards have priced any of it. */
  get catalogs(): string[] {
    return [...this.used.values()].flatMap(({ used }) => used.map(({ catalog }) => catalog));
  }

  /** What the hold of an event has used until now; null where that is nothing, or does not matter. */
  before(event: StoredEvent): UsedSoFar | null {
    return countsBySize(event) ? (this.used.get(sizedWork(event)) ?? null) : null;
  }

  /** Tells what the hold of an event has used with it. */
  settled(event: StoredEvent, soFar: UsedSoFar | null): void {
    if (soFar && countsBySize(event)) this.used.set(sizedWork(event), soFar);
  }
}
