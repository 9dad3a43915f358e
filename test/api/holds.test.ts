/** Holds from opening to end: expiry at its instant, release, extension, and what a replay says of them. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  check,
  codesOf,
  decision,
  drawn,
  freshKey,
  grant,
  meter,
  release,
  RELEASE,
  REVOKE,
  setPlan,
  tryCheck,
} from '../support/calls.js';
import { allSettled, record } from '../support/usage.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let count = 0;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A new subject with so many promotional credits and nothing else. */
async function subjectWith(credits: string): Promise<{ name: string; client: Client }> {
  const name = `holder-${(count += 1)}`;
  await setPlan(admin, name, 'payg');
  await grant(admin, { subject: name, credits });
  return { name, client: api.as('acme', name) };
}

const credits = async (client: Client) => {
  const { available, held } = (await account(client)).balance;
  return { available, held };
};
const updatesOf = async (name: string) =>
  api.asOwner<{ cause: string; at: Date }>(
    `select u.cause, u.at from balance_update u join account a on a.tenant_id = u.tenant_id and a.id = u.account_id
     where a.address = $1 order by u.seq`,
    [`subject:${name}`],
  );

describe('a window begins with use (rule 36)', () => {
  const windows = async (client: Client) =>
    (await account(client)).windows.map(({ used, held, resetsAt }) => ({ used, held, resetsAt }));
  const unopened = [1, 2].map(() => ({ used: '0', held: '0', resetsAt: null }));

  test('what is checked and released opens no window', async () => {
    await setPlan(admin, 'idler', 'twin');
    const idler = api.as('acme', 'idler');
    const { id } = await check(idler, meter('idler', 30));
    await release(idler, id);
    expect(await windows(idler)).toEqual(unopened);
  });

  test('work that failed opens no window, and the next use starts them then', async () => {
    await setPlan(admin, 'unlucky', 'twin');
    const unlucky = api.as('acme', 'unlucky');
    const { id } = await check(unlucky, meter('unlucky', 30));
    await record(unlucky, { decisionId: id, usage: [], status: 'FAILED', idempotencyKey: freshKey() });
    await allSettled(api);
    expect(await windows(unlucky)).toEqual(unopened);
    api.moveClock(HOUR);
    const before = api.now();
    await check(unlucky, meter('unlucky', 30));
    const [hours] = await windows(unlucky);
    expect(Date.parse(hours?.resetsAt ?? '')).toBeGreaterThanOrEqual(before + 5 * HOUR);
  });

  test('a hold that expires opens no window', async () => {
    await setPlan(admin, 'sleeper', 'twin');
    const sleeper = api.as('acme', 'sleeper');
    await check(sleeper, meter('sleeper', 30, { holdSeconds: 60 }));
    api.moveClock(HOUR);
    expect(await windows(sleeper)).toEqual(unopened);
  });
});

