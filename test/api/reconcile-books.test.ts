/** Reconciliation as callers and operators run it: sound books have no difference, and whatever is changed is named. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashCharge } from '../../src/books/charge.js';
import { reconcileOptions } from '../../src/commands/reconcile-options.js';
import { DAY, HOUR, openTestApi, SECRET, type Client, type TestApi } from '../support/api.js';
import {
  check,
  codesOf,
  drawn,
  freshKey,
  grant,
  meter,
  purchase,
  REFUND,
  release,
  RESET,
  REVOKE,
  setPlan,
  SET_STATE,
} from '../support/calls.js';
import { exactPolicies } from '../support/policies.js';
import { allSettled, RECORD_MANY, settled, usedBy, usedOf } from '../support/usage.js';
import { runBuiltTool } from '../commands/run-built-tool.js';

interface Difference {
  kind: string;
  dataset: string;
  message: string;
  expected: string | null;
  found: string | null;
  account: string;
  seq: string | null;
  balanceUpdateId: string | null;
  usageNo: string | null;
  usageEventId: string | null;
  chargeId: string | null;
  lotId: string | null;
  brokenLink: string | null;
}
interface Reconciliation {
  balances: boolean;
  difference: string;
  differenceCount: string;
  differences: Difference[];
  accounts: string;
  usageEvents: string;
  charges: string;
  balanceUpdates: string;
  pending: string;
}

const RECONCILE = `
  query ($account: ID, $subject: ID, $pool: ID, $everyone: Boolean! = false, $from: DateTime, $to: DateTime) {
    reconcile(account: $account, subject: $subject, pool: $pool, everyone: $everyone, from: $from, to: $to) {
      balances difference differenceCount accounts usageEvents charges balanceUpdates pending from to
      differences {
        kind dataset message expected found account seq balanceUpdateId usageNo usageEventId chargeId decisionId lotId
        brokenLink
      }
    }
  }`;
const reconcile = (client: Client, of: Record<string, unknown> = {}) =>
  client.get<Reconciliation>('reconcile', RECONCILE, of);
const SOUND = { balances: true, difference: '0', differenceCount: '0', differences: [] };

let api: TestApi;
let admin: Client;
let globex: Client;
beforeAll(async () => {
  const policies = exactPolicies();
  policies.edit('catalog.yaml', (text) => text.replace('gratis: [units]', 'gratis: [units]\n      unpriced: [units]'));
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  globex = api.as('globex', 'admin');
  await fillLots();
  await useThem();
  await letTimePass();
  await setPlan(globex, 'spender', 'payg');
  for (const seconds of [2, 1]) {
    const usage = [{ dimension: 'seconds', quantity: seconds }];
    const video = { subject: 'spender', product: 'sora', feature: 'sora-2', usage, idempotencyKey: freshKey() };
    await settled(api, globex, video);
  }
}, 60_000);
afterAll(async () => api.close());

const busy = { subject: 'busy', groups: ['engineering'] };
const inOneHour = () => new Date(api.now() + HOUR).toISOString();

async function fillLots(): Promise<void> {
  await setPlan(admin, 'busy', 'twin');
  await grant(admin, { subject: 'busy', credits: '20', products: ['meter'] });
  await grant(admin, { subject: 'busy', kind: 'REFUND', credits: '5', expiresAt: inOneHour() });
  await grant(admin, { subject: 'busy', kind: 'ENTITLEMENT', credits: '7', effectiveAt: inOneHour() });
  const { id: lotId } = await grant(admin, { subject: 'busy', credits: '3', priority: 900 });
  await admin.data(REVOKE, { input: { lotId, reason: 'a test', idempotencyKey: freshKey() } });
  await purchase(admin, { subject: 'busy', credits: '100' });
  const { id: purchaseId } = await purchase(admin, { subject: 'busy', credits: '9' });
  await admin.data(REFUND, { input: { purchaseId, reason: 'a test', idempotencyKey: freshKey() } });
  await grant(admin, {
    subject: 'busy',
    kind: 'ENTITLEMENT',
    credits: '4',
    products: ['codex'],
    expiresAt: inOneHour(),
  });
  await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '60' });
}

async function useThem(): Promise<void> {
  const { id: account } = await admin.get<{ id: string }>('account', '{ account(subject: "busy") { id } }');
  for (const state of ['SUSPENDED', 'ACTIVE']) await admin.data(SET_STATE, { account, state, reason: 'a test' });
  const first = await check(admin, meter('busy', 195, busy));
  expect(drawn(first)).toEqual(['ALLOWANCE 50', 'PROMOTION 20', 'CREDITS 5', 'CREDITS 100', 'POOL 20']);
  await settled(api, admin, usedOf(first.id, 60, { final: false }));
  await settled(api, admin, usedOf(first.id, 130));
  await release(admin, (await check(admin, meter('busy', 4, busy))).id);
  const second = await check(admin, meter('busy', 3, busy));
  await settled(api, admin, usedOf(second.id, 60, { session: 'a stream' }));
  await purchase(admin, { subject: 'busy', credits: '50' });
  await settled(api, admin, usedBy('busy', 2, { status: 'FAILED' }));
  await settled(api, admin, usedBy('busy', 2, { feature: 'gratis' }));
  await settled(api, admin, usedBy('busy', 2, { feature: 'unpriced' }));
}

async function letTimePass(): Promise<void> {
  await check(admin, meter('busy', 6, busy));
  await grant(admin, { subject: 'busy', credits: '3', priority: 0, expiresAt: inOneHour() });
  const long = await check(admin, meter('busy', 2, { ...busy, holdSeconds: 86_400 }));
  const stale = await check(admin, meter('busy', 1, { ...busy, holdSeconds: 86_400 }));
  api.moveClock(6 * HOUR);
  await check(admin, meter('busy', 0, { ...busy, usage: [], extends: stale.id }));
  await check(admin, meter('busy', 30, { ...busy, holdSeconds: 86_400 }));
  await settled(api, admin, usedOf(long.id, 1));
  await admin.data(RESET, { input: { subjects: ['busy'], windows: ['five_hour'], idempotencyKey: freshKey() } });
  await settled(api, admin, usedBy('busy', 10));
  await setPlan(admin, 'busy', 'payg');
  await settled(api, admin, usedBy('busy', 1));
  await setPlan(admin, 'busy', 'twin');
  api.moveClock(8 * DAY);
  await settled(api, admin, usedBy('busy', 3));
  await check(admin, meter('busy', 1, { ...busy, holdSeconds: 86_400 }));
}

describe('sound books', () => {
  test('an account with every kind of balance update reconciles with a difference of 0', async () => {
    const causes = await api.asOwner<{ cause: string }>('select distinct cause from balance_update');
    expect(causes.map(({ cause }) => cause).sort()).toEqual(
      [
        ...[
          'ALLOWANCE_RESET',
          'DEBT_INCURRED',
          'DEBT_REPAID',
          'FORGIVEN',
          'GRANT',
          'HOLD',
          'HOLD_EXPIRED',
          'HOLD_TRIMMED',
        ],
        ...['LOT_EFFECTIVE', 'LOT_EXPIRED', 'PLAN_CHANGED', 'PURCHASE', 'REFUND', 'RELEASE', 'REVOKE', 'SETTLE'],
        ...['STATE_CHANGED', 'WINDOW_RESET'],
      ].sort(),
    );
    const answer = await reconcile(admin, { subject: 'busy' });
    expect(answer).toMatchObject({ ...SOUND, accounts: '1', pending: '0', usageEvents: '10', charges: '10' });
    expect(Number(answer.balanceUpdates)).toBeGreaterThan(40);
  });

  test('a pool, everyone, and the other tenant reconcile too', async () => {
    expect(await reconcile(admin, { pool: 'engineering' })).toMatchObject({ ...SOUND, accounts: '1' });
    expect(await reconcile(admin, { everyone: true })).toMatchObject(SOUND);
    expect(await reconcile(globex, { subject: 'spender' })).toMatchObject({ ...SOUND, usageEvents: '2' });
  });
});

const NUMBER = { usage_event: 'usage_no', charge: 'usage_no', balance_update: 'seq' } as const;
type Table = keyof typeof NUMBER;
const TABLES = Object.keys(NUMBER) as Table[];

/** How one byte or digit of a column changes, whatever it holds; checks of the table are kept. */
const CHANGED: Record<string, (column: string) => string> = {
  text: (c) => `coalesce(left(${c}, -1), '') || case right(${c}, 1) when 'x' then 'y' else 'x' end`,
  uuid: (c) => `overlay(coalesce(${c}::text, '${'0'.repeat(32)}') placing
    (case right(${c}::text, 1) when '1' then '2' else '1' end)
    from length(coalesce(${c}::text, '${'0'.repeat(32)}')))::uuid`,
  bigint: (c) => `${c} + 1`,
  boolean: (c) => `not ${c}`,
  'timestamp with time zone': (c) => `${c} + interval '1 ms'`,
  bytea: (c) => `case when ${c} is null then '\\x00' else set_byte(${c}, 0, get_byte(${c}, 0) # 1) end`,
  json: (c) => `case when ${c}::text = '[]' then '[ ]'
    else regexp_replace(${c}::text, '[0-9](?=[^0-9]*$)', case when ${c}::text ~ '8[^0-9]*$' then '7' else '8' end)
    end::json`,
};
/** Columns whose values are few, or whose next value another row may have. */
const SPECIAL: Record<string, string> = {
  usage_no: 'usage_no + 1000000',
  seq: 'seq + 1000000',
  tenant_id: `'globex'`,
  status: `case status when 'FAILED' then 'CANCELLED' else 'FAILED' end`,
  space: `case space when 'OWN' then 'OTHERS' else 'OWN' end`,
};

