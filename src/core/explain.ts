/**
 * Why a decision gave less than was asked, and what helps: blockers, remedies, the instant it unblocks, one sentence.
 * Reads a verdict and the facts behind it; changes neither.
 */
import { formatCredits } from './amounts.js';
import { blockersOf, type Missing } from './blockers.js';
import { decide, type Verdict } from './decide.js';
import type { Facts, Request } from './facts.js';
import { REASONS, type Reason } from './gates.js';
import { LAYER_KINDS, lotKindsOf } from './kinds.js';
import { firstPass } from './unblock.js';
import type { Blocker, Instant, Nano, Outcome, Remedy } from './words.js';

/** Everything a denied or partial answer adds to its verdict. */
export interface Explanation {
  blockers: Blocker[];
  remedies: Remedy[];
  unblocksAt: Instant | null;
}

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
  const { helps, timeMayHelp } = REASONS[verdict.reason];
  const blockers = blockersOf(product, facts, verdict, now);
  if (helps === 'ENDED_HOLDS') {
    const [holds] = blockers;
    return { blockers, remedies: [holds ? 'WAIT' : 'NONE'], unblocksAt: holds?.unblocksAt ?? null };
  }
  const unblocksAt = timeMayHelp ? firstPass(product, facts, now, passes) : null;
  return { blockers, remedies: remediesOf(facts, verdict, unblocksAt), unblocksAt };
}

/** One sentence for a person. */
export function sentence(
  outcome: Outcome,
  reason: Reason,
  asked: { granted: Nano; requested: Nano; shortfall: Nano; extending: boolean },
): string {
  const { granted, requested } = asked;
  if (outcome === 'PARTIAL') return `${formatCredits(granted)} of ${formatCredits(requested)} credits are granted.`;
  const said = REASONS[reason].sentence;
  return typeof said === 'string' ? said : said(asked);
}

function remediesOf(facts: Facts, { reason }: Pick<Verdict, 'reason'>, unblocksAt: Instant | null): Remedy[] {
  const { helps } = REASONS[reason];
  if (helps === 'NOTHING') return ['NONE'];
  if (helps === 'WAITING') return ['WAIT'];
  if (helps === 'ADMIN') return ['ASK_ADMIN'];
  const remedies: Remedy[] = [];
  if (facts.mayPurchase && drawsOnBought(facts)) remedies.push('BUY_CREDITS');
  if (unblocksAt !== null) remedies.push('WAIT');
  return remedies.length ? remedies : ['ASK_ADMIN'];
}

/** Whether some layer draws on credits that the subject could buy for itself. */
function drawsOnBought({ layers }: Facts): boolean {
  return layers.some(({ layer }) => LAYER_KINDS[layer].whose === 'subject' && lotKindsOf(layer).includes('PURCHASED'));
}
