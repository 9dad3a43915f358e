/** The lanes that checks and usage reports wait in: whoever asks for too much is refused, and the others are not. */
import { expect, test } from '@jest/globals';
import { SpillwayError } from '../../src/errors.js';
import { TenantLanes, type Settled } from '../../src/books/lane.js';

const TENANTS_OF_EVERY_LANE = ['a', 'b', 'c', 'd'];

test('a tenant that asks for too much at once is OVERLOADED, and no neighbour in its lane is', async () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const lanes = new TenantLanes<string, string>(
    (tenant) => tenant,
    async (tenants) => {
      await opened;
      return tenants.map((value) => ({ ok: true, value }));
    },
  );
  const ask = (tenant: string) => lanes.submit(tenant).catch((error: { code?: string }) => error.code);
  const greedy = Array.from({ length: 12_000 }, () => ask('greedy'));
  const others = TENANTS_OF_EVERY_LANE.map(ask);
  open();
  expect(await Promise.all(others)).toEqual(TENANTS_OF_EVERY_LANE);
  expect(new Set(await Promise.all(greedy))).toEqual(new Set(['greedy', 'OVERLOADED']));
  expect(await ask('greedy')).toBe('greedy');
});

/** Sends these calls as one batch; the first letter is the tenant. What became of each, and which batches there were. */
async function asOneBatch(calls: string[], failureOf: (batch: string[]) => Error | undefined) {
  const batches: string[][] = [];
  const lanes = new TenantLanes<{ name: string }, string>(
    ({ name }) => name.slice(0, 1),
    async (members) => {
      const batch = members.map(({ name }) => name);
      batches.push(batch);
      const failure = failureOf(batch);
      if (failure) throw failure;
      return batch.map((value): Settled<string> => ({ ok: true, value }));
    },
  );
  const answers = calls.map((name) => lanes.submit({ name }).catch((error: Error) => error.message));
  return { answers: await Promise.all(answers), batches };
}

/** Of two tenants in one lane. */
const CALLS = ['a1', 'e1', 'a2', 'e2'];

test('a batch that fails is done again per tenant, then per call: only the failing one gets its error', async () => {
  const { answers, batches } = await asOneBatch(CALLS, (batch) =>
    batch.includes('e1') ? new Error('broken') : undefined,
  );
  expect(answers).toEqual(['a1', 'broken', 'a2', 'e2']);
  expect(batches).toEqual([CALLS, ['a1', 'a2'], ['e1', 'e2'], ['e1'], ['e2']]);
});

test('a batch that is refused is refused to all, and not done again', async () => {
  const { answers, batches } = await asOneBatch(CALLS, () => new SpillwayError('OVERLOADED', 'too much'));
  expect([answers, batches]).toEqual([CALLS.map(() => 'too much'), [CALLS]]);
});
