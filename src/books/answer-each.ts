/** How the calls of a batch are answered one after another on the locked books. */
import { SpillwayError } from '../errors.js';
import { givesWay } from '../gives-way.js';
import { MoreDue } from './books.js';
import type { Settled } from './lane.js';

/**
 * Answers call by call, in order. A refusal, and due work that must be written first, are the call's own; anything else
 * that is thrown is the whole batch's.
 */
export async function answerEach<C, R>(calls: readonly C[], answer: (call: C, i: number) => R): Promise<Settled<R>[]> {
  const answers: Settled<R>[] = [];
  const giveWay = givesWay();
  for (const [i, call] of calls.entries()) {
    await giveWay();
    try {
      answers.push({ ok: true, value: answer(call, i) });
    } catch (error) {
      if (!(error instanceof SpillwayError) && !(error instanceof MoreDue)) throw error;
      answers.push({ ok: false, error });
    }
  }
  return answers;
}
