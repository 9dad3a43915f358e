/** What a storm asks of every decision finds nothing in sound books, and every way to break it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { decisionChecks } from '../../proof/storm/decision-checks.js';
import { StormClock } from '../../proof/storm/storm-clock.js';
import { prepareStormPolicies, PRODUCT } from '../../proof/storm/storm-world.js';
import { openTestApi, type TestApi } from '../support/api.js';
import { check, grant, meter, purchase, SET_STATE, setPlan } from '../support/calls.js';
import { copyPolicies, type PolicyCopy } from '../support/policies.js';
import { brokenBy } from '../support/reconcile.js';

const DECISION_CHECKS = decisionChecks(StormClock.still());
const asked = (subject: string, units: number, more = {}) => meter(subject, units, { product: PRODUCT, ...more });

/** Changes one value in the bodies of these decisions. */
const setBody = (path: string, value: string, which: string) =>
  `update decision set body = jsonb_set(body::jsonb, '{${path}}', ${value})::json where ${which}`;
const reason = (is: string) => `body->>'reason' = '${is}'`;
const REFUSED = `${reason('OUT_OF_CAPACITY')} and outcome = 'DENIED'`;
const WIDE = `outcome = 'ALLOWED' and json_array_length(body->'draws') = 3`;
const IN_BUDGETS = `outcome = 'ALLOWED' and body->'budgets' is not null`;
const GUARDED = `subject = 'gus' and outcome = 'ALLOWED'`;

/** Stores a denial once more, under another id and this key. */
const denyAgain = (key: string) => `
  insert into decision
  select d.tenant_id, gen_random_uuid(), d.subject, ${key}, gen_random_uuid(), d.fingerprint, d.outcome, d.product,
    d.session, d.at, d.account_id, d.hold_id, d.body, d.hash, d.space
  from (select * from decision where ${REFUSED} limit 1) d`;

const WAYS: Record<string, Record<string, string[]>> = {
  'no layer gives more than it has, nor while an earlier one has something left; nobody is refused what is there': {
    'an earlier layer that kept something': [setBody('draws,0,amount', `'"1"'`, WIDE)],
    'a layer that gave what it did not have': [setBody('draws,1,amount', `'"900000000000"'`, WIDE)],
    'more than there was': [setBody('requested', `'"900000000000000"'`, WIDE)],
    'a refusal of what was there': [setBody('requested', `'"1"'`, REFUSED)],
    'a refusal of a part that was there': [setBody('mode', `'"UP_TO"'`, REFUSED)],
    'a part that could have been more': [
      setBody('granted', `'"1"'`, `outcome = 'PARTIAL'`),
      setBody('draws', `'[]'`, `outcome = 'PARTIAL'`),
    ],
  },
  'a pool that gave nothing because of too many holds had so many of the subject': {
    'a pool that few holds lie on': [setBody('blockers', `'[{"kind":"HOLDS","source":"pool:engineering"}]'`, REFUSED)],
  },
  'a decision knew the newest facts, and what it took came next': {
    'facts that nobody stored': [setBody('accounts,0,seq', `'"999"'`, WIDE)],
    'facts that were not the newest': [setBody('accounts,0,seq', `'"1"'`, WIDE)],
    'a budget that nobody stored': [setBody('budgets,0,seq', `'"999"'`, IN_BUDGETS)],
    'an update before it that it did not know': [
      `update balance_update set at = at - interval '1 hour' where cause = 'HOLD'`,
    ],
  },
  'what refused a request was so, and nothing of it was when one passed': {
    ...Object.fromEntries(
      ['ACCOUNT_SUSPENDED', 'DEBT_LIMIT', 'RATE_LIMITED', 'NO_LAYER'].map((is) => [
        `${is} that was not so`,
        [setBody('reason', `'"${is}"'`, REFUSED)],
      ]),
    ),
    'a suspended account that was served': [
      `update balance_update set after = jsonb_set(after::jsonb, '{state}', '"SUSPENDED"')::json`,
    ],
    'an indebted account that was served': [
      `update balance_update set after = jsonb_set(after::jsonb, '{balance,debt}', '"5000000001"')::json`,
    ],
    'a guard that let another one through': [
      setBody('guard,count', `'2'`, `${GUARDED} and body->>'guard' is not null`),
    ],
  },
  'a guard counts every request once': {
    'two that it counted as one': [
      setBody('guard', `(select body->'guard' from decision where ${reason('RATE_LIMITED')})::jsonb`, GUARDED),
    ],
  },
  'of an account at most 60 denials are stored for one caller in a minute, and none twice': {
    'one that is stored again': [denyAgain('d.key')],
    'more than 60': [`${denyAgain(`d.key || n`)} , generate_series(1, 60) n`],
  },
  'a decision follows one whole policy that was live, its order of layers too': {
    'a version that nobody wrote': [setBody('policy,version', `'"nobody"'`, WIDE)],
    'a policy that had ended': [
      `insert into policy_version select tenant_id, no + 1, 'next', text, activated_at + interval '1 minute' from policy_version`,
      `update decision set at = at + interval '1 hour'`,
    ],
    'a policy that came later': [`update policy_version set activated_at = activated_at + interval '1 hour'`],
    'layers in an order that it does not have': [setBody('layers,0,layer', `'"PROMOTION"'`, WIDE)],
  },
};

let policies: PolicyCopy;
let api: TestApi;
let owner: pg.Client;
beforeAll(async () => {
  policies = copyPolicies();
  prepareStormPolicies(policies.dir);
  // What budgets count is made again whole: of these members only one is in a team.
  policies.edit('acme/policy.csv', (text) => text.replace(/^p3, each .*$/gm, ''));
  api = await openTestApi({ policyDir: policies.dir });
  owner = new pg.Client({ connectionString: api.databaseUrl });
  await owner.connect();
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'ann', 'storm');
  await grant(admin, { subject: 'ann', credits: '20' });
  await purchase(admin, { subject: 'ann', credits: '100' });
  await setPlan(admin, 'gus', 'guarded');
  await setPlan(admin, 'sue', 'storm');
  await admin.data(SET_STATE, { account: 'subject:sue', state: 'SUSPENDED', reason: 'a test' });
  const outcomes = [];
  for (const input of [
    asked('ann', 350),
    asked('ann', 400),
    asked('ann', 400, { mode: 'UP_TO' }),
    asked('ann', 1, { mode: 'UP_TO' }),
    ...[1, 1, 1].map((units) => asked('gus', units)),
    asked('sue', 1),
    asked('tom', 1, { groups: ['engineering'] }),
  ]) {
    outcomes.push((await check(admin, input)).reason);
  }
  const short = 'OUT_OF_CAPACITY';
  expect(outcomes).toEqual([
    ...['ALLOWED', short, short, short],
    ...['ALLOWED', 'ALLOWED', 'RATE_LIMITED', 'ACCOUNT_SUSPENDED', 'ALLOWED'],
  ]);
});
afterAll(async () => {
  await owner.end();
  await api.close();
  policies.remove();
});

test('sound books break none of them', async () => {
  expect(await brokenBy(owner, [], DECISION_CHECKS)).toEqual([]);
});

test('every one of them has ways to break it', () => {
  expect(DECISION_CHECKS.map(({ title }) => title)).toEqual(Object.keys(WAYS));
});

describe.each(Object.entries(WAYS))('%s: it finds', (title, ways) => {
  test.each(Object.entries(ways))('%s', async (_, statements) => {
    expect(await brokenBy(owner, statements, DECISION_CHECKS)).toContain(title);
  });
});