const BUSY = `(select id from account where tenant_id = 'acme' and address = 'subject:busy')`;
const of = (table: Table, no: string) => `tenant_id = 'acme' and account_id = ${BUSY} and ${NUMBER[table]} = ${no}`;

/** The numbers of one row of each sort on the busy account. */
async function numbersOf(table: Table): Promise<string[]> {
  const sort = {
    usage_event: 'decision_id is null, final, status',
    charge: 'amount = 0, debt > 0',
    balance_update: 'cause',
  };
  const rows = await api.asOwner<{ no: string }>(`
    select distinct on (${sort[table]}) ${NUMBER[table]}::text as no from ${table}
    where tenant_id = 'acme' and account_id = ${BUSY} order by ${sort[table]}, ${NUMBER[table]} desc`);
  return rows.map(({ no }) => no);
}

/** Does something to the rows that `where` names, looks, and puts them back as they were. */
async function whileChanged<T>(table: string, where: string, statement: string, look: () => Promise<T>): Promise<T> {
  await api.asOwner(`create temp table saved as select * from ${table} where ${where}`);
  const changed = await api.asOwner<{ ctid: string }>(`${statement} where ${where} returning ctid`);
  expect([statement, changed.length > 0]).toEqual([statement, true]);
  try {
    return await look();
  } finally {
    // What was deleted is at its place no more.
    await api.asOwner(`delete from ${table} where ctid = any ($1::tid[])`, [changed.map(({ ctid }) => ctid)]);
    await api.asOwner(`insert into ${table} select * from saved`);
    await api.asOwner('drop table saved');
  }
}

