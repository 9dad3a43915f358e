/** What admins set: plans, states, and windows ended early. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { useWindows } from '../support/hold-credits.js';
import { SYSTEM } from '../../src/books/admin-action.js';
import { setAccountState } from '../../src/accounts/manage-account.js';
import { setPlan } from '../../src/accounts/set-plan.js';
import { beginReset, resetAllowances, resetCall, resetNext } from '../../src/accounts/reset-allowances.js';

const CREDIT = 1_000_000_000n;

let t: TestLedger;
let count = 0;
let who: { tenant: string; address: string };
let subject: string;

beforeAll(async () => {
  t = await openTestLedger();
});
afterAll(async () => t.close());
beforeEach(() => {
  t.clock.ahead = 0;
  subject = `managed-${(count += 1)}`;
  who = { tenant: 'acme', address: `subject:${subject}` };
});

const journal = (address = who.address, tenant = 'acme') =>
  t.asOwner<{ cause: string; after: { plan: string; state: string; windows: { window: string; capacity: string }[] } }>(
    `select u.cause, u.after from balance_update u
     join account a on a.tenant_id = u.tenant_id and a.id = u.account_id
     where a.tenant_id = $2 and a.address = $1 order by u.seq`,
    [address, tenant],
  );
const causes = async (address?: string, tenant?: string) => (await journal(address, tenant)).map(({ cause }) => cause);
const account = async () =>
  (
    await t.asOwner<{ windows: { name: string; held: string }[]; state_reason: string }>(
      'select * from account where address = $1',
      [who.address],
    )
  )[0];
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'it passed',
    (error: { code?: string }) => error.code,
  );

describe('setPlan', () => {
  test('keeps what same-named windows count and changes their capacity', async () => {
    await useWindows(t, who, 3n * CREDIT);
    const before = await account();
    expect(await setPlan(t, { tenant: 'acme', subject, actor: SYSTEM }, 'pro')).toMatchObject({ plan: 'pro', seq: 2n });
    expect((await account())?.windows).toEqual(before?.windows);
    const after = (await journal()).at(-1);
    expect([after?.cause, after?.after.plan]).toEqual(['PLAN_CHANGED', 'pro']);
    expect(after?.after.windows).toMatchObject([
      { window: 'five_hour', capacity: String(300n * CREDIT), held: String(3n * CREDIT) },
      {},
    ]);
  });

  test('makes the account where it does not exist, and writes nothing where nothing changes', async () => {
    expect(await setPlan(t, { tenant: 'acme', subject, actor: SYSTEM }, 'payg')).toMatchObject({
      plan: 'payg',
      seq: 1n,
    });
    expect(await setPlan(t, { tenant: 'acme', subject, actor: SYSTEM }, 'payg')).toMatchObject({
      plan: 'payg',
      seq: 1n,
    });
  });

  test('to a plan that is not in the catalog is BAD_USER_INPUT and writes nothing', async () => {
    expect(await failure(setPlan(t, { tenant: 'acme', subject, actor: SYSTEM }, 'gold'))).toBe('BAD_USER_INPUT');
    expect(await account()).toBeUndefined();
  });
});

describe('setAccountState', () => {
  test('suspends a subject or a pool once, keeps the reason, and reactivates it', async () => {
    for (const address of [who.address, `pool:${subject}`]) {
      const set = (state: 'ACTIVE' | 'SUSPENDED', reason: string) =>
        setAccountState(t, { tenant: 'acme', address, actor: SYSTEM }, state, reason);
      expect(await set('SUSPENDED', 'fraud')).toMatchObject({ state: 'SUSPENDED', seq: 1n });
      expect(await set('SUSPENDED', 'again')).toMatchObject({ state: 'SUSPENDED', seq: 1n });
      const [row] = await t.asOwner<{ state_reason: string }>('select * from account where address = $1', [address]);
      expect(row?.state_reason).toBe('fraud');
      expect(await set('ACTIVE', 'cleared')).toMatchObject({ state: 'ACTIVE', seq: 2n });
      expect((await journal(address)).map(({ cause, after }) => [cause, after.state])).toEqual([
        ['STATE_CHANGED', 'SUSPENDED'],
        ['STATE_CHANGED', 'ACTIVE'],
      ]);
    }
  });

  test('without a reason is BAD_USER_INPUT and writes nothing', async () => {
    expect(await failure(setAccountState(t, { ...who, actor: SYSTEM }, 'SUSPENDED', ''))).toBe('BAD_USER_INPUT');
    expect(await account()).toBeUndefined();
  });
});

describe('resetAllowances', () => {
  const call = (over: { subjects?: string[]; everyone?: boolean; windows?: string[]; idempotencyKey?: string }) =>
    resetCall({ everyone: false, idempotencyKey: `reset-${subject}`, ...over });
  const reset = (over: Parameters<typeof call>[0]) => resetAllowances(t, { tenant: 'acme', actor: SYSTEM }, call(over));

  test('ends the named windows of the named subjects once; those without an account are passed over', async () => {
    await useWindows(t, who, CREDIT);
    t.clock.ahead = 1_000;
    const over = { subjects: [subject, 'nobody'], windows: ['weekly'] };
    expect(await reset(over)).toMatchObject({ accounts: 1n, replayed: false });
    expect(await causes()).toEqual(['HOLD', 'ALLOWANCE_RESET']);
    expect((await account())?.windows.map(({ name }) => name)).toEqual(['five_hour']);
    expect(await reset(over)).toMatchObject({ accounts: 1n, replayed: true });
    expect(await causes()).toEqual(['HOLD', 'ALLOWANCE_RESET']);
  });

  test('leaves windows that started after its instant alone, also on a retry', async () => {
    await useWindows(t, who, CREDIT);
    t.clock.ahead = 1_000;
    await reset({ subjects: [subject] });
    await useWindows(t, who, CREDIT);
    await reset({ subjects: [subject] });
    expect(await causes()).toEqual(['HOLD', 'ALLOWANCE_RESET', 'ALLOWANCE_RESET', 'HOLD']);
  });

  test('for everyone goes on where a cut-off call stopped, and calls at once double nothing', async () => {
    await t.asOwner(
      `insert into account (tenant_id, id, address, plan, last_at, created_at)
       select 'globex', gen_random_uuid(), 'subject:crowd-' || n, 'free', now(), now() from generate_series(1, 1200) as n`,
    );
    for (const n of [1, 777, 999]) await useWindows(t, { tenant: 'globex', address: `subject:crowd-${n}` }, CREDIT);
    t.clock.ahead = 1_000;
    const everyone = call({ everyone: true });
    const bySystem = { tenant: 'globex', actor: SYSTEM };
    const { reset: begun } = await beginReset(t.ledger, { catalog: t.catalog, ...bySystem }, everyone);
    expect(await resetNext(t.ledger, begun, everyone)).toBe(false);
    const retries = await Promise.all([0, 1, 2].map(() => resetAllowances(t, bySystem, everyone)));
    for (const retry of retries)
      expect(retry).toMatchObject({ uuid: begun.uuid, accounts: 1200n, finished: true, replayed: true });
    for (const n of [1, 777, 999]) {
      expect(await causes(`subject:crowd-${n}`, 'globex')).toEqual(['HOLD', 'ALLOWANCE_RESET', 'ALLOWANCE_RESET']);
    }
  });

  test('under a key with another input is refused', async () => {
    await reset({ subjects: [subject] });
    expect(await failure(reset({ subjects: [subject, 'other'] }))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await failure(reset({ everyone: true }))).toBe('IDEMPOTENCY_CONFLICT');
  });

  test('needs either subjects or everyone, and windows that some plan has', async () => {
    const refused: Parameters<typeof call>[0][] = [
      {},
      { everyone: true, subjects: ['a'] },
      { subjects: [] },
      { subjects: ['role:admin'] },
      { subjects: Array.from({ length: 501 }, (_, i) => `s${i}`) },
      { subjects: ['a'], windows: [] },
      { subjects: ['a'], windows: ['hourly'] },
      { subjects: ['a'], idempotencyKey: '' },
    ];
    for (const over of refused) expect(await failure(Promise.resolve().then(() => reset(over)))).toBe('BAD_USER_INPUT');
    expect(await t.asOwner('select 1 from allowance_reset where key = $1', [`reset-${subject}`])).toEqual([]);
  });
});
