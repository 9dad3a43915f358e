/**
 * Changes of plan that are to come: each as an admin's act has said it, at its instant, and none that is lost.
 */
import type { Invariant } from './invariant.js';

const SAID = (plan: string, at: string) => `${plan} || ' from ' || pg_temp.iso(${at})`;

export const PLAN_INVARIANTS: readonly Invariant[] = [
  {
    invariant: 'I9',
    title: 'a plan that was to come comes at its instant, as the act has said',
    sql: `
    select u.account_id, u.seq, a.id from balance_update u
    join admin_action a on a.tenant_id = u.tenant_id and a.hash = u.cause_hash and a.kind = 'PLAN_SCHEDULED'
    where a.body->>'after' <> ${SAID(`(u.after->>'plan')`, 'u.at')}
    union all
    select a.account_id, count(*), a.id from balance_update u
    join admin_action a on a.tenant_id = u.tenant_id and a.hash = u.cause_hash and a.kind = 'PLAN_SCHEDULED'
    group by a.tenant_id, a.account_id, a.id having count(*) > 1`,
  },
  {
    invariant: 'I9',
    title: 'a plan that is to come is what an act has said, and has not come yet',
    sql: `
    select o.id, o.next_plan, o.next_plan_at from account o
    where o.next_plan is not null and (
      not exists (
        select from admin_action a where a.tenant_id = o.tenant_id and a.hash = o.next_plan_hash
          and a.kind = 'PLAN_SCHEDULED' and a.account_id = o.id
          and a.body->>'after' = ${SAID('o.next_plan', 'o.next_plan_at')})
      or exists (
        select from balance_update u where u.tenant_id = o.tenant_id and u.account_id = o.id
          and u.cause_hash = o.next_plan_hash))`,
  },
  {
    invariant: 'I9',
    title: 'a plan that an act has said to come is to come, has come, or was lifted',
    sql: `
    select a.id, a.account_id from admin_action a
    join account o on o.tenant_id = a.tenant_id and o.id = a.account_id
    where a.kind = 'PLAN_SCHEDULED' and o.next_plan_hash is distinct from a.hash
      and not exists (
        select from balance_update u where u.tenant_id = a.tenant_id and u.account_id = a.account_id
          and u.cause_hash = a.hash)
      and not exists (
        select from admin_action b where b.tenant_id = a.tenant_id and b.account_id = a.account_id and b.id <> a.id
          and b.kind in ('PLAN_SCHEDULED', 'PLAN_UNSCHEDULED', 'PLAN_CHANGED') and b.at >= a.at)`,
  },
];
