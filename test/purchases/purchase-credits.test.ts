/** Purchases against a real PostgreSQL and the sandbox: exactly one payment and one lot, whatever happens in between. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { incurDebt } from '../support/hold-credits.js';
import type { Payment, PaymentProvider } from '../../src/purchases/payment-provider.js';
import { chooseProvider } from '../../src/purchases/choose-provider.js';
import { PendingPurchases } from '../../src/purchases/pending-purchases.js';
import { beginPurchase, purchaseCredits, settlePurchase } from '../../src/purchases/purchase-credits.js';
import { hashFields } from '../../src/books/journal-hash.js';
import { SandboxPayments } from '../../src/purchases/sandbox-payments.js';

const CREDIT = 1_000_000_000n;
const log = { warn: () => {} };

/** The sandbox, counting how often each purchase was charged, and out of reach when told. */
class WatchedPayments extends SandboxPayments {
  readonly charged = new Map<string, number>();
  reachable = true;

  override async charge(payment: Payment) {
    if (!this.reachable) throw new Error('no route to the bank');
    this.charged.set(payment.purchaseId, (this.charged.get(payment.purchaseId) ?? 0) + 1);
    return super.charge(payment);
  }
}

let t: TestLedger;
let payments: WatchedPayments;
let count = 0;
let who: { tenant: string; address: string };

beforeAll(async () => {
  t = await openTestLedger();
});
afterAll(async () => t.close());
beforeEach(() => {
  t.clock.ahead = 0;
  payments = new WatchedPayments(() => Date.now() + t.clock.ahead);
  who = { tenant: 'acme', address: `subject:buyer-${(count += 1)}` };
});

const with_ = (provider: PaymentProvider = payments) => ({ ...t, payments: provider });
const order = (over: { credits?: bigint; paymentMethod?: string | null; idempotencyKey?: string } = {}) => ({
  credits: 100n * CREDIT,
  idempotencyKey: 'k1',
  ...over,
});
const buy = (input = order()) => purchaseCredits(with_(), t.catalog, who, input);
const lots = () =>
  t.asOwner<{ id: string; amount: string; remaining: string; spent: string; expires_at: Date }>(
    `select l.* from lot l join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
     where a.tenant_id = $1 and a.address = $2`,
    [who.tenant, who.address],
  );
const updates = async () =>
  (
    await t.asOwner<{ cause: string }>(
      `select u.cause from balance_update u join account a on a.tenant_id = u.tenant_id and a.id = u.account_id
       where a.tenant_id = $1 and a.address = $2 order by u.seq`,
      [who.tenant, who.address],
    )
  ).map(({ cause }) => cause);
const accounts = () =>
  t.asOwner('select 1 from account where tenant_id = $1 and address = $2', [who.tenant, who.address]);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'it passed',
    (error: { code?: string }) => error.code,
  );

