/**
 * Any order of outages, lost answers and deaths of the client: what was used is charged once, and without Spillway no more is
 * used than the lease had. The real client on its fake, with an outbox that outlives it.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryOutbox, type OutboxStore, type Run, type Spillway } from '../../clients/typescript/src/client.js';
import { fakeSpillway } from '../../clients/typescript/src/fake.js';

/** Mostly work, and mostly without an answer. */
const ACTS = [
  ...(['guard', 'guard', 'guard', 'part', 'part', 'part', 'end', 'die'] as const),
  ...(['fine', 'down', 'down', 'losing answers'] as const),
];

type Step = { act: (typeof ACTS)[number]; n: number; units: number };

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...ACTS),
  n: fc.nat(4),
  units: fc.integer({ min: 1, max: 3 }),
});

const LEASE = { credits: '7', seconds: 600 };
const asks = (key: string, units: number) => ({
  ...{ key, subject: 'alice', product: 'meter', feature: 'call', atMost: { units } },
});

/** A client, and the end of its process: nothing of it reaches Spillway or the outbox any more. */
function mortalClient(fake: ReturnType<typeof fakeSpillway>, store: OutboxStore) {
  let isDead = false;
  const living = async <T>(act: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Error('dead');
    return act();
  };
  const outbox: OutboxStore = {
    open: () => store.open(),
    append: (lines) => living(() => store.append(lines)),
    replace: (lines) => living(() => store.replace(lines)),
    close: async () => undefined,
  };
  const request: typeof fetch = (...args) => living(() => fake.fetch(...args));
  const client = fake.client({ outbox, fetch: request, decideWithinSeconds: 0.02 });
  return { client, die: () => void (isDead = true) };
}

async function play(steps: readonly Step[]): Promise<void> {
  const fake = fakeSpillway({ credits: '1000' });
  const store = memoryOutbox();
  const dead: Spillway[] = [];
  let { client, die } = mortalClient(fake, store);
  await client.lease(asks('', 4), LEASE);
  fake.weather = 'down';
  const leased = fake.held;
  let runs: Run[] = [];
  let [frozen, onLease, keys] = [0n, 0n, 0];
  const freeze = async (run: Run, units: number, last: boolean) => {
    const isDone = await (last ? run.finish({ units }) : run.part({ units })).then(
      () => true,
      () => false,
    );
    if (!isDone) return;
    frozen += BigInt(units);
    if (run.via === 'lease') onLease += BigInt(units);
  };
  for (const { act, n, units } of steps) {
    const run = runs[n % Math.max(1, runs.length)];
    if (act === 'guard') {
      const answer = await client.guard(asks(`job-${(keys += 1)}`, 3)).catch(() => null);
      if (answer?.proceed) runs.push(answer);
    } else if (act === 'part' && run && run.ended === null) {
      if ((run.used.units ?? 0n) + BigInt(units) <= 3n) await freeze(run, units, false);
    } else if (act === 'end' && run && run.ended === null) await freeze(run, 0, true);
    else if (act === 'die') {
      die();
      dead.push(client);
      ({ client, die } = mortalClient(fake, store));
      const keysThen = runs.filter(({ ended }) => ended === null).map(({ key }) => key);
      runs = [];
      await client.open();
      for (const key of keysThen) {
        const answer = await client.guard(asks(key, 3)).catch(() => null);
        if (answer?.proceed) runs.push(answer);
      }
    } else if (act === 'fine' || act === 'down' || act === 'losing answers') fake.weather = act;
  }
  fake.weather = 'fine';
  for (const run of runs) if (run.ended === null) await run.finish();
  await client.close();
  for (const each of dead) await each.close(0).catch(() => undefined);
  expect({
    charged: fake.charged,
    keys: new Set(fake.reports.map(({ idempotencyKey }) => idempotencyKey)).size,
  }).toEqual({
    charged: String(frozen),
    keys: fake.reports.length,
  });
  expect(onLease <= BigInt(leased)).toBe(true);
}

test('what was frozen is charged once, whoever dies when, and a lease is not overspent', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), play), {
    numRuns: 150,
    interruptAfterTimeLimit: 15_000,
  });
}, 60_000);
