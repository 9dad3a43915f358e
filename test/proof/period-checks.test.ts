/** What a storm asks of periods, increases and daily grants finds nothing in sound books, and every way to break it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { BUDGETS } from '../../proof/storm/documents.js';
import { PERIOD_CHECKS } from '../../proof/storm/period-checks.js';
import { APPROVERS, BUILDERS_GROUP, prepareStormPolicies, PRODUCT } from '../../proof/storm/storm-world.js';
import { DAY, HOUR, openTestApi, type Client, type TestApi } from '../support/api.js';
import { ask, decide } from '../support/budget-requests.js';
import { check, grant, meter, purchase, setPlan, type Decision } from '../support/calls.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';
import { brokenBy } from '../support/reconcile.js';
import { allSettled, record, usedOf } from '../support/usage.js';

const BUDGET = `account_id in (select account_id from budget where period = 'day')`;
const COUNTED = `body->'draws'->0->'counts' is not null and outcome = 'ALLOWED'`;
const LATEST = `id = (select id from decision where ${COUNTED} order by id desc limit 1)`;
/** When the first period began in which the first draw of a decision counted. */
const FIRST_SINCE = `
  (select body->'draws'->0->'counts'->0->1 from decision where ${COUNTED} order by id limit 1)`;
const OF_TODAY = `lot where recurs->>'grant' = 'storm-daily' and recurs->>'rolled' is null`;

const WAYS: Record<string, Record<string, string[]>> = {
  'what counts in a period was drawn from its beginning on, and before its end': {
    'a draw of the day after': [
      `update balance_update set at = at + interval '1 day' where cause = 'HOLD' and ${BUDGET}`,
    ],
    'usage of the day after': [
      `update balance_update set at = at + interval '1 day' where cause = 'SETTLE' and ${BUDGET}`,
    ],
    'a draw on a window that had ended': [
      `update balance_update set at = at + interval '2 minutes' where cause = 'HOLD' and ${BUDGET} is not true`,
    ],
  },
  'of the periods of one name one runs at a time, and what is drawn meanwhile counts in that': {
    'a draw in the period before': [
      `update decision set body = jsonb_set(body::jsonb, '{draws,0,counts,0,1}', ${FIRST_SINCE}::jsonb)::json where ${LATEST}`,
    ],
  },
  'what the journal counts in a day, a week or a month is the sum of what was drawn in it': {
    'a draw that is larger': [
      `update decision set body = jsonb_set(body::jsonb, '{draws,0,amount}', '"1"')::json where ${LATEST}`,
    ],
    'a line that is larger': [
      `update balance_update set lines = replace(lines::text, '"amount":"', '"amount":"1')::json where cause = 'HOLD' and ${BUDGET}`,
    ],
  },
  'a period that is over has ended: at its instant, or before that where something else has ended it': {
    'one that goes on': [`update balance_update set lines = '[]' where cause = 'WINDOW_RESET'`],
    'one that time has ended too early': [
      `update balance_update set at = at - interval '1 second' where cause = 'WINDOW_RESET' and ${BUDGET}`,
    ],
    'one that ended late': [
      `update balance_update set at = at + interval '1 second' where cause = 'WINDOW_RESET' and ${BUDGET}`,
    ],
  },
  'each approval raised its budget once, by what was approved, and nothing else raised one': {
    'more than was approved': [`update budget_request set approved = approved - 1 where state = 'APPROVED'`],
    'one that raised twice': [
      `update balance_update set lines = (lines::jsonb || lines::jsonb)::json where cause = 'BUDGET_RAISED'`,
    ],
    'one that nobody approved': [`delete from budget_request where state = 'APPROVED'`],
    'two of one increase': [
      `drop index budget_request_of_lot`,
      `create temp table again on commit drop as
         select * from budget_request where state = 'APPROVED'`,
      `update again set id = gen_random_uuid(), key = key || ' again', decide_key = key`,
      `insert into budget_request select * from again`,
    ],
  },
  'what of an increase is held, and was spent, is what draws name of it': {
    'one that holds more': [
      `update lot set held = held + 1, expired = expired - 1 where kind = 'INCREASE' and expired > 0`,
    ],
    'one that has spent less': [`update lot set spent = spent - 1, held = held + 1 where kind = 'INCREASE'`],
  },
  'an increase is drawn on only where none that ends sooner has something left': {
    'one that ends later than another': [
      `update lot set expires_at = expires_at + interval '2 days' where kind = 'INCREASE' and amount = 20000000000`,
    ],
  },
  'what comes each day was issued for every day that its account lived with it, once': {
    'a day without it': [
      `delete from lot where id in (select id from ${OF_TODAY} order by created_at offset 1 limit 1)`,
    ],
    'a day that had it twice': [
      `drop index lot_of_period`,
      `update lot set recurs = (select recurs from ${OF_TODAY} order by created_at limit 1)
       where id in (select id from ${OF_TODAY} order by created_at offset 1 limit 1)`,
    ],
  },
};

