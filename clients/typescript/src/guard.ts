/**
 * Asks before work begins, and answers with a run or with the reason why not. Where Spillway does not answer, work may begin
 * on a lease that is held ahead, or within a bound of risk; never beyond. A key that began before goes on where it was.
 */
import { CHECK, type CheckInput, type Decision } from './api.js';
import { nanoOf, type Credits } from './credits.js';
import { alreadyEnded, denialOf, type Denied } from './denial.js';
import { Misuse, Refused, Unreachable } from './errors.js';
import { KeptHold } from './kept-hold.js';
import { scopeOf, type Leases, type LeaseShare, type LeaseTerms } from './leases.js';
import type { Outbox } from './outbox.js';
import type { RunNote } from './outbox-state.js';
import type { Prices } from './prices.js';
import { randomId } from './random-id.js';
import { boundsOf, isBounded, type RequestBounds } from './request-bounds.js';
import { Run, type Ground } from './run.js';
import type { Transport } from './transport.js';
import { inputOf, isSome, less, plus, quantitiesIn, quantitiesOf, type Quantities, type Usage } from './usage.js';

/** What work asks for. */
export interface GuardRequest extends RequestBounds {
  /** Names this piece of work, for ever: 1 to 140 characters. After a crash, ask with the same one. */
  key: string;
  subject: string;
  /** The subject's groups; only with `act_for`. */
  groups?: string[];
  product: string;
  feature: string;
  /** The most that the work may use. */
  atMost: Usage;
  /** `UP_TO` takes what there is, in whole units: see `granted`. */
  mode?: 'ALL_OR_NOTHING' | 'UP_TO';
  /** With `UP_TO`: what is too little to begin. */
  minimum?: Usage;
  /** 600 by default. The hold is extended while the run goes on, so this is what a dead worker blocks. */
  holdSeconds?: number;
  session?: string;
  labels?: Record<string, string>;
  /** Keeps a hold ahead for this subject and feature, to be spent while Spillway does not answer. */
  lease?: LeaseTerms;
  /** Ends the waiting, and the stream that is metered later. */
  signal?: AbortSignal;
}

/** What may be risked without an answer: so many credits of work that Spillway does not know of yet, at any one time. */
export interface FailOpen {
  credits: Credits;
}

/** What guarding needs of its client. */
export interface GuardPlace {
  transport: Transport;
  outbox: Outbox;
  prices: Prices;
  leases: Leases;
  wake: () => void;
  failOpen: FailOpen | null;
  /** Milliseconds that a decision may take while Spillway is believed to be there. */
  decideWithinMs: number;
}

/** While Spillway did not answer last time, each guard asks once, so briefly, before it goes on without. */
const PROBE_MS = 500;
const MAX_KEY = 140;

/** Begins runs, at most one at a time for each key. */
export class Guard {
  /** By key; null while it is decided. */
  private readonly live = new Map<string, Run | null>();
  /** Nano-credits that fail-open runs under way may still use. */
  private risked = 0n;

  constructor(private readonly place: GuardPlace) {}

  /** See `Spillway.guard`. */
  async begin(request: GuardRequest): Promise<Run | Denied> {
    const { key } = request;
    if (key.length < 1 || key.length > MAX_KEY) throw new Misuse(`A key has 1 to ${MAX_KEY} characters.`);
    if (this.live.has(key)) throw new Misuse(`A run with the key ${key} is under way in this client.`);
    this.live.set(key, null);
    try {
      const answer = await this.decide(request);
      if (answer.proceed) this.live.set(key, answer);
      else this.live.delete(key);
      return answer;
    } catch (error) {
      this.live.delete(key);
      throw error;
    }
  }

  /** Cancels all that is under way, so that what it has used is kept. */
  async endAll(): Promise<void> {
    const runs = [...this.live.values()].filter((run) => run !== null);
    await Promise.allSettled(runs.map((run) => run.cancel()));
  }

