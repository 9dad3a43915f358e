/**
 * Writes what the books of a unit of work hold, each row once, in statements of bound arrays: a batch of any size takes
 * the same few round trips. New lots, usage events and charges come first; then one statement writes accounts, lots,
 * holds, balance updates and decisions. Nothing else writes balance updates and decisions, or the amounts of a lot. What
 * other files write in the same transaction stands in `src/books/README.md`.
 */
import { heldCodec, windowsCodec } from './documents.js';
import { isoInstant } from './journal-hash.js';
import { writeUsage } from './write-usage.js';
import type { Books, LockedAccount, StoredPart } from './books.js';
import type { Decision } from './decision.js';
import type { Tx } from '../database/database.js';
import type { Instant } from '../core/words.js';

const ISSUE_LOTS = `
  insert into lot (tenant_id, account_id, id, kind, amount, priority, products, created_at, effective_at, expires_at,
    reason, purchase_id, key, fingerprint, terms_hash, effective, closed, remaining, held, spent, expired, taken_back,
    open)
  select n.tenant_id, n.account_id, n.id, n.kind, n.amount, n.priority,
    case when n.products is null then null else array(select json_array_elements_text(n.products::json)) end,
    n.created_at, n.effective_at, n.expires_at, n.reason, n.purchase_id, n.key, n.fingerprint, n.terms_hash,
    n.effective, n.closed, n.remaining, n.held, n.spent, n.expired, n.taken_back, n.remaining > 0 or n.held > 0
  from unnest($1::text[], $2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::int[], $7::text[], $8::timestamptz[],
    $9::timestamptz[], $10::timestamptz[], $11::text[], $12::uuid[], $13::text[], $14::bytea[], $15::bytea[],
    $16::boolean[], $17::text[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bigint[], $22::bigint[])
    as n (tenant_id, account_id, id, kind, amount, priority, products, created_at, effective_at, expires_at, reason,
      purchase_id, key, fingerprint, terms_hash, effective, closed, remaining, held, spent, expired, taken_back)`;

