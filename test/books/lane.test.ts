/** The lanes that checks and usage reports wait in: whoever asks for too much is refused, and the others are not. */
import { expect, test } from '@jest/globals';
import { SpillwayError } from '../../src/errors.js';
import type { Settled } from '../../src/books/lane.js';
import { TenantLanes } from '../../src/books/tenant-lanes.js';
import { LockTaken } from '../../src/books/unit-of-work.js';
import { Turns } from '../../src/turns.js';

const turns = () => new Turns({ atOnce: 3, waiting: 10 });
const TENANTS_OF_EVERY_LANE = ['a', 'b', 'c', 'd'];

test('a tenant that asks for too much at once is OVERLOADED, and no neighbour in its lane is', async () => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const lanes = new TenantLanes<string, string>(
    {
      accountOf: (tenant) => ({ tenant, address: 'subject:one' }),
      async inOneUnit(tenants) {
        await opened;
        return tenants.map((value) => ({ ok: true, value }));
      },
    },
    turns(),
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
async function asOneBatch(
  calls: string[],
  failureOf: (batch: string[], lockTimeoutMs: number) => Error | Promise<void> | undefined,
) {
  const batches: string[][] = [];
  const lanes = new TenantLanes<{ name: string }, string>(
    {
      accountOf: ({ name }) => ({ tenant: name.slice(0, 1), address: `subject:${name}` }),
      async inOneUnit(members, lockTimeoutMs) {
        const batch = members.map(({ name }) => name);
        batches.push(batch);
        const failure = await failureOf(batch, lockTimeoutMs);
        if (failure) throw failure;
        return batch.map((value): Settled<string> => ({ ok: true, value }));
      },
    },
    turns(),
  );
  const submit = (name: string) => lanes.submit({ name }).catch((error: Error) => error.message);
  const answers = await Promise.all(calls.map(submit));
  return { answers, batches, submit };
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

test('where a lock is not had soon, each account waits for it outside the lane, and the others go on (rule 33)', async () => {
  let unlock = (): void => undefined;
  const unlocked = new Promise<void>((resolve) => (unlock = resolve));
  const waits: number[] = [];
  const taken = (batch: string[], lockTimeoutMs: number) => {
    if (!batch.includes('e1')) return undefined;
    waits.push(lockTimeoutMs);
    return lockTimeoutMs > 250 ? unlocked : new LockTaken();
  };
  const { answers, batches } = await asOneBatch(['a1', 'e1', 'a2', 'e2'], (batch, ms) => {
    if (batch.join() === 'e2') unlock();
    return taken(batch, ms);
  });
  expect(answers).toEqual(['a1', 'e1', 'a2', 'e2']);
  expect(batches).toEqual([['a1', 'e1', 'a2', 'e2'], ['a1', 'a2'], ['e1', 'e2'], ['e1'], ['e2']]);
  expect(waits.slice(0, 2)).toEqual([250, 250]);
  expect(waits[2]).toBeGreaterThan(2_900);
  expect(waits[2]).toBeLessThanOrEqual(3_000);
});

test('a lock that is not had in three seconds is OVERLOADED for its account only (rule 33)', async () => {
  const { answers, submit } = await asOneBatch(['a1', 'e1', 'a2', 'e2'], (batch) =>
    batch.includes('e1') ? new LockTaken() : undefined,
  );
  expect(answers).toEqual(['a1', expect.stringContaining('busy for too long'), 'a2', 'e2']);
  expect(await submit('e2')).toBe('e2');
});
