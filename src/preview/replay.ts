/**
 * A period replayed on books in memory: everything that happened, in its order, each thing as it happened but for what the
 * candidate decides otherwise. What is newly denied is not used; what is newly allowed uses what it was granted, at the end of
 * its hold. It reads nothing: whoever loads the history has put the accounts and holds there that it names.
 */
import { subjectAddress, subjectOf } from '../core/address.js';
import { isOpen } from '../core/holds.js';
import type { Instant } from '../core/words.js';
import { newUuid } from '../ids.js';
import type { StoredEvent } from '../books/usage-event.js';
import { storedAnswer, type Answer } from './answer.js';
import { Heap } from './heap.js';
import type { PastReset } from './load-resets.js';
import { Makes } from './make-accounts.js';
import type { Happened } from './order.js';
import type { PastDecision, PastEvent } from './past.js';
import { replayAct, replayReset } from './replay-acts.js';
import { replayDecision, type Decided, type On } from './replay-decisions.js';
import { replayRecord, replaySettle, type Paid, type Recorded, type Reporting } from './replay-usage.js';
import { forgetReport, replayVoid, type Undoable } from './replay-voids.js';
import type { Rules } from './rules.js';
import { Tally, type BudgetSaid } from './tally.js';
import { TopUps } from './top-ups.js';
import { World } from './world.js';

/** Work of a newly allowed decision, to be used at the end of its hold. */
interface NewUse {
  past: PastDecision;
  holdId: string;
  usage: Answer['grantedUsage'];
}

/** Before its end: at its end itself a hold has expired. */
const BEFORE_THE_END_MS = 1;

export class Replay implements On {
  readonly world: World;
  readonly makes: Makes;
  readonly decided = new Map<string, Decided>();
  readonly tally: Tally;
  readonly topUps: TopUps;
  /** What budgets are called, as far as any counted. */
  readonly budgets = new Map<string, BudgetSaid>();
  /** Events that are undone later in the period. */
  readonly toBeUndone = new Set<string>();
  /** Charges of these, by event. */
  readonly undoable = new Map<string, Undoable>();
  private readonly recorded = new Map<string, Recorded>();
  /** What newly allowed decisions retired, by key. */
  private readonly retired = new Map<string, { uuid: string; answer: Answer }>();
  readonly resets = new Map<string, PastReset>();
  readonly reset = new Set<string>();
  private readonly comingResets = new Heap<PastReset>();
  private readonly uses = new Heap<NewUse>();
  private readonly usesOf = new Map<string, NewUse[]>();

  constructor(readonly rules: Rules) {
    this.world = new World((account) => rules.asNew(account, this.world.clock));
    this.makes = new Makes(this.world, rules, (account, past) => this.topUps.add(account, past, this.world.clock));
    this.topUps = new TopUps(this.world, rules);
    this.tally = new Tally((subject, groups, at) => rules.policy(at).permissions.rolesOf({ subject, groups }));
  }

  /** An event that was recorded before the period, and is settled in it. */
  pending(past: PastEvent): void {
    const { accountId, usageNo, uuid, status, product, feature, final, claimed, holdId, body, address } = past;
    const event = { tenantId: this.rules.tenant, accountId, usageNo, uuid, status, product, feature, final };
    this.recorded.set(uuid, { event: { ...event, claimed, holdId, body }, address });
  }

  /** Replays what happened, in the given order. */
  run(happened: Happened): void {
    this.advanceTo(happened.at);
    switch (happened.kind) {
      case 'decision':
        return this.decide(happened.decision);
      case 'record':
        return this.record(happened.event);
      case 'settle':
        return this.settle(happened.event);
      case 'act':
        if (happened.act.cause === 'RELEASE') this.useOf(happened.act.causeId, happened.act.at, false);
        return replayAct(this, happened.act);
    }
  }

  /** Resets of allowances that are to come. */
  expectResets(resets: readonly PastReset[]): void {
    for (const reset of resets) {
      this.resets.set(reset.id, reset);
      if (reset.isWhole) this.comingResets.push(reset.at, reset);
    }
  }

  /** Does what comes by itself until then, in the order of time: uses at the end of holds, resets, top-ups. */
  advanceTo(at: Instant): void {
    for (;;) {
      this.topUps.look();
      const [use, reset, topUp] = [this.uses.firstAt, this.comingResets.firstAt, this.topUps.firstAt];
      const next = Math.min(use ?? Infinity, reset ?? Infinity, topUp ?? Infinity);
      if (next > at) return;
      if (next === use) this.useNext(next);
      else if (next === reset) replayReset(this, this.comingResets.popBy(next)!);
      else this.topUps.runNext(next);
    }
  }

  private useNext(at: Instant): void {
    const use = this.uses.popBy(at)!;
    const { holdId } = use;
    if (!this.usesOf.get(holdId)?.includes(use)) return;
    const end = this.endOf(holdId);
    if (end > at) this.uses.push(end, use);
    else this.useOf(holdId, end, true);
  }

  private endOf(holdId: string): Instant {
    const [first] = this.world.partsOf(holdId);
    return (first?.part.expiresAt ?? 0) - BEFORE_THE_END_MS;
  }

