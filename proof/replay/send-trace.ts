/**
 * Sends the rows of a trace as checks, each at its time or as fast as the bound on concurrency lets it, reports what was
 * really used when the work would be done, and counts what comes back. What may be repeated is repeated with the same
 * key; amounts are summed as nano-credits.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { parseCredits } from '../../src/core/amounts.js';
import { CallFailed, type ApiClient } from '../support/api-client.js';
import type { TraceRow } from './read-trace.js';

export interface SendOptions {
  /** Acts for the subjects. */
  gateway: ApiClient;
  /** Makes the keys of this run its own, and is the session of every check. */
  runId: string;
  subjects: { subject: string; groups: string[] }[];
  product: string;
  feature: string;
  /** How many times faster than the trace; Infinity: no pacing. */
  speed: number;
  concurrency: number;
  stopped: AbortSignal;
}

/** What the checks came to; amounts in nano-credits, times in milliseconds. */
export interface Tally {
  sent: number;
  answered: number;
  verdicts: Map<string, number>;
  layers: Map<string, bigint>;
  requested: bigint;
  granted: bigint;
  /** Reports of usage that were taken, and the tokens that they named: what the books must come to. */
  reported: number;
  inputTokens: bigint;
  outputTokens: bigint;
  /** By code: how often an answer was an error, and of those how often the row got no answer in the end. */
  errors: Map<string, { times: number; final: number; message: string }>;
  latencies: number[];
  /** How far behind the trace the slowest start was. */
  behindMs: number;
  elapsedMs: number;
}

interface CheckAnswer {
  id: string;
  outcome: string;
  reason: string;
  requested: string;
  granted: string;
  draws: { layer: string; source: string; amount: string }[];
}

const CHECK = `mutation ($input: CheckAccessInput!) {
  checkAccess(input: $input) { id outcome reason requested granted draws { layer source amount } }
}`;
const RECORD = 'mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { id } }';

const HOLD_SECONDS = 86_400;
const TRIES = 6;
const TOKENS_PER_SECOND = 50;

export class TraceSender {
  readonly tally: Tally = {
    sent: 0,
    answered: 0,
    verdicts: new Map(),
    layers: new Map(),
    requested: 0n,
    granted: 0n,
    reported: 0,
    inputTokens: 0n,
    outputTokens: 0n,
    errors: new Map(),
    latencies: [],
    behindMs: 0,
    elapsedMs: 0,
  };
  private readonly running = new Set<Promise<void>>();
  private readonly reports = new Set<Promise<void>>();

  constructor(private readonly options: SendOptions) {}

  /** Sends every row and waits for every answer. @throws what ends the run: a signal, or a malformed row */
  async send(rows: AsyncIterable<TraceRow>): Promise<Tally> {
    const { speed, concurrency, stopped } = this.options;
    const began = performance.now();
    let first: number | undefined;
    for await (const row of rows) {
      first ??= row.at;
      const due = Number.isFinite(speed) ? began + (row.at - first) / speed : began;
      const early = due - performance.now();
      // Timers count whole milliseconds.
      if (early >= 1) await pause(early, undefined, { signal: stopped });
      while (this.running.size >= concurrency) await Promise.race(this.running);
      stopped.throwIfAborted();
      if (Number.isFinite(speed)) this.tally.behindMs = Math.max(this.tally.behindMs, performance.now() - due);
      const work: Promise<void> = this.sendRow(row).finally(() => this.running.delete(work));
      this.running.add(work);
    }
    await Promise.all(this.running);
    this.tally.elapsedMs = performance.now() - began;
    await Promise.all(this.reports);
    stopped.throwIfAborted();
    return this.tally;
  }

  private async sendRow(row: TraceRow): Promise<void> {
    const { gateway, runId, subjects, product, feature } = this.options;
    const { subject, groups } = subjects[(row.no - 1) % subjects.length]!;
    const usage = [
      { dimension: 'input_tokens', quantity: row.contextTokens },
      { dimension: 'output_tokens', quantity: outputEstimate(row.generatedTokens) },
    ];
    const input = { subject, groups, product, feature, usage, session: runId, holdSeconds: HOLD_SECONDS };
    this.tally.sent += 1;
    const began = performance.now();
    const variables = { input: { ...input, idempotencyKey: `${runId}:${row.no}` } };
    const answer = await this.insist(() => gateway.ask<{ checkAccess: CheckAnswer }>(CHECK, variables));
    if (!answer) return;
    this.tally.latencies.push(performance.now() - began);
    this.count(answer.checkAccess);
    if (answer.checkAccess.outcome !== 'DENIED') this.reportLater(answer.checkAccess.id, row);
  }

  private count({ outcome, reason, requested, granted, draws }: CheckAnswer): void {
    const { tally } = this;
    const verdict = outcome === reason ? outcome : `${outcome} ${reason}`;
    tally.answered += 1;
    tally.verdicts.set(verdict, (tally.verdicts.get(verdict) ?? 0) + 1);
    tally.requested += parseCredits(requested) ?? 0n;
    tally.granted += parseCredits(granted) ?? 0n;
    for (const { layer, source, amount } of draws) {
      const name = layer === 'POOL' ? `${layer} ${source}` : layer;
      tally.layers.set(name, (tally.layers.get(name) ?? 0n) + (parseCredits(amount) ?? 0n));
    }
  }

  private reportLater(decisionId: string, row: TraceRow): void {
    const { gateway, runId, speed, stopped } = this.options;
    const workMs = (row.generatedTokens / TOKENS_PER_SECOND) * (1000 / speed);
    const usage = [
      { dimension: 'input_tokens', quantity: row.contextTokens },
      { dimension: 'output_tokens', quantity: row.generatedTokens },
    ];
    const input = { decisionId, usage, idempotencyKey: `${runId}:${row.no}` };
    const work: Promise<void> = pause(workMs, undefined, { signal: stopped })
      .then(() => this.insist(() => gateway.ask(RECORD, { input })))
      .then((done) => {
        if (!done) return;
        this.tally.reported += 1;
        this.tally.inputTokens += BigInt(row.contextTokens);
        this.tally.outputTokens += BigInt(row.generatedTokens);
      })
      .finally(() => this.reports.delete(work));
    // A stop rejects all of them at once; `send` has only one to wait for.
    work.catch(() => undefined);
    this.reports.add(work);
  }

  /** Repeats what may be repeated, waiting longer each time; undefined where there is no answer in the end. */
  private async insist<T>(call: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        const final = !error.retryable || attempt === TRIES;
        const known = this.tally.errors.get(error.code) ?? { times: 0, final: 0, message: error.message };
        this.tally.errors.set(error.code, { ...known, times: known.times + 1, final: known.final + Number(final) });
        if (final) return undefined;
        await pause(50 * 2 ** attempt, undefined, { signal: this.options.stopped });
      }
    }
  }
}

/** What a caller would announce before it works: the next power of two above what came out, at least 64. */
export function outputEstimate(generatedTokens: number): number {
  return Math.max(64, 2 ** Math.ceil(Math.log2(Math.max(1, generatedTokens))));
}

/** The value below which a share of the sorted values lies (nearest rank); NaN where there are none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
