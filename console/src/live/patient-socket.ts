/**
 * A socket that outlives its token. A server that refuses a token closes with 4401, after which graphql-ws never tries
 * again. Here that is one more lost connection, and the next try waits for another token.
 */
import { session, tokenRefused } from '../session/session';

const UNAUTHORIZED = 4401;
/** Clients come back after it. */
const FORBIDDEN = 4403;

let sent = '';

/** The token to begin with; it is remembered, should it be refused. */
export function tokenToSend(): string {
  sent = session.get()?.token ?? '';
  return sent;
}

const onclose = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'onclose');

export class PatientSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols);
    Object.defineProperty(this, 'onclose', {
      set: (told: ((event: CloseEvent) => void) | null) => {
        onclose?.set?.call(this, (event: CloseEvent) => {
          if (event.code !== UNAUTHORIZED) return told?.(event);
          tokenRefused(sent);
          told?.(new CloseEvent('close', { code: FORBIDDEN, reason: event.reason, wasClean: event.wasClean }));
        });
      },
    });
  }
}
