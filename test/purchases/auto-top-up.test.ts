/** Automatic top-up: agreed to in so many words, one purchase per shortfall, within its cap, and patient when declined. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Actor } from '../../src/books/admin-action.js';
import { beginTopUps } from '../../src/purchases/begin-top-ups.js';
import { setAutoTopUp } from '../../src/purchases/set-auto-top-up.js';
import { Ledger, type TopUps } from '../../src/books/unit-of-work.js';
import { HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, freshKey, grant, meter, purchase, release, SET_STATE, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, RECORD_MANY, settled, usedBy, usedOf, type UsageEvent } from '../support/usage.js';

interface TopUp {
  enabled: boolean;
  state: string;
  boughtThisMonth: string;
  nextAttemptAt: string | null;
  lastDeclineReason: string | null;
  purchases: {
    nodes: { status: string; credits: string; automatic: boolean; lot: { amount: string } | null }[];
  } | null;
  consents: { nodes: { subject: string; enabled: boolean; statement: string }[] } | null;
}

const FIELDS = `account enabled state threshold target monthlyCap paymentMethod boughtThisMonth consentedBy consentedAt
  nextAttemptAt lastDeclineReason purchases { nodes { id status credits automatic declineReason lot { amount } } }
  consents { nodes { subject enabled statement at threshold target monthlyCap paymentMethod } }`;
const SET = `mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { ${FIELDS} } }`;
const SHOW = `query ($subject: ID!) { account(subject: $subject) { id balance { available debt } autoTopUp { ${FIELDS} } } }`;
const TERMS = { threshold: '50', target: '100', monthlyCap: '1000', enabled: true, consent: true };
const NANO = 1_000_000_000n;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const set = (input: object, client = admin) =>
  client.get<TopUp>('setAutoTopUp', SET, { input: { ...TERMS, ...input } });
const trySet = (input: object, client = admin) => client.run(SET, { input: { ...TERMS, ...input } });

/** A subject that pays for everything with so many granted credits. */
async function funded(subject: string, credits = '100'): Promise<void> {
  await setPlan(admin, subject, 'payg');
  await grant(admin, { subject, credits });
}

/** Debits without a hold. */
const use = (subject: string, units: number) => settled(api, admin, usedBy(subject, units));

/** The top-up, the balance and the purchases as `status credits`, oldest first, once no purchase is under way. */
async function show(subject: string) {
  const look = () =>
    admin.get<{ id: string; balance: { available: string; debt: string }; autoTopUp: TopUp }>('account', SHOW, {
      subject,
    });
  // Showing the account writes what fell due on it, which may begin a purchase.
  await look();
  await allEnded();
  const { id, balance, autoTopUp } = await look();
  const bought = autoTopUp.purchases!.nodes.map(({ status, credits }) => `${status} ${credits}`).reverse();
  return { id, ...autoTopUp, ...balance, bought };
}

async function allEnded(): Promise<void> {
  for (;;) {
    const rows = await api.asOwner('select from purchase where unsettled limit 1');
    if (rows.length === 0) return;
  }
}

test('one at a time: while a payment is pending nothing more is bought, however far the balance falls', async () => {
  await funded('slow');
  await set({ subject: 'slow', paymentMethod: 'sandbox:slow' });
  await use('slow', 60);
  // In one call, for the card is slow by a second only.
  const inputs = Array.from({ length: 10 }, () => usedBy('slow', 3));
  await admin.get('recordUsageMany', RECORD_MANY, { inputs });
  const pending = await admin.get<{ autoTopUp: TopUp }>('account', SHOW, { subject: 'slow' });
  expect(pending.autoTopUp).toMatchObject({ state: 'PENDING', boughtThisMonth: '0' });
  expect(pending.autoTopUp.purchases!.nodes).toMatchObject([{ status: 'PENDING', credits: '60', automatic: true }]);
  await allSettled(api);
  expect(await show('slow')).toMatchObject({ state: 'READY', available: '70', bought: ['PAID 60'] });
});