  private async decide(request: GuardRequest): Promise<Run | Denied> {
    const { transport, outbox } = this.place;
    const note = outbox.run(request.key);
    if (note?.ended) return alreadyEnded(note);
    // A run that began on a lease goes on there: Spillway does not know its key.
    if (note?.via === 'lease') {
      const run = await this.onLease(request, note);
      if (run) return run;
    }
    // Work whose end could not be kept is not begun.
    outbox.reserve()();
    let decision: Decision;
    try {
      decision = await this.ask(request);
    } catch (error) {
      if (!isAway(error)) throw error;
      const run = await this.withoutAnswer(request, note);
      if (run) return run;
      throw error;
    }
    if (!decision.replayed) transport.sawInstant(decision.decidedAt);
    if (!decision.proceed) return { proceed: false, denial: denialOf(decision) };
    this.prepare(request);
    return this.onDecision(request, decision, note);
  }

  private ask(request: GuardRequest): Promise<Decision> {
    const { transport, decideWithinMs } = this.place;
    const { signal } = request;
    const bounds = transport.reachable ? { withinMs: decideWithinMs } : { withinMs: PROBE_MS, once: true };
    return transport.ask<Decision>(
      CHECK,
      { input: checkOf(request) },
      { signal, tryMs: decideWithinMs / 2, ...bounds },
    );
  }

  /** Makes ready for an outage, while there is none; failing at it harms no work. */
  private prepare(request: GuardRequest): void {
    const { leases, prices, failOpen } = this.place;
    const { subject, groups, product, feature } = request;
    const [scope, atMost] = [{ subject, groups, product, feature }, quantitiesOf(request.atMost)];
    if (isBounded(request)) return;
    if (request.lease) leases.ensure(scope, atMost, request.lease).catch(() => undefined);
    else if (failOpen) prices.learn(scope, atMost).catch(() => undefined);
  }

  private async withoutAnswer(request: GuardRequest, note: RunNote | undefined): Promise<Run | null> {
    // Its own hold is still open, as far as this machine's clock can tell.
    if (note?.via === 'decision' && note.until > Date.now()) return this.onOwnHold(request, null, note);
    // Only an answer can say who would pay.
    if (isBounded(request)) return null;
    return (await this.onLease(request, note)) ?? (await this.onRisk(request, note));
  }

  private async onDecision(request: GuardRequest, decision: Decision, before: RunNote | undefined): Promise<Run> {
    // A decision that costs nothing opens no hold, and holds for as long as was asked.
    const end = decision.hold?.expiresAt;
    const heldMs = (request.holdSeconds ?? 600) * 1000;
    const until = end === undefined ? Date.now() + heldMs : this.place.transport.localTime(end);
    const note: RunNote = {
      ...(before ?? freshNote(request.key)),
      via: 'decision',
      decisionId: decision.id,
      lease: null,
      orphanOf: null,
      granted: decision.grantedUsage,
      until,
    };
    await this.place.outbox.putRun(note);
    return this.onOwnHold(request, decision, note);
  }

  private onOwnHold(request: GuardRequest, decision: Decision | null, note: RunNote): Run {
    const decisionId = note.decisionId as string;
    const series = randomId();
    const hold = new KeptHold(this.place.transport, {
      decisionId,
      input: checkOf(request),
      until: note.until,
      isOpen: !decision || decision.hold !== null,
      keyOf: (extension) => `${note.key}/${series}/${extension}`,
    });
    const report = { decisionId, ...marksOf(request) };
    return this.open(request, note, {
      ...{ decision, queue: decisionId, isStrict: () => !this.place.transport.reachable, report },
      ...{ until: () => hold.until, openNano: () => null, counted: () => undefined, ended: () => hold.stop() },
    });
  }

