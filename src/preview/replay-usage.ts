/**
 * Stored usage, recorded and settled again on the books of a replay: by what its decision quotes now, from the hold that
 * it has now, and through the layers that the policy gives now. Usage of what is newly denied does not happen.
 */
import { subjectOf } from '../core/address.js';
import { NOTHING_REPORTED, type Reported } from '../core/counters.js';
import { forgivenIn } from '../core/debt.js';
import { isOpen, type PlacedPart } from '../core/holds.js';
import { post } from '../core/journal.js';
import { monthStart } from '../core/months.js';
import type { HoldQuote } from '../core/quotes.js';
import { settle } from '../core/settle.js';
import { stillHeld } from '../core/holds.js';
import type { Instant, Nano } from '../core/words.js';
import { SpillwayError } from '../errors.js';
import type { StoredPart } from '../books/books.js';
import type { StoredEvent } from '../books/usage-event.js';
import type { UsageBody } from '../books/usage-documents.js';
import type { Catalog } from '../catalog/catalog.js';
import { CannotSettle, priceOf } from '../usage/price-usage.js';
import { priceAgain, priceReport, quotesLast, type Pricing } from '../usage/price-report.js';
import { drawnFrom } from '../usage/report-of.js';
import { MAX_AGE_MS, type Report } from '../usage/report.js';
import { assertBounded, othersOf, overshootOf } from '../usage/settle-usage.js';
import { countsBySize } from '../usage/sized-holds.js';
import type { PastEvent } from './past.js';
import type { Decided, On } from './replay-decisions.js';
import { workOf, type World, type WorldHold } from './world.js';

/** What was charged of an event, by the source that paid and the budgets that counted it. */
export interface Paid {
  amount: Nano;
  forgiven: Nano;
  debt: Nano;
  draws: readonly {
    layer: string;
    source: string;
    account: string;
    amount: Nano;
    budgets?: readonly { account: string; amount: Nano }[];
  }[];
  counts: readonly { account: string; amount: Nano }[];
}

/** An event that was recorded in the replay. */
export interface Recorded {
  event: Pick<StoredEvent, keyof StoredEvent & ('tenantId' | 'accountId' | 'uuid' | 'status' | 'product' | 'feature')> &
    Pick<StoredEvent, 'final' | 'claimed' | 'holdId' | 'body' | 'usageNo'>;
  address: string;
}

const NO_KEY = Buffer.alloc(0);

/** What of an event says how it is reported. */
export type Reporting = Omit<PastEvent, 'charge'>;

/**
 * Records an event at its instant.
 * @returns null where it does not happen, or would be refused now
 */
export function replayRecord(on: On, past: Reporting): Recorded | null {
  const { world, rules, makes } = on;
  world.clock = past.at;
  const decided = past.decisionId === null ? null : (on.decided.get(past.decisionId) ?? null);
  if (decided && (decided.instead || (decided.took && !decided.takes))) return null;
  const catalog = rules.catalog(past.at);
  const { account } = makes.make(past.address, catalog);
  const isNone = decided === null || !decided.takes || decided.at < past.at - MAX_AGE_MS;
  const holdId = decided?.takes ? decided.holdId : null;
  const hold = holdId === null ? null : (world.holds.get(holdId) ?? null);
  const parts = hold?.parts ?? [];
  rules.stand(account, catalog);
  for (const placed of parts) rules.stand(placed.account, catalog);
  const now = world.bringUpTo(account, ...parts.map((placed) => placed.account));
  const report = reportOf(on, past, { decided: isNone ? null : decided, holdId, catalog });
  const accepted = accept(world, on, past, report, hold, now);
  if (accepted === null) return null;
  const claimed = parts.length > 0 && parts.every((part) => isOpen(part, now));
  for (const { account: lies, part } of claimed ? [...parts] : []) {
    part.claims += 1;
    part.ending = past.final;
    world.save(lies, part, 'HELD');
  }
  const { usageNo, uuid, status, product, feature, final } = past;
  const { labels, late, groups, caller } = past.body;
  const told = { labels, late, groups, caller, voids: null };
  const drawn = {
    layers: report.layers,
    budgets: report.budgets,
    ownOnly: report.ownOnly || account.state === 'SUSPENDED',
  };
  const body: UsageBody = { ...accepted, ...told, ...drawn };
  const about = { tenantId: rules.tenant, accountId: account.id, usageNo, uuid, status, product, feature, final };
  return { event: { ...about, claimed, holdId, body }, address: past.address };
}

interface Under {
  decided: Decided | null;
  holdId: string | null;
  catalog: Catalog;
}

function reportOf({ rules, world }: On, past: Reporting, { decided, holdId, catalog }: Under): Report {
  const { product, feature, session, body, address } = past;
  const subject = subjectOf(address) ?? '';
  const work = { subject, product, feature, session };
  const drawn = drawnFrom({ policy: rules.policy(past.at) }, work, body.groups);
  const isCounter = body.counters.length > 0;
  const call = {
    tenant: rules.tenant,
    decision: past.decisionId,
    ...{ subject: null, groups: null, product: null, feature: null, session, labels: body.labels },
    usage: isCounter ? body.counters : body.usage,
    ...{ final: past.final, cumulative: isCounter, late: body.late, status: past.status, key: past.key },
    ...{ occurredAt: past.occurredAt, fingerprint: NO_KEY },
  };
  const quoted = decided && {
    at: decided.at,
    until: decided.until,
    quote: decided.holdId === null && decided.quote ? { decision: past.decisionId ?? '', ...decided.quote } : null,
  };
  return {
    ...{ call, caller: body.caller ?? subject, ...work, ...drawn, catalog, holdId },
    ownOnly: drawn.ownOnly || isByOwnRight({ rules, world } as On, past),
    ...{ decided: quoted, redrives: null, repeatsOnly: false },
  };
}

