/**
 * Changes of plan: at once or as the subscription month turns, for one or for many; listed, lifted, and made at their
 * instant whoever looks. Closing proves that the books reconcile.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY, openTestApi, type Client, type TestApi } from '../support/api.js';
import { codesOf, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const LATER = `mutation ($subject: ID!, $plan: ID!, $at: PlanTime! = PERIOD_END, $reason: String) {
  setPlan(subject: $subject, plan: $plan, at: $at, reason: $reason) { plan nextPlan { plan at } } }`;
const UNSCHEDULE = `mutation ($subject: ID!) { unschedulePlan(subject: $subject, reason: "a test") { plan nextPlan { plan } } }`;
const MANY = `mutation ($input: SetPlansInput!) { setPlans(input: $input) {
  dryRun changed scheduled results { subject outcome before after at } } }`;
const SHOWN = `query ($subject: ID) { account(subject: $subject) { plan seq subscribedAt nextPlan { plan at } } }`;
const UPDATES = `query ($subject: ID) { balanceUpdates(subject: $subject) { nodes { cause at adminAction { kind actor after reason } } } }`;

interface Shown {
  plan: string;
  seq: string;
  subscribedAt: string | null;
  nextPlan: { plan: string; at: string } | null;
}
interface Results {
  dryRun: boolean;
  changed: number;
  scheduled: number;
  results: { subject: string; outcome: string; before: string | null; after: string | null; at: string | null }[];
}

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) =>
    text
      .replace(
        '\nplans:',
        '\nplans:\n  gifted:\n    grants:\n      - { id: g, kind: PROMOTIONAL, credits: "10", every: month, anchor: subscription, roll_over: { at_most: "3" } }',
      )
      .replace(/(globex:[^]*)plans: all/, '$1plans: [plus]'),
  );
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const shown = (subject: string, client = admin) => client.get<Shown>('account', SHOWN, { subject });
const later = (subject: string, plan: string, more: object = {}) =>
  admin.get<Pick<Shown, 'plan' | 'nextPlan'>>('setPlan', LATER, { subject, plan, ...more });
const many = (input: object, client = admin) => client.get<Results>('setPlans', MANY, { input });
const updates = async (subject: string) =>
  (
    await admin.get<{ nodes: { cause: string; at: string; adminAction: Record<string, unknown> | null }[] }>(
      'balanceUpdates',
      UPDATES,
      { subject },
    )
  ).nodes;
/** As many months later, on the same day and time, or the last day. */
function monthsAfter(at: string, months: number): string {
  const date = new Date(at);
  const day = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + months, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.toISOString();
}

test('a plan that is to come is shown, listed, and comes as the month turns, once, whoever looks', async () => {
  await setPlan(admin, 'lena', 'twin');
  const { subscribedAt } = await shown('lena');
  const at = monthsAfter(subscribedAt!, 1);
  const reason = 'she has asked';
  expect(await later('lena', 'gifted', { reason })).toEqual({ plan: 'twin', nextPlan: { plan: 'gifted', at } });
  const LIST = '{ scheduledPlans(first: 10) { nodes { subject nextPlan { plan at } } } }';
  expect(await admin.get('scheduledPlans', LIST)).toEqual({
    nodes: [{ subject: 'lena', nextPlan: { plan: 'gifted', at } }],
  });

  const other = (await api.another()).as('acme', 'admin');
  api.moveClockTo(Date.parse(at) - 1_000);
  expect(await shown('lena')).toMatchObject({ plan: 'twin' });
  api.moveClockTo(Date.parse(at) + DAY);
  const [here, there] = await Promise.all([shown('lena'), shown('lena', other)]);
  expect([here, there]).toMatchObject([
    { plan: 'gifted', nextPlan: null },
    { plan: 'gifted', nextPlan: null },
  ]);
  const changes = (await updates('lena')).filter(({ cause }) => ['PLAN_CHANGED', 'GRANT'].includes(cause));
  expect(changes.slice(-2)).toMatchObject([
    {
      cause: 'PLAN_CHANGED',
      at,
      adminAction: { kind: 'PLAN_SCHEDULED', actor: 'admin', after: `gifted from ${at}`, reason },
    },
    { cause: 'GRANT', at, adminAction: null },
  ]);
  expect(changes).toHaveLength(3);
  expect(await admin.get('scheduledPlans', LIST)).toEqual({ nodes: [] });
});

