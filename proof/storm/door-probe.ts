/**
 * The door's own limit, which a storm must not meet by chance: one more process that lets a caller in a few times only.
 */
import { CHECK } from './documents.js';
import type { Shared } from './storm-client.js';

const CALLS = 4;

/** Calls once more than the process lets through (promise: a typed refusal, and nothing is written). */
export async function probeDoor(shared: Shared): Promise<void> {
  const { town, evidence, stopped } = shared;
  stopped.throwIfAborted();
  const usage = [{ dimension: 'units', quantity: 0 }];
  const token = await town.token('acme', 'door-probe');
  const { stretch } = town.clock;
  const codes = await town.withProcess({ SPILLWAY_REQUESTS_PER_MINUTE: String(CALLS) }, async (caller) => {
    const found: string[] = [];
    for (let i = 0; i <= CALLS; i++) {
      const input = {
        subject: 'door-probe',
        product: 'nothing',
        feature: 'nothing',
        usage,
        idempotencyKey: `${i}`,
      };
      const answer = await caller.ask({ query: CHECK, variables: { input }, token });
      found.push(answer === 'lost' ? answer : (answer.errors?.[0]?.extensions.code ?? 'passed'));
    }
    return found;
  });
  // While things break, a process may not have come so far.
  const isSpoilt = codes.some((code) => code === 'lost' || code === 'OVERLOADED');
  // And with a leap of the clock another minute may begin.
  if (isSpoilt || town.clock.stretch !== stretch) return probeDoor(shared);
  for (const code of codes) if (code !== 'passed') evidence.count(`error ${code}`);
  const right = codes.slice(0, CALLS).every((code) => code === 'passed') && codes[CALLS] === 'RATE_LIMITED';
  evidence.demand(right, 'I10', () => `${CALLS} calls a minute: ${codes.join(', ')}`);
}
