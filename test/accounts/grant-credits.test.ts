/** Grants and revocations: lots without a payment, each exactly once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { holdCredits, incurDebt } from '../support/hold-credits.js';
import { SYSTEM } from '../../src/books/admin-action.js';
import { grantCredits, type GrantCreditsInput } from '../../src/accounts/grant-credits.js';
import { issueLot } from '../../src/books/issue-lot.js';
import { beginPurchase, purchaseCredits, settlePurchase } from '../../src/purchases/purchase-credits.js';
import { revokeCredits } from '../../src/accounts/revoke-credits.js';
import { SandboxPayments } from '../../src/purchases/sandbox-payments.js';
import type { Lot } from '../../src/books/lot.js';

const CREDIT = 1_000_000_000n;
const HOUR = 3_600_000;

let t: TestLedger;
let count = 0;
let who: { tenant: string; address: string };

beforeAll(async () => {
  t = await openTestLedger();
});
afterAll(async () => t.close());
beforeEach(() => {
  t.clock.ahead = 0;
  who = { tenant: 'acme', address: `subject:given-${(count += 1)}` };
});

const input = (over: Partial<GrantCreditsInput> = {}): GrantCreditsInput => ({
  kind: 'PROMOTIONAL',
  credits: 20n * CREDIT,
  priority: 100,
  reason: 'launch',
  idempotencyKey: 'g1',
  ...over,
});
const grant = (over: Partial<GrantCreditsInput> = {}) => grantCredits(t, { ...who, actor: SYSTEM }, input(over));
const revoke = (lot: Lot, key = 'v1', reason = 'mistake') =>
  revokeCredits(t, { ...who, uuid: lot.uuid, actor: SYSTEM }, { lotId: lot.id, idempotencyKey: key, reason });
const journal = () =>
  t.asOwner<{ seq: string; cause: string; delta: string; available: string; debt: string }>(
    `select u.seq, u.cause, u.delta, u.after -> 'balance' ->> 'available' as available, u.after -> 'balance' ->> 'debt' as debt
     from balance_update u join account a on a.tenant_id = u.tenant_id and a.id = u.account_id
     where a.tenant_id = $1 and a.address = $2 order by u.seq`,
    [who.tenant, who.address],
  );
const causes = async () => (await journal()).map(({ cause }) => cause);
const accounts = () =>
  t.asOwner('select 1 from account where tenant_id = $1 and address = $2', [who.tenant, who.address]);
/** Locks the account, so that what fell due is written. */
const look = () =>
  t.ledger.work([who.tenant], { lock: [who], create: [] }, (books) => void books.bringUpTo(books.account(who)));
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'it passed',
    (error: { code?: string }) => error.code,
  );