test('a later word about the plan lifts what was to come: another, one at once, the same, or none', async () => {
  await setPlan(admin, 'otto', 'twin');
  const first = await later('otto', 'slow');
  expect(await later('otto', 'gifted')).toMatchObject({
    plan: 'twin',
    nextPlan: { plan: 'gifted', at: first.nextPlan?.at },
  });
  expect(await later('otto', 'twin')).toEqual({ plan: 'twin', nextPlan: null });
  await later('otto', 'slow');
  expect(await later('otto', 'gifted', { at: 'NOW' })).toEqual({ plan: 'gifted', nextPlan: null });
  await later('otto', 'slow');
  expect(await admin.get('unschedulePlan', UNSCHEDULE, { subject: 'otto' })).toEqual({
    plan: 'gifted',
    nextPlan: null,
  });
  const { seq } = await shown('otto');
  expect(await admin.get('unschedulePlan', UNSCHEDULE, { subject: 'otto' })).toEqual({
    plan: 'gifted',
    nextPlan: null,
  });
  api.moveClock(20 * DAY);
  expect(await shown('otto')).toMatchObject({ plan: 'gifted', seq });
  const ACTS = '{ account(subject: "otto") { adminActions { nodes { kind } } } }';
  const acts = await admin.get<{ adminActions: { nodes: { kind: string }[] } }>('account', ACTS);
  expect(acts.adminActions.nodes.map(({ kind }) => kind).reverse()).toEqual([
    ...['PLAN_CHANGED', 'PLAN_SCHEDULED', 'PLAN_SCHEDULED', 'PLAN_UNSCHEDULED', 'PLAN_SCHEDULED', 'PLAN_UNSCHEDULED'],
    ...['PLAN_CHANGED', 'PLAN_SCHEDULED', 'PLAN_UNSCHEDULED'],
  ]);
  expect(await admin.get('unschedulePlan', UNSCHEDULE, { subject: 'nobody-here' })).toBeNull();
});

test('without a subscription the plan changes at once', async () => {
  expect(await later('fresh', 'slow')).toEqual({ plan: 'slow', nextPlan: null });
});

test('what the operator does not let admins set is refused when it is given, and nothing is changed', async () => {
  const globex = api.as('globex', 'admin');
  await setPlan(globex, 'gina', 'plus');
  const refused = await globex.run(LATER, { subject: 'gina', plan: 'pro' });
  expect(codesOf(refused)).toEqual(['FORBIDDEN']);
  const input = { subjects: ['gina', 'gerd'], plan: 'pro', create: true };
  expect(codesOf(await globex.run(MANY, { input }))).toEqual(['FORBIDDEN']);
  expect(codesOf(await globex.run(MANY, { input: { ...input, dryRun: true } }))).toEqual(['FORBIDDEN']);
  expect(await shown('gina', globex)).toMatchObject({ plan: 'plus', nextPlan: null });
  expect(await shown('gerd', globex)).toBeNull();
  const member = api.as('acme', 'alice');
  for (const [operation, variables] of [
    [LATER, { subject: 'bob', plan: 'slow' }],
    [MANY, { input: { subjects: ['bob'], plan: 'slow' } }],
    [UNSCHEDULE, { subject: 'bob' }],
    ['{ scheduledPlans { nodes { id } } }', {}],
  ] as const) {
    expect(codesOf(await member.run(operation, variables))).toEqual(['FORBIDDEN']);
  }
});

