/** The gates on the way of a request are told one by one, and availability knows each of them (rule 8). */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { freshKey, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

interface Met {
  reason: string;
  groups: string[];
  message: string;
  gates: { reason: string; passed: boolean; detail: string | null }[];
}

const FIELDS = 'reason groups message gates { reason passed detail }';
const CHECK = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id ${FIELDS} } }`;
const STORED = `query ($id: ID!) { decision(id: $id) { id ${FIELDS} } }`;
const ESTIMATE = `query ($input: EstimateAccessInput!) { estimateAccess(input: $input) { ${FIELDS} } }`;
const AVAILABLE = `query ($product: ID!, $feature: ID) {
  availability(product: $product, feature: $feature) { state reason remedies } }`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) => text.replace('gratis: [units]', 'gratis: [units]\n      draft: [units]'));
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const check = (client: Client, input: object) => client.get<Met & { id: string }>('checkAccess', CHECK, { input });
const available = (client: Client, product: string, feature?: string) =>
  client.get('availability', AVAILABLE, { product, feature });

test('a decision tells every gate that it passed, and its groups; so does its receipt, and an estimate', async () => {
  await setPlan(admin, 'gil', 'payg');
  await grant(admin, { subject: 'gil', credits: '10' });
  const gil = api.as('acme', 'gil', ['crew']);
  const passed = await check(gil, meter('gil', 1));
  expect(passed).toMatchObject({ reason: 'ALLOWED', groups: ['crew'] });
  expect(passed.gates.map(({ reason }) => reason)).toEqual([
    ...['UNKNOWN_PRODUCT', 'UNKNOWN_FEATURE', 'NOT_PERMITTED', 'ACCOUNT_SUSPENDED', 'DEBT_LIMIT', 'HOLD_CLOSED'],
    ...['HOLD_LIMIT', 'NOT_PRICED', 'RATE_LIMITED', 'NO_LAYER'],
  ]);
  expect(passed.gates.every((gate) => gate.passed && gate.detail === null)).toBe(true);
  expect(await gil.get('decision', STORED, { id: passed.id })).toEqual(passed);
  const { idempotencyKey: _, ...input } = meter('gil', 1);
  expect(await gil.get('estimateAccess', ESTIMATE, { input })).toMatchObject({ groups: ['crew'], gates: passed.gates });
  // The layers are asked behind all gates.
  expect((await check(gil, meter('gil', 100))).gates).toEqual(passed.gates);
});

test('the gate that refused is the last one told, with its sentence', async () => {
  const { gates, message } = await check(admin, meter('admin', 1, { feature: 'nothing', idempotencyKey: freshKey() }));
  expect(gates).toEqual([
    { reason: 'UNKNOWN_PRODUCT', passed: true, detail: null },
    { reason: 'UNKNOWN_FEATURE', passed: false, detail: message },
  ]);
});

test('availability names the gate that a check of the smallest unit would fail, and the price among them', async () => {
  const gil = api.as('acme', 'gil');
  expect(await available(gil, 'meter')).toEqual({ state: 'OK', reason: 'ALLOWED', remedies: ['NONE'] });
  expect(await available(gil, 'nothing')).toMatchObject({ state: 'NOT_PERMITTED', reason: 'UNKNOWN_PRODUCT' });
  expect(await available(gil, 'meter', 'nothing')).toMatchObject({ reason: 'UNKNOWN_FEATURE' });
  // The product has other features that are priced.
  expect(await available(gil, 'meter', 'draft')).toEqual({
    ...{ state: 'BLOCKED', reason: 'NOT_PRICED', remedies: ['ASK_ADMIN'] },
  });
  expect((await check(gil, meter('gil', 1, { feature: 'draft' }))).reason).toBe('NOT_PRICED');
});
