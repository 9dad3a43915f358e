/**
 * How a balance update is sealed: its two documents as text, and its place in the hash chain of its account. SQL can
 * recompute the hash from the stored columns alone.
 */
import type { Update } from '../core/journal.js';
import { afterCodec, linesCodec } from './documents.js';
import { hashFields, isoInstant } from './journal-hash.js';

/** An update as it is stored: its two documents as text, and its place in the hash chain. */
export interface Sealed {
  update: Update;
  lines: string;
  after: string;
  prevHash: Buffer;
  causeHash: Buffer | null;
  hash: Buffer;
}

/** Seals an update onto the chain that ends in `prevHash`. `causeHash` is the hash of the row that caused it. */
export function seal(update: Update, prevHash: Buffer, causeHash: Buffer | null): Sealed {
  const lines = linesCodec.write(update.lines);
  const after = afterCodec.write(update.after);
  const fields = [
    update.tenant,
    update.accountId,
    update.seq.toString(),
    isoInstant(update.at),
    update.cause,
    update.causeId,
    update.delta.toString(),
    update.heldDelta.toString(),
    lines,
    after,
    prevHash.toString('hex'),
    causeHash?.toString('hex') ?? null,
  ];
  return { update, lines, after, prevHash, causeHash, hash: hashFields(fields) };
}
