/** The three ways to a GraphQL server, without a client's good manners: bodies go out as they stand. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';
import type { HttpCase } from './hostile-case.js';
import type { Outcome } from './judge.js';
import type { Target } from './target.js';

type Door = Pick<Target, 'url' | 'port' | 'authorization'>;
export type HttpRequest = Pick<HttpCase, 'method' | 'path' | 'headers' | 'body'>;

export interface Http {
  send(asked: HttpRequest): Promise<Outcome>;
  close(): void;
}

/** HTTP over a few connections that stay open. */
export function openHttp({ port, authorization }: Door): Http {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return {
    close: () => agent.destroy(),
    async send({ method = 'POST', path = '/graphql', headers = {}, body }) {
      const started = performance.now();
      const call = request({
        ...{ agent, host: '127.0.0.1', port, method, path },
        headers: Object.fromEntries(
          Object.entries({ 'content-type': 'application/json', authorization, ...headers }).filter(
            ([, value]) => value !== undefined,
          ),
        ),
      });
      // A body that is refused before it is whole may break the pipe; the answer is what counts.
      call.on('error', () => {});
      call.end(body);
      const [response] = (await once(call, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
      let text = '';
      for await (const part of response.setEncoding('utf8')) text += String(part);
      return { status: response.statusCode, closed: null, text, milliseconds: performance.now() - started };
    },
  };
}

/** Over an event stream: its first result, or the answer that came instead of a stream. */
export async function sendForEvents({ port, authorization }: Door, body: string): Promise<Outcome> {
  const started = performance.now();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization };
  const call = request({ agent: false, host: '127.0.0.1', port, method: 'POST', path: '/graphql', headers });
  call.on('error', () => {});
  call.end(body);
  const [response] = (await once(call, 'response')) as [NodeJS.ReadableStream & { statusCode: number }];
  let text = '';
  for await (const part of response.setEncoding('utf8')) {
    text += String(part);
    const result = /^event: next\ndata: (.*)\n\n/m.exec(text)?.[1];
    if (result === undefined) continue;
    text = result;
    break;
  }
  call.destroy();
  // What a case expects of the status is said of an answer in JSON.
  const status = response.statusCode >= 500 ? response.statusCode : null;
  return { status, closed: null, text, milliseconds: performance.now() - started };
}

export interface Socket {
  /**
   * Runs an operation whose payload is this JSON: its first answer, or how the socket was closed.
   * @param watch the operation may be accepted and have nothing to say: then it is answered with `data` null
   */
  send(body: string, watch?: boolean): Promise<Outcome>;
  /** Refusals that came for operations that had their answer already. */
  stray: string[];
  close(): void;
}

/** After so long, silence is the answer, and a fault. */
const SILENCE_MS = 10_000;
const QUIET = '{"data":null}';
const PING = '{"query":"{ viewer { account { id } } }"}';

/** A GraphQL socket that opens again when the server has closed it. */
export function openSocket({ url, authorization }: Door): Socket {
  let connection: Promise<Connection> | undefined;
  let count = 0;
  const stray: string[] = [];
  const run = async (body: string, alongside?: (connection: Connection, id: string) => void) => {
    const open = await (connection ??= connect(url, authorization, stray));
    const id = `h${(count += 1)}`;
    const answer = await new Promise<{ text: string; closed: number | null }>((resolve) => {
      const late = setTimeout(() => resolve({ text: 'no answer', closed: null }), SILENCE_MS);
      open.waiting.set(id, (answered) => {
        clearTimeout(late);
        resolve(answered);
      });
      open.socket.send(`{"id":"${id}","type":"subscribe","payload":${body}}`);
      alongside?.(open, id);
    });
    if (answer.closed !== null) connection = undefined;
    else open.socket.send(`{"id":"${id}","type":"complete"}`);
    return answer;
  };
  return {
    stray,
    close: () => void connection?.then(({ socket }) => socket.terminate()),
    async send(body, watch = false) {
      const started = performance.now();
      const { text, closed } = await run(body, (open, id) => {
        // A few round trips to the database are time enough to refuse; a later refusal is stray, and not lost.
        if (!watch) return;
        void (async () => {
          for (let i = 0; i < 3; i++) await run(PING);
          open.waiting.get(id)?.({ text: QUIET, closed: null });
          open.waiting.delete(id);
        })();
      });
      return { status: null, closed, text, milliseconds: performance.now() - started };
    },
  };
}

interface Connection {
  socket: WebSocket;
  waiting: Map<string, (answer: { text: string; closed: number | null }) => void>;
}

async function connect(url: string, authorization: string, stray: string[]): Promise<Connection> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const waiting: Connection['waiting'] = new Map();
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await once(socket, 'message');
  socket.on('message', (data: Buffer) => {
    const { id, type, payload } = JSON.parse(data.toString()) as { id: string; type: string; payload?: unknown };
    if (type === 'complete') return;
    const text = JSON.stringify(payload);
    const resolve = waiting.get(id);
    if (resolve) resolve({ text, closed: null });
    else if (type === 'error') stray.push(text);
    waiting.delete(id);
  });
  socket.on('close', (closed: number) => {
    for (const resolve of waiting.values()) resolve({ text: '', closed });
  });
  return { socket, waiting };
}
