/** The fake's WebSocket: as much of the graphql-ws protocol as `watchBalance` speaks. */

/** What the fake tells of its account. */
export interface FakeWatched {
  readonly weather: string;
  watch(changed: () => void): () => void;
  change(account: string): object;
}

interface Message {
  type: string;
  id?: string;
  payload?: { variables?: { account?: string } };
}

/** A class to use in the place of WebSocket, whose sockets all lead to this fake. */
export function fakeSocket(fake: FakeWatched): unknown {
  return class FakeSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readyState = FakeSocket.CONNECTING;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;
    private readonly watches = new Map<string, () => void>();

    constructor() {
      queueMicrotask(() => {
        if (fake.weather === 'down') return this.close(1006, 'Spillway is down');
        this.readyState = FakeSocket.OPEN;
        this.onopen?.();
      });
    }

    send(text: string): void {
      const { type, id = '', payload } = JSON.parse(text) as Message;
      if (type === 'connection_init') this.tell({ type: 'connection_ack' });
      else if (type === 'ping') this.tell({ type: 'pong' });
      else if (type === 'complete') this.leave(id);
      else if (type === 'subscribe') {
        const account = payload?.variables?.account ?? 'acc_fake';
        const change = () =>
          this.tell({ id, type: 'next', payload: { data: { balanceChanged: fake.change(account) } } });
        this.watches.set(id, fake.watch(change));
        change();
      }
    }

    close(code = 1000, reason = ''): void {
      if (this.readyState === FakeSocket.CLOSED) return;
      this.readyState = FakeSocket.CLOSED;
      for (const id of [...this.watches.keys()]) this.leave(id);
      queueMicrotask(() => this.onclose?.({ code, reason, wasClean: code === 1000 }));
    }

    private leave(id: string): void {
      this.watches.get(id)?.();
      this.watches.delete(id);
    }

    private tell(message: object): void {
      queueMicrotask(() => {
        if (this.readyState === FakeSocket.OPEN) this.onmessage?.({ data: JSON.stringify(message) });
      });
    }
  };
}
