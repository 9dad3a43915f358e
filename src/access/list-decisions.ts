/**
 * Pages of stored decisions, the newest first.
 */
import type { Reason } from '../core/gates.js';
import type { Outcome } from '../core/words.js';
import type { Context } from '../api/context.js';
import { Decision } from '../books/decision.js';
import type { Label } from '../books/documents.js';
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import { cutPage } from '../api/page-bytes.js';
import type { Tx } from '../database/database.js';

/** What to list; absent or null means any. The range is `[from, to)`. */
export interface DecisionFilter {
  subject?: string | null;
  outcome?: Outcome | null;
  product?: string | null;
  session?: string | null;
  /** Any of these; an empty list is none of them. */
  outcomes?: readonly Outcome[] | null;
  key?: string | null;
  feature?: string | null;
  reason?: Reason | null;
  policyVersion?: string | null;
  label?: Label | null;
  from?: Date | null;
  to?: Date | null;
}

/** The nearest instant that the database can compare with; decisions lie well within. */
function storable(at: Date): Date {
  return new Date(Math.min(Math.max(at.getTime(), 0), Date.UTC(9999, 0)));
}

/** How many decisions one page looks at, where a filter passes few of them. */
export const LOOKED_AT = 20_000;
/** The same where a filter asks for what only their documents say: these are long to read. */
export const DOCUMENTS_LOOKED_AT = 5_000;
const LAST_UUID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The next ones in the order of the key, whatever else is asked for: tenant $1, after $2, subject $3, how many $4. */
const inOrder = (columns: string, whose: string) => `
  select ${columns} from decision d
  where d.tenant_id = $1 and d.id < $2::uuid and ${whose}
  order by d.id desc`;

const COLUMNS = 'd.id, d.outcome, d.product, d.session, d.at, d.key, d.body';

const statementsFor = (whose: string) => ({
  // Stops at the limit that comes first.
  fitting: `
    select k.id from (${inOrder(COLUMNS, whose)} limit $4) k
    where ($6::text is null or k.outcome = $6) and ($7::text is null or k.product = $7)
      and ($8::text is null or k.session = $8)
      and ($9::timestamptz is null or k.at >= $9) and ($10::timestamptz is null or k.at < $10)
      and ($11::text[] is null or k.outcome = any ($11)) and ($12::text is null or k.key = $12)
      and ($13::text is null or k.body->>'feature' = $13) and ($14::text is null or k.body->>'reason' = $14)
      and ($15::text is null or k.body->'policy'->>'version' = $15)
      and ($16::text is null or exists (
        select from json_array_elements(k.body->'labels') l where l->>'key' = $16 and l->>'value' = $17
      ))
    order by k.id desc limit $5`,
  lastLookedAt: `${inOrder('d.id', whose)} offset $4::int - 1 limit 1`,
});
const OF_SUBJECT = statementsFor('d.subject = $3');
const OF_EVERYONE = statementsFor('$3::text is null');

const SIZES = `
  select d.id, octet_length(d.body::text) as bytes
  from unnest($2::uuid[]) as k (id)
  cross join lateral (select d.id, d.body from decision d where d.tenant_id = $1 and d.id = k.id limit 1) d
  order by d.id desc`;

/**
 * One page of the tenant's decisions: as many as were asked for, or fewer (even none, with a cursor to go on from) where
 * they are long, or where many had to be looked at.
 */
export function listDecisions(
  context: Context,
  filter: DecisionFilter,
  page: PageRequest,
): Promise<Connection<Decision>> {
  const { tenant: tenantId } = context.caller;
  const { subject = null, outcome = null, product = null, session = null, outcomes = null } = filter;
  const { key = null, feature = null, reason = null, policyVersion = null, label = null } = filter;
  const [from, to] = [filter.from, filter.to].map((at) => (at ? storable(at).toISOString() : null));
  const sql = subject === null ? OF_EVERYONE : OF_SUBJECT;
  const inDocument = [feature, reason, policyVersion, label?.key ?? null, label?.value ?? null];
  const wanted = [outcome, product, session, from, to, outcomes, key, ...inDocument];
  const lookedAt = inDocument.every((value) => value === null) ? LOOKED_AT : DOCUMENTS_LOOKED_AT;
  const place = [tenantId, page.after ?? LAST_UUID, subject, lookedAt];
  const read = async ({ em, ...tx }: Tx, left: number) => {
    const keys = await tx.query<{ id: string }>(sql.fitting, [...place, page.first + 1, ...wanted]);
    const ends = keys.length > page.first || wanted.every((value) => value === null);
    const passed = ends ? [] : await tx.query<{ id: string }>(sql.lastLookedAt, place);
    const sizes = await tx.query<{ id: string; bytes: number }>(SIZES, [tenantId, keys.map(({ id }) => id)]);
    const { kept, bytes, more } = cutPage(sizes, page.first, left);
    const where = { tenantId, uuid: { $in: kept.map(({ id }) => id) } };
    const rows = await em.find(Decision, where, { orderBy: { uuid: 'desc' } });
    const end = more ? undefined : passed[0]?.id;
    return { page: pageOf(rows, page, ({ uuid }) => uuid, { more: more || end !== undefined, end }), bytes };
  };
  return context.loaders.bytes.spend((left) =>
    context.database.transaction([tenantId], (tx) => read(tx, left), { readOnly: true }),
  );
}
