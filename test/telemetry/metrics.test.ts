/** A scrape of a process with its real door: each counter moves with what it counts, and no label names a caller. */
import { readFileSync } from 'node:fs';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { MOST_COUNTED } from '../../src/telemetry/read-backlog-of-all.js';
import { METRICS, type MetricTerms } from '../../src/telemetry/metrics.js';
import { openTestApi, tokenFor, type Client, type TestApi } from '../support/api.js';
import { metricRows } from './metrics-table.js';
import { movedBy, scrape, total } from './scrape.js';

let api: TestApi;
let url: string;
let alice: Client;
let admin: Client;
beforeAll(async () => {
  api = await openTestApi({ settings: { SPILLWAY_METRICS_PORT: '0' } });
  url = api.app.metricsUrl!;
  alice = api.as('acme', 'alice', ['engineering']);
  admin = api.as('acme', 'admin');
});
afterAll(() => api.close());

const CHECK = 'mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome reason replayed } }';
const USAGE = 'mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id state } }';
const BUY = 'mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id status } }';

const asked = (key: string, more: object = {}) => ({
  input: {
    ...{ subject: 'alice', product: 'codex', feature: 'gpt-5.5', idempotencyKey: key },
    ...{ usage: [{ dimension: 'output_tokens', quantity: 1000 }], ...more },
  },
});
const check = (key: string, more?: object) => alice.get<{ id: string }>('checkAccess', CHECK, asked(key, more));

