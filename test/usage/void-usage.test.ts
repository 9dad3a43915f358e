/** Usage that is undone: where what it took goes, who may do it and how often, and what tells of it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, openTestApi, type Client, type TestApi } from '../support/api.js';
import {
  account,
  check,
  codesOf,
  decision,
  freshKey,
  grant,
  meter,
  purchase,
  REFUND,
  release,
  REVOKE,
  setPlan,
} from '../support/calls.js';
import type { Repayment } from '../../src/purchases/payment-provider.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';
import {
  allSettled,
  record,
  RECORD,
  settled,
  usedBy,
  usedOf,
  USAGE_FIELDS,
  type UsageEvent,
} from '../support/usage.js';

const BUDGETS = `
p3, each group:capped, product:meter, any, 10, month, cap
p3, each group:short, product:meter, any, 10, 5h, cap
`;

let policies: PolicyCopy;
let api: TestApi;
let admin: Client;
let gateway: Client;
let count = 0;
beforeAll(async () => {
  policies = exactPolicies();
  policies.edit('catalog.yaml', (text) =>
    text.replace('\nplans:', '\nplans:\n  monthly:\n    windows:\n      month: { capacity: "10", calendar: month }'),
  );
  policies.edit('acme/policy.csv', (text) => `${text}${BUDGETS}`);
  api = await openTestApi({ policyDir: policies.dir });
  admin = api.as('acme', 'admin');
  gateway = api.as('acme', 'gateway');
});
afterAll(async () => {
  // The auditor goes over everything.
  await api.close();
  policies.remove();
});

interface Undone extends UsageEvent {
  reason: string;
  idempotencyKey: string;
  voids: { id: string; voidedBy: { id: string } };
  charge: UsageEvent['charge'] & { reverses: boolean };
}
const FIELDS = `${USAGE_FIELDS} reason idempotencyKey voids { id voidedBy { id } } charge { reverses }`;
const VOID = `mutation ($input: VoidUsageInput!) { voidUsage(input: $input) { ${FIELDS} } }`;
const EVENT = `query ($id: ID!) { node(id: $id) { ... on UsageEvent { ${FIELDS} } } }`;
const input = (usageEventId: string, more: Record<string, unknown> = {}) => ({
  ...{ usageEventId, reason: 'the model failed', idempotencyKey: freshKey() },
  ...more,
});
const tryVoid = (client: Client, of: Record<string, unknown>) => client.run(VOID, { input: of });
/** Undoes an event, and returns what did once it is settled. */
async function undo(client: Client, usageEventId: string): Promise<Undone> {
  const { id } = await client.get<Undone>('voidUsage', VOID, { input: input(usageEventId) });
  await allSettled(api);
  return client.get<Undone>('node', EVENT, { id });
}
/** A new subject on a plan, with lots of so many promotional and so many granted credits. */
async function subject(plan: string, promotional = 0, entitlement = 0): Promise<string> {
  const name = `vera-${(count += 1)}`;
  await setPlan(admin, name, plan);
  if (promotional) await grant(admin, { subject: name, kind: 'PROMOTIONAL', credits: String(promotional) });
  if (entitlement) await grant(admin, { subject: name, kind: 'ENTITLEMENT', credits: String(entitlement) });
  return name;
}
/** What of an account usage changes: balance, windows, and the buckets of its lots by id. */
async function stateOf(of: Record<string, unknown>) {
  const { balance, windows } = await account(admin, of);
  const history = await admin.data<{ account: { lotHistory: { nodes: { id: string }[] } } }>(
    `query ($subject: ID, $pool: ID) { account(subject: $subject, pool: $pool) {
       lotHistory { nodes { id remaining held spent expired takenBack } } } }`,
    of,
  );
  return { balance, windows, lots: history.account.lotHistory.nodes };
}

