/**
 * The one way a lot comes into being, bought or granted: its terms hashed once and for all, the update that issues it,
 * and the debt that it pays first. A lot for later is pending until its instant; time makes it spendable.
 */
import { formatCredits, MAX_NANO, sum } from '../core/amounts.js';
import { repayDebt } from '../core/debt.js';
import type { AnyLotKind } from '../core/kinds.js';
import type { Account, Line, Lot } from '../core/account.js';
import type { Instant, Nano } from '../core/words.js';
import { post } from '../core/journal.js';
import { finished } from '../core/lots.js';
import { badInput, SpillwayError } from '../errors.js';
import { newUuid } from '../ids.js';
import type { Tx } from '../database/database.js';
import type { Books } from './books.js';
import { hashTerms } from './issued-lot.js';

/** What a lot is made of; none of it ever changes. */
export interface LotTerms {
  kind: AnyLotKind;
  amount: Nano;
  priority: number;
  products: string[] | null;
  /** Null: now. */
  effectiveAt: Instant | null;
  expiresAt: Instant | null;
  reason: string;
  /** The UUID of the purchase that paid for it. */
  purchaseId: string | null;
  key: string | null;
  fingerprint: Buffer | null;
}

/** A decision looks at every lot that is not used up, so an account may have so many. */
export const MOST_LOTS = 1_000;

const PROMISED = `
  select coalesce(sum(credits), 0)::bigint as nano, count(*)::int as lots
  from purchase where tenant_id = $1 and account_id = $2 and status = 'PENDING'`;

/** How many more credits and lots an account can take. */
export interface Room {
  credits: Nano;
  lots: number;
}

/** What an account has room for that does not exist yet. */
export const ALL_ROOM: Readonly<Room> = { credits: MAX_NANO, lots: MOST_LOTS };

/** What of an account says how full it is: lots that are used up may be missing. */
interface Filled {
  tenant: string;
  id: string;
  lots: readonly Pick<Lot, 'remaining' | 'held'>[];
}

/**
 * How many more credits and lots the account can take; its lots and pending purchases count (docs/rules.md, 24). `lots`
 * bounds only the grants and purchases that a caller asks for: a top-up and a paid purchase always get their lot.
 */
export async function roomOf(tx: Tx, account: Filled): Promise<Room> {
  const rows = await tx.query<{ nano: Nano; lots: number }>(PROMISED, [account.tenant, account.id]);
  const [promised = { nano: 0n, lots: 0 }] = rows;
  return {
    credits: MAX_NANO - sum(account.lots, (lot) => lot.remaining + lot.held) - promised.nano,
    lots: MOST_LOTS - account.lots.filter((lot) => !finished(lot)).length - promised.lots,
  };
}

/**
 * Checks that the account, which must be locked, can take one lot of so many credits more.
 * @throws SpillwayError BAD_USER_INPUT, CONFLICT
 */
export async function assertRoom(tx: Tx, account: Account, credits: Nano): Promise<void> {
  assertFits(await roomOf(tx, account), credits);
}

/** @throws SpillwayError BAD_USER_INPUT, CONFLICT unless so many credits fit in as one lot */
export function assertFits(room: Room, credits: Nano): void {
  if (credits > room.credits) {
    const limit = formatCredits(MAX_NANO);
    throw badInput(`credits: an account can hold at most ${limit} credits in all.`, 'credits');
  }
  if (room.lots > 0) return;
  throw new SpillwayError('CONFLICT', `An account can have at most ${MOST_LOTS} lots that are not used up.`);
}

/**
 * Issues a lot on a locked account whose due work is written: one PURCHASE or GRANT update, and DEBT_REPAID after it
 * where the account owes and the lot may pay (docs/rules.md, 18).
 * @param now the instant that `books.bringUpTo` gave for the account
 */
export function issueLot(books: Books, account: Account, terms: LotTerms, now: Instant): Lot {
  const { lot, termsHash } = newLot(books, account, terms, now);
  const { purchaseId } = terms;
  const [cause, causeId] = purchaseId ? (['PURCHASE', purchaseId] as const) : (['GRANT', lot.id] as const);
  books.record(post(account, now, cause, causeId, [issueLine(lot)]), termsHash);
  for (const update of repayDebt(account, lot, now)) books.record(update);
  return lot;
}

/**
 * Issues what was approved on the account of a budget: one BUDGET_RAISED update, which an act has caused.
 * @param act the hash of the act, which covers the hash of the lot's terms
 */
export function issueIncrease(
  books: Books,
  account: Account,
  terms: Omit<LotTerms, 'kind' | 'products' | 'priority' | 'effectiveAt' | 'purchaseId'>,
  now: Instant,
  act: (lot: Lot, termsHash: Buffer) => Buffer,
): Lot {
  const increase = { kind: 'INCREASE', products: null, priority: 0, effectiveAt: null, purchaseId: null } as const;
  const { lot, termsHash } = newLot(books, account, { ...increase, ...terms }, now);
  const causeHash = act(lot, termsHash);
  books.record(post(account, now, 'BUDGET_RAISED', lot.id, [issueLine(lot)]), causeHash);
  return lot;
}

function issueLine({ id, amount, effective }: Lot): Line {
  return { lot: id, window: null, amount, from: 'issued', to: effective ? 'remaining' : 'pending' };
}

/** The lot on its account, before the update that issues it. */
function newLot(books: Books, account: Account, terms: LotTerms, now: Instant): { lot: Lot; termsHash: Buffer } {
  const { kind, amount, priority, products, expiresAt, reason, purchaseId, key, fingerprint } = terms;
  const effectiveAt = terms.effectiveAt ?? now;
  const effective = effectiveAt <= now;
  const nothing = { remaining: 0n, held: 0n, spent: 0n, expired: 0n, takenBack: 0n };
  const instants = { createdAt: now, effectiveAt, expiresAt };
  const lot: Lot = {
    id: newUuid(now),
    kind,
    amount,
    ...nothing,
    priority,
    products,
    ...instants,
    effective,
    closed: null,
  };
  const named = { reason, purchaseId, key, fingerprint };
  const termsHash = hashTerms({ tenantId: account.tenant, accountId: account.id, ...lot, ...named });
  books.issue({ account, lot, ...named, termsHash });
  return { lot, termsHash };
}