describe('each counter moves with what it counts', () => {
  test('decisions by outcome, reason and layers; the repeat of a key decides nothing', async () => {
    const name = 'spillway_decisions_total';
    await movedBy(
      url,
      () => check('one'),
      (grew) => {
        expect(grew(name, { outcome: 'ALLOWED', reason: 'ALLOWED', layers: 'allowance' })).toBe(1);
        expect(grew(name)).toBe(1);
      },
    );
    await movedBy(
      url,
      () => check('one'),
      (grew) => {
        expect(grew(name)).toBe(0);
        expect(grew('spillway_check_seconds_count')).toBe(1);
      },
    );
    await movedBy(
      url,
      () => check('denied', { feature: 'no-such-feature' }),
      (grew) => expect(grew(name, { outcome: 'DENIED', reason: 'UNKNOWN_FEATURE', layers: 'none' })).toBe(1),
    );
  });

  test('seconds by step, of the whole check, and the size of batches', async () => {
    const many = 'mutation ($inputs: [CheckAccessInput!]!) { checkAccessMany(inputs: $inputs) { id } }';
    const inputs = [1, 2, 3].map((i) => asked(`many-${i}`).input);
    await movedBy(
      url,
      () => alice.data(many, { inputs }),
      (grew) => {
        const name = 'spillway_check_step_seconds_count';
        expect(grew(name, { step: 'wait' })).toBe(3);
        expect(grew('spillway_check_seconds_count')).toBe(3);
        expect(grew('spillway_check_batch_size_checks_sum')).toBe(3);
        const batches = grew('spillway_check_batch_size_checks_count');
        for (const step of ['lock', 'decide', 'write', 'commit']) expect(grew(name, { step })).toBe(batches);
      },
    );
  });

  test('requests by transport, kind and code, and each error', async () => {
    await movedBy(
      url,
      async () => {
        await alice.data('{ viewer { subject } }');
        await alice.run('{ nonsense }');
        await api.post('{');
        await check('one', { usage: [{ dimension: 'output_tokens', quantity: 7 }] }).catch(() => undefined);
      },
      (grew) => {
        const name = 'spillway_requests_total';
        expect(grew(name, { transport: 'http', operation: 'query', code: 'OK' })).toBe(1);
        expect(grew(name, { operation: 'none', code: 'BAD_USER_INPUT' })).toBe(1);
        expect(grew(name, { operation: 'none', code: 'UNAUTHENTICATED' })).toBe(1);
        expect(grew(name, { operation: 'mutation', code: 'IDEMPOTENCY_CONFLICT' })).toBe(1);
        expect(grew('spillway_errors_total', { code: 'IDEMPOTENCY_CONFLICT' })).toBe(1);
        expect(grew('spillway_door_refusals_total', { transport: 'http', why: 'UNAUTHENTICATED' })).toBe(1);
        expect(grew('spillway_request_seconds_count')).toBe(4);
      },
    );
  });

  test('usage that is settled, and purchases by what they came to', async () => {
    await movedBy(
      url,
      async () => {
        const { id } = await check('to-settle');
        const usage = [{ dimension: 'output_tokens', quantity: 10 }];
        await alice.data(USAGE, { input: { decisionId: id, idempotencyKey: 'used', usage } });
      },
      (grew) => {
        expect(grew('spillway_settled_events_total', { result: 'settled' })).toBe(1);
        expect(grew('spillway_settlement_step_seconds_count', { step: 'commit' })).toBeGreaterThan(0);
      },
    );
    await movedBy(
      url,
      async () => {
        for (const paymentMethod of ['sandbox:ok', 'sandbox:declined'])
          await admin.data(BUY, {
            input: { subject: 'alice', credits: '100', paymentMethod, idempotencyKey: paymentMethod },
          });
      },
      (grew) => {
        const name = 'spillway_purchases_total';
        const statuses = ['PENDING', 'PAID', 'DECLINED', 'REFUNDED'].map((status) => grew(name, { status }));
        expect(statuses).toEqual([2, 1, 1, 0]);
      },
    );
  });

  test('sockets, their operations, watchers, and sockets without a good token', async () => {
    const socket = (authorization: string) =>
      createClient({
        ...{ url: `${api.app.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
        connectionParams: { authorization },
      });
    const client = socket(`Bearer ${await tokenFor('acme', 'alice')}`);
    const watching = client.iterate({ query: 'subscription { balanceChanged { seq } }' });
    await watching.next();
    const open = await scrape(url);
    expect(total(open, 'spillway_sockets')).toBe(1);
    expect(total(open, 'spillway_watchers', { of: 'balances' })).toBe(1);
    await movedBy(
      url,
      async () => {
        await watching.return?.();
        await client.iterate({ query: '{ viewer { subject } }' }).next();
        await client.dispose();
        const stranger = socket('Bearer x.y.z').iterate({ query: '{ viewer { subject } }' });
        await Promise.resolve(stranger.next()).catch(() => undefined);
      },
      (grew) => {
        const name = 'spillway_requests_total';
        expect(grew(name, { transport: 'socket', operation: 'query', code: 'OK' })).toBe(1);
        expect(grew(name, { transport: 'socket', operation: 'subscription', code: 'OK' })).toBe(1);
        expect(grew('spillway_door_refusals_total', { transport: 'socket', why: 'UNAUTHENTICATED' })).toBe(1);
        expect(grew('spillway_sockets')).toBe(-1);
        expect(grew('spillway_watchers', { of: 'balances' })).toBe(-1);
      },
    );
  });
});

describe('a scrape', () => {
  test('has every metric that is declared, and no other of ours', async () => {
    const text = await (await fetch(url)).text();
    const typed = [...text.matchAll(/^# TYPE (spillway_\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]);
    const declared = all().map(({ name, type }) => [name, type]);
    expect(typed.sort()).toEqual(declared.sort());
  });

  test('has no label but those declared, with no value but theirs: none names a tenant, a subject or a key', async () => {
    await check('who-am-i', { subject: 'alice' });
    const terms = new Map(all().map((each) => [each.name, each]));
    for (const series of (await scrape(url)).keys()) {
      const [name = '', ...labels] = series.split(/[{},]/).filter((part) => part !== '');
      const declared = terms.get(name) ?? terms.get(name.replace(/_(?:bucket|sum|count)$/, ''));
      if (!name.startsWith('spillway_')) continue;
      for (const label of labels) {
        const [, key = '', value = ''] = /^(\w+)="(.*)"$/.exec(label) ?? [];
        if (key === 'le') continue;
        const values = declared?.labels?.[key];
        if (values === null) continue;
        expect([series, values]).toEqual([series, expect.arrayContaining([value])]);
      }
    }
    const text = await (await fetch(url)).text();
    for (const secret of ['acme', 'globex', 'alice', 'engineering', 'who-am-i', 'codex']) {
      expect(text.replace(/^#.*$/gm, '')).not.toContain(secret);
    }
  });

  test('tells the state of the process, and how old is what was read from the database', async () => {
    const series = await scrape(url);
    expect(total(series, 'spillway_ready')).toBe(1);
    expect(total(series, 'spillway_database_connections_limit')).toBe(10);
    expect(total(series, 'spillway_tenants')).toBe(2);
    expect(total(series, 'spillway_policy_problems')).toBe(0);
    expect(Math.abs(total(series, 'spillway_policies_reloaded_timestamp_seconds') - Date.now() / 1000)).toBeLessThan(
      60,
    );
    expect(Math.abs(total(series, 'spillway_backlog_read_timestamp_seconds') - Date.now() / 1000)).toBeLessThan(60);
    expect([...series.keys()].filter((name) => name.startsWith('nodejs_eventloop_lag'))).not.toEqual([]);
  });

  test('is at one path of a port of its own, and the door has no such path', async () => {
    const { origin } = new URL(url);
    const answers = [
      await fetch(`${origin}/`),
      await fetch(url, { method: 'POST' }),
      await fetch(`${api.app.url}/metrics`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 405, 404]);
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  });
});

test('what is counted in the database is bounded', () => expect(MOST_COUNTED).toBe(10_000));

test('docs/metrics.md has the table that follows from the declarations', () => {
  const lines = readFileSync('docs/metrics.md', 'utf8').split('\n');
  const rows = lines.filter((line) => line.startsWith('| `'));
  expect(rows.map((row) => row.replace(/ +/g, ' '))).toEqual(metricRows().map((row) => row.replace(/ +/g, ' ')));
});

function all(): MetricTerms[] {
  return Object.values(METRICS).flatMap((terms) => Object.values<MetricTerms>(terms));
}