// Locked rows stay in place until they are written here, so each is found by its key's index once and updated where it
// lies: the planner, left to itself, may read a tenant's whole table instead.
const WRITE = `
  with accounts as (
    update account a set plan = n.plan, state = n.state, seq = n.seq, last_hash = n.last_hash, last_at = n.last_at,
      debt = n.debt, windows = n.windows::jsonb, guard_started_at = n.guard_started_at, guard_count = n.guard_count,
      due_at = n.due_at, payment_method = n.payment_method, usage_no = n.usage_no, settled_no = n.settled_no,
      forgiven = n.forgiven, forgiven_since = n.forgiven_since
    from (
      select n.*, (select b.ctid from account b where b.tenant_id = n.tenant_id and b.id = n.id limit 1) as place
      from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bytea[], $7::timestamptz[],
        $8::bigint[], $9::text[], $10::timestamptz[], $11::int[], $12::timestamptz[], $13::text[],
        $14::bigint[], $15::bigint[], $16::bigint[], $17::timestamptz[])
        as n (tenant_id, id, plan, state, seq, last_hash, last_at, debt, windows, guard_started_at, guard_count, due_at,
          payment_method, usage_no, settled_no, forgiven, forgiven_since)
      offset 0
    ) n
    where a.ctid = n.place
    returning 1
  ), lots as (
    update lot l set effective = n.effective, closed = n.closed, remaining = n.remaining, held = n.held,
      spent = n.spent, expired = n.expired, taken_back = n.taken_back, open = n.remaining > 0 or n.held > 0
    from (
      select n.*, (select b.ctid from lot b where b.tenant_id = n.tenant_id and b.id = n.id limit 1) as place
      from unnest($18::text[], $19::uuid[], $20::boolean[], $21::text[], $22::bigint[], $23::bigint[], $24::bigint[],
        $25::bigint[], $26::bigint[])
        as n (tenant_id, id, effective, closed, remaining, held, spent, expired, taken_back)
      offset 0
    ) n
    where l.ctid = n.place
    returning 1
  ), holds as (
    insert into hold (tenant_id, id, account_id, state, expires_at, claims, draws, ending)
    select n.tenant_id, n.id, n.account_id, n.state, n.expires_at, n.claims, n.draws::jsonb, n.ending
    from unnest($27::text[], $28::uuid[], $29::uuid[], $30::text[], $31::timestamptz[], $32::int[], $33::text[],
      $34::boolean[])
      as n (tenant_id, id, account_id, state, expires_at, claims, draws, ending)
    on conflict (tenant_id, id, account_id) do update
      set state = excluded.state, expires_at = excluded.expires_at, claims = excluded.claims, draws = excluded.draws,
        ending = excluded.ending
    returning 1
  ), updates as (
    insert into balance_update (tenant_id, account_id, seq, at, cause, cause_id, delta, held_delta, lines, after,
      prev_hash, cause_hash, hash)
    select n.tenant_id, n.account_id, n.seq, n.at, n.cause, n.cause_id, n.delta, n.held_delta, n.lines::json,
      n.after::json, n.prev_hash, n.cause_hash, n.hash
    from unnest($35::text[], $36::uuid[], $37::bigint[], $38::timestamptz[], $39::text[], $40::uuid[], $41::bigint[],
      $42::bigint[], $43::text[], $44::text[], $45::bytea[], $46::bytea[], $47::bytea[])
      as n (tenant_id, account_id, seq, at, cause, cause_id, delta, held_delta, lines, after, prev_hash, cause_hash,
        hash)
    returning 1
  ), decisions as (
    insert into decision (tenant_id, id, subject, key, retry, fingerprint, outcome, product, session, at, account_id,
      hold_id, body, hash)
    select n.tenant_id, n.id, n.subject, n.key, n.retry, n.fingerprint, n.outcome, n.product, n.session, n.at,
      n.account_id, n.hold_id, n.body::json, n.hash
    from unnest($48::text[], $49::uuid[], $50::text[], $51::text[], $52::uuid[], $53::bytea[], $54::text[], $55::text[],
      $56::text[], $57::timestamptz[], $58::uuid[], $59::uuid[], $60::text[], $61::bytea[])
      as n (tenant_id, id, subject, key, retry, fingerprint, outcome, product, session, at, account_id, hold_id, body,
        hash)
    returning 1
  )
  select (select count(*) from accounts)::int as accounts, (select count(*) from lots)::int as lots,
    (select count(*) from holds)::int as holds, (select count(*) from updates)::int as updates,
    (select count(*) from decisions)::int as decisions`;

interface Counts {
  accounts: number;
  lots: number;
  holds: number;
  updates: number;
  decisions: number;
}

/**
 * Writes everything that the books hold: decisions, updates, and the state that follows from them.
 * @throws Error when a row that was locked is not there to be written: a bug
 */
export async function writeBooks(tx: Tx, books: Books): Promise<void> {
  if (books.issued.length) await tx.query(ISSUE_LOTS, issuedColumns(books));
  await writeUsage(tx, books);
  const accounts = books.touchedAccounts();
  const lots = books.touchedLots();
  const holds = books.touchedParts();
  const expected = [accounts.length, lots.length, holds.length, books.sealed.length, books.decisions.length];
  if (expected.every((count) => count === 0)) return;
  const columns = [
    ...accountColumns(accounts),
    ...lotColumns(lots),
    ...holdColumns(holds),
    ...updateColumns(books),
    ...decisionColumns(books.decisions),
  ];
  const [written] = await tx.query<Counts>(WRITE, columns);
  const found = written && [written.accounts, written.lots, written.holds, written.updates, written.decisions];
  if (found?.join() !== expected.join()) throw new Error(`books: wrote ${found?.join()} rows, not ${expected.join()}`);
}

function iso(at: Instant | null): string | null {
  return at === null ? null : isoInstant(at);
}

