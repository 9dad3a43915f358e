/**
 * Accounts as they were at an instant: each from the after-image of its last update before, its lots from what they are now
 * less what the journal has moved since. With them comes what was done to them in the period, a step of rows at a time.
 */
import type { Account, Bucket, Lot, WindowInstance } from '../core/account.js';
import type { AfterImage } from '../core/journal.js';
import { finished } from '../core/lots.js';
import { monthStart } from '../core/months.js';
import { LOT_COLUMN } from '../core/move-in-lot.js';
import { grantPeriodAt } from '../core/recurring.js';
import { RESETS, type GrantPeriod } from '../core/grant-terms.js';
import type { Instant, Nano } from '../core/words.js';
import { rowReader, selectList } from '../books/columns.js';
import { isoInstant } from '../books/journal-hash.js';
import { afterCodec, linesCodec } from '../books/journal-documents.js';
import { LOT_FACTS } from '../books/load-lots.js';
import { ACCOUNT, LOT, type AccountRow } from '../books/tables.js';
import type { Tx } from '../database/database.js';
import type { PastAct, Period } from './past.js';

const readAccount = rowReader(ACCOUNT);
const readLot = rowReader(LOT);

const ACCOUNTS = `
  select a.*, spillway_seq_at($1, a.id, $3::timestamptz) as "seqAtFrom", spillway_seq_at($1, a.id, $4::timestamptz) as "seqAtTo"
  from unnest($2::text[]) as k (address)
  cross join lateral (
    select ${selectList(ACCOUNT, 'a')}, a.created_at as "createdAt" from account a
    where a.tenant_id = $1 and a.address = k.address limit 1
  ) a`;

const IMAGES = `
  select u.* from unnest($2::uuid[], $3::bigint[]) as k (account_id, seq)
  cross join lateral (
    select u.account_id as "accountId", u.at, u.after::text as after from balance_update u
    where u.tenant_id = $1 and u.account_id = k.account_id and u.seq = k.seq limit 1
  ) u`;

/** What lines have moved on the lots of accounts, in a range of the updates of each. */
const MOVES = `
  select l.line->>'lot' as lot, l.line->>'from' as "from", l.line->>'to' as "to",
    sum((l.line->>'amount')::numeric)::text as amount
  from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as k (account_id, above, upto)
  cross join lateral (
    select u.lines from balance_update u
    where u.tenant_id = $1 and u.account_id = k.account_id and u.seq > k.above and u.seq <= k.upto offset 0
  ) u
  cross join lateral json_array_elements(u.lines) as l (line)
  where l.line->>'lot' is not null
  group by 1, 2, 3`;

const LOT_COLUMNS = selectList(LOT, 'l', LOT_FACTS);

const OPEN_LOTS = `
  select l.* from unnest($2::uuid[]) as k (account_id)
  cross join lateral (
    select ${LOT_COLUMNS} from lot l where l.tenant_id = $1 and l.account_id = k.account_id and l.open offset 0
  ) l`;

const LOTS = `
  select l.* from unnest($2::uuid[]) as k (id)
  cross join lateral (select ${LOT_COLUMNS} from lot l where l.tenant_id = $1 and l.id = k.id limit 1) l`;

const RECURRING_LOTS = `
  select l.* from unnest($2::uuid[]) as k (account_id)
  cross join lateral (
    select distinct on (l.recurs->>'grant') l.account_id as "accountId", l.recurs::text as recurs from lot l
    where l.tenant_id = $1 and l.account_id = k.account_id and l.recurs is not null and l.created_at < $3::timestamptz
      and coalesce(l.recurs->>'rolled', 'false') = 'false'
    order by l.recurs->>'grant', l.created_at desc
  ) l`;