describe('what was taken goes back', () => {
  test('to the very windows, lots and pool that gave it, as if nothing had been used', async () => {
    const name = await subject('twin', 20, 30);
    const own = api.as('acme', name, ['engineering']);
    await grant(admin, { pool: 'engineering', kind: 'ENTITLEMENT', credits: '500' });
    const before = [await stateOf({ subject: name }), await stateOf({ pool: 'engineering' })];
    const { id } = await check(own, meter(name, 110));
    const { id: eventId } = await settled(api, own, usedOf(id, 150));
    const event = await admin.get<Undone>('node', EVENT, { id: eventId });
    expect(event.charge).toMatchObject({ amount: '150', debt: '40' });
    const undone = await undo(admin, event.id);
    expect(undone).toMatchObject({
      ...{ state: 'SETTLED', final: false, reason: 'the model failed', usage: event.usage, decision: { id } },
      voids: { id: event.id, voidedBy: { id: undone.id } },
      charge: { ...event.charge, reverses: true, id: undone.charge.id },
    });
    expect([await stateOf({ subject: name }), await stateOf({ pool: 'engineering' })]).toEqual(before);
    expect(await decision(admin, id)).toMatchObject({ hold: { state: 'SETTLED', settled: '110' } });
  });

  test('of a lot that has expired or was taken back it goes where the rest went, and no window begins anew', async () => {
    const name = await subject('twin');
    const expiresAt = new Date(api.now() + HOUR).toISOString();
    const used = await grant(admin, { subject: name, kind: 'PROMOTIONAL', credits: '10', expiresAt });
    const left = await grant(admin, { subject: name, kind: 'PROMOTIONAL', credits: '20', expiresAt, priority: 200 });
    const revoked = await grant(admin, { subject: name, kind: 'ENTITLEMENT', credits: '40' });
    const event = await settled(api, admin, usedBy(name, 50 + 10 + 15));
    const more = await settled(api, admin, usedBy(name, 5 + 12));
    await admin.data(REVOKE, { input: { lotId: revoked.id, idempotencyKey: freshKey(), reason: 'a test' } });
    api.moveClock(6 * HOUR);
    await undo(admin, event.id);
    await undo(admin, more.id);
    const { lots, windows, balance } = await stateOf({ subject: name });
    const lot = (id: string) => lots.find((each) => each.id === id);
    expect(lot(used.id)).toMatchObject({ remaining: '0', spent: '0', expired: '10' });
    expect(lot(left.id)).toMatchObject({ remaining: '0', spent: '0', expired: '20' });
    expect(lot(revoked.id)).toMatchObject({ remaining: '0', spent: '0', takenBack: '40' });
    expect(windows.map(({ window, used: counted }) => [window, counted])).toEqual([
      ['five_hour', '0'],
      ['weekly', '0'],
    ]);
    expect(balance).toMatchObject({ available: '0', debt: '0' });
  });

  test('of a refunded purchase it is taken back, and its price follows, once and in whole cents (rules 21, 39)', async () => {
    const name = await subject('payg');
    const { payments } = api.app;
    const asked: Repayment[] = [];
    const pay = payments.refund.bind(payments);
    payments.refund = async (repayment) => {
      asked.push(repayment);
      await pay(repayment);
    };
    const bought = await purchase(admin, { subject: name, credits: '100', paymentMethod: 'sandbox:ok' });
    const events = [await settled(api, admin, usedBy(name, 33)), await settled(api, admin, usedBy(name, 67))];
    const undone = [await undo(admin, events[0]!.id)];
    await admin.data(REFUND, { input: { purchaseId: bought.id, idempotencyKey: freshKey(), reason: 'a test' } });
    const returned = async (credits: number) => {
      for (const until = Date.now() + 20_000; Date.now() < until;) {
        const [row] = await api.asOwner<{ returned: string; unsettled: boolean }>(
          `select p.returned::text, p.unsettled from purchase p
           where p.account_id = (select id from account where address = $1 and tenant_id = 'acme')`,
          [`subject:${name}`],
        );
        if (Number(row?.returned) === credits * 1e9 && !row?.unsettled) return;
      }
      throw new Error(`the price of ${credits} credits did not go back`);
    };
    await returned(33);
    undone.push(await undo(admin, events[1]!.id));
    await returned(100);
    expect(asked.map(({ amount }) => amount.amount)).toEqual(['1.32', '2.68']);
    expect((await stateOf({ subject: name })).lots).toMatchObject([{ remaining: '0', spent: '0', takenBack: '100' }]);
    expect(undone.map(({ charge }) => charge.amount)).toEqual(['33', '67']);
  });

  test('a lot of which nothing was left can be spent again, and expires at its instant', async () => {
    const name = await subject('payg');
    const expiresAt = new Date(api.now() + DAY).toISOString();
    const { id } = await grant(admin, { subject: name, kind: 'PROMOTIONAL', credits: '10', expiresAt });
    const event = await settled(api, admin, usedBy(name, 10));
    await check(admin, meter(name, 1));
    await undo(admin, event.id);
    expect((await stateOf({ subject: name })).balance).toMatchObject({ available: '10' });
    api.moveClock(2 * DAY);
    const [lot] = (await stateOf({ subject: name })).lots;
    expect(lot).toMatchObject({ id, remaining: '0', spent: '0', expired: '10' });
  });
});

