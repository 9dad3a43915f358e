/** A hold has an end, and a size: whatever extends it prolongs no lot, no window and no row (rule 29). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  check,
  decision,
  drawn,
  freshKey,
  grant,
  meter,
  purchase,
  REFUND,
  setPlan,
  type Decision,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, settled, usedBy, usedOf } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let count = 0;

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) =>
    text
      .replace('\n  globex:\n', '\n  globex:\n    longest_hold: 2h\n')
      .replace('\nplans:', '\nplans:\n  lots_only: {}'),
  );
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A new subject on a plan, with so many promotional credits. */
async function subjectOn(plan: string, credits?: string, more = {}): Promise<{ name: string; client: Client }> {
  const name = `lasting-${(count += 1)}`;
  await setPlan(admin, name, plan);
  if (credits) await grant(admin, { subject: name, credits, ...more });
  return { name, client: api.as('acme', name) };
}

const DAY_SECONDS = 86_400;
const nothing = { usage: [], holdSeconds: DAY_SECONDS };
const endOf = ({ hold }: Pick<Decision, 'hold'>) => Date.parse(hold?.expiresAt ?? '');
const at = ({ decidedAt }: Decision) => Date.parse(decidedAt);
const causesOf = async (name: string) => {
  const rows = await api.asOwner<{ cause: string }>(
    `select u.cause from balance_update u join account a on a.tenant_id = u.tenant_id and a.id = u.account_id
     where a.address = $1 order by u.seq`,
    [`subject:${name}`],
  );
  return rows.map(({ cause }) => cause);
};
const holdRow = async (wire: string | undefined) => {
  const rows = await api.asOwner<{ size: number; draws: { no: number; amount: string }[] }>(
    `select octet_length(draws::text) as size, draws from hold where replace(id::text, '-', '') = substr($1, 5)`,
    [wire],
  );
  return rows;
};

describe('the end of a hold (rule 29)', () => {
  test('is 24 hours after its first decision, whatever extends it; expiresAt tells, and nothing is refused', async () => {
    const { name, client } = await subjectOn('payg', '100');
    const first = await check(client, meter(name, 10, { holdSeconds: DAY_SECONDS }));
    expect(endOf(first)).toBe(at(first) + DAY);
    api.moveClock(20 * HOUR);
    const more = await check(client, meter(name, 5, { extends: first.id, holdSeconds: DAY_SECONDS }));
    expect(more).toMatchObject({ outcome: 'ALLOWED', proceed: true, hold: { remaining: '15' } });
    expect(endOf(more)).toBe(at(first) + DAY);
    api.moveClockTo(at(first) + DAY);
    expect(await decision(client, more.id)).toMatchObject({ proceed: false, hold: { state: 'EXPIRED' } });
    expect((await check(client, meter(name, 0, { extends: more.id, ...nothing }))).reason).toBe('HOLD_CLOSED');
    expect((await account(client)).balance).toMatchObject({ available: '100', held: '0' });
  });

  test('is earlier where the catalog says longest_hold', async () => {
    const name = 'gus';
    const client = api.as('globex', name);
    await grant(api.as('globex', 'admin'), { subject: name, credits: '100' });
    const first = await check(client, meter(name, 60, { holdSeconds: DAY_SECONDS }));
    expect(endOf(first)).toBe(at(first) + 2 * HOUR);
    api.moveClock(HOUR);
    const longer = await check(client, meter(name, 0, { extends: first.id, ...nothing }));
    expect(endOf(longer)).toBe(at(first) + 2 * HOUR);
  });

  test('is one length of the shortest anchored window after its oldest draw on the allowance, while it has one', async () => {
    const { name, client } = await subjectOn('twin', '100');
    const first = await check(client, meter(name, 10, { holdSeconds: DAY_SECONDS }));
    expect(drawn(first)).toEqual(['ALLOWANCE 10']);
    expect(endOf(first)).toBe(at(first) + 5 * HOUR);
    expect(endOf((await decision(client, first.id))!)).toBe(at(first) + 5 * HOUR);
    api.moveClock(4 * HOUR);
    const more = await check(client, meter(name, 5, { extends: first.id, holdSeconds: DAY_SECONDS }));
    expect(endOf(more)).toBe(at(first) + 5 * HOUR);

    await settled(api, client, usedOf(first.id, 15, { final: false }));
    const longer = await check(client, meter(name, 0, { extends: first.id, ...nothing }));
    expect(endOf(longer)).toBe(at(first) + DAY);
    const drawing = await check(client, meter(name, 1, { extends: first.id, holdSeconds: 1 }));
    expect(drawn(drawing)).toEqual(['ALLOWANCE 1']);
    expect(endOf(drawing)).toBe(at(first) + 5 * HOUR);
  });
});

