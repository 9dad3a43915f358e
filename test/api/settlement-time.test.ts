/** Instants that decide: prices that change at midnight, and lots and holds that expire around their use. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  check,
  CHECK_MANY,
  decision,
  grant,
  meter,
  setPlan,
  type Decision,
  type Lot,
} from '../support/calls.js';
import { exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, settled, usedBy, usedOf } from '../support/usage.js';

const SECOND = 1_000;
/** Two to three days ahead. */
const midnight = (Math.floor(Date.now() / DAY) + 3) * DAY;
const cards =
  meterCard('meter-midnight', midnight, '2') + meterCard('meter-twin', midnight, '3') + '\n    plans: [twin]';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies(cards);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const iso = (at: number) => new Date(at).toISOString();
const moveTo = (at: number) => api.moveClock(at - api.now());

/** What one unit cost that was used at an instant. */
async function priceAt(subject: string, at: number): Promise<[card: string | undefined, amount: string | undefined]> {
  const { charge } = await settled(api, admin, usedBy(subject, 1, { occurredAt: iso(at) }));
  return [charge?.rateCard, charge?.amount];
}

test('a lot is unusable from its expiry instant on, exactly: takes among lots that expire 1 ms apart', async () => {
  const LOTS = 250;
  const TAKES = 5;
  await setPlan(admin, 'edge', 'payg');
  const first = api.now() + 10 * MINUTE;
  const expiries = Array.from({ length: LOTS }, (_, i) => first + i);
  const lots: Lot[] = [];
  for (let i = 0; i < LOTS; i += 50) {
    const some = expiries.slice(i, i + 50);
    lots.push(
      ...(await Promise.all(some.map((at) => grant(admin, { subject: 'edge', credits: '1', expiresAt: iso(at) })))),
    );
  }
  moveTo(first - 2);
  const drawnAt = new Map<string, number>();
  const seen = { unused: 0, justBefore: 0 };
  while (api.now() < first + LOTS) {
    const inputs = Array.from({ length: TAKES }, () => meter('edge', 1, { holdSeconds: 3_600 }));
    for (const { outcome, decidedAt, draws } of await admin.get<Decision[]>('checkAccessMany', CHECK_MANY, {
      inputs,
    })) {
      const at = Date.parse(decidedAt);
      const left = lots.filter(({ id, expiresAt }) => !drawnAt.has(id) && Date.parse(expiresAt ?? '') > at);
      // The one that expires next gives, though it be in a millisecond; one that expires at this very instant does not.
      expect({ at, given: draws.map(({ lot }) => lot?.id) }).toEqual({
        at,
        given: left.slice(0, 1).map(({ id }) => id),
      });
      expect(outcome).toBe(left.length ? 'ALLOWED' : 'DENIED');
      if (left[0]) drawnAt.set(left[0].id, at);
      if (left[0]?.expiresAt === iso(at + 1)) seen.justBefore += 1;
      if (lots.some(({ id, expiresAt }) => !drawnAt.has(id) && expiresAt === iso(at))) seen.unused += 1;
    }
  }
  expect(seen.justBefore).toBeGreaterThan(0);
  expect(seen.unused).toBeGreaterThan(0);
  moveTo(first + HOUR / 2);
  await account(admin, { subject: 'edge' });
  const rows = await api.asOwner<{ id: string; at: Date; remaining: string; held: string; expired: string }>(
    `select 'lot_' || replace(l.id::text, '-', '') as id, u.at, l.remaining, l.held, l.expired
    from lot l join account a on a.tenant_id = l.tenant_id and a.id = l.account_id and a.address = 'subject:edge'
    left join balance_update u on u.tenant_id = l.tenant_id and u.cause = 'LOT_EXPIRED' and u.cause_id = l.id`,
  );
  expect(rows).toHaveLength(LOTS);
  const credit = '1000000000';
  for (const { id, at, remaining, held, expired } of rows) {
    const lot = lots.find((each) => each.id === id);
    const taken = drawnAt.has(id);
    expect([id, remaining, held, expired]).toEqual([id, '0', taken ? credit : '0', taken ? '0' : credit]);
    expect([id, at.toISOString()]).toEqual([id, lot?.expiresAt]);
  }
}, 60_000);

