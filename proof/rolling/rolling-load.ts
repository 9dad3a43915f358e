/**
 * Clients that check and report until they are told to stop, as honest ones do: what was not answered, or was refused
 * with `retryable`, they repeat with the same key. They keep what they were told, to be compared with what is stored.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, CallFailed } from '../support/api-client.js';

const CHECK = `mutation ($input: CheckAccessInput!) { checkAccess(input: $input) { id outcome proceed granted } }`;
const RECORD = `mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id state } }`;

const MOST_TRIES = 60;
const BETWEEN_TRIES_MS = 250;

/** What happened to calls in one part of a run. */
export interface Part {
  name: string;
  calls: number;
  /** By the code of what was repeated. */
  repeated: Map<string, number>;
  /** How long each call took, with its repetitions. */
  milliseconds: number[];
}

/** What a client was told. */
export interface Told {
  subject: string;
  key: string;
  id: string;
  outcome: string;
}

interface Checked {
  checkAccess: { id: string; outcome: string; proceed: boolean };
}

export class RollingLoad {
  readonly told: Told[] = [];
  /** Calls that could not be ended well, each with its reason. */
  readonly failed: string[] = [];
  readonly parts: Part[] = [];
  private readonly ending = new AbortController();
  private running: Promise<void>[] = [];

  /** @param clients one for each subject, who works for itself */
  constructor(
    private readonly clients: readonly { subject: string; client: ApiClient }[],
    private readonly stopped: AbortSignal,
  ) {}

  /** From now on calls count to a new part. */
  begin(name: string): void {
    this.parts.push({ name, calls: 0, repeated: new Map(), milliseconds: [] });
  }

  start(): void {
    this.running = this.clients.map(({ subject, client }) => this.work(subject, client));
  }

  /** Every call that is under way is brought to its end. */
  async stop(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.running);
  }

  private async work(subject: string, client: ApiClient): Promise<void> {
    for (let n = 0; !this.ending.signal.aborted && !this.stopped.aborted; n += 1) {
      const key = `${subject}-${n}`;
      const about = { subject, product: 'codex', feature: 'gpt-5.4-mini' };
      const usage = [{ dimension: 'input_tokens', quantity: String(1_000 + (n % 7)) }];
      const checked = await this.call<Checked>(client, CHECK, { ...about, usage, idempotencyKey: key });
      if (!checked) continue;
      const { id, outcome } = checked.checkAccess;
      this.told.push({ subject, key, id, outcome });
      if (outcome !== 'ALLOWED') this.failed.push(`${key} was ${outcome}, though there is enough of everything`);
      else await this.call(client, RECORD, { decisionId: id, usage, idempotencyKey: key });
    }
  }

  /** @returns null where it could not be ended well, which is told */
  private async call<T>(client: ApiClient, document: string, input: Record<string, unknown>): Promise<T | null> {
    const part = this.parts.at(-1)!;
    const began = performance.now();
    part.calls += 1;
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await client.ask<T>(document, { input });
        part.milliseconds.push(performance.now() - began);
        return answer;
      } catch (error) {
        this.stopped.throwIfAborted();
        if (!(error instanceof CallFailed)) throw error;
        if (error.retryable && tries < MOST_TRIES) {
          part.repeated.set(error.code, (part.repeated.get(error.code) ?? 0) + 1);
          await pause(BETWEEN_TRIES_MS, undefined, { signal: this.stopped });
          continue;
        }
        this.failed.push(`${String(input.idempotencyKey)} after ${tries} tries: ${error.code}, ${error.message}`);
        return null;
      }
    }
  }
}
