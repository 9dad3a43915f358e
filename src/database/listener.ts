/**
 * PostgreSQL's notifications over one connection of their own, which comes back by itself. A notification is a wake-up:
 * whatever was sent while the connection was down is lost, and the listener is told so.
 */
import type { Log } from '../log.js';
import { READ_ONLY } from './database-url.js';
import { SessionClient, type SessionConfig } from './session-client.js';

export interface ChannelListener {
  message(payload: string): void;
  /** The connection was down for a while: look for yourself what you missed. */
  reconnected(): void;
}

export interface Listener {
  /** Resolves once the server listens; waits for it while the database is away. */
  listen(channel: string, listener: ChannelListener): Promise<void>;
  /** Tells all listeners, of every process, outside any transaction. Rejects while the connection is down. */
  notify(channel: string, payload: string): Promise<void>;
  close(): Promise<void>;
}

interface Notice {
  channel: string;
  payload: string;
  sent: { resolve(): void; reject(error: unknown): void };
}

const HEARTBEAT_MS = 15_000;
const NOTIFY = 'select pg_notify(n.channel, n.payload) from unnest($1::text[], $2::text[]) as n (channel, payload)';

async function beat(client: SessionClient): Promise<void> {
  const { rows } = await client.query<{ readonly: boolean }>(READ_ONLY);
  if (rows[0]?.readonly !== false) throw new Error('Connection terminated: the server takes no writes');
}

class ReconnectingListener implements Listener {
  private readonly listeners = new Map<string, ChannelListener[]>();
  private waiting: Notice[] = [];
  private client: SessionClient | undefined;
  /** Statements go one after the other: the driver wants no more than one at a time. */
  private turn: Promise<unknown> = Promise.resolve();
  private connecting: Promise<void> | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private retry: { wake(): void } | undefined;
  private wasConnected = false;
  private closed = false;

  constructor(
    private readonly config: SessionConfig,
    private readonly log: Log,
  ) {}

  async listen(channel: string, listener: ChannelListener): Promise<void> {
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(channel)) throw new Error(`not a channel: ${channel}`);
    this.listeners.set(channel, [...(this.listeners.get(channel) ?? []), listener]);
    for (;;) {
      await this.connected();
      const client = this.client;
      if (client === undefined) throw new Error('the listener is closed');
      try {
        await this.inTurn(() => client.query(`listen ${channel}`));
        return;
      } catch (error) {
        this.lost(client, error);
      }
    }
  }

  async notify(channel: string, payload: string): Promise<void> {
    const sent = new Promise<void>((resolve, reject) =>
      this.waiting.push({ channel, payload, sent: { resolve, reject } }),
    );
    // Whatever gathers while one statement is under way goes with the next.
    if (this.waiting.length === 1) void this.inTurn(() => this.sendWaiting()).catch(() => undefined);
    return sent;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.retry?.wake();
    await this.connecting;
    await this.turn.catch(() => undefined);
    const client = this.client;
    this.client = undefined;
    clearInterval(this.heartbeat);
    await client?.end().catch(() => undefined);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work, work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async sendWaiting(): Promise<void> {
    if (this.client === undefined && !this.wasConnected) await this.connected();
    const batch = this.waiting.splice(0);
    try {
      if (this.client === undefined) throw new Error('Connection terminated: notifications are down');
      const channels = batch.map((notice) => notice.channel);
      await this.client.query({
        name: 'notify',
        text: NOTIFY,
        values: [channels, batch.map(({ payload }) => payload)],
      });
      for (const { sent } of batch) sent.resolve();
    } catch (error) {
      for (const { sent } of batch) sent.reject(error);
    }
  }

  private connected(): Promise<void> {
    if (this.client !== undefined || this.closed) return Promise.resolve();
    return (this.connecting ??= this.connect().finally(() => (this.connecting = undefined)));
  }

  private async connect(): Promise<void> {
    for (let pauseMs = 50; !this.closed; pauseMs = Math.min(pauseMs * 2, 5_000)) {
      const client = new SessionClient(this.config);
      client.on('error', (error) => this.lost(client, error));
      client.on('end', () => this.lost(client, new Error('Connection terminated')));
      client.on('notification', ({ channel, payload }) => this.deliver(channel, payload ?? ''));
      try {
        await client.connect();
        for (const channel of this.listeners.keys()) await client.query(`listen ${channel}`);
        this.adopt(client);
        return;
      } catch (error) {
        client.end().catch(() => undefined);
        this.log.warn({ err: error }, 'the notification connection does not come back yet');
        await this.pause(pauseMs * (0.5 + Math.random() / 2));
      }
    }
  }

  private adopt(client: SessionClient): void {
    this.client = client;
    this.heartbeat = setInterval(() => {
      // A peer that vanished without a word would otherwise stay unnoticed for many minutes, and so would one whose
      // place another has taken.
      this.inTurn(() => beat(client)).catch((error: unknown) => this.lost(client, error));
    }, HEARTBEAT_MS);
    this.heartbeat.unref();
    if (this.wasConnected)
      for (const listener of [...this.listeners.values()].flat()) this.call(() => listener.reconnected());
    this.wasConnected = true;
  }

  private lost(client: SessionClient, error: unknown): void {
    if (client !== this.client) return;
    this.client = undefined;
    clearInterval(this.heartbeat);
    client.end().catch(() => undefined);
    if (this.closed) return;
    this.log.warn({ err: error }, 'the notification connection was lost');
    void this.connected();
  }

  private deliver(channel: string, payload: string): void {
    for (const listener of this.listeners.get(channel) ?? []) this.call(() => listener.message(payload));
  }

  /** One listener's failure is not the connection's, nor its neighbour's. */
  private call(told: () => void): void {
    try {
      told();
    } catch (error) {
      this.log.error({ err: error }, 'a listener failed');
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.retry = {
        wake: () => {
          clearTimeout(timer);
          resolve();
        },
      };
    });
  }
}

/** Opens the notification connection at its first use. */
export function createListener(config: SessionConfig, log: Log): Listener {
  return new ReconnectingListener({ ...config, query_timeout: 5_000, keepAlive: true }, log);
}