/** What reconciliation says of the busy account while one of its rows is changed. */
function whileRow(table: Table, no: string, statement: string, look = lookAtBusy): Promise<Reconciliation> {
  return whileChanged(table, of(table, no), statement, look);
}

const lookAtBusy = () => reconcile(admin, { subject: 'busy' });

function namedBy({ differences }: Reconciliation, table: Table, no: string): Difference[] {
  const numberOf = ({ seq, usageNo }: Difference) => (table === 'balance_update' ? seq : usageNo);
  return differences.filter((found) => found.dataset === table.toUpperCase() && numberOf(found) === no);
}

describe('one byte changed by SQL is named, with its row', () => {
  test.each(TABLES)(
    'in any column of %s',
    async (table) => {
      const silent: string[] = [];
      const columns = await api.asOwner<{ name: string; type: string }>(
        'select column_name as name, data_type as type from information_schema.columns where table_name = $1',
        [table],
      );
      expect(columns.length).toBeGreaterThan(10);
      const rows = await numbersOf(table);
      const turns = Math.ceil(rows.length / 4);
      const first = Math.floor(Math.random() * turns);
      for (const [turn, { name, type }] of columns.entries()) {
        const value = SPECIAL[name] ?? CHANGED[type]?.(name);
        // At most four sorts of rows for each column: each sort has its turn, other ones in each run.
        for (const no of rows.filter((_, i) => i % turns === (first + turn) % turns)) {
          const answer = await whileRow(table, no, `update ${table} set ${name} = ${value}`);
          if (answer.balances || namedBy(answer, table, no).length === 0) silent.push(`${name} of ${table} ${no}`);
        }
      }
      expect(silent).toEqual([]);
      expect(await lookAtBusy()).toMatchObject(SOUND);
    },
    120_000,
  );

  test('with the ids of all three datasets, and the broken link of the chain', async () => {
    const [row] = await api.asOwner<{ seq: string; id: string; account: string }>(`
      select
        (select seq from balance_update u where u.account_id = ${BUSY} and u.cause = 'SETTLE' and u.cause_id = c.id),
        replace(id::text, '-', '') as id, replace(account_id::text, '-', '') as account
      from charge c where ${of('charge', '2')}`);
    const { seq, id, account } = row!;
    const update = { account: `acc_${account}`, seq, balanceUpdateId: `bal_${account}_${seq}` };
    const ids = { ...update, usageNo: '2', usageEventId: `use_${id}`, chargeId: `chg_${id}` };
    const found = (await whileRow('charge', '2', 'update charge set amount = amount + 1')).differences;
    expect(found.slice(0, 3)).toMatchObject([
      { kind: 'HASH', dataset: 'CHARGE', ...ids },
      { kind: 'ARITHMETIC', dataset: 'CHARGE', ...ids },
      { kind: 'PRICE', dataset: 'CHARGE', ...ids, expected: expect.stringMatching(/^130000000000 by meter-2026-04/) },
    ]);
    const brokenLink = `bal_${account}_${Number(seq) - 1} → bal_${account}_${seq}`;
    const broken = await whileRow('balance_update', seq, 'update balance_update set delta = delta + 1');
    expect(broken.differences).toMatchObject([
      { kind: 'HASH', dataset: 'BALANCE_UPDATE', ...ids, usageNo: null, brokenLink },
      { kind: 'ARITHMETIC', dataset: 'BALANCE_UPDATE', ...ids, usageNo: null },
    ]);
  });
});

