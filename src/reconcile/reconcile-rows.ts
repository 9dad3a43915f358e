/**
 * What causes balance updates, read as it is stored: charges, by number on their account or by their event, and
 * decisions. Reads only; a row that cannot be read is there without its body.
 */
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { attempt } from './derive-journal.js';
import { Charge, chargeHash } from '../books/charge.js';
import { chargeCodec, decisionCodec, type ChargeBody, type PlacedDraw } from '../books/documents.js';
import { decisionHash } from '../books/decision.js';
import type { Owner } from './journal-rows.js';

const CHARGE = `c.account_id as "accountId", c.usage_no as "usageNo", c.id as uuid, c.at, c.amount, c.forgiven, c.debt,
  c.body::text as "bodyText", c.event_hash as "eventHash", c.hash`;

const CHARGES_AFTER = `
  select ${CHARGE} from charge c
  where c.tenant_id = $1 and c.account_id = $2 and c.usage_no > $3
  order by c.usage_no limit $4`;

// Left joins: an event whose charge is gone is told from one that is gone itself.
const CHARGES_OF_EVENTS = `
  select e.id as event, c.*
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select e.id, e.account_id, e.usage_no from usage_event e where e.tenant_id = $1 and e.id = k.id limit 1
  ) e
  left join lateral (
    select ${CHARGE} from charge c
    where c.tenant_id = $1 and c.account_id = e.account_id and c.usage_no = e.usage_no
    limit 1
  ) c on true`;

const DECISIONS = `
  select d.*
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select d.id, d.subject, d.key, d.retry, d.fingerprint, d.outcome, d.product, d.session, d.at,
      d.account_id as "accountId", d.hold_id as "holdId", d.body::text as "bodyText"
    from decision d where d.tenant_id = $1 and d.id = k.id limit 1
  ) d`;

const FIRST_NO = `
  select min(e.usage_no - k.no + 1) as first
  from unnest($3::uuid[]) with ordinality as k (id, no)
  cross join lateral (
    select e.usage_no from usage_event e where e.tenant_id = $1 and e.id = k.id and e.account_id = $2 limit 1
  ) e`;

interface ChargeRow {
  accountId: string;
  usageNo: bigint;
  uuid: string;
  at: Instant;
  amount: bigint;
  forgiven: bigint;
  debt: bigint;
  bodyText: string;
  eventHash: Buffer;
  hash: Buffer;
}

/** A charge as stored. `derived` is its hash, recomputed. */
export interface FoundCharge {
  charge: Charge;
  derived: Buffer;
  sound: boolean;
  /** False where its body is not what was ever written. */
  readable: boolean;
}

/** A decision as stored, and its hash recomputed. */
export interface FoundDecision {
  id: string;
  derived: Buffer;
  draws: PlacedDraw[] | null;
}

/** The next charges of an account after a number, in order. */
export async function chargesAfter(
  tx: Tx,
  { tenant, accountId }: Owner,
  after: bigint,
  first: number,
): Promise<FoundCharge[]> {
  const rows = await tx.query<ChargeRow>(CHARGES_AFTER, [tenant, accountId, after, first]);
  return rows.map((row) => foundCharge(tenant, row));
}

/** The charges of these events, by UUID of the event; null where only the event is there. */
export async function chargesOfEvents(tx: Tx, tenant: string, events: readonly string[]) {
  const rows = events.length ? await tx.query<ChargeRow & { event: string }>(CHARGES_OF_EVENTS, [tenant, events]) : [];
  return new Map(rows.map((row) => [row.event, row.uuid === null ? null : foundCharge(tenant, row)]));
}

/** The number of the first of these events on the account, as far as any of them is there; null where none is. */
export async function firstNumberOf(tx: Tx, { tenant, accountId }: Owner, events: readonly string[]) {
  const [row] = await tx.query<{ first: bigint | null }>(FIRST_NO, [tenant, accountId, events]);
  return row?.first ?? null;
}

/** Decisions by UUID. */
export async function decisionsById(
  tx: Tx,
  tenant: string,
  ids: readonly string[],
): Promise<Map<string, FoundDecision>> {
  interface Row extends Omit<Parameters<typeof decisionHash>[0], 'tenantId' | 'uuid' | 'decidedAt'> {
    id: string;
    at: Instant;
    bodyText: string;
  }
  const rows = ids.length ? await tx.query<Row>(DECISIONS, [tenant, ids]) : [];
  const found = rows.map(({ id, at, bodyText, ...columns }): FoundDecision => {
    const decision = { ...columns, tenantId: tenant, uuid: id, decidedAt: new Date(at) };
    const draws = attempt(() => decisionCodec.read(bodyText).draws);
    return { id, derived: decisionHash(decision, bodyText), draws };
  });
  return new Map(found.map((decision) => [decision.id, decision]));
}

function foundCharge(tenantId: string, { at, bodyText, ...row }: ChargeRow): FoundCharge {
  const body = attempt(() => checked(chargeCodec.read(bodyText)));
  const empty = { catalog: '', card: null, draws: [], uncharged: null, setAside: false };
  const charge = Object.assign(new Charge(), {
    ...{ tenantId, at: new Date(at), body: body ?? empty, bodyText },
    ...{ accountId: row.accountId, usageNo: row.usageNo, uuid: row.uuid },
    ...{ amount: row.amount, forgiven: row.forgiven, debt: row.debt, eventHash: row.eventHash, hash: row.hash },
  });
  const derived = chargeHash(charge, bodyText);
  return { charge, derived, sound: derived.equals(row.hash), readable: body !== null };
}

/** Throws unless its draws can be added up. */
function checked(body: ChargeBody): ChargeBody {
  for (const { amount, windows } of body.draws) if (amount < 0n || !Array.isArray(windows)) throw new Error();
  return body;
}
