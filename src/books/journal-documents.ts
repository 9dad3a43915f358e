/**
 * The documents of the journal: the lines of balance updates and their after-images. Like all that is stored, they are
 * written to the letter: see documents.ts.
 */
import { LOT_KINDS, lotKinds, type KindField } from '../core/kinds.js';
import type { Balance, Bucket, Line } from '../core/account.js';
import type { AfterImage } from '../core/journal.js';
import type { Instant } from '../core/words.js';
import { codecOf, nano } from './codec.js';
import { resetsDocument, resetsFrom } from './grant-documents.js';
import { isoInstant } from './journal-hash.js';

interface StoredLine {
  lot?: string;
  window?: string;
  startedAt?: string;
  amount: string;
  from: Bucket;
  to: Bucket;
}

/** The lines of one balance update. */
export const linesCodec = codecOf<Line[]>(
  'lines',
  (lines) =>
    lines.map(({ lot, window, amount, from, to }): StoredLine => {
      const where = lot ? { lot } : window ? { window: window.name, startedAt: isoInstant(window.startedAt) } : {};
      return { ...where, amount: amount.toString(), from, to };
    }),
  [
    (json: StoredLine[]) =>
      json.map(({ lot, window, startedAt, amount, from, to }) => ({
        lot: lot ?? null,
        window: window === undefined ? null : { name: window, startedAt: instantOf(startedAt) },
        amount: BigInt(amount),
        from,
        to,
      })),
  ],
);

/** The fields that every balance is written with, in this order; what came later follows where it is not zero. */
const FIRST_FIELDS = ['available', 'held', 'promotional', 'purchased', 'refund', 'entitlement', 'debt'] as const;
const LATER_FIELDS = lotKinds
  .map((kind): KindField => LOT_KINDS[kind].field)
  .filter((field) => !(FIRST_FIELDS as readonly string[]).includes(field));
const FIELDS: readonly (keyof Balance)[] = [...FIRST_FIELDS, ...LATER_FIELDS];

function balanceDocument(balance: Balance): Record<string, string> {
  const written: Record<string, string> = {};
  for (const field of FIRST_FIELDS) written[field] = balance[field].toString();
  for (const field of LATER_FIELDS) if (balance[field] !== 0n) written[field] = balance[field].toString();
  return written;
}

function balanceFrom(stored: Record<string, string>): Balance {
  const unknown = Object.keys(stored).find((field) => !FIELDS.includes(field as keyof Balance));
  if (unknown !== undefined) throw new Error(`after-image: ${unknown} is not known to this version of Spillway.`);
  return Object.fromEntries(FIELDS.map((field) => [field, nano(stored[field])])) as Balance;
}

interface StoredAfter {
  balance: Record<string, string>;
  windows: {
    window: string;
    capacity: string;
    used: string;
    held: string;
    startedAt: string | null;
    resetsAt: string | null;
    yields?: true;
    scoped?: true;
  }[];
  plan: string | null;
  state: AfterImage['state'];
  subscribedAt?: string;
  resets?: ReturnType<typeof resetsDocument>;
}

/** The after-image of one balance update. */
export const afterCodec = codecOf<AfterImage>(
  'after-image',
  ({ balance, windows, plan, state, subscribedAt, resets }): StoredAfter => ({
    balance: balanceDocument(balance),
    windows: windows.map(({ window, capacity, used, held, startedAt, resetsAt, yields, scoped }) => ({
      window,
      capacity: capacity.toString(),
      used: used.toString(),
      held: held.toString(),
      startedAt: startedAt === null ? null : isoInstant(startedAt),
      resetsAt: resetsAt === null ? null : isoInstant(resetsAt),
      ...(yields && { yields }),
      ...(scoped && { scoped }),
    })),
    plan,
    state,
    ...(subscribedAt !== null && { subscribedAt: isoInstant(subscribedAt) }),
    ...(resets && { resets: resetsDocument(resets) }),
  }),
  [
    ({ balance, windows, plan, state, subscribedAt, resets }: StoredAfter) => ({
      balance: balanceFrom(balance),
      windows: windows.map(({ window, capacity, used, held, startedAt, resetsAt, yields, scoped }) => ({
        window,
        capacity: nano(capacity),
        used: nano(used),
        held: nano(held),
        startedAt: startedAt === null ? null : instantOf(startedAt),
        resetsAt: resetsAt === null ? null : instantOf(resetsAt),
        ...(yields && { yields }),
        ...(scoped && { scoped }),
      })),
      plan,
      state,
      subscribedAt: subscribedAt === undefined ? null : instantOf(subscribedAt),
      ...(resets && { resets: resetsFrom(resets) }),
    }),
  ],
);

function instantOf(stored: string | undefined): Instant {
  const at = Date.parse(stored ?? '');
  if (Number.isNaN(at)) throw new Error('not an instant');
  return at;
}