test('switched off while a payment is pending: that one ends, and no other begins', async () => {
  await funded('leaving');
  await set({ subject: 'leaving', paymentMethod: 'sandbox:slow' });
  await use('leaving', 60);
  expect(await set({ subject: 'leaving', enabled: false })).toMatchObject({ enabled: false, state: 'OFF' });
  expect(await show('leaving')).toMatchObject({ state: 'OFF', available: '100', bought: ['PAID 60'] });
  await use('leaving', 90);
  expect(await show('leaving')).toMatchObject({ available: '10', bought: ['PAID 60'], nextAttemptAt: null });
});

test('1,000 debits across the threshold, through two processes at once: one charge, one lot', async () => {
  await funded('thousand', '1500');
  await set({ subject: 'thousand', threshold: '1000', target: '2000', monthlyCap: '100000' });
  const doors = [admin, (await api.another()).as('acme', 'admin')];
  const calls = Array.from({ length: 20 }, (_, call) => {
    const inputs = Array.from({ length: 50 }, () => usedBy('thousand', 1));
    return doors[call % 2]!.get<UsageEvent[]>('recordUsageMany', RECORD_MANY, { inputs });
  });
  expect((await Promise.all(calls)).flat().filter(({ id }) => id)).toHaveLength(1000);
  await allSettled(api);
  const { state, bought, purchases, available, boughtThisMonth } = await show('thousand');
  expect([state, bought.length]).toEqual(['READY', 1]);
  expect(purchases!.nodes[0]?.lot?.amount).toBe(boughtThisMonth);
  expect(Number(available)).toBe(500 + Number(boughtThisMonth));
  const lots =
    await api.asOwner(`select l.id from lot l join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
    where a.address = 'subject:thousand' and l.kind = 'PURCHASED'`);
  expect(lots).toHaveLength(1);
});

test('without consent: true it is refused in the words of what is agreed to, and nothing is set', async () => {
  await funded('wary', '10');
  const refused = await trySet({ subject: 'wary', consent: false });
  expect(codesOf(refused)).toEqual(['BAD_USER_INPUT']);
  const words = 'fewer than 50 credits are left on subject:wary, available or held, credits up to 100 are bought';
  expect(refused.errors?.[0]?.message).toContain(words);
  const { consent: _, ...silent } = TERMS;
  expect(codesOf(await admin.run(SET, { input: { ...silent, subject: 'wary' } }))).toEqual(['BAD_USER_INPUT']);
  await purchase(admin, { subject: 'wary', credits: '1' });
  const { autoTopUp } = await admin.get<{ autoTopUp: null }>('account', SHOW, { subject: 'wary' });
  expect(autoTopUp).toBeNull();
});

test.each([
  ['no threshold', { threshold: null }],
  ['no target', { target: null }],
  ['no cap', { monthlyCap: null }],
  ['a threshold of nothing', { threshold: '0' }],
  ['a target that is not above the threshold', { target: '50' }],
  ['a cap of nothing', { monthlyCap: '0' }],
  ['a method that the provider does not have', { paymentMethod: 'visa' }],
  ['two accounts', { pool: 'engineering' }],
])('%s is BAD_USER_INPUT', async (_, wrong) => {
  expect(codesOf(await trySet({ subject: 'mistaken', ...wrong }))).toEqual(['BAD_USER_INPUT']);
});

test.each([
  ['a target', { threshold: '0.05', target: '0.124999999' }, 'target must be at least 0.125'],
  ['a cap', { monthlyCap: '0.1' }, 'monthlyCap must be at least 0.125'],
])(
  '%s below the smallest purchase is refused with the minimum, and writes nothing (rule 39)',
  async (_, terms, says) => {
    const refused = await trySet({ subject: 'penniless', ...terms });
    expect(codesOf(refused)).toEqual(['BAD_USER_INPUT']);
    expect(refused.errors?.[0]?.message).toBe(`${says}: the smallest payment that "sandbox" takes is 0.01 USD.`);
    expect(await api.asOwner(`select from account where address = 'subject:penniless'`)).toEqual([]);
  },
);