describe('an extension (rule 29)', () => {
  test('banks no window: what it holds of one that has ended goes back before it takes more', async () => {
    const { name, client } = await subjectOn('twin');
    const opener = await check(client, meter(name, 1, { holdSeconds: 5 * 3600 }));
    api.moveClock(4 * HOUR);
    const upTo = { mode: 'UP_TO', holdSeconds: DAY_SECONDS };
    const first = await check(client, meter(name, 100, upTo));
    expect(first).toMatchObject({ granted: '49', hold: { remaining: '49' } });
    expect(endOf(first)).toBe(at(first) + 5 * HOUR);
    api.moveClockTo(at(opener) + 5 * HOUR);
    // Of the weekly window, too, all is there again: 80, less 49 that were held.
    const second = await check(client, meter(name, 100, { ...upTo, extends: first.id }));
    expect(second).toMatchObject({ granted: '50', hold: { amount: '99', released: '49', remaining: '50' } });
    expect((await account(client)).windows.map(({ held }) => held)).toEqual(['50', '50']);
    expect((await causesOf(name)).slice(-4)).toEqual(['HOLD_EXPIRED', 'WINDOW_RESET', 'HOLD_TRIMMED', 'HOLD']);
    const [trimmed] = await api.asOwner<{ cause_id: string; held: string }>(
      `select cause_id, held_delta as held from balance_update where cause = 'HOLD_TRIMMED' order by at desc limit 1`,
    );
    expect(trimmed).toEqual({ cause_id: (await decisionRow(first.id)).hold_id, held: '0' });

    await record(client, usedOf(second.id, 50));
    await allSettled(api);
    expect((await account(client)).windows.map(({ used, held }) => [used, held])).toEqual([
      ['50', '0'],
      ['50', '0'],
    ]);
  });

  test('keeps no promotional lot alive that has expired, not even with no usage asked', async () => {
    const expiresAt = new Date(api.now() + HOUR).toISOString();
    const { name, client } = await subjectOn('payg', '30', { expiresAt });
    const { id } = await check(client, meter(name, 30, { holdSeconds: 2 * 3600 }));
    api.moveClock(HOUR);
    const longer = await check(client, meter(name, 0, { extends: id, ...nothing }));
    expect(longer).toMatchObject({ outcome: 'ALLOWED', hold: { state: 'HELD', remaining: '0', released: '30' } });
    expect((await causesOf(name)).slice(-3)).toEqual(['LOT_EXPIRED', 'HOLD_TRIMMED', 'HOLD']);
    const { charge } = await settled(api, client, usedOf(id, 30));
    expect(charge).toMatchObject({ amount: '30', draws: [] });
    const [lot] = await api.asOwner(
      `select l.spent, l.expired from lot l join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
       where a.address = $1`,
      [`subject:${name}`],
    );
    expect(lot).toEqual({ spent: '0', expired: String(30n * 10n ** 9n) });
  });

  test('lets a refunded purchase be taken back as a whole', async () => {
    const { name, client } = await subjectOn('payg');
    const bought = await purchase(client, { credits: '20' });
    const { id } = await check(client, meter(name, 8));
    await admin.data(REFUND, { input: { purchaseId: bought.id, reason: 'a test', idempotencyKey: freshKey() } });
    expect((await account(client)).balance).toMatchObject({ available: '0', held: '8' });
    expect(await check(client, meter(name, 0, { extends: id, ...nothing }))).toMatchObject({ outcome: 'ALLOWED' });
    expect((await account(client)).balance).toMatchObject({ available: '0', held: '0' });
  });

  test('that is denied gives nothing back', async () => {
    const expiresAt = new Date(api.now() + HOUR).toISOString();
    const { name, client } = await subjectOn('payg', '30', { expiresAt });
    const { id } = await check(client, meter(name, 30, { holdSeconds: 2 * 3600 }));
    api.moveClock(HOUR);
    const denied = await check(client, meter(name, 1, { extends: id }));
    expect(denied).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY' });
    expect((await decision(client, id))?.hold).toMatchObject({ state: 'HELD', remaining: '30' });
    expect((await settled(api, client, usedOf(id, 30))).charge?.draws).toMatchObject([{ amount: '30' }]);
  });
});

