/** The check of settlement that ends every API test, checked itself: whatever is changed behind the books' back, it names. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openTestApi, type TestApi } from '../support/api.js';
import { check, freshKey, grant, meter, purchase, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { brokenBy } from '../support/reconcile.js';
import { settled, usedBy, usedOf } from '../support/usage.js';

let policies: PolicyCopy;
let api: TestApi;
let owner: pg.Client;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'ada', 'twin');
  await grant(admin, { subject: 'ada', credits: '20' });
  const first = await check(admin, meter('ada', 60));
  await settled(api, admin, usedOf(first.id, 20, { final: false, session: 's1' }));
  await settled(api, admin, usedOf(first.id, 80));
  await purchase(admin, { subject: 'ada', credits: '50' });
  await settled(api, admin, usedBy('ada', 4, { status: 'FAILED' }));
  await check(admin, meter('ada', 5, { holdSeconds: 86_400 }));
  const globex = api.as('globex', 'admin');
  await setPlan(globex, 'bea', 'payg');
  const video = { subject: 'bea', product: 'sora', feature: 'sora-2', usage: [{ dimension: 'seconds', quantity: 3 }] };
  await settled(api, globex, { ...video, idempotencyKey: freshKey() });
  owner = new pg.Client({ connectionString: api.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await api.close();
  policies.remove();
});

test('nothing is wrong with books that nobody has touched', async () => {
  expect(await brokenBy(owner)).toEqual([]);
});

describe('it finds', () => {
  const ONE_CHARGE = 'every settled event has exactly one charge, and no other has any';
  const CHARGE_HASH = 'every charge has the hash of what is stored';
  const EVENT_HASH = 'every charge covers the hash of its usage event';
  const UPDATE_HASH = 'an update that settles covers the hash of its charge';
  const SUMS = 'usage sums are the sums over events and charges';
  const CLAIMS = 'an open hold is claimed by the events that are still to be settled, and by no others';
  test.each<[string, string[], string]>([
    ['a usage event that is gone', ['delete from usage_event where usage_no = 2'], ONE_CHARGE],
    [
      'the last usage event gone',
      [`delete from usage_event where status = 'FAILED'`],
      'usage numbers run from 1 without gaps up to the account',
    ],
    ['a charge that is gone', ['delete from charge where usage_no = 2'], ONE_CHARGE],
    [
      'a second charge for an event',
      ['alter table charge drop constraint charge_pkey', 'insert into charge select * from charge where usage_no = 2'],
      ONE_CHARGE,
    ],
    [
      'a charge for an event that is still to be settled',
      ['update account set settled_no = settled_no - 1 where settled_no > 1'],
      ONE_CHARGE,
    ],
    ['a charge under the id of another event', ['update charge set id = gen_random_uuid()'], ONE_CHARGE],
    ['a charge changed in place', [`update charge set at = at + interval '1 ms'`], CHARGE_HASH],
    ['a charge’s body changed', [`update charge set body = (body::text || ' ')::json`], CHARGE_HASH],
    ['a charge hashed anew', [`update charge set hash = sha256('forged')`], UPDATE_HASH],
    ['a usage event changed in place', [`update usage_event set session = 's2' where session = 's1'`], EVENT_HASH],
    ['what was used changed', [`update usage_event set body = replace(body::text, '"80"', '"79"')::json`], EVENT_HASH],
    [
      'a charge that its draws do not cover',
      ['update charge set amount = amount + 1 where amount > 0'],
      'draws, forgiven and debt add up to the charge, and a charge of nothing says why',
    ],
    [
      'a charge that nobody journalled',
      [`update balance_update set cause = 'RELEASE' where cause = 'SETTLE'`],
      'every charge has exactly one SETTLE on its account',
    ],
    [
      'a lot that spent other than was charged',
      [`update balance_update set lines = replace(lines::text, '"spent"', '"expired"')::json`],
      'what a charge drew from lots is what they spent for it',
    ],
    [
      'forgiven what became debt',
      ['update charge set forgiven = forgiven + 1, debt = debt - 1 where debt > 0'],
      'overshoot is journalled as its charge says',
    ],
    [
      'debt that no charge left',
      ['update account set debt = debt + 1'],
      'debt is what charges left less what lots repaid',
    ],
    [
      'a month’s forgiveness forgotten',
      ['update account set forgiven = 0 where forgiven > 0'],
      'what the tenant carried this month is what its charges say',
    ],
    ['a claim that no event made', [`update hold set claims = 1 where state = 'HELD'`], CLAIMS],
    [
      'a hold that was settled without its final event',
      [`update hold set state = 'SETTLED' where state = 'HELD'`],
      'a hold that is settled had its final event',
    ],
    ['a sum that is off by one', [`update usage_bucket set amount = amount + 1 where measure = 'charged'`], SUMS],
    ['a sum that is gone', [`delete from usage_bucket where session = 's1'`], SUMS],
    [
      'a sum of nothing that happened',
      [
        `insert into usage_bucket select tenant_id, account_id, session, slot, 'codex', feature, measure, amount
        from usage_bucket`,
      ],
      SUMS,
    ],
  ])('%s', async (_title, statements, broken) => {
    expect(await brokenBy(owner, ...statements)).toContain(broken);
  });
});