describe('what no layer had covered', () => {
  test('is owed no longer, and the rest goes back to those who repaid it, the latest first', async () => {
    const name = await subject('payg');
    const first = await settled(api, admin, usedBy(name, 30));
    const second = await settled(api, admin, usedBy(name, 20));
    await grant(admin, { subject: name, kind: 'ENTITLEMENT', credits: '12' });
    await grant(admin, { subject: name, kind: 'ENTITLEMENT', credits: '28' });
    expect((await account(admin, { subject: name })).balance).toMatchObject({ debt: '10', available: '0' });
    await undo(admin, first.id);
    const lots = async () => (await stateOf({ subject: name })).lots.map((lot) => lot as never);
    expect((await account(admin, { subject: name })).balance).toMatchObject({ debt: '0', available: '20' });
    expect(await lots()).toMatchObject([
      { remaining: '20', spent: '8' },
      { remaining: '0', spent: '12' },
    ]);
    await undo(admin, second.id);
    expect((await account(admin, { subject: name })).balance).toMatchObject({ debt: '0', available: '40' });
    expect(await lots()).toMatchObject([{ remaining: '28' }, { remaining: '12' }]);
  });

  test('goes back to the allowance where the very window still runs', async () => {
    const name = await subject('payg');
    const event = await settled(api, admin, usedBy(name, 8));
    await setPlan(admin, name, 'twin');
    const used = async () => (await account(admin, { subject: name })).windows.map((window) => window.used);
    expect(await used()).toEqual(['8', '8']);
    await undo(admin, event.id);
    expect(await used()).toEqual(['0', '0']);
    expect((await account(admin, { subject: name })).balance).toMatchObject({ debt: '0', available: '0' });
  });

  test('and was forgiven may be forgiven again in the same month, and not in the next', async () => {
    const globex = api.as('globex', 'admin');
    const film = (name: string, seconds: number) => ({
      ...{ subject: name, product: 'sora', feature: 'sora-2', idempotencyKey: freshKey() },
      usage: [{ dimension: 'seconds', quantity: seconds }],
    });
    const next = () => {
      const date = new Date(api.now());
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) - api.now() + HOUR;
    };
    api.moveClock(next());
    await setPlan(globex, 'una', 'payg');
    const event = await settled(api, globex, film('una', 2));
    expect(event.charge).toMatchObject({ amount: '8', forgiven: '8' });
    await undo(globex, event.id);
    const again = await settled(api, globex, film('una', 2));
    expect(again.charge).toMatchObject({ forgiven: '8' });
    const over = await settled(api, globex, film('una', 3));
    expect(over.charge).toMatchObject({ forgiven: '2', debt: '10' });
    api.moveClock(next());
    // As the month turned, what was owed was forgiven: it counts in this month.
    expect((await account(globex, { subject: 'una' })).balance).toMatchObject({ debt: '0' });
    await undo(globex, again.id);
    const full = await settled(api, globex, film('una', 1));
    expect(full.charge).toMatchObject({ forgiven: '0', debt: '4' });
    await undo(globex, over.id);
    expect((await account(globex, { subject: 'una' })).balance).toMatchObject({ debt: '0' });
    const free = await settled(api, globex, film('una', 1));
    expect(free.charge).toMatchObject({ forgiven: '4' });
  });
});

