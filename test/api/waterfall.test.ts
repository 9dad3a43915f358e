/** The waterfall through the API: what a check draws, from where and in which order, and what a denial says. */
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
  purchase,
  setPlan,
  tryCheck,
  type Decision,
} from '../support/calls.js';
import { exactPolicies, lineOf, meterCard, type PolicyCopy } from '../support/policies.js';

const dearerAt = Math.ceil(Date.now() / 1000) * 1000 + 30 * 24 * HOUR;
const video = `
  - id: meter-video-later
    product: later
    effective_at: ${new Date(dearerAt).toISOString()}
    per: 1
    prices: { film: { seconds: "1" } }`;
let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let globexAdmin: Client;

beforeAll(async () => {
  policies = exactPolicies(`${meterCard('meter-dearer', dearerAt, '3')}${video}`);
  policies.edit('catalog.yaml', (text) =>
    text.replace('\nproducts:', '\nproducts:\n  later:\n    features:\n      film: [seconds]'),
  );
  policies.edit('acme/policy.csv', (text) => `${text}p, role:member, product:later, use, allow\n`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  globexAdmin = api.as('globex', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const windowsOf = async (client: Client) =>
  Object.fromEntries((await account(client)).windows.map((w) => [w.window, { held: w.held, remaining: w.remaining }]));

/** A subject of acme on a plan, with nothing else. */
async function subject(name: string, plan: string, groups: string[] = []): Promise<Client> {
  await setPlan(admin, name, plan);
  return api.as('acme', name, groups);
}

describe('one check over several layers', () => {
  test('draws included usage, then promotion, then paid credits, and counts in both windows', async () => {
    const eve = await subject('eve', 'twin');
    await check(eve, meter('eve', 20));
    const promotion = await grant(admin, { subject: 'eve', credits: '20' });
    const paid = await purchase(eve, { credits: '100' });
    expect(await windowsOf(eve)).toEqual({
      five_hour: { held: '20', remaining: '30' },
      weekly: { held: '20', remaining: '60' },
    });

    const answer = await check(eve, meter('eve', 100));
    expect(answer).toMatchObject({ outcome: 'ALLOWED', reason: 'ALLOWED', proceed: true, replayed: false });
    expect(answer).toMatchObject({ requested: '100', granted: '100', shortfall: '0', remedy: 'NONE', blockers: [] });
    expect(drawn(answer)).toEqual(['ALLOWANCE 30', 'PROMOTION 20', 'CREDITS 50']);
    const [included, promoted, bought] = answer.draws;
    const policy = policies.read('acme/policy.csv');
    const lineFor = (layer: string) => lineOf(policy, `p2, role:member, product:meter, ${layer}`);
    expect(included).toMatchObject({ source: 'allowance', windows: ['five_hour', 'weekly'], lot: null });
    expect(included?.line).toBe(lineFor('allowance'));
    expect(promoted).toMatchObject({ source: 'promotion', lot: { id: promotion.id }, line: lineFor('promotion') });
    expect(bought).toMatchObject({ source: 'credits', lot: { id: paid.lot?.id }, line: lineFor('credits') });
    expect(bought?.expiresAt).toBe(paid.lot?.expiresAt);

    const after = await account(eve);
    expect(await windowsOf(eve)).toEqual({
      five_hour: { held: '50', remaining: '0' },
      weekly: { held: '50', remaining: '30' },
    });
    expect(after.windows.find(({ window }) => window === 'five_hour')?.resetsAt).toBe(included?.resetsAt);
    expect(after.balance).toMatchObject({ available: '50', held: '70', promotional: '0', purchased: '50' });
    expect(answer.hold).toMatchObject({ state: 'HELD', amount: '100', remaining: '100', settled: '0', released: '0' });
    const rule = 'p, role:member, product:meter, use, allow';
    expect(answer.policy).toMatchObject({ rule, line: lineOf(policy, rule) });
  });

  test('touches no paid lot while anything included is left', async () => {
    const fay = await subject('fay', 'twin');
    await grant(admin, { subject: 'fay', credits: '20' });
    await purchase(fay, { credits: '100' });
    expect(drawn(await check(fay, meter('fay', 50)))).toEqual(['ALLOWANCE 50']);
    expect(drawn(await check(fay, meter('fay', 20)))).toEqual(['PROMOTION 20']);
    expect((await account(fay)).balance).toMatchObject({ purchased: '100', promotional: '0' });
    expect(drawn(await check(fay, meter('fay', 1)))).toEqual(['CREDITS 1']);
  });

  test('burns lots by priority, then earlier expiry, then earlier creation', async () => {
    const gus = await subject('gus', 'payg');
    const at = (hours: number) => new Date(api.now() + hours * HOUR).toISOString();
    const lot = (more: object) => grant(admin, { subject: 'gus', credits: '10', kind: 'ENTITLEMENT', ...more });
    const never = await lot({});
    const late = await lot({ expiresAt: at(9) });
    const soon = await lot({ expiresAt: at(3) });
    const first = await lot({ priority: 1 });
    const neverToo = await lot({});
    await lot({ products: ['codex'], priority: 0 });
    await lot({ effectiveAt: at(1), priority: 0 });
    const { draws } = await check(gus, meter('gus', 45));
    expect(draws.map((draw) => draw.lot?.id)).toEqual([first, soon, late, never, neverToo].map(({ id }) => id));
    expect(draws.at(-1)?.amount).toBe('5');
  });

  test('follows each tenant in its own order: in globex promotions burn first, the pool gives last', async () => {
    await setPlan(globexAdmin, 'eve', 'twin');
    const eve = api.as('globex', 'eve');
    await grant(globexAdmin, { subject: 'eve', credits: '20' });
    await grant(globexAdmin, { subject: 'eve', credits: '10', kind: 'ENTITLEMENT' });
    await grant(globexAdmin, { pool: 'studio', credits: '100', kind: 'ENTITLEMENT' });
    const answer = await check(eve, meter('eve', 90));
    expect(drawn(answer)).toEqual(['PROMOTION 20', 'ALLOWANCE 50', 'CREDITS 10', 'POOL 10']);
    expect(answer.draws[3]?.source).toBe('pool:studio');
    expect(answer.policy.file).toContain('globex/policy.csv');
  });

  test('draws a pool only where the policy shares it, and shows it on the pool’s account', async () => {
    await grant(admin, { pool: 'engineering', credits: '40', kind: 'ENTITLEMENT' });
    const hal = await subject('hal', 'payg', ['engineering']);
    const answer = await check(hal, meter('hal', 30));
    expect(drawn(answer)).toEqual(['POOL 30']);
    const pool = await account(admin, { pool: 'engineering' });
    expect(pool).toMatchObject({ pool: 'engineering', subject: null, plan: null });
    expect(pool.balance).toMatchObject({ available: '10', held: '30', entitlement: '10' });
    expect(answer.draws[0]?.account).toBe(pool.id);
    expect((await account(hal)).balance).toMatchObject({ available: '0', held: '0' });

    const outsider = await check(api.as('acme', 'hal'), meter('hal', 5));
    expect(outsider).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY' });
    expect(outsider.blockers.map(({ source }) => source)).toEqual(['promotion', 'credits']);
  });
});

describe('UP_TO', () => {
  const usage = [
    { dimension: 'units', quantity: 12 },
    { dimension: 'extras', quantity: 3 },
  ];

  test('grants what there is in whole units, dimensions in list order, and says what is missing', async () => {
    const ida = await subject('ida', 'payg');
    await grant(admin, { subject: 'ida', credits: '20' });
    const answer = await check(ida, meter('ida', 0, { usage, mode: 'UP_TO' }));
    expect(answer).toMatchObject({ outcome: 'PARTIAL', reason: 'OUT_OF_CAPACITY', proceed: true });
    expect(answer).toMatchObject({ requested: '33', granted: '19', shortfall: '14' });
    expect(answer.grantedUsage).toEqual([
      { dimension: 'units', quantity: '12' },
      { dimension: 'extras', quantity: '1' },
    ]);
    expect(answer.requestedUsage[1]).toEqual({ dimension: 'extras', quantity: '3' });
    expect(answer).toMatchObject({ remedy: 'BUY_CREDITS', message: '19 of 33 credits are granted.' });
    expect(answer.hold).toMatchObject({ state: 'HELD', amount: '19' });
  });

  test('below a minimum, or at nothing, is a denial that takes nothing', async () => {
    const joe = await subject('joe', 'payg');
    await grant(admin, { subject: 'joe', credits: '20' });
    const tight = [usage[0], { ...usage[1], minimum: 2 }];
    const short = await check(joe, meter('joe', 0, { usage: tight, mode: 'UP_TO' }));
    expect(short).toMatchObject({ outcome: 'DENIED', granted: '0', grantedUsage: [], hold: null, proceed: false });
    expect((await account(joe)).balance).toMatchObject({ available: '20', held: '0' });
    expect(await check(joe, meter('joe', 12, { mode: 'UP_TO' }))).toMatchObject({ outcome: 'ALLOWED' });
    await check(joe, meter('joe', 8));
    expect(await check(joe, meter('joe', 5, { mode: 'UP_TO' }))).toMatchObject({ outcome: 'DENIED', shortfall: '5' });
  });
});

describe('a denial', () => {
  test('takes nothing, names every source in the way, the binding one first, and what helps', async () => {
    const kim = await subject('kim', 'twin');
    await check(kim, meter('kim', 40));
    await grant(admin, { subject: 'kim', credits: '5' });
    const before = await account(kim);
    const answer = await check(kim, meter('kim', 100));
    expect(answer).toMatchObject({
      outcome: 'DENIED',
      reason: 'OUT_OF_CAPACITY',
      proceed: false,
      hold: null,
      draws: [],
    });
    expect(answer).toMatchObject({ requested: '100', granted: '0', shortfall: '85', blockedBy: 'window:five_hour' });
    expect(answer.blockers).toMatchObject([
      { kind: 'WINDOW', source: 'window:five_hour', limit: '50', remaining: '10' },
      { kind: 'WINDOW', source: 'window:weekly', limit: '80', remaining: '40' },
      { kind: 'LOTS', source: 'promotion', remaining: '5' },
      { kind: 'LOTS', source: 'credits', remaining: '0' },
    ]);
    expect(answer.blockers.slice(0, 2).map(({ unblocksAt }) => unblocksAt)).toEqual(
      before.windows.map(({ resetsAt }) => resetsAt),
    );
    expect(answer).toMatchObject({ unblocksAt: null, remedies: ['BUY_CREDITS'], remedy: 'BUY_CREDITS' });
    expect(await account(kim)).toEqual(before);
  });

  test('names the first instant at which the same request would pass, and then it does', async () => {
    const leo = await subject('leo', 'twin');
    await check(leo, meter('leo', 45));
    const { windows } = await account(leo);
    const input = meter('leo', 20);
    const denied = await check(leo, input);
    expect(denied).toMatchObject({ outcome: 'DENIED', remedies: ['BUY_CREDITS', 'WAIT'] });
    expect(denied.unblocksAt).toBe(windows.find(({ window }) => window === 'five_hour')?.resetsAt);
    api.moveClock(Date.parse(denied.unblocksAt ?? '') - api.now() + 1000);
    expect(await check(leo, input)).toMatchObject({ outcome: 'ALLOWED', replayed: false });
  });

  test('does not retire its key: after a purchase the same key is ALLOWED', async () => {
    const mia = await subject('mia', 'payg');
    const input = meter('mia', 10);
    const denied = await check(mia, input);
    expect(denied).toMatchObject({ outcome: 'DENIED', remedy: 'BUY_CREDITS' });
    const again = await check(mia, input);
    expect(again).toMatchObject({ outcome: 'DENIED', id: denied.id, replayed: true });
    api.moveClock(MINUTE);
    const later = await check(mia, input);
    expect(later).toMatchObject({ outcome: 'DENIED', replayed: false });
    expect(later.id).not.toBe(denied.id);
    await purchase(mia, { credits: '10' });
    const allowed = await check(mia, input);
    expect(allowed).toMatchObject({ outcome: 'ALLOWED', proceed: true, replayed: false });
    expect(drawn(allowed)).toEqual(['CREDITS 10']);
    expect(await decision(mia, denied.id)).toMatchObject({ outcome: 'DENIED', id: denied.id });
  });

  test('of the guard says WAIT until it resets; denied checks do not count', async () => {
    const ned = await subject('ned', 'slow');
    await check(ned, meter('ned', 60));
    const first = await check(ned, meter('ned', 1));
    expect(first.outcome).toBe('ALLOWED');
    const denied = await check(ned, meter('ned', 1));
    expect(denied).toMatchObject({ reason: 'RATE_LIMITED', blockedBy: 'guard', remedies: ['WAIT'] });
    expect(Date.parse(denied.unblocksAt ?? '')).toBe(Date.parse(first.decidedAt) + MINUTE);
    api.moveClock(MINUTE);
    expect(await check(ned, meter('ned', 1))).toMatchObject({ outcome: 'ALLOWED' });
  });

  test.each<[string, Record<string, unknown>, object]>([
    ['UNKNOWN_PRODUCT', { product: 'nothing' }, { remedy: 'NONE' }],
    ['UNKNOWN_FEATURE', { feature: 'nothing' }, { remedy: 'ASK_ADMIN' }],
    ['NOT_PRICED', { usage: [{ dimension: 'hours', quantity: 1 }] }, { remedy: 'ASK_ADMIN', unblocksAt: null }],
    ['OUT_OF_CAPACITY', {}, { remedies: ['BUY_CREDITS'], blockedBy: 'promotion' }],
  ])('%s is data', async (reason, more, rest) => {
    await setPlan(admin, 'oda', 'payg');
    const answer = await check(api.as('acme', 'oda'), meter('oda', 1, more));
    expect(answer).toMatchObject({ outcome: 'DENIED', reason, proceed: false, hold: null, ...rest });
  });

  test('of a suspended account asks for the admin; put to use again, it passes', async () => {
    const pam = await subject('pam', 'twin');
    const state = (state: string) =>
      admin.data(
        'mutation ($s: AccountState!) { setAccountState(account: "subject:pam", state: $s, reason: "x") { state } }',
        {
          s: state,
        },
      );
    await state('SUSPENDED');
    expect(await check(pam, meter('pam', 1))).toMatchObject({ reason: 'ACCOUNT_SUSPENDED', remedy: 'ASK_ADMIN' });
    await state('ACTIVE');
    expect(await check(pam, meter('pam', 1))).toMatchObject({ outcome: 'ALLOWED' });
  });
});

describe('a key that took something', () => {
  /** What is as of now may differ; all the rest is as stored. */
  const decided = (decision: Decision) => ({ ...decision, hold: null, proceed: null, account: null, replayed: null });

  test('is answered with the stored decision, and takes nothing again', async () => {
    const quin = await subject('quin', 'twin');
    await purchase(quin, { credits: '100' });
    const input = meter('quin', 70, { session: 's1', labels: [{ key: 'job', value: 'nightly' }] });
    const first = await check(quin, input);
    await grant(admin, { subject: 'quin', credits: '500' });
    const before = await account(quin);
    const replay = await check(quin, input);
    expect(replay).toMatchObject({ replayed: true, proceed: true, hold: first.hold });
    expect(decided(replay)).toEqual(decided(first));
    expect(await account(quin)).toEqual(before);
  });

  test('is retired at cost 0 too', async () => {
    const rob = await subject('rob', 'payg');
    const input = meter('rob', 3, { feature: 'gratis' });
    const first = await check(rob, input);
    expect(first).toMatchObject({ outcome: 'ALLOWED', proceed: true, requested: '0', draws: [] });
    expect(await check(rob, input)).toMatchObject({ id: first.id, replayed: true });
  });

  test.each<[string, object]>([
    ['another quantity', { usage: [{ dimension: 'units', quantity: 2 }] }],
    ['another feature', { feature: 'gratis' }],
    ['another mode', { mode: 'UP_TO' }],
    ['another hold', { holdSeconds: 601 }],
    ['another session', { session: 's2' }],
    ['another label', { labels: [{ key: 'a', value: 'c' }] }],
    ['an extension', { extends: `dec_${'0'.repeat(32)}` }],
  ])('with %s is IDEMPOTENCY_CONFLICT, and nothing changes', async (_title, more) => {
    const name = `sue-${freshKey()}`;
    const sue = await subject(name, 'twin');
    const input = meter(name, 1, { labels: [{ key: 'a', value: 'b' }] });
    await check(sue, input);
    const before = await account(sue);
    const refused = await tryCheck(sue, { ...input, ...more });
    expect(codesOf(refused)).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(refused.data).toEqual({ checkAccess: null });
    expect(await account(sue)).toEqual(before);
  });

  test('is another key for another subject and in another tenant', async () => {
    const input = meter('tom', 1, { idempotencyKey: 'the same' });
    const answers = [
      await check(await subject('tom', 'twin'), input),
      await check(await subject('una', 'twin'), { ...input, subject: 'una' }),
      await check(api.as('globex', 'tom'), input),
    ];
    expect(answers.map(({ outcome, replayed }) => [outcome, replayed])).toEqual(Array(3).fill(['ALLOWED', false]));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(3);
  });
});

describe('a price', () => {
  test('is that of the card in force at the instant, and a replay keeps the one that was quoted', async () => {
    const vic = await subject('vic', 'payg');
    await grant(admin, { subject: 'vic', credits: '100' });
    const input = meter('vic', 10);
    expect(await check(vic, input)).toMatchObject({ requested: '10' });
    const unpriced = { product: 'later', feature: 'film', usage: [{ dimension: 'seconds', quantity: 2 }] };
    const early = await check(vic, meter('vic', 0, unpriced));
    expect(early).toMatchObject({ reason: 'NOT_PRICED', unblocksAt: new Date(dearerAt).toISOString() });

    api.moveClock(dearerAt - api.now() + 1);
    expect(await check(vic, meter('vic', 10))).toMatchObject({ requested: '30' });
    expect(await check(vic, meter('vic', 0, unpriced))).toMatchObject({ outcome: 'ALLOWED', requested: '2' });
    expect(await check(vic, input)).toMatchObject({ requested: '10', replayed: true, proceed: false });
  });
});
