/**
 * The decision: how much of this request is allowed, and from where? Gates in order of precedence, then one pour over
 * the layers. Pure: facts and time come in as arguments, nothing is written, nothing waits.
 */
import { sum } from './amounts.js';
import { pour, sourcesOf, type Draw } from './layers.js';
import { cardInForce, cost, fillWithin, unitPrices } from './price.js';
import type {
  Account,
  GrantMode,
  Instant,
  Layer,
  Nano,
  Outcome,
  Permission,
  Plan,
  Quantity,
  QuantityAsked,
  RateCard,
  Reason,
} from './words.js';

/** What is asked for. */
export interface Request {
  product: string;
  feature: string;
  /** The most that the work may use, per dimension, in the caller's order. */
  usage: QuantityAsked[];
  mode: GrantMode;
}

/** All that a decision depends on, besides the request and the instant; everything due has been written already. */
export interface Facts {
  productKnown: boolean;
  featureKnown: boolean;
  permission: Permission;
  mayPurchase: boolean;
  plan: Plan | null;
  cards: readonly RateCard[];
  layers: readonly Layer[];
  account: Account;
  /** Pool accounts by source (`pool:<name>`). */
  pools: ReadonlyMap<string, Account>;
  /** Debt above this denies. */
  maxDebt: Nano;
  /** The hold that the request extends: none asked, open, or no longer open. */
  extended: 'none' | 'open' | 'closed';
}

/** The answer, with the effects it implies: a taking outcome means exactly its draws, a denial means nothing. */
export interface Verdict {
  outcome: Outcome;
  reason: Reason;
  requested: Nano;
  granted: Nano;
  shortfall: Nano;
  grantedUsage: Quantity[];
  draws: Draw[];
  /** The rate card that priced it, if one did. */
  card: RateCard | null;
}

/** A guard's anchored window, in milliseconds. */
export const GUARD_MILLISECONDS = 60_000;

interface Quote {
  card: RateCard | null;
  units: Nano[] | null;
  price: Nano;
}

type Gate = [Reason, (request: Request, facts: Facts, quote: Quote, now: Instant) => boolean];

/** What can refuse before any layer is asked, in order of precedence (docs/rules.md, 8). */
const GATES: readonly Gate[] = [
  ['UNKNOWN_PRODUCT', (_, facts) => !facts.productKnown],
  ['UNKNOWN_FEATURE', (_, facts) => !facts.featureKnown],
  ['NOT_PERMITTED', (_, facts) => !facts.permission.permitted],
  ['ACCOUNT_SUSPENDED', (_, facts) => facts.account.state === 'SUSPENDED'],
  ['DEBT_LIMIT', (_, facts) => facts.account.debt > facts.maxDebt],
  ['HOLD_CLOSED', (_, facts) => facts.extended === 'closed'],
  ['NOT_PRICED', (_request, _facts, quote) => quote.units === null],
  ['RATE_LIMITED', (_request, facts, _quote, now) => guardLeft(facts.account, facts.plan, now) === 0],
  ['NO_LAYER', (_, facts) => facts.layers.length === 0],
];

/**
 * Decides one check.
 * @param request amounts in units per dimension
 * @param facts the accounts with everything due at `now` already written
 * @param now the instant of the unit of work, in milliseconds
 */
export function decide(request: Request, facts: Facts, now: Instant): Verdict {
  const quote = quoteOf(request, facts, now);
  const refusal = GATES.find(([, refuses]) => refuses(request, facts, quote, now));
  if (refusal) return denied(refusal[0], quote, quote.price);

  const sources = sourcesOf(facts.layers, facts.account, facts.pools, facts.plan, request.product, now);
  const capacity = sum(sources, (source) => source.capacity);
  if (quote.price <= capacity) return taken('ALLOWED', quote, request.usage, pour(sources, quote.price));

  const short = denied('OUT_OF_CAPACITY', quote, quote.price - capacity);
  if (request.mode === 'ALL_OR_NOTHING') return short;

  const usage = fillWithin(capacity, request.usage, quote.units ?? []);
  const granted = cost(usage, quote.units ?? []);
  const tooLittle = request.usage.some(({ minimum }, i) => (usage[i]?.quantity ?? 0n) < minimum);
  return granted === 0n || tooLittle ? short : taken('PARTIAL', quote, usage, pour(sources, granted));
}

/** Requests that the guard still lets through at `now`; null where the plan has no guard. */
export function guardLeft(account: Account, plan: Plan | null, now: Instant): number | null {
  if (plan?.requestsPerMinute == null) return null;
  const running = account.guard && now < account.guard.startedAt + GUARD_MILLISECONDS ? account.guard.count : 0;
  return Math.max(0, plan.requestsPerMinute - running);
}

function quoteOf(request: Request, facts: Facts, now: Instant): Quote {
  const card = cardInForce(facts.cards, request.product, facts.plan?.id ?? null, now);
  const units = request.usage.length ? unitPrices(card, request.feature, request.usage) : [];
  return { card: units && card, units, price: units ? cost(request.usage, units) : 0n };
}

function denied(reason: Reason, { card, price }: Quote, shortfall: Nano): Verdict {
  const nothing = { granted: 0n, grantedUsage: [], draws: [] };
  return { outcome: 'DENIED', reason, requested: price, shortfall, card, ...nothing };
}

function taken(outcome: 'ALLOWED' | 'PARTIAL', { card, price }: Quote, usage: Quantity[], draws: Draw[]): Verdict {
  const reason = outcome === 'ALLOWED' ? 'ALLOWED' : 'OUT_OF_CAPACITY';
  const granted = sum(draws, (draw) => draw.amount);
  const grantedUsage = usage.map(({ dimension, quantity }) => ({ dimension, quantity }));
  return { outcome, reason, requested: price, granted, shortfall: price - granted, grantedUsage, draws, card };
}
