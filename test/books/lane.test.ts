/** The lanes that checks and usage reports wait in: whoever asks for too much is refused, and the others are not. */
import { expect, test } from '@jest/globals';
import { TenantLanes } from '../../src/books/lane.js';

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
