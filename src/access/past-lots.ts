/**
 * What lots had left at an earlier instant: the lines of the journal from there to here, or from the beginning to there,
 * whichever is shorter. Read only for lots that are not for every product, which images of accounts do not tell apart.
 */
import type { LotKind } from '../core/kinds.js';
import type { Instant } from '../core/words.js';
import { keyOf } from '../books/books.js';
import type { Tx } from '../database/database.js';

/** A lot that is not for every product. */
export interface ScopedLot {
  id: string;
  kind: LotKind;
  products: string[];
  effectiveAt: Instant;
  remaining: bigint;
}

/** Some lots of an account, after its update with this number. */
export interface Asked {
  id: string;
  seq: bigint;
  lots: readonly ScopedLot[];
}

/** How many updates are read for one answer. */
const MOST_UPDATES = 50_000n;
/** How many such lots of one account are looked at. */
const MOST_LOTS = 1_000;

export const SCOPED = `
  select k.id as account_id, l.*
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select l.id, l.kind, l.products, l.effective_at, l.remaining from lot l
    where l.tenant_id = $1 and l.account_id = k.id and l.products is not null
    limit ${MOST_LOTS + 1}
  ) l`;

const HEADS = `
  select a.id, a.seq from unnest($2::uuid[]) as k (id)
  cross join lateral (select a.id, a.seq from account a where a.tenant_id = $1 and a.id = k.id limit 1) a`;

/** What moved into what is left of lots, by range of numbers. */
const MOVED = `
  select k.no::int, m.lot, sum(case when m.into = 'remaining' then m.amount else -m.amount end)::text as moved
  from unnest($2::uuid[], $3::bigint[], $4::bigint[]) with ordinality as k (id, above, upto, no)
  cross join lateral (
    select line->>'lot' as lot, line->>'to' as into, (line->>'amount')::numeric as amount
    from balance_update u, json_array_elements(u.lines) line
    where u.tenant_id = $1 and u.account_id = k.id and u.seq > k.above and u.seq <= k.upto
      and line->>'lot' = any ($5::text[])
      and (line->>'to' = 'remaining') is distinct from (line->>'from' = 'remaining')
  ) m
  group by k.no, m.lot`;

/** The lots of these accounts that are not for every product, by account; null for too many. */
export async function scopedLots(
  tx: Tx,
  tenant: string,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, ScopedLot[] | null>> {
  type Row = Omit<ScopedLot, 'effectiveAt'> & { account_id: string; effective_at: Instant };
  const rows = await tx.query<Row>(SCOPED, [tenant, accounts]);
  const lots = rows.map(({ effective_at: effectiveAt, ...row }) => ({ ...row, effectiveAt }));
  const found = Map.groupBy(lots, ({ account_id }) => account_id);
  return new Map([...found].map(([id, own]) => [id, own.length > MOST_LOTS ? null : own]));
}

/**
 * What lots had left, by `keyOf` account, number and lot. Read it in one snapshot with the lots. What lies too far back for
 * {@link MOST_UPDATES} is left out.
 */
export async function leftOfLots(
  tx: Tx,
  tenant: string,
  asked: readonly Asked[],
): Promise<ReadonlyMap<string, bigint>> {
  if (asked.length === 0) return new Map();
  const heads = await tx.query<{ id: string; seq: bigint }>(HEADS, [tenant, [...new Set(asked.map(({ id }) => id))]]);
  const headOf = new Map(heads.map(({ id, seq }) => [id, seq]));
  let budget = MOST_UPDATES;
  const ranges = asked.flatMap((each) => {
    const head = headOf.get(each.id) ?? each.seq;
    const back = head - each.seq < each.seq;
    const range = back ? { above: each.seq, upto: head } : { above: 0n, upto: each.seq };
    budget -= range.upto - range.above;
    return budget >= 0n ? [{ ...each, ...range, back }] : [];
  });
  const lots = [...new Set(ranges.flatMap((range) => range.lots.map(({ id }) => id)))];
  const rows = await tx.query<{ no: number; lot: string; moved: string }>(MOVED, [
    tenant,
    ranges.map(({ id }) => id),
    ranges.map(({ above }) => above),
    ranges.map(({ upto }) => upto),
    lots,
  ]);
  const moved = new Map(rows.map((row) => [keyOf(String(row.no), row.lot), BigInt(row.moved)]));
  return new Map(
    ranges.flatMap(({ id, seq, lots: own, back }, i) =>
      own.map((lot): [string, bigint] => {
        const sum = moved.get(keyOf(String(i + 1), lot.id)) ?? 0n;
        return [keyOf(id, String(seq), lot.id), back ? lot.remaining - sum : sum];
      }),
    ),
  );
}
