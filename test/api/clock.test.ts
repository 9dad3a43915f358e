/**
 * What a clock that jumps does to accounts: nobody is moved by another's time, and a clock far ahead is not written down.
 */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  check,
  codesOf,
  drawn,
  freshKey,
  grant,
  meter,
  release,
  setPlan,
  tryCheck,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  await grant(admin, { pool: 'engineering', credits: '1000', kind: 'ENTITLEMENT' });
});
afterAll(async () => {
  jest.restoreAllMocks();
  // The auditor goes over everything.
  await api.close();
  policies.remove();
});

/** A new engineer without credits: all comes from the pool. */
async function engineer(name: string): Promise<Client> {
  await setPlan(admin, name, 'payg');
  return api.as('acme', name, ['engineering']);
}

const lastAt = async (address: string) => {
  const rows = await api.asOwner<{ at: Date }>(`select last_at as at from account where address = '${address}'`);
  return rows[0]?.at.getTime() ?? NaN;
};

describe('an account that is ahead of the clock (rule 35)', () => {
  test('moves nobody: who draws from a pool that is an hour ahead stays at the clock, and its hold lasts as asked', async () => {
    const early = await engineer('early');
    api.moveClock(HOUR);
    await check(early, meter('early', 5));
    api.moveClock(-HOUR);
    const ahead = await lastAt('pool:engineering');

    const later = await engineer('later');
    const before = api.now();
    const decided = await check(later, meter('later', 5, { holdSeconds: 600 }));
    expect(drawn(decided)).toEqual(['POOL 5']);
    expect(Math.abs(Date.parse(decided.decidedAt) - before)).toBeLessThan(MINUTE);
    expect(Date.parse(decided.hold?.expiresAt ?? '') - Date.parse(decided.decidedAt)).toBe(600_000);
    expect(await lastAt('subject:later')).toBeLessThan(before + MINUTE);
    expect(await lastAt('pool:engineering')).toBe(ahead);

    // Nor does a look at the pool end what has not expired yet.
    await account(admin, { pool: 'engineering' });
    const more = await check(later, meter('later', 5, { extends: decided.id }));
    expect(more).toMatchObject({ outcome: 'ALLOWED', proceed: true });
    await record(later, { decisionId: more.id, usage: [], idempotencyKey: freshKey(), status: 'FAILED' });
    await allSettled(api);
    expect(await lastAt('subject:later')).toBeLessThan(before + MINUTE);
    expect(await lastAt('pool:engineering')).toBe(ahead);
  });

  test('stays so until its instant has come, and goes on from there', async () => {
    const jumped = await engineer('jumped');
    api.moveClock(HOUR);
    const first = await check(jumped, meter('jumped', 5));
    api.moveClock(-HOUR);
    const second = await check(jumped, meter('jumped', 5));
    expect(second.decidedAt).toBe(first.decidedAt);
    api.moveClock(2 * HOUR);
    const third = await check(jumped, meter('jumped', 5));
    expect(Date.parse(third.decidedAt)).toBeGreaterThan(Date.parse(first.decidedAt));
  });

  test('a hold that has expired on one of its accounts is over: nothing of it is captured, given back or extended', async () => {
    const [slow, fast] = [await engineer('slow'), await engineer('fast')];
    await grant(admin, { subject: 'slow', credits: '5' });
    const held = await check(slow, meter('slow', 8, { holdSeconds: 600 }));
    api.moveClock(HOUR);
    await check(fast, meter('fast', 1));
    api.moveClock(-HOUR);
    expect((await tryCheck(slow, meter('slow', 1, { extends: held.id }))).data?.checkAccess.reason).toBe('HOLD_CLOSED');
    await release(slow, held.id);
    // Whoever meters it may draw the excess from the pool too.
    await record(admin, {
      decisionId: held.id,
      usage: [{ dimension: 'units', quantity: 2 }],
      idempotencyKey: freshKey(),
    });
    await allSettled(api);
    const charges = await api.asOwner<{ captured: boolean }>(
      `select (d->>'captured')::boolean as captured from charge c join account a on a.id = c.account_id
       cross join lateral json_array_elements(c.body->'draws') as d where a.address = 'subject:slow'`,
    );
    expect(charges).toEqual([{ captured: false }]);
  });
});

describe("a database's clock that is far ahead of the process's (rule 35)", () => {
  afterAll(() => {
    jest.restoreAllMocks();
  });
  const processBehindBy = (milliseconds: number) => {
    const real = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => real() - milliseconds);
  };
  const ready = async () => {
    const response = await fetch(`${api.url}/ready`);
    return [response.status, ((await response.json()) as { status: string }).status];
  };
  const updates = () =>
    api.asOwner(
      `select count(*) from balance_update u join account a on a.id = u.account_id where a.address = 'subject:timely'`,
    );

  test('by five minutes and more is refused: OVERLOADED, /ready says why, and nothing is written', async () => {
    const timely = await engineer('timely');
    const before = await updates();
    processBehindBy(5 * MINUTE + 10_000);
    expect(codesOf(await tryCheck(timely, meter('timely', 1)))).toEqual(['OVERLOADED']);
    expect(await ready()).toEqual([503, "The database's clock is more than five minutes ahead of this process's."]);
    expect(await updates()).toEqual(before);
    jest.restoreAllMocks();
    expect(await ready()).toEqual([200, 'ready']);
    expect(await check(timely, meter('timely', 1))).toMatchObject({ outcome: 'ALLOWED' });
  });

  test('by less is believed, however far a test moves its clock', async () => {
    const tolerant = await engineer('tolerant');
    api.moveClock(HOUR);
    processBehindBy(4 * MINUTE);
    expect(await check(tolerant, meter('tolerant', 1))).toMatchObject({ outcome: 'ALLOWED' });
    jest.restoreAllMocks();
  });
});