/** Whatever was done to accounts that neither a decision, nor usage, nor time does by itself. */
const ACTS = `
  select u.account_id as "accountId", u.seq, u.at, u.cause, u.cause_id as "causeId", u.lines::text as lines,
    u.after::text as after, l.id as "lotId", l.kind, l.amount, l.priority, l.products, l.effective_at as "effectiveAt",
    l.expires_at as "expiresAt", l.recurs is not null as recurring, coalesce(p.automatic, false) as automatic
  from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as k (account_id, above, upto)
  cross join lateral (
    select u.* from balance_update u
    where u.tenant_id = $1 and u.account_id = k.account_id and u.seq > k.above and u.seq <= k.upto
      and u.cause in ('RELEASE', 'PURCHASE', 'GRANT', 'BUDGET_RAISED', 'REVOKE', 'REFUND', 'ALLOWANCE_RESET',
        'RESETS_GRANTED', 'RESET_REDEEMED', 'PLAN_CHANGED', 'STATE_CHANGED')
    offset 0
  ) u
  left join lateral (
    select l.* from lot l
    where u.cause in ('GRANT', 'PURCHASE', 'BUDGET_RAISED') and l.tenant_id = u.tenant_id
      and l.id = (u.lines->0->>'lot')::uuid limit 1
  ) l on true
  left join lateral (
    select p.automatic from purchase p where p.tenant_id = u.tenant_id and p.id = l.purchase_id limit 1
  ) p on true
  order by u.account_id, u.seq`;

const FORGIVEN = `
  select coalesce(sum(case when u.cause = 'VOIDED' then -(l.line->>'amount')::numeric else (l.line->>'amount')::numeric end),
    0)::text as amount
  from balance_update u cross join lateral json_array_elements(u.lines) as l (line)
  where u.tenant_id = $1 and u.account_id = $2 and u.seq > spillway_seq_at($1, $2, $3::timestamptz) and u.seq <= $4::bigint
    and (u.cause in ('FORGIVEN', 'DEBT_FORGIVEN') or (u.cause = 'VOIDED' and l.line->>'lot' is null
      and l.line->>'window' is null and l.line->>'from' = 'ended' and l.line->>'to' = 'debt'))`;

const LAST_RESET = `
  select u.at from balance_update u
  where u.tenant_id = $1 and u.account_id = $2 and u.seq <= $3::bigint and u.cause = 'RESET_BANKED'
  order by u.seq desc limit 1`;

/** So many updates are looked at by one statement. */
const STEP = 20_000n;

/** An account as it was, and what was done to it in the period. */
export interface PastAccount {
  account: Omit<Account, 'windowTerms' | 'debtTerms' | 'recurring'> & { issued: readonly GrantPeriod[] };
  /** It was made in the period: until then it was not there. */
  createdAt: Instant;
  /** Lots of which nothing was left then, and something has come back since. */
  finished: Lot[];
  acts: PastAct[];
}

type FoundAccount = AccountRow & { createdAt: Instant; seqAtFrom: bigint; seqAtTo: bigint };

/** The accounts at these addresses as they were at the beginning of a period; those that never came to be are left out. */
export async function loadAccounts(
  tx: Tx,
  tenant: string,
  addresses: readonly string[],
  { from, to }: Period,
): Promise<PastAccount[]> {
  const until = [isoInstant(from - 1), isoInstant(to - 1)];
  const rows = (await tx.query<FoundAccount>(ACCOUNTS, [tenant, addresses, ...until])).map(readAccount);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const images = await imagesOf(tx, tenant, rows);
  const open = Map.groupBy(
    (await tx.query<Lot & { accountId: string }>(OPEN_LOTS, [tenant, ids])).map(readLot),
    ({ accountId }) => accountId,
  );
  const issued = await issuedOn(tx, tenant, rows, from);
  const moves = await movesSince(tx, tenant, rows);
  const lots = await lotsThen(tx, tenant, open, moves);
  const acts = await actsOn(tx, tenant, rows, images);
  const loaded: PastAccount[] = [];
  for (const row of rows) {
    const image = images.get(row.id) ?? null;
    const own = lots.get(row.id) ?? [];
    const account = {
      ...accountThen(tenant, row, image),
      forgiven: await forgivenThen(tx, tenant, row, from),
      lots: own.filter((lot) => !finished(lot)),
      issued: [...(issued.get(row.id) ?? []), ...(await resetsIssued(tx, tenant, row, from, image))],
    };
    loaded.push({ account, createdAt: row.createdAt, finished: own.filter(finished), acts: acts.get(row.id) ?? [] });
  }
  return loaded;
}

async function imagesOf(tx: Tx, tenant: string, rows: readonly FoundAccount[]) {
  const known = rows.filter(({ seqAtFrom }) => seqAtFrom > 0n);
  const params = [tenant, known.map(({ id }) => id), known.map(({ seqAtFrom }) => seqAtFrom)];
  const found = await tx.query<{ accountId: string; at: Instant; after: string }>(IMAGES, params);
  return new Map(found.map(({ accountId, at, after }) => [accountId, { at, ...afterCodec.read(after) }]));
}

