/** Windows of plans through the API: subscription months, calendars in zones, scopes, windows that yield, and the pace. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import { account, check, estimate, freshKey, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy, usedOf } from '../support/usage.js';

const PLANS = `
plans:
  months:
    windows:
      day: { capacity: "10", calendar: day, zone: Europe/Berlin }
      month: { capacity: "40", anchor: subscription }
  scoped:
    windows:
      call: { capacity: "5", every: 1h, features: [meter/call] }
      sora: { capacity: "12", calendar: week, zone: America/New_York, starts: sunday, products: [sora] }
  yielding:
    windows:
      hour: { capacity: "5", every: 1h, yields: true }
      span: { capacity: "30", every: 3h }
  eased:
    slow_down: { below: 20% }
    windows:
      five_hour: { capacity: "100", every: 5h }`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) => text.replace('\nplans:', PLANS));
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const film = (subject: string, seconds: number) => ({
  ...{ subject, product: 'sora', feature: 'sora-2', idempotencyKey: freshKey() },
  usage: [{ dimension: 'seconds', quantity: seconds }],
});
const counted = async (subject: string) =>
  (await account(admin, { subject })).windows.map(({ window, used, held }) => [window, used, held]);

describe('a subscription month', () => {
  test('on the 31st ends on the 28th, and on the 31st again; a day in Berlin at its midnight', async () => {
    api.moveClockTo(Date.parse('2027-01-31T09:30:00Z'));
    await setPlan(admin, 'month', 'months');
    const since = Date.parse((await subscribed('month'))!);
    const at = (date: string) => date + new Date(since).toISOString().slice(10);
    await check(admin, meter('month', 10));
    const resets = async () => (await account(admin, { subject: 'month' })).windows.map(({ resetsAt }) => resetsAt);
    expect(await resets()).toEqual(['2027-01-31T23:00:00.000Z', at('2027-02-28')]);

    api.moveClockTo(Date.parse('2027-03-30T12:00:00Z'));
    await check(admin, meter('month', 10));
    expect(await resets()).toEqual(['2027-03-30T22:00:00.000Z', at('2027-03-31')]);

    const denied = await check(admin, meter('month', 1));
    expect(denied).toMatchObject({ blockedBy: 'window:day', unblocksAt: '2027-03-30T22:00:00.000Z' });
    api.moveClockTo(Date.parse('2027-04-01T00:00:00Z'));
    await check(admin, meter('month', 1));
    expect((await resets())[1]).toBe(at('2027-04-30'));
  });

  test('is told by the contract with its zone, beside what limits', async () => {
    const { account: told } = await admin.data<{ account: unknown }>(
      `{ account(subject: "month") { windows { window kind zone products features limits } } }`,
    );
    const open = { products: null, features: null, limits: true };
    expect(told).toEqual({
      windows: [
        { window: 'day', kind: 'CALENDAR', zone: 'Europe/Berlin', ...open },
        { window: 'month', kind: 'SUBSCRIPTION', zone: 'UTC', ...open },
      ],
    });
  });
});

describe('a scope', () => {
  test('lets a check count in the windows that cover it alone', async () => {
    await setPlan(admin, 'scoped', 'scoped');
    const call = await check(admin, meter('scoped', 4));
    expect(call.draws).toMatchObject([{ layer: 'ALLOWANCE', amount: '4', windows: ['call'] }]);
    expect((await check(admin, film('scoped', 2))).draws).toMatchObject([{ amount: '8', windows: ['sora'] }]);
    expect(await counted('scoped')).toEqual([
      ['call', '0', '4'],
      ['sora', '0', '8'],
    ]);
    expect(await check(admin, meter('scoped', 2))).toMatchObject({ outcome: 'DENIED', blockedBy: 'window:call' });
    expect(await check(admin, film('scoped', 2))).toMatchObject({ outcome: 'DENIED', blockedBy: 'window:sora' });
    await settled(api, admin, usedOf(call.id, 3));
    expect((await counted('scoped'))[0]).toEqual(['call', '3', '0']);
  });

  test('leaves nothing where no window covers the check, for estimates and availability too', async () => {
    const codex = {
      ...{ subject: 'scoped', product: 'codex', feature: 'gpt-5.5' },
      usage: [{ dimension: 'input_tokens', quantity: 1000 }],
    };
    expect(await estimate(admin, codex)).toMatchObject({ outcome: 'DENIED', granted: '0', unblocksAt: null });
    const availability = `query ($product: ID!, $feature: ID) {
      availability(subject: "scoped", product: $product, feature: $feature) {
        state layers { layer remaining capacity } } }`;
    const left = async (product: string, feature: string | null) => {
      const found = await admin.data<{ availability: { layers: { remaining: string }[] } }>(availability, {
        product,
        feature,
      });
      return found.availability.layers[0]?.remaining;
    };
    expect(await left('codex', null)).toBe('0');
    expect(await left('meter', 'call')).toBe('2');
    // A feature's window is not one of its whole product.
    expect(await left('meter', null)).toBe('0');
    expect(await left('sora', null)).toBe('4');
  });

  test('counts what is reported without a decision, and leaves debt to windows without one', async () => {
    await setPlan(admin, 'owing', 'scoped');
    const event = await settled(api, admin, usedBy('owing', 7));
    expect(event.charge).toMatchObject({ amount: '7', debt: '2' });
    api.moveClock(2 * HOUR);
    expect((await account(admin, { subject: 'owing' })).balance.debt).toBe('2');
    expect(await counted('owing')).toEqual([
      ['call', '0', '0'],
      ['sora', '0', '0'],
    ]);
  });

  test('is shown by the catalog with kind, zone, first day and what it yields to', async () => {
    const { catalog } = await admin.data<{ catalog: { plans: { id: string; windows: unknown[] }[] } }>(
      `{ catalog { plans { id slowDownBelow windows {
        window kind seconds calendar zone starts products features yieldsTo } } } }`,
    );
    const plan = (id: string) => catalog.plans.find((each) => each.id === id);
    const none = {
      seconds: null,
      calendar: null,
      zone: null,
      starts: null,
      products: null,
      features: null,
      yieldsTo: null,
    };
    expect(plan('scoped')).toMatchObject({
      slowDownBelow: null,
      windows: [
        { ...none, window: 'call', kind: 'ANCHORED', seconds: 3600, products: [], features: ['meter/call'] },
        {
          ...none,
          ...{ window: 'sora', kind: 'CALENDAR', calendar: 'WEEK', zone: 'America/New_York', starts: 'SUNDAY' },
          ...{ products: ['sora'], features: [] },
        },
      ],
    });
    expect(plan('yielding')).toMatchObject({ windows: [{ window: 'hour', yieldsTo: 'span' }, { yieldsTo: null }] });
    expect(plan('eased')).toMatchObject({ slowDownBelow: 0.2 });
  });
});

describe('a window that yields', () => {
  test('no longer limits where it would outlast the longest, so that nothing of that is stranded', async () => {
    await setPlan(admin, 'yields', 'yielding');
    await settled(api, admin, usedBy('yields', 1));
    const late = await check(admin, meter('yields', 20));
    const span = Date.parse((await account(admin, { subject: 'yields' })).windows[1]!.resetsAt!);
    expect(late).toMatchObject({ outcome: 'DENIED', blockedBy: 'window:hour' });
    expect(Date.parse(late.unblocksAt!)).toBe(span - HOUR + 1);
    api.moveClockTo(span - 30 * MINUTE);
    const all = await check(admin, meter('yields', 20));
    expect(all).toMatchObject({ outcome: 'ALLOWED' });
    expect(all.draws).toMatchObject([{ amount: '20', windows: ['hour', 'span'] }]);
    const { account: told } = await admin.data<{ account: { windows: { limits: boolean; resetsAt: string }[] } }>(
      '{ account(subject: "yields") { windows { limits resetsAt } } }',
    );
    expect(told.windows.map(({ limits }) => limits)).toEqual([false, true]);
    expect(new Set(told.windows.map(({ resetsAt }) => Date.parse(resetsAt)))).toEqual(new Set([span]));
    await settled(api, admin, usedOf(all.id, 20));
    api.moveClockTo(span + MINUTE);
    expect(await check(admin, meter('yields', 6))).toMatchObject({ outcome: 'DENIED' });
  });
});

describe('the pace', () => {
  const PACE = 'pace { level delayMs until }';
  const paceOf = (input: object) =>
    admin.get<{ pace: { level: string; delayMs: number; until: string | null } }>(
      'checkAccess',
      `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id decidedAt ${PACE} } }`,
      { input },
    );

  test('eases below the share, the same in estimate, availability and replay, and waits after a denial', async () => {
    await setPlan(admin, 'eased', 'eased');
    expect((await paceOf(meter('eased', 80, { holdSeconds: 86_400 }))).pace).toEqual({
      level: 'FULL',
      delayMs: 0,
      until: null,
    });
    api.moveClock(HOUR);
    const until = (await account(admin, { subject: 'eased' })).windows[0]!.resetsAt;
    const estimated = await admin.data<{ estimateAccess: unknown }>(
      `{ estimateAccess(input: { subject: "eased", product: "meter", feature: "call",
         usage: [{ dimension: "units", quantity: 2 }] }) { ${PACE} } }`,
    );
    expect(estimated).toMatchObject({ estimateAccess: { pace: { level: 'EASE', until } } });
    const input = meter('eased', 2, { holdSeconds: 86_400 });
    const eased = (await paceOf(input)).pace;
    expect(eased).toMatchObject({ level: 'EASE', until });
    // 18 are left for four hours, 82 took an hour: about 26 minutes for two, less a minute and a half.
    expect(Math.round(eased.delayMs / MINUTE)).toBe(25);
    api.moveClock(HOUR);
    expect((await paceOf(input)).pace).toEqual(eased);
    const { availability } = await admin.data<{ availability: unknown }>(
      `{ availability(subject: "eased", product: "meter") { ${PACE} } }`,
    );
    expect(availability).toMatchObject({ pace: { level: 'EASE', until } });
    const denied = (await paceOf(meter('eased', 50))).pace;
    expect(denied).toMatchObject({ level: 'WAIT', until });
    expect(Math.round(denied.delayMs / MINUTE)).toBe(180);
  });

  test('of other plans it is full, and waits after a denial that time helps', async () => {
    await setPlan(admin, 'twin', 'twin');
    expect((await paceOf(meter('twin', 49))).pace.level).toBe('FULL');
    expect((await paceOf(meter('twin', 9))).pace.level).toBe('WAIT');
    await setPlan(admin, 'bare', 'payg');
    expect((await paceOf(meter('bare', 9))).pace).toEqual({ level: 'FULL', delayMs: 0, until: null });
  });
});

async function subscribed(subject: string): Promise<string | null> {
  const query = 'query ($subject: ID!) { account(subject: $subject) { subscribedAt } }';
  return (await admin.get<{ subscribedAt: string | null }>('account', query, { subject })).subscribedAt;
}
