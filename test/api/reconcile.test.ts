/** The check that ends every API test, checked itself: whatever is changed behind the books' back, it names. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { HOUR, openTestApi, type TestApi } from '../support/api.js';
import { check, grant, meter, purchase, release, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { brokenBy } from '../support/reconcile.js';

let policies: PolicyCopy;
let api: TestApi;
let owner: pg.Client;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
  const admin = api.as('acme', 'admin');
  await setPlan(admin, 'ada', 'twin');
  const ada = api.as('acme', 'ada');
  await grant(admin, { subject: 'ada', credits: '20', products: ['meter'] });
  await purchase(ada, { credits: '100' });
  await check(ada, meter('ada', 100, { holdSeconds: 86_400 }));
  await release(ada, (await check(ada, meter('ada', 10))).id);
  await check(ada, meter('ada', 5, { holdSeconds: 60 }));
  await check(ada, meter('ada', 9000));
  api.moveClock(HOUR);
  await check(ada, meter('ada', 1));
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
  const HELD_LOT = `(select id from lot where held > 0 limit 1)`;
  const LAST = `(u.account_id, u.seq) = (select account_id, max(seq) from balance_update group by 1 order by 2 desc limit 1)`;
  test.each<[string, string[], string]>([
    [
      'an amount moved between buckets of a lot',
      [`update lot set held = held - 1, remaining = remaining + 1 where id = ${HELD_LOT}`],
      'each lot follows from the lines of the journal',
    ],
    [
      'a held amount that no hold has',
      [`update lot set held = held - 1, spent = spent + 1 where id = ${HELD_LOT}`],
      'what open holds hold of a lot is what the lot holds',
    ],
    [
      'a balance update that is gone',
      [`delete from balance_update where cause = 'RELEASE'`],
      'seq runs from 1 without gaps up to the account',
    ],
    [
      'an update changed in place',
      [`update balance_update set cause = 'GRANT' where cause = 'RELEASE'`],
      hashOf('balance update'),
    ],
    [
      'the very bytes of an after-image changed, though they mean the same',
      [`update balance_update u set after = (after::text || ' ')::json where ${LAST}`],
      hashOf('balance update'),
    ],
    [
      'an update hashed anew behind the chain',
      [
        `update balance_update set delta = delta where seq = 2`,
        `update balance_update set hash = sha256('forged') where seq = 2`,
      ],
      'the hash chain is whole',
    ],
    [
      'a decision changed in place',
      [`update decision set session = 'other' where outcome = 'ALLOWED'`],
      hashOf('decision'),
    ],
    [
      'a decision’s body changed',
      [`update decision set body = replace(body::text, '"plan":"twin"', '"plan":"pro"')::json`],
      hashOf('decision'),
    ],
    ['terms of a lot changed', [`update lot set priority = 1`], 'every lot has the hash of its terms'],
    [
      'a decision hashed anew, though the updates it caused cover its hash',
      [`update decision set hash = sha256('forged') where outcome = 'ALLOWED'`],
      'an update covers the hash of the decision or of the lot that caused it',
    ],
    [
      'a hold closed by hand',
      [`update hold set state = 'RELEASED' where state = 'HELD'`],
      'a hold that has ended holds nothing, and ended once',
    ],
    [
      'a window set back',
      [`update account set windows = jsonb_set(windows, '{0,held}', '"0"') where jsonb_array_length(windows) > 0`],
      'each window instance follows from the lines of the journal',
    ],
    ['debt that nobody incurred', ['update account set debt = 1'], 'debt follows from the lines of the journal'],
    [
      'a second taking decision for a key',
      [
        'drop index decision_key',
        `insert into decision select tenant_id, gen_random_uuid(), subject, key, retry, fingerprint, outcome, product,
          session, at, account_id, hold_id, body, hash from decision where outcome = 'ALLOWED' limit 1`,
      ],
      'a key has at most one taking decision',
    ],
    [
      'a purchase that was paid without its lot',
      [`update purchase set lot_id = null`],
      'a purchase that was paid has exactly its lot, any other has none',
    ],
  ])('%s', async (_title, statements, broken) => {
    expect(await brokenBy(owner, ...statements)).toContain(broken);
  });
});

function hashOf(what: string): string {
  return `every ${what} has the hash of what is stored`;
}
