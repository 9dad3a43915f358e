/**
 * What a name that comes from outside may look like. Control characters, lone surrogates (two different ones become the
 * same bytes) and bidirectional controls are refused everywhere.
 */
import { SpillwayError } from './errors.js';

const UNSAFE = /[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u;
const RESERVED = /^(?:role|group|team|subject|pool):/;

/** Whether the text holds only characters that a name may hold. */
export function isClean(text: string): boolean {
  return text.isWellFormed() && !UNSAFE.test(text);
}

/**
 * Checks a name of 1 to `max` characters.
 * @throws SpillwayError BAD_USER_INPUT naming the field
 */
export function cleanName(field: string, text: string, max: number): string {
  if (text.length === 0 || text.length > max) {
    throw new SpillwayError('BAD_USER_INPUT', `${field} is 1 to ${max} characters long.`);
  }
  if (isClean(text)) return text;
  throw new SpillwayError('BAD_USER_INPUT', `${field} holds a control character, bidi control or lone surrogate.`);
}

/** Whether a text can be a subject: 1 to 200 clean characters, `*` and the reserved prefixes excluded. */
export function isSubject(text: string): boolean {
  return text.length > 0 && text.length <= 200 && isClean(text) && text !== '*' && !RESERVED.test(text);
}

/** Checks a subject's id. @throws SpillwayError BAD_USER_INPUT naming the field */
export function cleanSubject(field: string, text: string): string {
  cleanName(field, text, 200);
  if (isSubject(text)) return text;
  throw new SpillwayError(
    'BAD_USER_INPUT',
    `${field} must be bare: role:, group:, team:, subject: and pool: are reserved.`,
  );
}
