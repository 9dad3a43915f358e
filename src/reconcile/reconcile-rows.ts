/**
 * What causes balance updates, read as it is stored: charges, by number on their account or by their event,
 * decisions, and acts of admins. Reads only; a row that cannot be read is there without its body.
 */
import type { Tx } from '../database/database.js';
import { actionCodec, type ActionBody } from '../books/action-document.js';
import { hashAction } from '../books/admin-action.js';
import { attempt } from './derive-journal.js';
import { hashCharge, type StoredCharge } from '../books/charge.js';
import { rowReader, selectList } from '../books/columns.js';
import { decisionCodec, type DecisionBody } from '../books/documents.js';
import { chargeCodec, type ChargeBody } from '../books/usage-documents.js';
import { hashDecision } from '../books/decision.js';
import { ADMIN_ACTION, CHARGE, DECISION, type ActionRow, type ChargeRow, type DecisionRow } from '../books/tables.js';
import type { Owner } from './journal-rows.js';

const COLUMNS = selectList(CHARGE, 'c');
const readCharge = rowReader(CHARGE);
const readDecision = rowReader(DECISION);
const readAction = rowReader(ADMIN_ACTION);

const CHARGES_AFTER = `
  select ${COLUMNS} from charge c
  where c.tenant_id = $1 and c.account_id = $2 and c.usage_no > $3
  order by c.usage_no limit $4`;

/** Charges that others undo, each with the number of the first event that names it and was not set aside. */
const UNDONE = `
  select ${COLUMNS}, (
    select min(v.usage_no) from usage_event v
    left join set_aside s on s.tenant_id = v.tenant_id and s.account_id = v.account_id and s.usage_no = v.usage_no
      and s.given_up
    where v.tenant_id = c.tenant_id and v.voids = c.id and s.usage_no is null
  ) as by
  from unnest($3::bigint[]) as k (usage_no)
  cross join lateral (
    select * from charge c where c.tenant_id = $1 and c.account_id = $2 and c.usage_no = k.usage_no limit 1
  ) c`;

// Left joins: an event whose charge is gone is told from one that is gone itself.
const CHARGES_OF_EVENTS = `
  select e.id as event, c.*
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select e.id, e.account_id, e.usage_no from usage_event e where e.tenant_id = $1 and e.id = k.id limit 1
  ) e
  left join lateral (
    select ${COLUMNS} from charge c
    where c.tenant_id = $1 and c.account_id = e.account_id and c.usage_no = e.usage_no
    limit 1
  ) c on true`;

const DECISIONS = `
  select d.*
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select ${selectList(DECISION, 'd')} from decision d where d.tenant_id = $1 and d.id = k.id limit 1
  ) d`;

const ACTIONS = `
  select a.*
  from unnest($2::bytea[]) as k (hash)
  cross join lateral (
    select ${selectList(ADMIN_ACTION, 'a')} from admin_action a where a.tenant_id = $1 and a.hash = k.hash limit 1
  ) a`;

const FIRST_NO = `
  select min(e.usage_no - k.no + 1) as first
  from unnest($3::uuid[]) with ordinality as k (id, no)
  cross join lateral (
    select e.usage_no from usage_event e where e.tenant_id = $1 and e.id = k.id and e.account_id = $2 limit 1
  ) e`;

/** A charge as stored. `derived` is its hash, recomputed. */
export interface FoundCharge {
  charge: StoredCharge;
  derived: Buffer;
  sound: boolean;
  /** False where its body is not what was ever written. */
  readable: boolean;
}

/** A decision as stored, and its hash recomputed. */
export interface FoundDecision {
  id: string;
  derived: Buffer;
  product: string;
  /** Null where its body cannot be read. */
  body: DecisionBody | null;
}

/** The next charges of an account after a number, in order. */
export async function chargesAfter(
  tx: Tx,
  { tenant, accountId }: Owner,
  after: bigint,
  first: number,
): Promise<FoundCharge[]> {
  const rows = await tx.query<ChargeRow>(CHARGES_AFTER, [tenant, accountId, after, first]);
  return rows.map(foundCharge);
}

/** A charge that is undone, and the number of the event that was the first to. */
export type FoundUndone = FoundCharge & { by: bigint | null };

/** Those of the charges with these numbers that are there, by their numbers. */
export async function undoneCharges(
  tx: Tx,
  { tenant, accountId }: Owner,
  numbers: readonly bigint[],
): Promise<Map<bigint, FoundUndone>> {
  if (!numbers.length) return new Map();
  const rows = await tx.query<ChargeRow & { by: bigint | null }>(UNDONE, [tenant, accountId, numbers]);
  return new Map(rows.map(({ by, ...row }) => [row.usageNo, { ...foundCharge(row), by }]));
}

/** An event with its charge, whose columns are null where it is gone. */
type FoundOfEvent = Omit<ChargeRow, 'uuid'> & { uuid: string | null; event: string };

/** The charges of these events, by UUID of the event; null where only the event is there. */
export async function chargesOfEvents(tx: Tx, tenant: string, events: readonly string[]) {
  const rows = events.length ? await tx.query<FoundOfEvent>(CHARGES_OF_EVENTS, [tenant, events]) : [];
  return new Map(rows.map((row) => [row.event, row.uuid === null ? null : foundCharge({ ...row, uuid: row.uuid })]));
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
  const rows = ids.length ? await tx.query<DecisionRow>(DECISIONS, [tenant, ids]) : [];
  const found = rows.map((row): FoundDecision => {
    const decision = readDecision(row);
    const body = attempt(() => decisionCodec.read(decision.bodyText));
    return { id: decision.uuid, derived: hashDecision(decision), product: decision.product, body };
  });
  return new Map(found.map((decision) => [decision.id, decision]));
}

/** An act of an admin as stored, and its hash recomputed. */
export interface FoundAction {
  kind: string;
  accountId: string | null;
  targetId: string | null;
  /** Of an answer to a request: what was asked and issued. */
  answers: ActionBody['answers'] | null;
  derived: Buffer;
}

/** Acts of admins by their stored hash, in hex. */
export async function actionsByHash(
  tx: Tx,
  tenant: string,
  hashes: readonly Buffer[],
): Promise<Map<string, FoundAction>> {
  const rows = hashes.length ? await tx.query<ActionRow>(ACTIONS, [tenant, hashes]) : [];
  const found = rows.map((row) => {
    const { hash, ...action } = readAction(row);
    const { kind, accountId, targetId } = action;
    const answers = attempt(() => actionCodec.read(action.bodyText).answers ?? null);
    return [hash.toString('hex'), { kind, accountId, targetId, answers, derived: hashAction(action) }] as const;
  });
  return new Map(found);
}

const NOTHING = { cards: [], sizes: [], soFar: null, draws: [], counts: [] };
const GIVEN = { uncharged: null, setAside: false, reverses: null };
const EMPTY: ChargeBody = { catalog: '', card: null, ...NOTHING, ...GIVEN };

function foundCharge(row: ChargeRow): FoundCharge {
  const columns = readCharge(row);
  const body = attempt(() => checked(chargeCodec.read(columns.bodyText)));
  const derived = hashCharge(columns);
  const charge = { ...columns, body: body ?? EMPTY };
  return { charge, derived, sound: derived.equals(columns.hash), readable: body !== null };
}

/** Throws unless its draws can be added up. */
function checked(body: ChargeBody): ChargeBody {
  for (const { amount, windows } of body.draws) if (amount < 0n || !Array.isArray(windows)) throw new Error();
  return body;
}
