/**
 * Who has spent how much of a budget, added up from the journal of its account: it keeps no sums of its own, so what is
 * settled later is in it.
 */
import { pageOf, type Connection, type PageRequest } from '../api/connection.js';
import type { Context } from '../api/context.js';
import { badInput } from '../errors.js';
import { subjectOf } from '../core/address.js';
import type { Instant, Nano } from '../core/words.js';
import { Field, ID, ObjectType } from 'type-graphql';
import { connectionOf } from '../api/connection.js';
import { Credits, DateTime } from '../scalars.js';

/** So many balance updates of a budget are added up at once. */
export const MOST_UPDATES = 100_000;
/** The form of a key of this list. */
export const MEMBER_KEY = /^[0-9]{1,19} [^\p{Cc}\p{Cs}]{1,200}$/u;

@ObjectType({ description: 'What one subject has spent of a budget.' })
export class BudgetMember {
  @Field(() => ID, { description: 'The subject.' }) subject!: string;
  @Field(() => Credits, { description: 'Settled in the time asked for, less what was undone in it.' }) spent!: Nano;
  @Field(() => Credits, { description: 'Held now, by all of its holds.' }) held!: Nano;
  @Field(() => DateTime, {
    nullable: true,
    description: 'When something of it was last settled; null: not in that time.',
  })
  lastAt!: Date | null;
}

export const BudgetMemberPage = connectionOf('BudgetMember', () => BudgetMember);

/** Tenant $1, account $2, from $3, to $4, at most so many updates $5; `read` says how many there were. */
const MEMBERS = `
  with updates as (
    select u.at, u.cause, u.cause_id, u.lines from balance_update u
    where u.tenant_id = $1 and u.account_id = $2 and u.at >= $3::timestamptz and u.at < $4::timestamptz
      and u.cause in ('SETTLE', 'VOIDED')
    limit $5
  ), spent as (
    select e.account_id, sum(l.nano) as nano, max(u.at) filter (where u.cause = 'SETTLE') as last_at
    from updates u
    cross join lateral (
      select coalesce(sum(case when l."to" in ('used', 'spent') then l.amount
        when l."from" in ('used', 'spent') then -l.amount else 0 end), 0) as nano
      from json_to_recordset(u.lines) as l (amount bigint, "from" text, "to" text)
    ) l
    cross join lateral (
      select e.account_id from usage_event e where e.tenant_id = $1 and e.id = u.cause_id limit 1
    ) e
    where l.nano <> 0
    group by 1 having sum(l.nano) > 0
  ), held as (
    select h.subject_id as account_id, sum(c.nano) as nano
    from (
      select h.subject_id, h.counts from hold h
      where h.tenant_id = $1 and h.account_id = $2 and h.state = 'HELD' limit $5
    ) h
    cross join lateral (
      select sum(c.amount::bigint - c.settled::bigint - c.released::bigint) as nano
      from jsonb_to_recordset(h.counts) as c (amount text, settled text, released text)
    ) c
    where c.nano <> 0
    group by 1
  )
  select a.address, coalesce(s.nano, 0)::text as spent, coalesce(h.nano, 0)::text as held, s.last_at as at,
    (select count(*) from updates)::int as read
  from spent s
  full join held h using (account_id)
  cross join lateral (select a.address from account a where a.tenant_id = $1 and a.id = account_id limit 1) a
  order by coalesce(s.nano, 0) desc, a.address collate "C"`;

interface MemberRow {
  address: string;
  spent: string;
  held: string;
  at: Instant | null;
  read: number;
}

/**
 * Those that a budget counted, who has spent most first.
 * @throws SpillwayError BAD_USER_INPUT where more than {@link MOST_UPDATES} would have to be added up
 */
export async function membersOf(
  { database, caller: { tenant } }: Context,
  accountId: string,
  { from, to }: { from: Instant; to: Instant },
  page: PageRequest,
): Promise<Connection<BudgetMember>> {
  const iso = (at: Instant) => new Date(at).toISOString();
  const params = [tenant, accountId, iso(from), iso(to), MOST_UPDATES + 1];
  const rows = await database.transaction([tenant], (tx) => tx.query<MemberRow>(MEMBERS, params), { readOnly: true });
  if ((rows[0]?.read ?? 0) > MOST_UPDATES) {
    throw badInput(`More than ${MOST_UPDATES} settlements lie between from and to: ask for a shorter time.`, 'from');
  }
  const all = rows.map(({ address, spent, held, at }) =>
    Object.assign(new BudgetMember(), {
      ...{ subject: subjectOf(address) ?? address, spent: BigInt(spent), held: BigInt(held) },
      lastAt: at === null ? null : new Date(at),
    }),
  );
  const rest = page.after === null ? all : all.filter((member) => follows(member, page.after!));
  return pageOf(rest, page, keyOf);
}

const keyOf = ({ spent, subject }: BudgetMember) => `${spent} ${subject}`;

/** Whether a member comes after the place that a cursor names: less is spent, or as much by a later name. */
function follows({ spent, subject }: BudgetMember, cursor: string): boolean {
  const space = cursor.indexOf(' ');
  const [amount, name] = [BigInt(cursor.slice(0, space)), cursor.slice(space + 1)];
  return spent < amount || (spent === amount && subject > name);
}
