/**
 * What follows from open holds and is stored beside them: how many a subject has, and what it holds of each pool. Kept as
 * parts are saved, so that no answer counts holds, however many there are.
 */
import type { Account, HoldPart } from '../core/account.js';
import { sum } from '../core/amounts.js';
import { stillHeld, type HoldState } from '../core/holds.js';
import { addToShare, type PoolShare } from '../core/pool-share.js';
import type { PoolShareRow } from './tables.js';

/** A pool, and the subject whose share of it is meant, by the ids of their accounts. */
export interface ShareKey {
  tenant: string;
  poolId: string;
  subjectId: string;
}

const NONE: Readonly<PoolShare> = { holds: 0, amount: 0n };

export class HoldCounts {
  /** What each part that is known adds to them already. */
  private readonly counted = new Map<string, Readonly<PoolShare>>();
  private readonly found = new Map<string, ShareKey>();
  private readonly changed = new Map<string, PoolShareRow>();

  /** Takes note of a part as it is stored. */
  know(tenant: string, accountId: string, part: HoldPart, state: HoldState): void {
    if (isOfBudget(part)) return;
    this.counted.set(`${tenant} ${part.id} ${accountId}`, partCounts(part, state));
    if (part.subject === null || part.subject === accountId) return;
    const share = { tenant, poolId: accountId, subjectId: part.subject };
    this.found.set(`${tenant} ${accountId} ${part.subject}`, share);
  }

  /** The shares that the known parts belong to. */
  get shares(): ShareKey[] {
    return [...this.found.values()];
  }

  /**
   * Counts a part as it is now.
   * @returns whether the account itself has changed by it
   * @throws Error where it lies on a pool of which the subject's share was not read: a bug
   */
  save(account: Account, part: HoldPart, state: HoldState): boolean {
    if (isOfBudget(part)) return false;
    const { tenant, id } = account;
    const key = `${tenant} ${part.id} ${id}`;
    const [before, now] = [this.counted.get(key) ?? NONE, partCounts(part, state)];
    this.counted.set(key, now);
    const change = { holds: now.holds - before.holds, amount: now.amount - before.amount };
    if (part.subject === null || (change.holds === 0 && change.amount === 0n)) return false;
    if (part.subject === id) {
      account.openHolds += change.holds;
      if (account.openHolds < 0) throw new Error(`books: ${account.address} has fewer than no holds`);
      return change.holds !== 0;
    }
    if (!account.shares.has(part.subject)) throw new Error(`books: the share of ${account.address} was not read`);
    const share = addToShare(account, part.subject, change);
    const row = { tenantId: tenant, poolId: id, subjectId: part.subject, ...share };
    this.changed.set(`${tenant} ${id} ${part.subject}`, row);
    return false;
  }

  /** The shares that have changed, as they are to be stored. */
  touched(): PoolShareRow[] {
    return [...this.changed.values()];
  }
}

/** Budgets count what is held elsewhere: nothing follows from it. */
function isOfBudget({ counts }: HoldPart): boolean {
  return counts !== undefined;
}

/** What a part adds: only an open one does, and only where it is known whose it is. */
export function partCounts({ subject, draws }: HoldPart, state: HoldState): Readonly<PoolShare> {
  return state === 'HELD' && subject !== null ? { holds: 1, amount: sum(draws, stillHeld) } : NONE;
}
