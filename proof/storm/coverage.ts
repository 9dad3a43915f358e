/**
 * The paths that a storm must take. A storm that missed one of them has failed, whatever else it found.
 */
import type pg from 'pg';
import { ONLY_COUNTED, REPEATED } from './check-actions.js';
import type { Evidence } from './evidence.js';

const BEYOND = 'usage beyond a budget';

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
  ...['DEBT_REPAID', 'HOLD_TRIMMED', 'VOIDED'].map(written),
];
/** A window of a minute must end first. */
const IN_LONG_RUNS = [written('WINDOW_RESET')];
const LONG_MS = 90_000;

function written(cause: string): string {
  return `journal: ${cause}`;
}

/** Counts what the books show. */
export async function countStored(owner: pg.Client, evidence: Evidence): Promise<void> {
  const { rows } = await owner.query<{ path: string; times: string }>(`
    select '${written('')}' || cause as path, count(*) as times from balance_update group by cause
    union all select '${BEYOND}', count(*) from charge where body::text like '%"over":true%'
    union all select '${AUTOMATIC}', count(*) from purchase where automatic and status = 'PAID'`);
  for (const { path, times } of rows) evidence.counted(path, Number(times));
}

/** The paths that were not taken, of those that a run of this length must take. A storm goes on until there are none. */
export function untakenPaths(evidence: Evidence, milliseconds: number): string[] {
  const required = milliseconds > LONG_MS ? [...ALWAYS, ...IN_LONG_RUNS] : ALWAYS;
  return required.filter((path) => evidence.times(path) === 0);
}
