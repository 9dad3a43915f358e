/**
 * What a decision is made from: the request, the facts behind it, and what the request costs. Shapes only.
 */
import type { LayerKind } from './kinds.js';
import type { Account, HeldDraw } from './account.js';
import type { Inclusive } from './counters.js';
import type { SoFar } from './size.js';
import type { PoolBounds } from './pool-share.js';
import type {
  BudgetTerms,
  GrantMode,
  Instant,
  Layer,
  Nano,
  Only,
  Permission,
  Plan,
  QuantityAsked,
  RateCard,
} from './words.js';

/** What is asked for. */
export interface Request {
  product: string;
  feature: string;
  /** The most that the work may use, per dimension, in the caller's order. */
  usage: QuantityAsked[];
  mode: GrantMode;
  /** What it says itself about who may give; absent: nothing. */
  only?: Only;
}

/** All that a decision depends on, besides the request and the instant; everything due has been written already. */
export interface Facts extends PoolBounds {
  productKnown: boolean;
  featureKnown: boolean;
  permission: Permission;
  mayPurchase: boolean;
  plan: Plan | null;
  cards: readonly RateCard[];
  layers: readonly Layer[];
  /** The budgets that count the request; each layer names those that it counts through. */
  budgets: readonly BudgetTerms[];
  /** Addresses of the budgets on which somebody may approve more. */
  increasable: ReadonlySet<string>;
  account: Account;
  /** Which dimensions of the feature include which others, as the request counts them. */
  inclusive: Inclusive;
  /** The other accounts that layers take from or count through, by address. */
  others: ReadonlyMap<string, Account>;
  /** Debt above this denies. */
  maxDebt: Nano;
  /** The hold that the request extends: none asked, open, open with as many decisions as it may have, or no longer open. */
  extended: 'none' | 'open' | 'full' | 'closed';
  /** What that hold has drawn. */
  held: readonly HeldDraw[];
  /** What that hold's decisions were granted of the feature, and at what price; absent where no card asks for a size. */
  estimates?: SoFar;
  /** How long a hold may last, whatever extends it. */
  longestHoldMs: number;
  /** With so many open holds the subject gets no further one. */
  mostHolds: number;
  /** When the first of the subject's open holds expires; known where it has that many. */
  firstExpiry: Instant | null;
}

/** What a request costs; `units` null where no rate card prices all of it. */
export interface Quote {
  card: RateCard | null;
  units: Nano[] | null;
  price: Nano;
}

/** How much a decision took from one source. One ALLOWANCE draw counts in all its windows. */
export interface Draw {
  layer: LayerKind;
  source: string;
  /** Address of the account that gives. */
  account: string;
  amount: Nano;
  windows: { name: string; startedAt: Instant }[];
  lot: string | null;
  /** ALLOWANCE: when the tightest window resets. */
  resetsAt: Instant | null;
  /** Lots: when the lot expires. */
  expiresAt: Instant | null;
  /** The policy line that put the layer here. */
  line: number | null;
  /** The budgets that it counted in; absent where it counted in none. */
  budgets?: BudgetCount[];
}

/** How a draw, or what no layer covers, counted in one budget. */
export interface BudgetCount {
  /** Address of the budget. */
  account: string;
  /** The very instance of its period that counted; null where none ran and increases counted all. */
  window: { name: string; startedAt: Instant } | null;
  /** All that counted: what is not of increases lies in the period. */
  amount: Nano;
  /** What of it counted in what was approved beyond the limit. */
  increases: { lot: string; amount: Nano }[];
  /** The policy line of the budget; null where it has none any more. */
  line: number | null;
}
