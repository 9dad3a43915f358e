/** What somebody is told before they agree: the price of a purchase, the words of a consent. Both hold, or are refused. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { codesOf, freshKey, grant, setPlan } from '../support/calls.js';

interface Money {
  amount: string;
  currency: string;
}
interface Quote {
  credits: string;
  price: Money;
  minimum: string;
  maximum: string;
  testMode: boolean;
  methods: { id: string; label: string }[];
  defaultMethod: string;
}

const QUOTE = `query ($account: ID, $subject: ID, $pool: ID, $credits: Credits!) {
  purchaseQuote(account: $account, subject: $subject, pool: $pool, credits: $credits) {
    credits price { amount currency } minimum maximum testMode methods { id label } defaultMethod } }`;
const BUY = `mutation ($input: PurchaseCreditsInput!) {
  purchaseCredits(input: $input) { id status credits price { amount currency } replayed } }`;
const TERMS = `query ($subject: ID, $threshold: Credits!, $target: Credits!, $monthlyCap: Credits!, $paymentMethod: ID) {
  autoTopUpTerms(subject: $subject, threshold: $threshold, target: $target, monthlyCap: $monthlyCap,
    paymentMethod: $paymentMethod) { statement } }`;
const SET = `mutation ($input: AutoTopUpInput!) {
  setAutoTopUp(input: $input) { enabled consents { nodes { statement } } } }`;

let api: TestApi;
let admin: Client;
let alice: Client;

beforeAll(async () => {
  api = await openTestApi();
  admin = api.as('acme', 'admin');
  alice = api.as('acme', 'alice');
});
afterAll(() => api.close());

const quote = (credits: string, args: Record<string, unknown> = {}, client = alice) =>
  client.get<Quote>('purchaseQuote', QUOTE, { credits, ...args });
const buy = (input: Record<string, unknown>) =>
  alice.run<{ purchaseCredits: { price: Money; id: string } }>(BUY, { input });
const messageOf = (answer: { errors?: { message: string }[] }) => answer.errors?.[0]?.message;

describe('a quote', () => {
  test('is what the purchase then charges, to the minor unit and the nano-credit', async () => {
    for (const credits of ['0.125', '0.374999999', '0.375', '1', '7.77', '12.345678901', '99.999999999', '1000000']) {
      const { price, credits: asked } = await quote(credits);
      const bought = await buy({ credits, expectedPrice: price, idempotencyKey: freshKey() });
      expect(bought.data?.purchaseCredits).toMatchObject({ price, credits: asked, status: 'PAID' });
    }
  });

  test('refuses what the purchase refuses, in the same words', async () => {
    for (const credits of ['0', '0.000000001', '0.124999999', '9000000000']) {
      const [asked, bought] = [await alice.run(QUOTE, { credits }), await buy({ credits, idempotencyKey: freshKey() })];
      expect([credits, codesOf(asked), messageOf(asked)]).toEqual([credits, ['BAD_USER_INPUT'], messageOf(bought)]);
    }
  });

  test('says how little and how much can be bought, and how it may be paid for', async () => {
    await grant(admin, { subject: 'holder', credits: '1000', kind: 'ENTITLEMENT' });
    const { minimum, maximum, methods, testMode } = await quote('1', { subject: 'holder' }, admin);
    expect([minimum, maximum, testMode]).toEqual(['0.125', '8999999000', true]);
    expect(methods.map(({ id }) => id)).toEqual(['sandbox:ok', 'sandbox:declined', 'sandbox:slow']);
    expect(methods.every(({ label }) => label.length > 0)).toBe(true);
    expect(codesOf(await admin.run(QUOTE, { subject: 'holder', credits: '8999999000.000000001' }))).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect((await quote(maximum, { subject: 'holder' }, admin)).credits).toBe(maximum);
  });

  test('names the method of a purchase that names none, and offers it first', async () => {
    await setPlan(admin, 'payer', 'payg');
    const ofPayer = { subject: 'payer' };
    const named = async () => {
      const { methods, defaultMethod } = await quote('1', ofPayer, admin);
      const key = freshKey();
      await admin.run(BUY, { input: { ...ofPayer, credits: '1', idempotencyKey: key } });
      const [paid] = await api.asOwner<{ by: string }>('select payment_method as by from purchase where key = $1', [
        key,
      ]);
      expect([defaultMethod, methods[0]?.id]).toEqual([paid?.by, paid?.by]);
      return defaultMethod;
    };
    expect(await named()).toBe('sandbox:ok');
    await api.asOwner(`update account set payment_method = 'sandbox:declined' where address = 'subject:payer'`);
    expect(await named()).toBe('sandbox:declined');
  });

  test('needs purchase on the account, makes no account, and tells of none how full it is without read', async () => {
    const stranger = api.as('acme', 'nobody-yet');
    expect((await quote('1', {}, stranger)).maximum).toBe('9000000000');
    expect(await stranger.get('account', '{ account { id } }')).toBeNull();
    expect(codesOf(await stranger.run(QUOTE, { subject: 'holder', credits: '1' }))).toEqual(['FORBIDDEN']);
    expect(codesOf(await stranger.run(QUOTE, { account: 'acc_nobody', credits: '1' }))).toEqual(['NOT_FOUND']);
    expect(codesOf(await stranger.run(QUOTE, { subject: 'a', pool: 'b', credits: '1' }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a purchase that names the price it expects', () => {
  test('is CONFLICT and takes nothing where the price is another', async () => {
    const { price } = await quote('10');
    const expectedPrice = { ...price, amount: '0.39' };
    const key = freshKey();
    const answer = await buy({ credits: '10', expectedPrice, idempotencyKey: key });
    expect([codesOf(answer), messageOf(answer)]).toEqual([['CONFLICT'], expect.stringContaining('0.40 USD')]);
    const other = await buy({ credits: '10', expectedPrice: { ...price, currency: 'EUR' }, idempotencyKey: key });
    expect(codesOf(other)).toEqual(['CONFLICT']);
    expect(codesOf(await buy({ credits: '10', expectedPrice: price, idempotencyKey: key }))).toEqual([]);
  });

  test('is answered by its key first where that has acted already', async () => {
    const key = freshKey();
    const { price } = await quote('10');
    const first = await buy({ credits: '10', idempotencyKey: key });
    const again = await buy({ credits: '10', expectedPrice: { ...price, amount: '1' }, idempotencyKey: key });
    expect(again.data?.purchaseCredits).toMatchObject({ id: first.data?.purchaseCredits.id, replayed: true });
  });
});

describe('a purchase with the reference that its buyer gave', () => {
  const REFERENCE = `mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id reference replayed } }`;
  const order = (input: Record<string, unknown>) => alice.run(REFERENCE, { input: { credits: '10', ...input } });

  test('tells it whenever it is read, and is found by it', async () => {
    for (const reference of ['invoice 2026-117', 'invoice 2026-118']) {
      const bought = await order({ idempotencyKey: freshKey(), reference });
      expect(bought.data?.purchaseCredits).toMatchObject({ reference, replayed: false });
    }
    const query = `query ($reference: String) {
      purchases(first: 2, reference: $reference) { nodes { reference } pageInfo { hasNextPage } } }`;
    const found = (reference: string | null) => alice.get<{ nodes: object[] }>('purchases', query, { reference });
    expect((await found(null)).nodes).toEqual([{ reference: 'invoice 2026-118' }, { reference: 'invoice 2026-117' }]);
    expect(await found('invoice 2026-117')).toEqual({
      nodes: [{ reference: 'invoice 2026-117' }],
      pageInfo: { hasNextPage: false },
    });
    expect((await found('invoice 2026')).nodes).toEqual([]);
    const none = await order({ idempotencyKey: freshKey() });
    expect(none.data?.purchaseCredits).toMatchObject({ reference: null });
  });

  test('is the same call only with the same reference', async () => {
    const idempotencyKey = freshKey();
    await order({ idempotencyKey, reference: 'a' });
    expect((await order({ idempotencyKey, reference: 'a' })).data?.purchaseCredits).toMatchObject({ replayed: true });
    expect(codesOf(await order({ idempotencyKey, reference: 'b' }))).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(codesOf(await order({ idempotencyKey }))).toEqual(['IDEMPOTENCY_CONFLICT']);
  });
});

describe('the terms of automatic top-up', () => {
  const terms = { threshold: '20', target: '80', monthlyCap: '500' };
  const statementOf = async (more: Record<string, unknown> = {}, client = alice) =>
    (await client.get<{ statement: string }>('autoTopUpTerms', TERMS, { ...terms, ...more })).statement;

  test('are told word for word as the consent to them keeps them, and nothing is switched on', async () => {
    const statement = await statementOf();
    expect(statement).toContain('fewer than 20 credits are left on subject:alice');
    expect(await alice.get('account', '{ account { autoTopUp { enabled } } }')).toEqual({ autoTopUp: null });
    const input = { enabled: true, consent: true, ...terms, statement };
    const set = await alice.get<{ consents: { nodes: { statement: string }[] } }>('setAutoTopUp', SET, { input });
    expect(set.consents.nodes[0]?.statement).toBe(statement);
    await alice.data(SET, { input: { enabled: false, statement } });
  });

  test('refuse what switching it on refuses, in the same words', async () => {
    for (const more of [
      { threshold: '0' },
      { target: '20' },
      { target: '0.1', threshold: '0.05' },
      { monthlyCap: '0' },
      { monthlyCap: '0.1' },
      { paymentMethod: 'sandbox:none' },
    ]) {
      const [asked, set] = [
        await alice.run(TERMS, { ...terms, ...more }),
        await alice.run(SET, { input: { enabled: true, consent: true, ...terms, ...more } }),
      ];
      expect([more, codesOf(asked), messageOf(asked)]).toEqual([more, ['BAD_USER_INPUT'], messageOf(set)]);
    }
    expect(codesOf(await alice.run(TERMS, { ...terms, subject: 'admin' }))).toEqual(['FORBIDDEN']);
  });

  test('that read otherwise now are CONFLICT, and nothing changes', async () => {
    const statement = await statementOf({ monthlyCap: '400' });
    const answer = await alice.run(SET, { input: { enabled: true, consent: true, ...terms, statement } });
    expect([codesOf(answer), messageOf(answer)]).toEqual([['CONFLICT'], expect.stringContaining(await statementOf())]);
    expect(await alice.get('account', '{ account { autoTopUp { enabled } } }')).toEqual({
      autoTopUp: { enabled: false },
    });
  });
});
