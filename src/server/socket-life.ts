/**
 * The life of one WebSocket beneath the GraphQL protocol: how text goes out and comes in, when it is pinged, and when
 * its token ends it. It knows nothing of documents.
 */
import type { makeServer } from 'graphql-ws';
import type { WebSocket, WebSocketServer } from 'ws';

type Carrier = Parameters<ReturnType<typeof makeServer>['opened']>[0];

/** What a client has not read yet; beyond it the socket is cut rather than buffered. */
const MAX_BUFFERED_BYTES = 16 * 1_048_576;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A socket as graphql-ws wants it. A closing socket takes no messages any more. */
export function carry(socket: WebSocket, failed: (error: unknown) => void): Carrier {
  // ws closes a socket that breaks its rules (1002, 1007, 1009) by itself; an unheard 'error' would end the process.
  socket.on('error', () => {});
  return {
    protocol: socket.protocol,
    close: (code, reason) => socket.close(code, reason),
    send: (text) =>
      new Promise((resolve) => {
        if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(text, () => resolve());
      }),
    onMessage: (handle) =>
      socket.on('message', (data: Buffer) => {
        if (socket.readyState === socket.OPEN) handle(data.toString()).catch(failed);
      }),
  };
}

/** Closes the socket with `code` at `expiresAt` (milliseconds), however far that is. */
export function closeAtExpiry(socket: WebSocket, expiresAt: number, code: number): void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    const left = expiresAt - Date.now();
    if (left <= 0) return socket.close(code, 'The token has expired');
    timer = setTimeout(wait, Math.min(left, MAX_TIMER_MS)).unref();
  };
  socket.once('close', () => clearTimeout(timer));
  wait();
}

/** Pings every socket each `everyMs` and ends those that have not answered since the last time. */
export function keepAlive(acceptor: WebSocketServer, everyMs: number): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>();
  acceptor.on('connection', (socket: WebSocket) => socket.on('pong', () => silent.delete(socket)));
  return setInterval(() => {
    for (const socket of acceptor.clients) {
      if (silent.has(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) {
        silent.add(socket);
        socket.ping();
      }
    }
  }, everyMs).unref();
}
