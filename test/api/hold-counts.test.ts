/**
 * How many holds a subject may have, and how much of a pool they may hold, through the door; and that a check which costs
 * nothing opens none (rule 29). In globex a subject has 4 holds at most, and a quarter of the pool `studio`.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  asked,
  check,
  CHECK_MANY,
  codesOf,
  decision,
  drawn,
  estimate,
  grant,
  meter,
  release,
  RELEASE,
  setPlan,
  type Decision,
} from '../support/calls.js';
import { exactPolicies, meterCard, type PolicyCopy } from '../support/policies.js';
import { settled, usedOf } from '../support/usage.js';

/** From then on a unit costs two credits. */
const CARD_CHANGES = Date.now() + 3 * HOUR;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let globex: Client;
let count = 0;

beforeAll(async () => {
  policies = exactPolicies(meterCard('meter-later', CARD_CHANGES, '2'));
  policies.edit('catalog.yaml', (text) =>
    text.replace(
      '    default_plan: free\n',
      '    default_plan: free\n    most_holds: 4\n    pools: { studio: { most_of_pool: 25% } }\n',
    ),
  );
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  globex = api.as('globex', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A new subject of a tenant that has nothing of its own but so many credits. */
async function subjectOf(by: Client, tenant: string, own = '0', groups: string[] = []) {
  const name = `holder-${(count += 1)}`;
  await setPlan(by, name, 'payg');
  if (own !== '0') await grant(by, { subject: name, credits: own });
  return { name, client: api.as(tenant, name, groups) };
}

/** What the stored row says that a subject holds of a pool. */
async function shareOf(name: string, pool: string) {
  const rows = await api.asOwner<{ holds: number; amount: string }>(
    `select s.holds, s.amount / 1000000000 as amount from pool_share s
     join account a on a.tenant_id = s.tenant_id and a.id = s.subject_id
     join account p on p.tenant_id = s.tenant_id and p.id = s.pool_id
     where a.address = $1 and p.address = $2`,
    [`subject:${name}`, `pool:${pool}`],
  );
  return rows.map(({ holds, amount }) => ({ holds, amount: Number(amount) }));
}

async function openHoldsOf(name: string): Promise<number> {
  const rows = await api.asOwner<{ open: number }>('select open_holds as open from account where address = $1', [
    `subject:${name}`,
  ]);
  return rows[0]?.open ?? 0;
}

describe('a check that costs nothing (rule 29)', () => {
  const free = (name: string, more = {}) => meter(name, 0, { holdSeconds: 600, ...more });

  test('opens no hold, is told on the journal without a line, retires its key, and lets work run for holdSeconds', async () => {
    const { name, client } = await subjectOf(admin, 'acme', '5');
    const input = free(name);
    const answer = await check(client, input);
    expect(answer).toMatchObject({ outcome: 'ALLOWED', proceed: true, hold: null, granted: '0', draws: [] });
    expect(await openHoldsOf(name)).toBe(0);
    const updates = await api.asOwner(`select u.cause, u.lines from balance_update u where u.cause_id = $1`, [
      uuid(answer.id),
    ]);
    expect(updates).toEqual([{ cause: 'HOLD', lines: [] }]);
    expect(await check(client, input)).toMatchObject({ id: answer.id, replayed: true, proceed: true, hold: null });
    const other = { ...input, holdSeconds: 601 };
    expect(
      codesOf(
        await client.run(`mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id } }`, {
          input: other,
        }),
      ),
    ).toEqual(['IDEMPOTENCY_CONFLICT']);
    api.moveClock(10 * MINUTE - 5_000);
    expect((await decision(client, answer.id))?.proceed).toBe(true);
    api.moveClock(5_000);
    expect((await decision(client, answer.id))?.proceed).toBe(false);
    expect(await check(client, input)).toMatchObject({ replayed: true, proceed: false, outcome: 'ALLOWED' });
  });

  test('has no hold to extend or to release; an extension that costs nothing still makes its hold last longer', async () => {
    const { name, client } = await subjectOf(admin, 'acme', '5');
    const { id } = await check(client, free(name));
    expect(await check(client, free(name, { extends: id }))).toMatchObject({
      outcome: 'DENIED',
      reason: 'HOLD_CLOSED',
    });
    expect(await check(client, meter(name, 2, { extends: id }))).toMatchObject({ reason: 'HOLD_CLOSED' });
    expect(codesOf(await client.run(RELEASE, { id }))).toEqual(['CONFLICT']);
    const paid = await check(client, meter(name, 2, { holdSeconds: 60 }));
    const longer = await check(client, free(name, { extends: paid.id, holdSeconds: 3_600 }));
    expect(longer).toMatchObject({ outcome: 'ALLOWED', proceed: true, hold: { id: paid.hold?.id, amount: '2' } });
  });

  test('passes though as many holds are open as may be', async () => {
    const { name, client } = await subjectOf(globex, 'globex', '50');
    for (let i = 0; i < 4; i += 1) await check(client, meter(name, 1));
    expect(await check(client, free(name))).toMatchObject({ outcome: 'ALLOWED', hold: null });
    expect(await openHoldsOf(name)).toBe(4);
  });
});

const uuid = (id: string) => id.replace(/^dec_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const account = async (client: Client) => {
  const { balance } = await client.get<{ balance: object }>('account', '{ account { balance { available held } } }');
  return balance;
};

describe('most_holds (rule 29)', () => {
  test('one more is HOLD_LIMIT until the first expires: told by decision, estimate and availability', async () => {
    const { name, client } = await subjectOf(globex, 'globex', '50');
    const ends: string[] = [];
    for (const seconds of [600, 300, 900, 600]) {
      ends.push((await check(client, meter(name, 1, { holdSeconds: seconds }))).hold!.expiresAt);
    }
    const limit = { reason: 'HOLD_LIMIT', remedies: ['WAIT'], blockedBy: 'holds', unblocksAt: ends[1] };
    const refused = await check(client, meter(name, 1));
    expect(refused).toMatchObject({ outcome: 'DENIED', hold: null, blockers: [{ kind: 'HOLDS' }], ...limit });
    expect(refused.message).toMatch(/As many holds are open as may be/);
    expect(await estimate(client, asked(meter(name, 1)))).toMatchObject(limit);
    const AVAILABLE =
      '{ availability(product: "meter") { state reason remedies unblocksAt blockers { kind source } } }';
    expect(await client.get('availability', AVAILABLE)).toEqual({
      ...{ state: 'BLOCKED', reason: 'HOLD_LIMIT', remedies: ['WAIT'], unblocksAt: ends[1] },
      blockers: [{ kind: 'HOLDS', source: 'holds' }],
    });
    api.moveClock(5 * MINUTE);
    expect(await check(client, meter(name, 1))).toMatchObject({ outcome: 'ALLOWED' });
    expect(await openHoldsOf(name)).toBe(4);
  });

  test('extensions are not counted, and a hold that is released or settled makes room', async () => {
    const { name, client } = await subjectOf(globex, 'globex', '50');
    const ids: string[] = [];
    for (let i = 0; i < 4; i += 1) ids.push((await check(client, meter(name, 1))).id);
    expect(await check(client, meter(name, 1, { extends: ids[0] }))).toMatchObject({ outcome: 'ALLOWED' });
    expect((await check(client, meter(name, 1))).reason).toBe('HOLD_LIMIT');
    await release(client, ids[0]!);
    expect((await check(client, meter(name, 1))).outcome).toBe('ALLOWED');
    await settled(api, client, usedOf(ids[1]!, 1, { final: false }));
    expect((await check(client, meter(name, 1))).reason).toBe('HOLD_LIMIT');
    await settled(api, client, usedOf(ids[1]!, 0));
    expect((await check(client, meter(name, 1))).outcome).toBe('ALLOWED');
  });

  test('calls of one batch count each other, and one document opens no more than there is room for', async () => {
    const { name, client } = await subjectOf(globex, 'globex', '50');
    const inputs = Array.from({ length: 7 }, () => meter(name, 1));
    const answers = await client.get<Decision[]>('checkAccessMany', CHECK_MANY, { inputs });
    const reasons = answers.map(({ reason }) => reason);
    expect(reasons).toEqual([...Array<string>(4).fill('ALLOWED'), ...Array<string>(3).fill('HOLD_LIMIT')]);
  });
});

describe('most_of_pool (rule 29)', () => {
  test('security 7: nobody holds the whole pool for nothing, and a colleague’s check passes', async () => {
    await grant(globex, { pool: 'studio', kind: 'ENTITLEMENT', credits: '80' });
    const hog = await subjectOf(globex, 'globex');
    const colleague = await subjectOf(globex, 'globex');
    const all = { mode: 'UP_TO', holdSeconds: 86_400 };
    const first = await check(hog.client, meter(hog.name, 100_000, all));
    expect(first).toMatchObject({ outcome: 'PARTIAL', granted: '20' });
    expect(first.blockers.at(-1)).toMatchObject({ kind: 'POOL', source: 'pool:studio', limit: '20', remaining: '0' });
    const more = await check(hog.client, meter(hog.name, 100_000, { ...all, extends: first.id }));
    expect(more).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY' });
    expect(await estimate(hog.client, asked(meter(hog.name, 1)))).toMatchObject({ outcome: 'DENIED', shortfall: '1' });
    expect(await estimate(colleague.client, asked(meter(colleague.name, 30, { mode: 'UP_TO' })))).toMatchObject({
      outcome: 'PARTIAL',
      granted: '20',
      blockers: [{ kind: 'LOTS' }, { kind: 'LOTS' }, { kind: 'POOL', remaining: '0' }],
    });
    expect(await check(colleague.client, meter(colleague.name, 20))).toMatchObject({ outcome: 'ALLOWED' });
    expect(await shareOf(hog.name, 'studio')).toEqual([{ holds: 1, amount: 20 }]);
    await release(hog.client, first.id);
    expect(await shareOf(hog.name, 'studio')).toEqual([{ holds: 0, amount: 0 }]);
    const again = await check(hog.client, meter(hog.name, 21, { mode: 'UP_TO' }));
    expect(again).toMatchObject({ outcome: 'PARTIAL', granted: '20' });
    await release(hog.client, again.id);
  });

  test('what a subject holds there moves with each draw, part, end and expiry of its holds', async () => {
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '200' });
    const { name, client } = await subjectOf(admin, 'acme', '1', ['engineering']);
    const share = () => shareOf(name, 'engineering');
    const first = await check(client, meter(name, 11));
    expect(drawn(first)).toEqual(['PROMOTION 1', 'POOL 10']);
    await check(client, meter(name, 4, { extends: first.id }));
    expect(await share()).toEqual([{ holds: 1, amount: 14 }]);
    const second = await check(client, meter(name, 5, { holdSeconds: 60 }));
    expect(await share()).toEqual([{ holds: 2, amount: 19 }]);
    await settled(api, client, usedOf(first.id, 4, { final: false }));
    expect(await share()).toEqual([{ holds: 2, amount: 16 }]);
    await settled(api, client, usedOf(first.id, 5));
    expect(await share()).toEqual([{ holds: 1, amount: 5 }]);
    api.moveClock(MINUTE);
    // Somebody else comes to the pool: what expired there is written without its subject.
    const other = await subjectOf(admin, 'acme', '0', ['engineering']);
    await check(other.client, meter(other.name, 1));
    expect(await share()).toEqual([{ holds: 0, amount: 0 }]);
    expect((await decision(client, second.id))?.hold?.state).toBe('EXPIRED');
    expect(await openHoldsOf(name)).toBe(0);
  });

  test('usage that has happened is drawn beyond it', async () => {
    const gateway = api.as('globex', 'gateway');
    const { name } = await subjectOf(globex, 'globex');
    const { id } = await check(gateway, meter(name, 10));
    const event = await settled(api, gateway, usedOf(id, 30));
    expect(event.charge?.draws.map(({ source, amount }) => `${source} ${amount}`)).toEqual([
      'pool:studio 10',
      'pool:studio 20',
    ]);
  });
});

describe('a thousand open holds of one subject on one pool (rule 29)', () => {
  test('are the last: the pool gives to extensions of them and to nothing new; the waterfall goes on', async () => {
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '3000' });
    const { name, client } = await subjectOf(admin, 'acme', '0', ['engineering']);
    let first: Decision | undefined;
    for (const _ of [1, 2]) {
      const inputs = Array.from({ length: 500 }, () => meter(name, 1, { holdSeconds: 3_600 }));
      const MANY = 'mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { id outcome } }';
      const answers = await client.get<Decision[]>('checkAccessMany', MANY, { inputs });
      expect(answers.filter(({ outcome }) => outcome === 'ALLOWED')).toHaveLength(500);
      first ??= answers[0];
    }
    expect(await shareOf(name, 'engineering')).toEqual([{ holds: 1_000, amount: 1_000 }]);
    const refused = await check(client, meter(name, 1));
    expect(refused).toMatchObject({ outcome: 'DENIED', reason: 'OUT_OF_CAPACITY' });
    expect(refused.blockers.at(-1)).toMatchObject({ kind: 'HOLDS', source: 'pool:engineering', remaining: '0' });
    expect(drawn(await check(client, meter(name, 2, { extends: first!.id })))).toEqual(['POOL 2']);
    await grant(admin, { subject: name, credits: '5' });
    const elsewhere = await check(client, meter(name, 3));
    expect(drawn(elsewhere)).toEqual(['PROMOTION 3']);
    expect((await check(client, meter(name, 9, { extends: elsewhere.id }))).reason).toBe('OUT_OF_CAPACITY');
    const colleague = await subjectOf(admin, 'acme', '0', ['engineering']);
    expect((await check(colleague.client, meter(colleague.name, 1))).outcome).toBe('ALLOWED');
    await release(client, first!.id);
    await release(client, elsewhere.id);
    expect(drawn(await check(client, meter(name, 6)))).toEqual(['PROMOTION 5', 'POOL 1']);
  }, 60_000);

  test('are read from one row: how many there are is never counted', async () => {
    const { name, client } = await subjectOf(admin, 'acme', '0', ['engineering']);
    await check(client, meter(name, 1));
    const set = (holds: number) =>
      api.asOwner(
        `update pool_share set holds = $1
         where subject_id = (select id from account where address = $2)`,
        [holds, `subject:${name}`],
      );
    await set(1_000);
    expect((await check(client, meter(name, 1))).blockers.at(-1)).toMatchObject({ kind: 'HOLDS' });
    await set(1);
    expect((await check(client, meter(name, 1))).outcome).toBe('ALLOWED');
  });

  test('and the thousandth one, where it gets a part, is told that the pool is empty: it may be extended', async () => {
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '10' });
    const { name, client } = await subjectOf(admin, 'acme', '0', ['engineering']);
    await check(client, meter(name, 1));
    const add = (holds: number) =>
      api.asOwner(
        `update pool_share set holds = holds + $1
         where subject_id = (select id from account where address = $2)`,
        [holds, `subject:${name}`],
      );
    await add(998);
    const estimated = await estimate(client, asked(meter(name, 100_000, { mode: 'UP_TO' })));
    const part = await check(client, meter(name, 100_000, { mode: 'UP_TO' }));
    expect(part).toMatchObject({ outcome: 'PARTIAL', reason: 'OUT_OF_CAPACITY' });
    expect(part.blockers.at(-1)).toMatchObject({ kind: 'POOL', source: 'pool:engineering', remaining: '0' });
    expect(part.blockers.map(({ kind }) => kind)).not.toContain('HOLDS');
    expect(estimated.blockers).toEqual(part.blockers);
    await add(-998);
  });
});

describe('what is reported on a check that cost nothing (rule 29)', () => {
  test('is excess, quoted for its holdSeconds and 15 minutes; then the card in force prices it', async () => {
    const { name, client } = await subjectOf(admin, 'acme', '100');
    api.moveClock(CARD_CHANGES - 10 * MINUTE - api.now());
    const { id } = await check(client, meter(name, 0, { holdSeconds: 600 }));
    api.moveClock(20 * MINUTE);
    const early = await settled(api, client, usedOf(id, 3));
    expect(early).toMatchObject({ state: 'SETTLED', charge: { amount: '3', rateCard: 'meter-2026-04' } });
    expect(early.charge?.draws).toMatchObject([{ layer: 'PROMOTION', amount: '3' }]);
    expect(await settled(api, client, usedOf(id, 1, { final: false }))).toMatchObject({ charge: { amount: '1' } });
    api.moveClock(6 * MINUTE);
    expect(await settled(api, client, usedOf(id, 3))).toMatchObject({
      charge: { amount: '6', rateCard: 'meter-later' },
    });
    expect(await account(client)).toEqual({ available: '90', held: '0' });
  });
});
