/** A subscriber on a socket of its own, as a client that comes back by itself is not: each test says when it does. */
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { tokenFor, type ApiError, type Door } from '../support/api.js';

/** One message of a subscription. */
export interface Heard<T> {
  data?: Record<string, T> | null;
  errors?: ApiError[];
}

export interface Listener<T> {
  /** The next message; null once the stream has ended. */
  hear(): Promise<Heard<T> | null>;
  /** The value of the next message. @throws Error where it is an error, or the stream has ended */
  next(): Promise<T>;
  /** The values up to and including the first that is meant. */
  until(isMeant: (value: T) => boolean): Promise<T[]>;
  /** Tears the socket down. */
  drop(): void;
  close(): Promise<void>;
}

/** Subscribes by a document with one root field. */
export async function listen<T>(
  { url }: Pick<Door, 'url'>,
  [tenant, subject]: readonly [tenant: string, subject: string],
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Listener<T>> {
  const raw: WebSocket[] = [];
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocols: string | string[]) {
        super(address, protocols);
        raw.push(this);
      }
    },
    connectionParams: { authorization: `Bearer ${await tokenFor(tenant, subject)}` },
    retryAttempts: 0,
  });
  const events = client.iterate<Record<string, T>>({ query, variables });
  const hear = async (): Promise<Heard<T> | null> => {
    const event = await events.next();
    return event.done === true ? null : (event.value as Heard<T>);
  };
  const next = async (): Promise<T> => {
    const heard = await hear();
    if (!heard?.data) throw new Error(`no value: ${JSON.stringify(heard)}`);
    return Object.values(heard.data)[0] as T;
  };
  return {
    hear,
    next,
    async until(isMeant) {
      const values = [await next()];
      while (!isMeant(values.at(-1) as T)) values.push(await next());
      return values;
    },
    drop: () => raw.forEach((socket) => socket.terminate()),
    close: async () => void (await client.dispose()),
  };
}
