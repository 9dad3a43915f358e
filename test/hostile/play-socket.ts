/** Plays conversations over WebSockets, and tells what differs from how they should end. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { ERROR_CODES } from '../../src/errors.js';
import { signToken } from '../../src/server/token.js';
import { SECRET } from '../support/api.js';
import { HELLO, type SocketCase, type TokenCase } from './hostile-case.js';
import { complaintsAbout, type Outcome } from './judge.js';
import type { Target } from './target.js';

type Door = Pick<Target, 'url' | 'port' | 'authorization'>;
type End =
  { closes: number } | { refused: number } | { error: string; text: string } | { answers: true } | { nothing: true };

const SILENCE_MS = 10_000;

/** What is wrong with how one conversation ended. */
export async function playSocket(door: Door, { title: _, ends, ...talk }: SocketCase): Promise<string[]> {
  const end = await hold(door, talk);
  if (!('error' in end)) return JSON.stringify(end) === JSON.stringify(ends) ? [] : [JSON.stringify(end)];
  const outcome: Outcome = { status: null, closed: null, text: end.text, milliseconds: 0 };
  const complaints = complaintsAbout(outcome);
  return 'error' in ends && ends.error === end.error ? complaints : [...complaints, end.text.slice(0, 200)];
}

/** A token in `connection_init` closes the socket with 4401. */
export async function playToken(door: Door, { authorization }: TokenCase): Promise<string[]> {
  const payload = { authorization: await authorization() };
  const end = await hold(door, { first: [JSON.stringify({ type: 'connection_init', payload })] });
  return 'closes' in end && end.closes === 4401 ? [] : [JSON.stringify(end)];
}

async function hold({ url, authorization: good }: Door, talk: Omit<SocketCase, 'title' | 'ends'>): Promise<End> {
  const {
    headers = {},
    protocol = 'graphql-transport-ws',
    path = '/graphql',
    first,
    then = [],
    deaf,
    expiresIn,
  } = talk;
  const authorization = expiresIn === undefined ? good : `Bearer ${await shortToken(expiresIn)}`;
  const hello = JSON.stringify({ type: 'connection_init', payload: { authorization } });
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol === '' ? [] : protocol, { headers });
  const speak = (messages: readonly (string | Buffer)[]) => {
    for (const message of messages)
      if (socket.readyState === socket.OPEN) socket.send(message === HELLO ? hello : message);
  };
  return new Promise<End>((resolve) => {
    const late = setTimeout(() => resolve({ nothing: true }), SILENCE_MS);
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => resolve({ refused: statusCode }));
    socket.on('error', ({ message }) => {
      if (message === 'Server sent no subprotocol') resolve({ refused: 101 });
      else if (!deaf) resolve({ error: message, text: message });
    });
    socket.on('close', (closes) => resolve({ closes }));
    socket.on('open', () => speak(first));
    socket.on('message', (data: Buffer) => {
      const { type, id, payload } = JSON.parse(data.toString()) as { type: string; id?: string; payload?: unknown };
      if (type === 'connection_ack') {
        speak(then);
        if (deaf) watchDeaf(socket);
      }
      const code = codeIn(payload);
      if (code !== null) resolve({ error: code, text: JSON.stringify(payload) });
      if (type === 'next' && id === 'last') resolve({ answers: true });
    });
    socket.once('close', () => clearTimeout(late));
  }).finally(() => socket.terminate());
}

function shortToken(expiresInSeconds: number): Promise<string> {
  const pinned = { secret: SECRET, issuer: 'spillway', audience: 'spillway' };
  return signToken({ ...pinned, tenant: 'acme', subject: 'admin', expiresInSeconds });
}

/** Reads nothing any more. Whoever reads nothing learns when writing that the other side has given up. */
function watchDeaf(socket: WebSocket): void {
  socket.pause();
  const poll = setInterval(() => {
    if (socket.readyState !== socket.OPEN) return clearInterval(poll);
    socket.send('{"type":"pong"}', (failed) => failed && socket.terminate());
  }, 20);
}

function codeIn(payload: unknown): string | null {
  const errors = Array.isArray(payload) ? (payload as unknown[]) : ((payload as { errors?: unknown[] })?.errors ?? []);
  const [error] = errors as { extensions?: { code?: string } }[];
  const code = error?.extensions?.code;
  return code !== undefined && code in ERROR_CODES ? code : null;
}

/** Sends bytes where a frame should be: the close code of the answer. */
export async function playFrame({ port }: Door, { hex, closes }: { hex: string; closes: number }): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  const lines = ['GET /graphql HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
  const key = ['Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`];
  socket.write([...lines, ...key, 'Sec-WebSocket-Protocol: graphql-transport-ws', '', ''].join('\r\n'));
  await once(socket, 'data');
  socket.write(Buffer.from(hex, 'hex'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  const found = answer[0] === 0x88 ? answer.readUInt16BE(2) : null;
  return found === closes ? [] : [`closed with ${found}`];
}
