/** What a tenant's own admins may give, and what only the operator may do: through the real door, with real tokens. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY, openTestApi, type Answer, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, freshKey, grant, GRANT, meter, RESET, setPlan, SET_PLAN } from '../support/calls.js';
import { exactPolicies } from '../support/policies.js';
import { allSettled, settled, usedBy } from '../support/usage.js';

const BOUNDS = /\n    admins_may:\n(?: {6}.*\n)+/g;
const MAY = `
    admins_may:
      grant: { PROMOTIONAL: "1000 per month", ENTITLEMENT: "0.5 per month" }
      plans: [twin]
      resets: 2 per month
      correct: "10 per month"
`;

let api: TestApi;
let admin: Client;
let operator: Client;
beforeAll(async () => {
  const policies = exactPolicies();
  // Acme may give a little; of globex the operator has said nothing, and its own policy lets bob do everything.
  policies.edit('catalog.yaml', (text) => {
    const [, globex = ''] = /(\n {2}globex:[^]*)$/.exec(text) ?? [];
    return text.replace(globex, globex.replace(BOUNDS, '\n')).replace(BOUNDS, MAY);
  });
  policies.edit(
    'globex/policy.csv',
    (text) => `${text}
p, role:boss, account:*, read, allow
p, role:boss, account:*, grant, allow
p, role:boss, account:*, manage, allow
g, bob, role:boss
`,
  );
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  operator = api.as('acme', 'operator:ann');
});
afterAll(async () => api.close());
// A month of its own for each: what is given in one counts in no other.
beforeEach(() => api.moveClock(32 * DAY));

const tryGrant = (client: Client, input: Record<string, unknown>) =>
  client.run(GRANT, {
    input: { subject: 'ann', kind: 'PROMOTIONAL', reason: 'a test', idempotencyKey: freshKey(), ...input },
  });
const reset = (client: Client, idempotencyKey = freshKey()) =>
  client.run<{ resetAllowances: { replayed: boolean } }>(RESET, { input: { subjects: ['ann'], idempotencyKey } });
const words = ({ errors = [] }: Answer<unknown>) => errors.map(({ message }) => message).join();

/** How many rows there are, table by table: what a refused call may not change. */
async function countRows(): Promise<unknown> {
  const tables = ['account', 'lot', 'allowance_reset', 'admin_action', 'admin_allowance'];
  const counts = tables.map((table) => `(select count(*) from ${table}) as ${table}`);
  // What the ticker writes meanwhile is nobody's call.
  const updates = `(select count(*) from balance_update where cause not in ('WINDOW_RESET', 'HOLD_EXPIRED')) as balance_update`;
  return api.asOwner(`select ${[...counts, updates].join(', ')}`);
}

