/**
 * Why a decision gave less than was asked, and what helps: blockers, remedies, the instant it unblocks, one sentence.
 * Reads a verdict and the facts behind it; changes neither.
 */
import { formatCredits, sum } from './amounts.js';
import type { BudgetRoom } from './budget-room.js';
import { blockersOf, cuttingBudgets, isOfCapacity, type Missing } from './blockers.js';
import { MOST_BUDGETS } from './budgets.js';
import { decide, type Verdict } from './decide.js';
import type { Facts, Request } from './facts.js';
import { REASONS, type Reason } from './gates.js';
import { LAYER_KINDS, lotKindsOf } from './kinds.js';
import { isNamed, MAX_PAID, paidIn, type Asked } from './only.js';
import { offersOf } from './offers.js';
import { Poured } from './pour.js';
import { refusedForRequest } from './request-blockers.js';
import { firstPass } from './unblock.js';
import type { Blocker, Instant, Layer, Nano, Outcome, Remedy } from './words.js';

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
  const { outcome: reached, shortfall, reason } = verdict;
  const passes = (later: Facts, at: Instant) => {
    const { outcome } = decide(request, later, at);
    return outcome === 'ALLOWED' || (reached === 'DENIED' && outcome === 'PARTIAL');
  };
  const takesAll = reached === 'PARTIAL' || request.mode === 'ALL_OR_NOTHING';
  const missing = isOfCapacity(reason) && takesAll ? shortfall : 1n;
  const work = { product: request.product, feature: request.feature };
  const asked = { ...work, ...(request.only && { only: request.only, paid: paidIn(verdict.draws) }) };
  return explainRefusal(asked, facts, verdict, now, passes, missing);
}

/**
 * Explains what was found about a request, where `passes` tells whether facts at a later instant would do.
 * @param missing with less than that, nothing more passes
 */
export function explainRefusal(
  asked: Asked,
  facts: Facts,
  verdict: Missing,
  now: Instant,
  passes: (later: Facts, at: Instant) => boolean,
  missing: Nano = 1n,
): Explanation {
  if (verdict.reason === 'ALLOWED') return { blockers: [], remedies: ['NONE'], unblocksAt: null };
  const { helps, timeMayHelp } = REASONS[verdict.reason];
  const blockers = blockersOf(asked, facts, verdict, now);
  if (helps === 'ENDED_HOLDS') {
    const [holds] = blockers;
    return { blockers, remedies: [holds ? 'WAIT' : 'NONE'], unblocksAt: holds?.unblocksAt ?? null };
  }
  const unblocksAt = timeMayHelp ? firstPass(asked.product, facts, now, passes, missing) : null;
  return { blockers, remedies: remediesOf(asked, facts, verdict, unblocksAt, now), unblocksAt };
}

/** One sentence for a person. */
export function sentence(
  outcome: Outcome,
  reason: Reason,
  asked: { granted: Nano; requested: Nano; shortfall: Nano; extending: boolean; blocker?: Blocker | undefined },
): string {
  const { granted, requested } = asked;
  if (outcome === 'PARTIAL') return `${formatCredits(granted)} of ${formatCredits(requested)} credits are granted.`;
  const { blocker } = asked;
  if (reason === 'OUT_OF_CAPACITY' && blocker?.kind === 'REQUEST') {
    const who = blocker.source === MAX_PAID ? 'the request lets paid layers give' : 'the layers that it names have';
    return `It costs ${formatCredits(requested)} credits, and ${who} ${formatCredits(blocker.limit ?? 0n)}.`;
  }
  const said = REASONS[reason].sentence;
  return typeof said === 'string' ? said : said(asked);
}

function remediesOf(asked: Asked, facts: Facts, verdict: Missing, unblocksAt: Instant | null, now: Instant): Remedy[] {
  const { helps } = REASONS[verdict.reason];
  if (helps === 'NOTHING') return ['NONE'];
  if (helps === 'WAITING') return ['WAIT'];
  const tooMany = verdict.reason === 'BUDGET_EXCEEDED' && facts.budgets.length > MOST_BUDGETS;
  if (helps === 'ADMIN' || tooMany) return ['ASK_ADMIN'];
  const remedies: Remedy[] = [];
  const more = isOfCapacity(verdict.reason) ? whatMoreWouldDo(asked, facts, verdict, now) : MONEY_ALONE;
  if (more.inBudgets) remedies.push('REQUEST_INCREASE');
  if (facts.mayPurchase && drawsOnBought(asked, facts) && more.inCredits) remedies.push('BUY_CREDITS');
  if (unblocksAt !== null) remedies.push('WAIT');
  return remedies.length ? remedies : ['ASK_ADMIN'];
}

/** What is owed is paid by credits, whatever budgets say. */
const MONEY_ALONE = { inBudgets: false, inCredits: true };

/**
 * Whether more in budgets would let all of it pass, and somebody may approve that on each of them that stands in the way;
 * and whether all that is missing could come from credits, were they bought, as far as budgets go.
 */
function whatMoreWouldDo(asked: Asked, facts: Facts, verdict: Missing, now: Instant) {
  const { reason, requested, granted } = verdict;
  if (!facts.budgets.length && !asked.only) return MONEY_ALONE;
  const sources = offersOf(asked, facts, now);
  const poured = new Poured();
  const cutting = new Set<string>();
  let missing = requested - granted;
  for (const source of sources) {
    for (const { account, passing } of cuttingBudgets(source, poured, missing)) {
      if (!passing) cutting.add(account.address);
    }
    missing -= sum(poured.within([source], missing), ({ amount }) => amount);
  }
  const bought = sources.filter(({ layer }) => givesBought(layer));
  const lets = (room: BudgetRoom) => (poured.left(room) ?? missing) >= missing;
  return {
    inBudgets:
      reason === 'BUDGET_EXCEEDED' &&
      cutting.size > 0 &&
      [...cutting].every((address) => facts.increasable.has(address)),
    inCredits: !refusedForRequest(asked, facts, verdict, now) && bought.some(({ through }) => through.every(lets)),
  };
}

/** Whether some layer draws on credits that the subject could buy for itself. */
function drawsOnBought(asked: Asked, { layers }: Facts): boolean {
  return layers.some((layer) => givesBought(layer) && isNamed(asked, layer));
}

function givesBought({ layer }: Pick<Layer, 'layer'>): boolean {
  return LAYER_KINDS[layer].whose === 'subject' && lotKindsOf(layer).includes('PURCHASED');
}
