/**
 * Budgets at the door: caps of an organisation, its teams, their members and their tasks hold at any concurrency, over two
 * processes; what is given back is given back to them; and what they have counted stays when the policy changes.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, openTestApi, type Client, type Door, type TestApi } from '../support/api.js';
import { asked, check, drawn, estimate, grant, meter, release, setPlan, type Decision } from '../support/calls.js';
import { versionOf } from '../../src/catalog/text-version.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import { settled, usedBy, usedOf } from '../support/usage.js';

const FILE = 'acme/policy.csv';
const LINES = `
# Two teams of one organisation, twice.
g2, group:search, team:search
g2, group:studio, team:studio
g2, team:search, team:research
g2, team:studio, team:research
p3, team:search, product:meter, any, 50, month, cap
p3, team:studio, product:meter, any, 50, month, cap
p3, team:research, product:meter, any, 70, month, cap
g2, group:north, team:north
g2, group:south, team:south
g2, team:north, team:whole
g2, team:south, team:whole
p3, team:north, product:meter, any, 50, month, cap
p3, team:south, product:meter, any, 50, month, cap
p3, team:whole, product:meter, any, 70, month, cap
# Each of these has a budget of its own.
p3, each group:single, product:meter, paid, 5, week Europe/Berlin, cap
p3, each group:capped, product:meter, any, 10, month, cap
p3, each session, product:meter/call, any, 7, once, cap
p3, group:changed, product:meter, any, 10, month, cap
p3, group:short, product:meter, any, 10, 5h, cap
`;

let policies: PolicyCopy;
let api: TestApi;
let second: Door;
let admin: Client;
let count = 0;

beforeAll(async () => {
  policies = exactPolicies();
  policies.edit(FILE, (text) => `${text}${LINES}`);
  api = await openTestApi({ policyDir: policies.dir });
  second = await api.spawned();
  admin = api.as('acme', 'admin');
});
afterAll(async () => {
  await api.close();
  policies.remove();
});

/** A new subject with so many credits, in a group. */
async function member(group: string, credits: number, door: Door = api) {
  const name = `${group}-${(count += 1)}`;
  await setPlan(admin, name, 'payg');
  if (credits > 0) await grant(admin, { subject: name, credits: String(credits), kind: 'ENTITLEMENT' });
  return { name, client: door.as('acme', name, [group]) };
}

/** What the account of a budget has counted in its period, as `used/held`, by who and whose it is. */
async function standing(who: string, subject: string | null = null) {
  const rows = await api.asOwner<{ windows: { used: string; held: string }[] }>(
    `select a.windows from budget b join account a on a.tenant_id = b.tenant_id and a.id = b.account_id
     where b.tenant_id = 'acme' and b.who = $1 and b.subject is not distinct from $2`,
    [who, subject],
  );
  const credits = (nano: string) => Number(nano) / 1e9;
  return rows.flatMap(({ windows }) => windows.map(({ used, held }) => `${credits(used)}/${credits(held)}`));
}

async function edit(change: (text: string) => string): Promise<void> {
  const text = policies.edit(FILE, change);
  const isLive = async () => {
    const { version } = await admin.get<{ version: string }>('policy', '{ policy { version } }');
    return version === versionOf(text);
  };
  // Either process may have read it first; this one serves what the database says.
  while (!(await isLive()));
}

describe('a cap holds at any concurrency', () => {
  const take = async (clients: { name: string; client: Client }[], times: number) => {
    const calls = Array.from({ length: times }, (_, i) => clients[i % clients.length]!);
    const answers = await Promise.all(calls.map(({ name, client }) => check(client, meter(name, 1))));
    return answers.filter(({ outcome }) => outcome === 'ALLOWED').length;
  };

  test('of two teams within that of their organisation, over two processes', async () => {
    const searchers = await Promise.all([member('search', 200), member('search', 200, second)]);
    const studios = await Promise.all([member('studio', 200), member('studio', 200, second)]);
    const [search, studio] = await Promise.all([take(searchers, 100), take(studios, 100)]);
    expect(search + studio).toBe(70);
    expect(Math.max(search, studio)).toBeLessThanOrEqual(50);
    expect(await standing('team:search')).toEqual([`0/${search}`]);
    expect(await standing('team:studio')).toEqual([`0/${studio}`]);
    expect(await standing('team:research')).toEqual(['0/70']);
  });

  test('and the second team gets what the first has left of it', async () => {
    const first = await Promise.all([member('north', 200), member('north', 200, second)]);
    const other = await Promise.all([member('south', 200), member('south', 200, second)]);
    expect(await take(first, 100)).toBe(50);
    expect(await take(other, 100)).toBe(20);
    expect(await standing('team:whole')).toEqual(['0/70']);
  });
});

