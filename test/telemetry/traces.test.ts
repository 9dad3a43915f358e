/** Spans of real processes, in a receiver: the steps of a check under the request that asked for it, and settlement. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tokenFor } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { openReceiver, type ReceivedSpan, type Receiver } from './otlp-receiver.js';
import { startProcess, type Running } from './run-process.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';

let store: TestDatabase;
let receiver: Receiver;
beforeAll(async () => {
  store = await createTestDatabase();
  receiver = await openReceiver();
});
afterAll(async () => {
  await receiver.close();
  await store.drop();
});

const CHECK = `mutation Check($input: CheckAccessInput!) { checkAccess(input: $input) { id } }`;
const usage = [{ dimension: 'output_tokens', quantity: 1000 }];
const check = (key: string) => ({
  query: CHECK,
  variables: { input: { subject: 'alice', product: 'codex', feature: 'gpt-5.5', idempotencyKey: key, usage } },
});

async function post(url: string, body: unknown, headers: Record<string, string>): Promise<unknown> {
  const authorization = `Bearer ${await tokenFor('acme', 'alice')}`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
}

const start = (more: Record<string, string>): Running =>
  startProcess('start', { DATABASE_URL: store.url, SPILLWAY_LOG_ONE_IN: '1', ...more });

function below(parent: ReceivedSpan): ReceivedSpan[] {
  const children = receiver.spans.filter(({ parentSpanId }) => parentSpanId === parent.spanId);
  return children.sort((a, b) => (BigInt(a.startTimeUnixNano) < BigInt(b.startTimeUnixNano) ? -1 : 1));
}

test('a sampled request carries its trace on: check, its steps in their order, and the batch that it is linked with', async () => {
  const api = start({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_SERVICE_NAME: 'access',
    SPILLWAY_DRAIN_SECONDS: '0',
  });
  const { url } = await api.line('listening');
  await post(String(url), check('traced'), { traceparent: `00-${TRACE}-${PARENT}-01` });
  await post(String(url), check('untraced'), { traceparent: `00-${TRACE.replace('0af', 'fff')}-${PARENT}-00` });
  await post(String(url), { query: '{ nonsense }' }, { traceparent: `00-${TRACE}-${PARENT}-01` });
  await fetch(`${String(url)}/graphql`, { method: 'POST', headers: { traceparent: `00-${TRACE}-${PARENT}-01` } });
  await api.stop();

  const [request, refused, ...more] = receiver.spans.filter(({ parentSpanId }) => parentSpanId === PARENT);
  // Neither what its caller does not sample, nor a stranger.
  expect(more).toEqual([]);
  expect(request).toMatchObject({
    traceId: TRACE,
    name: 'mutation checkAccess',
    attributes: { 'spillway.code': 'OK', 'spillway.transport': 'http' },
    resource: { 'service.name': 'access', 'spillway.role': 'api' },
  });
  expect(refused).toMatchObject({
    name: 'request',
    attributes: { 'spillway.code': 'BAD_USER_INPUT' },
    status: { code: 2 },
  });
  const [decided, ...others] = below(request!);
  expect(others).toEqual([]);
  expect(decided).toMatchObject({ name: 'check', traceId: TRACE, attributes: { 'spillway.outcome': 'ALLOWED' } });
  const steps = below(decided!);
  expect(steps.map(({ name }) => name)).toEqual(['wait', 'lock', 'decide', 'write', 'commit']);
  for (const [i, step] of steps.slice(1).entries()) expect(step.startTimeUnixNano).toBe(steps[i]!.endTimeUnixNano);
  expect(steps[0]!.startTimeUnixNano).toBe(decided!.startTimeUnixNano);
  expect(steps.at(-1)!.endTimeUnixNano).toBe(decided!.endTimeUnixNano);

  const batch = receiver.spans.find(({ name }) => name === 'check batch');
  expect(batch).toMatchObject({ attributes: { 'spillway.batch.checks': 1 } });
  expect(batch?.traceId).not.toBe(TRACE);
  expect(decided!.links).toMatchObject([{ traceId: batch!.traceId, spanId: batch!.spanId }]);
  expect(batch!.links).toMatchObject([{ traceId: TRACE, spanId: request!.spanId }]);
  expect(JSON.stringify(receiver.spans)).not.toMatch(/acme|alice|gpt-5\.5|traced"/);

  const lines = api.logged.filter(({ msg }) => msg === 'request');
  expect(lines.map((line) => line.trace_id)).toEqual([TRACE, TRACE.replace('0af', 'fff'), TRACE, TRACE]);
}, 60_000);

test('a worker traces its batches with their steps', async () => {
  const api = start({ SPILLWAY_SETTLEMENT: 'off', SPILLWAY_DRAIN_SECONDS: '0' });
  const { url } = await api.line('listening');
  const { data } = (await post(String(url), check('to-settle'), {})) as { data: { checkAccess: { id: string } } };
  const input = { decisionId: data.checkAccess.id, idempotencyKey: 'used', usage };
  await post(String(url), { query: REPORT, variables: { input } }, {});
  const traces = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER: 'always_on' };
  const worker = startProcess('settle', {
    DATABASE_URL: store.url,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.url}/v1/traces`,
    ...traces,
  });
  await worker.line('settling usage');
  const state = `{ operations { pending } }`;
  const admin = `Bearer ${await tokenFor('acme', 'admin')}`;
  while (!JSON.stringify(await post(String(url), { query: state }, { authorization: admin })).includes('"pending":0'));
  await worker.stop();
  await api.stop();
  const batch = receiver.spans.find(({ name }) => name === 'settlement batch');
  expect(batch).toMatchObject({ attributes: { 'spillway.batch.events': 1 }, resource: { 'spillway.role': 'worker' } });
  expect(below(batch!).map(({ name }) => name)).toEqual(['lock', 'decide', 'write', 'commit']);
}, 60_000);

const REPORT = `mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id } }`;
