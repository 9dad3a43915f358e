/**
 * Looks up what recording and settling usage need to know: events by key and by number, the accounts that holds lie on,
 * and the plan that an account had at an instant. Reads only.
 */
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { keyOf, type AccountKey } from '../books/books.js';
import type { KeySpace } from '../books/key-space.js';
import { rowReader, selectList } from '../books/columns.js';
import { usageCodec, type UsageBody } from '../books/usage-documents.js';
import { USAGE_EVENT, type EventRow } from '../books/tables.js';
import { UsageEvent, type StoredEvent } from '../books/usage-event.js';

const COLUMNS = selectList(USAGE_EVENT, 'e');
const readEvent = rowReader(USAGE_EVENT);

// As everywhere, a look-up by array is a lateral one, fenced off: one probe of the key's index per element.
const BY_KEY = `
  select e.*, k.space as asked
  from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as k (tenant_id, account_id, key, space)
  cross join lateral (
    select ${COLUMNS} from usage_event e
    where e.tenant_id = k.tenant_id and e.account_id = k.account_id and e.key = k.key
      and (e.space = k.space or e.space is null)
    limit 1
  ) e`;

const AFTER_NUMBER = `
  select e.*
  from unnest($1::text[], $2::uuid[], $3::bigint[]) as k (tenant_id, account_id, settled_no)
  cross join lateral (
    select ${COLUMNS} from usage_event e
    where e.tenant_id = k.tenant_id and e.account_id = k.account_id and e.usage_no > k.settled_no
    order by e.usage_no
    limit $4
  ) e`;

const AT_NUMBER = `
  select e.*
  from unnest($3::bigint[]) as k (usage_no)
  cross join lateral (
    select ${COLUMNS} from usage_event e
    where e.tenant_id = $1 and e.account_id = $2 and e.usage_no >= k.usage_no
    order by e.usage_no
    limit 1
  ) e`;

const ADDRESSES = `
  select h.tenant_id as tenant, a.address
  from (select distinct * from unnest($1::text[], $2::uuid[]) as k (tenant_id, hold_id)) as k
  cross join lateral (
    select h.tenant_id, h.account_id from hold h where h.tenant_id = k.tenant_id and h.id = k.hold_id offset 0
  ) h
  cross join lateral (
    select a.address from account a where a.tenant_id = h.tenant_id and a.id = h.account_id limit 1
  ) a`;

// Before its first update an account was on the plan that this update names, unless it is the one that changed it.
const PLANS = `
  select k.no, coalesce(
    (select u.after->>'plan' from balance_update u
      where u.tenant_id = k.tenant_id and u.account_id = k.account_id
        and u.seq = spillway_seq_at(k.tenant_id, k.account_id, k.at)),
    (select case u.cause when 'PLAN_CHANGED' then k.first_plan else u.after->>'plan' end from balance_update u
      where u.tenant_id = k.tenant_id and u.account_id = k.account_id and u.seq = 1),
    (select a.plan from account a where a.tenant_id = k.tenant_id and a.id = k.account_id)
  ) as plan
  from unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::text[]) with ordinality
    as k (tenant_id, account_id, at, first_plan, no)`;

const REDRIVEN = `
  select e.redrives
  from unnest($1::text[], $2::uuid[]) as k (tenant_id, redrives)
  cross join lateral (
    select e.redrives from usage_event e where e.tenant_id = k.tenant_id and e.redrives = k.redrives limit 1
  ) e`;

/** A key of a report, on its account; `space` null: of redriveUsage, whose keys have one space. */
export interface UsageKey {
  tenant: string;
  accountId: string;
  key: string;
  space: KeySpace | null;
}

/** What a report's key is told apart by (docs/rules.md, 30). */
export function keyOfUsage({ tenant, accountId, key, space }: UsageKey): string {
  return keyOf(tenant, accountId, key, space ?? '');
}

/** Events under these keys, by `keyOfUsage`. */
export async function findRecorded(tx: Tx, keys: readonly UsageKey[]): Promise<Map<string, StoredEvent>> {
  const rows = await tx.query<EventRow & { asked: KeySpace | null }>(BY_KEY, [
    keys.map((k) => k.tenant),
    keys.map((k) => k.accountId),
    keys.map((k) => k.key),
    keys.map((k) => k.space),
  ]);
  return new Map(
    rows.map(({ asked: space, ...row }) => {
      const { tenantId: tenant, accountId, key } = row;
      return [keyOfUsage({ tenant, accountId, key, space }), eventOf(row)];
    }),
  );
}

/** The next events of these accounts after what is settled, in order, at most so many of each. */
export async function findUnsettled(
  tx: Tx,
  accounts: readonly { tenant: string; accountId: string; settledNo: bigint }[],
  perAccount: number,
): Promise<StoredEvent[]> {
  const rows = await tx.query<EventRow>(AFTER_NUMBER, [
    accounts.map((a) => a.tenant),
    accounts.map((a) => a.accountId),
    accounts.map((a) => a.settledNo),
    perAccount,
  ]);
  return rows.map(eventOf);
}

/** Events of an account by their numbers, all of which there are, in the order asked. */
export async function eventsAt(
  tx: Tx,
  { tenant, accountId, numbers }: { tenant: string; accountId: string; numbers: readonly bigint[] },
): Promise<UsageEvent[]> {
  if (!numbers.length) return [];
  const rows = await tx.query<EventRow>(AT_NUMBER, [tenant, accountId, numbers]);
  return rows.map((row) => Object.assign(new UsageEvent(), eventOf(row)));
}

/** Which of these set-aside events have been recorded anew already. */
export async function findRedriven(tx: Tx, events: readonly { tenant: string; uuid: string }[]): Promise<Set<string>> {
  if (!events.length) return new Set();
  const rows = await tx.query<{ redrives: string }>(REDRIVEN, [events.map((e) => e.tenant), events.map((e) => e.uuid)]);
  return new Set(rows.map(({ redrives }) => redrives));
}

/** The accounts that parts of these holds lie on. */
export async function addressesOfHolds(
  tx: Tx,
  holds: readonly { tenant: string; holdId: string }[],
): Promise<AccountKey[]> {
  if (!holds.length) return [];
  return tx.query<AccountKey>(ADDRESSES, [holds.map((h) => h.tenant), holds.map((h) => h.holdId)]);
}

/**
 * The plan that each account had at an instant.
 * @param asked `firstPlan`: what accounts start with
 */
export async function plansAt<T>(
  tx: Tx,
  asked: readonly { of: T; tenant: string; accountId: string; at: Instant; firstPlan: string | null }[],
): Promise<Map<T, string | null>> {
  if (!asked.length) return new Map();
  const rows = await tx.query<{ no: bigint; plan: string | null }>(PLANS, [
    asked.map((a) => a.tenant),
    asked.map((a) => a.accountId),
    asked.map((a) => new Date(a.at).toISOString()),
    asked.map((a) => a.firstPlan),
  ]);
  return new Map(rows.map(({ no, plan }) => [asked[Number(no) - 1]!.of, plan]));
}

/** Its body is read when it is asked for, so that one that cannot be read stands in nobody else's way. */
function eventOf(row: EventRow): StoredEvent {
  const event = readEvent(row);
  let body: UsageBody | undefined;
  return Object.defineProperty(event, 'body', {
    get: () => (body ??= usageCodec.read(event.bodyText)),
    enumerable: true,
  }) as StoredEvent;
}