describe('a refusal', () => {
  test('of one never seen before, at the first check, names the budget and its line', async () => {
    const { name, client } = await member('single', 100);
    const denied = await check(client, meter(name, 6));
    expect(denied).toMatchObject({
      outcome: 'DENIED',
      reason: 'BUDGET_EXCEEDED',
      requested: '6',
      shortfall: '1',
      message: '1 of 6 credits are more than the budgets let through.',
      blockers: [
        { kind: 'BUDGET', source: 'each group:single', limit: '5', remaining: '5' },
        { kind: 'LOTS', source: 'promotion' },
      ],
      remedies: ['REQUEST_INCREASE'],
    });
    expect(await check(client, meter(name, 6, { mode: 'UP_TO' }))).toMatchObject({
      outcome: 'PARTIAL',
      reason: 'BUDGET_EXCEEDED',
      granted: '5',
    });
    expect(await standing('each group:single', name)).toEqual(['0/5']);
    expect(await estimate(client, asked(meter(name, 1)))).toMatchObject({ reason: 'BUDGET_EXCEEDED' });
  });

  test('by eleven budgets is the policy’s, and none of them is made', async () => {
    const { name, client } = await member('many', 100);
    const lines = Array.from({ length: 10 }, (_, i) => `p3, each group:many, product:meter, any, 9, ${i + 1}h, cap`);
    await edit((text) => `${text}${lines.join('\n')}\n`);
    expect(await check(client, meter(name, 1))).toMatchObject({ outcome: 'ALLOWED' });
    await edit((text) => `${text}p3, each group:many, product:meter, any, 9, 11h, cap\n`);
    expect(await check(client, meter(name, 1))).toMatchObject({
      outcome: 'DENIED',
      reason: 'BUDGET_EXCEEDED',
      blockers: [{ kind: 'POLICY', source: 'policy' }],
      remedies: ['ASK_ADMIN'],
    });
    await edit((text) => text.replace(/p3, each group:many.*\n/g, ''));
  });
});

describe('what a hold took is counted', () => {
  test('and given back: released, expired, or left by a final report', async () => {
    const { name, client } = await member('capped', 100);
    const whose = () => standing('each group:capped', name);
    const first = await check(client, meter(name, 4));
    const second = await check(client, meter(name, 6));
    expect(drawn(first)).toEqual(['CREDITS 4']);
    expect(await whose()).toEqual(['0/10']);
    await release(client, first.id);
    expect(await whose()).toEqual(['0/6']);
    await settled(api, client, usedOf(second.id, 2));
    expect(await whose()).toEqual(['2/0']);
    const third = await check(client, meter(name, 8, { holdSeconds: 60 }));
    expect(third.outcome).toBe('ALLOWED');
    expect(await check(client, meter(name, 1))).toMatchObject({ reason: 'BUDGET_EXCEEDED' });
    api.moveClock(61_000);
    expect(await check(client, meter(name, 8))).toMatchObject({ outcome: 'ALLOWED' });
    expect(await whose()).toEqual(['2/8']);
  });

  test('once however often it is extended, part by part as it is used', async () => {
    const { name, client } = await member('capped', 100);
    const first = await check(client, meter(name, 3));
    await check(client, meter(name, 3, { extends: first.id }));
    expect(await check(client, meter(name, 5, { extends: first.id }))).toMatchObject({ reason: 'BUDGET_EXCEEDED' });
    expect(await standing('each group:capped', name)).toEqual(['0/6']);
    await settled(api, client, usedOf(first.id, 4, { final: false }));
    expect(await standing('each group:capped', name)).toEqual(['4/2']);
    await settled(api, client, usedOf(first.id, 1));
    expect(await standing('each group:capped', name)).toEqual(['5/0']);
  });

  test('also what it used beyond its hold, and beyond the cap, and what no layer covers', async () => {
    const { name, client } = await member('capped', 12);
    const { id } = await check(client, meter(name, 8));
    const event = await settled(api, client, usedOf(id, 15));
    expect(event.charge).toMatchObject({ amount: '15', debt: '3' });
    expect(await standing('each group:capped', name)).toEqual(['15/0']);
    expect(await check(client, meter(name, 1))).toMatchObject({ outcome: 'DENIED' });
  });

  test('also without a decision', async () => {
    const { name } = await member('capped', 12);
    await settled(api, admin, usedBy(name, 11, { groups: ['capped'] }));
    expect(await standing('each group:capped', name)).toEqual(['11/0']);
  });
});