describe('rows whose own hash was made anew are named by what covers it', () => {
  test('a charge by its balance updates, on every account that paid', async () => {
    const [row] = await api.asOwner<
      Record<'tenant_id' | 'account_id' | 'id' | 'text', string> & Record<'event_hash', Buffer>
    >(`select *, body::text as text from charge where ${of('charge', '2')}`);
    const forged = hashCharge({
      ...{ tenantId: row!.tenant_id, accountId: row!.account_id, usageNo: 2n, uuid: row!.id, at: new Date(0) },
      ...{ amount: 130_000_000_000n, forgiven: 0n, debt: 0n, eventHash: row!.event_hash, bodyText: row!.text },
    });
    const forge = `update charge set at = to_timestamp(0), hash = decode('${forged.toString('hex')}', 'hex')`;
    const expected = [
      { kind: 'CAUSE', dataset: 'CHARGE', usageNo: '2', chargeId: `chg_${row!.id.replaceAll('-', '')}` },
    ];
    expect((await whileRow('charge', '2', forge)).differences).toMatchObject(expected);
    const inPool = await whileRow('charge', '2', forge, () => reconcile(admin, { pool: 'engineering' }));
    expect(inPool.differences).toMatchObject(expected);
  });

  test('a balance update by the next one', async () => {
    const forge = `update balance_update set hash = sha256('forged'), lines = (lines::text || ' ')::json`;
    const [no] = await numbersOf('balance_update');
    const { differences } = await whileRow('balance_update', no!, forge);
    expect(differences.map(({ kind, seq }) => [kind, seq])).toEqual([
      ['HASH', no],
      ['CHAIN', no],
    ]);
  });
});

