/**
 * Names a text by its content, so that a decision can cite the very file it was made by. Not a checksum for books.
 */
import { createHash } from 'node:crypto';

/** The first 12 hex digits of the SHA-256 over the text's UTF-8 bytes. */
export function versionOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 12);
}
