/**
 * Lots as they are issued, and those that time issues: what of their terms the core does not know, and the hash over all.
 */
import type { Account, Lot } from '../core/account.js';
import { rowHasher } from './columns.js';
import { LOT } from './tables.js';

/** A lot that this unit of work issues: its terms beyond the core's, and the hash over all of them. */
export interface IssuedLot {
  account: Account;
  lot: Lot;
  reason: string;
  purchaseId: string | null;
  key: string | null;
  fingerprint: Buffer | null;
  termsHash: Buffer;
}

/** The hash of a lot's terms, from the columns that never change. */
export const hashTerms = rowHasher(LOT);

/** A lot of a grant that comes again, or of what was left of one, as it is stored. */
export function recurringLot(account: Account, lot: Lot): IssuedLot {
  const { recurs } = lot;
  if (!recurs) throw new Error(`books: lot ${lot.id} was issued by time, for no grant`);
  const reason = recurs.rolled ? `Left over of the grant ${recurs.grant}.` : `The grant ${recurs.grant}.`;
  const named = { reason, purchaseId: null, key: null, fingerprint: null };
  const termsHash = hashTerms({ tenantId: account.tenant, accountId: account.id, ...lot, ...named });
  return { account, lot, ...named, termsHash };
}
