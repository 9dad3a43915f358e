/** Denials do not fill the disk: the same one is stored once a minute, few of all, and the others are counted. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { forgetDenials } from '../../src/access/forget-denials.js';
import { HOUR, MINUTE, openTestApi, tokenFor, type Client, type TestApi } from '../support/api.js';
import { check, freshKey, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let gateway: Client;
let count = 0;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(
    'acme/policy.csv',
    (text) => `${text}\np, role:outcast, product:*, use, deny\ng, group:outcasts, role:outcast\n`,
  );
  api = await openTestApi({ policyDir: policies.dir });
  // A full hour has just begun, so none begins while denials are counted.
  api.moveClock(HOUR - (api.now() % HOUR));
  admin = api.as('acme', 'admin');
  gateway = api.as('acme', 'gateway');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

interface Told {
  id: string;
  outcome: string;
  reason: string;
  replayed: boolean;
  stored: boolean;
}

type Input = Record<string, unknown>;
const TOLD = 'id outcome reason replayed stored';
const MANY = `mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { ${TOLD} } }`;
const ask = (client: Client, inputs: Input[]) => client.get<Told[]>('checkAccessMany', MANY, { inputs });
const askOne = async (client: Client, input: Input) => (await ask(client, [input]))[0]!;

const name = () => `dean-${(count += 1)}`;
/** A check that is denied whoever asks. */
const ghost = (subject: string, more: Input = {}) => meter(subject, 1, { product: 'ghost', ...more });
const ghosts = (subject: string, times: number, more: Input = {}) =>
  Array.from({ length: times }, () => ghost(subject, more));

/** How many decisions of a subject are stored, and what is counted of it. */
async function rowsOf(subject: string): Promise<{ decisions: number; counts: Count[] }> {
  const stored = await api.asOwner<{ n: number }>('select count(*)::int as n from decision where subject = $1', [
    subject,
  ]);
  const counts = await api.asOwner<Count>(
    `select product, feature, reason, groups, count::int, last_request as request from denial_count
     where subject = $1 order by count desc, product, reason`,
    [subject],
  );
  return { decisions: stored[0]!.n, counts };
}
interface Count {
  product: string;
  feature: string;
  reason: string;
  groups: string[];
  count: number;
  request: { product: string; usage: { quantity: string }[] };
}

/** Many checks in one request: the same inputs under so many aliases. */
async function askUnderAliases(client: Client, inputs: Input[], aliases: number): Promise<void> {
  const fields = Array.from({ length: aliases }, (_, i) => `a${i}: checkAccessMany(inputs: $inputs) { id }`);
  await client.data(`mutation ($inputs: [CheckAccessInput!]!) { ${fields.join(' ')} }`, { inputs });
}

test('15,000 denials in one request, all under one key, are one row (rule 34; security 17)', async () => {
  const subject = name();
  const intern = api.as('globex', subject, ['interns']);
  const usage = [{ dimension: 'seconds', quantity: 1 }];
  const input = { subject, product: 'sora', feature: 'sora-2', usage, idempotencyKey: freshKey() };
  await askUnderAliases(intern, Array<Input>(500).fill(input), 30);
  expect(await rowsOf(subject)).toEqual({ decisions: 1, counts: [] });
});

test('ten thousand denied inputs under keys of their own leave as many rows as one thousand (rule 34)', async () => {
  const rowsAfter = async (requests: number) => {
    const subject = name();
    for (let i = 0; i < requests; i++) await ask(gateway, ghosts(subject, 500));
    const { decisions, counts } = await rowsOf(subject);
    return { decisions, counts: counts.length };
  };
  const few = await rowsAfter(2);
  expect(few).toEqual({ decisions: 60, counts: 1 });
  expect(await rowsAfter(20)).toEqual(few);
});

test('a denial that is repeated within a minute is the stored one, and nothing is written (rule 34)', async () => {
  const subject = name();
  await setPlan(admin, subject, 'payg');
  const own = api.as('acme', subject);
  const input = meter(subject, 10);
  const first = await askOne(own, input);
  expect(first).toMatchObject({ reason: 'OUT_OF_CAPACITY', replayed: false, stored: true });
  expect(await askOne(own, input)).toEqual({ ...first, replayed: true });
  const same = await ask(own, [input, input, input]);
  expect(same).toEqual(Array(3).fill({ ...first, replayed: true }));
  const { at, xmin } = (
    await api.asOwner<{ at: string; xmin: string }>(
      `select xmin::text, last_at as at from account where address = $1`,
      [`subject:${subject}`],
    )
  )[0]!;
  await askOne(own, input);
  expect(
    await api.asOwner('select xmin::text, last_at as at from account where address = $1', [`subject:${subject}`]),
  ).toEqual([{ at, xmin }]);
  expect(await rowsOf(subject)).toEqual({ decisions: 1, counts: [] });
});

