/**
 * What stands between a client and the API in these tests: a load balancer for WebSockets that can send a client away
 * with any code, cut it off, or lead it to another process; and a watcher that knows only what it was told.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Client } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';

export interface Balancer {
  url: string;
  /** Where new connections go. */
  leadTo(url: string): void;
  /** Closes every client's socket with this code, as a door that restarts does. */
  sendAway(code: number): void;
  /** Cuts every connection without a word, on both sides. */
  cut(): void;
  close(): Promise<void>;
}

export const socketUrl = (url: string): string => `${url.replace('http', 'ws')}/graphql`;

/** Passes text and closings on, both ways. */
export async function openBalancer(apiUrl: string): Promise<Balancer> {
  let target = apiUrl;
  const protocol = 'graphql-transport-ws';
  const acceptor = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => protocol });
  const pairs = new Set<[client: WebSocket, server: WebSocket]>();
  acceptor.on('connection', (client) => {
    const server = new WebSocket(socketUrl(target), protocol);
    const pair: [WebSocket, WebSocket] = [client, server];
    const ready = once(server, 'open').catch(() => client.terminate());
    pairs.add(pair);
    client.on('message', (data: Buffer) => void ready.then(() => server.send(data.toString())));
    server.on('message', (data: Buffer) => client.send(data.toString()));
    for (const [from, to] of [pair, [server, client] as const]) {
      from.on('error', () => {});
      from.on('close', (code, reason) => {
        pairs.delete(pair);
        if (code === 1005 || code === 1006) to.terminate();
        else to.close(code, reason);
      });
    }
  });
  await once(acceptor, 'listening');
  return {
    url: `ws://127.0.0.1:${(acceptor.address() as AddressInfo).port}`,
    leadTo: (url) => void (target = url),
    sendAway: (code) => pairs.forEach(([client]) => client.close(code, 'Come back')),
    cut: () => pairs.forEach((pair) => pair.forEach((socket) => socket.terminate())),
    async close() {
      pairs.forEach((pair) => pair.forEach((socket) => socket.terminate()));
      await new Promise((resolve) => acceptor.close(resolve));
    },
  };
}

export interface Change {
  firstSeq: string;
  seq: string;
  snapshot: boolean;
  delta: string;
  heldDelta: string;
  balance: { available: string; held: string };
}

export const CHANGE_FIELDS = 'firstSeq seq snapshot delta heldDelta balance { available held }';

/** A signed decimal string in nano-credits. */
function nano(text: string): bigint {
  const [, sign = '', whole = '0', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  return BigInt(`${sign}${whole}${fraction.padEnd(9, '0')}`);
}

/** A balance that knows nothing but what the stream said. */
export class Folded {
  seq = 0n;
  available = 0n;
  held = 0n;
  snapshots = 0;
  private waiting: (() => void)[] = [];

  /** @throws Error when a change is missing, or comes twice */
  add(change: Change): void {
    if (change.snapshot) {
      this.snapshots += 1;
      this.available = nano(change.balance.available);
      this.held = nano(change.balance.held);
    } else {
      if (BigInt(change.firstSeq) !== this.seq + 1n) throw new Error(`${change.firstSeq} came after ${this.seq}`);
      this.available += nano(change.delta);
      this.held += nano(change.heldDelta);
    }
    this.seq = BigInt(change.seq);
    for (const look of this.waiting.splice(0)) look();
  }

  /** Resolves once it stands at this `seq`. */
  async standsAt(seq: bigint): Promise<void> {
    while (this.seq < seq) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Whether it is what a query says. */
  is({ seq, balance }: { seq: string; balance: Record<string, string> }): boolean {
    const { available = '', held = '' } = balance;
    return this.seq === BigInt(seq) && this.available === nano(available) && this.held === nano(held);
  }
}

const WATCH = `subscription ($afterSeq: Uint64) { balanceChanged(afterSeq: $afterSeq) { ${CHANGE_FIELDS} } }`;

/** Watches the caller's own balance; the promise ends as the subscription does, and rejects with the close event. */
export function follow(client: Client, folded: Folded, variables: object): Promise<void> {
  return new Promise((resolve, reject) => {
    client.subscribe<{ balanceChanged: Change }>(
      { query: WATCH, variables: variables as Record<string, unknown> },
      {
        next: ({ data, errors }) =>
          data ? folded.add(data.balanceChanged) : reject(new Error(JSON.stringify(errors))),
        error: reject,
        complete: resolve,
      },
    );
  });
}

/** Variables that resume: the client sends them anew with each connection, so a getter is all that it takes. */
export const resuming = (folded: Folded) => ({
  get afterSeq() {
    return folded.seq === 0n ? null : String(folded.seq);
  },
});
