/**
 * Drives a call to its definitive answer, as a careful client does: what is lost or overloaded is asked again with the
 * same key, anywhere. On the way it watches promise I10: an answer that says "no effect" has had none.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { AnswerError, Answered, Asked, Caller } from './caller.js';
import type { Evidence } from './evidence.js';
import type { Random } from './random.js';

/** The definitive answer to one item of a call. */
export interface Driven<T> {
  value: T | null;
  error: AnswerError | null;
  /** An earlier try may have had its effect: nobody can tell from outside. */
  doubtful: boolean;
}

export interface Driver {
  anyCaller(random: Random): Caller;
  random: Random;
  evidence: Evidence;
  /** Errors that are worth another try count as findings when nothing is being broken on purpose. */
  calm: boolean;
  /** Ends every call that is still under way. */
  stopped: AbortSignal;
  /** Told the key of each call that was refused, and surely never taken. */
  refused(key: string): void;
}

const GIVE_UP_AFTER_MS = 90_000;

/**
 * @param asked one root field
 * @param items how many answers it brings: null for one that is no list
 * @throws the reason of `stopped`
 */
export async function drive<T extends object>(
  driver: Driver,
  asked: Asked,
  items: number | null = null,
): Promise<Driven<T>[]> {
  const { random, evidence } = driver;
  const doubtful = new Set<number>();
  const refused = new Set<number>();
  const count = items ?? 1;
  const everyone = Array.from({ length: count }, (_, i) => i);
  for (const end = Date.now() + GIVE_UP_AFTER_MS; ; await pause(random.between(20, 200))) {
    driver.stopped.throwIfAborted();
    const answer = await driver.anyCaller(random).ask(asked);
    delete asked.cut;
    if (answer === 'lost') {
      evidence.count('answer lost');
      for (const i of everyone) doubtful.add(i);
    } else {
      const results = everyone.map((i): Driven<T> => resultOf(answer, items === null ? null : i, doubtful.has(i)));
      let again = false;
      for (const [i, { value, error }] of results.entries()) {
        if (error) again = weigh(driver, error, i, doubtful, refused) || again;
        else if ((value as { replayed?: boolean } | null)?.replayed && refused.has(i) && !doubtful.has(i)) {
          evidence.violated('I10', `an answer that was an error had an effect: ${JSON.stringify(asked.variables)}`);
        }
      }
      if (!again) {
        for (const [i, { error, doubtful: inDoubt }] of results.entries()) {
          const key = keyOf(asked, i);
          // A key that was used with other input has had its effect before.
          const untaken = error && !inDoubt && error.extensions.code !== 'IDEMPOTENCY_CONFLICT';
          if (untaken && key) driver.refused(key);
        }
        return results;
      }
    }
    if (Date.now() > end) {
      evidence.violated('I10', `no definitive answer within ${GIVE_UP_AFTER_MS / 1000} s: ${JSON.stringify(answer)}`);
      return everyone.map(() => ({ value: null, error: null, doubtful: true }));
    }
  }
}

/** Whether the call must be made again. */
function weigh(
  { evidence, calm }: Driver,
  error: AnswerError,
  item: number,
  doubtful: Set<number>,
  refused: Set<number>,
): boolean {
  const { code, retryable, outcomeUnknown } = error.extensions;
  evidence.count(`error ${code}`);
  if (code === 'INTERNAL') evidence.violated('I10', `INTERNAL: ${error.message} ${error.extensions.requestId}`);
  if (!retryable) return false;
  if (calm && code !== 'OVERLOADED') evidence.violated('I10', `${code} in calm weather: ${error.message}`);
  if (outcomeUnknown) doubtful.add(item);
  else refused.add(item);
  return true;
}

function keyOf({ variables: { input, inputs } }: Asked, item: number): string | undefined {
  const called = (inputs as object[] | undefined)?.[item] ?? input;
  return (called as { idempotencyKey?: string } | undefined)?.idempotencyKey;
}

function resultOf<T>({ data, errors = [] }: Answered, item: number | null, doubtful: boolean): Driven<T> {
  const [root] = Object.values(data ?? {});
  if (item === null) return { value: (root ?? null) as T | null, error: errors[0] ?? null, doubtful };
  const value = Array.isArray(root) ? ((root[item] ?? null) as T | null) : null;
  const error = errors.find(({ path }) => path === undefined || path.length < 2 || path[1] === item) ?? null;
  return { value, error, doubtful };
}
