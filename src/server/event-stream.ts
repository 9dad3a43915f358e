/**
 * One operation's results as server-sent events, in the form of the GraphQL over SSE protocol. A result is asked for
 * when the one before has gone out, so a slow reader costs no memory: graphql-sse's own handler would queue without a
 * bound, so only the form is taken from it. It knows neither tokens nor documents.
 */
import { Readable } from 'node:stream';
import { print } from 'graphql-sse';

/** Where results come from, one after the other. */
export interface Results {
  /** The next one as it is sent, or null after the last. Never rejects. */
  next(): Promise<object | null>;
  /** Nobody listens any more; a `next` that waits ends too. */
  stop(): void;
}

/** A comment, which clients skip. */
const comment = (text = ''): string => `:${text}\n\n`;

export class EventStream extends Readable {
  private pulling = false;
  private isOver = false;
  private readonly pinger: NodeJS.Timeout;

  /** @param pingMs how often a comment tells the client, and proxies in between, that the stream is alive */
  constructor(
    private readonly results: Results,
    pingMs: number,
  ) {
    super();
    // Some browsers open a stream with its first byte only.
    this.push(comment());
    this.pinger = setInterval(() => this.readableLength === 0 && this.push(comment()), pingMs).unref();
  }

  /** Ends it without `complete`, so that clients come back; once. @param reason for whoever reads the bytes */
  endEarly(reason: string): void {
    if (this.isOver) return;
    this.push(comment(` ${reason}`));
    this.end();
  }

  override _read(): void {
    if (!this.pulling && !this.isOver) this.pull().catch((error: Error) => this.destroy(error));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.finish();
    done(error);
  }

  private async pull(): Promise<void> {
    this.pulling = true;
    const result = await this.results.next();
    this.pulling = false;
    if (this.isOver) return;
    if (result !== null) return void this.push(print({ event: 'next', data: result }));
    this.push(print({ event: 'complete', data: null }));
    this.end();
  }

  private end(): void {
    this.finish();
    this.push(null);
  }

  private finish(): void {
    this.isOver = true;
    clearInterval(this.pinger);
    this.results.stop();
  }
}
