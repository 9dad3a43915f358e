/**
 * The decision: how much of this request is allowed, and from where? Gates in order of precedence, then one pour over
 * the layers. Pure: facts and time come in as arguments, nothing is written, nothing waits.
 */
import { sum } from './amounts.js';
import { exclusiveOf, inclusiveOf } from './counters.js';
import type { Draw, Facts, Quote, Request } from './facts.js';
import { refusal, type Reason } from './gates.js';
import { offersOf } from './offers.js';
import { pour, unboundedOf } from './pour.js';
import { cardInForce, cost, fillWithin, unitPrices } from './price.js';
import { allOf, isSized, largestFill, NOTHING_SO_FAR, priceWith, sizeTold, type SizeTold } from './size.js';
import type { Instant, Nano, Outcome, Quantity, RateCard } from './words.js';

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
  /** How that card judged the size of what is granted, or of what was denied; null where it asks for none. */
  size: SizeTold | null;
}

/**
 * Decides one check.
 * @param request amounts in units per dimension
 * @param facts the accounts with everything due at `now` already written
 * @param now the instant of the unit of work, in milliseconds
 */
export function decide(request: Request, facts: Facts, now: Instant): Verdict {
  const asked = exclusiveOf(request.usage, facts.inclusive);
  const quote = quoteOf({ ...request, usage: asked }, facts, now);
  const tell = (verdict: Sized, usage: readonly Quantity[]) => ({
    ...verdict,
    size: sizeOf(request, facts, quote, usage),
  });
  const refused = refusal(facts, now, quote);
  if (refused) return tell(denied(refused, quote, quote.price), asked);

  const sources = offersOf(request, facts, now);
  const draws = pour(sources, quote.price);
  const capacity = sum(draws, (draw) => draw.amount);
  if (quote.price <= capacity) return tell(taken('ALLOWED', 'ALLOWED', quote, request.usage, draws), asked);

  // Whether more in the budgets alone would let all of it pass.
  const reason = quote.price <= unboundedOf(sources) ? 'BUDGET_EXCEEDED' : 'OUT_OF_CAPACITY';
  const short = tell(denied(reason, quote, quote.price - capacity), asked);
  if (request.mode === 'ALL_OR_NOTHING') return short;

  const filled = fillOf(request, facts, quote, asked, capacity);
  const granted = priceOf(request, facts, quote, filled);
  const usage = inclusiveOf(filled, facts.inclusive);
  const tooLittle = request.usage.some(({ minimum }, i) => (usage[i]?.quantity ?? 0n) < minimum);
  if (granted === 0n || tooLittle) return short;
  return tell(taken('PARTIAL', reason, quote, usage, pour(sources, granted)), filled);
}

function quoteOf(request: Request, facts: Facts, now: Instant): Quote {
  const card = cardInForce(facts.cards, request.product, facts.plan?.id ?? null, now);
  const units = request.usage.length ? unitPrices(card, request.feature, request.usage) : [];
  const quote = { card: units && card, units };
  return { ...quote, price: priceOf(request, facts, quote, request.usage) };
}

type Priced = Pick<Quote, 'card' | 'units'>;

/** What so much of a request costs: by size beside what its hold's decisions were granted. */
function priceOf({ feature }: Request, facts: Facts, { card, units }: Priced, usage: readonly Quantity[]): Nano {
  if (!card || !units) return 0n;
  if (!asksForSize(feature, facts, card)) return cost(usage, units);
  return priceWith(feature, facts.estimates ?? NOTHING_SO_FAR, { card, usage }) ?? 0n;
}

function fillOf(request: Request, facts: Facts, quote: Priced, asked: readonly Quantity[], most: Nano): Quantity[] {
  if (!asksForSize(request.feature, facts, quote.card)) return fillWithin(most, asked, quote.units ?? []);
  return largestFill(asked, (usage) => priceOf(request, facts, quote, usage) <= most);
}

function asksForSize(feature: string, { estimates }: Facts, card: RateCard | null): boolean {
  return isSized([card, ...(estimates?.priced ?? []).map((each) => each.card)], feature);
}

function sizeOf({ feature }: Request, facts: Facts, { card }: Quote, usage: readonly Quantity[]): SizeTold | null {
  return sizeTold(card, feature, allOf([...(facts.estimates?.priced ?? []), { usage }]));
}

type Sized = Omit<Verdict, 'size'>;

function denied(reason: Reason, { card, price }: Quote, shortfall: Nano): Sized {
  const nothing = { granted: 0n, grantedUsage: [], draws: [] };
  return { outcome: 'DENIED', reason, requested: price, shortfall, card, ...nothing };
}

function taken(
  outcome: 'ALLOWED' | 'PARTIAL',
  reason: Reason,
  { card, price }: Quote,
  usage: Quantity[],
  draws: Draw[],
): Sized {
  const granted = sum(draws, (draw) => draw.amount);
  const grantedUsage = usage.map(({ dimension, quantity }) => ({ dimension, quantity }));
  return { outcome, reason, requested: price, granted, shortfall: price - granted, grantedUsage, draws, card };
}
