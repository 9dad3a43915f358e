/**
 * How a balance update is sealed: its two documents as text, and its place in the hash chain of its account. SQL can
 * recompute the hash from the stored columns alone.
 */
import type { Update } from '../core/journal.js';
import { rowHasher } from './columns.js';
import { afterCodec, linesCodec } from './journal-documents.js';
import { BALANCE_UPDATE, type UpdateRow } from './tables.js';

/** The hash of an update, from its columns alone. */
export const hashUpdate = rowHasher(BALANCE_UPDATE);

/** An update as its row, with the account's chain ending in its hash. */
export interface Sealed extends UpdateRow {
  update: Update;
}

/** Seals an update onto the chain that ends in `prevHash`. `causeHash` is the hash of the row that caused it. */
export function seal(update: Update, prevHash: Buffer, causeHash: Buffer | null): Sealed {
  const { tenant: tenantId, accountId, seq, at, cause, causeId, delta, heldDelta } = update;
  const documents = { lines: linesCodec.write(update.lines), after: afterCodec.write(update.after) };
  const row = { tenantId, accountId, seq, at, cause, causeId, delta, heldDelta, ...documents, prevHash, causeHash };
  return { ...row, hash: hashUpdate(row), update };
}
