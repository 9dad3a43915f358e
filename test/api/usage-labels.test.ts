/** Usage by label: what has one, of each value, and what has none; it adds up to the series without labels. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MOST_EVENTS } from '../../src/usage/read-labelled.js';
import { DAY, HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import { codesOf, grant, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, usedBy } from '../support/usage.js';

interface Totals {
  events: string;
  charged: string;
  quantities: { dimension: string; quantity: string }[];
  paidBy: { payer: string; amount: string }[];
}
interface Point extends Totals {
  start: string;
  feature: string | null;
  subject: string | null;
  session: string | null;
  label: { key: string; value: string } | null;
}
interface Series {
  total: Totals;
  points: Point[];
}

const TOTALS = 'events charged quantities { dimension quantity } paidBy { payer amount }';
const USAGE = `query ($subject: ID, $everyone: Boolean! = false, $session: ID, $product: ID, $from: DateTime!,
  $to: DateTime!, $bucket: UsageBucket! = DAY, $groupBy: [UsageGroup!]! = [], $fill: Boolean! = false,
  $label: UsageLabelInput) {
  usage(subject: $subject, everyone: $everyone, session: $session, product: $product, from: $from, to: $to,
    bucket: $bucket, groupBy: $groupBy, fill: $fill, label: $label) {
    total { ${TOTALS} } points { start feature subject session label { key value } ${TOTALS} } } }`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
/** A midnight (UTC) a week back. */
let midnight: number;
const at = (offset: number) => new Date(midnight + offset).toISOString();
const days = () => ({ from: at(0), to: at(2 * DAY) });
const usage = (args: Record<string, unknown>) => admin.get<Series>('usage', USAGE, { ...days(), ...args });
const brief = (points: readonly Point[]) =>
  points.map(({ start, label, charged }) => [start, label?.value ?? null, charged]);

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  midnight = (Math.floor(api.now() / DAY) - 7) * DAY;
  await setPlan(admin, 'ann', 'payg');
  await grant(admin, { subject: 'ann', credits: '30' });
  const labels = (...pairs: [string, string][]) => ({ labels: pairs.map(([key, value]) => ({ key, value })) });
  const used = (subject: string, units: number, when: number, more = {}) =>
    record(admin, usedBy(subject, units, { occurredAt: at(when), ...more }));
  await used('ann', 1, -1, labels(['team', 'red']));
  await used('ann', 2, 0, labels(['team', 'red']));
  await used('ann', 3, HOUR, labels(['env', 'live'], ['team', 'blue']));
  await used('ann', 4, HOUR, { ...labels(['team', 'red']), session: 's1' });
  await used('ann', 5, HOUR, { session: 's1' });
  await used('ann', 6, HOUR, labels(['env', 'live']));
  await used('ann', 30, DAY, labels(['team', 'red']));
  await used('ann', 7, DAY, { ...labels(['team', 'blue']), feature: 'gratis' });
  await used('ann', 8, 2 * DAY, labels(['team', 'red']));
  await used('ben', 1, HOUR, labels(['team', 'red']));
  await used('ann', 9, HOUR, { ...labels(['team', 'red']), status: 'FAILED' });
  await allSettled(api);
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

test('one value of a label is what has it, within the range, paid by whom it was paid', async () => {
  const { total, points } = await usage({ subject: 'ann', label: { key: 'team', value: 'red' } });
  expect(total).toEqual({
    events: '4',
    charged: '36',
    quantities: [{ dimension: 'units', quantity: '45' }],
    paidBy: [
      { payer: 'PROMOTION', amount: '15' },
      { payer: 'DEBT', amount: '21' },
    ],
  });
  expect(brief(points)).toEqual([
    [at(0), null, '6'],
    [at(DAY), null, '30'],
  ]);
});

test('grouped by label, the values and what has none add up to the series without labels', async () => {
  for (const who of [{ subject: 'ann' }, { everyone: true }]) {
    const whole = await usage({ ...who });
    const { total, points } = await usage({ ...who, label: { key: 'team' }, groupBy: ['LABEL'] });
    expect(total).toEqual(whole.total);
    const more = 'everyone' in who ? 1 : 0;
    expect(brief(points)).toEqual([
      [at(0), null, '11'],
      [at(0), 'blue', '3'],
      [at(0), 'red', String(6 + more)],
      [at(DAY), 'blue', '0'],
      [at(DAY), 'red', '30'],
    ]);
    expect(points[1]?.label).toEqual({ key: 'team', value: 'blue' });
  }
});

