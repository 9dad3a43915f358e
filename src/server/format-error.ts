/**
 * The last word on every error that leaves, over HTTP and sockets: one of the closed codes, always with the request id.
 * A database that is away or overloaded is OVERLOADED; what else is no refusal is a bug: masked for the caller, whole in
 * the log. Only a mutation's outcome can be unknown.
 */
import { GraphQLError, Kind, OperationTypeNode, type GraphQLFormattedError } from 'graphql';
import { willPass } from '../database/database-errors.js';
import { ERROR_CODES, extensionsOf, SpillwayError, type ErrorCode } from '../errors.js';
import type { Log } from '../log.js';
import type { Meter } from '../meter.js';
import { refusedArgument } from './wrong-argument.js';

/** @param operation what was running; nothing where it never came so far */
export type FormatError = (error: unknown, requestId: string, operation?: OperationTypeNode) => GraphQLFormattedError;

/** What Apollo Server calls the mistakes of a caller. */
const CALLERS_FAULT = new Set<unknown>([
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
]);
const SUGGESTION = / ?Did you mean .*$/s;
const MAX_MESSAGE = 1000;

/**
 * @param settings `production` drops graphql-js's suggestions, which spell out the schema; the meter is told of each error
 */
export function errorFormatter(settings: { log: Log; production: boolean; meter?: Meter | undefined }): FormatError {
  const { log, production, meter } = settings;

  function wording(error: GraphQLError): string {
    const message = production ? error.message.replace(SUGGESTION, '') : error.message;
    return message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE).toWellFormed()}…`;
  }

  return (error, requestId, operation) => {
    const mutating = operation === OperationTypeNode.MUTATION;
    const origin = originOf(error);
    meter?.error(codeOf(error, origin));
    const place = error instanceof GraphQLError ? { locations: error.locations, path: error.path } : {};
    if (origin instanceof SpillwayError) {
      if (origin.code === 'INTERNAL') log.error({ requestId, err: origin, path: place.path }, 'internal error');
      else if (origin.cause) log.debug({ requestId, code: origin.code, cause: causeText(origin.cause) }, 'refused');
      // Around an argument's own message graphql-js tells which argument; around a resolver's it adds nothing.
      const message = error instanceof GraphQLError && !error.path ? wording(error) : origin.message;
      const { outcomeUnknown, ...extensions } = origin.extensions;
      return {
        message,
        ...place,
        extensions: { ...extensions, ...(mutating && outcomeUnknown === true && { outcomeUnknown }), requestId },
      };
    }
    if (error instanceof GraphQLError && origin instanceof GraphQLError && isCallersFault(error, origin)) {
      const argument = refusedArgument(error) ?? refusedArgument(origin);
      const extensions = { ...extensionsOf('BAD_USER_INPUT'), ...(argument !== undefined && { argument }), requestId };
      return { message: wording(error), ...place, extensions };
    }
    const passing = willPass(origin);
    if (passing) log.warn({ requestId, err: origin, path: place.path }, 'the database did not answer in time');
    else log.error({ requestId, err: origin, path: place.path }, 'internal error');
    const code = passing ? 'OVERLOADED' : 'INTERNAL';
    const extensions = { ...extensionsOf(code, mutating && place.path !== undefined), requestId };
    return { message: ERROR_CODES[code], ...place, extensions };
  };
}

function codeOf(error: unknown, origin: unknown): ErrorCode {
  if (origin instanceof SpillwayError) return origin.code;
  if (error instanceof GraphQLError && origin instanceof GraphQLError && isCallersFault(error, origin)) {
    return 'BAD_USER_INPUT';
  }
  return willPass(origin) ? 'OVERLOADED' : 'INTERNAL';
}

/** The body of an answer that never reached GraphQL. */
export function errorBody(code: ErrorCode, message: string, requestId: string): { errors: GraphQLFormattedError[] } {
  return { errors: [{ message, extensions: { ...extensionsOf(code), requestId } }] };
}

function originOf(error: unknown): unknown {
  let origin = error;
  while (origin instanceof GraphQLError && !(origin instanceof SpillwayError) && origin.originalError) {
    origin = origin.originalError;
  }
  return origin;
}

/** graphql-js raises its own errors before it runs anything (no path), or, later, about an argument's value. */
function isCallersFault(error: GraphQLError, origin: GraphQLError): boolean {
  if (CALLERS_FAULT.has(error.extensions.code) || !error.path) return true;
  const kind = origin.nodes?.[0]?.kind;
  return kind !== undefined && kind !== Kind.FIELD;
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : JSON.stringify(cause);
}
