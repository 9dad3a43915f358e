/**
 * Prices by size through the API: what checks, extensions, reports and catalogs tell, on real books. A unit costs 1 credit,
 * and 2 where more than ten are used; an extra 7 and 8. Closing proves that all of it reconciles.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  asked,
  check,
  codesOf,
  drawn,
  estimate,
  freshKey,
  grant,
  meter,
  setPlan,
  tryCheck,
  type Decision,
} from '../support/calls.js';
import { exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, usedBy, usedOf } from '../support/usage.js';

const SIZE = ', above: { units: 10, counting: [units], prices: { units: "2", extras: "8" } }';
/** From here on a unit costs 3 credits, and 5 beyond twenty. */
const later = (Math.floor(Date.now() / DAY) + 3) * DAY;
const LATER = ', above: { units: 20, counting: [units], prices: { units: "5", extras: "9" } }';

interface Size {
  rateCard: string;
  dimension: string;
  limit: string;
  counted: string;
  above: boolean;
}

const SIZE_FIELDS = '{ rateCard dimension limit counted above }';
const EVENT = `query ($id: ID!) { node(id: $id) { ... on UsageEvent {
  usageNo state unchargedReason charge { amount rateCards priceSizes ${SIZE_FIELDS} draws { layer amount } } } } }`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies(
    meterCard('meter-sized', Date.UTC(2026, 4, 1), '1', SIZE) + meterCard('meter-later', later, '3', LATER),
  );
  policies.edit('catalog.yaml', (text) => text.replace('call: [units, extras]', 'call: [units, extras, ghosts]'));
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A subject with so many bought credits, and nothing else. */
async function funded(name: string, credits = '1000'): Promise<string> {
  await setPlan(admin, name, 'payg');
  await grant(admin, { subject: name, credits, kind: 'ENTITLEMENT' });
  return name;
}

const extended = (subject: string, of: Decision, units: number, more: Record<string, unknown> = {}) =>
  check(admin, meter(subject, units, { extends: of.id, ...more }));
const sizeOf = async ({ id }: { id: string }) =>
  admin.get<{ priceSize: Size | null }>(
    'decision',
    `query ($id: ID!) { decision(id: $id) { priceSize ${SIZE_FIELDS} } }`,
    { id },
  );

interface Charged {
  usageNo: string;
  state: string;
  unchargedReason: string | null;
  charge: { amount: string; rateCards: string[]; priceSizes: Size[]; draws: { amount: string }[] };
}

/** What a report came to, once it is settled. */
async function charged(input: Record<string, unknown>): Promise<Charged> {
  const { id } = await record(admin, input);
  await allSettled(api);
  return admin.get<Charged>('node', EVENT, { id });
}

const amountOf = async (input: Record<string, unknown>) => (await charged(input)).charge.amount;
const part = { final: false };

describe('a check', () => {
  test('costs the usual prices at the limit, and for all of it the higher ones beyond', async () => {
    const subject = await funded('ann');
    const at = await check(admin, meter(subject, 10));
    expect(at).toMatchObject({ requested: '10', granted: '10' });
    const limit = { rateCard: 'meter-sized', dimension: 'units', limit: '10' };
    expect(await sizeOf(at)).toEqual({ priceSize: { ...limit, counted: '10', above: false } });
    const beyond = await check(admin, meter(subject, 11));
    expect(beyond).toMatchObject({ requested: '22', granted: '22' });
    expect(await sizeOf(beyond)).toEqual({ priceSize: { ...limit, counted: '11', above: true } });
    expect(await estimate(admin, asked(meter(subject, 11)))).toMatchObject({ requested: '22' });
    const other = await check(admin, {
      ...meter(subject, 1),
      product: 'codex',
      feature: 'gpt-5.5',
      usage: [{ dimension: 'output_tokens', quantity: 1 }],
    });
    expect(await sizeOf(other)).toEqual({ priceSize: null });
  });

  test('in mode UP_TO gets the largest fill whose own price fits', async () => {
    const subject = await funded('bob', '17');
    expect(await check(admin, meter(subject, 50, { mode: 'UP_TO' }))).toMatchObject({
      outcome: 'PARTIAL',
      granted: '10',
    });
    const usage = [
      { dimension: 'units', quantity: 50 },
      { dimension: 'extras', quantity: 9 },
    ];
    const rich = await funded('bib', '24');
    expect(await check(admin, { ...meter(rich, 0), usage, mode: 'UP_TO' })).toMatchObject({
      granted: '24',
      grantedUsage: [{ quantity: '12' }, { quantity: '0' }],
    });
  });

  test('that extends pays for all of its hold, less what that cost before; each in a batch sees the one before it', async () => {
    const subject = await funded('cid');
    const first = await check(admin, meter(subject, 6));
    expect(await extended(subject, first, 4)).toMatchObject({ granted: '4' });
    const over = await extended(subject, first, 1);
    expect(over).toMatchObject({ granted: String(11 * 2 - 10) });
    expect(await sizeOf(over)).toMatchObject({ priceSize: { counted: '11', above: true } });
    const both = await Promise.all([extended(subject, first, 1), extended(subject, first, 1)]);
    expect(both.map(({ granted }) => granted)).toEqual(['2', '2']);
    expect(both[1]?.hold).toMatchObject({ amount: '26' });
    const next = await check(admin, meter(subject, 6));
    const crossing = await Promise.all([extended(subject, next, 4), extended(subject, next, 1)]);
    expect(crossing.map(({ granted }) => Number(granted)).reduce((a, b) => a + b)).toBe(22 - 6);
  });

  test('that extends is refused where all of its hold together would cost more than any account may hold', async () => {
    const subject = await funded('dot', '9000000');
    const first = await check(admin, meter(subject, 4_000_000));
    // Up to 5 credits a unit: alone both are within bounds.
    expect(await extended(subject, first, 1_790_000_000)).toMatchObject({ outcome: 'DENIED' });
    const beyond = meter(subject, 1_798_000_000, { extends: first.id });
    expect(codesOf(await tryCheck(admin, beyond))).toEqual(['BAD_USER_INPUT']);
    expect(await check(admin, { ...beyond, extends: null })).toMatchObject({ outcome: 'DENIED' });
  });
});