test('labels are told apart beside other groups, sessions and products', async () => {
  const bySession = await usage({ subject: 'ann', label: { key: 'team' }, groupBy: ['LABEL', 'SESSION'], to: at(DAY) });
  expect(bySession.points.map(({ session, label, charged }) => [session, label?.value ?? null, charged])).toEqual([
    [null, null, '6'],
    [null, 'blue', '3'],
    [null, 'red', '2'],
    ['s1', null, '5'],
    ['s1', 'red', '4'],
  ]);
  const ofSession = await usage({ subject: 'ann', session: 's1', label: { key: 'team' }, groupBy: ['LABEL'] });
  expect(brief(ofSession.points)).toEqual([
    [at(0), null, '5'],
    [at(0), 'red', '4'],
  ]);
  const bySubject = await usage({
    ...{ everyone: true, groupBy: ['SUBJECT', 'FEATURE'], label: { key: 'team', value: 'red' }, to: at(DAY) },
  });
  expect(bySubject.points.map(({ subject, feature, charged }) => [subject, feature, charged])).toEqual([
    ['ann', 'call', '6'],
    ['ben', 'call', '1'],
  ]);
  expect((await usage({ subject: 'ann', product: 'codex', label: { key: 'team', value: 'red' } })).total.events).toBe(
    '0',
  );
});

test('fill gives every group a point in every bucket, and changes no total', async () => {
  const asked = { subject: 'ann', groupBy: ['FEATURE'] };
  const [gaps, filled] = [await usage(asked), await usage({ ...asked, fill: true })];
  expect(filled.total).toEqual(gaps.total);
  expect(gaps.points).toHaveLength(3);
  expect(filled.points.map(({ start, feature, charged, events }) => [start, feature, charged, events])).toEqual([
    [at(0), 'call', '20', '6'],
    [at(0), 'gratis', '0', '0'],
    [at(DAY), 'call', '30', '1'],
    [at(DAY), 'gratis', '0', '1'],
  ]);
  const labelled = await usage({ subject: 'ann', groupBy: ['LABEL'], label: { key: 'team' }, fill: true });
  expect(brief(labelled.points).slice(3)).toEqual([
    [at(DAY), null, '0'],
    [at(DAY), 'blue', '0'],
    [at(DAY), 'red', '30'],
  ]);
});

test('more than 31 days, and labels that do not go with the groups, are refused with what would be taken', async () => {
  const refusals: [Record<string, unknown>, RegExp][] = [
    [
      { label: { key: 'team', value: 'red' }, from: at(-32 * DAY), to: at(0) },
      /at most 31 days, and 100000 usage events/,
    ],
    [{ groupBy: ['LABEL'] }, /goes with label/],
    [{ label: { key: 'team' } }, /goes with groupBy LABEL/],
    [{ label: { key: '', value: 'x' } }, /label\.key is 1 to 100/],
    [{ label: { key: 'team', value: 'x'.repeat(501) } }, /label\.value is 1 to 500/],
  ];
  for (const [args, says] of refusals) {
    const answer = await admin.run(USAGE, { subject: 'ann', ...days(), ...args });
    expect([args, codesOf(answer)]).toEqual([args, ['BAD_USER_INPUT']]);
    expect(answer.errors?.[0]?.message).toMatch(says);
  }
  const widest = { label: { key: 'team', value: 'red' }, from: at(-29 * DAY), to: at(2 * DAY) };
  expect((await usage({ subject: 'ann', ...widest })).total.charged).toBe('37');
});

test('more events with labels than are read are refused, one fewer than that is not; those without do not count', async () => {
  const crowd = async (events: number, labels: string) =>
    api.asOwner(
      `insert into usage_event (tenant_id, account_id, usage_no, id, key, fingerprint, claimed, final, status, product,
         feature, recorded_at, occurred_at, body)
       select a.tenant_id, a.id, 1000000 + n, gen_random_uuid(), 'crowd ' || n, '', false, true, 'COMPLETED', 'meter',
         'call', $3, $3, json_build_object('labels', $2::json)
       from account a, generate_series(1, $1::int) n where a.tenant_id = 'acme' and a.address = 'subject:ben'`,
      [events, labels, at(2 * HOUR)],
    );
  const dismiss = () => api.asOwner(`delete from usage_event where tenant_id = 'acme' and usage_no > 1000000`);
  const asked = { subject: 'ben', ...days(), label: { key: 'team', value: 'red' } };
  try {
    await crowd(MOST_EVENTS, '[{"key":"team","value":"red"}]');
    const answer = await admin.run(USAGE, asked);
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors?.[0]?.message).toMatch(/at most 100000 usage events with labels/);
    await api.asOwner(`delete from usage_event where tenant_id = 'acme' and usage_no = 1000001`);
    // None of these is settled, so they are read and count for nothing.
    expect((await usage(asked)).total.charged).toBe('1');
    await dismiss();
    await crowd(MOST_EVENTS + 1, '[]');
    expect((await usage(asked)).total.charged).toBe('1');
  } finally {
    await dismiss();
  }
}, 120_000);
