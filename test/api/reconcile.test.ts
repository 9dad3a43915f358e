/**
 * The check that ends every API test, checked itself: for each invariant, whatever is changed behind the books' back is
 * found.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { INVARIANTS } from '../../src/audit/audit-books.js';
import { DAY, HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import { BREAK_ADMINS } from '../support/break-admins.js';
import { BREAK_GRANTS } from '../support/break-grants.js';
import { BREAK_BUDGETS } from '../support/break-budgets.js';
import { BREAK_LEDGER } from '../support/break-ledger.js';
import { BREAK_PLANS } from '../support/break-plans.js';
import { BREAK_PAYMENTS } from '../support/break-payments.js';
import { BREAK_RESETS } from '../support/break-resets.js';
import { BREAK_PRICES } from '../support/break-prices.js';
import { BREAK_REQUESTS } from '../support/break-requests.js';
import { BREAK_QUOTES } from '../support/break-quotes.js';
import {
  check,
  drawn,
  freshKey,
  grant,
  meter,
  purchase,
  REFUND,
  release,
  RESET,
  REVOKE,
  setPlan,
} from '../support/calls.js';
import { exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';
import { BREAK_VOIDS } from '../support/break-voids.js';
import { brokenBy } from '../support/reconcile.js';
import { ask, budgetsOf, decide } from '../support/budget-requests.js';
import { allSettled, settled, usedBy, usedOf } from '../support/usage.js';

/** Beyond ten tokens, all of them cost twice as much. */
const LONG_CARD = `
  - id: long-2026
    product: long
    effective_at: 2026-04-01T00:00:00Z
    per: 1
    prices:
      text: { tokens: "1", above: { tokens: 10, counting: [tokens], prices: { tokens: "2" } } }`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let owner: pg.Client;

beforeAll(async () => {
  policies = exactPolicies(meterCard('meter-second', nextMonth() + 8 * HOUR, '2'));
  const monthly = '{ id: monthly, kind: PROMOTIONAL, credits: "10", every: month, roll_over: { at_most: "4" } }';
  policies.edit('catalog.yaml', (text) =>
    text.replace(
      '\nplans:',
      `\nplans:\n  gifted:\n    resets: { every: month, keep: 2 }\n    grants:\n      - ${monthly}`,
    ),
  );
  policies.edit(
    'acme/policy.csv',
    (text) =>
      `${text}p3, group:counted, product:meter, paid, 40, month, cap\np3, each group:counted, product:*, any, 30, 5h, cap\n`,
  );
  policies.edit('acme/policy.csv', (text) => `${text}p, role:member, product:long, use, allow\n`);
  policies.edit('catalog.yaml', (text) =>
    text
      .replace('\nproducts:', '\nproducts:\n  long:\n    features:\n      text: [tokens]')
      .replace('\nrate_cards:', `\nrate_cards:${LONG_CARD}`),
  );
  api = await openTestApi({ policyDir: policies.dir, ahead: -32 * DAY });
  admin = api.as('acme', 'admin');
  await changePlansLater();
  await storeResets();
  await turnMonth();
  await fillLots();
  await holdAndSettle();
  await leaveDebt();
  await topUp();
  await countUp();
  await undoUsage();
  await countInBudgets();
  await askForMore();
  await useBySize();
  owner = new pg.Client({ connectionString: api.databaseUrl });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await api.close();
  policies.remove();
});

function nextMonth(): number {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
}

/** As the subscription month turns. */
const PLAN_LATER = `mutation ($subject: ID!, $plan: ID!) { setPlan(subject: $subject, plan: $plan, at: PERIOD_END) { id } }`;
const later = (milliseconds: number) => new Date(api.now() + milliseconds).toISOString();

/** A plan that was to come and has come, and one that is still to come. */
async function changePlansLater(): Promise<void> {
  for (const subject of ['pia', 'pit']) {
    await setPlan(admin, subject, 'twin');
    await admin.data(PLAN_LATER, { subject, plan: 'slow' });
  }
  api.moveClock(32 * DAY);
  await release(admin, (await check(admin, meter('pia', 1))).id);
  await admin.data(PLAN_LATER, { subject: 'pit', plan: 'twin' });
}

