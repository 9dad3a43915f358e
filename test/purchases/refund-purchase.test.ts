/** Refunds: what is left is taken back and its price given back, once; what was used stays used. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { holdCredits } from '../support/hold-credits.js';
import { SYSTEM } from '../../src/books/admin-action.js';
import type { Price } from '../../src/purchases/money.js';
import type { Repayment } from '../../src/purchases/payment-provider.js';
import { PendingPurchases } from '../../src/purchases/pending-purchases.js';
import { purchaseCredits } from '../../src/purchases/purchase-credits.js';
import { findPurchase, refundPurchase } from '../../src/purchases/refund-purchase.js';
import { SandboxPayments } from '../../src/purchases/sandbox-payments.js';
import { makeLoaders } from '../../src/api/loaders.js';
import type { Purchase } from '../../src/books/purchase.js';

const CREDIT = 1_000_000_000n;

/** The sandbox, remembering each repayment once by its key, as a real provider would. */
class WatchedPayments extends SandboxPayments {
  readonly repaid = new Map<string, Price>();
  reachable = true;

  override async refund({ key, amount }: Repayment): Promise<void> {
    if (!this.reachable) throw new Error('no route to the bank');
    this.repaid.set(key, amount);
  }
}

let t: TestLedger;
let payments: WatchedPayments;
let count = 0;
let who: { tenant: string; address: string };
let purchase: Purchase;

beforeAll(async () => {
  t = await openTestLedger();
});
afterAll(async () => t.close());
beforeEach(async () => {
  t.clock.ahead = 0;
  payments = new WatchedPayments();
  who = { tenant: 'acme', address: `subject:buyer-${(count += 1)}` };
  purchase = await buy('k1');
});

const all = () => ({ ...t, payments });
const buy = (idempotencyKey: string) =>
  purchaseCredits(all(), t.catalog, who, { credits: 100n * CREDIT, idempotencyKey });
const refund = (key = 'r1', of = purchase, reason = 'asked for') =>
  refundPurchase(all(), { ...who, uuid: of.uuid, actor: SYSTEM }, { purchaseId: of.id, idempotencyKey: key, reason });
const lot = async () => {
  const [row] = await t.asOwner<{ remaining: string; held: string; taken_back: string; closed: string }>(
    'select * from lot where id = $1',
    [purchase.lotId],
  );
  return row && [row.remaining, row.held, row.taken_back].map((nano) => BigInt(nano) / CREDIT).join();
};
const unsettled = async () =>
  (await t.asOwner<{ unsettled: boolean }>('select * from purchase where id = $1', [purchase.uuid]))[0]?.unsettled;
const sweep = () => new PendingPurchases(all(), () => ['acme'], { warn: () => {} }).settlePending();
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'it passed',
    (error: { code?: string }) => error.code,
  );

test('takes back all that is left and gives its price back; a retry shows the same', async () => {
  const first = await refund();
  expect([first.status, first.refunded, first.replayed]).toEqual(['REFUNDED', 100n * CREDIT, false]);
  expect(await lot()).toBe('0,0,100');
  expect([...payments.repaid.values()]).toEqual([{ amount: '4.00', currency: 'USD' }]);
  const again = await refund();
  expect([again.id, again.status, again.refunded, again.replayed]).toEqual([first.id, 'REFUNDED', 100n * CREDIT, true]);
  expect(payments.repaid.size).toBe(1);
  expect(await unsettled()).toBe(false);
});

test('20 identical refunds at once take back once', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => refund()));
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(payments.repaid.size).toBe(1);
  expect(await lot()).toBe('0,0,100');
});

test('a held part stays held, goes to taken back when it is given back, and its price follows', async () => {
  const giveBack = await holdCredits(t, who, purchase.lotId ?? '', 30n * CREDIT);
  expect((await refund()).refunded).toBe(70n * CREDIT);
  expect(await lot()).toBe('0,30,70');
  expect(await unsettled()).toBe(true);
  await giveBack();
  expect(await lot()).toBe('0,0,100');
  await sweep();
  expect([...payments.repaid.values()].map(({ amount }) => amount)).toEqual(['2.80', '1.20']);
  expect((await refund()).refunded).toBe(100n * CREDIT);
  expect(await unsettled()).toBe(false);
});

