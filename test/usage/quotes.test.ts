/** How long a quote prices usage, how the quotes of a hold are used up, and what a redrive is priced by. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, codesOf, freshKey, meter, release, setPlan } from '../support/calls.js';
import { catalogInstant, exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';
import { allSettled, RECORD, settled, USAGE_FIELDS, usedBy, usedOf, type UsageEvent } from '../support/usage.js';

const SECOND = 1_000;
/** From these instants on a unit costs 2 credits, and 4; before, 1. */
const second = (Math.floor(Date.now() / DAY) + 3) * DAY;
const third = second + 10 * MINUTE;
const iso = (at: number) => new Date(at).toISOString();

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies(meterCard('meter-second', second, '2') + meterCard('meter-third', third, '4'));
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const moveTo = (at: number) => api.moveClockTo(at);
const part = { final: false };

/** What a report costs, and by which cards. */
async function priced(input: Record<string, unknown>) {
  const { charge } = await settled(api, admin, input);
  return [charge?.amount, ...(charge?.rateCards ?? [])];
}

/** Rewrites the catalog, and resolves when it serves. */
async function serve(change: (text: string) => string): Promise<void> {
  policies.edit('catalog.yaml', change);
  await api.app.policies.reload();
  expect(api.app.policies.baseProblems()).toEqual([]);
}

