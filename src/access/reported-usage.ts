/**
 * How much usage was reported for decisions, and what it cost: added up from the books, one statement for any number of
 * receipts. It keeps no sums of its own, so what is settled later is in it.
 */
import DataLoader from 'dataloader';
import type { Nano } from '../core/words.js';
import type { Context } from '../api/context.js';
import { perOperation } from '../api/per-operation.js';
import { badInput } from '../errors.js';

/** What was reported for one decision. */
export interface Reported {
  /** How many usage events name it. */
  events: number;
  /** What they cost, as far as they are settled. */
  charged: Nano;
}

/** How many events are added up at once, for all receipts together. */
export const MOST_EVENTS = 100_000;

const NOTHING: Reported = { events: 0, charged: 0n };

/** Tenant $1, decisions $2, at most so many events $3. */
export const REPORTED = `
  select e.decision_id as id, count(*)::int as events,
    coalesce(sum(case when c.reverses then -c.amount else c.amount end), 0)::text as charged
  from (
    select k.id as decision_id, e.account_id, e.usage_no
    from unnest($2::uuid[]) as k (id)
    cross join lateral (
      select e.account_id, e.usage_no from usage_event e
      where e.tenant_id = $1 and e.decision_id = k.id
      order by e.id limit $3
    ) e
    limit $3
  ) e
  left join lateral (
    select c.amount, c.body->'reverses' is not null as reverses from charge c
    where c.tenant_id = $1 and c.account_id = e.account_id and c.usage_no = e.usage_no limit 1
  ) c on true
  group by e.decision_id`;

/** What was reported for a decision, by its UUID. @throws SpillwayError BAD_USER_INPUT beyond {@link MOST_EVENTS} */
export const reportedUsage = perOperation<Context, DataLoader<string, Reported>>(({ database, caller: { tenant } }) => {
  const read = async (uuids: readonly string[]): Promise<Reported[]> => {
    const rows = await database.transaction(
      [tenant],
      (tx) =>
        tx.query<{ id: string; events: number; charged: string }>(REPORTED, [
          tenant,
          [...new Set(uuids)],
          MOST_EVENTS + 1,
        ]),
      { readOnly: true },
    );
    if (rows.reduce((events, row) => events + row.events, 0) > MOST_EVENTS) throw tooMany();
    const byId = new Map(rows.map(({ id, events, charged }) => [id, { events, charged: BigInt(charged) }]));
    return uuids.map((uuid) => byId.get(uuid) ?? NOTHING);
  };
  return new DataLoader(read, { cache: false });
});

function tooMany(): Error {
  return badInput(`More than ${MOST_EVENTS} usage events were reported for these decisions: ask for fewer at once.`);
}
