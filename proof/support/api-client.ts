/**
 * A caller of the API as any client would be one: GraphQL over HTTP, and one WebSocket for what is live. It repeats
 * nothing by itself; whoever calls decides, by `retryable`.
 */
import { createClient, type Client } from 'graphql-ws';

/** A call that brought no data: refused with a code of the API's list, or `NO_ANSWER`. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';

  constructor(
    readonly code: string,
    message: string,
    /** The same call with the same key may pass later. */
    readonly retryable: boolean,
  ) {
    super(message);
  }
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: { code?: string; retryable?: boolean } }[];
}

const ANSWER_WITHIN_MS = 20_000;

export class ApiClient {
  private socket: Client | undefined;

  /**
   * @param url where the server listens, without `/graphql`
   * @param token of the caller
   * @param stopped ends what is under way
   */
  constructor(
    readonly url: string,
    private readonly token: string,
    private readonly stopped: AbortSignal,
  ) {}

  /**
   * Sends one document and answers its data.
   * @throws CallFailed where there is an error in the answer, or none came
   */
  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const { data, errors } = await this.post(JSON.stringify({ query, variables }));
    const [first] = errors ?? [];
    if (first) {
      const { code = 'INTERNAL', retryable = false } = first.extensions ?? {};
      throw new CallFailed(code, first.message, retryable);
    }
    return data as T;
  }

  /**
   * Listens until the tool stops or the socket is closed.
   * @param heard gets each event's data
   * @param failed is told once, when no more will come for another reason
   */
  listen<T>(query: string, variables: Record<string, unknown>, heard: (data: T) => void, failed: (why: Error) => void) {
    this.socket ??= createClient({
      url: `${this.url.replace(/^http/, 'ws')}/graphql`,
      connectionParams: { authorization: `Bearer ${this.token}` },
      retryAttempts: 0,
    });
    this.socket.subscribe<T>(
      { query, variables },
      {
        next: ({ data, errors }) => {
          if (data) heard(data);
          else failed(new Error(errors?.[0]?.message ?? 'an event without data'));
        },
        error: (why) => failed(new Error(`the socket failed: ${describe(why)}`)),
        complete: () => undefined,
      },
    );
  }

  /** Closes the socket, where one is open. */
  async close(): Promise<void> {
    await this.socket?.dispose();
  }

  private async post(body: string): Promise<Answer> {
    const ending = new AbortController();
    const stop = () => ending.abort(this.stopped.reason);
    const late = setTimeout(() => ending.abort(new Error('it took too long')), ANSWER_WITHIN_MS);
    this.stopped.addEventListener('abort', stop);
    try {
      this.stopped.throwIfAborted();
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.token}` };
      const response = await fetch(`${this.url}/graphql`, { method: 'POST', headers, body, signal: ending.signal });
      return (await response.json()) as Answer;
    } catch (error) {
      this.stopped.throwIfAborted();
      throw new CallFailed('NO_ANSWER', `${this.url} did not answer: ${describe(error)}`, true);
    } finally {
      clearTimeout(late);
      this.stopped.removeEventListener('abort', stop);
    }
  }
}

function describe(error: unknown): string {
  if (Array.isArray(error)) return error.map(describe).join('; ');
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, reason, code, cause } = error as {
    message?: string;
    reason?: string;
    code?: unknown;
    cause?: unknown;
  };
  if (cause) return `${message ?? ''} (${describe(cause)})`;
  return message || reason || `code ${String(code)}`;
}
