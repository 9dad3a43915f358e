/** Readers that go away before they have their answer, or half-way through it: nothing of ours has gone wrong. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type Frame, startFrame, tokenFor } from './frame.js';

const ERROR = 50;

interface Line {
  level: number;
  msg: string;
  requestId?: string;
}

let frame: Frame | undefined;
afterEach(() => frame?.server.close());

/** A server that logs all it has to say. */
async function start() {
  const lines: Line[] = [];
  let wake = (): void => undefined;
  const write = (line: string) => {
    lines.push(JSON.parse(line) as Line);
    wake();
  };
  frame = await startFrame({ log: pino({ level: 'debug' }, { write }) });
  /** Resolves with what is said of a request. */
  const said = async (requestId: string): Promise<Line> => {
    for (;;) {
      const line = lines.find((each) => each.requestId === requestId);
      if (line) return line;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return { frame, lines, said };
}

/** Asks for a long answer over a socket of its own, which takes it as gzip. */
async function asking({ server }: Frame, requestId: string, query: string): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  const body = JSON.stringify({ query });
  const head = [
    'POST /graphql HTTP/1.1',
    ...['host: x', 'content-type: application/json', 'accept-encoding: gzip', `x-request-id: ${requestId}`],
    ...[`authorization: Bearer ${await tokenFor('alice')}`, `content-length: ${Buffer.byteLength(body)}`],
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return socket;
}

/** Waits, once a request has come, until the server has seen the end of its connection. */
function endOfNext(): () => Promise<void> {
  const channel = 'http.server.request.start';
  const ended = new Promise<void>((resolve) => {
    const seen = (message: unknown): void => {
      unsubscribe(channel, seen);
      (message as { socket: Socket }).socket.once('close', () => resolve());
    };
    subscribe(channel, seen);
  });
  return () => ended;
}

/** Text that gzip makes little shorter, so that it does not fit into the buffers on its way. */
const random = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(0x4e00 + Math.random() * 0x5000)).join('');

test('a reader that left before its answer is no error', async () => {
  const { frame, said, lines } = await start();
  const running = once(frame.events, 'slow');
  const ended = endOfNext();
  const socket = await asking(frame, 'gone', `{ slow echo(text: "${random(100_000)}") }`);
  await running;
  socket.destroy();
  await ended();
  frame.events.emit('release');
  expect(await said('gone')).toMatchObject({ level: 20, msg: 'the reader went away' });
  expect(lines.filter(({ level }) => level >= ERROR)).toEqual([]);
});

test('a reader that left half-way is no error', async () => {
  const { frame, lines } = await start();
  for (let n = 0; n < 5; n += 1) {
    const socket = await asking(
      frame,
      `half-${n}`,
      `{ ${['a', 'b', 'c', 'd'].map((name) => `${name}: echo(text: "${random(80_000)}")`).join(' ')} }`,
    );
    await once(socket, 'data');
    socket.destroy();
  }
  await frame.server.close();
  expect(lines.filter(({ level }) => level >= ERROR)).toEqual([]);
});
