/**
 * How debt that stands becomes less: the tenant carries some of it each month, the allowance pays when it begins anew, and
 * lots pay as they become spendable (docs/rules.md, 18 and 37). Debt is never paid below zero, and nobody is asked.
 */
import { least } from './amounts.js';
import { post, type Update } from './journal.js';
import type { AnyLotKind } from './kinds.js';
import { takeLines } from './lines.js';
import { monthStart, nextMonth } from './months.js';
import { allowanceLeft, limiting, unscopedStates, type WithWindows } from './windows.js';
import type { Account, Line, Lot } from './account.js';
import type { Instant, Nano } from './words.js';

/** Pays debt from a lot that has just become spendable, as far as it goes. */
export function repayDebt(account: Account, lot: Lot, at: Instant): Update[] {
  const amount = least(account.debt, lot.remaining);
  const repaidBy: readonly AnyLotKind[] = account.debtTerms.repaidBy;
  const pays = lot.products === null && lot.effective && repaidBy.includes(lot.kind);
  if (amount === 0n || !pays) return [];
  const line: Line = { lot: lot.id, window: null, amount, from: 'remaining', to: 'debt' };
  return [post(account, at, 'DEBT_REPAID', lot.id, [line])];
}

/** What says when debt turns. */
type Owing = Pick<Account, 'debt' | 'turnedAt' | 'lastAt' | 'forgiven' | 'debtTerms'> & WithWindows;

/** The next instant at which time alone lessens the debt, as far as that is known now; null where none will. */
export function debtTurnsAt(account: Owing): Instant | null {
  const { debt, turnedAt, lastAt } = account;
  if (debt === 0n || turnedAt !== null) return debt === 0n ? null : turnedAt;
  const month = monthStart(lastAt) === lastAt ? lastAt : nextMonth(lastAt);
  return forgivable(account, month) > 0n || allowanceFor(account, month) > 0n ? month : null;
}

/** What is done about debt as a month turns, windows end or the plan changes: the tenant carries, then the allowance pays. */
export function turnDebt(account: Account, at: Instant): Update[] {
  account.turnedAt = null;
  return [...(monthStart(at) === at ? forgiveDebt(account, at) : []), ...payFromAllowance(account, at)];
}

function forgiveDebt(account: Account, month: Instant): Update[] {
  const amount = least(account.debt, forgivable(account, month));
  if (amount === 0n) return [];
  account.forgiven = { since: month, amount: forgivenIn(account, month) + amount };
  return [post(account, month, 'DEBT_FORGIVEN', null, [lessDebt(amount)])];
}

function payFromAllowance(account: Account, at: Instant): Update[] {
  const states = unscopedStates(account);
  const amount = least(account.debt, allowanceFor(account, at));
  if (amount === 0n) return [];
  const windows = states.map(({ terms: { name }, instance }) => ({ name, startedAt: instance?.startedAt ?? at }));
  const lines = [...takeLines({ lot: null, windows, amount }, 'spent'), lessDebt(amount)];
  return [post(account, at, 'DEBT_REPAID', null, lines)];
}

/** What the windows without a scope have for debt: nobody owes by product. */
function allowanceFor(account: WithWindows, at: Instant): Nano {
  return allowanceLeft(limiting(account, unscopedStates(account), at));
}

function lessDebt(amount: Nano): Line {
  return { lot: null, window: null, amount, from: 'debt', to: 'ended' };
}

/** What the tenant has carried for the account in the UTC month that began at `month`. */
export function forgivenIn({ forgiven }: Pick<Account, 'forgiven'>, month: Instant): Nano {
  return forgiven.since === month ? forgiven.amount : 0n;
}

function forgivable(account: Pick<Account, 'forgiven' | 'debtTerms'>, month: Instant): Nano {
  const left = account.debtTerms.forgivePerMonth - forgivenIn(account, month);
  return left > 0n ? left : 0n;
}
