/** What falls due is written in bounded steps, however much it is (rule 33), and is all the same exact. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Ticker } from '../../src/accounts/ticker.js';
import { grantCredits } from '../../src/accounts/grant-credits.js';
import type { Line } from '../../src/core/account.js';
import { unclaimed } from '../../src/core/holds.js';
import { post } from '../../src/core/journal.js';
import { SYSTEM } from '../../src/books/admin-action.js';
import { issueLot } from '../../src/books/issue-lot.js';
import { newUuid } from '../../src/ids.js';
import { createLog } from '../../src/log.js';
import { openTestLedger, type TestLedger } from '../support/ledger.js';

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
  who = { tenant: 'acme', address: `subject:late-${(count += 1)}` };
});

const grant = (credits: number, expiresAt: Date | null = null, key = 'g') =>
  grantCredits(
    t,
    { ...who, actor: SYSTEM },
    {
      ...{ kind: 'PROMOTIONAL' as const, credits: BigInt(credits) * CREDIT, priority: 100, reason: 'launch' },
      ...{ expiresAt, idempotencyKey: key },
    },
  );

/** Places so many holds of a credit each on a new account; they all expire within an hour, one after another. */
async function placeHolds(holds: number): Promise<void> {
  const { uuid: lot } = await grant(holds);
  for (let from = 0; from < holds; from += 1_000) {
    await t.ledger.work([who.tenant], { lock: [who], create: [] }, (books) => {
      const account = books.account(who);
      const now = books.bringUpTo(account);
      for (let i = from; i < Math.min(from + 1_000, holds); i++) {
        const id = newUuid(now);
        const from = { layer: 'PROMOTION' as const, source: 'promotion', windows: [], lot };
        const draw = { no: 0, decisionId: id, at: now, ...from };
        const line: Line = { lot, window: null, amount: CREDIT, from: 'remaining', to: 'held' };
        books.record(post(account, now, 'HOLD', id, [line]));
        const draws = [{ ...draw, amount: CREDIT, settled: 0n, released: 0n }];
        const part = { id, expiresAt: now + HOUR - i, subject: account.id, ...unclaimed(null, now), draws };
        books.savePart(account, part, 'HELD');
      }
    });
  }
}

/** How the account stands, and how many of its holds are open. */
async function standing() {
  const [row] = await t.asOwner<{ held: string; open: string; expired: string }>(
    `select coalesce(u.after->'balance'->>'held', '0') as held,
       (select count(*) from hold h where h.tenant_id = a.tenant_id and h.account_id = a.id and h.state = 'HELD') as open,
       (select count(*) from balance_update e
        where e.tenant_id = a.tenant_id and e.account_id = a.id and e.cause in ('HOLD_EXPIRED', 'LOT_EXPIRED')) as expired
     from account a join balance_update u on u.tenant_id = a.tenant_id and u.account_id = a.id and u.seq = a.seq
     where a.tenant_id = $1 and a.address = $2`,
    [who.tenant, who.address],
  );
  return { held: Number(BigInt(row!.held) / CREDIT), open: Number(row!.open), expired: Number(row!.expired) };
}

