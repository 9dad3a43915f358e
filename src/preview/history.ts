/**
 * The history of a period, slice by slice: what happened in each, in its order, with all accounts and holds that it names
 * put into the books of a replay first. A slice has some thousand decisions, so that no more of a history is held at once.
 */
import { guardAfter } from '../core/guard.js';
import { subjectAddress } from '../core/address.js';
import { exclusiveOf } from '../core/counters.js';
import type { Account } from '../core/account.js';
import type { Instant } from '../core/words.js';
import { firstUuidAt } from '../ids.js';
import { LONGEST_HOLD_SECONDS } from '../catalog/catalog.js';
import type { Database, Tx } from '../database/database.js';
import { Heap } from './heap.js';
import { loadAccounts, type PastAccount } from './load-accounts.js';
import { loadHolds, holdsOpenAt, type PastHold } from './load-holds.js';
import { loadTopUps, type PastTopUps } from './load-top-ups.js';
import { decisionsById, decisionsIn, eventsById, eventsIn, placesOf } from './load-history.js';
import { loadResets } from './load-resets.js';
import { loadRepayments, loadUndone, type Undone } from './load-repayments.js';
import type { KnownVersions, Timeline } from './load-versions.js';
import { actHappened, decisionHappened, inOrder, recordHappened, settleHappened, type Happened } from './order.js';
import type { PastAct, PastDecision, PastEvent, Period } from './past.js';
import { holdOf } from './past-hold.js';
import type { Replay } from './replay.js';
import { inForce, type Rules } from './rules.js';

/** Decisions, events, accounts and holds that are read at once. */
const DECISIONS = 2_000;
const EVENTS = 2_000;
const ACCOUNTS = 200;
const HOLDS = 500;
/** Usage that was recorded so long before the period may be settled in it. */
const PENDING_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Acts by which admins put accounts on another plan: what changed a plan without one was to come. */
const PLAN_ACTS = `
  select a.account_id as "accountId", a.at from admin_action a
  where a.tenant_id = $1 and a.id >= $2::uuid and a.id < $3::uuid and a.kind = 'PLAN_CHANGED' and a.id > $4::uuid
  order by a.id limit 10000`;

/** What happened in a part of the period. */
interface Slice {
  until: Instant;
  decisions: PastDecision[];
  events: PastEvent[];
}

export class History {
  private readonly settles = new Heap<PastEvent>();
  private readonly acts = new Heap<PastAct>();
  private readonly looked = new Set<string>();
  private readonly guards = new Map<string, Account['guard']>();
  private readonly planned = new Set<string>();
  private readonly before: string;
  private undone: Undone = { targets: new Set(), accounts: new Set(), returned: new Map() };

  constructor(
    private readonly database: Database,
    private readonly tenant: string,
    private readonly period: Period,
    private readonly on: { replay: Replay; rules: Rules; versions: KnownVersions; timeline: Timeline },
  ) {
    this.before = firstUuidAt(period.from);
  }

  /** Replays all of it. @param progress told how many decisions were replayed */
  async replay(progress: (done: number) => void): Promise<void> {
    const { from, to } = this.period;
    await this.begin();
    let done = 0;
    let next: Promise<Slice> | null = this.slice(from);
    while (next) {
      const slice: Slice = await next;
      // The next slice is read while this one is replayed.
      next = slice.until < to ? this.slice(slice.until) : null;
      next?.catch(() => undefined);
      for (const happened of await this.happenedIn(slice)) this.on.replay.run(happened);
      done += slice.decisions.length;
      progress(done);
    }
    this.on.replay.advanceTo(to - 1);
  }

  private read<T>(look: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.transaction([this.tenant], look, { readOnly: true, isolation: 'repeatable read' });
  }

