/**
 * Streamed calls whose server and whose worker are killed with `kill -9`: the packed library, a real API process, a real
 * database. Nothing is lost, nothing is charged twice, and without Spillway nothing goes beyond the lease.
 */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openMortalServer, type MortalServer } from './mortal-server.js';
import { packClient, type Packed } from './packed.js';
import { killWorkers, startWorker, type Worker } from './worker.js';

let server: MortalServer;
let packed: Packed;
beforeAll(async () => {
  packed = packClient();
  server = await openMortalServer();
}, 120_000);
afterEach(killWorkers);
afterAll(async () => {
  packed.remove();
  await server.close();
}, 60_000);

/** Chunks `from` to `to`, each of one unit: all of them have been frozen and passed on. */
async function stream(worker: Worker, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) worker.send({ n, usage: { units: 1 } });
  for (let n = from; n <= to; n += 1) expect(await worker.hear()).toEqual({ chunk: n });
}

/** What was charged to the parts of a run, in credits. */
async function chargedTo(key: string) {
  await server.settled();
  const [row] = await server.asOwner(
    `select count(*)::int as events, count(distinct e.key)::int as keys, (sum(c.amount) / 1000000000)::int as credits
      from usage_event e join charge c on c.tenant_id = e.tenant_id and c.id = e.id
      where e.key like $1 || '/%' and c.amount > 0`,
    [key],
  );
  return row;
}

/** A subject's holds. */
async function holdsOf(subject: string) {
  await server.settled();
  const query = `query ($subject: ID) { decisions(subject: $subject) { nodes { hold { id state amount settled } } } }`;
  type Page = { nodes: { hold: { id: string } }[] };
  const { nodes } = await server.admin.get<Page>('decisions', query, { subject });
  const holds = new Map(nodes.map(({ hold: { id, ...hold } }) => [id, hold]));
  return [...holds.values()];
}

test('200 parts, the server killed five times and the worker once: each part is charged once', async () => {
  await server.fund('alice', '1000');
  const request = { key: 'job-1', subject: 'alice', product: 'meter', feature: 'call', atMost: { units: 200 } };
  const task = { request, folder: 'outbox-1' };
  let worker = await startWorker(packed, server, task);
  expect(await worker.hear()).toEqual({ began: 0, via: 'decision' });
  let n = 0;
  const goOn = async (chunks: number) => {
    await stream(worker, n + 1, n + chunks);
    n += chunks;
  };
  for (let kill = 1; kill <= 5; kill += 1) {
    // While the server is on its way back the stream goes on; its reports wait, and are sent again.
    await goOn(15);
    await server.kill();
    await goOn(10);
    await server.start();
    await goOn(5);
    if (kill !== 3) continue;
    await worker.kill();
    worker = await startWorker(packed, server, task);
    expect(await worker.hear()).toEqual({ began: n, via: 'decision' });
  }
  await goOn(200 - n);
  worker.send(null);
  expect(await worker.hear()).toEqual({ ended: 'COMPLETED' });
  expect(await worker.hear()).toEqual({ undelivered: 0, setAside: 0 });

  expect(await chargedTo('job-1')).toEqual({ events: 200, keys: 200, credits: 200 });
  expect(await holdsOf('alice')).toEqual([{ state: 'SETTLED', amount: '200', settled: '200' }]);
}, 180_000);

test('while Spillway is down a lease is spent to its end and no further, also by the successor of a killed worker', async () => {
  await server.fund('bob', '100');
  const request = { subject: 'bob', product: 'meter', feature: 'call', atMost: { units: 8 } };
  const lease = { credits: '10', seconds: 600 };
  const folder = 'outbox-2';
  let worker = await startWorker(packed, server, { request: { key: 'out-1', ...request }, folder, lease });
  expect(await worker.hear()).toEqual({ leased: true });
  await server.kill();
  worker.send('go on');
  expect(await worker.hear()).toEqual({ began: 0, via: 'lease' });
  await stream(worker, 1, 4);
  await worker.kill();

  worker = await startWorker(packed, server, { request: { key: 'out-1', ...request }, folder });
  expect(await worker.hear()).toEqual({ began: 4, via: 'lease' });
  await stream(worker, 5, 8);
  worker.send(null);
  expect(await worker.hear()).toEqual({ ended: 'COMPLETED' });
  await worker.kill();

  // 2 of 10 are left: too little for 8, enough for 2.
  worker = await startWorker(packed, server, { request: { key: 'out-2', ...request }, folder });
  expect(await worker.hear()).toEqual({ denied: 'UNREACHABLE' });
  await worker.kill();
  const little = { key: 'out-3', ...request, atMost: { units: 2 } };
  worker = await startWorker(packed, server, { request: little, folder });
  expect(await worker.hear()).toEqual({ began: 0, via: 'lease' });
  await stream(worker, 1, 2);
  worker.send(null);
  expect(await worker.hear()).toEqual({ ended: 'COMPLETED' });

  await server.start();
  expect(await worker.hear()).toEqual({ undelivered: 0, setAside: 0 });
  expect(await worker.hear()).toEqual({ closed: true });
  expect(await chargedTo('out-1')).toEqual({ events: 8, keys: 8, credits: 8 });
  expect(await chargedTo('out-3')).toEqual({ events: 2, keys: 2, credits: 2 });
  expect(await holdsOf('bob')).toEqual([{ state: 'SETTLED', amount: '10', settled: '10' }]);
}, 120_000);
