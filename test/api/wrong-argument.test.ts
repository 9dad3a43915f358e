/** Errors say which argument is wrong, so that a form can put them under its field. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { CHECK, CHECK_MANY, freshKey, GRANT, meter, type Decision } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** The arguments that an answer's errors name, after the code. */
async function wrongIn(query: string, variables: Record<string, unknown> = {}) {
  const { errors = [] } = await admin.run(query, variables);
  return errors.map(({ extensions }) => [extensions.code, extensions.argument]);
}

const TOP_UP = `mutation ($top: AutoTopUpInput!) { setAutoTopUp(input: $top) { state } }`;
const topUp = (more: object) => ({
  ...{ subject: 'alice', enabled: true, consent: true, threshold: '20', target: '100', monthlyCap: '1000' },
  ...more,
});
const usage = (quantity: unknown) => [
  { dimension: 'units', quantity: 1 },
  { dimension: 'extras', quantity },
];

test('what a resolver refuses is named by its whole path, whatever the variable is called', async () => {
  expect(await wrongIn(TOP_UP, { top: topUp({ target: '20' }) })).toEqual([['BAD_USER_INPUT', 'input.target']]);
  expect(await wrongIn(TOP_UP, { top: topUp({ consent: false }) })).toEqual([['BAD_USER_INPUT', 'input.consent']]);
  const check = meter('alice', 1, { holdSeconds: 0 });
  expect(await wrongIn(CHECK, { input: check })).toEqual([['BAD_USER_INPUT', 'input.holdSeconds']]);
  const inList = meter('alice', 1, { usage: [{ dimension: '', quantity: 1 }] });
  expect(await wrongIn(CHECK, { input: inList })).toEqual([['BAD_USER_INPUT', 'input.usage.0.dimension']]);
  const extended = meter('alice', 1, { extends: 'dec_no' });
  expect(await wrongIn(CHECK, { input: extended })).toEqual([['NOT_FOUND', 'input.extends']]);
});

test('arguments beside an input, and those of fields inside, go by their own names', async () => {
  expect(await wrongIn(`{ decisions(first: 0) { nodes { id } } }`)).toEqual([['BAD_USER_INPUT', 'first']]);
  await admin.run(GRANT, {
    input: { kind: 'PROMOTIONAL', credits: '1', reason: 'a test', idempotencyKey: freshKey() },
  });
  const inside = `{ account { decisions(after: "no") { nodes { id } } } }`;
  expect(await wrongIn(inside)).toEqual([['BAD_USER_INPUT', 'after']]);
  expect(await wrongIn(`{ account(subject: "role:x") { id } }`)).toEqual([['BAD_USER_INPUT', 'subject']]);
});

test('of many calls the wrong one is named by its place, and the others go through', async () => {
  const inputs = [meter('alice', 0), meter('alice', 0, { labels: [{ key: '', value: 'x' }] })];
  const { data, errors = [] } = await admin.run<{ checkAccessMany: (Decision | null)[] }>(CHECK_MANY, { inputs });
  expect(errors.map(({ path, extensions }) => [path, extensions.argument])).toEqual([
    [['checkAccessMany', 1], 'inputs.1.labels.0.key'],
  ]);
  expect(data?.checkAccessMany[0]).not.toBeNull();
});

test('what GraphQL refuses by itself is named too, in variables and in the document', async () => {
  expect(await wrongIn(TOP_UP, { top: topUp({ target: '1e3' }) })).toEqual([['BAD_USER_INPUT', 'input.target']]);
  const check = meter('alice', 1, { usage: usage('-1') });
  expect(await wrongIn(CHECK, { input: check })).toEqual([['BAD_USER_INPUT', 'input.usage.1.quantity']]);
  expect(await wrongIn(CHECK_MANY, { inputs: [meter('alice', 1), check] })).toEqual([
    ['BAD_USER_INPUT', 'inputs.1.usage.1.quantity'],
  ]);
  const written = `mutation { a: setAutoTopUp(input: { enabled: true, threshold: "1", target: "1,5" }) { state } }`;
  expect(await wrongIn(written)).toEqual([['BAD_USER_INPUT', 'input.target']]);
  const listed = `query { estimateAccess(input: { subject: "a", product: "p", feature: "f", usage: [
    { dimension: "units", quantity: 1 }, { dimension: "extras", quantity: -1 } ] }) { outcome } }`;
  expect(await wrongIn(listed)).toEqual([['BAD_USER_INPUT', 'input.usage.1.quantity']]);
  const alone = `query ($x: Int!) { decisions(first: $x) { nodes { id } } }`;
  expect(await wrongIn(alone, { x: 'many' })).toEqual([['BAD_USER_INPUT', 'first']]);
});

test('where no argument is wrong, none is named', async () => {
  expect(await wrongIn('{ nothing }')).toEqual([['BAD_USER_INPUT', undefined]]);
  const stranger = await api.as('acme', 'zoe').run(GRANT, {
    input: { subject: 'alice', kind: 'PROMOTIONAL', credits: '1', reason: 'x', idempotencyKey: freshKey() },
  });
  expect(stranger.errors?.map(({ extensions }) => [extensions.code, extensions.argument])).toEqual([
    ['FORBIDDEN', undefined],
  ]);
});

test('an amount beyond the largest is told what the largest is', async () => {
  const { errors = [] } = await admin.run(TOP_UP, { top: topUp({ target: '9000000001' }) });
  expect(errors[0]?.message).toContain('at most 9000000000');
});