describe('a hold that nobody ends', () => {
  test('gives everything back at its very instant, though nobody looks until later', async () => {
    const { name, client } = await subjectWith('100');
    const { hold } = await check(client, meter('x', 60, { subject: name, holdSeconds: 60 }));
    expect(await credits(client)).toEqual({ available: '40', held: '60' });
    api.moveClock(3 * HOUR);
    const next = await check(client, meter(name, 100));
    expect(next).toMatchObject({ outcome: 'ALLOWED', granted: '100' });
    const updates = await updatesOf(name);
    expect(updates.map(({ cause }) => cause)).toEqual(['PLAN_CHANGED', 'GRANT', 'HOLD', 'HOLD_EXPIRED', 'HOLD']);
    expect(updates[3]?.at.toISOString()).toBe(hold?.expiresAt);
  });

  test('refuses nobody what it gives back, however many expired at once (rule 33)', async () => {
    const { name, client } = await subjectWith('600');
    for (let from = 0; from < 600; from += 100) {
      const holds = Array.from({ length: 100 }, () => meter(name, 1, { holdSeconds: 60 }));
      await Promise.all(holds.map((input) => check(client, input)));
    }
    expect(await credits(client)).toEqual({ available: '0', held: '600' });
    api.moveClock(HOUR);
    expect(await check(client, meter(name, 600))).toMatchObject({ outcome: 'ALLOWED', granted: '600' });
    expect(await credits(client)).toEqual({ available: '0', held: '600' });
  });

  test('is held right up to its instant, and no longer at it', async () => {
    const { name, client } = await subjectWith('100');
    const { hold, id } = await check(client, meter(name, 60, { holdSeconds: 3600 }));
    // Half a minute is more than these calls take.
    api.moveClock(Date.parse(hold?.expiresAt ?? '') - api.now() - MINUTE / 2);
    expect(await check(client, meter(name, 60))).toMatchObject({ outcome: 'DENIED', shortfall: '20' });
    expect(await decision(client, id)).toMatchObject({ proceed: true, hold: { state: 'HELD', remaining: '60' } });
    api.moveClock(MINUTE / 2);
    expect(await decision(client, id)).toMatchObject({ proceed: false, hold: { state: 'EXPIRED', remaining: '0' } });
    expect(await credits(client)).toEqual({ available: '100', held: '0' });
  });

  test('is told as expired on a replay: ALLOWED as stored, proceed false', async () => {
    const { name, client } = await subjectWith('100');
    const input = meter(name, 60, { holdSeconds: 60 });
    const first = await check(client, input);
    expect(first).toMatchObject({ outcome: 'ALLOWED', proceed: true });
    api.moveClock(MINUTE);
    const replay = await check(client, input);
    expect(replay).toMatchObject({ id: first.id, outcome: 'ALLOWED', granted: '60', proceed: false, replayed: true });
    expect(replay.hold).toMatchObject({ state: 'EXPIRED', amount: '60', remaining: '0', released: '60' });
    expect(await credits(client)).toEqual({ available: '100', held: '0' });
    expect(await api.asOwner('select id from hold where claims <> 0')).toEqual([]);
  });

  test('gives windows back as well, each to the instance that it was drawn from', async () => {
    await setPlan(admin, 'winnie', 'twin');
    const winnie = api.as('acme', 'winnie');
    await check(winnie, meter('winnie', 1, { holdSeconds: 5 * 3600 }));
    api.moveClock(2 * HOUR);
    await check(winnie, meter('winnie', 30, { holdSeconds: 4 * 3600 }));
    api.moveClock(3 * HOUR);
    const fresh = await check(winnie, meter('winnie', 10, { holdSeconds: 2 * 3600 }));
    expect(drawn(fresh)).toEqual(['ALLOWANCE 10']);
    const states = async () =>
      Object.fromEntries((await account(winnie)).windows.map(({ window, held }) => [window, held]));
    expect(await states()).toEqual({ five_hour: '10', weekly: '40' });
    api.moveClock(HOUR);
    expect(await states()).toEqual({ five_hour: '10', weekly: '10' });
    api.moveClock(HOUR);
    expect(await states()).toEqual({ five_hour: '0', weekly: '0' });
  });

  test('gives back what was drawn from a pool too, though nobody touches the pool meanwhile', async () => {
    const lot = await grant(admin, { pool: 'engineering', credits: '20', kind: 'ENTITLEMENT' });
    const { name } = await subjectWith('1');
    const hold = await check(api.as('acme', name, ['engineering']), meter(name, 8, { holdSeconds: 60 }));
    expect(drawn(hold)).toEqual(['PROMOTION 1', 'POOL 7']);
    api.moveClock(MINUTE);
    expect((await account(admin, { pool: 'engineering' })).lots).toMatchObject([{ remaining: '20', held: '0' }]);
    await admin.run(REVOKE, { input: { lotId: lot.id, idempotencyKey: name, reason: 'a test' } });
  });
});

describe('a release', () => {
  test('gives all of it back; the second one changes nothing and answers alike', async () => {
    const { name, client } = await subjectWith('100');
    const { id } = await check(client, meter(name, 60));
    const first = await release(client, id);
    expect(first).toMatchObject({ id, outcome: 'ALLOWED', proceed: false });
    expect(first.hold).toMatchObject({ state: 'RELEASED', amount: '60', remaining: '0', released: '60' });
    const after = await account(client);
    expect(after.balance).toMatchObject({ available: '100', held: '0' });
    expect(await release(client, id)).toEqual(first);
    expect(await account(client)).toEqual(after);
  });

  test('of a hold that has expired finds it expired', async () => {
    const { name, client } = await subjectWith('100');
    const { id } = await check(client, meter(name, 60, { holdSeconds: 1 }));
    api.moveClock(MINUTE);
    expect((await release(client, id)).hold).toMatchObject({ state: 'EXPIRED', released: '60' });
  });

  test('of a decision that took nothing is CONFLICT, of nothing is NOT_FOUND', async () => {
    const { name, client } = await subjectWith('1');
    const { id, hold } = await check(client, meter(name, 60));
    expect(codesOf(await client.run(RELEASE, { id }))).toEqual(['CONFLICT']);
    for (const other of [`dec_${'0'.repeat(32)}`, 'dec_', 'nonsense', hold?.id ?? 'hld_']) {
      expect(codesOf(await client.run(RELEASE, { id: other }))).toEqual(['NOT_FOUND']);
    }
  });

  test('returns what was drawn from a pool to the pool', async () => {
    await grant(admin, { pool: 'engineering', credits: '50', kind: 'ENTITLEMENT' });
    const { name } = await subjectWith('10');
    const client = api.as('acme', name, ['engineering']);
    const { id, draws } = await check(client, meter(name, 40));
    expect(drawn({ draws })).toEqual(['PROMOTION 10', 'POOL 30']);
    expect((await release(client, id)).hold).toMatchObject({ state: 'RELEASED', released: '40' });
    expect((await account(admin, { pool: 'engineering' })).balance).toMatchObject({ available: '50', held: '0' });
    expect(await credits(client)).toEqual({ available: '10', held: '0' });
  });
});

