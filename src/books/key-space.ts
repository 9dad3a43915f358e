/**
 * The two spaces of idempotency keys that an account has for checks and reports, so that nobody takes up a key of
 * another (docs/rules.md, 30). A key from before there were spaces has none (null) and stands in both.
 */
import { contractEnum } from '../contract-enum.js';

export const KeySpace = contractEnum(
  'KeySpace',
  'Whose keys: an account has two spaces of them for checks and reports.',
  {
    OWN: { description: "Keys that came with the subject's own token." },
    OTHERS: { description: 'Keys that came with the tokens of all others together.' },
  },
);
export type KeySpace = keyof typeof KeySpace;

/** The space that the key of a usage event stands in: a redrive's, a correction's, and one without a caller, in both (null). */
export function spaceOfUsage(caller: string | null, subject: string, isMarked: boolean): KeySpace | null {
  return isMarked || caller === null ? null : spaceOf(caller, subject);
}

/** The space that a caller's keys stand in, on the account of a subject. */
export function spaceOf(caller: string, subject: string): KeySpace {
  return caller === subject ? 'OWN' : 'OTHERS';
}