/**
 * Whether a report came by right of one's own decision alone: who reports has groups of their own, which are not stored, so
 * what the books say of it is kept. They say it where nothing else was a reason for drawing on own layers only.
 */
function isByOwnRight({ rules, world }: On, { address, at, product, feature, body }: Reporting): boolean {
  if (!body.ownOnly) return false;
  if (world.byAddress.get(address)?.account.state === 'SUSPENDED') return false;
  const who = { subject: subjectOf(address) ?? '', groups: body.groups };
  return rules.policyThen(at).permissions.permits(who, `product:${product}/${feature}`, 'use').permitted;
}

/** Prices it and keeps what its hold is to remember. @returns null where it would be refused */
function accept(
  world: World,
  { rules }: On,
  past: Reporting,
  report: Report,
  hold: WorldHold | null,
  now: Instant,
): Pricing | null {
  const account = world.byAddress.get(past.address)!.account;
  const own = hold?.parts.find((each) => each.account === account) ?? null;
  const before = own ? hold!.reported : null;
  const isMarked = own !== null && (own.part.ending || own.state === 'SETTLED') && before?.lifted !== true;
  const ended = isMarked || before?.final != null;
  if (past.final && ended && !past.body.late && past.redrives === null) return null;
  const catalogs = {
    live: report.catalog,
    version: (version: string) => rules.catalogOf(version),
    find: (version: string) => rules.catalogOf(version),
  };
  const quotes = quotesOf(report, hold, now);
  const plan = past.body.shares.length === 0 ? past.body.plan : account.plan;
  const facts = { quotes, catalogs, reported: before, occurredAt: Math.min(past.occurredAt, now), plan };
  try {
    if (past.redrives !== null) return priceAgain(report, past.body, catalogs);
    const { pricing, reported } = priceReport(report, facts);
    if (own) hold!.reported = past.final && !ended ? { ...reported, final: past.uuid } : reported;
    return pricing;
  } catch (error) {
    if (error instanceof SpillwayError) return null;
    throw error;
  }
}

function quotesOf(report: Report, hold: WorldHold | null, now: Instant): readonly HoldQuote[] {
  const parts = (hold?.parts ?? []) as unknown as StoredPart[];
  if (!quotesLast(report, parts, now)) return [];
  if (hold) return hold.quotes.get(workOf(report)) ?? [];
  return report.decided?.quote ? [report.decided.quote] : [];
}

/** Settles a recorded event at an instant. @returns what was paid; null where it was set aside */
export function replaySettle(on: On, { event, address }: Recorded, at: Instant): Paid | null {
  const { world, rules, makes } = on;
  world.clock = at;
  const catalog = rules.catalog(at);
  const { account } = makes.make(address, catalog);
  for (const { address: budget } of event.body.budgets) makes.make(budget, catalog);
  makes.stand([address, ...othersOf(event.body)], catalog);
  const hold = event.holdId === null ? null : (world.holds.get(event.holdId) ?? null);
  const work = workOf(event);
  const stored = event as StoredEvent;
  const before = hold && countsBySize(stored) ? (hold.used.get(work) ?? null) : null;
  const catalogs = { version: (version: string) => rules.catalogOf(version) };
  const others = world.found(rules.tenant, othersOf(event.body));
  const parts = hold?.parts ?? [];
  for (const placed of parts) rules.stand(placed.account, catalog);
  const now = world.bringUpTo(account, ...others.values(), ...parts.map((placed) => placed.account));
  try {
    const price = priceOf(stored, catalogs, before);
    const facts = { account, others, hold: [...parts], overshoot: overshootOf(catalog, rules.tenant, account, now) };
    const { layers, budgets, ownOnly } = event.body;
    const { uuid: id, final, claimed, product, feature } = event;
    const priced = { id, amount: price.amount, final, claimed, product, feature, layers, budgets, ownOnly };
    assertBounded(priced, facts, now);
    const settlement = settle(priced, facts, now);
    for (const { update } of settlement.updates) world.posted(update);
    for (const { account: lies, part, state } of settlement.parts) world.save(lies, part, state);
    if (settlement.forgiven > 0n) {
      const since = monthStart(now);
      account.forgiven = { since, amount: forgivenIn(account, since) + settlement.forgiven };
    }
    if (hold && price.soFar && countsBySize(stored)) hold.used.set(work, price.soFar);
    const { draws, forgiven, debt, counts = [] } = settlement;
    return { amount: price.amount, forgiven, debt, draws, counts };
  } catch (error) {
    if (!(error instanceof CannotSettle)) throw error;
    setAside(world, event, hold, now);
    return null;
  }
}

function setAside(world: World, event: Recorded['event'], hold: WorldHold | null, now: Instant): void {
  const { account } = world.byId.get(event.accountId)!;
  world.posted(post(account, now, 'SETTLE', event.uuid, []));
  if (hold?.reported.final === event.uuid) hold.reported = { ...hold.reported, final: null };
  if (!event.claimed || !hold) return;
  for (const { account: on, part, state } of [...hold.parts]) {
    part.claims -= 1;
    if (event.final) part.ending = false;
    world.save(on, part, state);
  }
}

/** Whether anything of a hold is still there to be used. */
export function isStillOpen(parts: readonly PlacedPart[], now: Instant): boolean {
  return parts.length > 0 && parts.every((part) => isOpen(part, now));
}

export { NOTHING_REPORTED, stillHeld, type Reported };