describe('rows that are gone, and rows that nobody wrote, are named', () => {
  test.each(TABLES)('of %s', async (table) => {
    for (const no of await numbersOf(table)) {
      const gone = await whileRow(table, no, `delete from ${table}`);
      expect(namedBy(gone, table, no)).toContainEqual(expect.objectContaining({ kind: 'MISSING' }));
    }
    const columns = await api.asOwner<{ name: string }>(
      'select column_name as name from information_schema.columns where table_name = $1 order by ordinal_position',
      [table],
    );
    const [last] = await api.asOwner<{ no: string }>(
      `select max(${NUMBER[table]})::text as no from ${table} where account_id = ${BUSY}`,
    );
    const next = String(Number(last!.no) + 1);
    const values = columns.map(({ name }) => {
      if (name === NUMBER[table]) return next;
      return name === 'id' ? 'gen_random_uuid()' : name === 'key' ? `'another'` : name;
    });
    await api.asOwner(`insert into ${table} select ${values.join()} from ${table} where ${of(table, last!.no)}`);
    const answer = await lookAtBusy();
    await api.asOwner(`delete from ${table} where ${of(table, next)}`);
    expect(namedBy(answer, table, next)).toContainEqual(expect.objectContaining({ kind: 'UNEXPECTED' }));
  });

  test.each(TABLES)('of %s on an account that is not there, for everyone', async (table) => {
    const [no] = await numbersOf(table);
    const change = `update ${table} set account_id = gen_random_uuid()`;
    const answer = await whileRow(table, no!, change, () => reconcile(admin, { everyone: true }));
    expect(namedBy(answer, table, no!).map(({ kind }) => kind)).toEqual(['MISSING', 'UNEXPECTED']);
  });
});

test('what is stored as the present state follows from the books, or is named', async () => {
  const wrong = async (table: string, change: string, where: string) => {
    const { differences, difference } = await whileChanged(table, where, `update ${table} set ${change}`, lookAtBusy);
    return { difference, found: differences.map(({ kind, dataset }) => `${kind} ${dataset}`) };
  };
  const lot = `id = (select id from lot where account_id = ${BUSY} and open and remaining > 1 order by id limit 1)`;
  expect(await wrong('lot', 'remaining = remaining - 1, spent = spent + 1', lot)).toEqual({
    difference: '-0.000000001',
    found: ['STATE LOT'],
  });
  const finished = `id = (select id from lot where account_id = ${BUSY} and not open order by id limit 1)`;
  expect(await wrong('lot', 'amount = amount + 1, spent = spent + 1', finished)).toMatchObject({
    found: ['CAUSE LOT', 'CAUSE BALANCE_UPDATE', 'STATE LOT'],
  });
  const account = `id = ${BUSY}`;
  expect(await wrong('account', 'debt = debt + 1', account)).toMatchObject({ found: ['STATE ACCOUNT'] });
  expect(await wrong('account', 'open_holds = open_holds + 1', account)).toMatchObject({ found: ['STATE ACCOUNT'] });
  const window = `windows = jsonb_set(windows, '{0,used}', '"1"')`;
  expect(await wrong('account', window, account)).toMatchObject({ found: ['STATE ACCOUNT'] });
  const hold = `account_id = ${BUSY} and state = 'HELD' and draws::text like '%window%'`;
  expect((await wrong('hold', `state = 'RELEASED'`, hold)).found).toContain('STATE ACCOUNT');
  const bucket = `account_id = ${BUSY} and measure = 'charged' and session = 'a stream'`;
  expect(await wrong('usage_bucket', 'amount = amount + 1', bucket)).toEqual({
    difference: '0',
    found: ['USAGE_SUMS USAGE_BUCKET'],
  });
});

test('what a subject holds of a pool follows from its open holds, or is named', async () => {
  const where = `pool_id = (select id from account where tenant_id = 'acme' and address = 'pool:engineering')`;
  for (const change of ['amount = amount + 1', 'holds = holds + 1']) {
    const look = () => reconcile(admin, { pool: 'engineering' });
    const { differences } = await whileChanged('pool_share', where, `update pool_share set ${change}`, look);
    expect(differences).toMatchObject([{ kind: 'STATE', dataset: 'ACCOUNT' }]);
    expect(differences[0]?.message).toMatch(/^What \S+ holds of the pool is not what its open holds hold there\.$/);
  }
});

