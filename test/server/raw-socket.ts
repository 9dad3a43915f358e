/** Sockets that speak graphql-transport-ws by hand, so that tests may break its rules. */
import { once } from 'node:events';
import { expect } from '@jest/globals';
import { WebSocket } from 'ws';
import { type Frame, tokenFor } from './frame.js';

export const urlOf = ({ server }: Frame): string => server.url.replace('http', 'ws') + '/graphql';

/** What a client sends to open a socket there. */
export const upgradeTo = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n` +
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n';

export interface RawSocket {
  send(message: unknown): void;
  next(): Promise<{ type: string; id?: string; payload?: unknown }>;
  closed: Promise<[number, string]>;
  socket: WebSocket;
}

/** A socket without a client's good manners. */
export async function raw(to: Frame, headers = {}, protocol = 'graphql-transport-ws'): Promise<RawSocket> {
  const socket = new WebSocket(urlOf(to), protocol, { headers });
  const closed = new Promise<[number, string]>((resolve) =>
    socket.once('close', (code, reason) => resolve([code, reason.toString()])),
  );
  const messages: string[] = [];
  let wake = (): void => {};
  socket.on('message', (data: Buffer) => {
    messages.push(data.toString());
    wake();
  });
  await once(socket, 'open');
  const next = async (): ReturnType<RawSocket['next']> => {
    if (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return JSON.parse(messages.shift() as string) as Awaited<ReturnType<RawSocket['next']>>;
  };
  return {
    socket,
    closed,
    next,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
  };
}

/** A socket with a good token, acknowledged. */
export async function greeted(to: Frame, seconds = 600, tenant = 'acme', subject = 'alice'): Promise<RawSocket> {
  const connection = await raw(to);
  connection.send({
    type: 'connection_init',
    payload: { Authorization: `Bearer ${await tokenFor(subject, seconds, tenant)}` },
  });
  expect(await connection.next()).toEqual({ type: 'connection_ack' });
  return connection;
}

/** Sends one operation and returns the first that comes back for it. */
export async function ask(
  socket: RawSocket,
  query: string,
  variables?: object,
): Promise<Awaited<ReturnType<RawSocket['next']>>> {
  const id = String((asked += 1));
  socket.send({ type: 'subscribe', id, payload: { query, variables } });
  for (;;) {
    const message = await socket.next();
    if (message.id === id && message.type !== 'complete') return message;
  }
}
let asked = 0;