  /** The holds that were open as the period began, the guards, and usage that was on its way. */
  private async begin(): Promise<void> {
    const { tenant, before } = this;
    const { from, to } = this.period;
    const { replay, rules } = this.on;
    const longest = rules.catalog(from).tenants.get(tenant)?.longestHoldSeconds ?? LONGEST_HOLD_SECONDS;
    const opened = firstUuidAt(from - longest * 1000 - MINUTE_MS);
    const range = [before, firstUuidAt(to)] as const;
    const found = await this.read(async (tx) => ({
      holds: await holdsOpenAt(tx, tenant, [opened, before], from),
      recent: await this.inSteps(tx, decisionsIn, [firstUuidAt(from - MINUTE_MS), before]),
      events: await this.inSteps(tx, eventsIn, [firstUuidAt(from - PENDING_MS), before]),
      plans: await tx.query<{ accountId: string; at: Instant }>(PLAN_ACTS, [tenant, ...range, before]),
      resets: await loadResets(tx, tenant, range),
      undone: await loadUndone(tx, tenant, range, from),
    }));
    for (const { accountId, at } of found.plans) this.planned.add(`${accountId} ${at}`);
    replay.expectResets(found.resets);
    this.undone = found.undone;
    for (const target of found.undone.targets) replay.toBeUndone.add(target);
    await this.learn(found.recent, found.events);
    for (const { subject, outcome, at, body } of found.recent) {
      const plan = body.plan === null ? null : (rules.catalogOf(body.catalog).plans.get(body.plan) ?? null);
      if (outcome !== 'DENIED') this.guards.set(subject, guardAfter(body, plan, at));
    }
    const pending = found.events.filter(({ charge }) => charge !== null && charge.at >= from);
    for (const event of pending) this.expect(event);
    for (let i = 0; i < found.holds.length; i += HOLDS) {
      const some = found.holds.slice(i, i + HOLDS);
      const holds = await this.read((tx) => loadHolds(tx, tenant, some, from, before));
      await this.addHolds(holds.filter(({ parts }) => parts.some(({ state }) => state === 'HELD')));
    }
    await this.ensure(pending.flatMap(addressesOfEvent));
    for (const event of pending) replay.pending(event);
    const targets = [...replay.toBeUndone].filter((id) => id < before);
    for (let i = 0; i < targets.length; i += EVENTS) {
      const some = await this.read((tx) => eventsById(tx, tenant, targets.slice(i, i + EVENTS)));
      for (const event of some) if (event.charge && event.charge.at < from) this.undoable(event);
    }
  }

  /** An event that was settled before the period, and is undone in it. */
  private undoable(event: PastEvent): void {
    const { at, amount, forgiven, debt, body } = event.charge!;
    const { draws, counts } = body;
    this.on.replay.undoable.set(event.uuid, { event: event as never, at, amount, forgiven, debt, draws, counts });
  }

  private async inSteps<Row extends { uuid: string }>(
    tx: Tx,
    look: (tx: Tx, tenant: string, range: readonly [string, string], first: number) => Promise<Row[]>,
    [from, to]: readonly [string, string],
  ): Promise<Row[]> {
    const all: Row[] = [];
    for (let after = from; ;) {
      const rows = await look(tx, this.tenant, [after, to], EVENTS);
      // The first of a step is the last of the one before.
      all.push(...(all.length > 0 ? rows.slice(1) : rows));
      if (rows.length < EVENTS) return all;
      after = rows.at(-1)!.uuid;
    }
  }

  private async slice(from: Instant): Promise<Slice> {
    const { tenant, period } = this;
    return this.read(async (tx) => {
      let decisions: PastDecision[] = [];
      let until = period.to;
      for (let first = DECISIONS; ; first *= 2) {
        decisions = await decisionsIn(tx, tenant, [firstUuidAt(from), firstUuidAt(period.to)], first);
        if (decisions.length < first) break;
        until = decisions.at(-1)!.at;
        decisions = decisions.filter(({ at }) => at < until);
        if (decisions.length > 0) break;
      }
      const events = await this.inSteps(tx, eventsIn, [firstUuidAt(from), firstUuidAt(until)]);
      return { until, decisions, events };
    });
  }

  /** What happened in a slice, once all that it names is there. */
  private async happenedIn({ until, decisions, events }: Slice): Promise<Happened[]> {
    await this.learn(decisions, events, until);
    await this.recall(decisions, events);
    await this.ensure([
      ...decisions.flatMap((each) => this.addressesOf(each)),
      ...events.flatMap((each) => this.addressesOfUse(each)),
    ]);
    for (const event of events) this.expect(event);
    const settled: PastEvent[] = [];
    for (let event = this.settles.popBy(until - 1); event; event = this.settles.popBy(until - 1)) settled.push(event);
    const acts: PastAct[] = [];
    for (let act = this.acts.popBy(until - 1); act; act = this.acts.popBy(until - 1)) acts.push(act);
    const places = await this.places(settled, decisions, acts);
    return inOrder([
      ...decisions.map(decisionHappened),
      ...events.map(recordHappened),
      ...settled.map((event) => settleHappened(event, places.get(event.uuid) ?? new Map())),
      ...acts.map(actHappened),
    ]);
  }