test('many at once: each for itself, in the order in which they were named; a dry run says the same and writes nothing', async () => {
  const subjects = Array.from({ length: 120 }, (_, i) => `crowd-${String(i).padStart(3, '0')}`);
  await setPlan(admin, subjects[7]!, 'slow');
  await setPlan(admin, subjects[9]!, 'twin');
  const input = { subjects, plan: 'slow' };
  const dry = await many({ ...input, dryRun: true });
  expect(dry).toMatchObject({ dryRun: true, changed: 1, scheduled: 0 });
  expect(dry.results.map(({ subject }) => subject)).toEqual(subjects);
  expect(dry.results[7]).toMatchObject({ outcome: 'UNCHANGED', before: 'slow', after: 'slow' });
  expect(dry.results[9]).toMatchObject({ outcome: 'CHANGED', before: 'twin', after: 'slow' });
  expect(dry.results[0]).toMatchObject({ outcome: 'MISSING', before: null, after: null });
  expect(await shown(subjects[9]!)).toMatchObject({ plan: 'twin' });
  expect(await many(input)).toEqual({ ...dry, dryRun: false });
  expect(await shown(subjects[0]!)).toBeNull();

  const made = await many({ ...input, create: true, dryRun: true });
  expect(made).toMatchObject({ changed: 118 });
  expect(await many({ ...input, create: true })).toEqual({ ...made, dryRun: false });
  expect(await many({ ...input, create: true })).toMatchObject({ changed: 0, scheduled: 0 });
  const scheduled = await many({ ...input, plan: 'gifted', at: 'PERIOD_END', dryRun: true });
  expect(scheduled).toMatchObject({ changed: 0, scheduled: 120 });
  expect(await many({ ...input, plan: 'gifted', at: 'PERIOD_END' })).toEqual({ ...scheduled, dryRun: false });
  expect(await many({ ...input, plan: 'gifted', at: 'PERIOD_END' })).toMatchObject({ changed: 0, scheduled: 0 });

  const PAGE = `query ($after: String) { scheduledPlans(first: 50, after: $after) { nodes { subject } pageInfo { hasNextPage endCursor } } }`;
  const listed: string[] = [];
  for (let after: string | null = null, more = true; more;) {
    const page: { nodes: { subject: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } =
      await admin.get('scheduledPlans', PAGE, { after });
    listed.push(...page.nodes.map(({ subject }) => subject));
    [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
  }
  expect(listed).toEqual(subjects);
});

test.each([
  ['nobody', { subjects: [] }, 'subjects: name 1 to 500.'],
  ['too many', { subjects: Array.from({ length: 501 }, (_, i) => `s${i}`) }, 'subjects: name 1 to 500.'],
  ['one twice', { subjects: ['a', 'b', 'a'] }, 'subjects: name each once.'],
  ['a plan that is none', { subjects: ['a'], plan: 'gold' }, 'plan: the catalog has no such plan.'],
])('%s is bad input', async (_, input, message) => {
  const refused = await admin.run(MANY, { input: { plan: 'slow', ...input } });
  expect(refused.errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
});

test('a catalog without a plan that somebody will be on is refused, until nobody will', async () => {
  await setPlan(admin, 'paul', 'twin');
  await many({ subjects: Array.from({ length: 120 }, (_, i) => `crowd-${String(i).padStart(3, '0')}`), plan: 'slow' });
  for (const subject of ['otto', 'lena']) await setPlan(admin, subject, 'twin');
  await later('paul', 'gifted');
  const STATE = '{ policy { catalogRefused catalogProblems { message } } }';
  const state = () => admin.get<{ catalogRefused: boolean; catalogProblems: { message: string }[] }>('policy', STATE);
  policies.edit('catalog.yaml', (text) => text.replace(/\n {2}gifted:\n.*\n.*/, ''));
  const end = Date.now() + 10_000;
  while (!(await state()).catalogRefused) if (Date.now() > end) throw new Error('the catalog was not refused');
  expect((await state()).catalogProblems[0]?.message).toContain('accounts are on, or will be: "gifted" of acme');
});