describe('the size of a hold (rule 29)', () => {
  test('does not grow with its extensions: the last of 200 decisions writes the row that the first one wrote', async () => {
    const { name, client } = await subjectOn('twin', '300');
    const first = await check(client, meter(name, 60));
    const [before] = await holdRow(first.hold?.id);
    expect(drawn(first)).toEqual(['ALLOWANCE 50', 'PROMOTION 10']);
    const more = () => check(client, meter(name, 1, { extends: first.id }));
    await Promise.all(Array.from({ length: 198 }, more));
    const last = await more();
    expect(last).toMatchObject({ outcome: 'ALLOWED', hold: { amount: '259', remaining: '259' } });
    const [after] = await holdRow(first.hold?.id);
    expect(after?.draws.map(({ no, amount }) => [no, amount])).toEqual([
      [0, String(50n * 10n ** 9n)],
      [1, String(209n * 10n ** 9n)],
    ]);
    expect(after!.size - before!.size).toBeLessThan(4);
  });

  test('has 100 draws on one source at most: further lots are no capacity, and a LOTS blocker names them', async () => {
    const { name, client } = await subjectOn('lots_only');
    await Promise.all(Array.from({ length: 120 }, () => grant(admin, { subject: name, credits: '1' })));
    const denied = await check(client, meter(name, 101));
    expect(denied).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY', shortfall: '1', unblocksAt: null });
    const lots = { kind: 'LOTS', source: 'promotion', limit: '100', remaining: '120', unblocksAt: null };
    expect(denied.blockers[0]).toMatchObject(lots);
    const first = await check(client, meter(name, 110, { mode: 'UP_TO' }));
    expect(first).toMatchObject({ outcome: 'PARTIAL', granted: '100', unblocksAt: null });
    const more = await check(client, meter(name, 1, { extends: first.id }));
    expect(more).toMatchObject({ outcome: 'DENIED', blockers: [{ ...lots, limit: '0', remaining: '20' }, {}] });
    const other = await check(client, meter(name, 20));
    expect(other).toMatchObject({ outcome: 'ALLOWED' });
    // Settling has no such bound: what exceeds the hold is drawn from the others.
    await record(client, usedOf(other.id, 0, { usage: [] }));
    const { charge } = await settled(api, client, usedOf(first.id, 120));
    expect(charge?.draws).toHaveLength(120);
    const again = Array.from({ length: 101 }, () => grant(admin, { subject: name, credits: '1' }));
    await Promise.all(again);
    expect((await settled(api, admin, usedBy(name, 101))).charge?.draws).toHaveLength(101);
  });

  test('holds for a pool too: what it has on further lots is named as LOTS', async () => {
    const one = { pool: 'engineering', credits: '1', kind: 'ENTITLEMENT', priority: 1 };
    await Promise.all(Array.from({ length: 101 }, () => grant(admin, one)));
    const { name } = await subjectOn('lots_only');
    const denied = await check(api.as('acme', name, ['engineering']), meter(name, 101));
    expect(denied.blockers).toMatchObject([
      { kind: 'LOTS', source: 'promotion' },
      { kind: 'LOTS', source: 'credits' },
      { kind: 'LOTS', source: 'pool:engineering', limit: '100', remaining: '101' },
    ]);
  });
});

async function decisionRow(wire: string): Promise<{ hold_id: string }> {
  const sql = `select hold_id from decision where replace(id::text, '-', '') = substr($1, 5)`;
  const [row] = await api.asOwner<{ hold_id: string }>(sql, [wire]);
  return row!;
}