/** Resets in store: given, ended, used up, and put there by a plan. */
async function storeResets(): Promise<void> {
  const give = (subject: string, more: object) =>
    admin.data('mutation ($input: GrantResetInput!) { grantReset(input: $input) { count } }', {
      input: { subject, reason: 'a test', idempotencyKey: freshKey(), ...more },
    });
  await setPlan(admin, 'rex', 'twin');
  await give('rex', { count: 2, expiresAt: later(HOUR) });
  await give('rex', { count: 3 });
  await check(admin, meter('rex', 7));
  await admin.data('mutation ($input: RedeemResetInput!) { redeemReset(input: $input) { left } }', {
    input: { subject: 'rex', window: 'five_hour', idempotencyKey: freshKey() },
  });
  api.moveClock(2 * HOUR);
  await check(admin, meter('rex', 1));
}

/** Debt that the allowance pays as its window ends, and debt that is forgiven as a month turns; windows that never began. */
async function turnMonth(): Promise<void> {
  const globex = api.as('globex', 'admin');
  await setPlan(globex, 'cleo', 'payg');
  const video = { subject: 'cleo', product: 'sora', feature: 'sora-2', usage: [{ dimension: 'seconds', quantity: 3 }] };
  await settled(api, globex, { ...video, idempotencyKey: freshKey() });
  await setPlan(admin, 'deb', 'twin');
  await setPlan(admin, 'gus', 'gifted');
  await settled(api, admin, usedBy('deb', 60));
  api.moveClock(nextMonth() + HOUR - api.now());
  await setPlan(globex, 'cleo', 'free');
  // What he has left goes on.
  await release(admin, (await check(admin, meter('gus', 1))).id);
  await release(admin, (await check(admin, meter('deb', 1))).id);
  await setPlan(admin, 'wil', 'twin');
  for (let time = 0; time < 2; time++) await release(admin, (await check(admin, meter('wil', 1))).id);
}

/** Lots of every kind: bought, refunded, declined, one that expires, one that waits, and those of a pool. */
async function fillLots(): Promise<void> {
  await setPlan(admin, 'ada', 'twin');
  await grant(admin, { subject: 'ada', credits: '20', products: ['meter'] });
  await grant(admin, { subject: 'ada', kind: 'REFUND', credits: '5' });
  await grant(admin, {
    subject: 'ada',
    kind: 'ENTITLEMENT',
    credits: '4',
    products: ['codex'],
    expiresAt: later(HOUR),
  });
  await grant(admin, { subject: 'ada', kind: 'ENTITLEMENT', credits: '7', effectiveAt: later(30 * DAY) });
  await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '60' });
  await purchase(admin, { subject: 'ada', credits: '100' });
  await purchase(admin, { subject: 'ada', credits: '1', paymentMethod: 'sandbox:declined' });
  const { id: purchaseId } = await purchase(admin, { subject: 'ada', credits: '9' });
  await admin.data(REFUND, { input: { purchaseId, reason: 'a test', idempotencyKey: freshKey() } });
}

/** Holds on two accounts, one settled after its window has ended and one left open; others released and expired. */
async function holdAndSettle(): Promise<void> {
  const day = { groups: ['engineering'], holdSeconds: 86_400 };
  await setPlan(admin, 'wim', 'twin');
  for (const subject of ['ada', 'wim']) await check(admin, meter(subject, 1, { holdSeconds: 5 * 3600 }));
  api.moveClock(4 * HOUR);
  const stale = await check(admin, meter('wim', 49, day));
  const long = await check(admin, meter('ada', 194, day));
  expect(drawn(long)).toEqual(['ALLOWANCE 49', 'PROMOTION 20', 'CREDITS 100', 'CREDITS 5', 'POOL 20']);
  await release(admin, (await check(admin, meter('ada', 10, day))).id);
  await check(admin, meter('ada', 5, { ...day, holdSeconds: 60 }));
  await check(admin, meter('ada', 9000, day));
  api.moveClock(2 * HOUR);
  await check(admin, meter('wim', 2, { extends: stale.id }));
  await extendOnRevoked('tina');
  await check(admin, meter('ada', 1, day));
  await settled(api, admin, usedOf(long.id, 150));
  const open = await check(admin, meter('ada', 60, day));
  expect(drawn(open)).toEqual(['ALLOWANCE 30', 'CREDITS 19', 'CREDITS 5', 'POOL 6']);
  await setPlan(admin, 'max', 'twin');
  await settled(api, admin, usedBy('max', 4));
}