describe('a tenant’s policy narrows, never widens (rule 31)', () => {
  test('where the operator says nothing, its own grant and manage lines give nothing but the default plan', async () => {
    const bob = api.as('globex', 'bob');
    const before = await countRows();
    for (const kind of ['PROMOTIONAL', 'PURCHASED', 'REFUND', 'ENTITLEMENT']) {
      const refused = await tryGrant(bob, { subject: 'bob', kind, credits: '8999999999' });
      expect([kind, codesOf(refused)]).toEqual([kind, ['FORBIDDEN']]);
    }
    expect(codesOf(await bob.run(SET_PLAN, { subject: 'bob', plan: 'enterprise' }))).toEqual(['FORBIDDEN']);
    const everyone = { input: { everyone: true, idempotencyKey: freshKey() } };
    expect(codesOf(await bob.run(RESET, everyone))).toEqual(['FORBIDDEN']);
    expect(await countRows()).toEqual(before);

    await setPlan(api.as('globex', 'operator:ann'), 'bob', 'enterprise');
    await setPlan(bob, 'bob', 'free');
  });

  test('credits count per kind and UTC month; beyond is FORBIDDEN with what is left, and writes nothing', async () => {
    const idempotencyKey = freshKey();
    const first = await grant(admin, { subject: 'ann', credits: '600', idempotencyKey });
    const before = await countRows();
    const refused = await tryGrant(admin, { subject: 'nobody yet', credits: '400.000000001' });
    expect(codesOf(refused)).toEqual(['FORBIDDEN']);
    expect(words(refused)).toContain('1000 PROMOTIONAL credits per month (UTC); 400 are left');
    expect(await countRows()).toEqual(before);

    await grant(admin, { subject: 'ann', credits: '400' });
    expect(codesOf(await tryGrant(admin, { credits: '0.000000001' }))).toEqual(['FORBIDDEN']);
    await grant(admin, { subject: 'ann', kind: 'ENTITLEMENT', credits: '0.5' });
    expect(words(await tryGrant(admin, { kind: 'REFUND', credits: '1' }))).toContain('0 REFUND credits');
    expect(await grant(admin, { subject: 'ann', credits: '600', idempotencyKey })).toEqual({
      ...first,
      replayed: true,
    });

    api.moveClock(32 * DAY);
    await grant(admin, { subject: 'ann', credits: '1000' });
  });

  test('those who take what is left at once, in two processes, never get more than that together', async () => {
    const doors = [admin, (await api.another()).as('acme', 'admin')];
    const tries = Array.from({ length: 16 }, (_, i) =>
      tryGrant(doors[i % 2]!, { subject: `taker-${i}`, credits: '300' }),
    );
    const codes = (await Promise.all(tries)).map(codesOf);
    expect(codes.filter((of) => of.length === 0)).toHaveLength(3);
    expect(new Set(codes.flat())).toEqual(new Set(['FORBIDDEN']));
  });

  test('resets count by calls; one that its key repeats is answered and not counted', async () => {
    await setPlan(admin, 'ann', 'twin');
    await check(admin, meter('ann', 5));
    const [first, second] = [freshKey(), freshKey()];
    for (const key of [first, second]) expect(codesOf(await reset(admin, key))).toEqual([]);
    const before = await countRows();
    const refused = await reset(admin);
    expect([codesOf(refused), words(refused)]).toEqual([['FORBIDDEN'], expect.stringContaining('2 times per month')]);
    expect(await countRows()).toEqual(before);
    expect((await reset(admin, first)).data?.resetAllowances.replayed).toBe(true);
  });

  test('charges that are undone count by their amounts; one that its key repeats is answered and not counted', async () => {
    const VOID = 'mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { replayed } }';
    await setPlan(operator, 'una', 'payg');
    const events = [await settled(api, admin, usedBy('una', 8)), await settled(api, admin, usedBy('una', 3))];
    const undo = (client: Client, usageEventId: string, idempotencyKey = freshKey()) =>
      client.run<{ voidUsage: { replayed: boolean } }>(VOID, {
        input: { usageEventId, reason: 'a test', idempotencyKey },
      });
    const key = freshKey();
    expect(codesOf(await undo(admin, events[0]!.id, key))).toEqual([]);
    await allSettled(api);
    const before = await countRows();
    const refused = await undo(admin, events[1]!.id);
    expect([codesOf(refused), words(refused)]).toEqual([['FORBIDDEN'], expect.stringContaining('2 are left')]);
    expect(await countRows()).toEqual(before);
    expect((await undo(admin, events[0]!.id, key)).data?.voidUsage.replayed).toBe(true);
    expect(codesOf(await undo(operator, events[1]!.id))).toEqual([]);
    await allSettled(api);
  });

  test('plans are those that the operator names and the default one; an account on it already is left alone', async () => {
    await setPlan(admin, 'paul', 'twin');
    await setPlan(admin, 'paul', 'plus');
    const before = await countRows();
    const refused = await admin.run(SET_PLAN, { subject: 'paula', plan: 'enterprise' });
    expect([codesOf(refused), words(refused)]).toEqual([['FORBIDDEN'], expect.stringContaining('plus, twin')]);
    expect(await countRows()).toEqual(before);
    await setPlan(operator, 'paul', 'enterprise');
    await setPlan(admin, 'paul', 'enterprise');
  });
});

