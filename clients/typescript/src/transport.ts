/**
 * One call to Spillway over HTTP, repeated with the same variables while that may help: by `retryable`, or because no
 * answer came. It never makes up a key, so whatever is repeated is the same call. It also knows how Spillway's clock runs.
 */
import { NOW, type Operation } from './api.js';
import { Refused, type RefusalCode, Unreachable } from './errors.js';
import { backOffMs, orAborted, pause } from './wait.js';

/** How to reach Spillway. */
export interface TransportOptions {
  /** The address of the server, with or without `/graphql`. */
  url: string;
  /** A token, or what gives one; it is asked before every try, so it may renew. */
  token: string | (() => string | Promise<string>);
  /** In place of the global `fetch`. */
  fetch?: typeof fetch;
}

/** Bounds of one call. */
export interface CallOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds for all tries together; 30,000 by default. */
  withinMs?: number;
  /** Milliseconds for one try; 10,000 by default. */
  tryMs?: number;
  /** One try only. */
  once?: boolean;
}

interface AnswerError {
  message: string;
  path?: (string | number)[];
  extensions?: Partial<Record<string, unknown>>;
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: AnswerError[];
  retryAfter: string | null;
}

/** The way to one Spillway. */
export class Transport {
  /** Where GraphQL is, over HTTP. */
  readonly endpoint: string;
  /** False from a call that got no answer until the next that gets one. */
  reachable = true;
  private aheadMs = 0;
  private isClockKnown = false;
  private readonly fetch: typeof fetch;

  constructor(private readonly options: TransportOptions) {
    this.endpoint = `${options.url.replace(/\/(graphql)?\/?$/, '')}/graphql`;
    this.fetch = options.fetch ?? ((...args) => fetch(...args));
  }

  /** A token for this moment. */
  async token(): Promise<string> {
    const { token } = this.options;
    return typeof token === 'string' ? token : token();
  }

  /** About now by Spillway's clock, and never later. */
  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  /** An instant of Spillway's by this machine's clock, in milliseconds. */
  localTime(instant: string): number {
    return Date.parse(instant) - this.aheadMs;
  }

  /** An instant of this machine's by Spillway's clock; both in milliseconds. */
  serverTime(local: number): number {
    return local + this.aheadMs;
  }

  /** Learns Spillway's clock from an instant that it has just named. */
  sawInstant(instant: string): void {
    const at = Date.parse(instant);
    if (Number.isNaN(at)) return;
    this.aheadMs = at - Date.now();
    this.isClockKnown = true;
  }

  /** Asks what time it is by Spillway's clock. @throws Refused, Unreachable */
  async learnClock(options: CallOptions): Promise<void> {
    this.sawInstant(await this.ask<string>(NOW, {}, options));
  }

  /**
   * Sends an operation whose one root field is the answer.
   * @throws Refused where Spillway says no for good, or still after `withinMs`
   * @throws Unreachable where no answer came until then
   */
  async ask<T>(operation: Operation, variables: object, options: CallOptions = {}): Promise<T> {
    const { signal, withinMs = 30_000, tryMs = 10_000, once = false } = options;
    const end = Date.now() + withinMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await this.post(operation, variables, Math.min(tryMs, Math.max(1, end - Date.now())), signal);
        const [first] = answer.errors ?? [];
        if (first) throw refusal(first, answer.retryAfter);
        return valueOf<T>(answer);
      } catch (error) {
        const waitMs = waitBefore(error, attempt);
        if (waitMs === null || once || Date.now() + waitMs >= end) {
          if (error instanceof Unreachable) this.reachable = false;
          throw error;
        }
        await pause(waitMs, signal);
      }
    }
  }

  /**
   * Sends an operation whose one root field is a list, once.
   * @returns for each element what was answered, or how it was refused
   * @throws Refused where the whole of it is refused; Unreachable
   */
  async askEach<T>(operation: Operation, variables: object, options: CallOptions = {}): Promise<(T | Refused)[]> {
    const { signal, tryMs = 10_000 } = options;
    try {
      const answer = await this.post(operation, variables, tryMs, signal);
      const refused = new Map(answer.errors?.map((error) => [error.path?.[1], refusal(error, answer.retryAfter)]));
      const whole = refused.get(undefined);
      if (whole) throw whole;
      return valueOf<T[]>(answer).map((value, index) => refused.get(index) ?? value);
    } catch (error) {
      if (error instanceof Unreachable) this.reachable = false;
      throw error;
    }
  }

  private async freshToken(): Promise<string> {
    try {
      return await this.token();
    } catch (error) {
      throw new Unreachable(`No token could be had: ${reasonOf(error)}`, { cause: error });
    }
  }

  private async post(
    { name, document }: Operation,
    variables: object,
    tryMs: number,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const ending = new AbortController();
    const stop = () => ending.abort(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    const late = setTimeout(() => ending.abort(new Unreachable(`Spillway did not answer within ${tryMs} ms.`)), tryMs);
    try {
      signal?.throwIfAborted();
      const authorization = `Bearer ${await orAborted(this.freshToken(), ending.signal)}`;
      const response = await this.fetch(this.endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', authorization },
        body: JSON.stringify({ operationName: name, query: document, variables }),
        signal: ending.signal,
      });
      const answer = answerIn(response, await response.text());
      this.reachable = true;
      // To the second, by whoever answers last, and not for pages of other origins: so only until an answer tells better.
      if (!this.isClockKnown) this.sawInstant(response.headers.get('date') ?? '');
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof Refused || error instanceof Unreachable) throw error;
      if (ending.signal.aborted) throw ending.signal.reason;
      // fetch says no more than that it failed; the cause tells why.
      throw new Unreachable(`${this.endpoint} cannot be reached: ${reasonOf(error)}`, { cause: error });
    } finally {
      clearTimeout(late);
      signal?.removeEventListener('abort', stop);
    }
  }
}

/** @throws Unreachable where something else answered */
function answerIn(response: Response, body: string): Answer {
  const retryAfter = response.headers.get('retry-after');
  try {
    const answer = { ...(JSON.parse(body) as Answer), retryAfter };
    if (answer.data || answer.errors?.length) return answer;
  } catch {
    // Not JSON, as of a proxy.
  }
  throw new Unreachable(`Something that is not Spillway answered with status ${response.status}.`);
}

function valueOf<T>({ data }: Answer): T {
  return Object.values(data ?? {})[0] as T;
}

function refusal({ message, extensions = {} }: AnswerError, retryAfter: string | null): Refused {
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  return new Refused({
    code: (extensions.code ?? 'INTERNAL') as RefusalCode,
    message,
    retryable: extensions.retryable === true,
    outcomeUnknown: extensions.outcomeUnknown === true,
    requestId: extensions.requestId as string | undefined,
    argument: extensions.argument as string | undefined,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : undefined,
  });
}

/** Milliseconds to wait before the next try; null where it would not help. */
function waitBefore(error: unknown, attempt: number): number | null {
  if (error instanceof Unreachable) return backOffMs(attempt);
  if (!(error instanceof Refused)) return null;
  // A token may expire between being given and being read; a second refusal is meant.
  if (error.code === 'UNAUTHENTICATED') return attempt === 0 ? 0 : null;
  return error.retryable || error.outcomeUnknown ? Math.max(error.retryAfterMs ?? 0, backOffMs(attempt)) : null;
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: Error & { code?: string } };
  return cause?.message || cause?.code || message;
}
