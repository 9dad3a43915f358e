/**
 * A year under a moved clock: grants by the calendar of Berlin across both changes of its clocks, and by a subscription that
 * began on the 31st, what rolls over of both, and a plan that changes as the first month of it ends. An account that slept
 * all the year comes to the books of one that was looked at every day.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { planOrder, setPlans } from '../../src/accounts/set-plan.js';
import { SYSTEM } from '../../src/books/admin-action.js';
import { openTestLedger, type TestLedger } from '../support/ledger.js';
import { expectBooksToReconcile } from '../support/reconcile.js';
import pg from 'pg';

const DAY = 86_400_000;
const PLANS = `
plans:
  first:
    grants:
      - { id: both, kind: PROMOTIONAL, credits: "10", every: month, zone: Europe/Berlin, roll_over: { at_most: "4" } }
      - { id: own, kind: ENTITLEMENT, credits: "6", every: month, anchor: subscription, roll_over: { at_most: "2" } }
  second:
    windows:
      month: { capacity: "5", calendar: month }
    grants:
      - { id: both, kind: PROMOTIONAL, credits: "20", every: month, zone: Europe/Berlin, roll_over: { at_most: "7" } }
      - { id: turning, kind: ENTITLEMENT, credits: "3", every: month, anchor: subscription, roll_over: { at_most: "1" } }
      - { id: days, kind: PROMOTIONAL, credits: "1", every: day, zone: Europe/Berlin }
      - { id: long, kind: REFUND, credits: "2", every: week, zone: Europe/Berlin, lives: 90d }`;

/** A 31st of January to come, at twenty past ten. */
const YEAR = new Date().getUTCFullYear() + 1;
const BEGAN = Date.UTC(YEAR, 0, 31, 10, 20);
/** A day more than a year later. */
const END = Date.UTC(YEAR + 1, 1, 1, 12);

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger(readFileSync('policies/catalog.yaml', 'utf8').replace('\nplans:', PLANS));
});
afterAll(() => t.close());

const keyOf = (subject: string) => ({ tenant: 'acme', address: `subject:${subject}` });
const order = (plan: string, at: 'NOW' | 'PERIOD_END') =>
  planOrder(t, { tenant: 'acme', actor: SYSTEM }, plan, at, null);

interface LotRow {
  subject: string;
  kind: string;
  amount: string;
  bucket: string;
  created: string;
  expires: string;
  recurs: { grant: string; start: string; end: string; rolled?: true };
}
const LOTS = `
  select split_part(a.address, ':', 2) as subject, l.kind, l.amount::text,
    concat_ws('/', l.remaining, l.held, l.spent, l.expired, l.taken_back, l.effective, l.closed) as bucket,
    to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') as created,
    to_char(l.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') as expires, l.recurs
  from lot l join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
  order by l.created_at, l.recurs->>'grant', l.recurs->>'rolled'`;
const UPDATES = `
  select split_part(a.address, ':', 2) as subject, u.seq::text, u.at, u.cause, u.delta::text, u.held_delta::text,
    u.after::text, json_array_length(u.lines) as lines
  from balance_update u join account a on a.tenant_id = u.tenant_id and a.id = u.account_id order by u.seq`;
const STATE = `
  select split_part(address, ':', 2) as subject, plan, seq::text, last_at, debt::text, granted, windows, due_at, next_plan
  from account order by address`;

const of = <R extends { subject: string }>(rows: R[], subject: string) =>
  rows.filter((row) => row.subject === subject).map(({ subject: _, ...row }) => row);

/** Whole hours by which Berlin is ahead of UTC on the first of a month: its clocks change in March and October. */
const ahead = (month: number) => (month >= 3 && month <= 9 ? 2 : 1);
const text = (at: number) => new Date(at).toISOString().slice(0, 16);
/** The first of each month in Berlin after the account began, and the turns of a subscription of the 31st. */
const FIRSTS = Array.from({ length: 13 }, (_, i) => text(Date.UTC(YEAR, 1 + i, 1) - ahead((1 + i) % 12) * 3_600_000));
const TURNS = Array.from({ length: 12 }, (_, i) => text(Date.UTC(YEAR, 2 + i, 0, 10, 20)));

