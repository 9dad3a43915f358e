/** The one socket: whether it is there, since when it is not, and when it is tried again. */
import type { Client, ClientOptions } from 'graphql-ws';
import { clock } from '../clock';
import { store } from '../store';
import { session, signedOut } from '../session/session';

export type Connection =
  | { state: 'live' }
  | { state: 'connecting' }
  /** What is shown was so at `since`; the next try is at `retryAt`. */
  | { state: 'reconnecting'; since: number; retryAt: number }
  | { state: 'signed-out' };

export const connection = store<Connection>({ state: 'connecting' });

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A server that does not answer a ping within so long is gone, whatever the socket says. */
const PONG_MS = 10_000;

let lost = 0;
let pong: ReturnType<typeof setTimeout> | undefined;
let socket: Client | undefined;
let wake: (() => void) | undefined;

function tryAgainAt(retryAt: number): void {
  lost ||= clock.now();
  const isHere = session.get() !== null && signedOut.get() === null;
  connection.set(isHere ? { state: 'reconnecting', since: lost, retryAt } : { state: 'signed-out' });
}

export const socketState = {
  use(client: Client): void {
    socket = client;
  },
  listeners: {
    connected() {
      lost = 0;
      connection.set({ state: 'live' });
    },
    ping(received) {
      if (!received) pong = setTimeout(() => socket?.terminate(), PONG_MS);
    },
    pong(received) {
      if (received) clearTimeout(pong);
    },
    closed() {
      clearTimeout(pong);
      tryAgainAt(clock.now());
    },
  } satisfies NonNullable<ClientOptions['on']>,
  /** Waits longer each time, by chance a little more or less, and not at all once the network is back. */
  async waitBeforeTry(tries: number): Promise<void> {
    const wait = Math.min(FIRST_WAIT_MS * 2 ** tries, LONGEST_WAIT_MS) * (0.75 + Math.random() / 2);
    tryAgainAt(clock.now() + wait);
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, wait);
    });
  },
};

window.addEventListener('online', () => wake?.());
session.watch(() => wake?.());
signedOut.watch(() => {
  if (signedOut.get() !== null) connection.set({ state: 'signed-out' });
});
