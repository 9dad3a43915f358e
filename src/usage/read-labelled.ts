/**
 * Usage by label. Sums know no labels, so settled events that have some are read one by one, in parts, in the snapshot of
 * the transaction; what each adds is what settlement adds to the sums. Of so many events at most.
 */
import type { Instant, Nano } from '../core/words.js';
import { chargeCodec, usageCodec } from '../books/usage-documents.js';
import { measuresOf } from '../books/usage-sums.js';
import type { Tx } from '../database/database.js';
import { badInput, type SpillwayError } from '../errors.js';
import { keyOf } from '../books/books.js';
import { add, something, unlabelledKey, type Group } from './usage-groups.js';
import type { UsageGroup } from './usage-series.js';

/** A label to tell apart, or of one value alone. */
export interface LabelAsked {
  key: string;
  /** Null: every value. */
  value: string | null;
}

export interface LabelledQuery {
  tenant: string;
  /** Null: of everyone. */
  address: string | null;
  product: string | null;
  session: string | null;
  from: Instant;
  to: Instant;
  groupBy: readonly UsageGroup[];
  label: LabelAsked;
}

/** Events with labels that one series reads at most. */
export const MOST_EVENTS = 100_000;
/** So many at a time: others have their turn between. */
const PART = 1_000;

/** Tenant $1, address $2, from $3, to $4. How the tenant is asked for says which index is read (migration 015). */
const labelled = (whose: string) => `
  from usage_event e
  where ${whose} and e.occurred_at >= $3::timestamptz and e.occurred_at < $4::timestamptz
    and json_array_length(e.body->'labels') > 0`;

const statementsFor = (whose: string) => ({
  count: `select count(*)::int as events from (select ${labelled(whose)} limit ${MOST_EVENTS + 1}) k`,
  part: `
    select k.*, c.amount, c.forgiven, c.debt, c.body::text as charged, a.address
    from (
      select e.tenant_id, e.account_id, e.usage_no, e.occurred_at, e.product, e.feature, e.session, e.body::text as body
      ${labelled(whose)} and (e.occurred_at, e.account_id, e.usage_no) > ($5::timestamptz, $6::uuid, $7::bigint)
      order by e.occurred_at, e.account_id, e.usage_no limit ${PART}
    ) k
    left join charge c on c.tenant_id = k.tenant_id and c.account_id = k.account_id and c.usage_no = k.usage_no
    left join lateral (
      select a.address from account a where a.tenant_id = k.tenant_id and a.id = k.account_id limit 1
    ) a on true
    order by k.occurred_at, k.account_id, k.usage_no`,
});
const OF_ACCOUNT = statementsFor(
  'e.tenant_id = $1 and e.account_id = (select a.id from account a where a.tenant_id = $1 and a.address = $2)',
);
const OF_EVERYONE = statementsFor(`e.tenant_id collate "C" = $1 and $2::text is null`);

interface EventRow {
  account_id: string;
  usage_no: bigint;
  occurred_at: Instant;
  product: string;
  feature: string;
  session: string | null;
  body: string;
  /** Null, as all of the charge, until it is settled. */
  amount: Nano | null;
  forgiven: Nano;
  debt: Nano;
  charged: string;
  address: string;
}

/**
 * What usage with the label adds up to, by hour or day, group and value of the label.
 * @param tx a transaction with one snapshot
 * @param starts of the hours or days, in order
 * @throws SpillwayError BAD_USER_INPUT where too many events would have to be read
 */
export async function readLabelled(tx: Tx, query: LabelledQuery, starts: readonly Instant[]): Promise<Group[]> {
  const { tenant, address, from, to } = query;
  const sql = address === null ? OF_EVERYONE : OF_ACCOUNT;
  const scope = [tenant, address, isoOf(from), isoOf(to)];
  const [counted] = await tx.query<{ events: number }>(sql.count, scope);
  if (counted!.events > MOST_EVENTS) throw tooManyEvents();
  const groups = new Map<string, Group>();
  let place: unknown[] = [isoOf(from - 1), '00000000-0000-0000-0000-000000000000', 0n];
  for (let read = PART; read === PART;) {
    const rows = await tx.query<EventRow>(sql.part, [...scope, ...place]);
    for (const row of rows) addEvent(groups, row, query, starts);
    const last = rows.at(-1);
    if (last) place = [isoOf(last.occurred_at), last.account_id, last.usage_no];
    read = rows.length;
  }
  const left = [...groups.values()].map((group) => ({ ...group, sums: something(group.sums) }));
  return left.filter(({ sums }) => sums.size > 0);
}

function addEvent(
  groups: Map<string, Group>,
  { amount, forgiven, debt, charged, ...row }: EventRow,
  { product, session, groupBy, label }: LabelledQuery,
  starts: readonly Instant[],
): void {
  if (amount === null || (product !== null && row.product !== product)) return;
  if (session !== null && row.session !== session) return;
  const event = { body: usageCodec.read(row.body) };
  const value = event.body.labels.find(({ key }) => key === label.key)?.value;
  if (value === undefined || (label.value !== null && value !== label.value)) return;
  const charge = { amount, forgiven, debt, body: chargeCodec.read(charged) };
  if (charge.body.setAside) return;
  const of = {
    bucket: bucketOf(row.occurred_at, starts),
    product: groupBy.includes('PRODUCT') ? row.product : null,
    feature: groupBy.includes('FEATURE') ? row.feature : null,
    address: groupBy.includes('SUBJECT') ? row.address : null,
    session: groupBy.includes('SESSION') ? row.session : null,
  };
  const shown = groupBy.includes('LABEL') ? value : null;
  const key = keyOf(unlabelledKey(of), shown ?? '');
  const group = groups.get(key) ?? { ...of, label: shown, sums: new Map<string, bigint>() };
  groups.set(key, group);
  for (const [measure, sum] of measuresOf(event, charge)) add(group.sums, measure, sum);
}

/** The last start that is not after the instant, from 1. */
function bucketOf(at: Instant, starts: readonly Instant[]): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle;
  }
  return low + 1;
}

const isoOf = (at: Instant) => new Date(at).toISOString();

function tooManyEvents(): SpillwayError {
  const message = `label reads at most ${MOST_EVENTS} usage events with labels, and there are more: ask for a shorter range.`;
  return badInput(message, 'label');
}