test('a hold never buys, however often it is made; what its work uses up does (rule 39)', async () => {
  await funded('holding');
  expect(await set({ subject: 'holding' })).toMatchObject({ state: 'READY', nextAttemptAt: null });
  for (let round = 0; round < 4; round++) {
    const { id } = await check(admin, meter('holding', 100));
    expect(await show('holding')).toMatchObject({ bought: [], available: '0' });
    await release(admin, id);
  }
  const { id } = await check(admin, meter('holding', 51));
  await settled(api, admin, usedOf(id, 51));
  expect(await show('holding')).toMatchObject({ bought: ['PAID 51'], available: '100', boughtThisMonth: '51' });

  await check(admin, meter('holding', 30));
  await use('holding', 40);
  expect(await show('holding')).toMatchObject({ bought: ['PAID 51'], available: '30' });
  await use('holding', 11);
  expect(await show('holding')).toMatchObject({ bought: ['PAID 51', 'PAID 51'], available: '70' });
});

test('reports of a token each buy the smallest purchase, not a payment of less than a cent each (rule 39)', async () => {
  await funded('dripping', '5');
  await set({ subject: 'dripping', threshold: '5', target: '5.000000001', monthlyCap: '30' });
  for (let report = 0; report < 5; report++) {
    const usage = [{ dimension: 'input_tokens', quantity: 1 }];
    const input = { subject: 'dripping', product: 'codex', feature: 'gpt-5.4', usage, idempotencyKey: freshKey() };
    await settled(api, admin, input);
  }
  expect(await show('dripping')).toMatchObject({ bought: ['PAID 0.125'], available: '5.1246875' });
  const prices = await api.asOwner(`select price_amount from purchase p join account a
    on a.tenant_id = p.tenant_id and a.id = p.account_id where a.address = 'subject:dripping'`);
  expect(prices).toEqual([{ price_amount: '0.01' }]);
});

test('what the cap leaves is CAPPED where it is below the smallest purchase (rule 39)', async () => {
  await funded('scraping');
  await set({ subject: 'scraping', monthlyCap: '60.124999999' });
  await use('scraping', 60);
  expect(await show('scraping')).toMatchObject({ state: 'READY', bought: ['PAID 60'] });
  await use('scraping', 60);
  const capped = { state: 'CAPPED', bought: ['PAID 60'], available: '40', boughtThisMonth: '60' };
  expect(await show('scraping')).toMatchObject(capped);
});

test('agreed to a target below the smallest purchase, as was possible before, it stops and says so (rule 39)', async () => {
  await funded('early');
  await set({ subject: 'early' });
  const owner = `(select id from account where address = 'subject:early')`;
  for (const table of ['top_up', 'top_up_consent']) {
    await api.asOwner(`update ${table} set threshold = 50000000, target = 100000000 where account_id = ${owner}`);
  }
  await api.asOwner(`update account set top_up_below = 50000000 where id = ${owner}`);
  await use('early', 100);
  const { lastDeclineReason, ...shown } = await show('early');
  expect(shown).toMatchObject({ state: 'STOPPED', bought: [], available: '0' });
  expect(lastDeclineReason).toBe('The smallest purchase, 0.125 credits, is above the target agreed to.');
});

test('it fires on the crossing: by usage without a decision, and when enabled below', async () => {
  await funded('using');
  await set({ subject: 'using' });
  await use('using', 51);
  expect(await show('using')).toMatchObject({ bought: ['PAID 51'], available: '100' });

  expect(await set({ subject: 'new here' })).toMatchObject({ state: 'PENDING' });
  expect(await show('new here')).toMatchObject({ state: 'READY', bought: ['PAID 100'], available: '100' });
});

test('debt is bought off with it: still one purchase, and the target is reached', async () => {
  await funded('owing', '40');
  await set({ subject: 'owing', threshold: '30' });
  await use('owing', 60);
  expect(await show('owing')).toMatchObject({ bought: ['PAID 120'], available: '100', debt: '0' });
});

