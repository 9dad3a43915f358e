/** How often work waits for the database: what can be asked in one go is. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestApi, type Client, type TestApi } from '../support/api.js';
import { check, grant, meter, setPlan } from '../support/calls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { exactPolicies, type PolicyCopy } from '../support/policies.js';

const COMMIT = Buffer.from('commit\0');

/** Between a process and PostgreSQL: counts how often a transaction is spoken to and then answers. */
class TurnCounter {
  private readonly committed: { turns: number; said: string }[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async before(store: TestDatabase): Promise<{ counter: TurnCounter; url: string }> {
    const target = new URL(store.apiUrl);
    const server = createServer((client) => counter.pass(client, connect(Number(target.port), target.hostname)));
    const counter = new TurnCounter(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(store.apiUrl);
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    return { counter, url: url.href };
  }

  /** Of the transactions in which a text was sent. */
  turnsWith(text: string): number[] {
    return this.committed.filter(({ said }) => said.includes(text)).map(({ turns }) => turns);
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private pass(client: Socket, database: Socket): void {
    let turns = 0;
    let said = '';
    let hasAnswered = true;
    for (const socket of [client, database]) {
      this.sockets.add(socket);
      socket.on('error', () => [client, database].forEach((each) => each.destroy()));
    }
    client.on('data', (chunk: Buffer) => {
      said += chunk.toString('latin1');
      if (hasAnswered) turns += 1;
      hasAnswered = false;
      if (chunk.includes(COMMIT)) {
        this.committed.push({ turns, said });
        [turns, said] = [0, ''];
      }
      database.write(chunk);
    });
    database.on('data', (chunk: Buffer) => {
      hasAnswered = true;
      client.write(chunk);
    });
    client.on('end', () => database.end());
    database.on('end', () => client.end());
  }
}

let policies: PolicyCopy;
let store: TestDatabase;
let counter: TurnCounter;
let api: TestApi;
let admin: Client;

beforeAll(async () => {
  policies = exactPolicies();
  store = await createTestDatabase();
  const counted = await TurnCounter.before(store);
  counter = counted.counter;
  api = await openTestApi({ policyDir: policies.dir, settlement: 'off', store: { ...store, apiUrl: counted.url } });
  admin = api.as('acme', 'admin');
  await setPlan(admin, 'ann', 'payg');
  await grant(admin, { subject: 'ann', credits: '100' });
});
afterAll(async () => {
  await api.close();
  counter.close();
  await store.drop();
  policies.remove();
});

test('a check waits for the database twice: until it has the locks and the facts, and until it is committed', async () => {
  for (const idempotencyKey of ['first-of-all', 'one-more'])
    await check(api.as('acme', 'ann'), { ...meter('ann', 1), idempotencyKey });
  expect(counter.turnsWith('one-more')).toEqual([2]);
});
