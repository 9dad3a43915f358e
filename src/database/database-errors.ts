/**
 * What a failed statement means for the caller: worth repeating, and whether the commit may have happened. It knows
 * PostgreSQL's codes and the driver's messages, and no product words.
 */

/** PostgreSQL: connections (08), serialisation, deadlock, shutdown and restart, idling too long. */
const TRANSIENT_STATES = /^(08...|40001|40P01|57P0[1235]|25P0[34])$/;
/** PostgreSQL: a write to a standby, or to a server that is told to change nothing. */
export const READ_ONLY_STATE = '25006';
/** PostgreSQL: no disk, memory, clients or other resource left (53), a lock or a statement not done in time, no writes. */
const OVERLOADED_STATES = new RegExp(`^(53...|55P03|57014|${READ_ONLY_STATE})$`);
/** The operating system's names for a connection that was lost or could not be made. */
const TRANSIENT_NETWORK = /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
/** What `pg` and its pool say, without a code, when a connection is lost or none is to be had. */
const TRANSIENT_MESSAGES = [
  /^Connection terminated/,
  /^Client has encountered a connection error/,
  /^Client was closed/,
  /^timeout exceeded when trying to connect/,
  /^Query read timeout/,
  /^No host of the database takes writes/,
];

const NEVER_SENT = /^(Client has encountered a connection error|Client was closed) and is not queryable/;

const commitsInDoubt = new WeakSet<object>();

/** By shape, not by class: an error may come from another realm (a test runner's, a worker's). */
interface Failure {
  message?: unknown;
  code?: unknown;
  severity?: unknown;
  cause?: unknown;
}

const isObject = (value: unknown): value is Failure => typeof value === 'object' && value !== null;

function* causesOf(error: unknown): Generator<Failure> {
  for (let at = error, depth = 0; isObject(at) && depth < 5; at = at.cause, depth++) yield at;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Whether the same unit of work may pass when it is done again, whole. True also where the commit is in doubt: repeat
 * that only if doing it twice is harmless, or ask {@link commitUnknown} first.
 */
export function isTransient(error: unknown): boolean {
  for (const cause of causesOf(error)) {
    const [code, message] = [textOf(cause.code), textOf(cause.message)];
    if (TRANSIENT_STATES.test(code) || TRANSIENT_NETWORK.test(code)) return true;
    if (TRANSIENT_MESSAGES.some((pattern) => pattern.test(message))) return true;
  }
  return false;
}

/** Whether the database has too much to do: the same work may pass later, and repeating it at once makes it worse. */
export function isOverloaded(error: unknown): boolean {
  for (const cause of causesOf(error)) if (OVERLOADED_STATES.test(textOf(cause.code))) return true;
  return false;
}

/** Whether it is the database's state that fails, not what was asked: nothing of the work is wrong, and it may pass later. */
export function willPass(error: unknown): boolean {
  return isTransient(error) || isOverloaded(error);
}

/** Whether it was a write to a server that takes none: it had no effect, and another server may take it. */
export function isReadOnly(error: unknown): boolean {
  for (const cause of causesOf(error)) if (textOf(cause.code) === READ_ONLY_STATE) return true;
  return false;
}

/** Whether a lock was not had within the time that there was for it. */
export function isLockTimeout(error: unknown): boolean {
  for (const cause of causesOf(error)) if (textOf(cause.code) === '55P03') return true;
  return false;
}

/** Whether a unit of work that failed with this may have been committed all the same. */
export function commitUnknown(error: unknown): boolean {
  for (const cause of causesOf(error)) if (commitsInDoubt.has(cause)) return true;
  return false;
}

/**
 * Remembers a failed COMMIT as one in doubt, unless it surely had no effect: never sent, or answered by an error of the
 * statement itself. A fatal answer, a cancelled wait and silence leave it open.
 */
export function judgeFailedCommit(error: unknown): void {
  if (!isObject(error) || NEVER_SENT.test(textOf(error.message))) return;
  if (error.severity !== 'ERROR' || error.code === '57014') commitsInDoubt.add(error);
}