describe('what budgets had counted', () => {
  /** What a subject's own budget has counted in its period. */
  const counted = async (who: string, name: string) => {
    const rows = await api.asOwner<{ windows: { used: string; held: string }[] }>(
      `select a.windows from budget b join account a on a.tenant_id = b.tenant_id and a.id = b.account_id
       where b.tenant_id = 'acme' and b.who = $1 and b.subject = $2`,
      [who, name],
    );
    return rows.flatMap(({ windows }) =>
      windows.map(({ used, held }) => [used, held].map((nano) => Number(nano) / 1e9)),
    );
  };

  test('comes back, of the hold, beyond it, beyond the cap and of what no layer covers', async () => {
    const name = await subject('payg', 12);
    const own = api.as('acme', name, ['capped']);
    const { id } = await check(own, meter(name, 8));
    const event = await settled(api, own, usedOf(id, 15));
    expect(event.charge).toMatchObject({ amount: '15', debt: '3' });
    expect(await counted('each group:capped', name)).toEqual([[15, 0]]);
    await undo(admin, event.id);
    expect(await counted('each group:capped', name)).toEqual([]);
    expect(await check(own, meter(name, 10))).toMatchObject({ outcome: 'ALLOWED' });
  });

  test('comes back also where no layer gave anything', async () => {
    const name = await subject('payg');
    const event = await settled(api, admin, usedBy(name, 3, { groups: ['capped'] }));
    expect(event.charge).toMatchObject({ amount: '3', debt: '3', draws: [] });
    expect(await counted('each group:capped', name)).toEqual([[3, 0]]);
    expect((await undo(admin, event.id)).charge).toMatchObject({ amount: '3', reverses: true });
    expect(await counted('each group:capped', name)).toEqual([]);
  });

  test('but not into an instance that began since', async () => {
    const name = await subject('payg', 40);
    const own = api.as('acme', name, ['short']);
    const event = await settled(api, own, usedOf((await check(own, meter(name, 9))).id, 9));
    api.moveClock(5 * HOUR + MINUTE);
    await settled(api, own, usedOf((await check(own, meter(name, 4))).id, 3));
    await undo(admin, event.id);
    expect(await counted('each group:short', name)).toEqual([[3, 0]]);
    expect((await account(admin, { subject: name })).balance).toMatchObject({ available: '37', held: '0' });
  });
});

describe('once', () => {
  test('a repeated key replays, the same key for something else and a second key are refused', async () => {
    const name = await subject('payg', 50);
    const event = await settled(api, admin, usedBy(name, 10));
    const call = input(event.id);
    const [one, other] = await Promise.all([tryVoid(admin, call), tryVoid(admin, call)]);
    const voids = [one, other].map((answer) => (answer.data as { voidUsage: Undone }).voidUsage);
    expect(voids[0]?.id).toBe(voids[1]?.id);
    expect(voids.map(({ replayed }) => replayed).sort()).toEqual([false, true]);
    expect(voids[0]).toMatchObject({ idempotencyKey: call.idempotencyKey });
    expect(codesOf(await tryVoid(admin, { ...call, reason: 'another' }))).toEqual(['IDEMPOTENCY_CONFLICT']);
    expect(codesOf(await tryVoid(admin, input(event.id)))).toEqual(['CONFLICT']);
    await allSettled(api);
    expect((await account(admin, { subject: name })).balance).toMatchObject({ available: '50' });
    expect(codesOf(await tryVoid(admin, input(voids[0]!.id)))).toEqual(['CONFLICT']);
  });

  test('not while it is pending or its hold is open, nor where nothing was charged', async () => {
    const name = await subject('payg', 50);
    const { id } = await check(admin, meter(name, 10));
    const part = await settled(api, admin, usedOf(id, 4, { final: false }));
    expect(codesOf(await tryVoid(admin, input(part.id)))).toEqual(['CONFLICT']);
    await release(admin, id);
    await undo(admin, part.id);
    expect((await account(admin, { subject: name })).balance).toMatchObject({ available: '50' });
    const failed = await settled(api, admin, usedBy(name, 5, { status: 'FAILED' }));
    expect((await undo(admin, failed.id)).charge).toMatchObject({ amount: '0', reverses: true });
    expect(codesOf(await tryVoid(admin, input('use_00000000000070008000000000000000')))).toEqual(['NOT_FOUND']);
  });

  test('a hold past its expiry is open no longer, whether or not that has been written', async () => {
    const name = await subject('payg', 50);
    const { id } = await check(admin, meter(name, 10, { holdSeconds: 60 }));
    const part = await settled(api, admin, usedOf(id, 4, { final: false }));
    api.moveClock(2 * MINUTE);
    await undo(admin, part.id);
    expect((await account(admin, { subject: name })).balance).toMatchObject({ available: '50', held: '0' });
  });
});

