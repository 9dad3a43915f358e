/** Server-sent events as a client without good manners reads them: event by event, comments included. */
import { type Frame, tokenFor } from './frame.js';

export interface ServerEvent {
  /** `next`, `complete`, or `comment`. */
  event: string;
  data: unknown;
}

export interface EventReader {
  status: number;
  headers: Headers;
  /** The next event that is no comment; null where the stream has ended. @throws where the connection broke */
  next(): Promise<ServerEvent | null>;
  /** The next one of any kind. */
  any(): Promise<ServerEvent | null>;
  /** The body of an answer that is no stream. */
  json(): Promise<{ errors: { message: string; extensions: Record<string, unknown> }[] }>;
  /** Lets go of the connection. */
  leave(this: void): void;
}

export interface Asked {
  subject?: string;
  seconds?: number;
  tenant?: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
}

/** Sends one request for a stream. */
export async function openEvents(
  { server }: Pick<Frame, 'server'>,
  params: object,
  asked: Asked = {},
): Promise<EventReader> {
  const { subject = 'alice', seconds = 600, tenant = 'acme', method = 'POST', headers = {} } = asked;
  const control = new AbortController();
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  const response = await fetch(`${server.url}/graphql${method === 'GET' ? `?${search.toString()}` : ''}`, {
    method,
    headers: {
      accept: 'text/event-stream',
      authorization: `Bearer ${await tokenFor(subject, seconds, tenant)}`,
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(method === 'POST' && { body: JSON.stringify(params) }),
    signal: control.signal,
  });
  const body = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const any: EventReader['any'] = async () => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        return parse(block);
      }
      const { done, value } = await body.read();
      if (done) return null;
      text += value;
    }
  };
  const next: EventReader['next'] = async () => {
    for (;;) {
      const event = await any();
      if (event?.event !== 'comment') return event;
    }
  };
  const json: EventReader['json'] = async () => {
    for (let part = await body.read(); !part.done; part = await body.read()) text += part.value;
    return JSON.parse(text) as Awaited<ReturnType<EventReader['json']>>;
  };
  return { status: response.status, headers: response.headers, next, any, json, leave: () => control.abort() };
}

function parse(block: string): ServerEvent {
  if (block.startsWith(':')) return { event: 'comment', data: block.slice(1) };
  const [, event = '', data = ''] = /^event: (\w+)\ndata: ?(.*)$/.exec(block) ?? [];
  return { event, data: data === '' ? null : (JSON.parse(data) as unknown) };
}
