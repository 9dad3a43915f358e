/**
 * One way to ask one API process: over HTTP, or over a WebSocket. An answer that does not come is `lost`, whatever the
 * reason; nothing is asked a second time here.
 */
import http from 'node:http';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';

export interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; requestId?: string; retryable?: boolean; outcomeUnknown?: boolean };
}

export interface Answered {
  data?: Record<string, unknown> | null;
  errors?: AnswerError[];
}

export interface Asked {
  query: string;
  variables: Record<string, unknown>;
  token: string;
  /** Breaks the connection off: in the middle of the request, or once all of it is sent. HTTP only. */
  cut?: 'half' | 'sent';
}

export interface Caller {
  ask(asked: Asked): Promise<Answered | 'lost'>;
  close(): void;
}

const ANSWER_WITHIN_MS = 30_000;

/** @param url where the process listens now, without `/graphql` */
export function httpCaller(url: () => string): Caller {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
  const ask = ({ query, variables, token, cut }: Asked) =>
    new Promise<Answered | 'lost'>((resolve) => {
      const body = Buffer.from(JSON.stringify({ query, variables }));
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': body.length,
      };
      const own = cut ? { agent: false as const } : { agent };
      const request = http.request(`${url()}/graphql`, { method: 'POST', headers, timeout: ANSWER_WITHIN_MS, ...own });
      const lost = () => resolve('lost');
      request.on('error', lost);
      request.on('timeout', () => request.destroy());
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', lost);
        response.on('close', lost);
        response.on('end', () => resolve(parsed(Buffer.concat(chunks))));
      });
      if (cut === 'half') request.write(body.subarray(0, body.length >> 1), () => request.destroy());
      else if (cut === 'sent') request.end(body, () => setImmediate(() => request.destroy()));
      else request.end(body);
    });
  return { ask, close: () => agent.destroy() };
}

function parsed(body: Buffer): Answered | 'lost' {
  try {
    return JSON.parse(body.toString()) as Answered;
  } catch {
    return 'lost';
  }
}

/** Every token has a socket of its own, which is opened when it is needed. */
export function socketCaller(url: () => string): Caller {
  const sockets = new Map<string, Client>();
  const ask = ({ query, variables, token }: Asked) =>
    new Promise<Answered | 'lost'>((resolve) => {
      const socket = sockets.get(token) ?? openSocket(url(), token);
      sockets.set(token, socket);
      const answered = (answer: Answered | 'lost') => {
        clearTimeout(late);
        resolve(answer);
      };
      const lost = () => {
        if (sockets.get(token) === socket) sockets.delete(token);
        answered('lost');
      };
      const late = setTimeout(lost, ANSWER_WITHIN_MS);
      socket.subscribe(
        { query, variables },
        {
          next: (answer) => answered(answer as unknown as Answered),
          // A refused document comes as a list of errors, a lost socket as anything else.
          error: (why) => (Array.isArray(why) ? answered({ errors: why as AnswerError[] }) : lost()),
          complete: () => answered('lost'),
        },
      );
    });
  const close = () => {
    for (const socket of sockets.values()) void socket.dispose();
  };
  return { ask, close };
}

/** One that is torn down while it connects has nobody left to hear of it. */
class CalmWebSocket extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args);
    this.on('error', () => undefined);
  }
}

/** A graphql-ws client that never connects by itself a second time. */
export function openSocket(url: string, token: string): Client {
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: CalmWebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
    lazyCloseTimeout: 300,
  });
}