describe('who may', () => {
  test('takes correct on the account, which acting for it is not', async () => {
    const name = await subject('payg', 50);
    const event = await settled(api, admin, usedBy(name, 1));
    expect(codesOf(await tryVoid(gateway, input(event.id)))).toEqual(['FORBIDDEN']);
    expect(codesOf(await tryVoid(api.as('acme', name), input(event.id)))).toEqual(['FORBIDDEN']);
    expect(codesOf(await tryVoid(api.as('globex', 'admin'), input(event.id)))).toEqual(['NOT_FOUND']);
  });

  test('what is undone in a month is counted, and told as an act with its reason', async () => {
    const used = async () => {
      const rows = await api.asOwner<{ used: string }>(
        `select used::text from admin_allowance where tenant_id = 'acme' and what = 'correct' order by month desc limit 1`,
      );
      return BigInt(rows[0]?.used ?? '0');
    };
    const name = await subject('payg', 50);
    const event = await settled(api, admin, usedBy(name, 7));
    const before = await used();
    await undo(admin, event.id);
    expect((await used()) - before).toBe(7_000_000_000n);
    const { adminActions } = await admin.data<{ adminActions: { nodes: Record<string, string>[] } }>(
      `{ adminActions(subject: "${name}", first: 1) { nodes { kind actor reason target after } } }`,
    );
    expect(adminActions.nodes).toEqual([
      { kind: 'VOID', actor: 'admin', reason: 'the model failed', target: event.id, after: '7 less' },
    ]);
  });
});

describe('what it told', () => {
  const seriesOf = async (name: string, more = '') => {
    const [from, to] = [new Date(api.now() - 2 * HOUR).toISOString(), new Date(api.now() + HOUR).toISOString()];
    const { usage } = await admin.data<{ usage: { total: Record<string, unknown>; points: unknown[] } }>(
      `{ usage(subject: "${name}", from: "${from}", to: "${to}" ${more}) {
           total { events charged quantities { dimension quantity } paidBy { payer amount } }
           points { product charged session label { value } } } }`,
    );
    return usage;
  };

  test('is taken off series, sums and receipts, as if it had not been', async () => {
    const name = await subject('payg', 50);
    const labels = [{ key: 'team', value: 'red' }];
    const event = await settled(api, admin, usedBy(name, 7, { session: 's1', labels }));
    await settled(api, admin, usedBy(name, 2));
    await undo(admin, event.id);
    const left = { events: '1', charged: '2', quantities: [{ quantity: '2' }], paidBy: [{ amount: '2' }] };
    expect((await seriesOf(name)).total).toMatchObject(left);
    for (const group of ['SESSION', 'PRODUCT']) {
      expect((await seriesOf(name, `groupBy: [${group}]`)).points).toMatchObject([{ charged: '2', session: null }]);
    }
    const byLabel = await seriesOf(name, `groupBy: [LABEL], label: { key: "team" }`);
    expect(byLabel.points).toMatchObject([{ charged: '2', label: null }]);
    expect((await seriesOf(name, `session: "s1"`)).total).toMatchObject({ events: '0', charged: '0', paidBy: [] });
  });

  test('the receipt counts what is left, and lists both; the ledger says what came back and why', async () => {
    const name = await subject('payg', 50);
    const { id } = await check(admin, meter(name, 10));
    const event = await settled(api, admin, usedOf(id, 4));
    const undone = await undo(admin, event.id);
    const receipt = await admin.data<Record<string, unknown>>(
      `{ decision(id: "${id}") { status charged usageEvents { nodes { id charge { amount reverses } } }
           balanceUpdates { nodes { cause } } } }`,
    );
    expect(receipt).toEqual({
      decision: {
        status: 'PARTLY_USED',
        charged: '0',
        usageEvents: {
          nodes: [
            { id: undone.id, charge: { amount: '4', reverses: true } },
            { id: event.id, charge: { amount: '4', reverses: false } },
          ],
        },
        balanceUpdates: { nodes: [{ cause: 'HOLD' }, { cause: 'SETTLE' }, { cause: 'VOIDED' }] },
      },
    });
    const { balanceUpdates } = await admin.data<{ balanceUpdates: { nodes: unknown[] } }>(
      `{ balanceUpdates(subject: "${name}", order: NEWEST_FIRST, first: 1) {
           nodes { cause causeId delta usageEvent { id } charge { id } lines { remaining lot { remaining } } } } }`,
    );
    expect(balanceUpdates.nodes).toEqual([
      {
        ...{ cause: 'VOIDED', causeId: undone.charge.id, delta: '4' },
        ...{ usageEvent: { id: undone.id }, charge: { id: undone.charge.id } },
        lines: [{ remaining: '4', lot: { remaining: '50' } }],
      },
    ]);
    const { account: shown } = await admin.data<{ account: { lastUsedAt: string } }>(
      `{ account(subject: "${name}") { lastUsedAt } }`,
    );
    expect(shown.lastUsedAt).toBe(event.occurredAt);
  });
});