type Image = AfterImage & { at: Instant };

function accountThen(tenant: string, row: FoundAccount, image: Image | null) {
  const { id, address, seqAtFrom: seq, createdAt } = row;
  const windows = (image?.windows ?? []).flatMap(
    ({ window: name, startedAt, resetsAt, used, held }): WindowInstance[] => {
      return startedAt === null || resetsAt === null ? [] : [{ name, startedAt, resetsAt, used, held }];
    },
  );
  const none = { holds: [], openHolds: 0, shares: new Map(), guard: null, nextPlan: null, turnedAt: null };
  return {
    ...{ tenant, id, address, seq, windows, ...none },
    plan: image ? image.plan : row.plan,
    subscribedAt: image?.subscribedAt ?? null,
    state: image?.state ?? ('ACTIVE' as const),
    lastAt: image?.at ?? createdAt,
    debt: image?.balance.debt ?? 0n,
    resets: image?.resets ?? [],
  };
}

interface Move {
  lot: string;
  from: Bucket;
  to: Bucket;
  amount: string;
}

/** A range of an account's updates: numbers above one, up to another. */
interface Range {
  id: string;
  above: bigint;
  upto: bigint;
}

/** Ranges, so many together that one statement looks at no more than {@link STEP} updates. */
function inSteps(ranges: readonly Range[]): Range[][] {
  const steps: Range[][] = [];
  let [step, left]: [Range[], bigint] = [[], STEP];
  for (const { id, above, upto } of ranges) {
    for (let from = above; from < upto;) {
      const to = from + left < upto ? from + left : upto;
      step.push({ id, above: from, upto: to });
      left -= to - from;
      from = to;
      if (left > 0n) continue;
      steps.push(step);
      [step, left] = [[], STEP];
    }
  }
  return step.length > 0 ? [...steps, step] : steps;
}

const boundOf = (ranges: readonly Range[]) => [
  ranges.map(({ id }) => id),
  ranges.map(({ above }) => above),
  ranges.map(({ upto }) => upto),
];

/** What has been moved on lots since the period began, by lot. */
async function movesSince(tx: Tx, tenant: string, rows: readonly FoundAccount[]): Promise<Map<string, Move[]>> {
  const moves: Move[] = [];
  const ranges = rows.map(({ id, seqAtFrom: above, seq: upto }) => ({ id, above, upto }));
  for (const step of inSteps(ranges)) moves.push(...(await tx.query<Move>(MOVES, [tenant, ...boundOf(step)])));
  return Map.groupBy(moves, ({ lot }) => lot);
}

type FoundLot = Lot & { accountId: string };

/** The lots of accounts as they were, by account. */
async function lotsThen(
  tx: Tx,
  tenant: string,
  open: ReadonlyMap<string, readonly FoundLot[]>,
  moves: ReadonlyMap<string, Move[]>,
): Promise<Map<string, Lot[]>> {
  const now = [...open.values()].flat();
  const known = new Set(now.map((lot) => lot.id));
  const missing = [...moves.keys()].filter((lot) => !known.has(lot));
  const more = missing.length ? (await tx.query<FoundLot>(LOTS, [tenant, missing])).map(readLot) : [];
  const then = new Map<string, Lot[]>();
  for (const lot of [...now, ...more]) {
    then.set(lot.accountId, [...(then.get(lot.accountId) ?? []), ...lotThen(lot, moves.get(lot.id) ?? [])]);
  }
  return then;
}

/** A lot before these moves; none where they have issued it. */
function lotThen(
  { accountId: _, ...now }: Lot & { accountId: string; tenantId?: string },
  moves: readonly Move[],
): Lot[] {
  const lot = { ...now };
  delete (lot as { tenantId?: string }).tenantId;
  if (lot.recurs == null) delete lot.recurs;
  for (const { from, to, amount } of moves) {
    if (from === 'issued') return [];
    const [source, target] = [LOT_COLUMN[from], LOT_COLUMN[to]];
    if (source) lot[source] += BigInt(amount);
    if (target) lot[target] -= BigInt(amount);
    if (from === 'pending' && to === 'remaining') lot.effective = false;
    if ((from === 'remaining' || from === 'pending') && (to === 'expired' || to === 'takenBack')) lot.closed = null;
  }
  return [lot];
}