  private expect(event: PastEvent): void {
    if (event.charge && event.charge.at < this.period.to) this.settles.push(event.charge.at, event);
  }

  /** Of what was settled at an instant at which more happened, the places in the journals. */
  private async places(settled: readonly PastEvent[], decisions: readonly PastDecision[], acts: readonly PastAct[]) {
    const at = new Map<Instant, number>();
    const count = (instant: Instant) => at.set(instant, (at.get(instant) ?? 0) + 1);
    for (const event of settled) count(event.charge!.at);
    for (const each of [...decisions, ...acts]) count(each.at);
    const tied = settled.filter((event) => at.get(event.charge!.at)! > 1).map(({ uuid }) => uuid);
    const places = new Map<string, Map<string, number>>();
    for (let i = 0; i < tied.length; i += EVENTS) {
      const found = await this.read((tx) => placesOf(tx, this.tenant, tied.slice(i, i + EVENTS)));
      for (const [id, all] of found) {
        const { byId } = this.on.replay.world;
        const named = all.map(
          ({ accountId, seq }) => [byId.get(accountId)?.account.address ?? accountId, Number(seq)] as const,
        );
        places.set(id, new Map(named));
      }
    }
    return places;
  }

  private async learn(
    decisions: readonly PastDecision[],
    events: readonly PastEvent[],
    until = this.period.from,
  ): Promise<void> {
    const { versions, timeline } = this.on;
    const first = [...decisions, ...events].reduce((least, { at }) => Math.min(least, at), until);
    const then = (all: readonly { at: Instant; version: string }[]) => [
      inForce(all, first),
      ...all.filter(({ at }) => at >= first && at <= until).map(({ version }) => version),
    ];
    const shares = events.flatMap(({ body, charge }) => [
      body.catalog,
      ...body.shares.map(({ catalog }) => catalog),
      ...(charge?.body.soFar?.used ?? []).map(({ catalog }) => catalog),
    ]);
    const catalogs = [...decisions.map(({ body }) => body.catalog), ...shares, ...then(timeline.catalogs)];
    const policies = [...decisions.map(({ body }) => body.policy.version), ...then(timeline.policies)];
    await this.read((tx) => versions.learn(tx, catalogs, policies));
  }

  /** Decisions and holds from before the period that are named in it. */
  private async recall(decisions: readonly PastDecision[], events: readonly PastEvent[]): Promise<void> {
    const { replay } = this.on;
    const named = [...decisions.map(({ body }) => body.extends), ...events.map(({ decisionId }) => decisionId)];
    const unknown = new Set(
      named.filter((id): id is string => id !== null && id < this.before && !replay.decided.has(id)),
    );
    if (unknown.size === 0) return;
    const found = await this.read((tx) => decisionsById(tx, this.tenant, [...unknown]));
    await this.learn(found, []);
    const holds = new Set(
      found.flatMap(({ holdId }) => (holdId !== null && !replay.world.holds.has(holdId) ? [holdId] : [])),
    );
    if (holds.size > 0) {
      const past = await this.read((tx) => loadHolds(tx, this.tenant, [...holds], this.period.from, this.before));
      await this.addHolds(past);
    }
    for (const decision of found) this.recalled(decision);
  }

  private recalled({ uuid, subject, product, session, at, outcome, holdId, body }: PastDecision): void {
    const { feature, holdSeconds, plan, catalog, card } = body;
    const took = outcome !== 'DENIED';
    const usage = exclusiveOf(body.grantedUsage, body.inclusive);
    const quote = took && holdId === null && card !== null ? { plan, catalog, card, usage } : null;
    const about = { subject, product, feature, session, at, until: at + holdSeconds * 1000 };
    this.on.replay.decided.set(uuid, { ...about, took, takes: took, holdId, quote, instead: false });
  }

  private async addHolds(holds: readonly PastHold[]): Promise<void> {
    const { replay, rules } = this.on;
    for (const { decisions, events } of holds) await this.learn(decisions, events);
    await this.ensure(holds.flatMap(({ parts }) => parts.map(({ address }) => address)));
    for (const past of holds) {
      const hold = holdOf(past, rules, this.period.from);
      replay.world.holds.set(hold.id, hold);
      for (const decision of past.decisions) this.recalled(decision);
      for (const { address, part, state } of past.parts) {
        const there = replay.world.byAddress.get(address);
        if (there) replay.world.save(there.account, part, state);
      }
    }
  }

