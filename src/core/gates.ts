/**
 * The gates: what can refuse a request before any layer is asked, in order of precedence, each with all that is to be
 * said about it. Decisions, availability, messages, the contract and its documents read this one table: a new gate is one
 * more entry at its place.
 */
import { formatCredits } from './amounts.js';
import { MOST_BUDGETS } from './budgets.js';
import type { Facts, Quote } from './facts.js';
import { guardLeft, guardReset } from './guard.js';
import type { ReasonTerms } from './reason-terms.js';
import { isOneTooMany, openHoldsBlocker } from './hold-limit.js';
import type { Blocker, Instant, SourceKind } from './words.js';

interface Gate extends ReasonTerms {
  reason: string;
  /** Left out where no amount is asked for. */
  needsPrice?: true;
  refuses: (facts: Facts, now: Instant, quote: Quote) => boolean;
}

const blocker = (kind: SourceKind, source: string, more: Partial<Blocker> = {}): Blocker => {
  return { kind, source, account: null, limit: null, remaining: null, unblocksAt: null, ...more };
};

/** In order of precedence: the first that refuses gives the reason (docs/rules.md, 8). */
const GATES = [
  {
    reason: 'UNKNOWN_PRODUCT',
    refuses: (facts) => !facts.productKnown,
    description: 'The catalog has no such product.',
    sentence: 'There is no such product.',
    ...{ helps: 'NOTHING', timeMayHelp: false, state: 'NOT_PERMITTED' },
  },
  {
    reason: 'UNKNOWN_FEATURE',
    refuses: (facts) => !facts.featureKnown,
    description: 'The product has no such feature.',
    sentence: 'The product has no such feature.',
    ...{ helps: 'ADMIN', timeMayHelp: false, state: 'NOT_PERMITTED' },
  },
  {
    reason: 'NOT_PERMITTED',
    refuses: (facts) => !facts.permission.permitted,
    description: "The tenant's policy does not permit the subject to use it.",
    sentence: "The tenant's policy does not permit this.",
    ...{ helps: 'ADMIN', timeMayHelp: false, state: 'NOT_PERMITTED' },
    blocker: () => blocker('POLICY', 'policy'),
  },
  {
    reason: 'ACCOUNT_SUSPENDED',
    refuses: (facts) => facts.account.state === 'SUSPENDED',
    description: 'An admin has suspended the account.',
    sentence: 'The account is suspended.',
    ...{ helps: 'ADMIN', timeMayHelp: false, state: 'SUSPENDED' },
    blocker: ({ account }) => blocker('POLICY', 'account', { account: account.address }),
  },
  {
    reason: 'DEBT_LIMIT',
    refuses: (facts) => facts.account.debt > facts.maxDebt,
    description: 'The account owes more than the tenant allows.',
    sentence: 'Earlier usage is still to be paid for.',
    ...{ helps: 'CAPACITY', timeMayHelp: true, state: 'EXHAUSTED' },
    blocker: ({ account, maxDebt }) => blocker('DEBT', 'debt', { account: account.address, limit: maxDebt }),
  },
  {
    reason: 'HOLD_CLOSED',
    refuses: (facts) => facts.extended === 'closed',
    description: 'The hold to extend is no longer open.',
    sentence: 'The hold to extend is no longer open.',
    ...{ helps: 'ADMIN', timeMayHelp: false, state: 'BLOCKED' },
  },
  {
    reason: 'HOLD_LIMIT',
    refuses: (facts, _now, quote) => facts.extended === 'full' || isOneTooMany(facts, quote),
    description: 'The subject has as many open holds as it may have, or the hold to extend as many decisions.',
    sentence: ({ extending }) =>
      extending
        ? 'This hold has as many decisions as a hold may have: open a new one.'
        : 'As many holds are open as may be: end one, or wait until one expires.',
    ...{ helps: 'ENDED_HOLDS', timeMayHelp: false, state: 'BLOCKED' },
    blocker: openHoldsBlocker,
  },
  {
    reason: 'NOT_PRICED',
    needsPrice: true,
    refuses: (_facts, _now, quote) => quote.units === null,
    description: 'No rate card in force prices all of the request.',
    sentence: 'No rate card prices this request.',
    ...{ helps: 'ADMIN', timeMayHelp: true, state: 'BLOCKED' },
  },
  {
    reason: 'RATE_LIMITED',
    refuses: (facts, now) => guardLeft(facts.account, facts.plan, now) === 0,
    description: "The plan's guard: too many requests in this minute.",
    sentence: 'Too many requests in this minute.',
    ...{ helps: 'WAITING', timeMayHelp: true, state: 'EXHAUSTED' },
    blocker: ({ account }) => blocker('GUARD', 'guard', { account: account.address, unblocksAt: guardReset(account) }),
  },
  {
    reason: 'NO_LAYER',
    refuses: (facts) => facts.layers.length === 0,
    description: 'The policy leaves the subject no layer to take from.',
    sentence: 'The policy leaves no layer to take credits from.',
    ...{ helps: 'ADMIN', timeMayHelp: false, state: 'BLOCKED' },
    blocker: () => blocker('POLICY', 'policy'),
  },
  {
    // As a gate it asks only how many budgets there are; what they let through is seen as the layers are poured.
    reason: 'BUDGET_EXCEEDED',
    refuses: (facts) => facts.budgets.length > MOST_BUDGETS,
    description: 'The layers have all that was asked for, and budgets let less of it through.',
    sentence: (asked) =>
      `${formatCredits(asked.shortfall)} of ${formatCredits(asked.requested)} credits are more than the budgets let through.`,
    ...{ helps: 'CAPACITY', timeMayHelp: true, state: 'EXHAUSTED' },
    blocker: ({ budgets }) => (budgets.length > MOST_BUDGETS ? blocker('POLICY', 'policy') : null),
  },
] as const satisfies readonly Gate[];

type GateReason = (typeof GATES)[number]['reason'];
/** Why a check ended as it did: a gate, budgets, too little in the layers, or nothing at all. */
export type Reason = GateReason | 'OUT_OF_CAPACITY' | 'ALLOWED';

const OUT_OF_CAPACITY: ReasonTerms = {
  description: 'The layers together have less than was asked for.',
  sentence: (asked) => `${formatCredits(asked.shortfall)} of ${formatCredits(asked.requested)} credits are missing.`,
  ...{ helps: 'CAPACITY', timeMayHelp: true, state: 'EXHAUSTED' },
};
const ALLOWED: ReasonTerms = {
  description: 'No gate failed.',
  sentence: ({ requested }) => `All ${formatCredits(requested)} credits are granted.`,
  ...{ helps: 'NOTHING', timeMayHelp: false, state: 'EXHAUSTED' },
};
const byReason = Object.fromEntries(GATES.map((gate) => [gate.reason, gate])) as Record<GateReason, Gate>;

/** What is said about each reason, in order of precedence. */
export const REASONS: Readonly<Record<Reason, ReasonTerms>> = { ...byReason, OUT_OF_CAPACITY, ALLOWED };

/** The first gate that refuses, or null. Without a quote, those that need a price are left out. */
export function refusal(facts: Facts, now: Instant, quote: Quote | null): Reason | null {
  const gates: readonly (Gate & { reason: Reason })[] = GATES;
  const priced: Quote = quote ?? { card: null, units: null, price: 0n };
  const refusing = gates.find(({ needsPrice, refuses }) => !(needsPrice && !quote) && refuses(facts, now, priced));
  return refusing?.reason ?? null;
}
