/**
 * What a name that comes from outside may look like, for tokens, inputs and policies alike. Control characters, lone
 * surrogates (two different ones become the same bytes) and bidirectional controls are refused everywhere.
 */
import { badInput } from './errors.js';

const UNSAFE = /[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/u;
const RESERVED = /^(?:role|group|team|subject|pool|account|operator):/i;

/**
 * What nobody sees: "admin" with U+200B in it would look like another in every list. Joiners and variation selectors may
 * stay where they make an emoji or shape a script; beside Latin letters they do neither.
 */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}--[\u200c\u200d\ufe00-\ufe0f]]/v;
const JOINED_LATIN = /[\u0020-\u024f][\u200c\u200d\ufe00-\ufe0e]|[\u200c\u200d][\u0020-\u024f]/u;

/** How long texts from outside may be, in UTF-16 code units: what descriptions in the schema say is made of these. */
export const LONGEST = {
  /** What catalogs, policies and callers name things by: products, features, dimensions, plans, labels. */
  name: 100,
  /** What tells callers and calls apart: subjects, groups, sessions, idempotency keys, references. */
  key: 200,
  /** What a caller writes on a label. */
  value: 500,
  /** Why an admin does something. */
  reason: 500,
  /** A file, such as a policy: as much as a body may have. */
  file: 1_000_000,
  /** What somebody agrees to. */
  statement: 1000,
  /** A file of tests of a policy. */
  tests: 262_144,
} as const;

/** What a pool may be called. */
export const POOL_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

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
    throw badInput(`${field} is 1 to ${max} characters long.`, field);
  }
  if (isClean(text)) return text;
  throw badInput(`${field} holds a control character, bidi control or lone surrogate.`, field);
}

/** True for what means something else to the policy and so is nobody's name: a reserved prefix, `*`, nothing at all. */
export function isReservedSubject(text: string): boolean {
  return text === '' || text === '*' || RESERVED.test(text);
}

/** U+FFFD is what a decoder writes for broken bytes: two different names would become one. */
function isBlurred(text: string): boolean {
  return text.includes('\ufffd') || text !== text.trim();
}

function isVisible(text: string): boolean {
  return !INVISIBLE.test(text) && !JOINED_LATIN.test(text);
}

/** Whether a text can be a subject: 1 to 200 clean characters that can be seen, no white space around, not reserved. */
export function isSubject(text: string): boolean {
  return text.length <= LONGEST.key && isClean(text) && isVisible(text) && !isBlurred(text) && !isReservedSubject(text);
}

const OPERATOR = 'operator:';

/** Whether a text names somebody of the operator's: `operator:<name>`, which no subject of a tenant can be called. */
export function isOperator(text: string): boolean {
  return text.startsWith(OPERATOR) && isSubject(text.slice(OPERATOR.length));
}

/** Checks a subject's id. @throws SpillwayError BAD_USER_INPUT naming the field */
export function cleanSubject(field: string, text: string): string {
  cleanName(field, text, LONGEST.key);
  if (isSubject(text)) return text;
  if (!isVisible(text)) throw badInput(`${field} holds a character that nobody can see.`, field);
  throw badInput(
    isBlurred(text)
      ? `${field} has white space around it or holds U+FFFD.`
      : `${field} must be bare: role:, group:, team:, subject:, pool:, account:, operator: and * are reserved.`,
    field,
  );
}

/** Checks a pool's name, as policies write it. @throws SpillwayError BAD_USER_INPUT naming the field */
export function cleanPool(field: string, text: string): string {
  if (POOL_NAME.test(text)) return text;
  throw badInput(
    `${field} is no pool's name: 1 to 100 letters, digits, ".", "_" and "-", a letter or digit first.`,
    field,
  );
}
