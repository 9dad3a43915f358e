/** Bare connections: bytes go out, and what comes back is read until the server closes or says enough. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { WireCase } from './hostile-case.js';
import { complaintsAbout } from './judge.js';
import { AUTHORIZED } from './cases/wire.js';
import type { Target } from './target.js';

/** Beyond this, a refused body was swallowed after all: what kernels buffer is far less. */
const MOST_SENT = 32 * 1_048_576;
const SILENCE_MS = 10_000;

/** Plays one case and says what is wrong with what came of it. */
export async function playWire({ port, authorization }: Target, wire: WireCase): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const answer = firstAnswer(socket);
  for (const part of wire.bytes) {
    socket.write(typeof part === 'string' ? part.replace(AUTHORIZED, `Authorization: ${authorization}`) : part);
  }
  if (wire.endless) await pour(socket, wire.endless);
  if (wire.then === 'half') socket.end();
  if (wire.then === 'cut') {
    await new Promise((resolve) => socket.write('', resolve));
    socket.resetAndDestroy();
    return [];
  }
  const text = await answer;
  socket.destroy();
  if (socket.bytesWritten > MOST_SENT) return [`took ${socket.bytesWritten} bytes`];
  return judge(wire, text);
}

function judge({ status, endless }: WireCase, text: string): string[] {
  const [, found] = /^HTTP\/1\.1 (\d{3}) /.exec(text) ?? [];
  const answered = found === undefined ? null : Number(found);
  // Whoever is still sending when the other side closes may lose its answer.
  if (endless && text === '') return [];
  if (answered !== status) return [`HTTP ${answered}, not ${status}: ${text.slice(0, 200)}`];
  const [, body = ''] = /\r\n\r\n(\{"errors"[^]*\})$/.exec(text) ?? [];
  if (body === '') return [];
  return complaintsAbout({ status: answered, closed: null, text: body, milliseconds: 0 });
}

/** Everything that came until the connection ended, or the first whole answer. */
function firstAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const over = () => resolve(text);
    socket.on('data', (part: Buffer) => {
      text += part.toString();
      const [head, length] = /^[^]*?content-length: (\d+)[^]*?\r\n\r\n/i.exec(text) ?? [];
      if (head !== undefined && text.length >= head.length + Number(length)) over();
    });
    socket.on('close', over);
    socket.on('error', over);
    socket.setTimeout(SILENCE_MS, () => (resolve('silence'), socket.destroy()));
  });
}

async function pour(socket: Socket, { chunk, times }: { chunk: Buffer; times: number }): Promise<void> {
  let refused = false;
  socket.once('data', () => (refused = true));
  socket.once('close', () => (refused = true));
  for (let i = 0; i < times && !refused; i += 1) {
    if (socket.write(chunk)) await new Promise((resolve) => setImmediate(resolve));
    else await Promise.race([once(socket, 'drain'), once(socket, 'data'), once(socket, 'close')]).catch(() => {});
  }
}
