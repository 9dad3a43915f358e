/**
 * What a process tells of its work to whoever measures it, in product words: features tell, and know neither metrics nor
 * traces. Where nobody measures there is no meter, and nothing is told or timed.
 */
import type { LayerKind } from './core/kinds.js';
import type { Reason } from './core/gates.js';
import type { Outcome } from './core/words.js';
import type { ErrorCode } from './errors.js';

/** Milliseconds on the clock of `performance.now()`. */
export type Moment = number;

/** When the steps of a unit of work were over; of its last attempt, where it took several. */
export interface StepTimes {
  /** It began to wait for a connection. */
  began: Moment;
  /** Its accounts were locked and read. */
  locked: Moment;
  /** What it does was decided, in memory. */
  decided: Moment;
  /** What it changed was sent to the database. */
  written: Moment;
  /** The database had committed it. */
  committed: Moment;
}

/** Times to be filled in. */
export function stepTimes(): StepTimes {
  return { began: 0, locked: 0, decided: 0, written: 0, committed: 0 };
}

export const TRANSPORTS = ['http', 'stream', 'socket'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** What kind of operation a request ran; `none` where it never came so far. */
export const OPERATION_KINDS = ['query', 'mutation', 'subscription', 'none'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** Why the door let somebody not in, or not on. */
export const DOOR_REFUSALS = ['UNAUTHENTICATED', 'RATE_LIMITED', 'OVERLOADED', 'FORBIDDEN', 'NOT_FOUND'] as const;
export type DoorRefusal = (typeof DOOR_REFUSALS)[number];

export const PURCHASE_STEPS = ['PENDING', 'PAID', 'DECLINED', 'REFUNDED'] as const;
export type PurchaseStep = (typeof PURCHASE_STEPS)[number];

/** A request that is traced. */
export interface Trace {
  /** As `traceparent` names it. */
  readonly traceId: string;
  /** Ends it. @param about what it was, in a few words that callers do not make up */
  end(about: Readonly<Record<string, string>>, isFailed: boolean): void;
}

/** One check of a batch. */
export interface CheckTold {
  /** Null where nothing was decided: a key that took something is repeated, or the check was refused. */
  decided: {
    outcome: Outcome;
    reason: Reason;
    /** The layers that it draws on. */
    layers: readonly LayerKind[];
  } | null;
  /** When it was asked. */
  askedAt: Moment;
  /** The request that it came with, where that is traced. */
  trace: Trace | undefined;
}

export interface Meter {
  /** An operation has ended, or an event stream or a subscription was given up. */
  request(transport: Transport, kind: OperationKind, code: ErrorCode | 'OK', seconds: number): void;
  /** An error has left, of a whole request or of one field. */
  error(code: ErrorCode): void;
  /** Somebody was refused before an operation was read. */
  refused(transport: Transport, why: DoorRefusal): void;
  /** A batch of checks is committed. */
  checks(times: StepTimes, checks: readonly CheckTold[]): void;
  /** Usage was settled, some of it by setting it aside. */
  settled(times: StepTimes, events: number, setAside: number): void;
  /** A purchase has come to this. */
  purchase(status: PurchaseStep): void;
  /**
   * Begins to trace a request, where it is one of those that are.
   * @param traceparent as the request has it (W3C Trace Context)
   */
  trace(transport: Transport, traceparent: string | undefined): Trace | undefined;
}
