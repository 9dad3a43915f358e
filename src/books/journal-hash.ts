/**
 * How a row of the books becomes bytes and a hash: length-prefixed fields, SHA-256, chained per account. SQL can
 * recompute every hash from the stored columns alone, for `lines` and `after` are stored to the letter.
 */
import { hash } from 'node:crypto';
import type { AfterImage, Update } from '../core/journal.js';
import type { Instant, Line } from '../core/words.js';

/** SHA-256 over the fields, each as its byte length, a colon and its UTF-8 text; null is `-`. */
export function hashFields(fields: readonly (string | null)[]): Buffer {
  const text = fields.map((field) => (field === null ? '-' : `${Buffer.byteLength(field)}:${field}`)).join('');
  return hash('sha256', text, 'buffer');
}

/** ISO 8601 with milliseconds, as `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` writes it. */
export function isoInstant(at: Instant): string {
  // A batch writes one instant hundreds of times.
  if (at !== lastWritten.at) lastWritten = { at, text: new Date(at).toISOString() };
  return lastWritten.text;
}

let lastWritten = { at: 0, text: new Date(0).toISOString() };

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
  const lines = JSON.stringify(update.lines.map(lineDocument));
  const after = JSON.stringify(afterDocument(update.after));
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

function lineDocument({ lot, window, amount, from, to }: Line) {
  const where = lot ? { lot } : window ? { window: window.name, startedAt: isoInstant(window.startedAt) } : {};
  return { ...where, amount: amount.toString(), from, to };
}

function afterDocument({ balance, windows, plan, state }: AfterImage) {
  const instant = (at: Instant | null) => (at === null ? null : isoInstant(at));
  return {
    balance: Object.fromEntries(Object.entries(balance).map(([name, nano]) => [name, String(nano)])),
    windows: windows.map((w) => ({
      window: w.window,
      capacity: w.capacity.toString(),
      used: w.used.toString(),
      held: w.held.toString(),
      startedAt: instant(w.startedAt),
      resetsAt: instant(w.resetsAt),
    })),
    plan,
    state,
  };
}