describe('usage', () => {
  test('within what was held never costs more than that, in however many parts it comes', async () => {
    const subject = await funded('eva');
    const held = await check(admin, meter(subject, 14));
    expect(held.granted).toBe('28');
    const parts = [
      await charged(usedOf(held.id, 6, part)),
      await charged(usedOf(held.id, 5, part)),
      await charged(usedOf(held.id, 3)),
    ];
    expect(parts.map(({ charge }) => charge.amount)).toEqual(['6', '16', '6']);
    expect(parts.map(({ charge }) => charge.priceSizes)).toEqual(
      ['6', '11', '14'].map((counted) => [
        { rateCard: 'meter-sized', dimension: 'units', limit: '10', counted, above: Number(counted) > 10 },
      ]),
    );
    expect(await account(admin, { subject })).toMatchObject({ balance: { available: '972', held: '0' } });
  });

  test('of work that failed, and usage that was set aside, count on neither side', async () => {
    const subject = await funded('fay');
    const { id } = await check(admin, meter(subject, 9));
    expect(await amountOf(usedOf(id, 8, part))).toBe('8');
    expect(await amountOf(usedOf(id, 50, { ...part, status: 'FAILED' }))).toBe('0');
    const ghosts = {
      usage: [
        { dimension: 'units', quantity: 50 },
        { dimension: 'ghosts', quantity: 1 },
      ],
      ...part,
    };
    expect(await charged({ ...usedOf(id, 0), ...ghosts })).toMatchObject({
      state: 'SET_ASIDE',
      charge: { amount: '0' },
    });
    expect(await amountOf(usedOf(id, 2, part))).toBe('2');
    expect(await amountOf(usedOf(id, 1, { ...part, status: 'CANCELLED' }))).toBe(String(22 - 10));
  });

  test('that was undone counts on neither side either', async () => {
    const subject = await funded('ula');
    const { id } = await check(admin, meter(subject, 12));
    const { id: first } = await record(admin, usedOf(id, 8, part));
    const { id: final } = await record(admin, usedOf(id, 4));
    await allSettled(api);
    expect(await account(admin, { subject })).toMatchObject({ balance: { available: '976' } });
    const undo = async (usageEventId: string) => {
      const input = { usageEventId, reason: 'a test', idempotencyKey: freshKey() };
      await admin.data('mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { id } }', { input });
      await allSettled(api);
    };
    await undo(final);
    expect(await amountOf(usedOf(id, 2))).toBe('2');
    await undo(first);
    expect(await amountOf(usedOf(id, 9, { late: true }))).toBe(String(22 - 2));
    expect(await account(admin, { subject })).toMatchObject({ balance: { available: '978', held: '0' } });
  });

  test('beyond its hold, after it, and without one, is judged by the size of the same hold, or its own', async () => {
    const subject = await funded('gus');
    const { id } = await check(admin, meter(subject, 4, { holdSeconds: 60 }));
    expect(await amountOf(usedOf(id, 10))).toBe('10');
    api.moveClock(20 * MINUTE);
    expect(await amountOf(usedOf(id, 1, { late: true }))).toBe(String(22 - 10));
    expect(await amountOf(usedBy(subject, 10))).toBe('10');
    expect(await amountOf(usedBy(subject, 11))).toBe('22');
    expect(await amountOf(usedBy(subject, 1))).toBe('1');
  });

  test('as counters costs the same as in parts', async () => {
    const subject = await funded('hal');
    const { id } = await check(admin, meter(subject, 20));
    const counter = (units: number) => charged(usedOf(id, units, { ...part, cumulative: true }));
    const found = [await counter(7), await counter(10), await counter(13)];
    expect(found.map(({ charge }) => charge.amount)).toEqual(['7', '3', '16']);
  });

  test('in any order and delivered again costs in all what all of it costs', async () => {
    const subject = await funded('ida');
    const { id } = await check(admin, meter(subject, 40));
    const inputs = [3, 9, 1, 5, 2, 7].map((units) => usedOf(id, units, part));
    await Promise.all([...inputs, ...inputs.toReversed()].map((input) => record(admin, input)));
    await record(admin, usedOf(id, 0, { usage: [] }));
    await allSettled(api);
    expect(await account(admin, { subject })).toMatchObject({
      balance: { available: String(1000 - 27 * 2), held: '0' },
    });
  });

  test('of another feature of the hold counts apart', async () => {
    const subject = await funded('jan');
    const first = await check(admin, meter(subject, 8));
    const gratis = { feature: 'gratis', extends: first.id };
    await check(admin, meter(subject, 8, gratis));
    expect(await amountOf(usedOf(first.id, 8, part))).toBe('8');
    expect(await amountOf(usedOf(first.id, 2, part))).toBe('2');
  });

  test('that was set aside and is driven again counts as it is recorded anew', async () => {
    const subject = await funded('kim');
    const { id } = await check(admin, meter(subject, 9));
    expect(await amountOf(usedOf(id, 8, part))).toBe('8');
    const aside = await record(admin, {
      ...usedOf(id, 0, part),
      usage: [
        { dimension: 'units', quantity: 3 },
        { dimension: 'ghosts', quantity: 1 },
      ],
    });
    await allSettled(api);
    policies.edit('catalog.yaml', (text) =>
      text.replaceAll(
        /(effective_at: 2026-05-01T00:00:00.000Z[\s\S]*?extras: "7")(, above: [^}]*extras: "8")/g,
        '$1, ghosts: "4"$2, ghosts: "4"',
      ),
    );
    await api.app.policies.reload();
    expect(api.app.policies.baseProblems()).toEqual([]);
    const REDRIVE = `mutation ($id: ID!, $key: String!) { redriveUsage(usageEventId: $id, idempotencyKey: $key) { id } }`;
    const again = await admin.get<{ id: string }>('redriveUsage', REDRIVE, { id: aside.id, key: freshKey() });
    await allSettled(api);
    const found = await admin.get<Charged>('node', EVENT, { id: again.id });
    expect(found).toMatchObject({ state: 'SETTLED', charge: { amount: String(11 * 2 + 4 - 8) } });
  });
});