/** A hold whose lot was revoked before it was extended. */
async function extendOnRevoked(subject: string): Promise<void> {
  await setPlan(admin, subject, 'payg');
  const { id: lotId } = await grant(admin, { subject, credits: '5' });
  const { id } = await check(admin, meter(subject, 5));
  await admin.data(REVOKE, { input: { lotId, reason: 'a test', idempotencyKey: freshKey() } });
  await check(admin, meter(subject, 0, { usage: [], extends: id }));
}

/** Usage beyond what was held: debt here, forgiven there. */
async function leaveDebt(): Promise<void> {
  await setPlan(admin, 'eve', 'twin');
  await grant(admin, { subject: 'eve', credits: '20' });
  const first = await check(admin, meter('eve', 60));
  await settled(api, admin, usedOf(first.id, 20, { final: false, session: 's1' }));
  await settled(api, admin, usedOf(first.id, 80));
  await purchase(admin, { subject: 'eve', credits: '50' });
  await settled(api, admin, usedBy('eve', 4, { status: 'FAILED' }));
  await check(admin, meter('eve', 5, { holdSeconds: 86_400 }));
  const globex = api.as('globex', 'admin');
  await setPlan(globex, 'bea', 'payg');
  const video = { subject: 'bea', product: 'sora', feature: 'sora-2', usage: [{ dimension: 'seconds', quantity: 3 }] };
  await settled(api, globex, { ...video, idempotencyKey: freshKey() });
}

/** One top-up that has bought, and one whose card was declined. */
async function topUp(): Promise<void> {
  const SET = 'mutation ($input: AutoTopUpInput!) { setAutoTopUp(input: $input) { state } }';
  const terms = { threshold: '50', target: '100', monthlyCap: '1000', enabled: true, consent: true };
  for (const [subject, paymentMethod] of [
    ['tom', 'sandbox:ok'],
    ['tess', 'sandbox:declined'],
  ]) {
    await setPlan(admin, subject!, 'payg');
    await admin.data(SET, { input: { ...terms, subject, paymentMethod } });
  }
  while ((await api.asOwner('select from purchase where status = $1', ['PENDING'])).length > 0);
}

/** Usage at the cards of two quotes and beyond them, counters that grow, and a late final report. */
async function countUp(): Promise<void> {
  await setPlan(admin, 'kim', 'enterprise');
  const day = { holdSeconds: 86_400 };
  const first = await check(admin, meter('kim', 10, day));
  const counted = await check(admin, meter('kim', 40, day));
  for (const units of [5, 9]) {
    await settled(api, admin, usedOf(counted.id, units, { cumulative: true, final: false }));
  }
  api.moveClock(2 * HOUR);
  await check(admin, meter('kim', 10, { ...day, extends: first.id }));
  await settled(api, admin, usedOf(first.id, 15));
  await settled(api, admin, usedOf(first.id, 7, { late: true }));
}

/** Usage undone: of windows that run and have ended, of lots open and revoked, of a pool, of debt repaid and forgiven. */
async function undoUsage(): Promise<void> {
  const VOID = 'mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id } }';
  const undo = async (client: Client, usageEventId: string) => {
    await client.data(VOID, { input: { usageEventId, reason: 'a test', idempotencyKey: freshKey() } });
    await allSettled(api);
  };
  await setPlan(admin, 'una', 'twin');
  const { id: lotId } = await grant(admin, { subject: 'una', credits: '20' });
  await grant(admin, { subject: 'una', credits: '30', priority: 200 });
  const events = [await settled(api, admin, usedBy('una', 5)), await settled(api, admin, usedBy('una', 25))];
  await admin.data(REVOKE, { input: { lotId, reason: 'a test', idempotencyKey: freshKey() } });
  events.push(await settled(api, admin, usedBy('una', 16, { groups: ['engineering'] })));
  const owed = await settled(api, admin, usedBy('una', 6));
  await grant(admin, { subject: 'una', kind: 'ENTITLEMENT', credits: '9' });
  await undo(admin, owed.id);
  await admin.data(RESET, { input: { subjects: ['una'], windows: ['five_hour'], idempotencyKey: freshKey() } });
  await check(admin, meter('una', 1));
  for (const { id } of events) await undo(admin, id);
  const later = await settled(api, admin, usedBy('una', 1));
  await undo(admin, later.id);
  const globex = api.as('globex', 'admin');
  await setPlan(globex, 'una', 'payg');
  const video = { subject: 'una', product: 'sora', feature: 'sora-2', usage: [{ dimension: 'seconds', quantity: 2 }] };
  const forgiven = await settled(api, globex, { ...video, idempotencyKey: freshKey() });
  await undo(globex, forgiven.id);
}

