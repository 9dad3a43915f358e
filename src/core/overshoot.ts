/**
 * Usage that no layer covers: debt, in full and visibly, of which the tenant may carry a part (docs/rules.md, 18). Its bound
 * denies later checks; it never caps what has happened.
 */
import { least } from './amounts.js';
import { post, type Update } from './journal.js';
import type { Account, Line } from './account.js';
import type { Instant, Nano } from './words.js';

/** The tenant's policy; `leftThisMonth` is what it may still forgive this account in this UTC month (null: anything). */
export type OvershootTerms = { policy: 'FORGIVE'; leftThisMonth: Nano | null } | { policy: 'DEBT' };

/** What became of an overshoot: `forgiven` + `debt` is all of it. */
export interface Carried {
  updates: Update[];
  forgiven: Nano;
  debt: Nano;
}

/**
 * Posts an overshoot on the subject's account: `DEBT_INCURRED`, and `FORGIVEN` for the part that the tenant carries.
 * Nothing where `amount` is zero.
 */
export function carryOvershoot(
  { account, overshoot }: { account: Account; overshoot: OvershootTerms },
  amount: Nano,
  causeId: string,
  now: Instant,
): Carried {
  if (amount === 0n) return { updates: [], forgiven: 0n, debt: 0n };
  const forgiven = forgivable(overshoot, amount);
  const incurred: Line = { lot: null, window: null, amount, from: 'issued', to: 'debt' };
  const lifted: Line = { lot: null, window: null, amount: forgiven, from: 'debt', to: 'ended' };
  const updates = [post(account, now, 'DEBT_INCURRED', causeId, [incurred])];
  if (forgiven > 0n) updates.push(post(account, now, 'FORGIVEN', causeId, [lifted]));
  return { updates, forgiven, debt: amount - forgiven };
}

/** A maximum that was lowered during the month may leave less than nothing. */
function forgivable(terms: OvershootTerms, amount: Nano): Nano {
  if (terms.policy === 'DEBT') return 0n;
  if (terms.leftThisMonth === null) return amount;
  return terms.leftThisMonth > 0n ? least(amount, terms.leftThisMonth) : 0n;
}
