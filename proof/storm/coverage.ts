/**
 * The paths that a storm must take. A storm that missed one of them has failed, whatever else it found.
 */
import type pg from 'pg';
import {
  ANSWERED_AGAIN,
  ANSWERED_BEFORE,
  APPROVED,
  ASKED,
  AT_ONCE,
  OWN_REQUEST,
  REJECTED,
  TWO_APPROVERS,
  WITHDRAWN,
} from './budget-actions.js';
import { ONLY_COUNTED, REPEATED } from './check-actions.js';
import { RESET_USED } from './errands.js';
import type { Evidence } from './evidence.js';
import { DAILY_GRANT, POOL_GRANT } from './storm-world.js';

const BEYOND = 'usage beyond a budget';
/** What a moved clock brings: ends of periods while calls fly, and what comes anew with them. */
const BUDGET_TURN = 'ended: a budget’s period, ';
const WINDOW_TURN = 'ended: a plan’s window, ';
const BETWEEN_CALLS = 'ended: between two calls within a second';
/** What a call brings, and time alone does not. */
const CALLS = `'HOLD', 'SETTLE', 'RELEASE', 'VOIDED'`;
const ISSUED = 'issued: ';
const ROLLED = 'issued: what was left of a day';
const DRAWN_BEYOND = 'increases drawn on';

const AUTOMATIC = 'purchase that was automatic';
const ALWAYS = [
  ...['ALLOWED ALLOWED', 'PARTIAL OUT_OF_CAPACITY', 'DENIED OUT_OF_CAPACITY', 'DENIED UNKNOWN_PRODUCT'],
  ...['PARTIAL BUDGET_EXCEEDED', 'DENIED BUDGET_EXCEEDED', BEYOND],
  ...['DENIED UNKNOWN_FEATURE', 'DENIED NOT_PERMITTED', 'DENIED ACCOUNT_SUSPENDED', 'DENIED DEBT_LIMIT'],
  ...['DENIED HOLD_CLOSED', 'DENIED NOT_PRICED', 'DENIED RATE_LIMITED', 'DENIED NO_LAYER'],
  ...[REPEATED, ONLY_COUNTED],
  ...['decided by ALLOWANCE', 'decided by PROMOTION', 'decided by CREDITS', 'decided by POOL'],
  ...['1 sources', '2 sources', '3 sources', '4 sources'],
  ...['error UNAUTHENTICATED', 'error FORBIDDEN', 'error NOT_FOUND', 'error BAD_USER_INPUT', 'error CONFLICT'],
  ...['error IDEMPOTENCY_CONFLICT', 'error OVERLOADED', 'error RATE_LIMITED'],
  ...[
    'trespass refused',
    'replay after commit',
    'replay in flight',
    'usage recorded',
    'usage repeated',
    'usage in counters',
    'late usage',
    'second final report refused',
    'usage undone',
    'usage undone before',
    ...[ASKED, APPROVED, REJECTED, WITHDRAWN, ANSWERED_AGAIN, AT_ONCE, TWO_APPROVERS, ANSWERED_BEFORE, OWN_REQUEST],
    ...[DRAWN_BEYOND, RESET_USED],
    'policy refused',
    'snapshot',
  ],
  ...['doubt: it had happened', AUTOMATIC],
  ...['live: snapshot', 'live: change', 'live: coalesced', 'socket dropped'],
  ...[
    'purchase PAID',
    'purchase DECLINED',
    'purchase PENDING',
    'purchase at once',
    'race: expiry came first',
    'race: settling came first',
  ],
  ...['HOLD', 'SETTLE', 'RELEASE', 'HOLD_EXPIRED', 'PURCHASE', 'GRANT', 'REVOKE', 'REFUND', 'LOT_EFFECTIVE'].map(
    written,
  ),
  ...['LOT_EXPIRED', 'ALLOWANCE_RESET', 'PLAN_CHANGED', 'STATE_CHANGED', 'FORGIVEN', 'DEBT_INCURRED'].map(written),
  ...['DEBT_REPAID', 'HOLD_TRIMMED', 'VOIDED', 'BUDGET_RAISED', 'RESETS_GRANTED', 'RESET_REDEEMED'].map(written),
];
const WHERE_DAYS_PASS = [
  ...[written('WINDOW_RESET'), BETWEEN_CALLS, ROLLED],
  ...['day', '1h'].map((period) => BUDGET_TURN + period),
  ...['short', 'long', 'today'].map((window) => WINDOW_TURN + window),
  ...[DAILY_GRANT, POOL_GRANT].map((grant) => ISSUED + grant),
];
/** Where the clock is the machine's, a window of a minute must end first. */
const IN_LONG_RUNS = [written('WINDOW_RESET')];
const LONG_MS = 90_000;