  private async onLease(request: GuardRequest, before: RunNote | undefined): Promise<Run | null> {
    const { leases, outbox } = this.place;
    const used = before ? quantitiesIn(before.used) : new Map<string, bigint>();
    const atMost = less(quantitiesOf(request.atMost), used);
    const minimum = request.mode === 'UP_TO' ? quantitiesOf(request.minimum ?? {}) : null;
    const share: LeaseShare | null = leases.share(request, atMost, minimum);
    if (!share) return null;
    const { decisionId, granted } = share;
    try {
      const note: RunNote = {
        ...(before ?? freshNote(request.key)),
        via: 'lease',
        decisionId,
        lease: scopeOf(request),
        orphanOf: orphanOf(request, before),
        granted: inputOf(plus(granted, used)),
        until: share.until(),
      };
      await outbox.putRun(note);
      const report = { decisionId, ...marksOf(request) };
      return this.open(request, note, {
        ...{ decision: null, queue: decisionId, isStrict: always, report, openNano: () => null },
        ...{ until: share.until, counted: share.counted, ended: share.release },
      });
    } catch (error) {
      share.release();
      throw error;
    }
  }

  private async onRisk(request: GuardRequest, before: RunNote | undefined): Promise<Run | null> {
    const { prices, outbox, failOpen } = this.place;
    if (!failOpen) return null;
    const { key, subject, product, feature, groups } = request;
    const used: Quantities = before ? quantitiesIn(before.used) : new Map();
    const atMost = less(quantitiesOf(request.atMost), used);
    const priceOf = (usage: Quantities) => prices.costNano(product, feature, usage);
    const cost = priceOf(atMost);
    if (cost === null || !isSome(atMost)) return null;
    if (outbox.openNano + this.risked + cost > nanoOf(failOpen.credits)) return null;
    this.risked += cost;
    let rest = cost;
    const giveBack = (nano: bigint) => {
      const back = nano < rest ? nano : rest;
      rest -= back;
      this.risked -= back;
    };
    try {
      const granted = inputOf(quantitiesOf(request.atMost));
      const base = before ?? freshNote(key);
      const none = { decisionId: null, lease: null };
      const note: RunNote = { ...base, ...none, via: 'fail-open', orphanOf: orphanOf(request, before), granted };
      await outbox.putRun(note);
      return this.open(request, note, {
        ...{ decision: null, queue: `run/${note.series}`, isStrict: always, until: () => Infinity },
        report: { subject, product, feature, groups, ...marksOf(request) },
        openNano: (usage) => priceOf(usage) ?? 0n,
        counted: (usage) => giveBack(priceOf(usage) ?? 0n),
        ended: () => giveBack(rest),
      });
    } catch (error) {
      giveBack(rest);
      throw error;
    }
  }

  private open({ key, signal }: GuardRequest, note: RunNote, ground: Ground): Run {
    const { outbox, transport, wake } = this.place;
    const ended = () => {
      this.live.delete(key);
      ground.ended();
    };
    try {
      return new Run({ outbox, wake, signal, now: () => transport.now() }, note, { ...ground, ended });
    } catch (error) {
      ground.ended();
      throw error;
    }
  }
}

const always = () => true;

/** A check was sent for it, unless it began on a lease before. What an earlier one may have left stays to be given back. */
function orphanOf({ subject }: GuardRequest, before: RunNote | undefined): string | null {
  return before?.via === 'lease' ? before.orphanOf : subject;
}

/** Nobody answers, or somebody who cannot decide now. */
function isAway(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof Refused && ['OVERLOADED', 'INTERNAL'].includes(error.code));
}

function freshNote(key: string): Omit<RunNote, 'via' | 'decisionId' | 'lease' | 'granted' | 'orphanOf'> {
  const series = randomId().slice(0, 12);
  return { key, series, until: 0, parts: 0, used: [], ended: null, at: Date.now() };
}

function checkOf(request: GuardRequest): CheckInput {
  const { key, subject, groups, product, feature, mode, minimum = {}, holdSeconds } = request;
  const least = quantitiesOf(minimum);
  const usage = inputOf(quantitiesOf(request.atMost)).map((each) => {
    const minimum = least.get(each.dimension);
    return minimum === undefined ? each : { ...each, minimum: String(minimum) };
  });
  const check = { subject, groups, product, feature, usage, idempotencyKey: key, ...marksOf(request) };
  return { ...check, ...boundsOf(request), ...(mode && { mode }), ...(holdSeconds !== undefined && { holdSeconds }) };
}

function marksOf({ session, labels = {} }: GuardRequest) {
  return { session, labels: Object.entries(labels).map(([key, value]) => ({ key, value })) };
}
