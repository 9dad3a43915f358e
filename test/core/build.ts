/**
 * Builders for the core's tests: accounts, lots, plans and facts that would pass every gate, so that a test names only
 * what it is about. One `token` costs one credit, one `second` two and a half, a `ping` nothing.
 */
import { layerKindOf } from '../../src/core/kinds.js';
import { layerFrom } from '../../src/core/layers.js';
import type { Facts, Request } from '../../src/core/facts.js';
import { decide, type Verdict } from '../../src/core/decide.js';
import { explain } from '../../src/core/explain.js';
import { unclaimed } from '../../src/core/holds.js';
import { take, type Taken } from '../../src/core/take.js';
import type { Account, HeldDraw, HoldPart, Lot, WindowInstance } from '../../src/core/account.js';
import type { Instant, Layer, Nano, Plan, RateCard, WindowTerms, Work } from '../../src/core/words.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What the card prices. */
export const FAST: Work = { product: 'codex', feature: 'fast' };

/** A Thursday at noon. */
export const NOW: Instant = Date.UTC(2026, 0, 15, 12);

/** Whole or half credits as nano-credits. */
export function credits(amount: number): Nano {
  return BigInt(amount * 2) * 500_000_000n;
}

export function lot(id: string, amount: number, more: Partial<Lot> = {}): Lot {
  return {
    id,
    kind: 'PURCHASED',
    amount: credits(amount),
    remaining: credits(amount),
    held: 0n,
    spent: 0n,
    expired: 0n,
    takenBack: 0n,
    priority: 100,
    products: null,
    createdAt: NOW - DAY,
    effectiveAt: NOW - DAY,
    expiresAt: null,
    effective: true,
    closed: null,
    ...more,
  };
}

/** A lot all of which is held. */
export function heldLot(id: string, amount: number, more: Partial<Lot> = {}): Lot {
  return lot(id, amount, { remaining: 0n, held: credits(amount), ...more });
}

/** A lot that is granted already and becomes spendable at `effectiveAt`. */
export function coming(id: string, amount: number, effectiveAt: Instant, more: Partial<Lot> = {}): Lot {
  return lot(id, amount, { effectiveAt, effective: false, ...more });
}

export function account(more: Partial<Account> = {}): Account {
  return {
    tenant: 'acme',
    id: 'acc_alice',
    address: 'subject:alice',
    plan: 'pro',
    subscribedAt: null,
    state: 'ACTIVE',
    seq: 0n,
    lastAt: NOW,
    debt: 0n,
    debtTerms: { forgivePerMonth: 0n, repaidBy: ['PURCHASED', 'REFUND', 'ENTITLEMENT'] },
    turnedAt: null,
    forgiven: { amount: 0n, since: null },
    windowTerms: [],
    windows: [],
    guard: null,
    lots: [],
    holds: [],
    openHolds: 0,
    shares: new Map(),
    ...more,
  };
}

export function pool(name: string, lots: Lot[], more: Partial<Account> = {}): Account {
  return account({ id: `acc_${name}`, address: `pool:${name}`, plan: null, lots, ...more });
}

export function fiveHour(capacity: number): WindowTerms {
  return { name: 'five_hour', capacity: credits(capacity), kind: 'anchored', seconds: 5 * 3600 };
}

export function weekly(capacity: number): WindowTerms {
  return { name: 'weekly', capacity: credits(capacity), kind: 'anchored', seconds: 7 * 86_400 };
}

export function running(name: string, used: number, resetsAt: Instant, held = 0): WindowInstance {
  return { name, startedAt: NOW - HOUR, resetsAt, used: credits(used), held: credits(held) };
}

export function plan(windows: WindowTerms[] = [], requestsPerMinute: number | null = null): Plan {
  return { id: 'pro', windows, requestsPerMinute };
}

/** Prices of the feature `fast` of the product `codex`, in credits per dimension. */
export function card(more: Partial<RateCard> = {}, prices: Record<string, number> = PRICES): RateCard {
  const perDimension = new Map(Object.entries(prices).map(([dimension, price]) => [dimension, credits(price)]));
  return {
    id: 'card',
    product: 'codex',
    effectiveAt: 0,
    plans: null,
    prices: new Map([['fast', perDimension]]),
    ...more,
  };
}

