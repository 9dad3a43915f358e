/**
 * How amounts move in a lot as a line says. Knows nothing of updates.
 */
import type { Account, Bucket, Line, Lot } from './account.js';

/** Buckets of the journal that are columns of a lot; `pending` credits lie in `remaining` until they are effective. */
export const LOT_COLUMN: Partial<Record<Bucket, 'remaining' | 'held' | 'spent' | 'expired' | 'takenBack'>> = {
  pending: 'remaining',
  remaining: 'remaining',
  held: 'held',
  spent: 'spent',
  debt: 'spent',
  expired: 'expired',
  takenBack: 'takenBack',
};

/**
 * Moves an amount between the buckets of a lot, and says what became of the lot with it.
 * @throws Error for a lot that is not there, or a bucket below zero: bugs, never a caller's mistake
 */
export function moveInLot(account: Account, lot: Lot | undefined, { lot: id, amount, from, to }: Line): void {
  if (!lot) throw new Error(`journal: lot ${id} is not on ${account.address}`);
  const source = LOT_COLUMN[from];
  const target = LOT_COLUMN[to];
  if (source) lot[source] -= amount;
  if (target) lot[target] += amount;
  if (to === 'debt') account.debt -= amount;
  if (to === 'remaining' && (from === 'pending' || from === 'issued')) lot.effective = true;
  if ((to === 'expired' || to === 'takenBack') && from !== 'held') lot.closed = to;
  if (source && lot[source] < 0n) throw new Error(`journal: lot ${id} below zero in ${source}`);
}