function accountColumns(accounts: readonly LockedAccount[]): unknown[][] {
  return [
    accounts.map((a) => a.account.tenant),
    accounts.map((a) => a.account.id),
    accounts.map((a) => a.account.plan),
    accounts.map((a) => a.account.state),
    accounts.map((a) => a.account.seq),
    accounts.map((a) => a.lastHash),
    accounts.map((a) => iso(a.account.lastAt)),
    accounts.map((a) => a.account.debt),
    accounts.map((a) => windowsCodec.write(a.account.windows)),
    accounts.map((a) => iso(a.account.guard?.startedAt ?? null)),
    accounts.map((a) => a.account.guard?.count ?? 0),
    accounts.map((a) => iso(a.dueAt)),
    accounts.map((a) => a.paymentMethod),
    accounts.map((a) => a.usageNo),
    accounts.map((a) => a.settledNo),
    accounts.map((a) => a.forgiven.amount),
    accounts.map((a) => iso(a.forgiven.since)),
  ];
}

function lotColumns(lots: ReturnType<Books['touchedLots']>): unknown[][] {
  return [
    lots.map(({ account }) => account.tenant),
    lots.map(({ lot }) => lot.id),
    lots.map(({ lot }) => lot.effective),
    lots.map(({ lot }) => lot.closed),
    lots.map(({ lot }) => lot.remaining),
    lots.map(({ lot }) => lot.held),
    lots.map(({ lot }) => lot.spent),
    lots.map(({ lot }) => lot.expired),
    lots.map(({ lot }) => lot.takenBack),
  ];
}

function holdColumns(holds: readonly StoredPart[]): unknown[][] {
  return [
    holds.map((h) => h.tenant),
    holds.map((h) => h.part.id),
    holds.map((h) => h.accountId),
    holds.map((h) => h.state),
    holds.map((h) => iso(h.part.expiresAt)),
    holds.map((h) => h.part.claims),
    holds.map((h) => heldCodec.write(h.part.draws)),
    holds.map((h) => h.part.ending),
  ];
}

function updateColumns({ sealed }: Books): unknown[][] {
  return [
    sealed.map(({ update }) => update.tenant),
    sealed.map(({ update }) => update.accountId),
    sealed.map(({ update }) => update.seq),
    sealed.map(({ update }) => iso(update.at)),
    sealed.map(({ update }) => update.cause),
    sealed.map(({ update }) => update.causeId),
    sealed.map(({ update }) => update.delta),
    sealed.map(({ update }) => update.heldDelta),
    sealed.map(({ lines }) => lines),
    sealed.map(({ after }) => after),
    sealed.map(({ prevHash }) => prevHash),
    sealed.map(({ causeHash }) => causeHash),
    sealed.map(({ hash }) => hash),
  ];
}

function decisionColumns(decisions: readonly Decision[]): unknown[][] {
  return [
    decisions.map((d) => d.tenantId),
    decisions.map((d) => d.uuid),
    decisions.map((d) => d.subject),
    decisions.map((d) => d.key),
    decisions.map((d) => d.retry),
    decisions.map((d) => d.fingerprint),
    decisions.map((d) => d.outcome),
    decisions.map((d) => d.product),
    decisions.map((d) => d.session),
    decisions.map((d) => d.decidedAt.toISOString()),
    decisions.map((d) => d.accountId),
    decisions.map((d) => d.holdId),
    decisions.map((d) => d.bodyText),
    decisions.map((d) => d.hash),
  ];
}

function issuedColumns({ issued }: Books): unknown[][] {
  return [
    issued.map(({ account }) => account.tenant),
    issued.map(({ account }) => account.id),
    issued.map(({ lot }) => lot.id),
    issued.map(({ lot }) => lot.kind),
    issued.map(({ lot }) => lot.amount),
    issued.map(({ lot }) => lot.priority),
    issued.map(({ lot }) => lot.products && JSON.stringify(lot.products)),
    issued.map(({ lot }) => iso(lot.createdAt)),
    issued.map(({ lot }) => iso(lot.effectiveAt)),
    issued.map(({ lot }) => iso(lot.expiresAt)),
    issued.map((i) => i.reason),
    issued.map((i) => i.purchaseId),
    issued.map((i) => i.key),
    issued.map((i) => i.fingerprint),
    issued.map((i) => i.termsHash),
    issued.map(({ lot }) => lot.effective),
    issued.map(({ lot }) => lot.closed),
    issued.map(({ lot }) => lot.remaining),
    issued.map(({ lot }) => lot.held),
    issued.map(({ lot }) => lot.spent),
    issued.map(({ lot }) => lot.expired),
    issued.map(({ lot }) => lot.takenBack),
  ];
}
