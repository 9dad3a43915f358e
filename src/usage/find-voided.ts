/**
 * Looks up what undoing usage needs to know: the charge that is undone, who has repaid debt since, and which counters of a
 * hold still stand. Reads only, and no more at a time than a page.
 */
import type { Account, Line } from '../core/account.js';
import type { Update } from '../core/journal.js';
import type { Repayment } from '../core/voided-charge.js';
import type { Instant, Nano, Quantity } from '../core/words.js';
import { sum } from '../core/amounts.js';
import type { Tx } from '../database/database.js';
import type { Books } from '../books/books.js';
import type { StoredCharge } from '../books/charge.js';
import { rowReader, selectList } from '../books/columns.js';
import { quantityFrom } from '../books/documents.js';
import { linesCodec } from '../books/journal-documents.js';
import { CHARGE, type ChargeRow } from '../books/tables.js';
import { chargeCodec } from '../books/usage-documents.js';
import type { StoredEvent } from '../books/usage-event.js';

const readCharge = rowReader(CHARGE);

const CHARGES = `
  select c.*
  from unnest($1::text[], $2::uuid[], $3::bigint[]) as k (tenant_id, account_id, usage_no)
  cross join lateral (
    select ${selectList(CHARGE, 'c')} from charge c
    where c.tenant_id = k.tenant_id and c.account_id = k.account_id and c.usage_no = k.usage_no limit 1
  ) c`;

const VOIDED = `
  select from usage_event e where e.tenant_id = $1 and e.voids = $2 and e.redrives is null limit 1`;

/** What names a charge, and its event. */
type ChargeKey = Pick<StoredEvent, 'tenantId' | 'accountId' | 'usageNo'>;

/** The charges of events, in no order; whoever asks has seen that they are settled. */
export async function chargesOf(tx: Tx, events: readonly ChargeKey[]): Promise<StoredCharge[]> {
  if (!events.length) return [];
  const keys = [events.map((e) => e.tenantId), events.map((e) => e.accountId), events.map((e) => e.usageNo)];
  const rows = await tx.query<ChargeRow>(CHARGES, keys);
  return rows.map(readCharge).map((row) => ({ ...row, body: chargeCodec.read(row.bodyText) }));
}

/** What names the event that an event undoes; none where it tells of usage. */
export function voidedKey({ tenantId, accountId, body }: StoredEvent): ChargeKey[] {
  return body.voids ? [{ tenantId, accountId, usageNo: body.voids.usageNo }] : [];
}

/** Whether an event was undone already, or is about to be. */
export async function isVoided(tx: Tx, tenant: string, uuid: string): Promise<boolean> {
  return (await tx.query(VOIDED, [tenant, uuid])).length > 0;
}

const PAGE = 200;
/** So many repayments are looked at for one charge: what is undone then waits for somebody to look. */
export const MOST_REPAYMENTS = 10_000;

const REPAYMENTS = `
  select u.seq, u.at, u.lines::text as lines, coalesce(r.amount, 0)::bigint as returned
  from balance_update u
  left join lateral (
    select r.amount from debt_return r
    where r.tenant_id = u.tenant_id and r.account_id = u.account_id and r.seq = u.seq limit 1
  ) r on true
  where u.tenant_id = $1 and u.account_id = $2 and u.seq < $3::bigint and u.cause in ('DEBT_REPAID', 'DEBT_FORGIVEN')
  order by u.seq desc limit ${PAGE}`;

interface FoundRepayment {
  seq: bigint;
  at: Instant;
  lines: string;
  returned: Nano;
}

/**
 * The latest repayments of an account's debt, as far as they were not given back, until they come to `amount`; fewer where
 * there are no more, or too many would have to be looked at.
 */
