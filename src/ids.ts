/**
 * Ids on the wire: a prefix that tells the kind, and a UUIDv7. Opaque to callers, globally unique.
 */
import { createHash, getRandomValues } from 'node:crypto';
import { v7 } from 'uuid';
import type { Instant } from './core/words.js';

/** What an id can stand for, as ids begin. */
const ID_KINDS = ['dec', 'acc', 'lot', 'hld', 'pur', 'rst', 'use', 'chg', 'ntc', 'act', 'bud', 'brq', 'pvw'] as const;
export type IdKind = (typeof ID_KINDS)[number];

const WIRE = new RegExp(`^(${ID_KINDS.join('|')})_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$`);

let made = 0;

const RANDOM_BYTES = 16;
/** Randomness for the next 256 ids: asking for it one by one takes longer than all the rest of making them. */
const random = new Uint8Array(256 * RANDOM_BYTES);
let randomUsed = random.length;

function sixteenRandomBytes(): Uint8Array {
  if (randomUsed === random.length) {
    getRandomValues(random);
    randomUsed = 0;
  }
  randomUsed += RANDOM_BYTES;
  return random.subarray(randomUsed - RANDOM_BYTES, randomUsed);
}

/** A new UUIDv7 whose time is `at`; ids that this process makes for one instant sort in the order they were made. */
export function newUuid(at: Instant): string {
  made = (made + 1) >>> 0;
  return v7({ msecs: at, seq: made, random: sixteenRandomBytes() });
}

/**
 * The UUIDv7 of something that has one id whoever makes it: its time is `at`, the rest follows from its names.
 * @param first of its instant: it sorts before those that are not
 */
export function uuidFor(at: Instant, first: boolean, names: readonly string[]): string {
  const random = createHash('sha256').update(JSON.stringify(names)).digest();
  const seq = ((random.readUInt32BE(28) >>> 1) | (first ? 0 : 0x80000000)) >>> 0;
  return v7({ msecs: at, seq, random: random.subarray(0, RANDOM_BYTES) });
}

/** The lowest UUIDv7 of an instant: those of earlier instants are below it, all of its own and later ones are not. */
export function firstUuidAt(at: Instant): string {
  const milliseconds = Math.min(Math.max(at, 0), 2 ** 48 - 1);
  const digits = milliseconds.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
}

/** The instant that a UUIDv7 was made for. */
export function instantOfUuid(uuid: string): Instant {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}

/** `dec_` and the UUID's 32 digits. */
export function wireId(kind: IdKind, uuid: string): string {
  return `${kind}_${uuid.replaceAll('-', '')}`;
}

/** The UUID of a wire id, or null where the text is no id of that kind. */
export function uuidOf(kind: IdKind, text: string): string | null {
  const parsed = parseWireId(text);
  return parsed?.kind === kind ? parsed.uuid : null;
}

/** Kind and UUID of a wire id, or null where the text is none. */
export function parseWireId(text: string): { kind: IdKind; uuid: string } | null {
  const match = WIRE.exec(text);
  return match && { kind: match[1] as IdKind, uuid: match.slice(2).join('-') };
}

/** The UUID of a budget, from the digest that its address ends with: it has one before it has an account. */
export function budgetUuid(address: string): string {
  const digest = Buffer.from(address.slice(address.lastIndexOf('#') + 1), 'base64url');
  const digits = digest.subarray(0, 16).toString('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