describe('a lot that expires while its credits are held (docs/rules.md, 21)', () => {
  const lotsOf = (subject: string) =>
    admin
      .get<{ lotHistory: { nodes: Lot[] } }>(
        'account',
        `query ($subject: ID) { account(subject: $subject) {
          lotHistory { nodes { id remaining held spent expired takenBack } }
        } }`,
        { subject },
      )
      .then(({ lotHistory }) => lotHistory.nodes);

  test('keeps the share of the hold: what is captured is spent, the rest expires at once', async () => {
    await setPlan(admin, 'kept', 'payg');
    await grant(admin, { subject: 'kept', credits: '100', expiresAt: iso(api.now() + MINUTE) });
    const { id } = await check(admin, meter('kept', 30));
    api.moveClock(MINUTE);
    expect(await lotsOf('kept')).toMatchObject([{ remaining: '0', held: '30', spent: '0', expired: '70' }]);
    const { charge } = await settled(api, admin, usedOf(id, 6));
    expect(charge).toMatchObject({ amount: '6', debt: '0', draws: [{ layer: 'PROMOTION', amount: '6' }] });
    expect(await lotsOf('kept')).toMatchObject([{ remaining: '0', held: '0', spent: '6', expired: '94' }]);
    expect((await account(admin, { subject: 'kept' })).balance).toMatchObject({ available: '0', held: '0', debt: '0' });
  });

  test('settling and expiring at once, from two processes, have one winner each', async () => {
    const other = (await api.another()).as('acme', 'admin');
    const subjects = Array.from({ length: 30 }, (_, i) => `racer ${i}`);
    const holds = new Map<string, string>();
    const held = await Promise.all(
      subjects.map(async (subject, i) => {
        await setPlan(admin, subject, 'payg');
        await grant(admin, { subject, credits: '100', expiresAt: iso(api.now() + 30 * SECOND) });
        // A third of the holds has expired when the race starts, a third lasts, and a third expires during it.
        const holdSeconds = [20, 60, 300][i % 3];
        const taken = await check(admin, meter(subject, 10, { holdSeconds }));
        holds.set(subject, taken.id);
        return Date.parse(taken.hold?.expiresAt ?? '');
      }),
    );
    const middle = held.filter((_, i) => i % 3 === 1).sort((a, b) => a - b);
    moveTo(middle[4]! - 10);
    await Promise.all(
      subjects.flatMap((subject, i) => {
        const [reporter, reader] = i % 2 ? [admin, other] : [other, admin];
        const look = () => account(reader, { subject });
        return [look(), record(reporter, usedOf(holds.get(subject)!, 2)), look()];
      }),
    );
    await allSettled(api);
    const states = await Promise.all(
      subjects.map(async (subject) => (await decision(admin, holds.get(subject)!))?.hold?.state),
    );
    const ofThird = (third: number) => new Set(states.filter((_, i) => i % 3 === third));
    expect([ofThird(0), ofThird(2)]).toEqual([new Set(['EXPIRED']), new Set(['SETTLED'])]);
    for (const [i, subject] of subjects.entries()) {
      const [lot] = await lotsOf(subject);
      const { debt } = (await account(admin, { subject })).balance;
      // A hold that won keeps its share of the lot; where its expiry won, the lot is gone and the usage is owed.
      const [spent, expired, owed] = states[i] === 'SETTLED' ? ['2', '98', '0'] : ['0', '100', '2'];
      expect([subject, lot?.spent, lot?.expired, lot?.held, debt]).toEqual([subject, spent, expired, '0', owed]);
    }
    const [twice] = await api.asOwner<{ count: string }>(
      `select count(*) from (select cause, cause_id from balance_update
        where cause in ('LOT_EXPIRED', 'SETTLE', 'HOLD_EXPIRED') group by tenant_id, account_id, cause, cause_id
        having count(*) > 1) twice`,
    );
    expect(twice?.count).toBe('0');
  });
});

describe('a price that changes at midnight (docs/rules.md, 17)', () => {
  const before = ['meter-2026-04', '1'];
  const forAll = ['meter-midnight', '2'];
  const forTwin = ['meter-twin', '3'];

  beforeAll(async () => {
    moveTo(midnight - HOUR);
    for (const subject of ['steady', 'leaves', 'quoted']) await setPlan(admin, subject, 'twin');
    for (const subject of ['plain', 'joins']) await setPlan(admin, subject, 'payg');
  });

  test('usage within a decision costs what was quoted, though it happened after midnight', async () => {
    const { id, requested } = await check(admin, meter('quoted', 5, { holdSeconds: 86_400 }));
    expect(requested).toBe('5');
    moveTo(midnight + MINUTE);
    const { charge } = await settled(api, admin, usedOf(id, 5, { occurredAt: iso(midnight) }));
    expect(charge).toMatchObject({ rateCard: 'meter-2026-04', amount: '5' });
    expect((await check(admin, meter('quoted', 5))).requested).toBe('15');
  });

  test('usage at 23:59:59.999 and at 00:00:00.000 is priced by the card in force for its plan', async () => {
    moveTo(midnight + MINUTE);
    expect(await priceAt('plain', midnight - 1)).toEqual(before);
    expect(await priceAt('plain', midnight)).toEqual(forAll);
    expect(await priceAt('steady', midnight - 1)).toEqual(before);
    expect(await priceAt('steady', midnight)).toEqual(forTwin);
    expect(await priceAt('steady', midnight + 1)).toEqual(forTwin);
  });

  test('the plan that the account then had counts, whatever it has become since', async () => {
    await setPlan(admin, 'leaves', 'payg');
    await setPlan(admin, 'joins', 'twin');
    moveTo(midnight + HOUR);
    expect(await priceAt('leaves', midnight - 1)).toEqual(before);
    expect(await priceAt('leaves', midnight)).toEqual(forTwin);
    expect(await priceAt('joins', midnight)).toEqual(forAll);
    const now = api.now() - SECOND;
    expect(await priceAt('leaves', now)).toEqual(forAll);
    expect(await priceAt('joins', now)).toEqual(forTwin);
  });
});
