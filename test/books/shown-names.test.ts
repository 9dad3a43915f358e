/** The names that tokens show are written down in the background, are bounded, and let a policy's names be doubted. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { policyFacts } from '../../src/books/policy-facts.js';
import { MOST_NAMES, trimShownNames, writeShownNames } from '../../src/books/shown-names.js';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, meter, setPlan } from '../support/calls.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

let policies: PolicyCopy;
let api: TestApi;

beforeAll(async () => {
  policies = exactPolicies();
  api = await openTestApi({ policyDir: policies.dir });
});
afterAll(async () => {
  await api.close();
  policies.remove();
});
beforeEach(() => api.asOwner('delete from shown_name'));

interface Row extends Record<string, unknown> {
  tenant_id: string;
  kind: string;
  name: string;
  days: number;
}
const rows = (tenant = 'acme') =>
  api.asOwner<Row>(
    `select kind, name, ((clock_timestamp() at time zone 'UTC')::date - last_day)::int as days from shown_name
     where tenant_id = $1 order by kind, name`,
    [tenant],
  );
const names = async (tenant?: string) => (await rows(tenant)).map(({ kind, name }) => `${kind} ${name}`);
const written = (tenant = 'acme') => api.app.partsOf(tenant).names.write();
const ask = (client: Client) => client.data('{ now }');
/** As if the names had been shown so many days ago. */
const age = (first: number, last: number) =>
  api.asOwner('update shown_name set first_day = first_day - $1::int, last_day = last_day - $2::int', [first, last]);

describe('what is written down', () => {
  test('is the subject and the groups of a token, once, and of an operator nothing', async () => {
    await ask(api.as('acme', 'ines', ['interns', 'staff']));
    await ask(api.as('acme', 'ines', ['interns', 'staff']));
    await ask(api.as('globex', 'pia'));
    await ask(api.as('acme', 'operator:zoe'));
    expect(await names()).toEqual([]);
    await written();
    expect(await names()).toEqual(['group interns', 'group staff', 'subject ines']);
    expect(await names('globex')).toEqual(['subject pia']);
  });

  test('is whom a gateway speaks for, with the groups that it names', async () => {
    await setPlan(api.as('acme', 'admin'), 'liv', 'twin');
    await check(api.as('acme', 'gateway'), { ...meter('liv', 1), groups: ['night-shift'] });
    await written();
    expect(await names()).toEqual(expect.arrayContaining(['group night-shift', 'subject liv']));
  });

  test('is renewed by another day’s token', async () => {
    await writeShownNames(api.app.database, [{ tenant: 'acme', kind: 'group', name: 'staff' }]);
    await age(9, 9);
    await writeShownNames(api.app.database, [{ tenant: 'acme', kind: 'group', name: 'staff' }]);
    expect(await rows()).toEqual([{ kind: 'group', name: 'staff', days: 0 }]);
  });

  test('is no more than a tenant may have: those that were shown longest ago go, and old ones', async () => {
    await api.asOwner(
      `insert into shown_name select 'acme', 'group', 'g' || n, current_date - 70, current_date - (n % 50)
       from generate_series(1, $1::int) n`,
      [MOST_NAMES.group + 100],
    );
    await api.asOwner(`insert into shown_name select 'acme', 'subject', 'gone', current_date - 90, current_date - 70`);
    await trimShownNames(api.app.database, ['acme']);
    const left = await rows();
    expect(left).toHaveLength(MOST_NAMES.group);
    expect(left.some(({ name }) => name === 'gone')).toBe(false);
    const gone = Array.from({ length: MOST_NAMES.group + 100 }, (_, i) => i + 1).filter(
      (n) => !left.some(({ name }) => name === `g${n}`),
    );
    expect(Math.min(...gone.map((n) => n % 50))).toBeGreaterThanOrEqual(47);
  });
});

describe('what is known of a tenant', () => {
  const known = async () => (await policyFacts(api.app.database, 'acme')).seen;
  const show = (...groups: string[]) =>
    writeShownNames(
      api.app.database,
      groups.map((name) => ({ tenant: 'acme', kind: 'group', name })),
    );

  test('is nothing until its tokens were seen for a week', async () => {
    expect(await known()).toBeNull();
    await show('staff');
    await age(6, 0);
    expect(await known()).toBeNull();
    await age(1, 0);
    expect(await known()).toEqual({ groups: new Set(['staff']), subjects: new Set() });
  });

  test('is what was shown within 30 days', async () => {
    await show('staff', 'interns');
    await age(40, 29);
    await show('staff');
    expect((await known())!.groups).toEqual(new Set(['staff', 'interns']));
    await age(1, 1);
    expect((await known())!.groups).toEqual(new Set(['staff']));
  });

  test('is nothing where there are more names than are kept', async () => {
    await api.asOwner(
      `insert into shown_name select 'acme', 'group', 'g' || n, current_date - 9, current_date
       from generate_series(1, $1::int) n`,
      [MOST_NAMES.group],
    );
    expect(await known()).toEqual({ groups: null, subjects: new Set() });
  });

  test('lets a draft be doubted that names what no token has shown, with the nearest name', async () => {
    await show('interns', 'engineering');
    await age(9, 0);
    const admin = api.as('acme', 'admin');
    const text = `${policies.read('acme/policy.csv')}g, group:intern, role:nobody\n`;
    const VALIDATE = 'query ($text: String!) { validatePolicy(text: $text) { ok warnings { rule message fix } } }';
    const { ok, warnings } = await admin.get<{ ok: boolean; warnings: { rule: string }[] }>(
      'validatePolicy',
      VALIDATE,
      {
        text,
      },
    );
    expect(ok).toBe(true);
    expect(warnings.filter(({ rule }) => rule === 'policy/unseen-group')).toContainEqual({
      rule: 'policy/unseen-group',
      message: 'no token has shown group:intern in the last 30 days; did you mean "group:interns"?',
      fix: 'g, group:interns, role:nobody',
    });
  });
});
