/**
 * The auditor: every invariant over one snapshot of a database, each violation with its ids. It reads as the tables'
 * owner, beside row-level security, and changes nothing.
 */
import type pg from 'pg';
import { ADMIN_INVARIANTS } from './admin-invariants.js';
import { BALANCE_INVARIANTS } from './balance-invariants.js';
import { BUDGET_INVARIANTS } from './budget-invariants.js';
import { DECISION_INVARIANTS } from './decision-invariants.js';
import { DENIAL_INVARIANTS } from './denial-invariants.js';
import { DUE_INVARIANTS } from './due-invariants.js';
import { GRANT_INVARIANTS } from './grant-invariants.js';
import { HOLD_INVARIANTS } from './hold-invariants.js';
import { FUNCTIONS, LINES, type Invariant } from './invariant.js';
import { JOURNAL_INVARIANTS } from './journal-invariants.js';
import { PLAN_INVARIANTS } from './plan-invariants.js';
import { PRICE_INVARIANTS } from './price-invariants.js';
import { PURCHASE_INVARIANTS } from './purchase-invariants.js';
import { QUOTE_INVARIANTS } from './quote-invariants.js';
import { RESET_INVARIANTS } from './reset-invariants.js';
import { REQUEST_INVARIANTS } from './request-invariants.js';
import { SETTLEMENT_INVARIANTS } from './settlement-invariants.js';
import { TOP_UP_INVARIANTS } from './top-up-invariants.js';
import { VOID_INVARIANTS } from './void-invariants.js';
import { WINDOW_INVARIANTS } from './window-invariants.js';

export const INVARIANTS: readonly Invariant[] = [
  ...JOURNAL_INVARIANTS,
  ...BALANCE_INVARIANTS,
  ...WINDOW_INVARIANTS,
  ...HOLD_INVARIANTS,
  ...DUE_INVARIANTS,
  ...DECISION_INVARIANTS,
  ...DENIAL_INVARIANTS,
  ...SETTLEMENT_INVARIANTS,
  ...PURCHASE_INVARIANTS,
  ...TOP_UP_INVARIANTS,
  ...ADMIN_INVARIANTS,
  ...QUOTE_INVARIANTS,
  ...GRANT_INVARIANTS,
  ...PLAN_INVARIANTS,
  ...RESET_INVARIANTS,
  ...REQUEST_INVARIANTS,
  ...BUDGET_INVARIANTS,
  ...VOID_INVARIANTS,
  ...PRICE_INVARIANTS,
];

/** What one invariant came to. */
export interface Audited extends Pick<Invariant, 'invariant' | 'title'> {
  /** Rows that contradict it, as many as were asked for. */
  violations: Record<string, unknown>[];
  count: number;
  milliseconds: number;
}

export interface AuditOptions {
  /** How many violations of each invariant to name. */
  most: number;
  /** All of them by default. */
  invariants?: readonly Invariant[];
  /** Told of each invariant as it is done. */
  audited?: (result: Audited) => void;
}

/** Audits all books as of one instant. The parameters are those of {@link inSnapshot}. */
export function auditBooks(owner: pg.Client, tenants: readonly string[], options: AuditOptions): Promise<Audited[]> {
  return inSnapshot(owner, tenants, () => auditSnapshot(owner, options));
}

/**
 * Looks at the books as of one instant.
 * @param owner the tables' owner; one that row-level security binds too sees the `tenants` alone
 */
export async function inSnapshot<T>(owner: pg.Client, tenants: readonly string[], look: () => Promise<T>): Promise<T> {
  await owner.query('begin isolation level repeatable read');
  try {
    await owner.query(`select set_config('spillway.tenants', $1, true)`, [tenants.join(',')]);
    return await look();
  } finally {
    await owner.query('rollback');
  }
}

/** The same inside a transaction that is open already. */
export async function auditSnapshot(
  owner: pg.Client,
  { most, invariants = INVARIANTS, audited }: AuditOptions,
): Promise<Audited[]> {
  const results: Audited[] = [];
  await owner.query(FUNCTIONS);
  if (invariants.some(({ atAnyTime }) => !atAnyTime)) await owner.query(LINES);
  for (const { invariant, title, sql } of invariants) {
    const began = performance.now();
    const { rows } = await owner.query<Record<string, unknown>>(sql);
    const violations = rows.slice(0, most);
    const result = { invariant, title, violations, count: rows.length, milliseconds: performance.now() - began };
    results.push(result);
    audited?.(result);
  }
  return results;
}