test('a hold with quotes of two cards prices each unit at its own, and both by the size of all', async () => {
  const subject = await funded('lea');
  api.moveClockTo(later - MINUTE);
  const first = await check(admin, meter(subject, 8, { holdSeconds: 3600 }));
  api.moveClockTo(later + MINUTE);
  // The first eight cost twice as much now that there are more than ten; the later card asks 3 up to twenty.
  const second = await extended(subject, first, 6, { holdSeconds: 3600 });
  expect(second.granted).toBe(String(8 * 2 + 6 * 3 - 8));
  expect(await sizeOf(second)).toMatchObject({ priceSize: { rateCard: 'meter-later', counted: '14', above: false } });
  expect(await amountOf(usedOf(first.id, 8, part))).toBe('8');
  const { charge } = await charged(usedOf(second.id, 3, part));
  expect(charge).toMatchObject({ amount: String(8 * 2 + 3 * 3 - 8), rateCards: ['meter-later', 'meter-sized'] });
  expect(charge.priceSizes.map(({ rateCard, counted, above }) => [rateCard, counted, above])).toEqual([
    ['meter-later', '11', false],
    ['meter-sized', '11', true],
  ]);
  expect(await amountOf(usedOf(second.id, 10))).toBe(String(8 * 2 + 13 * 5 - (8 * 2 + 3 * 3)));
  expect(drawn(second)).toEqual(['CREDITS 26']);
});

test('the catalog tells the prices beyond a size', async () => {
  const SIZES = `above { feature dimension limit counting prices { dimension price } }`;
  const query = `{ catalog { products(product: "meter") { features { id ${SIZES} } } rateCards(product: "meter") { id ${SIZES} } } }`;
  const { products, rateCards } = await admin.get<{ products: { features: object[] }[]; rateCards: object[] }>(
    'catalog',
    query,
  );
  const above = { feature: 'call', dimension: 'units', limit: '20', counting: ['units'] };
  expect(products[0]?.features).toMatchObject([
    { id: 'call', above },
    { id: 'gratis', above: null },
  ]);
  expect(rateCards).toMatchObject([
    { id: 'meter-2026-04', above: [] },
    {
      id: 'meter-sized',
      above: [{ limit: '10', prices: expect.arrayContaining([{ dimension: 'units', price: '2' }]) as unknown }],
    },
    { id: 'meter-later', above: [above] },
  ]);
});
