/** Whether work may go on, and why not, is told at any time: at first, on a replay, and whoever asks again later. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import { asked, freshKey, grant, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { record, settled, usedOf } from '../support/usage.js';

interface Standing {
  id: string;
  outcome: string;
  proceed: boolean;
  proceedReason: string;
  message: string;
}

const FIELDS = 'id outcome proceed proceedReason message';
const CHECK = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { ${FIELDS} } }`;
const RELEASE = `mutation ($id: ID!) { releaseHold(decisionId: $id) { ${FIELDS} } }`;
const AGAIN = `query ($id: ID!, $key: String!) {
  decision(id: $id) { ${FIELDS} } decisionByKey(idempotencyKey: $key) { ${FIELDS} } }`;
const ESTIMATE = `query ($input: EstimateAccessInput!) { estimateAccess(input: $input) { outcome proceed message } }`;

let policies: PolicyCopy;
let api: TestApi;
let count = 0;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

const check = (client: Client, input: Record<string, unknown>) => client.get<Standing>('checkAccess', CHECK, { input });

/** A subject with ten credits, and a check of theirs. */
async function checked(units = 4, { at = api, ...more }: { at?: TestApi; holdSeconds?: number } = {}) {
  const name = `worker-${(count += 1)}`;
  const admin = at.as('acme', 'admin');
  await setPlan(admin, name, 'payg');
  await grant(admin, { subject: name, credits: '10' });
  const client = at.as('acme', name);
  const input = meter(name, units, { idempotencyKey: freshKey(), ...more });
  const first = await check(client, input);
  /** The same on a replay, by its id and by its key. */
  const standing = async () => {
    const { data } = await client.run<Record<string, Standing>>(AGAIN, { id: first.id, key: input.idempotencyKey });
    const replayed = await check(client, input);
    expect(data).toEqual({ decision: replayed, decisionByKey: replayed });
    return replayed;
  };
  return { name, client, input, first, standing };
}

describe('proceedReason and message', () => {
  test('are READY and what was granted while the hold is open, also on a replay', async () => {
    const { first, standing } = await checked();
    const ready = { proceed: true, proceedReason: 'READY', message: 'All 4 credits are granted.' };
    expect(first).toMatchObject(ready);
    expect(await standing()).toEqual(first);
  });

  test('are DENIED and what is missing on a denial', async () => {
    const { first } = await checked(11);
    const denied = { proceed: false, proceedReason: 'DENIED', message: '1 of 11 credits are missing.' };
    expect(first).toMatchObject(denied);
  });

  test('tell after the work was reported what it used, and never that credits are granted', async () => {
    const { client, first, standing } = await checked();
    await settled(api, client, usedOf(first.id, 3));
    expect(await standing()).toEqual({
      ...{ id: first.id, outcome: 'ALLOWED', proceed: false, proceedReason: 'HOLD_SETTLED' },
      message: 'This work is already settled: 3 of the 4 credits held were used.',
    });
  });

  test('stay READY after a part was reported', async () => {
    const { client, first, standing } = await checked();
    await settled(api, client, usedOf(first.id, 3, { final: false }));
    expect(await standing()).toEqual(first);
  });

  test('tell of a hold that was released, in the answer of the release itself, too', async () => {
    const { client, first, standing } = await checked();
    await settled(api, client, usedOf(first.id, 1, { final: false }));
    const released = await client.get<Standing>('releaseHold', RELEASE, { id: first.id });
    expect(released).toMatchObject({
      ...{ proceed: false, proceedReason: 'HOLD_RELEASED' },
      message:
        'This hold was released: 1 of the 4 credits held were used, the rest went back. Check again with a new key.',
    });
    expect(await standing()).toEqual(released);
  });

  test('tell of a hold that has expired, from its very instant on', async () => {
    const { standing } = await checked();
    api.moveClock(HOUR);
    expect(await standing()).toMatchObject({
      ...{ outcome: 'ALLOWED', proceed: false, proceedReason: 'HOLD_EXPIRED' },
      message:
        'This hold has expired: 0 of the 4 credits held were used, the rest went back. Check again with a new key.',
    });
  });

  test('tell when the time is over of what cost nothing and opened no hold', async () => {
    const { first, standing } = await checked(0, { holdSeconds: 60 });
    expect(first).toMatchObject({ proceed: true, proceedReason: 'READY' });
    api.moveClock(60_000);
    expect(await standing()).toMatchObject({
      ...{ proceed: false, proceedReason: 'HOLD_EXPIRED' },
      message: 'The time for this work is over. Check again with a new key.',
    });
  });

  test('are HOLD_ENDING between the final report and its settlement', async () => {
    const unsettled = await openTestApi({ policyDir: policies.dir, settlement: 'off' });
    try {
      const { client, first, standing } = await checked(4, { at: unsettled });
      await record(client, usedOf(first.id, 1, { final: false }));
      expect(await standing()).toMatchObject({ proceed: true, proceedReason: 'READY' });
      await record(client, usedOf(first.id, 3));
      expect(await standing()).toMatchObject({
        ...{ proceed: false, proceedReason: 'HOLD_ENDING' },
        message: 'This work is reported as done, and is being settled.',
      });
    } finally {
      await unsettled.close();
    }
  });
});

test('an estimate says whether a check would let the work begin', async () => {
  const { name, client } = await checked(0);
  const estimated = async (units: number) => {
    const input = asked(meter(name, units));
    return client.get<Omit<Standing, 'id'>>('estimateAccess', ESTIMATE, { input });
  };
  expect(await estimated(10)).toEqual({ outcome: 'ALLOWED', proceed: true, message: 'All 10 credits are granted.' });
  expect(await estimated(11)).toMatchObject({ outcome: 'DENIED', proceed: false });
});
