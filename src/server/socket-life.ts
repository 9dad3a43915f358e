/**
 * The life of one WebSocket beneath the GraphQL protocol: how text goes out and comes in, and when it is pinged. It knows
 * nothing of documents and tokens.
 */
import type { Duplex } from 'node:stream';
import { handleProtocols, type makeServer } from 'graphql-ws';
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws';
import type { Limits } from './limits.js';

type Carrier = Parameters<ReturnType<typeof makeServer>['opened']>[0];

/** As graphql-transport-ws defines it. */
const UNAUTHORIZED = 4401;

/** Takes the sockets that it is handed. */
export function openAcceptor({ bodyBytes, closeMs }: Pick<Limits, 'bodyBytes' | 'closeMs'>): WebSocketServer {
  // The types do not know closeTimeout yet.
  const options: ServerOptions & { closeTimeout: number } = {
    noServer: true,
    maxPayload: bodyBytes,
    perMessageDeflate: false,
    closeTimeout: closeMs,
    handleProtocols,
  };
  return new WebSocketServer(options);
}

/** What may wait to be read by the client, and whether a message so long is taken from it now. */
interface Bounds {
  unreadBytes: number;
  takes(bytes: number): boolean;
}

/** A socket as graphql-ws wants it. A closing socket takes no messages any more. */
export function carry(socket: WebSocket, bounds: Bounds, failed: (error: unknown) => void): Carrier {
  // ws closes a socket that breaks its rules (1002, 1007, 1009) by itself; an unheard 'error' would end the process.
  socket.on('error', () => {});
  return {
    protocol: socket.protocol,
    close: (code, reason) => socket.close(code, reason),
    send: (text) =>
      new Promise((resolve) => {
        if (socket.bufferedAmount > bounds.unreadBytes) socket.terminate();
        if (socket.readyState !== socket.OPEN) return resolve();
        socket.send(text, () => resolve());
      }),
    onMessage: (handle) =>
      socket.on('message', (data: Buffer) => {
        if (socket.readyState !== socket.OPEN) return;
        if (!bounds.takes(data.length)) return socket.close(UNAUTHORIZED, 'No good token is that long');
        handle(withText(data.toString())).catch(failed);
      }),
  };
}

/** A message with a text for graphql-ws, which insists on one, where its document is named by a hash alone. */
function withText(message: string): string {
  if (!/"(?:documentId|persistedQuery)"/.test(message)) return message;
  try {
    const asked = JSON.parse(message) as { payload: { query?: unknown } };
    asked.payload.query ??= '';
    return JSON.stringify(asked);
  } catch {
    // What is no operation is graphql-ws's to refuse.
    return message;
  }
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

/** Answers a request to connect that is not granted. @param body why, as JSON */
export function refuse(stream: Duplex, status: string, body: string): void {
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8`;
  endWith(stream, `${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Says one last thing and lets go, whether or not the client does. */
export function endWith(stream: Duplex, text: string): void {
  stream.once('finish', () => stream.destroy());
  stream.end(text);
}

/** Waits until it is done, or for so long. */
export async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([done, late]);
  clearTimeout(timer);
}