function written(cause: string): string {
  return `journal: ${cause}`;
}

/** How much was asked for and approved, which periods ended, and what came again: in sentences, for a reader. */
export function tellOfDays(evidence: Evidence): string[] {
  const times = (path: string) => evidence.times(path).toLocaleString('en-US');
  const each = (prefix: string) => {
    const found = evidence.paths().filter(([path]) => path.startsWith(prefix));
    const all = found.reduce((sum, [, number]) => sum + number, 0);
    return { all, told: found.map(([path]) => `${path.slice(prefix.length)} ${times(path)}`).join(', ') };
  };
  const [budgets, windows] = [each(BUDGET_TURN), each(WINDOW_TURN)];
  const ended =
    budgets.all + windows.all === 0
      ? 'No period of a budget or a window ended in this run: it says nothing of that.'
      : `${budgets.all} periods of budgets ended (${budgets.told}), ${windows.all} of windows (${windows.told}), ` +
        `${times(BETWEEN_CALLS)} of them between two calls within a second`;
  return [
    `${times(ASKED)} requests for more, ${times(APPROVED)} approved (${times(TWO_APPROVERS)} with two approvers at once), ` +
      `${times(REJECTED)} rejected, ${times(WITHDRAWN)} taken back; ${times(DRAWN_BEYOND)} increases were drawn on`,
    ended,
    `${each(ISSUED).all} lots of what comes each day (${each(ISSUED).told})`,
  ];
}

/** A call on the account of an update, close to it. */
const callNear = (where: string) => `
  select from balance_update b
  where b.tenant_id = u.tenant_id and b.account_id = u.account_id and b.seq between u.seq - 50 and u.seq + 50
    and b.cause in (${CALLS}) and ${where}`;

/** Counts what the books show. */
export async function countStored(owner: pg.Client, evidence: Evidence): Promise<void> {
  const { rows } = await owner.query<{ path: string; times: string }>(`
    select '${written('')}' || cause as path, count(*) as times from balance_update group by cause
    union all select '${BEYOND}', count(*) from charge where body::text like '%"over":true%'
    union all select '${AUTOMATIC}', count(*) from purchase where automatic and status = 'PAID'
    union all
    select '${BUDGET_TURN}' || b.period, count(*) from balance_update u
    join budget b on b.tenant_id = u.tenant_id and b.account_id = u.account_id where u.cause = 'WINDOW_RESET' group by b.period
    union all
    select '${WINDOW_TURN}' || (u.lines->0->>'window'), count(*) from balance_update u
    join account a on a.tenant_id = u.tenant_id and a.id = u.account_id and a.address not like 'budget:%'
    where u.cause = 'WINDOW_RESET' group by u.lines->0->>'window'
    union all
    select '${BETWEEN_CALLS}', count(*) from balance_update u
    where u.cause = 'WINDOW_RESET'
      and exists (${callNear("b.seq < u.seq and b.at >= u.at - interval '1 second'")})
      and exists (${callNear("b.seq > u.seq and b.at < u.at + interval '1 second'")})
    union all
    select case when (recurs->>'rolled')::boolean then '${ROLLED}' else '${ISSUED}' || (recurs->>'grant') end, count(*)
    from lot where recurs is not null group by 1
    union all
    select '${DRAWN_BEYOND}', count(*) from lot where kind = 'INCREASE' and spent + held > 0`);
  for (const { path, times } of rows) evidence.counted(path, Number(times));
}

/**
 * The paths that were not taken, of those that a run of this length must take. A storm goes on until there are none.
 * @param daysPass whether its clock leaps over most of each day
 */
export function untakenPaths(evidence: Evidence, milliseconds: number, daysPass: boolean): string[] {
  const more = daysPass ? WHERE_DAYS_PASS : milliseconds > LONG_MS ? IN_LONG_RUNS : [];
  return [...ALWAYS, ...more].filter((path) => evidence.times(path) === 0);
}
