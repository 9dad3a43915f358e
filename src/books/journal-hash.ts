/**
 * How a row of the books becomes bytes and a hash: length-prefixed fields, SHA-256, chained per account. SQL can
 * recompute every hash from the stored columns alone, for `lines` and `after` are stored to the letter.
 */
import { hash } from 'node:crypto';
import type { Instant } from '../core/words.js';

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
