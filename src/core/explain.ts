/**
 * Why a decision gave less than was asked, and what helps: blockers, remedies, the instant it unblocks, one sentence.
 * Reads a verdict and the facts behind it; changes neither.
 */
import { formatCredits } from './amounts.js';
import { blockersOf, type Blocker, type Missing } from './blockers.js';
import { decide, type Facts, type Request, type Verdict } from './decide.js';
import { firstPass } from './first-pass.js';
import type { Instant, Nano, Outcome, Reason, Remedy } from './words.js';

/** Everything a denied or partial answer adds to its verdict. */
export interface Explanation {
  blockers: Blocker[];
  remedies: Remedy[];
  unblocksAt: Instant | null;
}

const CAPACITY: readonly Reason[] = ['OUT_OF_CAPACITY', 'DEBT_LIMIT'];
const TIME_MAY_HELP: readonly Reason[] = ['OUT_OF_CAPACITY', 'DEBT_LIMIT', 'RATE_LIMITED', 'NOT_PRICED'];

/**
 * Explains a verdict.
 * @param facts as they are after the verdict's own draws, so that `unblocksAt` does not promise credits just taken
 */
export function explain(request: Request, facts: Facts, verdict: Verdict, now: Instant): Explanation {
  return explainRefusal(request.product, facts, verdict, now, (later, at) => {
    const { outcome } = decide(request, later, at);
    return outcome === 'ALLOWED' || (verdict.outcome === 'DENIED' && outcome === 'PARTIAL');
  });
}

/**
 * Explains what was found about a product, where `passes` tells whether facts at a later instant would do.
 */
export function explainRefusal(
  product: string,
  facts: Facts,
  verdict: Missing,
  now: Instant,
  passes: (later: Facts, at: Instant) => boolean,
): Explanation {
  if (verdict.reason === 'ALLOWED') return { blockers: [], remedies: ['NONE'], unblocksAt: null };
  const unblocksAt = TIME_MAY_HELP.includes(verdict.reason) ? firstPass(product, facts, now, passes) : null;
  const blockers = blockersOf(product, facts, verdict, now);
  return { blockers, remedies: remediesOf(facts, verdict, unblocksAt), unblocksAt };
}

/** One sentence for a person. */
export function sentence(
  outcome: Outcome,
  reason: Reason,
  amounts: { granted: Nano; requested: Nano; shortfall: Nano },
) {
  const { granted, requested, shortfall } = amounts;
  if (outcome === 'PARTIAL') return `${formatCredits(granted)} of ${formatCredits(requested)} credits are granted.`;
  const said: Record<Reason, string> = {
    ALLOWED: `All ${formatCredits(requested)} credits are granted.`,
    UNKNOWN_PRODUCT: 'There is no such product.',
    UNKNOWN_FEATURE: 'The product has no such feature.',
    NOT_PERMITTED: "The tenant's policy does not permit this.",
    ACCOUNT_SUSPENDED: 'The account is suspended.',
    DEBT_LIMIT: 'Earlier usage is still to be paid for.',
    HOLD_CLOSED: 'The hold to extend is no longer open.',
    NOT_PRICED: 'No rate card prices this request.',
    RATE_LIMITED: 'Too many requests in this minute.',
    NO_LAYER: 'The policy leaves no layer to take credits from.',
    OUT_OF_CAPACITY: `${formatCredits(shortfall)} of ${formatCredits(requested)} credits are missing.`,
  };
  return said[reason];
}

function remediesOf(facts: Facts, { reason }: Pick<Verdict, 'reason'>, unblocksAt: Instant | null): Remedy[] {
  if (reason === 'UNKNOWN_PRODUCT') return ['NONE'];
  if (reason === 'RATE_LIMITED') return ['WAIT'];
  if (!CAPACITY.includes(reason)) return ['ASK_ADMIN'];
  const remedies: Remedy[] = [];
  if (facts.mayPurchase && facts.layers.some(({ layer }) => layer === 'CREDITS')) remedies.push('BUY_CREDITS');
  if (unblocksAt !== null) remedies.push('WAIT');
  return remedies.length ? remedies : ['ASK_ADMIN'];
}
