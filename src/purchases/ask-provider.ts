/**
 * One question to the payment provider, with a deadline: a provider that never answers stops nobody for longer. The
 * question itself is not taken back; it is safe to repeat.
 */
import { setTimeout as wait } from 'node:timers/promises';

/** The provider gave no answer; the purchase is as it was. */
export class PaymentUnreachable extends Error {}

const DEADLINE_MS = 10_000;

/**
 * What the provider answers.
 * @param what the question in words, for the log
 * @throws PaymentUnreachable where it throws, or has not answered after `deadlineMs`
 */
export async function askProvider<T>(what: string, ask: () => Promise<T>, deadlineMs = DEADLINE_MS): Promise<T> {
  const answered = new AbortController();
  const tooLate = async (): Promise<never> => {
    await wait(deadlineMs, undefined, { signal: answered.signal });
    throw new Error(`no answer after ${deadlineMs} ms`);
  };
  try {
    return await Promise.race([ask(), tooLate()]);
  } catch (cause) {
    throw new PaymentUnreachable(`the payment provider gave no answer: ${what}`, { cause });
  } finally {
    answered.abort();
  }
}
