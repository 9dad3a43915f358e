/**
 * Every refusal that Spillway's API can give, once. A denied check and a declined payment are no errors: they are data.
 */
import { GraphQLError } from 'graphql';

/** The closed list of `extensions.code`, with what each means to a caller. */
export const ERROR_CODES = {
  UNAUTHENTICATED: 'The token is missing, not valid, or expired: send a valid one.',
  FORBIDDEN:
    'The tenant policy does not give the caller this permission, the scope of its token does not leave it, or the operator ' +
    'does not allow the tenant so much.',
  NOT_FOUND: "There is no such object for this tenant; another tenant's looks exactly the same.",
  BAD_USER_INPUT: 'The document or an argument is not valid: correct it.',
  IDEMPOTENCY_CONFLICT: 'The idempotency key was used with another input: use a new key, or repeat the first input.',
  CONFLICT: 'The object is in a state that does not allow this.',
  PERSISTED_QUERY_NOT_FOUND:
    'The document is none that the operator trusts: send its text where that is allowed, or have it added to the list.',
  PERSISTED_QUERY_NOT_SUPPORTED: 'This server has no list of documents: send the text of the document.',
  RATE_LIMITED: "Too many calls at Spillway's own door: wait and repeat.",
  OVERLOADED: 'Spillway cannot take this now: repeat with the same key.',
  INTERNAL: 'Something is wrong on our side: repeat with the same key, and report the request id.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

const RETRYABLE: readonly ErrorCode[] = ['RATE_LIMITED', 'OVERLOADED', 'INTERNAL'];

/** A mistaken or forbidden call. Thrown before anything is written, unless `outcomeUnknown` says otherwise. */
export class SpillwayError extends GraphQLError {
  /** Which argument is wrong; `server/wrong-argument.ts` makes the whole path of it. */
  readonly argument: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { outcomeUnknown?: boolean; argument?: string | undefined; problems?: readonly object[] } = {},
  ) {
    const { problems } = options;
    super(message, {
      extensions: { ...extensionsOf(code, options.outcomeUnknown ?? false), ...(problems && { problems }) },
    });
    this.argument = options.argument;
  }
}

/**
 * What a caller got wrong.
 * @param argument the one that is wrong, by its path in the input: `target`, `usage.0.quantity`; none where it is no one alone
 */
export function badInput(message: string, argument?: string): SpillwayError {
  return new SpillwayError('BAD_USER_INPUT', message, { argument });
}

/** The `extensions` of an error with this code; the door adds `requestId`. */
export function extensionsOf(code: ErrorCode, outcomeUnknown = false): Record<string, unknown> {
  return { code, retryable: RETRYABLE.includes(code), ...(outcomeUnknown && { outcomeUnknown }) };
}