describe('an extension', () => {
  test('joins the hold: one expiry, the later one, and one release for all', async () => {
    const { name, client } = await subjectWith('100');
    const first = await check(client, meter(name, 20, { holdSeconds: 600 }));
    const more = await check(client, meter(name, 30, { holdSeconds: 3600, extends: first.id }));
    expect(more).toMatchObject({ outcome: 'ALLOWED', granted: '30', proceed: true });
    expect(more.hold).toMatchObject({ id: first.hold?.id, amount: '50', remaining: '50' });
    expect(Date.parse(more.hold?.expiresAt ?? '')).toBe(Date.parse(more.decidedAt) + HOUR);
    expect(more.hold?.decisions.map(({ id }) => id)).toEqual([first.id, more.id]);

    const sooner = await check(client, meter(name, 5, { holdSeconds: 1, extends: more.id }));
    expect(sooner.hold?.expiresAt).toBe(more.hold?.expiresAt);
    api.moveClock(30 * MINUTE);
    expect(await decision(client, first.id)).toMatchObject({ proceed: true, hold: { state: 'HELD', remaining: '55' } });
    expect((await release(client, first.id)).hold).toMatchObject({ state: 'RELEASED', released: '55' });
    expect(await credits(client)).toEqual({ available: '100', held: '0' });
  });

  test('without usage only moves the expiry', async () => {
    const { name, client } = await subjectWith('100');
    const first = await check(client, meter(name, 20, { holdSeconds: 60 }));
    const longer = await check(client, meter(name, 0, { usage: [], holdSeconds: 3600, extends: first.id }));
    expect(longer).toMatchObject({ outcome: 'ALLOWED', requested: '0', granted: '0', draws: [], proceed: true });
    expect(longer.hold).toMatchObject({ id: first.hold?.id, amount: '20' });
    api.moveClock(30 * MINUTE);
    expect(await decision(client, first.id)).toMatchObject({ proceed: true });
    expect(await credits(client)).toEqual({ available: '80', held: '20' });
  });

  test.each(['released', 'expired'])('of a hold that was %s is denied with HOLD_CLOSED', async (how) => {
    const { name, client } = await subjectWith('100');
    const { id } = await check(client, meter(name, 20, { holdSeconds: 60 }));
    if (how === 'released') await release(client, id);
    else api.moveClock(MINUTE);
    const answer = await check(client, meter(name, 5, { extends: id }));
    expect(answer).toMatchObject({ outcome: 'DENIED', reason: 'HOLD_CLOSED', proceed: false, hold: null });
    expect(await credits(client)).toEqual({ available: '100', held: '0' });
  });

  test('that is denied leaves the hold as it was', async () => {
    const { name, client } = await subjectWith('100');
    const first = await check(client, meter(name, 20, { holdSeconds: 60 }));
    const denied = await check(client, meter(name, 500, { holdSeconds: 3600, extends: first.id }));
    expect(denied).toMatchObject({ outcome: 'DENIED', hold: null });
    expect((await decision(client, first.id))?.hold).toEqual(first.hold);
  });

  test('of a decision that is not the subject’s is NOT_FOUND, and takes nothing', async () => {
    const { name, client } = await subjectWith('100');
    const other = await subjectWith('100');
    const { id } = await check(other.client, meter(other.name, 20));
    const refused = await tryCheck(client, meter(name, 5, { extends: id }));
    expect(codesOf(refused)).toEqual(['NOT_FOUND']);
    expect(await credits(client)).toEqual({ available: '100', held: '0' });
  });

  test('onto a pool that the hold had not drawn from holds there too, and both end together', async () => {
    await grant(admin, { pool: 'engineering', credits: '50', kind: 'ENTITLEMENT' });
    const { name } = await subjectWith('10');
    const client = api.as('acme', name, ['engineering']);
    const before = (await account(admin, { pool: 'engineering' })).balance;
    const first = await check(client, meter(name, 10, { holdSeconds: 60 }));
    await check(client, meter(name, 20, { holdSeconds: 60, extends: first.id }));
    expect((await account(admin, { pool: 'engineering' })).balance.held).toBe('20');
    api.moveClock(MINUTE);
    expect(await decision(client, first.id)).toMatchObject({ hold: { state: 'EXPIRED', released: '30' } });
    expect((await account(admin, { pool: 'engineering' })).balance).toEqual(before);
  });
});

