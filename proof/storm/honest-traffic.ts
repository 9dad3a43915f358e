/**
 * People who only work, in both tenants, each at a steady pace: a check, its report, a look at the account. While hostile
 * members do their worst none of these calls may be refused, and none may get much slower for long (docs/rules.md, 33).
 * Nothing is asked a second time here: who is refused once has been stopped.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { BUY, CHECK, RECORD, SET_PLAN } from './documents.js';
import type { Caller } from './caller.js';
import type { StormClient } from './storm-client.js';
import { PRODUCT, TENANTS } from './storm-world.js';

/** How many people of each tenant work. */
const PEOPLE = 3;
const EACH_MS = 120;
/** Latencies are judged in spans of so long … */
const SPAN_MS = 5_000;
/** … so many slow ones in a row are too long … */
const MOST_SLOW_SPANS = 4;
/** … and slow is so many times the calm p99, which counts as no less than this. */
const SLOWER = 10;
const LEAST_CALM_MS = 20;
const CREDITS = '100000';
const ACCOUNT = 'query ($subject: ID) { account(subject: $subject) { balance { available } } }';

export interface Pace {
  /** The p99 before anybody was hostile, and of the worst span since, in milliseconds. */
  calmMs: number;
  worstMs: number;
  /** The slowest single call since. */
  slowestMs: number;
  calls: number;
}

export class HonestTraffic {
  readonly pace: Pace = { calmMs: 0, worstMs: 0, slowestMs: 0, calls: 0 };
  private span: number[] = [];
  private slowSpans = 0;

  constructor(private readonly client: (name: string) => StormClient) {}

  /**
   * Works until it is told to stop.
   * @param calmMs so long nobody is hostile yet
   */
  async run(calmMs: number, done: () => boolean): Promise<void> {
    const people = TENANTS.flatMap((tenant) =>
      Array.from({ length: PEOPLE }, (_, i) => ({ tenant, subject: `honest-${i}` })),
    );
    const working = people.map(async ({ tenant, subject }) => {
      const client = this.client(`${tenant}-${subject}`);
      await client.asAdmin(tenant, SET_PLAN, { subject, plan: 'payg' });
      await client.asAdmin(tenant, BUY, { input: { subject, credits: CREDITS, idempotencyKey: client.key() } });
      while (!done()) await this.work(client, tenant, subject);
    });
    await Promise.all([...working, this.judge(calmMs, done)]);
  }

  private async work(client: StormClient, tenant: string, subject: string): Promise<void> {
    const usage = [{ dimension: 'units', quantity: 1 }];
    const about = { subject, product: PRODUCT, feature: 'call', usage, idempotencyKey: client.key() };
    const checked = await this.call(client, tenant, CHECK, { input: { ...about, holdSeconds: 60 } });
    const decision = checked?.checkAccess as { id: string; outcome: string } | undefined;
    if (decision?.outcome !== 'ALLOWED') {
      client.evidence.violated('rule 33', `honest work was stopped: ${JSON.stringify(checked)}`);
      return;
    }
    const report = { decisionId: decision.id, usage, idempotencyKey: client.key() };
    await this.call(client, tenant, RECORD, { input: report });
    await this.call(client, tenant, ACCOUNT, { subject });
  }

  /** One call, timed; an answer with an error is a finding. */
  private async call(client: StormClient, tenant: string, query: string, variables: Record<string, unknown>) {
    const asked = await client.asGateway(query, variables, tenant);
    const caller: Caller = client.anyCaller(client.random);
    const began = performance.now();
    const answer = await caller.ask(asked);
    const took = performance.now() - began;
    this.span.push(took);
    this.pace.calls += 1;
    this.pace.slowestMs = Math.max(this.pace.slowestMs, took);
    const errors = answer === 'lost' ? [{ message: 'no answer' }] : (answer.errors ?? []);
    for (const { message } of errors) client.evidence.violated('rule 33', `honest work was refused: ${message}`);
    await pause(Math.max(0, EACH_MS - took));
    return answer === 'lost' ? null : answer.data;
  }

  /** Looks at one span after the other: the first ones say what is calm, the others are compared with it. */
  private async judge(calmMs: number, done: () => boolean): Promise<void> {
    await pause(calmMs);
    Object.assign(this.pace, { calmMs: Math.max(LEAST_CALM_MS, p99(this.span)), slowestMs: 0 });
    const { evidence } = this.client('honest-judge');
    for (this.span = []; !done(); this.span = []) {
      for (const until = Date.now() + SPAN_MS; Date.now() < until && !done();) await pause(100);
      const found = p99(this.span);
      this.pace.worstMs = Math.max(this.pace.worstMs, found);
      this.slowSpans = found > SLOWER * this.pace.calmMs ? this.slowSpans + 1 : 0;
      if (this.slowSpans !== MOST_SLOW_SPANS) continue;
      const times = `p99 ${Math.round(found)} ms, calm ${Math.round(this.pace.calmMs)} ms`;
      evidence.violated('rule 33', `honest work was slowed down for ${(MOST_SLOW_SPANS * SPAN_MS) / 1000} s: ${times}`);
    }
  }
}

function p99(milliseconds: readonly number[]): number {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
}
