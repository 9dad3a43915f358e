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
  const refused = refusal(facts, now, quote);
  if (refused) return denied(refused, quote, quote.price);

  const sources = offersOf(request, facts, now);
  const draws = pour(sources, quote.price);
  const capacity = sum(draws, (draw) => draw.amount);
  if (quote.price <= capacity) return taken('ALLOWED', 'ALLOWED', quote, request.usage, draws);

  // Whether more in the budgets alone would let all of it pass.
  const reason = quote.price <= unboundedOf(sources) ? 'BUDGET_EXCEEDED' : 'OUT_OF_CAPACITY';
  const short = denied(reason, quote, quote.price - capacity);
  if (request.mode === 'ALL_OR_NOTHING') return short;

  const filled = fillWithin(capacity, asked, quote.units ?? []);
  const granted = cost(filled, quote.units ?? []);
  const usage = inclusiveOf(filled, facts.inclusive);
  const tooLittle = request.usage.some(({ minimum }, i) => (usage[i]?.quantity ?? 0n) < minimum);
  return granted === 0n || tooLittle ? short : taken('PARTIAL', reason, quote, usage, pour(sources, granted));
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

function taken(
  outcome: 'ALLOWED' | 'PARTIAL',
  reason: Reason,
  { card, price }: Quote,
  usage: Quantity[],
  draws: Draw[],
): Verdict {
  const granted = sum(draws, (draw) => draw.amount);
  const grantedUsage = usage.map(({ dimension, quantity }) => ({ dimension, quantity }));
  return { outcome, reason, requested: price, granted, shortfall: price - granted, grantedUsage, draws, card };
}