describe('a quote ends (rule 28)', () => {
  test('15 minutes after its hold’s last expiry, however the hold ended; later the card at occurredAt prices', async () => {
    await setPlan(admin, 'late', 'enterprise');
    moveTo(second - 40 * SECOND);
    const { id } = await check(admin, meter('late', 10, { holdSeconds: 10 }));
    await check(admin, meter('late', 0, { usage: [], extends: id, holdSeconds: 60 }));
    const released = await check(admin, meter('late', 10, { holdSeconds: 60 }));
    await release(admin, released.id);
    const denied = await check(admin, { ...meter('late', 1), usage: [{ dimension: 'units', quantity: 1e6 }] });
    expect(denied).toMatchObject({ outcome: 'DENIED' });
    moveTo(second + 15 * MINUTE + 15 * SECOND);
    expect(await priced(usedOf(id, 1, part))).toEqual(['1', 'meter-2026-04']);
    expect(await priced(usedOf(released.id, 1, part))).toEqual(['1', 'meter-2026-04']);
    // A decision that granted nothing quotes nothing.
    expect(await priced(usedOf(denied.id, 1, part))).toEqual(['4', 'meter-third']);
    moveTo(second + 15 * MINUTE + 30 * SECOND);
    expect(await priced(usedOf(id, 1, part))).toEqual(['4', 'meter-third']);
    expect(await priced(usedOf(released.id, 1, part))).toEqual(['4', 'meter-third']);
    const then = (at: number) => ({ ...part, occurredAt: iso(at) });
    expect(await priced(usedOf(id, 1, then(third - 1)))).toEqual(['2', 'meter-second']);
    expect(await priced(usedOf(id, 1, then(second - 1)))).toEqual(['1', 'meter-2026-04']);
  });

  test('and while it lasts, nothing is reported for an instant more than 31 days ago: it would be another month’s usage', async () => {
    const { id } = await check(admin, meter('early', 2));
    const at = (age: number) => usedOf(id, 1, { ...part, occurredAt: iso(api.now() - age) });
    expect(codesOf(await admin.run(RECORD, { input: at(31 * DAY + MINUTE) }))).toEqual(['BAD_USER_INPUT']);
    expect(await priced(at(31 * DAY - MINUTE))).toHaveLength(2);
  });

  test('and no instant before the decision gives an older price', async () => {
    const { id } = await check(admin, meter('late', 1, { holdSeconds: 1 }));
    api.moveClock(16 * MINUTE);
    expect(await priced(usedOf(id, 1, { ...part, occurredAt: iso(second - 1) }))).toEqual(['4', 'meter-third']);
    const longAgo = { ...part, occurredAt: iso(api.now() - 32 * DAY) };
    expect(codesOf(await admin.run(RECORD, { input: usedOf(id, 1, longAgo) }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('the quotes of a hold (rule 28)', () => {
  const cards = (text: string, moved: number) =>
    text
      .replace(catalogInstant(second), catalogInstant(second + moved))
      .replace(catalogInstant(third), catalogInstant(third + moved));

  test('are used up in the order of its decisions, each unit at its own card; the rest is the last one’s', async () => {
    await setPlan(admin, 'growing', 'enterprise');
    // The cards begin once more, from now on.
    const moved = api.now() + MINUTE - second;
    await serve((text) => cards(text, moved));
    const { id } = await check(admin, meter('growing', 10, { holdSeconds: 3_600 }));
    expect(await priced(usedOf(id, 3, { ...part, status: 'FAILED' }))).toEqual(['0', 'meter-2026-04']);
    moveTo(second + moved);
    await check(admin, meter('growing', 10, { extends: id }));
    moveTo(third + moved);
    const last = await check(admin, meter('growing', 5, { extends: id }));
    expect(last).toMatchObject({ hold: { amount: '50' } });
    expect(await priced(usedOf(id, 15, part))).toEqual(['20', 'meter-2026-04', 'meter-second']);
    expect(await priced(usedOf(last.id, 10, part))).toEqual(['30', 'meter-second', 'meter-third']);
    expect(await priced(usedOf(id, 2))).toEqual(['8', 'meter-third']);
  });

  test('two decisions at one card make a charge with one card', async () => {
    const { id } = await check(admin, meter('growing', 2));
    await check(admin, meter('growing', 2, { extends: id }));
    const { charge } = await settled(api, admin, usedOf(id, 4));
    expect(charge).toMatchObject({ amount: '16', rateCard: 'meter-third', rateCards: ['meter-third'] });
  });

  test('dimensions are judged at the door by the catalog that will price them', async () => {
    const old = await check(admin, meter('growing', 1));
    await serve((text) => text.replace('call: [units, extras]', 'call: [units, extras, more]'));
    const of = (id: string, dimension: string) => {
      const input = { ...usedOf(id, 1, part), usage: [{ dimension, quantity: 1 }] };
      return admin.run(RECORD, { input }).then(codesOf);
    };
    expect([await of(old.id, 'bogus'), await of(old.id, 'more')]).toEqual([['BAD_USER_INPUT'], ['BAD_USER_INPUT']]);
    expect(await of((await check(admin, meter('growing', 1))).id, 'more')).toEqual([]);
    // When the quote has ended, the catalog that serves prices it.
    api.moveClock(30 * MINUTE);
    expect([await of(old.id, 'bogus'), await of(old.id, 'more')]).toEqual([['BAD_USER_INPUT'], []]);
  });
});

describe('a redrive (rule 28)', () => {
  const REDRIVE = `mutation ($id: ID!, $key: String!) { redriveUsage(usageEventId: $id, idempotencyKey: $key) { id } }`;

  async function redriven(event: UsageEvent): Promise<UsageEvent> {
    const { id } = await admin.get<{ id: string }>('redriveUsage', REDRIVE, { id: event.id, key: freshKey() });
    await allSettled(api);
    return admin.get('node', `query ($id: ID!) { node(id: $id) { ... on UsageEvent { ${USAGE_FIELDS} } } }`, { id });
  }

  test('of usage that had no price is priced by the card that was added for its instant', async () => {
    await serve((text) =>
      text.replace('sora-2: [seconds, images]', 'sora-2: [seconds, images]\n      sora-9: [seconds]'),
    );
    const usage = [{ dimension: 'seconds', quantity: 2 }];
    const sora = { ...usedBy('growing', 0), product: 'sora', feature: 'sora-9', usage };
    const aside = await settled(api, admin, sora);
    expect(aside).toMatchObject({ state: 'SET_ASIDE' });
    const again = await redriven(aside);
    expect(again).toMatchObject({ state: 'SET_ASIDE' });
    await serve((text) =>
      text.replace(
        '\nrate_cards:',
        `\nrate_cards:
  - id: sora-B
    product: sora
    plans: [enterprise]
    effective_at: ${catalogInstant(Date.parse(aside.occurredAt) - 60 * MINUTE)}
    per: 1
    prices:
      sora-9: { seconds: "7" }
      sora-2: { seconds: "3", images: "0.4" }
      sora-2-pro: { seconds: "9", images: "0.4" }`,
      ),
    );
    const settledAt = await redriven(again);
    expect(settledAt).toMatchObject({ state: 'SETTLED', charge: { amount: '14', rateCards: ['sora-B'] } });
  });

  test('keeps the quoted price of what its card prices, and takes the new card for the rest', async () => {
    const { id } = await check(admin, meter('growing', 2));
    // Of this feature the card that was quoted knows no price for `more`.
    const input = { ...usedOf(id, 2), usage: [{ dimension: 'more', quantity: 3 }] };
    const aside = await settled(api, admin, input);
    expect(aside).toMatchObject({ state: 'SET_ASIDE' });
    await serve((text) =>
      text.replace(
        '\nrate_cards:',
        `\nrate_cards:${meterCard('meter-more', api.now() - MINUTE, '9').replace('}', ', more: "5" }')}`,
      ),
    );
    const again = await redriven(aside);
    expect(again).toMatchObject({ state: 'SETTLED', charge: { amount: '15', rateCards: ['meter-more'] } });
    expect(await priced(usedOf(id, 2, { ...part, late: true }))).toEqual(['8', 'meter-third']);
  });
});
