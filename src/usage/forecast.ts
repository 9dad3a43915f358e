/**
 * When the windows and budgets of a subject, and pools, run out at the rate of the last hour, day and week. Each rate is read
 * from what is kept anyway: the sums of settled usage for windows, and the journal at three instants for pools and budgets;
 * so it costs the same however much was used.
 */
import { Field, ID, ObjectType } from 'type-graphql';
import { MOST_ENTRIES } from '../api/window-view.js';
import type { AccountKey, Books } from '../books/books.js';
import { SourceKind } from '../books/decision-parts.js';
import { SLOT_MS } from '../books/usage-sums.js';
import { runsOutAt, SPANS, type Span, type Spending } from '../core/forecast.js';
import { balanceOf } from '../core/lots.js';
import { covers } from '../core/window-scope.js';
import { NEVER, openWindow, windowStates } from '../core/windows.js';
import type { Account } from '../core/account.js';
import type { Instant, Nano, SourceKind as CoreKind, WindowTerms } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { Credits, DateTime } from '../scalars.js';

/** The shape of the list. */
export const FORECASTS_BOUND = { longest: MOST_ENTRIES };

@ObjectType({
  description:
    'When something runs out if it goes on as it went. What is held counts as gone, and only what is settled as used. Null ' +
    'where it does not run out: nothing was used in that time, or it refills before.',
})
export class Forecast {
  @Field(() => SourceKind, { description: 'WINDOW, POOL or BUDGET.' }) kind!: CoreKind;
  @Field(() => String, { description: 'Its name: window:<name>, pool:<name>, or who the budget is of.' })
  source!: string;
  @Field(() => ID, { nullable: true, description: 'The budget, where it is one.' }) budget!: string | null;
  @Field(() => Credits, { description: 'What is left of it now.' }) remaining!: bigint;
  @Field(() => DateTime, { nullable: true, description: 'When it refills; null where it does not by itself.' })
  refillsAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it runs out at the rate of the last hour.' })
  byHour!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it runs out at the rate of the last day.' })
  byDay!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it runs out at the rate of the last week.' })
  byWeek!: Date | null;
}

/** What is left, and what was spent of it in each span. */
export interface Left {
  kind: CoreKind;
  source: string;
  budget: string | null;
  remaining: Nano;
  refillsAt: Instant | null;
  spent: Record<Span, Spending>;
}

export function forecastOf({ kind, source, budget, remaining, refillsAt, spent }: Left, now: Instant): Forecast {
  const by = (span: Span) => dateOf(runsOutAt(remaining, spent[span], refillsAt, now));
  const shown = { kind, source, budget, remaining, refillsAt: dateOf(refillsAt) };
  return { ...shown, byHour: by('hour'), byDay: by('day'), byWeek: by('week') };
}

const dateOf = (at: Instant | null) => (at === null || at === NEVER ? null : new Date(at));
const spans = Object.keys(SPANS) as Span[];

/** When each span began. @param slot to whole slots of the sums, where these are read */
export function beginnings(now: Instant, slot = 1): Record<Span, Instant> {
  const begin = (span: Span) => Math.floor((now - SPANS[span]) / slot) * slot;
  return { hour: begin('hour'), day: begin('day'), week: begin('week') };
}

/** By product and feature, what the allowance gave: one range of the key for each account, a week long. */
const ALLOWANCE_SUMS = `
  select k.id, b.product, b.feature,
    coalesce(sum(b.amount) filter (where b.slot >= $3), 0)::bigint as hour,
    coalesce(sum(b.amount) filter (where b.slot >= $4), 0)::bigint as day,
    coalesce(sum(b.amount), 0)::bigint as week
  from unnest($2::uuid[]) as k (id)
  cross join lateral (
    select b.slot, b.product, b.feature, b.amount from usage_bucket b
    where b.tenant_id = $1 and b.account_id = k.id and b.session = '' and b.slot >= $5
      and b.measure = 'paid:ALLOWANCE'
    offset 0
  ) b
  group by 1, 2, 3`;

/** An account as it was at the beginning of each span: one search of the key for each. */
const IMAGES = `
  select k.id, s.span, u.after->'balance'->>'available' as available, u.after->'balance'->>'held' as held,
    u.after->'windows'->0->>'used' as used, (u.after->'windows'->0->>'startedAt')::timestamptz as "startedAt"
  from unnest($2::uuid[]) as k (id)
  cross join unnest($3::text[], $4::timestamptz[]) as s (span, at)
  cross join lateral (
    select b.after from balance_update b
    where b.tenant_id = $1 and b.account_id = k.id and b.seq = spillway_seq_at($1, k.id, s.at) limit 1
  ) u`;