/** Draws that count in two budgets: an open hold of which a part is used, and usage beyond a hold and beyond a cap. */
async function countInBudgets(): Promise<void> {
  await setPlan(admin, 'bo', 'payg');
  await grant(admin, { subject: 'bo', credits: '35', kind: 'ENTITLEMENT' });
  const counted = { groups: ['counted'], holdSeconds: 86_400 };
  const first = await check(admin, meter('bo', 10, counted));
  await settled(api, admin, usedOf(first.id, 4, { final: false }));
  const second = await check(admin, meter('bo', 5, counted));
  await settled(api, admin, usedOf(second.id, 27, { groups: ['counted'] }));
}

/** More of a budget: approved and used, rejected, and waiting. */
async function askForMore(): Promise<void> {
  const bo = api.as('acme', 'bo', ['counted']);
  const budget = (await budgetsOf(bo)).get('each group:counted')!;
  await decide(admin, (await ask(bo, budget, 5)).id, { credits: '4', note: 'enough' });
  await decide(admin, (await ask(bo, budget, 6)).id, { approve: false });
  await ask(bo, budget, 7);
  const shared = (await budgetsOf(bo)).get('group:counted')!;
  await decide(admin, (await ask(bo, shared, 8)).id);
  await settled(api, admin, usedBy('bo', 3, { groups: ['counted'] }));
}

/** A hold whose usage goes beyond a size, by parts and extended; and checks that bound who gives. */
async function useBySize(): Promise<void> {
  await setPlan(admin, 'liv', 'payg');
  await grant(admin, { subject: 'liv', credits: '99', kind: 'ENTITLEMENT' });
  await grant(admin, { subject: 'liv', credits: '9' });
  const tokens = (units: number, more: Record<string, unknown> = {}) => ({
    ...{ subject: 'liv', product: 'long', feature: 'text', idempotencyKey: freshKey(), holdSeconds: 86_400 },
    ...{ usage: [{ dimension: 'tokens', quantity: units }], ...more },
  });
  const used = (id: string, units: number, more: Record<string, unknown> = {}) =>
    settled(api, admin, { ...usedOf(id, 0, more), usage: [{ dimension: 'tokens', quantity: units }] });
  const first = await check(admin, tokens(8));
  await check(admin, tokens(6, { extends: first.id }));
  await used(first.id, 6, { final: false });
  await used(first.id, 3, { final: false, status: 'FAILED' });
  await used(first.id, 7);
  const gone = await used(first.id, 2, { late: true });
  await admin.data('mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id } }', {
    input: { usageEventId: gone.id, reason: 'a test', idempotencyKey: freshKey() },
  });
  await allSettled(api);
  await used(first.id, 1, { late: true });
  expect(drawn(await check(admin, tokens(3, { layers: ['CREDITS'], maxPaid: '3' })))).toEqual(['CREDITS 3']);
}

const WAYS = {
  ...BREAK_LEDGER,
  ...BREAK_PAYMENTS,
  ...BREAK_ADMINS,
  ...BREAK_QUOTES,
  ...BREAK_GRANTS,
  ...BREAK_PLANS,
  ...BREAK_RESETS,
  ...BREAK_REQUESTS,
  ...BREAK_BUDGETS,
  ...BREAK_VOIDS,
  ...BREAK_PRICES,
};

test('nothing is wrong with books that nobody has touched', async () => {
  expect(await brokenBy(owner, [])).toEqual([]);
});

test('every invariant is broken below', () => {
  expect(Object.keys(WAYS)).toEqual(INVARIANTS.map(({ title }) => title));
});

describe.each(Object.entries(WAYS))('%s: it finds', (title, ways) => {
  test.each(Object.entries(ways))('%s', async (_way, statements) => {
    const asked = INVARIANTS.filter((invariant) => invariant.title === title);
    expect(await brokenBy(owner, statements, asked)).toEqual([title]);
  });
});