describe('a grant', () => {
  test('is spendable at once, on an account that it makes, and happens once per key', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => grant()));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(answers[0]).toMatchObject({
      kind: 'PROMOTIONAL',
      remaining: 20n * CREDIT,
      effective: true,
      expiresAt: null,
    });
    expect(await journal()).toMatchObject([{ seq: '1', cause: 'GRANT', delta: String(20n * CREDIT) }]);
  });

  test('under a key with another input is refused', async () => {
    await grant();
    expect(await failure(grant({ credits: CREDIT }))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await failure(grant({ products: ['codex'] }))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await causes()).toEqual(['GRANT']);
  });

  test('for later is pending, becomes effective at its instant, and then pays debt', async () => {
    await incurDebt(t, who, 5n * CREDIT);
    const effectiveAt = new Date(Date.now() + HOUR);
    const lot = await grant({ effectiveAt, kind: 'ENTITLEMENT' });
    expect([lot.effective, lot.remaining]).toEqual([false, 20n * CREDIT]);
    expect((await journal()).at(-1)).toMatchObject({ cause: 'GRANT', delta: '0', available: '0' });
    t.clock.ahead = HOUR + 1_000;
    await look();
    expect(await causes()).toEqual(['DEBT_INCURRED', 'GRANT', 'LOT_EFFECTIVE', 'DEBT_REPAID']);
    expect((await journal()).at(-1)).toMatchObject({ available: String(15n * CREDIT), debt: '0' });
  });

  test('repays debt first, unless it is scoped to products', async () => {
    await incurDebt(t, who, 30n * CREDIT);
    await grant({ products: ['codex'], kind: 'ENTITLEMENT', idempotencyKey: 'scoped' });
    expect((await journal()).at(-1)).toMatchObject({ cause: 'GRANT', debt: String(30n * CREDIT) });
    await grant({ kind: 'ENTITLEMENT' });
    expect(await causes()).toEqual(['DEBT_INCURRED', 'GRANT', 'GRANT', 'DEBT_REPAID']);
    expect((await journal()).at(-1)).toMatchObject({ debt: String(10n * CREDIT) });
  });

  test('of a promotion pays no debt (rule 37)', async () => {
    await incurDebt(t, who, 30n * CREDIT);
    await grant();
    expect((await journal()).at(-1)).toMatchObject({ cause: 'GRANT', debt: String(30n * CREDIT) });
  });

  test('expires at its instant', async () => {
    await grant({ expiresAt: new Date(Date.now() + HOUR), effectiveAt: new Date(Date.now() - HOUR) });
    t.clock.ahead = HOUR + 1_000;
    await look();
    expect(await causes()).toEqual(['GRANT', 'LOT_EXPIRED']);
  });

  test('is found again by its key after its expiry', async () => {
    const expiresAt = new Date(Date.now() + HOUR);
    const lot = await grant({ expiresAt });
    t.clock.ahead = 2 * HOUR;
    expect(await grant({ expiresAt })).toMatchObject({ uuid: lot.uuid, replayed: true });
  });

  test("has a terms hash that SQL can recompute, and that its update's hash covers", async () => {
    const lot = await grant({ products: ['codex', 'sora'], expiresAt: new Date(Date.now() + HOUR) });
    const [row] = await t.asOwner<{ terms: boolean; cause: boolean }>(
      `select u.cause_hash = l.terms_hash as cause, l.terms_hash = sha256(convert_to((
         select string_agg(case when f is null then '-' else octet_length(f) || ':' || f end, '' order by i)
         from unnest(array[l.tenant_id, l.account_id::text, l.id::text, l.kind, l.amount::text, l.priority::text,
           array_to_json(l.products)::text, iso(l.created_at), iso(l.effective_at), iso(l.expires_at), l.reason,
           l.purchase_id::text, l.key, encode(l.fingerprint, 'hex')]) with ordinality as x (f, i)), 'UTF8')) as terms
       from lot l join balance_update u on u.tenant_id = l.tenant_id and u.cause_id = l.id where l.id = $1`.replaceAll(
        /iso\(([a-z._]+)\)/g,
        `to_char($1 at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
      ),
      [lot.uuid],
    );
    expect(row).toEqual({ terms: true, cause: true });
  });

  test.each<[string, Partial<GrantCreditsInput>]>([
    ['no credits', { credits: 0n }],
    ['more than an account can hold', { credits: 9_000_000_000_000_000_001n }],
    ['a negative priority', { priority: -1 }],
    ['a priority beyond its bound', { priority: 1_000_001 }],
    ['an unknown product', { products: ['codex', 'chess'] }],
    ['an empty scope', { products: [] }],
    ['a product twice', { products: ['codex', 'codex'] }],
    ['an expiry that has passed', { expiresAt: new Date(0) }],
    [
      'an expiry before it is effective',
      { expiresAt: new Date(Date.now() + HOUR), effectiveAt: new Date(Date.now() + 2 * HOUR) },
    ],
    ['an effective instant of long ago', { effectiveAt: new Date(0) }],
    ['no reason', { reason: '' }],
    ['a reason with NUL', { reason: 'a\u0000' }],
    ['a long reason', { reason: 'a'.repeat(501) }],
    ['an empty key', { idempotencyKey: '' }],
  ])('with %s is BAD_USER_INPUT and writes nothing', async (_, over) => {
    expect(await failure(grant(over))).toBe('BAD_USER_INPUT');
    expect(await accounts()).toEqual([]);
  });
});

describe('an account with a thousand lots', () => {
  const issue = (lots: number) =>
    t.ledger.work([who.tenant], { lock: [who], create: [] }, (books) => {
      const account = books.account(who);
      const none = { products: null, effectiveAt: null, expiresAt: null, purchaseId: null, key: null };
      const terms = { kind: 'REFUND' as const, amount: CREDIT, priority: 100, fingerprint: null, ...none };
      const now = books.bringUpTo(account);
      for (let i = 0; i < lots; i++) issueLot(books, account, { ...terms, reason: 'one of many' }, now);
    });

  test('gets no other until one is used up; a purchase under way counts as one, and still gets its own', async () => {
    const buying = { ...t, payments: new SandboxPayments() };
    const buy = (idempotencyKey: string) =>
      purchaseCredits(buying, t.catalog, who, { credits: CREDIT, idempotencyKey });
    const first = await grant();
    await issue(998);
    const begun = await beginPurchase(buying, t.catalog, who, { credits: CREDIT, idempotencyKey: 'in time' });
    expect(await failure(grant({ idempotencyKey: 'late' }))).toBe('CONFLICT');
    expect(await failure(buy('late'))).toBe('CONFLICT');
    expect(await t.asOwner(`select from purchase where key = 'late'`)).toEqual([]);
    expect(await settlePurchase(buying, who.tenant, begun.uuid)).toMatchObject({ status: 'PAID' });
    expect(await grant()).toMatchObject({ replayed: true });
    expect(await failure(grant({ idempotencyKey: 'late' }))).toBe('CONFLICT');
    await revoke(first);
    expect(await buy('late')).toMatchObject({ status: 'PAID', replayed: false });
    expect(await failure(buy('later'))).toBe('CONFLICT');
  });
});

describe('a revocation', () => {
  test('takes back what is left, once; what is held follows when it is given back', async () => {
    const lot = await grant();
    const giveBack = await holdCredits(t, who, lot.uuid, 5n * CREDIT);
    const revoked = await Promise.all([revoke(lot), revoke(lot)]);
    expect(revoked.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(revoked[0]).toMatchObject({ remaining: 0n, held: 5n * CREDIT, takenBack: 15n * CREDIT });
    await giveBack();
    expect(await revoke(lot)).toMatchObject({ held: 0n, takenBack: 20n * CREDIT, replayed: true });
    expect(await causes()).toEqual(['GRANT', 'HOLD', 'REVOKE', 'RELEASE']);
  });

  test('of a pending lot keeps it from ever becoming effective', async () => {
    const lot = await grant({ effectiveAt: new Date(Date.now() + HOUR) });
    expect(await revoke(lot)).toMatchObject({ takenBack: 20n * CREDIT });
    t.clock.ahead = 2 * HOUR;
    await look();
    expect(await causes()).toEqual(['GRANT', 'REVOKE']);
  });

  test('of bought credits, and of a lot with nothing left, is CONFLICT', async () => {
    const buying = { ...t, payments: new SandboxPayments() };
    const { lotId } = await purchaseCredits(buying, t.catalog, who, { credits: CREDIT, idempotencyKey: 'k' });
    const bought = { uuid: lotId, id: 'lot' } as unknown as Lot;
    expect(await failure(revoke(bought))).toBe('CONFLICT');
    const lot = await grant();
    await revoke(lot);
    expect(await failure(revoke(lot, 'v2'))).toBe('CONFLICT');
  });

  test('under a key with another lot or reason is refused', async () => {
    const lot = await grant();
    const other = await grant({ idempotencyKey: 'g2' });
    await revoke(lot);
    expect(await failure(revoke(other))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await failure(revoke(lot, 'v1', 'another'))).toBe('IDEMPOTENCY_CONFLICT');
    expect(await failure(revoke(other, ''))).toBe('BAD_USER_INPUT');
  });
});