test('a period looks at what happened in it, from the image before it', async () => {
  const [row] = await api.asOwner<{ seq: string; at: Date; updates: string; charges: string; no: string }>(`
    select u.seq, u.at,
      (select count(*) from balance_update b where b.account_id = u.account_id and b.at >= u.at) as updates,
      (select count(*) from charge c where c.account_id = u.account_id and c.at >= u.at) as charges,
      (select min(c.usage_no) from charge c where c.account_id = u.account_id and c.at >= u.at) as no
    from balance_update u where u.account_id = ${BUSY} and u.cause = 'LOT_EXPIRED' order by u.seq desc limit 1`);
  const { seq, at, updates, charges, no } = row!;
  const split = at.toISOString();
  const [before, after] = [
    { subject: 'busy', to: split },
    { subject: 'busy', from: split },
  ];
  const all = await lookAtBusy();
  const late = await reconcile(admin, after);
  expect(late).toMatchObject({ ...SOUND, balanceUpdates: updates, charges, from: split, to: null });
  expect(await reconcile(admin, before)).toMatchObject({
    ...SOUND,
    balanceUpdates: String(Number(all.balanceUpdates) - Number(updates)),
    charges: String(Number(all.charges) - Number(charges)),
  });
  expect(await reconcile(admin, { everyone: true, from: split })).toMatchObject(SOUND);
  expect(await reconcile(admin, { subject: 'busy', from: new Date(api.now() + DAY).toISOString() })).toMatchObject({
    ...SOUND,
    balanceUpdates: '0',
  });
  const change = 'update charge set amount = amount + 1';
  expect(await whileRow('charge', no, change, () => reconcile(admin, before))).toMatchObject(SOUND);
  const later = await whileRow('charge', no, change, () => reconcile(admin, after));
  expect(namedBy(later, 'charge', no)).not.toEqual([]);
  const found = await whileRow('balance_update', seq, 'delete from balance_update', () => reconcile(admin, after));
  expect(namedBy(found, 'balance_update', seq)).toMatchObject([{ kind: 'MISSING' }]);
});

test('one’s own account needs no line, another’s and everyone’s take read, and one account is named', async () => {
  const codes = async (client: Client, of: object) => codesOf(await client.run(RECONCILE, { ...of }));
  const bob = api.as('acme', 'bob');
  expect(await reconcile(bob)).toMatchObject({ ...SOUND, accounts: '0' });
  expect(await reconcile(api.as('acme', 'busy'))).toMatchObject({ ...SOUND, accounts: '1' });
  expect(await codes(bob, { subject: 'busy' })).toEqual(['FORBIDDEN']);
  expect(await codes(bob, { everyone: true })).toEqual(['FORBIDDEN']);
  expect(await codes(admin, { subject: 'busy', pool: 'engineering' })).toEqual(['BAD_USER_INPUT']);
  expect(await codes(admin, { subject: 'busy', everyone: true })).toEqual(['BAD_USER_INPUT']);
  const now = new Date(api.now()).toISOString();
  expect(await codes(admin, { subject: 'busy', from: now, to: now })).toEqual(['BAD_USER_INPUT']);
  expect(await codes(globex, { account: 'acc_00000000000000000000000000000000' })).toEqual(['NOT_FOUND']);
  expect(await reconcile(globex, { subject: 'busy' })).toMatchObject({ accounts: '0' });
});

test('thousands of events reconcile page by page, and what is changed or gone among them is named', async () => {
  await setPlan(globex, 'many', 'payg');
  await grant(globex, { subject: 'many', credits: '10000' });
  const one = (i: number) => ({
    ...{ subject: 'many', product: 'sora', feature: 'sora-2', idempotencyKey: `many-${i}` },
    usage: [{ dimension: 'seconds', quantity: (i % 3) + 1 }],
  });
  for (let done = 0; done < 2_500; done += 500) {
    await globex.data(RECORD_MANY, { inputs: Array.from({ length: 500 }, (_, i) => one(done + i)) });
  }
  await allSettled(api);
  const look = () => reconcile(globex, { subject: 'many' });
  expect(await look()).toMatchObject({ ...SOUND, usageEvents: '2500', charges: '2500' });
  const many = `tenant_id = 'globex' and account_id = (select id from account where address = 'subject:many')`;
  for (const no of ['500', '1001', '2500']) {
    const changed = await whileChanged(
      'charge',
      `${many} and usage_no = ${no}`,
      'update charge set debt = debt + 1',
      look,
    );
    expect(changed.differences.slice(0, 2)).toMatchObject([{ kind: 'HASH', usageNo: no }, { kind: 'ARITHMETIC' }]);
    const gone = await whileChanged('charge', `${many} and usage_no = ${no}`, 'delete from charge', look);
    expect(gone.differences[0]).toMatchObject({ kind: 'MISSING', dataset: 'CHARGE', usageNo: no });
  }
  const torn = await whileChanged(
    'balance_update',
    `${many} and seq between 700 and 2300`,
    'delete from balance_update',
    look,
  );
  expect(torn.differences).toContainEqual(
    expect.objectContaining({ kind: 'MISSING', seq: '700', message: 'Balance updates 700 to 2300 are not there.' }),
  );
  expect(torn.differences.length).toBe(1000);
  expect(Number(torn.differenceCount)).toBeGreaterThan(1000);
}, 60_000);

