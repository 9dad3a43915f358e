/** What one object leads to is shown only to those who may read that too, and as of one instant. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, freshKey, grant, meter, purchase, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('acme/policy.csv', (text) =>
    text
      .replace(
        '\n# Who is what',
        `
p, role:pool_reader, account:pool:engineering, read, allow
p, role:ops, account:*, manage, allow
p, role:buyer, account:*, purchase, allow

# Who is what`,
      )
      .replace('\ng, admin,', '\ng, paul, role:pool_reader\ng, olga, role:ops\ng, bert, role:buyer\ng, admin,'),
  );
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  await setPlan(admin, 'erin', 'payg');
  await grant(admin, { pool: 'engineering', credits: '100', kind: 'ENTITLEMENT' });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

test("who may read a pool sees its updates, but not whose decisions they are, nor those people's accounts", async () => {
  const erin = api.as('acme', 'erin', ['engineering']);
  const { draws } = await check(erin, meter('erin', 10));
  expect(draws).toMatchObject([{ layer: 'POOL', amount: '10', lot: null }]);

  const UPDATES = `{ balanceUpdates(pool: "engineering") { nodes { cause decision { subject account { balance { available } } } } } }`;
  const paul = await api
    .as('acme', 'paul')
    .data<{ balanceUpdates: { nodes: { cause: string; decision: unknown }[] } }>(UPDATES);
  expect(paul.balanceUpdates.nodes.at(-1)).toEqual({ cause: 'HOLD', decision: null });
  const seen = await admin.data<typeof paul>(UPDATES);
  expect(seen.balanceUpdates.nodes.at(-1)).toMatchObject({ decision: { subject: 'erin' } });
});

describe('who may not read an account', () => {
  const state = () => admin.get('account', '{ account(subject: "mona") { state plan } }');
  beforeAll(async () => {
    await setPlan(admin, 'mona', 'payg');
  });

  test.each([
    ['balance { available }'],
    ['windows { window }'],
    ['lots { id }'],
    ['lotHistory { nodes { id } }'],
    ['decisions { nodes { id } }'],
    ['autoTopUp { enabled }'],
    ['... on Node { ...held }'],
  ])('and manages it, is refused before anything is done where the answer would show its %s', async (chosen) => {
    const olga = api.as('acme', 'olga');
    const fragment = chosen.includes('...held') ? 'fragment held on Account { seq lots { id } }' : '';
    const before = await state();
    for (const mutation of [
      `setAccountState(account: "subject:mona", state: SUSPENDED, reason: "x") { id ${chosen} }`,
      `setPlan(subject: "mona", plan: "pro") { id ${chosen} }`,
    ]) {
      const refused = await olga.run(`mutation { ${mutation} } ${fragment}`);
      expect(codesOf(refused)).toEqual(['FORBIDDEN']);
    }
    expect(await state()).toEqual(before);
  });

  test('and manages it, sees what it set', async () => {
    const olga = api.as('acme', 'olga');
    const SET = `mutation ($state: AccountState!) {
      setAccountState(account: "subject:mona", state: $state, reason: "x") { ...own } }
      fragment own on Account { __typename id subject plan state seq }`;
    for (const state of ['SUSPENDED', 'ACTIVE']) {
      expect(await olga.get('setAccountState', SET, { state })).toMatchObject({ subject: 'mona', state });
    }
  });

  test('and buys for it, does not see what becomes of the credits', async () => {
    const bought = await purchase(api.as('acme', 'bert'), { subject: 'mona', credits: '5' });
    expect(bought).toMatchObject({ status: 'PAID', credits: '5', lot: null });
    const QUERY = 'query ($id: ID!) { purchase(id: $id) { lot { amount } } }';
    expect(await admin.get('purchase', QUERY, { id: bought.id })).toEqual({ lot: { amount: '5' } });
    const mona = api.as('acme', 'mona');
    expect(await mona.get('purchase', QUERY, { id: bought.id })).toEqual({ lot: { amount: '5' } });
  });
});

test('an account shows seq, balance and lots of one and the same instant, also while it moves', async () => {
  await setPlan(admin, 'busy', 'payg');
  await grant(admin, { subject: 'busy', credits: '1000' });
  const busy = api.as('acme', 'busy');
  let running = true;
  const moving = (async () => {
    while (running) await check(busy, meter('busy', 1));
  })();
  const torn: unknown[] = [];
  const JOURNAL = `query ($seq: Uint64!) { account { seq balance { available held } lots { remaining held } }
    balanceUpdates(afterSeq: $seq, first: 1) { nodes { seq } } }`;
  for (let i = 0; i < 100; i++) {
    const { account } = await busy.data<{
      account: {
        seq: string;
        balance: { available: string; held: string };
        lots: { remaining: string; held: string }[];
      };
    }>(JOURNAL, { seq: '0' });
    const taken = BigInt(account.seq) - 2n;
    const [lot] = account.lots;
    const expected = { available: String(1000n - taken), held: String(taken) };
    if (account.balance.available !== expected.available || lot?.held !== expected.held) torn.push(account);
  }
  running = false;
  await moving;
  expect(torn).toEqual([]);
});

test('a hold that lapses within one batch, on an account whose time is ahead, ends there and stays ended', async () => {
  await setPlan(admin, 'brief', 'payg');
  // Its last instant is an hour ahead of the clock, as after a clock that jumped forward and came back.
  api.moveClock(HOUR);
  await grant(admin, { subject: 'brief', credits: '50' });
  api.moveClock(-HOUR);
  const inputs = [
    meter('brief', 5, { holdSeconds: 1, idempotencyKey: freshKey() }),
    meter('brief', 1, { groups: ['engineering'], idempotencyKey: freshKey() }),
  ];
  await admin.data('mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { id } }', { inputs });
  const [due] = await api.asOwner<{ held: string }>(
    `select count(*) as held from hold h join account a on a.tenant_id = h.tenant_id and a.id = h.account_id
     where a.address = 'subject:brief' and h.state = 'HELD' and (a.due_at is null or a.due_at > h.expires_at)`,
  );
  expect(due?.held).toBe('0');
});