  private addressesOf({ subject, product, session, body }: PastDecision): string[] {
    const { rules } = this.on;
    const { feature, groups, accounts } = body;
    return [
      ...accounts.map(({ address }) => address),
      ...this.asked({ subject, groups, product, feature, session }, rules, body.catalog, body.policy.version),
    ];
  }

  private addressesOfUse(event: PastEvent): string[] {
    const { product, feature, session, body, address, at } = event;
    const subject = address.slice('subject:'.length);
    const asked = this.asked(
      { subject, groups: body.groups, product, feature, session },
      this.on.rules,
      null,
      null,
      at,
    );
    return [...addressesOfEvent(event), ...asked];
  }

  private asked(
    question: { subject: string; groups: string[]; product: string; feature: string; session: string | null },
    rules: Rules,
    catalog: string | null,
    policy: string | null,
    at: Instant = this.period.from,
  ): string[] {
    const { layers, budgets } = rules.terms(question, rules.catalog(at, catalog), rules.policy(at, policy));
    return [
      subjectAddress(question.subject),
      ...layers.flatMap(({ from }) => from ?? []),
      ...budgets.map(({ address }) => address),
    ];
  }

  /** Puts accounts into the books as they were when the period began, with what was done to them since. */
  private async ensure(addresses: readonly string[]): Promise<void> {
    const missing = [...new Set(addresses)].filter((address) => !this.looked.has(address));
    for (let i = 0; i < missing.length; i += ACCOUNTS) {
      const some = missing.slice(i, i + ACCOUNTS);
      const { found, repaid, topUps } = await this.read(async (tx) => {
        const accounts = await loadAccounts(tx, this.tenant, some, this.period);
        const owing = accounts.flatMap(({ account }) => (this.undone.accounts.has(account.id) ? [account.id] : []));
        const ids = accounts.map(({ account }) => account.id);
        const topUps = await loadTopUps(tx, this.tenant, ids, this.period);
        return {
          topUps,
          found: accounts,
          repaid: await loadRepayments(tx, this.tenant, owing, this.period.from, this.undone),
        };
      });
      for (const address of some) this.looked.add(address);
      for (const past of found) this.addAccount(past, topUps.get(past.account.id) ?? null);
      for (const { accountId, update, returned } of repaid) {
        const there = this.on.replay.world.byId.get(accountId);
        there?.repaid.push(update);
        if (returned > 0n) there?.returned.set(update.seq, returned);
      }
    }
  }

  private addAccount({ account: then, createdAt, finished, acts }: PastAccount, topUps: PastTopUps | null): void {
    const { replay, rules } = this.on;
    const { from } = this.period;
    const toCome: NonNullable<Account['nextPlan']>[] = [];
    for (const act of acts) {
      const isPlanned = act.cause === 'PLAN_CHANGED' && act.plan !== null && !this.planned.has(`${then.id} ${act.at}`);
      if (!isPlanned) this.acts.push(act.at, act);
      else {
        const windowTerms = rules.catalog(act.at).plans.get(act.plan!)?.windows ?? [];
        toCome.push({ plan: act.plan!, at: act.at, windowTerms });
      }
    }
    if (createdAt >= from) {
      replay.makes.births.set(then.address, { id: then.id, at: createdAt, plansToCome: toCome, topUps });
      return;
    }
    const { issued, ...rest } = then;
    const catalog = rules.catalog(from);
    const account: Account = { ...rest, windowTerms: [], debtTerms: { forgivePerMonth: 0n, repaidBy: [] } };
    if (account.seq === 0n && acts.some(({ cause }) => cause === 'PLAN_CHANGED')) {
      account.plan = rules.firstPlan(account.address, catalog);
    }
    account.recurring = { ...rules.recurring(account), issued };
    account.guard = this.guards.get(account.address.slice('subject:'.length)) ?? null;
    rules.stand(account, catalog);
    const there = replay.world.add(account);
    there.plansToCome = toCome;
    replay.world.expectPlan(there);
    for (const lot of finished) there.finished.set(lot.id, lot);
    if (topUps) replay.topUps.add(account, topUps, from);
  }
}

function addressesOfEvent({ address, body, charge }: PastEvent): string[] {
  const { layers, budgets } = body;
  const { draws = [], counts = [] } = charge?.body ?? {};
  const counted = [...draws.flatMap((draw) => draw.budgets ?? []), ...counts];
  const drawn = [...draws, ...counted].map((each) => each.account);
  return [address, ...layers.flatMap(({ from }) => from ?? []), ...budgets.map((budget) => budget.address), ...drawn];
}