/** How long the work took, in milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

describe('expired holds', () => {
  test('are written 500 at a time, and a step takes as long with 10,000 of them as with 1,000 (rule 33)', async () => {
    const steps: number[] = [];
    for (const holds of [1_000, 10_000]) {
      who = { tenant: 'acme', address: `subject:late-${(count += 1)}` };
      await placeHolds(holds);
      t.clock.ahead += 2 * HOUR;
      const first = await timed(async () => expect(await t.ledger.writeDue([who])).toBe(true));
      expect(await standing()).toEqual({ held: holds - 500, open: holds - 500, expired: 500 });
      const second = await timed(() => t.ledger.writeDue([who]));
      expect(await standing()).toEqual({ held: holds - 1_000, open: holds - 1_000, expired: 1_000 });
      steps.push(Math.min(first, second));
    }
    expect(steps[1]! / steps[0]!).toBeLessThan(4);
  });

  test('that are left over count as held, and are written later, at the account’s present instant', async () => {
    await placeHolds(501);
    t.clock.ahead += 2 * HOUR;
    const now = await t.ledger.work([who.tenant], { lock: [who], create: [] }, (books) => {
      const account = books.account(who);
      const at = books.bringUpTo(account);
      books.record(post(account, at, 'REVOKE', null, []));
      expect(books.withOverdueHolds([account], at)).toEqual([account]);
      return at;
    });
    expect(await standing()).toEqual({ held: 1, open: 1, expired: 500 });
    expect(await t.ledger.writeDue([who])).toBe(false);
    expect(await standing()).toEqual({ held: 0, open: 0, expired: 501 });
    const [last] = await t.asOwner<{ at: Date; id: string }>(
      `select u.at, u.cause_id as id from balance_update u
       join account a on a.tenant_id = u.tenant_id and a.id = u.account_id
       where a.tenant_id = $1 and a.address = $2 order by u.seq desc limit 1`,
      [who.tenant, who.address],
    );
    expect(last!.at.getTime()).toBe(now);
    // Those that expired first were written first: the first one that was placed expires last.
    const [first] = await t.asOwner<{ id: string }>(
      `select h.id from hold h join account a on a.tenant_id = h.tenant_id and a.id = h.account_id
       where a.tenant_id = $1 and a.address = $2 order by h.expires_at desc limit 1`,
      [who.tenant, who.address],
    );
    expect(last!.id).toBe(first!.id);
  });
});

test('expired lots are all written before an act, step by step, each at its own instant (rule 33)', async () => {
  await t.ledger.work([who.tenant], { lock: [who], create: [{ ...who, plan: 'payg' }] }, (books) => {
    const account = books.account(who);
    const now = books.bringUpTo(account);
    const terms = { kind: 'PROMOTIONAL' as const, amount: CREDIT, priority: 100, products: null, reason: 'launch' };
    const nothing = { effectiveAt: null, purchaseId: null, key: null, fingerprint: null };
    for (let i = 0; i < 1_100; i++) issueLot(books, account, { ...terms, ...nothing, expiresAt: now + HOUR + i }, now);
  });
  t.clock.ahead += 2 * HOUR;
  let tries = 0;
  await t.ledger.work([who.tenant], { lock: [who], create: [] }, (books) => {
    tries += 1;
    books.bringUpTo(books.account(who));
  });
  expect(tries).toBe(3);
  expect(await standing()).toMatchObject({ expired: 1_100 });
  const [wrong] = await t.asOwner<{ wrong: string }>(
    `select count(*) as wrong from balance_update u join lot l on l.tenant_id = u.tenant_id and l.id = u.cause_id
     where u.cause = 'LOT_EXPIRED' and u.at <> l.expires_at`,
  );
  expect(wrong).toEqual({ wrong: '0' });
});

describe('the ticker', () => {
  const newcomer = () => ({ tenant: 'globex', address: `subject:late-${(count += 1)}` });
  const tickerOf = () =>
    new Ticker({
      ...{ database: t.database, ledger: t.ledger, log: createLog({ logLevel: 'silent' }) },
      ...{ tenants: () => ['globex'], clockOffset: () => t.clock.ahead },
    });

  test('says that more is due until all is written', async () => {
    who = newcomer();
    await placeHolds(1_200);
    t.clock.ahead += 2 * HOUR;
    const ticker = tickerOf();
    expect([await ticker.tick(), await ticker.tick(), await ticker.tick()]).toEqual([true, true, false]);
    expect(await standing()).toEqual({ held: 0, open: 0, expired: 1_200 });
  });

  test('passes over an account that others work on, and does the others meanwhile (rule 33)', async () => {
    const taken = (who = newcomer());
    await placeHolds(1);
    who = newcomer();
    await placeHolds(1);
    t.clock.ahead += 2 * HOUR;
    const ticker = tickerOf();
    await t.database.transaction(['globex'], async (tx) => {
      const lock = 'select 1 from account where tenant_id = $1 and address = $2 for update';
      await tx.query(lock, [taken.tenant, taken.address]);
      expect(await ticker.tick()).toBe(false);
      expect(await standing()).toEqual({ held: 0, open: 0, expired: 1 });
    });
    await ticker.tick();
    who = taken;
    expect(await standing()).toEqual({ held: 0, open: 0, expired: 1 });
  });
});
