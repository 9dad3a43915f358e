/**
 * Everything that this package throws by itself, one class per kind. A denied check and a declined payment are no errors:
 * they are answers. `retryable` and `outcomeUnknown` mean on each what they mean in the API.
 */

/** The API's closed list of `extensions.code`; it may grow with the server. */
export type RefusalCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'IDEMPOTENCY_CONFLICT'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'OVERLOADED'
  | 'INTERNAL'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_NOT_SUPPORTED'
  | (string & {});

/** The common ground of all errors of this package. */
export abstract class SpillwayError extends Error {
  /** A word to branch on. */
  abstract readonly code: string;
  /** The same call with the same key may pass later. */
  readonly retryable: boolean = false;
  /** It may have had its effect: repeat with the same key to find out. */
  readonly outcomeUnknown: boolean = false;
}

/** What Spillway told of a refusal. */
export interface RefusalDetails {
  code: RefusalCode;
  message: string;
  retryable: boolean;
  outcomeUnknown?: boolean;
  requestId?: string | undefined;
  argument?: string | undefined;
  retryAfterMs?: number | undefined;
}

/** Spillway answered, and refused the call. */
export class Refused extends SpillwayError {
  override readonly name = 'Refused';
  override readonly code: RefusalCode;
  override readonly retryable: boolean;
  override readonly outcomeUnknown: boolean;
  /** Names the call in Spillway's log. */
  readonly requestId: string | undefined;
  /** Which argument was wrong, such as `input.target`, where the server says. */
  readonly argument: string | undefined;
  /** Milliseconds that Spillway asks to wait, where it does. */
  readonly retryAfterMs: number | undefined;

  constructor({ code, message, retryable, outcomeUnknown = false, requestId, argument, retryAfterMs }: RefusalDetails) {
    super(message);
    this.code = code;
    this.retryable = retryable;
    this.outcomeUnknown = outcomeUnknown;
    this.requestId = requestId;
    this.argument = argument;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came: no connection, no answer in time, or something in between that does not speak for Spillway. */
export class Unreachable extends SpillwayError {
  override readonly name = 'Unreachable';
  override readonly code = 'UNREACHABLE';
  override readonly retryable = true;
  override readonly outcomeUnknown = true;
}

/** The outbox holds as much as it may: work must wait until Spillway has taken some of it. */
export class OutboxFull extends SpillwayError {
  override readonly name = 'OutboxFull';
  override readonly code = 'OUTBOX_FULL';
  override readonly retryable = true;
}

/** Another client writes to this outbox; or it took over, because this one looked dead. */
export class OutboxTaken extends SpillwayError {
  override readonly name = 'OutboxTaken';
  override readonly code = 'OUTBOX_TAKEN';
}

/** The outbox has a line, other than its last, that this package did not write. */
export class OutboxDamaged extends SpillwayError {
  override readonly name = 'OutboxDamaged';
  override readonly code = 'OUTBOX_DAMAGED';
}

/** Work without an answer of Spillway has used all that it may. */
export class GrantSpent extends SpillwayError {
  override readonly name = 'GrantSpent';
  override readonly code = 'GRANT_SPENT';
}

/** The call makes no sense here: a key in use, a run that has ended, a client that is closed. */
export class Misuse extends SpillwayError {
  override readonly name = 'Misuse';
  override readonly code = 'MISUSE';
}