describe('npm run reconcile', () => {
  const run = async (...args: string[]) => {
    const settings = { DATABASE_URL: api.databaseUrl, SPILLWAY_JWT_SECRET: SECRET };
    Object.assign(process.env, settings);
    try {
      return await runBuiltTool('reconcile', args);
    } finally {
      for (const name of Object.keys(settings)) delete process.env[name];
    }
  };

  test('ends with 0 where the books balance', async () => {
    const { code, stdout, stderr } = await run('--tenant', 'acme');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/100 % {2}\d+ accounts, \d+ balance updates, 0 differences/);
    expect(stdout).toMatch(
      /The books balance: 0 differences, difference 0 credits\. Checked: \d+ accounts, 10 usage events/,
    );
  });

  test('ends with 1 where they do not, and lists each difference with its ids', async () => {
    const { id } = await admin.get<{ id: string }>('account', '{ account(subject: "busy") { id } }');
    const change = `update usage_event set key = key || 'x'`;
    for (const account of [['--account', id], ['--account', 'subject:busy', '--to', '2100-01-01T00:00:00Z'], []]) {
      const { code, stdout } = await whileChanged('usage_event', of('usage_event', '2'), change, () =>
        run('--tenant', 'acme', ...account),
      );
      expect(code).toBe(1);
      expect(stdout).toContain('HASH usage_event: The usage event is not what it was when it was settled.');
      expect(stdout).toMatch(/usage event +use_[0-9a-f]{32} \(no\. 2\)/);
      expect(stdout).toContain('THE BOOKS DO NOT BALANCE: 1 difference, difference 0 credits');
    }
  }, 60_000);

  test('ends with 2 and a sentence where it cannot say', async () => {
    expect(await run('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--tenant acme') });
    const refused: [string[], RegExp][] = [
      [[], /^Give --tenant\./],
      [['--tenant', 'nobody'], /There is no account of a tenant "nobody"/],
      [['--tenant', 'acme', '--account', 'subject:nobody'], /acme has no account/],
    ];
    for (const [args, sentence] of refused) {
      const { code, stderr } = await run(...args);
      expect([code, stderr.trim()]).toEqual([2, expect.stringMatching(sentence)]);
    }
    const options = (...args: string[]) => reconcileOptions(['--tenant', 'acme', ...args]);
    expect(() => options('--account', 'alice')).toThrow('--account is an address');
    expect(() => options('--from', 'yesterday')).toThrow('--from is an instant');
    expect(() => options('--from', '2026-01-02T00:00Z', '--to', '2026-01-01T00:00Z')).toThrow('--from must be before');
    expect(() => options('--what')).toThrow('Unknown option');
  }, 60_000);
});

test.each(['"x"', 'null'])(
  'windows of an account that say %s are named, and the rest is derived all the same',
  async (bad) => {
    const change = `update account set windows = jsonb_set(windows, '{0,used}', '${bad}')`;
    const answer = await whileChanged('account', `id = ${BUSY}`, change, () => reconcile(admin, { everyone: true }));
    expect(answer.differences.map(({ kind, dataset }) => `${kind} ${dataset}`)).toEqual(['UNREADABLE ACCOUNT']);
    expect(answer.balanceUpdates).toBe((await reconcile(admin, { everyone: true })).balanceUpdates);
  },
);
