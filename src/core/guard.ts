/**
 * The guard: a limit on how many requests a minute pass, which protects the system. It gates and is no capacity
 * (docs/rules.md, 10). A minute begins with the first request that passes.
 */
import type { Account } from './account.js';
import type { Instant, Plan } from './words.js';

const MINUTE = 60_000;

type Guarded = Pick<Account, 'guard'>;

/** Requests that the guard still lets through at `now`; null where the plan has no guard. */
export function guardLeft(account: Guarded, plan: Plan | null, now: Instant): number | null {
  if (plan?.requestsPerMinute == null) return null;
  return Math.max(0, plan.requestsPerMinute - (running(account, now)?.count ?? 0));
}

/** The guard after one more request that passed. */
export function guardAfter(account: Guarded, plan: Plan | null, now: Instant): Account['guard'] {
  if (plan?.requestsPerMinute == null) return account.guard;
  const minute = running(account, now);
  return minute ? { ...minute, count: minute.count + 1 } : { startedAt: now, count: 1 };
}

/** When the minute that was counted last ends; null where none was. */
export function guardReset({ guard }: Guarded): Instant | null {
  return guard && guard.startedAt + MINUTE;
}

function running({ guard }: Guarded, now: Instant): Account['guard'] {
  return guard && now < guard.startedAt + MINUTE ? guard : null;
}