test('its price goes back in whole cents that add up to it, however it is cut (rule 39)', async () => {
  // A third of 4.00 each: rounded one by one they would be 3.99.
  const third = (100n * CREDIT) / 3n;
  const giveBack = [];
  for (const part of [third, third]) giveBack.push(await holdCredits(t, who, purchase.lotId ?? '', part));
  await refund();
  for (const give of giveBack) {
    await give();
    await sweep();
  }
  expect([...payments.repaid.values()].map(({ amount }) => amount)).toEqual(['1.33', '1.34', '1.33']);
  expect(await unsettled()).toBe(false);
});

test('a share that comes to nothing is not sent, and what it covers is settled (rule 39)', async () => {
  const giveBack = await holdCredits(t, who, purchase.lotId ?? '', 1n);
  await refund();
  await giveBack();
  await sweep();
  expect([...payments.repaid.values()].map(({ amount }) => amount)).toEqual(['4.00']);
  expect([(await refund()).refunded, await unsettled()]).toEqual([100n * CREDIT, false]);
});

test('with everything held nothing is taken back yet, and the sweep ends when the hold does', async () => {
  await holdCredits(t, who, purchase.lotId ?? '', 100n * CREDIT);
  expect((await refund()).refunded).toBe(0n);
  await sweep();
  expect([payments.repaid.size, await unsettled()]).toEqual([0, true]);
});

test('the credits are gone before the money moves, and the money follows when the provider is back', async () => {
  payments.reachable = false;
  expect((await refund()).status).toBe('REFUNDED');
  expect([await lot(), payments.repaid.size]).toEqual(['0,0,100', 0]);
  payments.reachable = true;
  await Promise.all([sweep(), sweep()]);
  expect([...payments.repaid.values()]).toEqual([{ amount: '4.00', currency: 'USD' }]);
  expect(await unsettled()).toBe(false);
});

test('a provider that hangs takes neither the refund nor its caller: the money follows at a later sweep', async () => {
  payments.refund = () => new Promise<never>(() => {});
  const hanging = { ...all(), providerDeadlineMs: 20 };
  const input = { purchaseId: purchase.id, idempotencyKey: 'r1', reason: 'asked for' };
  expect((await refundPurchase(hanging, { ...who, uuid: purchase.uuid, actor: SYSTEM }, input)).status).toBe(
    'REFUNDED',
  );
  expect(await unsettled()).toBe(true);
  payments = new WatchedPayments();
  await sweep();
  expect([payments.repaid.size, await unsettled()]).toEqual([1, false]);
});

test('a sweep that finds nothing new about a refund writes nothing', async () => {
  await holdCredits(t, who, purchase.lotId ?? '', 30n * CREDIT);
  await refund();
  const row = () => t.asOwner('select xmin::text, * from purchase where id = $1', [purchase.uuid]);
  const before = await row();
  await sweep();
  expect([await row(), await unsettled()]).toEqual([before, true]);
});

test('nothing left to take back is CONFLICT: refunded before, or expired', async () => {
  await refund();
  expect(await failure(refund('r2'))).toBe('CONFLICT');
  const other = await buy('k2');
  t.clock.ahead = 366 * 86_400_000;
  expect(await failure(refund('r3', other))).toBe('CONFLICT');
});

test('a purchase that was never paid cannot be refunded', async () => {
  const declined = await purchaseCredits(all(), t.catalog, who, {
    credits: CREDIT,
    paymentMethod: 'sandbox:declined',
    idempotencyKey: 'k2',
  });
  expect(await failure(refund('r1', declined))).toBe('CONFLICT');
});

test('its key with another purchase or another reason is refused, and nothing changes', async () => {
  const other = await buy('k2');
  await refund();
  expect(await failure(refund('r1', other))).toBe('IDEMPOTENCY_CONFLICT');
  expect(await failure(refund('r1', purchase, 'another'))).toBe('IDEMPOTENCY_CONFLICT');
  expect((await buy('k2')).status).toBe('PAID');
});

test("another tenant's purchase looks exactly like a missing one", async () => {
  const seen = await findPurchase(makeLoaders(t.database, t.ledger, 'acme'), purchase.id);
  expect(seen).toEqual({ uuid: purchase.uuid, address: who.address });
  for (const id of [purchase.id, 'pur_00000000000000000000000000000000', 'nonsense']) {
    const answer = await findPurchase(makeLoaders(t.database, t.ledger, 'globex'), id).catch((error: unknown) => error);
    expect(answer).toMatchObject({ code: 'NOT_FOUND', message: 'There is no purchase with this id.' });
  }
});
