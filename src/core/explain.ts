/**
 * Why a decision gave less than was asked, and what helps: blockers, remedies, the instant it unblocks, one sentence.
 * Reads a verdict and the facts behind it; changes neither.
 */
import { formatCredits } from './amounts.js';
import { advance } from './due.js';
import { decide, GUARD_MILLISECONDS, guardLeft, type Facts, type Request, type Verdict } from './decide.js';
import { sourcesOf, type Source } from './layers.js';
import { layerLots } from './lots.js';
import { windowStates } from './windows.js';
import type { Account, Instant, Nano, Outcome, Reason, Remedy, SourceKind } from './facts.js';

/** A source that stood in the way. `account` is an address, null where no account is meant. */
export interface Blocker {
  kind: SourceKind;
  source: string;
  account: string | null;
  limit: Nano | null;
  remaining: Nano | null;
  unblocksAt: Instant | null;
}

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
  verdict: Pick<Verdict, 'reason' | 'requested' | 'granted'>,
  now: Instant,
  passes: (later: Facts, at: Instant) => boolean,
): Explanation {
  if (verdict.reason === 'ALLOWED') return { blockers: [], remedies: ['NONE'], unblocksAt: null };
  const unblocksAt = TIME_MAY_HELP.includes(verdict.reason) ? firstPass(product, facts, now, passes) : null;
  const blockers = blockersOf(product, facts, verdict, now);
  return { blockers, remedies: remediesOf(facts, verdict, unblocksAt), unblocksAt };
}

/** One sentence for a person. */
export function sentence(outcome: Outcome, reason: Reason, amounts: { granted: Nano; requested: Nano; shortfall: Nano }) {
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

type Missing = Pick<Verdict, 'reason' | 'requested' | 'granted'>;

function blockersOf(product: string, facts: Facts, verdict: Missing, now: Instant): Blocker[] {
  const { account } = facts;
  const blocker = (kind: SourceKind, source: string, more: Partial<Blocker> = {}): Blocker[] => [
    { kind, source, account: account.address, limit: null, remaining: null, unblocksAt: null, ...more },
  ];
  switch (verdict.reason) {
    case 'NOT_PERMITTED':
    case 'NO_LAYER':
      return blocker('POLICY', 'policy', { account: null });
    case 'ACCOUNT_SUSPENDED':
      return blocker('POLICY', 'account');
    case 'DEBT_LIMIT':
      return blocker('DEBT', 'debt', { limit: facts.maxDebt });
    case 'RATE_LIMITED':
      return blocker('GUARD', 'guard', { unblocksAt: guardReset(account) });
    case 'OUT_OF_CAPACITY':
      return capacityBlockers(product, facts, verdict, now);
    default:
      return [];
  }
}

/** Every source that could not give what was still needed when its turn came, in the order of the waterfall. */
function capacityBlockers(product: string, facts: Facts, verdict: Missing, now: Instant): Blocker[] {
  const sources = sourcesOf(facts.layers, facts.account, facts.pools, facts.plan, product, now);
  let needed = verdict.requested - verdict.granted;
  return sources.flatMap((source) => {
    const blockers = source.capacity < needed ? blockersOfSource(source, facts, product, needed) : [];
    needed -= source.capacity < needed ? source.capacity : needed;
    return blockers;
  });
}

function blockersOfSource({ layer, account, capacity }: Source, facts: Facts, product: string, needed: Nano): Blocker[] {
  if (layer.layer !== 'ALLOWANCE') {
    const kind = layer.layer === 'POOL' ? 'POOL' : 'LOTS';
    const unblocksAt = nextEffective(account, layer.layer, product);
    return [{ kind, source: layer.source, account: account.address, limit: null, remaining: capacity, unblocksAt }];
  }
  return windowStates(account, facts.plan)
    .filter(({ remaining }) => remaining < needed)
    .sort((a, b) => (a.remaining < b.remaining ? -1 : a.remaining > b.remaining ? 1 : 0))
    .map(({ terms, instance, remaining }) => ({
      kind: 'WINDOW',
      source: `window:${terms.name}`,
      account: account.address,
      limit: terms.capacity,
      remaining,
      unblocksAt: instance?.resetsAt ?? null,
    }));
}

function nextEffective(account: Account, layer: 'PROMOTION' | 'CREDITS' | 'POOL', product: string): Instant | null {
  const coming = account.lots.filter((lot) => !lot.effective && !lot.closed);
  const usable = coming.filter((lot) => {
    const started = { ...account, lots: [{ ...lot, effective: true }] };
    return layerLots(started, layer, product, lot.effectiveAt).length > 0;
  });
  return usable.length ? Math.min(...usable.map((lot) => lot.effectiveAt)) : null;
}

function guardReset(account: Account): Instant | null {
  return account.guard && account.guard.startedAt + GUARD_MILLISECONDS;
}

/**
 * The first instant at which the same request would pass if nothing but time went by: windows and the guard reset,
 * lots become effective or expire, cards change; holds stay held (rules.md, 9).
 */
function firstPass(
  product: string,
  facts: Facts,
  now: Instant,
  passes: (later: Facts, at: Instant) => boolean,
): Instant | null {
  return turningPoints(product, facts, now).find((at) => passes(factsAt(facts, at), at)) ?? null;
}

function turningPoints(product: string, facts: Facts, now: Instant): Instant[] {
  const accounts = [facts.account, ...facts.pools.values()];
  const instants = [
    ...facts.account.windows.map((window) => window.resetsAt),
    ...(guardLeft(facts.account, facts.plan, now) === 0 ? [guardReset(facts.account) ?? now] : []),
    ...accounts.flatMap(({ lots }) => lots.filter((lot) => !lot.effective && !lot.closed).map((lot) => lot.effectiveAt)),
    ...facts.cards.filter((card) => card.product === product).map((card) => card.effectiveAt),
  ];
  return [...new Set(instants)].filter((at) => at > now).sort((a, b) => a - b);
}

/** A copy of the facts as time alone would leave them at `at`. */
function factsAt(facts: Facts, at: Instant): Facts {
  const later = (account: Account, plan: Facts['plan']): Account => {
    const copy = {
      ...account,
      holds: [],
      windows: account.windows.map((window) => ({ ...window })),
      lots: account.lots.map((lot) => ({ ...lot })),
    };
    advance(copy, plan, at);
    return copy;
  };
  const pools = new Map([...facts.pools].map(([source, pool]) => [source, later(pool, null)]));
  return { ...facts, account: later(facts.account, facts.plan), pools };
}
