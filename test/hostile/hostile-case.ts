/** What a hostile case is: how it is sent, and exactly how it is refused. */
import type { ErrorCode } from '../../src/errors.js';

/** `ANSWERED`: strange, but well within the contract, so it is answered without an error. */
export type Expected = ErrorCode | 'ANSWERED';

/** A GraphQL request, sent as it stands over HTTP, for JSON and for events, and as the payload of a socket's `subscribe`. */
export interface DocumentCase {
  title: string;
  /** JSON, or what pretends to be. */
  body: string;
  /** Of the HTTP answer. */
  status: number;
  code: Expected;
  /** Where a socket is closed with this code rather than answered. */
  closes?: number;
  /** The only transport that it makes sense on. */
  over?: 'http' | 'socket';
}

/** One HTTP request that Node's own client can send. */
export interface HttpCase {
  title: string;
  method?: string;
  path?: string;
  /** Beside or instead of the good ones; an undefined one is left out. */
  headers?: Record<string, string | undefined>;
  body?: string | Buffer;
  status: number;
  code: Expected;
}

/** Bytes on a bare connection. */
export interface WireCase {
  title: string;
  bytes: (string | Buffer)[];
  /** Keeps sending this until the server has had enough, at most so often. */
  endless?: { chunk: Buffer; times: number };
  /** `cut` breaks the connection off after the bytes, `half` ends the sending side, `open` waits for the server. */
  then: 'cut' | 'half' | 'open';
  /** The status of the first answer; null where none can come. */
  status: number | null;
}

/** A token in the `Authorization` header, and in a socket's `connection_init`. */
export interface TokenCase {
  title: string;
  /** The header as it is sent; null for none. */
  authorization: () => Promise<unknown>;
  over?: 'http' | 'socket';
}

/** A conversation over a WebSocket that ends with a close code, or with an answer that bears an error's code. */
export interface SocketCase {
  title: string;
  headers?: Record<string, string>;
  protocol?: string;
  path?: string;
  /** Sent as soon as the socket is open. `HELLO` is a good `connection_init`. */
  first: (string | Buffer)[];
  /** Sent once it is acknowledged. */
  then?: (string | Buffer)[];
  /** Of the token in `HELLO`, in seconds. */
  expiresIn?: number;
  /** Never reads what comes. */
  deaf?: boolean;
  /** How it ends: a close code, an HTTP status where it never opens (101 where no protocol is agreed), a typed error, or an answer after it all. */
  ends: { closes: number } | { refused: number } | { error: ErrorCode } | { answers: true };
}

/** Stands for a good `connection_init`. */
export const HELLO = '\u0001hello\u0001';

/** A number as it stands in the JSON text, also where JavaScript cannot hold it. */
export class RawNumber {
  constructor(readonly text: string) {}
}

/** JSON with raw numbers as they are written. */
export function writeJson(value: unknown): string {
  const rawJson = (JSON as unknown as { rawJSON: (text: string) => unknown }).rawJSON;
  return JSON.stringify(value, (_key, inner: unknown) => (inner instanceof RawNumber ? rawJson(inner.text) : inner));
}