test('the same terms again change nothing; who agreed to what is kept for good', async () => {
  await funded('settled');
  await set({ subject: 'settled' });
  await set({ subject: 'settled' }, api.as('acme', 'carol'));
  await set({ subject: 'settled', enabled: false, consent: false });
  const shown = await show('settled');
  expect(shown).toMatchObject({ state: 'OFF', threshold: '50', consentedBy: 'carol', account: shown.id });
  const consents = shown.consents!.nodes.map(({ subject, enabled }) => `${subject} ${enabled}`);
  expect(consents).toEqual(['admin false', 'carol true', 'admin true']);
  expect(shown.consents!.nodes[1]?.statement).toContain('at most 1000 per calendar month (UTC)');
  const changing = api.app.database.transaction(['acme'], (tx) =>
    tx.query('update top_up_consent set enabled = true', []),
  );
  await expect(changing).rejects.toThrow('permission denied');
});

test('it takes purchase on the account; another tenant’s account is not there', async () => {
  await funded('guarded', '10');
  const { id } = await admin.get<{ id: string }>('account', SHOW, { subject: 'guarded' });
  expect(codesOf(await trySet({ subject: 'guarded' }, api.as('acme', 'bob')))).toEqual(['FORBIDDEN']);
  expect(codesOf(await trySet({}, api.as('globex', 'alice')))).toEqual(['FORBIDDEN']);
  expect(codesOf(await trySet({ account: id }, api.as('globex', 'admin')))).toEqual(['NOT_FOUND']);
  expect(await set({}, api.as('acme', 'bob'))).toMatchObject({ consentedBy: 'bob' });
});

test('a suspended account is not topped up; put to use again, it is', async () => {
  await funded('halted');
  await set({ subject: 'halted' });
  const put = (state: string) => admin.data(SET_STATE, { account: 'subject:halted', state, reason: 'a test' });
  await put('SUSPENDED');
  await use('halted', 60);
  expect(await show('halted')).toMatchObject({ state: 'READY', bought: [] });
  await put('ACTIVE');
  expect(await show('halted')).toMatchObject({ state: 'READY', bought: ['PAID 60'] });
});

/** A ledger beside the API processes, which tops up as far as it is let. */
const ADMIN: Actor = { kind: 'SUBJECT', name: 'admin', requestId: null };

function ledgerWith(topUps?: TopUps) {
  const { database, policies } = api.app;
  const clockOffset = () => api.now() - Date.now();
  return new Ledger({
    database,
    catalog: () => policies.catalog(),
    onCommit() {},
    clockOffset,
    ...(topUps && { topUps }),
  });
}

const agreed = { enabled: true, consent: true, threshold: 50n * NANO, target: 100n * NANO, monthlyCap: 1000n * NANO };

test('a process that dies between the crossing and the charge: another one charges, once', async () => {
  const { payments, policies } = api.app;
  const ledger = ledgerWith({
    begin: (tx, books, due) => beginTopUps({ payments, mayPurchase: () => true }, tx, books, due),
    begun() {},
  });
  const catalog = policies.catalog();
  const who = { tenant: 'acme', address: 'subject:orphan', actor: ADMIN, groups: [] };
  expect(await setAutoTopUp({ ledger, payments, catalog }, who, agreed)).toMatchObject({ state: 'PENDING' });
  await Promise.all([api.another(), api.another()]);
  expect(await show('orphan')).toMatchObject({ state: 'READY', bought: ['PAID 100'], available: '100' });
});

test('a process without payments, as a settlement worker is, leaves it to one that has them', async () => {
  const { payments, policies } = api.app;
  const catalog = policies.catalog();
  const who = { tenant: 'acme', address: 'subject:handed on', actor: ADMIN, groups: [] };
  const set = await setAutoTopUp({ ledger: ledgerWith(), payments, catalog }, who, agreed);
  expect(set).toMatchObject({ state: 'READY' });
  expect(await show('handed on')).toMatchObject({ state: 'READY', bought: ['PAID 100'], available: '100' });
});