describe('a budget of each session', () => {
  test('is a task’s own: others, and calls without a session, have none of it', async () => {
    const { name, client } = await member('tasks', 100);
    const inTask = (session: string | null, units: number) => check(client, meter(name, units, { session }));
    expect(await inTask('one', 7)).toMatchObject({ outcome: 'ALLOWED' });
    expect(await inTask('one', 1)).toMatchObject({
      reason: 'BUDGET_EXCEEDED',
      unblocksAt: null,
      blockers: [{ source: 'each session', unblocksAt: null }, { source: 'promotion' }],
    });
    expect(await inTask('two', 7)).toMatchObject({ outcome: 'ALLOWED' });
    expect(await inTask(null, 8)).toMatchObject({ outcome: 'ALLOWED' });
    const rows = await api.asOwner<{ due: string | null }>(
      `select a.due_at::text as due from budget b join account a on a.tenant_id = b.tenant_id and a.id = b.account_id
       where b.who = 'each session' and b.subject = $1 and b.session = 'one'`,
      [name],
    );
    // The hold that it counts expires; the period never ends.
    expect(rows).toEqual([{ due: expect.not.stringContaining('9999') }]);
  });
});

describe('a line that is edited', () => {
  test('with another amount or pace keeps what was spent; away, it counts no more; put back, it goes on', async () => {
    const { name, client } = await member('changed', 100);
    const take = async (units: number): Promise<Decision['reason']> => (await check(client, meter(name, units))).reason;
    expect(await take(8)).toBe('ALLOWED');
    await edit((text) =>
      text.replace('group:changed, product:meter, any, 10,', 'group:changed, product:meter, any, 12,'),
    );
    expect(await take(5)).toBe('BUDGET_EXCEEDED');
    expect(await take(4)).toBe('ALLOWED');
    await edit((text) =>
      text.replace('group:changed, product:meter, any, 12,', 'group:changed, product:meter, any, 3,'),
    );
    expect(await take(1)).toBe('BUDGET_EXCEEDED');
    await edit((text) => text.replace('p3, group:changed', '# p3, group:changed'));
    expect(await take(1)).toBe('ALLOWED');
    await edit((text) =>
      text.replace('# p3, group:changed, product:meter, any, 3,', 'p3, group:changed, product:meter, any, 14,'),
    );
    expect(await standing('group:changed')).toEqual(['0/12']);
    expect(await take(3)).toBe('BUDGET_EXCEEDED');
    expect(await take(2)).toBe('ALLOWED');
  });
});

describe('a period that turns', () => {
  test('begins anew; a hold from before it gives back to its own instance', async () => {
    const { name, client } = await member('short', 100);
    const old = await check(client, meter(name, 10, { holdSeconds: 86_400 }));
    const denied = await check(client, meter(name, 1));
    expect(denied).toMatchObject({ reason: 'BUDGET_EXCEEDED', remedies: ['REQUEST_INCREASE', 'WAIT'] });
    api.moveClockTo(Date.parse(denied.unblocksAt!));
    expect(await check(client, meter(name, 6))).toMatchObject({ outcome: 'ALLOWED' });
    expect(await standing('group:short')).toEqual(['0/6']);
    await release(client, old.id);
    expect(await standing('group:short')).toEqual(['0/6']);
    expect(await check(client, meter(name, 5))).toMatchObject({ reason: 'BUDGET_EXCEEDED' });
    api.moveClock(DAY);
  });
});

test('in the end budgets and lots add up: everything derived again differs in nothing', async () => {
  const found = await admin.get('reconcile', '{ reconcile(everyone: true) { balances differenceCount } }');
  expect(found).toEqual({ balances: true, differenceCount: '0' });
});