test('another caller, key, input or answer, or a minute later, makes another denial (rule 34)', async () => {
  const subject = name();
  await setPlan(admin, subject, 'payg');
  const input = meter(subject, 10);
  const first = await askOne(gateway, input);
  const others = [
    await askOne(admin, input),
    await askOne(api.as('acme', subject), input),
    await askOne(gateway, { ...input, idempotencyKey: freshKey() }),
    await askOne(gateway, { ...input, usage: [{ dimension: 'units', quantity: 11 }] }),
  ];
  expect(await askOne(gateway, input)).toEqual({ ...first, replayed: true });
  await grant(admin, { subject, credits: '3' });
  const other = await askOne(gateway, input);
  expect(await askOne(gateway, input)).toEqual({ ...other, replayed: true });
  api.moveClock(MINUTE);
  const later = await askOne(gateway, input);
  const all = [first, ...others, other, later];
  expect(all.every(({ replayed, stored }) => stored && !replayed)).toBe(true);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(await rowsOf(subject)).toEqual({ decisions: all.length, counts: [] });
  await grant(admin, { subject, credits: '7' });
  expect(await check(gateway, input)).toMatchObject({ outcome: 'ALLOWED', replayed: false });
});

test('a caller has 60 denials of an account stored a minute; others have an id that no query finds (rule 34)', async () => {
  const subject = name();
  const inputs = ghosts(subject, 100);
  const told = await ask(gateway, inputs);
  expect(told.map(({ stored }) => stored)).toEqual([
    ...Array<boolean>(60).fill(true),
    ...Array<boolean>(40).fill(false),
  ]);
  expect(new Set(told.map(({ id }) => id)).size).toBe(100);
  const lost = told[99]!;
  const LOOK = `query ($id: ID!, $key: String!, $subject: ID) {
    decision(id: $id) { id } node(id: $id) { id } decisionByKey(idempotencyKey: $key, subject: $subject) { id }
  }`;
  const variables = { id: lost.id, key: inputs[99]!.idempotencyKey, subject };
  expect(await gateway.data(LOOK, variables)).toEqual({ decision: null, node: null, decisionByKey: null });
  const asked = { subject, product: 'ghost', feature: 'call', usage: [], idempotencyKey: freshKey(), extends: lost.id };
  expect((await gateway.run(MANY, { inputs: [asked] })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  expect(await rowsOf(subject)).toMatchObject({ decisions: 60, counts: [{ count: 40 }] });
  // Others have a share of their own, and the next minute has another.
  expect(await askOne(admin, ghost(subject))).toMatchObject({ stored: true });
  expect(await askOne(gateway, inputs[99]!)).toMatchObject({ stored: false, replayed: false });
  expect(await askOne(gateway, inputs[0]!)).toEqual({ ...told[0], replayed: true });
  api.moveClock(MINUTE);
  expect(await askOne(gateway, inputs[99]!)).toMatchObject({ stored: true, replayed: false });
});

test('a key whose denial was only counted is decided anew, and passes when it can (rule 34)', async () => {
  const subject = name();
  await setPlan(admin, subject, 'payg');
  await ask(gateway, ghosts(subject, 60));
  const input = meter(subject, 10);
  expect(await askOne(gateway, input)).toMatchObject({ reason: 'OUT_OF_CAPACITY', stored: false });
  await grant(admin, { subject, credits: '10' });
  const taken = await askOne(gateway, input);
  expect(taken).toMatchObject({ outcome: 'ALLOWED', stored: true, replayed: false });
  expect(await askOne(gateway, input)).toEqual({ ...taken, replayed: true });
});

test('processes share the 60, also where the subject has no account (rule 34)', async () => {
  const other = (await api.another()).as('acme', 'gateway');
  const subject = name();
  const parts = [gateway, other, gateway, other].map((client) => ask(client, ghosts(subject, 50)));
  const told = (await Promise.all(parts)).flat();
  expect(told.filter(({ stored }) => stored)).toHaveLength(60);
  expect(await rowsOf(subject)).toMatchObject({ decisions: 60, counts: [{ count: 140 }] });
});

test('of a subject that may use nothing no denial is stored, whatever is asked (rule 34)', async () => {
  const subject = name();
  const outcast = api.as('acme', subject, ['outcasts']);
  const inputs = [meter(subject, 1), ghost(subject), meter(subject, 2), meter(subject, 1, { feature: 'gratis' })];
  const told = await ask(outcast, [...inputs, inputs[0]!]);
  expect(told.every(({ stored, replayed, outcome }) => outcome === 'DENIED' && !stored && !replayed)).toBe(true);
  const { decisions, counts } = await rowsOf(subject);
  expect(decisions).toBe(0);
  expect(counts).toMatchObject([
    { product: 'meter', feature: 'call', reason: 'NOT_PERMITTED', groups: ['outcasts'], count: 3 },
    { product: '', feature: '', reason: 'UNKNOWN_PRODUCT', count: 1, request: { product: 'ghost' } },
    { product: 'meter', feature: 'gratis', reason: 'NOT_PERMITTED', count: 1 },
  ]);
});

test('products and features that nobody knows are counted under one empty name (rule 34)', async () => {
  const subject = name();
  const unknown = Array.from({ length: 50 }, (_, i) => [
    meter(subject, 1, { product: `ghost-${i}` }),
    meter(subject, 1, { feature: `ghost-${i}` }),
  ]).flat();
  await ask(api.as('acme', subject, ['outcasts']), unknown);
  expect((await rowsOf(subject)).counts).toMatchObject([
    { product: '', feature: '', reason: 'UNKNOWN_PRODUCT', count: 50 },
    { product: 'meter', feature: '', reason: 'UNKNOWN_FEATURE', count: 50 },
  ]);
});

test('a subject has at most 1,000 rows an hour, and one more for the rest, without groups (rule 34)', async () => {
  const subject = name();
  const inputs = Array.from({ length: 1_200 }, (_, i) => meter(subject, 1, { groups: ['outcasts', `g${i}`] }));
  for (let from = 0; from < inputs.length; from += 400) await ask(gateway, inputs.slice(from, from + 400));
  const { decisions, counts } = await rowsOf(subject);
  expect([decisions, counts.length]).toEqual([0, 1_001]);
  expect(counts[0]).toMatchObject({ product: '', feature: '', reason: '', groups: [], count: 200 });
  // What has a row goes on counting there.
  await ask(gateway, [inputs[0]!, inputs[1_199]!]);
  const after = (await rowsOf(subject)).counts;
  expect(after.map((each) => each.count).slice(0, 3)).toEqual([201, 2, 1]);
  expect(after[1]!.groups).toEqual(['g0', 'outcasts']);
  api.moveClock(HOUR);
  await ask(gateway, [inputs[1_199]!]);
  expect((await rowsOf(subject)).counts).toHaveLength(1_002);
});

test('counts go after 35 days, in steps, and no others (rule 34)', async () => {
  const subject = name();
  const outcast = api.as('acme', subject, ['outcasts']);
  await askOne(outcast, meter(subject, 1));
  await api.asOwner(
    `insert into denial_count
     select tenant_id, subject, hour - n * interval '1 day', product, feature, reason, groups_hash, groups, 1,
       last_at - n * interval '1 day', last_request
     from denial_count, unnest(array[1, 34, 36, 40]) n where subject = $1`,
    [subject],
  );
  await api.asOwner(
    `insert into denial_count
     select 'globex', 'crowd-' || n, hour - interval '100 days', '', '', '', '', '{}', 1, last_at, last_request
     from denial_count, generate_series(1, 1500) n where subject = $1 and hour > now() - interval '1 hour' limit 1500`,
    [subject],
  );
  const { database } = api.app;
  const ahead = api.now() - Date.now();
  const options = { database, log: { warn: () => undefined } as never, tenants: () => ['acme', 'globex'] };
  expect(await forgetDenials({ ...options, clockOffset: () => ahead })).toBe(true);
  expect(await forgetDenials({ ...options, clockOffset: () => ahead })).toBe(false);
  const left = await api.asOwner<{ days: number }>(
    `select round(extract(epoch from to_timestamp($2::float8 / 1000) - hour) / 86400)::int as days from denial_count
     where subject = $1 or subject like 'crowd-%' order by hour desc`,
    [subject, api.now()],
  );
  expect(left.map(({ days }) => days)).toEqual([0, 1, 34]);
});

test('who acts for others has a limit of its own at the door (rule 34)', async () => {
  const policyOf = async (tenant: string, subject: string) => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenFor(tenant, subject, [])}` },
      body: JSON.stringify({ query: '{ a: __typename b: __typename }' }),
    });
    expect(response.status).toBe(200);
    return response.headers.get('ratelimit-policy');
  };
  expect(await policyOf('acme', 'gateway')).toBe('"gateway";q=3000000;w=60');
  expect(await policyOf('acme', 'operator:ann')).toBe('"gateway";q=3000000;w=60');
  expect(await policyOf('acme', name())).toBe('"caller";q=300000;w=60');
});