describe('counters (rule 41)', () => {
  const counting = { final: false, cumulative: true };
  const ended = async (name: string) => {
    const { id } = await check(admin, meter(name, 1, { holdSeconds: 60 }));
    api.moveClock(2 * MINUTE);
    return id;
  };
  const used = (event: UsageEvent) => event.usage.map(({ quantity }) => quantity).join();

  test('the latest undone, they are those that stand; an earlier one undone, they stay', async () => {
    const id = await ended(await subject('payg', 500));
    await settled(api, admin, usedOf(id, 10, counting));
    const second = await settled(api, admin, usedOf(id, 25, counting));
    const third = await settled(api, admin, usedOf(id, 45, counting));
    await undo(admin, second.id);
    expect(codesOf(await admin.run(RECORD, { input: usedOf(id, 44, counting) }))).toEqual(['BAD_USER_INPUT']);
    await undo(admin, third.id);
    const again = await settled(api, admin, usedOf(id, 40, counting));
    expect(used(again)).toBe('30');
    await undo(admin, again.id);
    expect(used(await record(admin, usedOf(id, 12, counting)))).toBe('2');
    await allSettled(api);
  });

  test('a final report undone, another may be final; an earlier part undone, none may', async () => {
    const name = await subject('payg', 500);
    const { id } = await check(admin, meter(name, 20));
    const part = await settled(api, admin, usedOf(id, 3, { final: false }));
    const final = await settled(api, admin, usedOf(id, 5));
    await undo(admin, part.id);
    expect(codesOf(await admin.run(RECORD, { input: usedOf(id, 1) }))).toEqual(['CONFLICT']);
    await undo(admin, final.id);
    await settled(api, admin, usedOf(id, 6));
    expect(codesOf(await admin.run(RECORD, { input: usedOf(id, 1) }))).toEqual(['CONFLICT']);
    expect((await account(admin, { subject: name })).balance).toMatchObject({ available: '494' });
  });
});

test('reconciling finds that all of this follows', async () => {
  for (const tenant of ['acme', 'globex']) {
    const found = await api
      .as(tenant, 'admin')
      .get(
        'reconcile',
        '{ reconcile(everyone: true) { balances differenceCount differences { message expected found } } }',
      );
    expect(found).toEqual({ balances: true, differenceCount: '0', differences: [] });
  }
});

test('and explains it: usage less what was undone is what is charged', async () => {
  const name = await subject('payg', 50);
  const event = await settled(api, admin, usedBy(name, 12));
  await settled(api, admin, usedBy(name, 5));
  await undo(admin, event.id);
  const totals = `{ reconcile(subject: "${name}") { usage reversed charged usageEvents balances } }`;
  expect(await admin.get('reconcile', totals)).toEqual({
    ...{ usage: '17', reversed: '12', charged: '5', usageEvents: '3', balances: true },
  });
});