  private decide(past: PastDecision): void {
    const { uuid, subject, product, key, space, body, outcome } = past;
    const before = storedAnswer(outcome, body);
    for (const { address, ...said } of body.budgets) if (!this.budgets.has(address)) this.name(address, said);
    const keyed = JSON.stringify([subject, key, space]);
    const earlier = this.retired.get(keyed);
    const after = earlier?.answer ?? replayDecision(this, past);
    if (earlier) this.decided.set(uuid, { ...this.decided.get(earlier.uuid)!, instead: true });
    const about = { decision: uuid, at: past.at, subject, product, feature: body.feature, groups: body.groups };
    this.tally.decided({ ...about, before, after });
    const stands = this.decided.get(uuid)!;
    if (earlier || stands.took || !stands.takes) return;
    this.retired.set(keyed, { uuid, answer: after });
    if (stands.holdId === null) return;
    const use = { past, holdId: stands.holdId, usage: after.grantedUsage };
    this.usesOf.set(use.holdId, [...(this.usesOf.get(use.holdId) ?? []), use]);
    this.uses.push(this.endOf(use.holdId), use);
  }

  private name(address: string, { who, object, source, period, subject, session }: BudgetSaid): void {
    this.budgets.set(address, { who, object, source, period, subject, session });
  }

  private record(past: PastEvent): void {
    if (past.body.voids) return this.recordVoid(past, past.body.voids.uuid);
    this.reportedItself(past);
    const decided = past.decisionId === null ? undefined : this.decided.get(past.decisionId);
    if (past.final && decided?.holdId) this.useOf(decided.holdId, past.at, false);
    const recorded = replayRecord(this, past);
    if (recorded) this.keep(recorded);
  }

  private keep(recorded: Recorded): void {
    this.recorded.set(recorded.event.uuid, recorded);
    for (const { address, ...said } of recorded.event.body.budgets) this.name(address, said);
  }

  /** A newly allowed decision that was reported on though it was denied has used what the report says. */
  private reportedItself({ decisionId }: PastEvent): void {
    const decided = decisionId === null ? undefined : this.decided.get(decisionId);
    const waiting = decided?.holdId ? this.usesOf.get(decided.holdId) : undefined;
    if (waiting) {
      this.usesOf.set(
        decided!.holdId!,
        waiting.filter(({ past }) => past.uuid !== decisionId),
      );
    }
  }

  private settle(past: PastEvent): void {
    const { uuid, address, body, charge } = past;
    const who = { subject: subjectOf(address) ?? address, groups: body.groups, at: charge!.at };
    this.tally.paid('before', who, charge!, charge!.body.reverses ? -1n : 1n, charge!.body);
    const recorded = this.recorded.get(uuid);
    this.recorded.delete(uuid);
    if (body.voids) return this.settleVoid(past, body.voids.uuid);
    if (recorded) this.settleNow(recorded, charge!.at);
  }

  private settleNow(recorded: Recorded, at: Instant): void {
    const paid = replaySettle(this, recorded, at);
    if (!paid) return;
    const { event, address } = recorded;
    const who = { subject: subjectOf(address) ?? address, groups: event.body.groups, at };
    this.tally.paid('after', who, paid, 1n, paid);
    if (!this.toBeUndone.has(event.uuid)) return;
    this.undoable.set(event.uuid, { ...(paid as Undoable), event: event as StoredEvent, at: this.world.clock });
  }

  private recordVoid(_past: PastEvent, target: string): void {
    const undone = this.undoable.get(target);
    if (undone) forgetReport(this, undone, []);
  }

  private settleVoid(past: PastEvent, target: string): void {
    const undone = this.undoable.get(target);
    const paid: Paid | null = undone ? replayVoid(this, past, undone) : null;
    if (!paid) return;
    this.undoable.delete(target);
    const who = { subject: subjectOf(past.address) ?? past.address, groups: past.body.groups, at: this.world.clock };
    this.tally.paid(
      'after',
      who,
      { ...paid, amount: -paid.amount, forgiven: -paid.forgiven, debt: -paid.debt },
      -1n,
      paid,
    );
  }

  /** Uses what the newly allowed decisions of a hold were granted. @param ends whether that ends the hold */
  private useOf(holdId: string | null, at: Instant, ends: boolean): void {
    const waiting = holdId === null ? undefined : this.usesOf.get(holdId);
    if (!waiting || holdId === null) return;
    this.usesOf.delete(holdId);
    const isStillOpen = this.world.partsOf(holdId).every((part) => isOpen(part, at));
    for (const [i, { past, usage }] of waiting.entries()) {
      this.decided.get(past.uuid)!.instead = false;
      const final = ends && isStillOpen && i === waiting.length - 1;
      const recorded = replayRecord(this, reportFor(past, usage, at, final));
      this.decided.get(past.uuid)!.instead = true;
      if (!recorded) continue;
      this.keep(recorded);
      this.recorded.delete(recorded.event.uuid);
      this.settleNow(recorded, at);
    }
  }
}

/** What reports that all that was granted has been used. */
function reportFor(past: PastDecision, granted: Answer['grantedUsage'], at: Instant, final: boolean): Reporting {
  const { uuid, subject, product, session, body } = past;
  const { feature, groups, caller, labels, inclusive } = body;
  const usage = granted.map(({ dimension, quantity }) => ({ dimension, quantity }));
  const none = {
    counters: [],
    late: false,
    layers: [],
    budgets: [],
    ownOnly: false,
    shares: [],
    sized: false,
    voids: null,
  };
  const priced = { plan: body.plan, catalog: body.catalog, card: body.card };
  return {
    ...{ tenantId: '', accountId: '', usageNo: 0n, uuid: newUuid(at), key: '', decisionId: uuid, holdId: null },
    ...{
      claimed: false,
      final,
      status: 'COMPLETED',
      product,
      feature,
      session,
      redrives: null,
      space: null,
      voids: null,
    },
    ...{ at, occurredAt: at, address: subjectAddress(subject) },
    body: { usage, inclusive, labels, groups, caller, ...none, ...priced },
  };
}