describe('a lot that ends while part of it is held', () => {
  const inAnHour = () => new Date(api.now() + HOUR).toISOString();

  test('expires at its instant; what is held stays held, and expires when it comes back', async () => {
    const { name, client } = await subjectWith('1');
    const lot = await grant(admin, { subject: name, credits: '100', expiresAt: inAnHour(), priority: 1 });
    const { id } = await check(client, meter(name, 60, { holdSeconds: 7200 }));
    api.moveClock(HOUR);
    const lots = async () => (await account(client)).lots.find((l) => l.id === lot.id);
    expect(await lots()).toMatchObject({ remaining: '0', held: '60', expired: '40' });
    expect(await credits(client)).toEqual({ available: '1', held: '60' });
    expect(await decision(client, id)).toMatchObject({ proceed: true });
    expect(await check(client, meter(name, 2))).toMatchObject({ outcome: 'DENIED', shortfall: '1' });

    await release(client, id);
    expect(await credits(client)).toEqual({ available: '1', held: '0' });
    const history = `{ account { lotHistory { nodes { id remaining held expired } } } }`;
    const { account: own } = await client.data<{ account: { lotHistory: { nodes: object[] } } }>(history);
    expect(own.lotHistory.nodes).toContainEqual({ id: lot.id, remaining: '0', held: '0', expired: '100' });
  });

  test('is written as expired once, though the hold ends long after', async () => {
    const { name, client } = await subjectWith('1');
    await grant(admin, { subject: name, credits: '100', expiresAt: inAnHour(), priority: 1 });
    await check(client, meter(name, 60, { holdSeconds: 7200 }));
    api.moveClock(3 * HOUR);
    expect(await credits(client)).toEqual({ available: '1', held: '0' });
    const causes = (await updatesOf(name)).map(({ cause }) => cause);
    expect(causes.slice(-2)).toEqual(['LOT_EXPIRED', 'HOLD_EXPIRED']);
    expect(causes.filter((cause) => cause === 'LOT_EXPIRED')).toHaveLength(1);
  });

  test('is not drawn from at its very instant', async () => {
    const { name, client } = await subjectWith('1');
    const { expiresAt } = await grant(admin, { subject: name, credits: '100', expiresAt: inAnHour(), priority: 1 });
    api.moveClockTo(Date.parse(expiresAt ?? ''));
    expect(await check(client, meter(name, 2))).toMatchObject({ outcome: 'DENIED', shortfall: '1' });
  });

  test('goes where it was taken back to when it was revoked meanwhile', async () => {
    const { name, client } = await subjectWith('1');
    const lot = await grant(admin, { subject: name, credits: '100', priority: 1 });
    const { id } = await check(client, meter(name, 60));
    await admin.data(REVOKE, { input: { lotId: lot.id, idempotencyKey: `revoke ${name}`, reason: 'a test' } });
    expect(await credits(client)).toEqual({ available: '1', held: '60' });
    await release(client, id);
    expect(await credits(client)).toEqual({ available: '1', held: '0' });
    const [row] = await api.asOwner('select taken_back, held from lot where id::text = $1', [
      lot.id.replace(/^lot_(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    ]);
    expect(row).toEqual({ taken_back: '100000000000', held: '0' });
  });
});

describe('decisions on one hold (rule 29)', () => {
  test('are 200 at most: one more is HOLD_LIMIT, which only a new hold helps against', async () => {
    const { name, client } = await subjectWith('300');
    const { id } = await check(client, meter(name, 1));
    const more = await Promise.all(Array.from({ length: 198 }, () => check(client, meter(name, 1, { extends: id }))));
    expect(more.every(({ outcome }) => outcome === 'ALLOWED')).toBe(true);
    expect((await check(client, meter(name, 300, { extends: id }))).reason).toBe('OUT_OF_CAPACITY');
    const both = await Promise.all([1, 2].map(() => check(client, meter(name, 1, { extends: id }))));
    const reasons = both.map(({ reason }) => reason).sort();
    expect(reasons).toEqual(['ALLOWED', 'HOLD_LIMIT']);
    const refused = await check(client, meter(name, 1, { extends: id }));
    expect(refused).toMatchObject({ outcome: 'DENIED', reason: 'HOLD_LIMIT', remedies: ['NONE'], unblocksAt: null });
    expect(refused.message).toMatch(/open a new one/);
    expect(await check(client, meter(name, 1))).toMatchObject({ outcome: 'ALLOWED' });
    expect(await credits(client)).toEqual({ available: '99', held: '201' });
  });
});
