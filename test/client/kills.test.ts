/**
 * A streamed call whose server and whose worker are killed with `kill -9`: the packed library, a real API process, a real
 * database. Nothing is lost, and nothing is charged twice.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openMortalServer, type MortalServer } from './mortal-server.js';
import { packClient, type Packed } from './packed.js';

let server: MortalServer;
let packed: Packed;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  packed = packClient();
  cpSync('test/client/stream-worker.js', join(packed.dir, 'worker.mjs'));
  server = await openMortalServer();
}, 120_000);
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
});
afterAll(async () => {
  packed.remove();
  await server.close();
}, 60_000);

interface Worker {
  send(line: unknown): void;
  /** The next thing that it says. */
  hear(): Promise<Record<string, unknown>>;
  kill(): Promise<void>;
}

async function startWorker(request: object, folder: string): Promise<Worker> {
  const child = spawn(process.execPath, ['worker.mjs'], { cwd: packed.dir, stdio: ['pipe', 'pipe', 'inherit'] });
  workers.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = (line: unknown) => void child.stdin.write(`${JSON.stringify(line)}\n`);
  const gone = once(child, 'exit');
  send({ url: server.url, token: await server.token('gateway'), folder: join(packed.dir, folder), request });
  return {
    send,
    async hear() {
      const { value, done } = await lines.next();
      if (done) throw new Error('the worker has ended');
      return JSON.parse(value) as Record<string, unknown>;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Chunks `from` to `to`, each of one unit: all of them have been frozen and passed on. */
async function stream(worker: Worker, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) worker.send({ n, usage: { units: 1 } });
  for (let n = from; n <= to; n += 1) expect(await worker.hear()).toEqual({ chunk: n });
}

interface Charged {
  events: number;
  keys: number;
  amount: string;
}

async function chargedTo(key: string): Promise<Charged | undefined> {
  await server.settled();
  const [row] = await server.asOwner<Charged & Record<string, unknown>>(
    `select count(*)::int as events, count(distinct e.key)::int as keys, (sum(c.amount) / 1000000000)::int::text as amount
      from usage_event e join charge c on c.tenant_id = e.tenant_id and c.id = e.id
      where e.key like $1 || '/%' and c.amount > 0`,
    [key],
  );
  return row;
}

test('200 parts, the server killed five times and the worker once: each part is charged once', async () => {
  await server.fund('alice', '1000');
  const request = { key: 'job-1', subject: 'alice', product: 'meter', feature: 'call', atMost: { units: 200 } };
  let worker = await startWorker(request, 'outbox-1');
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
    worker = await startWorker(request, 'outbox-1');
    expect(await worker.hear()).toEqual({ began: n, via: 'decision' });
  }
  await goOn(200 - n);
  worker.send(null);
  expect(await worker.hear()).toEqual({ ended: 'COMPLETED' });
  expect(await worker.hear()).toEqual({ undelivered: 0, setAside: 0 });

  expect(await chargedTo('job-1')).toEqual({ events: 200, keys: 200, amount: '200' });
  const [hold] = await server.asOwner(`select h.state from hold h join account a
    on a.tenant_id = h.tenant_id and a.id = h.account_id where a.address = 'subject:alice'`);
  expect(hold).toEqual({ state: 'SETTLED' });
}, 120_000);
