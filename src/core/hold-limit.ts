/**
 * The most open holds that a subject may have (docs/rules.md, 29). What costs nothing opens none, and an extension opens no
 * further one: neither is asked for it.
 */
import type { Facts, Quote } from './facts.js';
import type { Blocker } from './words.js';

/** Whether a request would open one hold more than the subject may have. */
export function isOneTooMany({ account, mostHolds, extended }: Facts, { units, price }: Quote): boolean {
  const isFree = units !== null && price === 0n;
  return extended === 'none' && account.openHolds >= mostHolds && !isFree;
}

/** The open holds, where they are what stands in the way: the first that expires makes room. */
export function openHoldsBlocker({ account, extended, firstExpiry }: Facts): Blocker | null {
  if (extended !== 'none') return null;
  const { address } = account;
  return { kind: 'HOLDS', source: 'holds', account: address, limit: null, remaining: null, unblocksAt: firstExpiry };
}
