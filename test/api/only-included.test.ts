/** Checks that bound who may give: `layers` and `maxPaid`, from the call to the receipt, and to what is drawn afterwards. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  asked,
  check,
  codesOf,
  DECISION_FIELDS,
  drawn,
  ESTIMATE_FIELDS,
  freshKey,
  grant,
  meter,
  setPlan,
  tryCheck,
  type Decision,
} from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';

type Bounded<T> = T & { onlyLayers: string[] | null; maxPaid: string | null };

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

/** Included 50, promotion 10, and a pool of plenty. */
async function engineer(name: string): Promise<Client> {
  await setPlan(admin, name, 'twin');
  await grant(admin, { subject: name, credits: '10' });
  await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '1000' });
  return api.as('acme', name, ['engineering']);
}

const RECEIPT = `query ($id: ID!) { decision(id: $id) { ${DECISION_FIELDS} onlyLayers maxPaid layers { source had gave } } }`;
const included = { layers: ['ALLOWANCE', 'PROMOTION'] };

describe('a check within bounds of its own', () => {
  test('takes what they let through, and its receipt tells them for ever', async () => {
    const ann = await engineer('ann');
    const inside = await check(ann, meter('ann', 60, included));
    expect([inside.outcome, drawn(inside)]).toEqual(['ALLOWED', ['ALLOWANCE 50', 'PROMOTION 10']]);
    const receipt = await ann.get<Bounded<Decision> & { layers: object[] }>('decision', RECEIPT, { id: inside.id });
    expect(receipt).toMatchObject({ onlyLayers: ['ALLOWANCE', 'PROMOTION'], maxPaid: null });
    expect(receipt.layers).toMatchObject([{ gave: '50' }, { gave: '10' }, { gave: '0' }, { had: '1000', gave: '0' }]);
    const paid = await check(ann, meter('ann', 5, { maxPaid: '5' }));
    expect(drawn(paid)).toEqual(['POOL 5']);
    expect(await ann.get('decision', RECEIPT, { id: paid.id })).toMatchObject({ onlyLayers: null, maxPaid: '5' });
  });

  test('beyond them is denied with its price and the bound, takes nothing, and is told no purchase', async () => {
    const bea = await engineer('bea');
    const before = (await account(bea)).seq;
    expect(await check(bea, meter('bea', 61, included))).toMatchObject({
      outcome: 'DENIED',
      reason: 'OUT_OF_CAPACITY',
      blockedBy: 'layers',
      blockers: [{ kind: 'REQUEST', source: 'layers', account: null, limit: '60' }, {}, {}],
      remedies: ['ASK_ADMIN'],
      message: 'It costs 61 credits, and the layers that it names have 60.',
    });
    expect(await check(bea, meter('bea', 61, { maxPaid: '0.5' }))).toMatchObject({
      reason: 'OUT_OF_CAPACITY',
      blockedBy: 'maxPaid',
      blockers: expect.arrayContaining([
        expect.objectContaining({ kind: 'REQUEST', source: 'maxPaid', limit: '0.5' }),
      ]) as unknown,
      remedies: ['ASK_ADMIN'],
      message: 'It costs 61 credits, and the request lets paid layers give 0.5.',
    });
    expect((await account(bea)).seq).toBe(before);
  });

  test('is one of its own: it counts nowhere, and an extension says its own', async () => {
    const cid = await engineer('cid');
    const first = await check(cid, meter('cid', 62, { maxPaid: '2' }));
    const second = await check(cid, meter('cid', 2, { maxPaid: '2', extends: first.id }));
    expect([drawn(first).at(-1), drawn(second)]).toEqual(['POOL 2', ['POOL 2']]);
    expect(drawn(await check(cid, meter('cid', 7, { extends: first.id })))).toEqual(['POOL 7']);
  });

  test('does not bound what its usage is beyond the hold', async () => {
    const dan = await engineer('dan');
    const gateway = api.as('acme', 'gateway');
    const held = await check(gateway, meter('dan', 60, { ...included, maxPaid: '0', groups: ['engineering'] }));
    const { charge } = await settled(api, gateway, usedOf(held.id, 75));
    expect(drawn(charge!)).toEqual(['ALLOWANCE 50', 'PROMOTION 10', 'POOL 15']);
    expect(charge).toMatchObject({ forgiven: '0', debt: '0' });
    expect(await dan.get('decision', RECEIPT, { id: held.id })).toMatchObject({ maxPaid: '0' });
  });

  test('is estimated as it would be decided', async () => {
    const eve = await engineer('eve');
    const question = `query ($input: EstimateAccessInput!) {
      estimateAccess(input: $input) { ${ESTIMATE_FIELDS} onlyLayers maxPaid } }`;
    const input = meter('eve', 70, { ...included, maxPaid: '3', mode: 'UP_TO' });
    const estimated = await eve.get<Bounded<Decision>>('estimateAccess', question, { input: asked(input) });
    expect(estimated).toMatchObject({ onlyLayers: ['ALLOWANCE', 'PROMOTION'], maxPaid: '3', outcome: 'PARTIAL' });
    const decided = await check(eve, input);
    expect(drawn(decided)).toEqual(drawn(estimated));
    expect(decided).toMatchObject({ outcome: 'PARTIAL', granted: '60', blockedBy: 'layers' });
  });

  test('is another call with other bounds: its key says so, and a replay answers as stored', async () => {
    const fay = await engineer('fay');
    const input = meter('fay', 3, { ...included, maxPaid: '1' });
    const first = await check(fay, input);
    expect(await check(fay, input)).toMatchObject({ id: first.id, replayed: true });
    for (const other of [{ layers: null }, { maxPaid: '2' }, { maxPaid: null }, { layers: ['ALLOWANCE'] }]) {
      expect(codesOf(await tryCheck(fay, { ...input, ...other }))).toEqual(['IDEMPOTENCY_CONFLICT']);
    }
  });

  test('names layers once each, and one at least', async () => {
    const gus = await engineer('gus');
    for (const layers of [[], ['POOL', 'POOL'], ['pool:engineering']]) {
      expect(codesOf(await tryCheck(gus, meter('gus', 1, { layers })))).toEqual(['BAD_USER_INPUT']);
    }
    expect(codesOf(await tryCheck(gus, meter('gus', 1, { maxPaid: '-1' })))).toEqual(['BAD_USER_INPUT']);
  });

  test('keeps its fingerprint where it says nothing: a key from before is the same call', async () => {
    const hal = await engineer('hal');
    const key = freshKey();
    const first = await check(hal, meter('hal', 1, { idempotencyKey: key }));
    const again = await check(hal, meter('hal', 1, { idempotencyKey: key, layers: null, maxPaid: null }));
    expect([again.id, again.replayed]).toEqual([first.id, true]);
  });
});