/** What the tenant had carried for the account in the month of an instant. */
async function forgivenThen(tx: Tx, tenant: string, row: FoundAccount, from: Instant): Promise<Account['forgiven']> {
  const since = monthStart(from);
  if (row.forgivenSince === null || row.forgivenSince < since) return { amount: 0n, since: null };
  const params = [tenant, row.id, isoInstant(since - 1), row.seqAtFrom];
  const [found] = await tx.query<{ amount: string }>(FORGIVEN, params);
  const amount: Nano = BigInt(found?.amount ?? '0');
  return { amount, since: amount === 0n ? null : since };
}

async function issuedOn(tx: Tx, tenant: string, rows: readonly FoundAccount[], from: Instant) {
  const given = rows.filter(({ granted }) => granted.some(({ grant }) => grant !== RESETS));
  const issued = new Map<string, GrantPeriod[]>();
  if (given.length === 0) return issued;
  const params = [tenant, given.map(({ id }) => id), isoInstant(from)];
  for (const row of await tx.query<{ accountId: string; recurs: never }>(RECURRING_LOTS, params)) {
    const { recurs } = readLot(row) as unknown as { recurs: NonNullable<Lot['recurs']> };
    const { rolled: _, ...period } = recurs;
    issued.set(row.accountId, [...(issued.get(row.accountId) ?? []), period]);
  }
  return issued;
}

/** A reset that a plan puts in store leaves no lot: its last period follows from when it came. */
async function resetsIssued(
  tx: Tx,
  tenant: string,
  { id, granted, seqAtFrom }: FoundAccount,
  from: Instant,
  image: Image | null,
): Promise<GrantPeriod[]> {
  const now = granted.find(({ grant }) => grant === RESETS);
  if (!now) return [];
  const [last] = await tx.query<{ at: Instant }>(LAST_RESET, [tenant, id, seqAtFrom]);
  if (!last || last.at >= from) return [];
  if (now.start <= last.at && last.at < now.end) return [now];
  return [{ ...now, ...grantPeriodAt({ subscribedAt: image?.subscribedAt ?? null }, now.calendar, last.at) }];
}

type FoundAct = { accountId: string } & Omit<
  PastAct,
  'address' | 'lines' | 'plan' | 'state' | 'resets' | 'resetsBefore' | 'lot'
> & {
    lines: string;
    after: string;
    lotId: string | null;
  } & Pick<Lot, 'kind' | 'amount' | 'priority' | 'products' | 'effectiveAt' | 'expiresAt'> & {
    recurring: boolean;
    automatic: boolean;
  };

async function actsOn(
  tx: Tx,
  tenant: string,
  rows: readonly FoundAccount[],
  images: ReadonlyMap<string, Image>,
): Promise<Map<string, PastAct[]>> {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const acts = new Map<string, PastAct[]>();
  const ranges = rows.map(({ id, seqAtFrom: above, seqAtTo: upto }) => ({ id, above, upto }));
  for (const step of inSteps(ranges)) {
    for (const found of await tx.query<FoundAct>(ACTS, [tenant, ...boundOf(step)])) {
      const { accountId } = found;
      const own = acts.get(accountId) ?? [];
      acts.set(accountId, own);
      const resetsBefore = own.at(-1)?.resets ?? images.get(accountId)?.resets ?? [];
      own.push({ ...actOf(byId.get(accountId)!, found), resetsBefore });
    }
  }
  return acts;
}

function actOf({ address }: FoundAccount, found: FoundAct): Omit<PastAct, 'resetsBefore'> {
  const { seq, at, cause, causeId, lotId: id, ...terms } = found;
  const { plan, state, resets = [] } = afterCodec.read(found.after);
  const { kind, amount, priority, products, effectiveAt, expiresAt, recurring, automatic } = terms;
  const lot = { kind, amount, priority, products, effectiveAt, expiresAt, recurring, automatic };
  const of = { address, seq, at, cause, causeId, lines: linesCodec.read(found.lines), plan, state, resets };
  return { ...of, lot: id === null ? null : { id, ...lot } };
}