test('a declined card: one retry plan, no loop; after the fourth decline it waits for a person', async () => {
  await funded('broke');
  await set({ subject: 'broke', paymentMethod: 'sandbox:declined' });
  await use('broke', 60);
  const declined = ['DECLINED 60'];
  for (const hours of [1, 6, 24]) {
    const { nextAttemptAt, ...shown } = await show('broke');
    expect(shown).toMatchObject({ state: 'BACKING_OFF', bought: declined, boughtThisMonth: '0' });
    expect(shown.lastDeclineReason).toContain('declined');
    const wait = Date.parse(nextAttemptAt!) - api.now();
    expect(wait).toBeGreaterThan(hours * HOUR - MINUTE);
    expect(wait).toBeLessThanOrEqual(hours * HOUR + 1_000);
    for (let i = 0; i < 4; i++) await use('broke', 1);
    await set({ subject: 'broke', paymentMethod: 'sandbox:declined' });
    api.moveClock(hours * HOUR - 2 * MINUTE);
    await use('broke', 1);
    expect((await show('broke')).bought).toEqual(declined);
    api.moveClock(2 * MINUTE);
    declined.push(`DECLINED ${60 + 5 * declined.length}`);
  }
  expect(await show('broke')).toMatchObject({ state: 'STOPPED', bought: declined, nextAttemptAt: null });
  await use('broke', 1);
  api.moveClock(48 * HOUR);
  expect(await show('broke')).toMatchObject({ state: 'STOPPED', enabled: true, bought: declined });
  await set({ subject: 'broke', paymentMethod: 'sandbox:ok' });
  expect(await show('broke')).toMatchObject({ state: 'READY', lastDeclineReason: null, available: '100' });
});

test('a card that works again ends the back-off, and declines are counted anew', async () => {
  await funded('recovering');
  await set({ subject: 'recovering', paymentMethod: 'sandbox:declined' });
  await use('recovering', 60);
  expect(await show('recovering')).toMatchObject({ state: 'BACKING_OFF' });
  await purchase(admin, { subject: 'recovering', credits: '60' });
  api.moveClock(2 * HOUR);
  expect(await show('recovering')).toMatchObject({ state: 'READY', bought: ['DECLINED 60'], nextAttemptAt: null });
  await use('recovering', 60);
  expect(await show('recovering')).toMatchObject({ state: 'BACKING_OFF', bought: ['DECLINED 60', 'DECLINED 60'] });
  await set({ subject: 'recovering' });
  expect(await show('recovering')).toMatchObject({ state: 'READY', available: '100', paymentMethod: null });
});

test('the monthly cap cuts the last purchase and stops the next, until the month turns', async () => {
  await funded('capped');
  await set({ subject: 'capped', monthlyCap: '100' });
  await use('capped', 60);
  expect(await show('capped')).toMatchObject({ state: 'READY', bought: ['PAID 60'], available: '100' });
  await use('capped', 60);
  const cut = ['PAID 60', 'PAID 40'];
  expect(await show('capped')).toMatchObject({ state: 'READY', bought: cut, available: '80' });
  await use('capped', 40);
  const today = new Date(api.now());
  const next = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
  const capped = { state: 'CAPPED', bought: cut, available: '40', boughtThisMonth: '100' };
  expect(await show('capped')).toMatchObject({ ...capped, nextAttemptAt: new Date(next).toISOString() });
  await use('capped', 10);
  expect(await show('capped')).toMatchObject({ state: 'CAPPED', bought: cut });
  api.moveClockTo(next);
  expect(await show('capped')).toMatchObject({
    state: 'READY',
    bought: [...cut, 'PAID 70'],
    boughtThisMonth: '70',
    available: '100',
  });
  await set({ subject: 'capped', monthlyCap: '75' });
  await use('capped', 60);
  expect(await show('capped')).toMatchObject({ state: 'CAPPED', bought: [...cut, 'PAID 70', 'PAID 5'] });
  await set({ subject: 'capped', monthlyCap: '1000' });
  expect(await show('capped')).toMatchObject({ state: 'READY', available: '100', boughtThisMonth: '130' });
});