/** So many of a pool's latest lots are looked at: with more of them, what came and went in a week may not be known. */
const MOST_LOTS_READ = 2_000;
/** What came to a pool, and what ended there unspent, in each span. What was taken back ended when an act says so. */
const CAME_AND_WENT = `
  select k.id, s.span, count(l.id) >= ${MOST_LOTS_READ} as many,
    (coalesce(sum(l.amount) filter (where l.effective and l.effective_at > s.at), 0)
      - coalesce(sum(l.expired) filter (where l.expires_at > s.at), 0)
      - coalesce(sum(l.taken_back) filter (where l.taken_at > s.at), 0))::bigint as amount
  from unnest($2::uuid[]) as k (id)
  cross join unnest($3::text[], $4::timestamptz[]) as s (span, at)
  left join lateral (
    select l.*, (
      select max(a.at) from admin_action a
      where a.tenant_id = $1 and a.target_id in (l.id, l.purchase_id) and a.kind in ('REVOKE', 'REFUND')
    ) as taken_at
    from (
      select l.id, l.amount, l.effective, l.effective_at, l.expires_at, l.expired, l.taken_back, l.purchase_id from lot l
      where l.tenant_id = $1 and l.account_id = k.id order by l.id desc limit ${MOST_LOTS_READ}
    ) l
  ) l on true
  group by 1, 2`;

/** What the allowance gave for one product and feature in each span. */
interface Sum extends Record<Span, Nano> {
  id: string;
  product: string;
  feature: string;
}

/** What an account had at an instant; of a budget, what its period had counted. */
export interface ImageThen {
  available: Nano;
  held: Nano;
  used: Nano;
  startedAt: Instant | null;
}

interface ImageRow extends Record<'available' | 'held', string> {
  id: string;
  span: Span;
  used: string | null;
  startedAt: Instant | null;
}

/** The windows of subjects' accounts: by account, what is left of each. */
export async function windowsLeft(tx: Tx, tenant: string, accounts: readonly Account[], now: Instant) {
  const since = beginnings(now, SLOT_MS);
  const iso = spans.map((span) => new Date(since[span]).toISOString());
  const ids = accounts.map(({ id }) => id);
  const sums = ids.length ? await tx.query<Sum>(ALLOWANCE_SUMS, [tenant, ids, ...iso]) : [];
  const byAccount = Map.groupBy(sums, ({ id }) => id);
  const left = accounts.map((account): [string, Left[]] => {
    const used = byAccount.get(account.id) ?? [];
    return [account.id, windowStates(account).map((state) => windowLeft(account, state, used, since, now))];
  });
  return new Map(left);
}

function windowLeft(
  account: Account,
  { terms, instance, remaining }: ReturnType<typeof windowStates>[number],
  used: readonly Sum[],
  since: Record<Span, Instant>,
  now: Instant,
): Left {
  const counted = used.filter((sum) => covers(terms, sum));
  const refillsAt = (instance ?? openWindow(account, terms, now)).resetsAt;
  const spent = spendingOf((span) => ({
    amount: counted.reduce((all, sum) => all + sum[span], 0n),
    milliseconds: now - since[span],
  }));
  return { kind: 'WINDOW', source: sourceOf(terms), budget: null, remaining, refillsAt, spent };
}

const sourceOf = ({ name }: WindowTerms) => `window:${name}`;

export function spendingOf(of: (span: Span) => Spending): Record<Span, Spending> {
  return { hour: of('hour'), day: of('day'), week: of('week') };
}

/** Accounts as they were at the beginning of each span, by account and span; absent before their first update. */
export async function imagesThen(
  tx: Tx,
  tenant: string,
  ids: readonly string[],
  since: Record<Span, Instant>,
): Promise<Map<string, ImageThen>> {
  const begin = spans.map((span) => new Date(since[span]).toISOString());
  const rows = ids.length ? await tx.query<ImageRow>(IMAGES, [tenant, ids, spans, begin]) : [];
  return new Map(
    rows.map(({ id, span, available, held, used, startedAt }): [string, ImageThen] => [
      `${id} ${span}`,
      { available: BigInt(available), held: BigInt(held), used: BigInt(used ?? 0), startedAt },
    ]),
  );
}

/** Pools: by account, what is left of it. What it lost and nobody took back or let expire was spent. */
export async function poolsLeft(tx: Tx, tenant: string, pools: readonly Account[], now: Instant) {
  const since = beginnings(now);
  const ids = pools.map(({ id }) => id);
  if (!ids.length) return new Map<string, Left>();
  const images = await imagesThen(tx, tenant, ids, since);
  const rows = await tx.query<{ id: string; span: Span; many: boolean; amount: Nano }>(CAME_AND_WENT, [
    ...[tenant, ids, spans],
    spans.map((span) => new Date(since[span]).toISOString()),
  ]);
  const came = new Map(rows.map((row) => [`${row.id} ${row.span}`, row]));
  const left = pools.map((pool): [string, Left] => {
    const { available, held } = balanceOf(pool);
    const spent = spendingOf((span) => {
      const [then, net] = [images.get(`${pool.id} ${span}`), came.get(`${pool.id} ${span}`)];
      const before = then ? then.available + then.held : 0n;
      const amount = net && !net.many ? before + net.amount - available - held : 0n;
      return { amount, milliseconds: now - since[span] };
    });
    const refillsAt = null;
    return [pool.id, { kind: 'POOL', source: pool.address, budget: null, remaining: available, refillsAt, spent }];
  });
  return new Map(left);
}

/** The accounts at these addresses, brought up to the instant of the reading, with it. */
export function lookAt(books: Books, keys: readonly AccountKey[]): { accounts: Account[]; now: Instant } {
  const accounts = keys.flatMap((key) => books.find(key)?.account ?? []);
  const instants = accounts.map((account) => books.bringUpTo(account));
  return { accounts, now: Math.max(books.clock, ...instants) };
}
