/** A reference names one grant or purchase of a tenant: whatever the key, the account or the caller, and however many ask at once. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { codesOf, freshKey, GRANT, grant, PURCHASE, purchase, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  for (const subject of ['ann', 'bob']) await setPlan(admin, subject, 'payg');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const tryGrant = (client: Client, input: Record<string, unknown>) =>
  client.run(GRANT, {
    input: { kind: 'PROMOTIONAL', credits: '1', reason: 'a test', idempotencyKey: freshKey(), ...input },
  });
const tryBuy = (client: Client, input: Record<string, unknown>) =>
  client.run(PURCHASE, { input: { credits: '10', idempotencyKey: freshKey(), ...input } });
const words = ({ errors }: { errors?: { message: string }[] }) => errors?.[0]?.message;

describe('a reference that something has', () => {
  test('is refused for another grant or purchase, whatever the key and the account, and the first is named', async () => {
    const lot = await grant(admin, { subject: 'ann', credits: '5', reference: 'PO-1' });
    const first = `reference: it is that of the grant of ${lot.id} already.`;
    const ann = api.as('acme', 'ann');
    for (const answer of [
      await tryGrant(admin, { subject: 'ann', reference: 'PO-1' }),
      await tryGrant(admin, { subject: 'bob', reference: 'PO-1' }),
      await tryGrant(admin, { pool: 'engineering', reference: 'PO-1' }),
      await tryBuy(ann, { reference: 'PO-1' }),
    ]) {
      expect([codesOf(answer), words(answer)]).toEqual([['CONFLICT'], first]);
    }
    const bought = await purchase(ann, { credits: '10', reference: 'PO-2' });
    const named = `reference: it is that of the purchase ${bought.id} already.`;
    expect(words(await tryBuy(api.as('acme', 'bob'), { reference: 'PO-2' }))).toBe(named);
    expect(words(await tryGrant(admin, { subject: 'bob', reference: 'PO-2' }))).toBe(named);
  });

  test('is free in another tenant, and again where its purchase was declined', async () => {
    expect(codesOf(await tryGrant(api.as('globex', 'admin'), { subject: 'cid', reference: 'PO-1' }))).toEqual([]);
    const bob = api.as('acme', 'bob');
    const declined = await purchase(bob, { credits: '10', reference: 'PO-3', paymentMethod: 'sandbox:declined' });
    expect(declined.status).toBe('DECLINED');
    expect(await purchase(bob, { credits: '10', reference: 'PO-3' })).toMatchObject({ status: 'PAID' });
    expect(codesOf(await tryBuy(bob, { reference: 'PO-3' }))).toEqual(['CONFLICT']);
  });

  test('is answered as before to the call that has it', async () => {
    const input = { subject: 'ann', reference: 'PO-4', idempotencyKey: freshKey() };
    const [first, again] = [await tryGrant(admin, input), await tryGrant(admin, input)];
    expect(again).toMatchObject({ data: { grantCredits: { replayed: true } } });
    expect(codesOf(first)).toEqual([]);
    expect(codesOf(await tryGrant(admin, { ...input, reference: 'PO-5' }))).toEqual(['IDEMPOTENCY_CONFLICT']);
  });

  test('goes to one of many who give it at once, grants and purchases alike', async () => {
    const door = await api.another();
    const [ann, bob] = [door.as('acme', 'ann'), api.as('acme', 'bob')];
    const all = await Promise.all([
      ...[1, 2, 3, 4].map((n) =>
        tryGrant(n % 2 ? admin : door.as('acme', 'admin'), { subject: `at-once-${n}`, reference: 'PO-6' }),
      ),
      ...[ann, bob, ann, bob].map((client) => tryBuy(client, { reference: 'PO-6' })),
    ]);
    const refused = all.filter((answer) => codesOf(answer).length > 0);
    expect(refused.map(codesOf)).toEqual(Array.from({ length: 7 }, () => ['CONFLICT']));
    const named = new Set(refused.map(words));
    expect(named.size).toBe(1);
  });
});

test('a lot tells the reference of its grant or purchase to whoever may read its account, and acts are found by it', async () => {
  const { id } = await grant(admin, { subject: 'dan', credits: '5', reference: 'PO-7' });
  const bought = await purchase(api.as('acme', 'ann'), { credits: '10', reference: 'PO-8' });
  const none = await grant(admin, { subject: 'dan', credits: '5' });
  const lot = '{ ... on CreditLot { reference } }';
  const query = `{ a: node(id: "${id}") ${lot} b: node(id: "${bought.lot?.id}") ${lot} c: node(id: "${none.id}") ${lot} }`;
  expect(await admin.data(query)).toEqual({
    a: { reference: 'PO-7' },
    b: { reference: 'PO-8' },
    c: { reference: null },
  });
  const acts = `query ($reference: ID) { adminActions(reference: $reference) { nodes { reference target } } }`;
  expect(await admin.get('adminActions', acts, { reference: 'PO-7' })).toMatchObject({
    nodes: [{ reference: 'PO-7', target: id }],
  });
  expect(await admin.get('adminActions', acts, { reference: 'PO-nobody' })).toEqual({ nodes: [] });
});

test('PURCHASED credits that the operator grants need one', async () => {
  const answer = await tryGrant(api.as('acme', 'operator:ann'), { subject: 'eve', kind: 'PURCHASED' });
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
});