test('every lot comes at its instant, none twice, and who sleeps misses nothing', async () => {
  t.clock.ahead = BEGAN - Date.now();
  const subjects = ['awake', 'asleep'];
  await setPlans(t, subjects, order('first', 'NOW'), { create: true });
  const { length } = await setPlans(t, subjects, order('second', 'PERIOD_END'), { create: false });
  expect(length).toBe(2);
  for (let day = 1; BEGAN + day * DAY < END; day += 1) {
    t.clock.ahead = BEGAN + day * DAY - Date.now();
    await t.ledger.writeAllDue(keyOf('awake'));
  }
  t.clock.ahead = END - Date.now();
  await t.ledger.writeAllDue(keyOf('awake'));
  expect(await t.asOwner(`select seq::int from account where address = 'subject:asleep'`)).toEqual([{ seq: 3 }]);
  await t.ledger.writeAllDue(keyOf('asleep'));

  const [lots, updates] = [await t.asOwner<LotRow>(LOTS), await t.asOwner<{ subject: string }>(UPDATES)];
  const state = await t.asOwner<{ subject: string }>(STATE);
  expect(of(lots, 'asleep')).toEqual(of(lots, 'awake'));
  expect(of(updates, 'asleep')).toEqual(of(updates, 'awake'));
  expect(of(state, 'asleep')).toEqual(of(state, 'awake'));
  expect(of(updates, 'awake').length).toBeGreaterThan(800);

  const own = of(lots, 'awake');
  const issued = (grant: string, rolled = false) =>
    own.filter(({ recurs }) => recurs.grant === grant && (recurs.rolled === true) === rolled);
  const created = (grant: string) => issued(grant).map((lot) => lot.created);
  expect(created('both')).toEqual([text(BEGAN), ...FIRSTS]);
  expect(issued('both').map(({ amount }) => BigInt(amount) / 1_000_000_000n)).toEqual([
    10n,
    10n,
    ...Array<bigint>(12).fill(20n),
  ]);
  // The first month of the subscription ends on the 28th, or the 29th, and with it the plan.
  expect(created('own')).toEqual([text(BEGAN)]);
  expect(created('turning')).toEqual(TURNS);
  expect(issued('own', true)).toMatchObject([{ amount: '2000000000', created: TURNS[0], expires: TURNS[1] }]);
  expect(issued('turning', true).map((lot) => lot.created)).toEqual(TURNS.slice(1));
  expect(created('days')).toHaveLength(Math.round((END - Date.parse(`${TURNS[0]}Z`)) / DAY) + 1);
  expect(created('days')[0]).toBe(TURNS[0]);
  for (const grant of ['both', 'turning', 'days']) {
    const all = issued(grant);
    for (const [i, lot] of all.slice(1).entries()) expect([grant, lot.created]).toEqual([grant, all[i]?.expires]);
  }
  for (const { created: from, expires } of issued('long'))
    expect(Date.parse(`${expires}Z`)).toBe(Date.parse(`${from}Z`) + 90 * DAY);
  const keys = own.map(({ recurs: { grant, start, rolled } }) => `${grant} ${start} ${rolled}`);
  expect(new Set(keys).size).toBe(keys.length);
  const plans = await t.asOwner<{ at: Date }>(`select at from balance_update where cause = 'PLAN_CHANGED' and seq > 3`);
  expect(plans.map(({ at }) => text(at.getTime()))).toEqual([TURNS[0], TURNS[0]]);
}, 300_000);

test('the books of that year hold', async () => {
  const owner = new pg.Client({ connectionString: t.databaseUrl });
  await owner.connect();
  await expectBooksToReconcile(owner);
  await owner.end();
});