describe('a purchase', () => {
  test('50 identical purchases at once are one payment, one lot and 50 equal answers', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => buy()));
    expect(new Set(answers.map(({ id, status, lotId }) => `${id} ${status} ${lotId}`)).size).toBe(1);
    expect(answers[0]?.status).toBe('PAID');
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(payments.charged.size).toBe(1);
    expect(await lots()).toHaveLength(1);
    expect(await updates()).toEqual(['PURCHASE']);
  });

  test('a key with another input is refused and nothing changes', async () => {
    await buy();
    expect(await failure(buy(order({ credits: 5n * CREDIT })))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await failure(buy(order({ paymentMethod: 'sandbox:ok' })))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await lots()).toHaveLength(1);
  });

  test('a declined payment is data, brings no credits and retires its key', async () => {
    const first = await buy(order({ paymentMethod: 'sandbox:declined' }));
    expect([first.status, first.lotId, first.declineReason]).toEqual(['DECLINED', null, expect.any(String)]);
    const again = await buy(order({ paymentMethod: 'sandbox:declined' }));
    expect([again.id, again.status, again.replayed]).toEqual([first.id, 'DECLINED', true]);
    expect(await failure(buy(order({ paymentMethod: 'sandbox:ok' })))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await lots()).toEqual([]);
  });

  test('killed between commit and charge, or between charge and settling, it is settled once by the sweep', async () => {
    const begun = await beginPurchase(with_(), t.catalog, who, order());
    expect(begun.status).toBe('PENDING');
    await payments.charge({ purchaseId: begun.uuid, method: 'sandbox:ok' } as Payment);
    const sweeps = [0, 1].map(() => new PendingPurchases(with_(), () => ['acme', 'globex'], log));
    await Promise.all(sweeps.map((sweep) => sweep.settlePending()));
    expect(await lots()).toHaveLength(1);
    const replay = await buy();
    expect([replay.id, replay.status, replay.replayed]).toEqual([begun.id, 'PAID', true]);
    expect(await updates()).toEqual(['PURCHASE']);
    expect(payments.charged.size).toBe(1);
  });

  test('a duplicate that finds it PENDING settles it', async () => {
    const begun = await beginPurchase(with_(), t.catalog, who, order());
    expect(await buy()).toMatchObject({ uuid: begun.uuid, status: 'PAID', replayed: true });
  });

  test('while the provider is out of reach it stays PENDING, and is paid once it is back', async () => {
    payments.reachable = false;
    const purchase = await buy();
    expect([purchase.status, purchase.lotId]).toEqual(['PENDING', null]);
    payments.reachable = true;
    await new PendingPurchases(with_(), () => ['acme'], log).settlePending();
    expect(await buy()).toMatchObject({ status: 'PAID', replayed: true });
  });

  test('while the provider hangs it stays PENDING after a deadline, and is paid once it answers', async () => {
    const hanging = new WatchedPayments();
    hanging.charge = () => new Promise<never>(() => {});
    const parts = { ...with_(hanging), providerDeadlineMs: 20 };
    expect((await purchaseCredits(parts, t.catalog, who, order())).status).toBe('PENDING');
    expect(await buy()).toMatchObject({ status: 'PAID', replayed: true });
  });

  test('one that waits for its provider keeps no other from being settled in the same sweep', async () => {
    const first = await beginPurchase(with_(), t.catalog, who, order());
    const second = await beginPurchase(with_(), t.catalog, { ...who, tenant: 'globex' }, order());
    let told: () => void = () => {};
    const secondAsked = new Promise<void>((resolve) => (told = resolve));
    const waiting = new WatchedPayments();
    waiting.charge = async (payment) => {
      if (payment.purchaseId === first.uuid) await secondAsked;
      if (payment.purchaseId === second.uuid) told();
      return payments.charge(payment);
    };
    await new PendingPurchases(with_(waiting), () => ['acme', 'globex'], log).settlePending();
    expect(await lots()).toHaveLength(1);
    expect(payments.charged).toEqual(
      new Map([
        [second.uuid, 1],
        [first.uuid, 1],
      ]),
    );
  });

  test('sandbox:slow is pending first, brings no credits, and is settled when the provider calls back', async () => {
    let settled: () => void = () => {};
    const called = new Promise<void>((resolve) => (settled = resolve));
    const pending = new PendingPurchases(with_(), () => ['acme'], log);
    payments.onSettled((tenant, id) => void settlePurchase(with_(), tenant, id).then(settled));
    const purchase = await buy(order({ paymentMethod: 'sandbox:slow' }));
    expect(purchase.status).toBe('PENDING');
    expect(await lots()).toEqual([]);
    await pending.settlePending();
    expect(await lots()).toEqual([]);
    await called;
    expect(await lots()).toHaveLength(1);
    payments.close();
  });

  test('sandbox:slow is settled by another process after a restart, without any call back', async () => {
    await buy(order({ paymentMethod: 'sandbox:slow' }));
    payments.close();
    t.clock.ahead = 1_500;
    const fresh = new SandboxPayments(() => Date.now() + t.clock.ahead);
    await new PendingPurchases(with_(fresh), () => ['acme'], log).settlePending();
    expect(await lots()).toHaveLength(1);
  });

  test.each([
    ['2028-02-29T10:00:00.000Z', '2029-02-28T10:00:00'],
    ['2027-12-31T23:00:00.000Z', '2028-12-31T23:00:00'],
  ])('its credits live 12 calendar months: bought %s, unusable from %s', async (at, until) => {
    t.clock.ahead = Date.parse(at) - Date.now();
    await buy();
    expect((await lots())[0]?.expires_at.toISOString().slice(0, 16)).toBe(until.slice(0, 16));
  });

  test.each([
    [12_345_678_901n, '0.49'],
    [7_770_000_000n, '0.31'],
    [125_000_000n, '0.01'],
  ])('its price is whole cents, half a cent up (rule 39): %s nano-credits', async (credits, amount) => {
    const purchase = await buy(order({ credits }));
    expect(purchase.price).toEqual({ amount, currency: 'USD' });
    expect(purchase).toMatchObject({ credits, testMode: true });
  });

  test('below the smallest payment it is refused with the minimum, and writes nothing (rule 39)', async () => {
    await expect(buy(order({ credits: 124_999_999n }))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: 'credits must be at least 0.125: the smallest payment that "sandbox" takes is 0.01 USD.',
    });
    expect([await accounts(), payments.charged.size]).toEqual([[], 0]);
    expect((await buy()).status).toBe('PAID');
  });

  test('what a key bought below it, before there was a smallest payment, is answered as it was (rule 39)', async () => {
    const { uuid } = await buy(order({ credits: 125_000_000n }));
    const earlier = `update purchase set credits = 62500, fingerprint = $2, price_amount = '0.0000025' where id = $1`;
    await t.asOwner(earlier, [uuid, hashFields(['62500', null])]);
    const again = await buy(order({ credits: 62_500n }));
    expect(again).toMatchObject({ uuid, replayed: true, price: { amount: '0.0000025' } });
  });

  test('it pays debt first', async () => {
    await incurDebt(t, who, 30n * CREDIT);
    await buy();
    expect(await lots()).toMatchObject([{ remaining: String(70n * CREDIT), spent: String(30n * CREDIT) }]);
    expect(await updates()).toEqual(['DEBT_INCURRED', 'PURCHASE', 'DEBT_REPAID']);
  });

  test('the same key of another account or tenant is independent', async () => {
    const first = await buy();
    const other = await purchaseCredits(with_(), t.catalog, { ...who, tenant: 'globex' }, order());
    const pool = await purchaseCredits(with_(), t.catalog, { tenant: 'acme', address: `pool:${count}` }, order());
    expect(new Set([first.id, other.id, pool.id]).size).toBe(3);
    expect([other.replayed, pool.replayed]).toEqual([false, false]);
  });

  test.each([
    ['no credits', { credits: 0n }],
    ['an unknown method', { paymentMethod: 'visa' }],
    ['an unknown sandbox method', { paymentMethod: 'sandbox:' }],
    ['an empty key', { idempotencyKey: '' }],
    ['a key with a lone surrogate', { idempotencyKey: 'k\ud800' }],
    ['more than an account can hold', { credits: 9_000_000_000_000_000_001n }],
  ])('%s is BAD_USER_INPUT and writes nothing', async (_, over) => {
    expect(await failure(buy(order(over)))).toBe('BAD_USER_INPUT');
    expect(await accounts()).toEqual([]);
  });

  test('an account total beyond 9×10^18 nano is refused, pending purchases included', async () => {
    await beginPurchase(with_(), t.catalog, who, order({ credits: 8_999_999_999n * CREDIT }));
    expect(await failure(buy(order({ credits: 2n * CREDIT, idempotencyKey: 'k2' })))).toBe('BAD_USER_INPUT');
    expect((await buy(order({ credits: CREDIT, idempotencyKey: 'k3' }))).status).toBe('PAID');
    expect((await buy(order({ credits: 8_999_999_999n * CREDIT }))).status).toBe('PAID');
  });
});

test('an account that a restored database does not have any more is made again, in the same process', async () => {
  await buy();
  const lost = `(select id from account where tenant_id = 'acme' and address = '${who.address}')`;
  for (const table of ['lot', 'purchase', 'balance_update']) {
    await t.asOwner(`delete from ${table} where account_id = ${lost}`);
  }
  await t.asOwner(`delete from account where id = ${lost}`);
  expect(await buy()).toMatchObject({ status: 'PAID', replayed: false });
  expect([await lots(), await accounts()]).toEqual([[expect.anything()], [expect.anything()]]);
});

test('a provider that is not built in is refused by name', () => {
  expect(chooseProvider('sandbox').testMode).toBe(true);
  expect(() => chooseProvider('stripe')).toThrow('SPILLWAY_PAYMENTS: there is no payment provider "stripe"');
});