export async function findRepayments(tx: Tx, books: Books, account: Account, amount: Nano): Promise<Repayment[]> {
  const found: Repayment[] = [];
  let left = amount;
  let looked = 0;
  const returned = returnedNow(books, account);
  const take = (rows: readonly FoundRepayment[]) => {
    for (const row of rows) {
      const repayment = repaymentOf(row, returned.get(row.seq) ?? 0n);
      if (left <= 0n || repayment.amount === 0n) continue;
      found.push(repayment);
      left -= repayment.amount;
    }
    looked += rows.length;
  };
  const written = books.sealed.filter(({ tenantId, accountId, cause }) => {
    return tenantId === account.tenant && accountId === account.id && REPAY.includes(cause);
  });
  // What this unit of work has journalled is not stored yet.
  take(written.map((row) => ({ ...row, returned: 0n })).reverse());
  let before = written[0]?.seq ?? account.seq + 1n;
  while (left > 0n && looked < MOST_REPAYMENTS) {
    const rows = await tx.query<FoundRepayment>(REPAYMENTS, [account.tenant, account.id, before]);
    take(rows);
    if (rows.length < PAGE) break;
    before = rows.at(-1)!.seq;
  }
  return found;
}

const REPAY: readonly string[] = ['DEBT_REPAID', 'DEBT_FORGIVEN'];

/** What this unit of work has given back of an account's repayments, by their numbers. */
function returnedNow({ returns }: Books, { tenant, id }: Account): Map<bigint, Nano> {
  const own = returns.filter((row) => row.tenantId === tenant && row.accountId === id);
  const bySeq = Map.groupBy(own, ({ seq }) => seq);
  return new Map([...bySeq].map(([seq, same]) => [seq, sum(same, ({ amount }) => amount)]));
}

function repaymentOf({ seq, at, lines, returned }: FoundRepayment, returnedNow: Nano): Repayment {
  return repaymentBy({ seq, at, lines: linesCodec.read(lines) }, returned + returnedNow);
}

/**
 * What an update that lessened debt has repaid, less what was given back of it. By its lines: a lot paid, or the windows of
 * an allowance did, or the tenant forgave it.
 */
export function repaymentBy({ seq, at, lines }: Pick<Update, 'seq' | 'at' | 'lines'>, returned: Nano): Repayment {
  const paid = lines.find(({ from, to }) => to === 'debt' || (from === 'debt' && to === 'ended'));
  const isUsed = ({ window, from, to }: Line) => window !== null && from === 'remaining' && to === 'used';
  const windows = lines.filter(isUsed).flatMap(({ window }) => window ?? []);
  return { seq, at, amount: (paid?.amount ?? 0n) - returned, lot: paid?.lot ?? null, windows };
}

const COUNTERS = `
  select e.usage_no, c.dimension, c.quantity::text as quantity
  from (
    select e.usage_no, e.body, e.tenant_id, e.id from usage_event e
    where e.tenant_id = $1 and e.hold_id = $2 and e.usage_no < $3::bigint and e.account_id = $4
      and json_typeof(e.body->'counters') = 'array'
      and e.product = $5 and e.feature = $6 and e.redrives is null and e.id <> $7
      and not exists (
        select from usage_event v where v.tenant_id = e.tenant_id and v.voids = e.id and v.redrives is null)
    order by e.usage_no desc limit ${PAGE}
  ) e
  cross join lateral json_to_recordset(e.body->'counters') as c (dimension text, quantity bigint)
  order by e.usage_no desc`;

/**
 * Of each dimension that an event has counted, the largest counter among the other reports on its hold that stand: counters
 * only grow, so that is the latest.
 */
export async function standingCounters(
  tx: Tx,
  event: Omit<StoredEvent, 'bodyText'>,
  usageNo: bigint,
): Promise<Quantity[]> {
  const { tenantId, accountId, holdId, product, feature, uuid } = event;
  const asked = event.body.counters.map(({ dimension }) => dimension);
  const standing = new Map<string, Quantity>();
  for (let before = usageNo + 1n; standing.size < asked.length;) {
    const params = [tenantId, holdId, before, accountId, product, feature, uuid];
    const rows = await tx.query<{ usage_no: bigint; dimension: string; quantity: string }>(COUNTERS, params);
    for (const { dimension, quantity } of rows) {
      if (!asked.includes(dimension) || standing.has(dimension)) continue;
      standing.set(dimension, quantityFrom({ dimension, quantity }));
    }
    const last = rows.at(-1);
    if (!last) break;
    before = last.usage_no;
  }
  return [...standing.values()];
}
