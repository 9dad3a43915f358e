/**
 * Decisions and usage events of a tenant, as they are stored, a step at a time in the order of their instants; and those
 * that others name by id or by hold. Reads only, and nothing twice.
 */
import type { Instant, Nano } from '../core/words.js';
import { rowReader, selectList } from '../books/columns.js';
import { decisionCodec } from '../books/documents.js';
import { CHARGE, DECISION, USAGE_EVENT, type DecisionRow, type EventRow } from '../books/tables.js';
import { chargeCodec, usageCodec } from '../books/usage-documents.js';
import type { Tx } from '../database/database.js';
import type { PastCharge, PastDecision, PastEvent } from './past.js';

const DECIDED = selectList(DECISION, 'd', [
  'uuid',
  'subject',
  'key',
  'space',
  'outcome',
  'product',
  'session',
  'decidedAt',
  'holdId',
  'bodyText',
]);
const EVENT = selectList(USAGE_EVENT, 'e');

const DECISIONS = `
  select ${DECIDED} from decision d
  where d.tenant_id = $1 and d.id >= $2::uuid and d.id < $3::uuid order by d.id limit $4`;

const DECISIONS_BY_ID = `
  select d.* from unnest($2::uuid[]) as k (id)
  cross join lateral (select ${DECIDED} from decision d where d.tenant_id = $1 and d.id = k.id limit 1) d`;

const DECISIONS_OF_HOLDS = `
  select d.* from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select ${DECIDED} from decision d where d.tenant_id = $1 and d.hold_id = k.id and d.id < $3::uuid
    order by d.id limit 1000
  ) d`;

const COUNT = `
  select count(*)::int as n from (
    select from decision d where d.tenant_id = $1 and d.id >= $2::uuid and d.id < $3::uuid limit $4
  ) d`;

const CHARGED = `
  cross join lateral (select a.address from account a where a.tenant_id = e."tenantId" and a.id = e."accountId" limit 1) a
  left join lateral (
    select c.at as "chargedAt", c.amount, c.forgiven, c.debt, c.body::text as charge from charge c
    where c.tenant_id = e."tenantId" and c.account_id = e."accountId" and c.usage_no = e."usageNo" limit 1
  ) c on true`;

const EVENTS = `
  select e.*, a.address, c.*
  from (
    select ${EVENT} from usage_event e
    where e.tenant_id = $1 and e.id >= $2::uuid and e.id < $3::uuid order by e.id limit $4
  ) e ${CHARGED}`;

const EVENTS_OF_HOLDS = `
  select e.*, a.address, c.*
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select d.id from decision d where d.tenant_id = $1 and d.hold_id = k.id order by d.id limit 1000
  ) d
  cross join lateral (
    select ${EVENT} from usage_event e
    where e.tenant_id = $1 and e.decision_id = d.id and e.id < $3::uuid order by e.id limit 10000
  ) e ${CHARGED}`;

const EVENTS_BY_ID = `
  select e.*, a.address, c.*
  from unnest($2::uuid[]) as k (id)
  cross join lateral (select ${EVENT} from usage_event e where e.tenant_id = $1 and e.id = k.id limit 1) e ${CHARGED}`;

/** On which place of its accounts' journals a charge stands. */
const PLACES = `
  select u.* from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select u.cause_id as id, u.account_id as "accountId", u.seq from balance_update u
    where u.tenant_id = $1 and u.cause_id = k.id and u.cause <> 'HOLD' and u.cause in ('SETTLE', 'VOIDED') offset 0
  ) u`;

type FoundDecision = Pick<DecisionRow, 'uuid' | 'subject' | 'key' | 'space' | 'outcome' | 'product' | 'session'> &
  Pick<DecisionRow, 'holdId' | 'bodyText'> & { decidedAt: Instant };

function decisionOf({ bodyText, decidedAt: at, ...row }: FoundDecision): PastDecision {
  return { ...row, at, body: decisionCodec.read(bodyText) };
}

/** How many decisions there are between two ids, as far as `most`. */
export async function countDecisions(tx: Tx, tenant: string, [from, to]: Range, most: number): Promise<number> {
  const [row] = await tx.query<{ n: number }>(COUNT, [tenant, from, to, most]);
  return row?.n ?? 0;
}

/** Ids `[from, to)`. */
export type Range = readonly [from: string, to: string];

export async function decisionsIn(tx: Tx, tenant: string, [from, to]: Range, first: number): Promise<PastDecision[]> {
  return (await tx.query<FoundDecision>(DECISIONS, [tenant, from, to, first])).map(decisionOf);
}

export async function decisionsById(tx: Tx, tenant: string, ids: readonly string[]): Promise<PastDecision[]> {
  if (ids.length === 0) return [];
  return (await tx.query<FoundDecision>(DECISIONS_BY_ID, [tenant, ids])).map(decisionOf);
}

/** The decisions of holds with an id below `before`, those of each in their order. */
export async function decisionsOfHolds(
  tx: Tx,
  tenant: string,
  holds: readonly string[],
  before: string,
): Promise<PastDecision[]> {
  if (holds.length === 0) return [];
  return (await tx.query<FoundDecision>(DECISIONS_OF_HOLDS, [tenant, holds, before])).map(decisionOf);
}

type FoundEvent = Omit<EventRow, 'recordedAt' | 'occurredAt'> & { recordedAt: Instant; occurredAt: Instant } & {
  address: string;
  chargedAt: Instant | null;
  amount: Nano;
  forgiven: Nano;
  debt: Nano;
  charge: string;
};

function eventOf(found: FoundEvent): PastEvent {
  const { bodyText, recordedAt: at, chargedAt, amount, forgiven, debt, charge, ...row } = found;
  const charged: PastCharge | null =
    chargedAt === null ? null : { at: chargedAt, amount, forgiven, debt, body: chargeCodec.read(charge) };
  return { ...row, at, body: usageCodec.read(bodyText), charge: charged };
}

export async function eventsIn(tx: Tx, tenant: string, [from, to]: Range, first: number): Promise<PastEvent[]> {
  return (await tx.query<FoundEvent>(EVENTS, [tenant, from, to, first])).map(eventOf);
}

export async function eventsById(tx: Tx, tenant: string, ids: readonly string[]): Promise<PastEvent[]> {
  if (ids.length === 0) return [];
  return (await tx.query<FoundEvent>(EVENTS_BY_ID, [tenant, ids])).map(eventOf);
}

/** The events that name a decision of these holds, with an id below `before`. */
export async function eventsOfHolds(
  tx: Tx,
  tenant: string,
  holds: readonly string[],
  before: string,
): Promise<PastEvent[]> {
  if (holds.length === 0) return [];
  const events = (await tx.query<FoundEvent>(EVENTS_OF_HOLDS, [tenant, holds, before])).map(eventOf);
  return events.sort((a, b) => (a.uuid < b.uuid ? -1 : 1));
}

/** The numbers of the updates that charges have made, by charge and account. */
export async function placesOf(
  tx: Tx,
  tenant: string,
  charges: readonly string[],
): Promise<Map<string, { accountId: string; seq: bigint }[]>> {
  if (charges.length === 0) return new Map();
  type Row = { id: string; accountId: string; seq: bigint };
  return Map.groupBy(await tx.query<Row>(PLACES, [tenant, charges]), ({ id }) => id);
}

export const readCharge = rowReader(CHARGE);