const PRICES = { token: 1, second: 2.5, ping: 0 };

/** Layers in the order of their sources, on policy lines 1, 2, 3, … */
export function layers(...sources: string[]): Layer[] {
  return sources.map((source, i) => layerFrom(layerKindOf(source) ?? 'POOL', source, i + 1));
}

/** The subject's account has the windows of the plan. */
export function facts(more: Partial<Facts> = {}, others: Account[] = []): Facts {
  const own = more.account ?? account();
  const onPlan = more.plan === undefined ? plan() : more.plan;
  own.windowTerms = onPlan?.windows ?? [];
  return {
    productKnown: true,
    featureKnown: true,
    permission: { permitted: true, citation: { version: '1', file: 'policy.csv', line: 3, rule: 'p, …' } },
    mayPurchase: true,
    plan: onPlan,
    cards: [card()],
    inclusive: new Map(),
    layers: layers('allowance', 'promotion', 'credits', ...others.map(({ address }) => address)),
    account: own,
    others: new Map(others.map((each) => [each.address, each])),
    budgets: [],
    increasable: new Set(),
    maxDebt: 0n,
    extended: 'none',
    held: [],
    longestHoldMs: DAY,
    joins: new Set(),
    mostHolds: 100_000,
    mostOfPool: new Map(),
    firstExpiry: null,
    ...more,
  };
}

/** A check for so many of each dimension, e.g. `{ token: 100 }`. */
export function ask(usage: Record<string, number>, mode: Request['mode'] = 'ALL_OR_NOTHING', minimum = 0): Request {
  const asked = Object.entries(usage).map(([dimension, quantity]) => ({
    dimension,
    quantity: BigInt(quantity),
    minimum: BigInt(minimum),
  }));
  return { product: 'codex', feature: 'fast', usage: asked, mode };
}

/** What was held of one lot, or of window instances. */
export function heldDraw(amount: number, from: { lot: string } | { windows: WindowInstance[] }, no = 0): HeldDraw {
  const windows = 'windows' in from ? from.windows.map(({ name, startedAt }) => ({ name, startedAt })) : [];
  const held = { amount: credits(amount), settled: 0n, released: 0n, windows, lot: 'lot' in from ? from.lot : null };
  const layer = 'lot' in from ? 'CREDITS' : 'ALLOWANCE';
  return { no, decisionId: 'dec_1', at: NOW, layer, source: layer.toLowerCase(), ...held };
}

export function hold(id: string, expiresAt: Instant, draws: HeldDraw[] = [], claims = 0): HoldPart {
  return { id, caller: 'alice', openedAt: NOW, subject: 'acc_alice', expiresAt, claims, ending: false, draws };
}

/** Takes a verdict's draws as the engine does: posts them and leaves a part of the hold on each account. */
export function takeAndHold(from: Facts, verdict: Verdict, holdId: string, now = NOW, seconds = 600): Taken[] {
  const common = unclaimed('alice', now);
  const terms = { decisionId: `dec_${holdId}`, holdId, expiresAt: now + seconds * SECOND, firstNo: 0, common };
  const taken = take(from, verdict, terms, now);
  for (const { account: on, part } of taken) on.holds.push(part);
  return taken;
}

/** Decides, and for an answer that takes also takes, as the engine does before it explains. */
export function explained(request: Request, own: Facts, now = NOW) {
  const verdict = decide(request, own, now);
  if (verdict.outcome !== 'DENIED') takeAndHold(own, verdict, 'h1', now);
  return { reason: verdict.reason, outcome: verdict.outcome, ...explain(request, own, verdict, now) };
}

/** Facts with one five-hour window, full until three hours from now. */
export function fullWindow(capacity = 50): Partial<Facts> {
  return {
    plan: plan([fiveHour(capacity)]),
    layers: layers('allowance'),
    account: account({ windows: [running('five_hour', capacity, NOW + 3 * HOUR)] }),
  };
}