describe('the operator (rule 31)', () => {
  test('alone gives PURCHASED credits that were paid for elsewhere, once for each reference', async () => {
    const bought = {
      subject: 'pia',
      kind: 'PURCHASED',
      credits: '25',
      reason: 'an invoice',
      idempotencyKey: 'invoice',
    };
    expect(codesOf(await tryGrant(admin, { ...bought, reference: 'INV-1' }))).toEqual(['FORBIDDEN']);
    const nameless = await tryGrant(operator, bought);
    expect([codesOf(nameless), words(nameless)]).toEqual([['BAD_USER_INPUT'], expect.stringContaining('reference')]);
    const lot = await grant(operator, { ...bought, reference: 'INV-1' });
    expect(lot).toMatchObject({ kind: 'PURCHASED', amount: '25', replayed: false });
    expect(await grant(operator, { ...bought, reference: 'INV-1' })).toEqual({ ...lot, replayed: true });
    expect(codesOf(await tryGrant(operator, { ...bought, reference: 'INV-2' }))).toEqual(['IDEMPOTENCY_CONFLICT']);

    const again = { ...bought, reference: 'INV-1' };
    const before = await countRows();
    const tries = ['pia', 'pit', 'pol'].map((subject) =>
      tryGrant(operator, { ...again, subject, idempotencyKey: freshKey() }),
    );
    expect((await Promise.all(tries)).map(codesOf)).toEqual([['CONFLICT'], ['CONFLICT'], ['CONFLICT']]);
    expect(await countRows()).toEqual(before);
    const [one, other] = await Promise.all(
      ['pit', 'pol'].map((subject) =>
        tryGrant(operator, { ...again, subject, reference: 'INV-3', idempotencyKey: freshKey() }),
      ),
    );
    expect([...codesOf(one!), ...codesOf(other!)]).toEqual(['CONFLICT']);
  });

  test('is bound by no month, and what it gives is not counted against the tenant’s admins', async () => {
    await grant(operator, { subject: 'olga', credits: '5000' });
    await grant(admin, { subject: 'olga', credits: '1000' });
    for (let i = 0; i < 3; i++) expect(codesOf(await reset(operator))).toEqual([]);
    expect(codesOf(await reset(admin))).toEqual([]);
  });

  test('has every permission in the tenant that its token names, and in no other; it has no account', async () => {
    await grant(operator, { subject: 'olaf', credits: '1' });
    const LOOK = `{ viewer { subject roles permissions { object action } account { id } } policy { ok }
      account(subject: "olaf") { subject } reconcile(everyone: true) { balances } }`;
    const seen = await operator.data<{ viewer: { permissions: unknown[] } }>(LOOK);
    expect(seen).toMatchObject({
      viewer: { subject: 'operator:ann', roles: [], account: null },
      policy: { ok: true },
      account: { subject: 'olaf' },
      reconcile: { balances: true },
    });
    expect(seen.viewer.permissions).toContainEqual({ object: 'account:*', action: 'manage' });
    expect(await api.as('globex', 'operator:ann').get('account', LOOK.replace('policy { ok }', ''))).toBeNull();

    const own = await operator.run('{ account { id } }');
    expect([codesOf(own), words(own)]).toEqual([['BAD_USER_INPUT'], expect.stringContaining('has no account')]);
  });

  test('is nobody’s subject: no call may name one, so nobody acts for it or gives it anything', async () => {
    for (const client of [admin, operator]) {
      expect(codesOf(await tryGrant(client, { subject: 'operator:ann', credits: '1' }))).toEqual(['BAD_USER_INPUT']);
    }
  });
});
