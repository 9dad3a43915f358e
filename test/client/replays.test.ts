/** A key whose work was begun before, asked by a client whose outbox knows nothing of it: goes on, or says what became of it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  memoryOutbox,
  Spillway,
  type Denied,
  type GuardRequest,
  type Run,
} from '../../clients/typescript/src/client.js';
import { HOUR, openTestApi, tokenFor, type TestApi } from '../support/api.js';
import { grant, release, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { allSettled, record, usedOf } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let count = 0;
const clients: Spillway[] = [];
beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A client with an outbox of its own. */
function connect(at: TestApi = api): Spillway {
  const client = new Spillway({ url: at.url, token: () => tokenFor('acme', 'gateway'), outbox: memoryOutbox() });
  clients.push(client);
  return client;
}

/** Work of four units that one client has begun; `ask` asks for it again as another one. */
async function begun(at: TestApi = api, units = 4) {
  const subject = `worker-${(count += 1)}`;
  const admin = at.as('acme', 'admin');
  await setPlan(admin, subject, 'payg');
  await grant(admin, { subject, credits: '10' });
  const request: GuardRequest = {
    ...{ key: `job-${subject}`, subject, product: 'meter', feature: 'call', atMost: { units } },
    holdSeconds: 60,
  };
  const first = await connect(at).guard(request);
  if (!first.proceed) throw new Error(first.denial.message);
  const id = first.decision?.id ?? '';
  return { id, gateway: at.as('acme', 'gateway'), ask: () => connect(at).guard(request) };
}

const kindOf = (answer: Run | Denied) => (answer.proceed ? null : [answer.denial.kind, answer.denial.message]);

describe('work that was begun before', () => {
  test('goes on while its hold is open', async () => {
    const { id, ask } = await begun();
    const again = await ask();
    expect(again).toMatchObject({ proceed: true, decision: { id, replayed: true, proceedReason: 'READY' } });
  });

  test('and was reported is settled', async () => {
    const { id, gateway, ask } = await begun();
    await record(gateway, usedOf(id, 3));
    await allSettled(api);
    const message = 'This work is already settled: 3 of the 4 credits held were used.';
    expect(kindOf(await ask())).toEqual(['HOLD_SETTLED', message]);
  });

  test('and was given back is released', async () => {
    const { id, gateway, ask } = await begun();
    await release(gateway, id);
    expect(kindOf(await ask())).toEqual(['HOLD_RELEASED', expect.stringContaining('This hold was released')]);
  });

  test('and is reported, but not yet settled, is ending', async () => {
    const unsettled = await openTestApi({ policyDir: policies.dir, settlement: 'off' });
    try {
      const { id, gateway, ask } = await begun(unsettled);
      await record(gateway, usedOf(id, 3));
      expect(kindOf(await ask())).toEqual(['HOLD_ENDING', 'This work is reported as done, and is being settled.']);
      for (const client of clients.splice(0)) await client.close(0);
    } finally {
      await unsettled.close();
    }
  });

  test('has expired once its time is over, whether it cost something or not', async () => {
    const [costly, free] = [await begun(), await begun(api, 0)];
    api.moveClock(HOUR);
    expect(kindOf(await costly.ask())).toEqual(['HOLD_EXPIRED', expect.stringContaining('This hold has expired')]);
    const message = 'The time for this work is over. Check again with a new key.';
    expect(kindOf(await free.ask())).toEqual(['HOLD_EXPIRED', message]);
  });
});
