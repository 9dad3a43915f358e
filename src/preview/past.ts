/**
 * What happened in a period, as the books tell it: shapes only.
 */
import type { Line, Lot } from '../core/account.js';
import type { BankedReset } from '../core/grant-terms.js';
import type { Cause } from '../core/line.js';
import type { Instant, Nano } from '../core/words.js';
import type { DecisionBody } from '../books/documents.js';
import type { DecisionRow, EventRow } from '../books/tables.js';
import type { ChargeBody, UsageBody } from '../books/usage-documents.js';

/** The period that is replayed: `[from, to)`. */
export interface Period {
  from: Instant;
  to: Instant;
}

/** A decision as it is stored. */
export type PastDecision = Pick<
  DecisionRow,
  'uuid' | 'subject' | 'key' | 'space' | 'outcome' | 'product' | 'session' | 'holdId'
> & { at: Instant; body: DecisionBody };

/** What a usage event was charged. */
export interface PastCharge {
  at: Instant;
  amount: Nano;
  forgiven: Nano;
  debt: Nano;
  body: ChargeBody;
}

/** A usage event as it is stored; its charge is null while it is not settled. */
export type PastEvent = Omit<EventRow, 'bodyText' | 'fingerprint' | 'recordedAt' | 'occurredAt'> & {
  at: Instant;
  occurredAt: Instant;
  body: UsageBody;
  address: string;
  charge: PastCharge | null;
};

/** What an admin, a buyer or an expiry of neither did to one account: a balance update that no decision and no time made. */
export interface PastAct {
  address: string;
  seq: bigint;
  at: Instant;
  cause: Cause;
  causeId: string | null;
  lines: Line[];
  /** The account after it. */
  plan: string | null;
  state: 'ACTIVE' | 'SUSPENDED';
  resets: readonly BankedReset[];
  /** What was in store before it. */
  resetsBefore: readonly BankedReset[];
  /** Of what issued a lot: its terms, and whether a top-up had bought it. */
  lot: (Pick<Lot, 'id' | 'kind' | 'amount' | 'priority' | 'products' | 'effectiveAt' | 'expiresAt'> & LotOrigin) | null;
}

/** Where a lot came from. */
interface LotOrigin {
  recurring: boolean;
  automatic: boolean;
}