let policies: PolicyCopy;
let api: TestApi;
let owner: pg.Client;
let ann: Client;

const work = (units: number) => check(ann, meter('ann', units, { product: PRODUCT, holdSeconds: 600 }));
const amounts = ({ draws }: Decision) => draws.map(({ layer, amount }) => `${layer} ${amount}`);

beforeAll(async () => {
  policies = copyPolicies();
  prepareStormPolicies(policies.dir);
  api = await openTestApi({ policyDir: policies.dir });
  owner = new pg.Client({ connectionString: api.databaseUrl });
  await owner.connect();
  const admin = api.as('acme', 'admin');
  ann = api.as('acme', 'ann', [BUILDERS_GROUP]);
  // Somewhere in the middle of a day, so that none of it lies around midnight by chance.
  api.moveClockTo(Math.ceil(api.now() / DAY) * DAY + 9 * HOUR);
  await setPlan(admin, 'ann', 'daily');
  await purchase(admin, { subject: 'ann', credits: '1000' });
  await grant(admin, { pool: 'engineering', credits: '1000', kind: 'ENTITLEMENT' });
  const first = await work(600);
  expect(amounts(first)).toEqual(['ALLOWANCE 300', 'PROMOTION 30', 'CREDITS 250', 'POOL 20']);
  const { nodes } = await ann.get<{ nodes: { id: string; source: string }[] }>('budgets', BUDGETS);
  const budget = nodes.find(({ source }) => source === 'paid')!.id;
  const lead = api.as('acme', APPROVERS[0]);
  await decide(lead, (await ask(ann, budget, 50)).id);
  await decide(lead, (await ask(ann, budget, 20, { until: new Date(api.now() + HOUR).toISOString() })).id);
  const beyond = await work(160);
  expect(amounts(beyond)).toEqual(['POOL 130', 'POOL 30']);
  await record(ann, usedOf(beyond.id, 150));
  // More than is held counts in the periods that run now.
  await record(ann, usedOf((await work(1)).id, 3));
  await allSettled(api);
  for (let day = 0; day < 2; day++) {
    api.moveClock(DAY);
    expect((await work(20)).outcome).toBe('ALLOWED');
  }
});
afterAll(async () => {
  await owner.end();
  await api.close();
  policies.remove();
});

test('sound books break none of them', async () => {
  expect(await brokenBy(owner, [], PERIOD_CHECKS)).toEqual([]);
});

test('every one of them has ways to break it', () => {
  expect(PERIOD_CHECKS.map(({ title }) => title)).toEqual(Object.keys(WAYS));
});

describe.each(Object.entries(WAYS))('%s: it finds', (title, ways) => {
  test.each(Object.entries(ways))('%s', async (_, statements) => {
    expect(await brokenBy(owner, statements, PERIOD_CHECKS)).toContain(title);
  });
});
