/**
 * What an account is made of: lots, windows and holds as they stand, and the lines that move amounts between them.
 */
import type { BankedReset, LotPeriod, Recurring } from './grant-terms.js';
import type { CountedIn, HeldCount } from './held-count.js';
import type { AnyLotKind, KindField, LayerKind } from './kinds.js';
import type { PlanToCome } from './plan-to-come.js';
import type { DebtTerms, Instant, Nano, WindowTerms } from './words.js';

export type { Bucket, Cause, Line } from './line.js';

export type AccountState = 'ACTIVE' | 'SUSPENDED';

/** One opened window of an account: fixed end, fixed start; a later window of the same name is another instance. */
export interface WindowInstance {
  name: string;
  startedAt: Instant;
  resetsAt: Instant;
  used: Nano;
  held: Nano;
}

/** One grant of credits. amount = remaining + held + spent + expired + takenBack, always. */
export interface Lot {
  id: string;
  kind: AnyLotKind;
  amount: Nano;
  remaining: Nano;
  held: Nano;
  spent: Nano;
  expired: Nano;
  takenBack: Nano;
  /** Lower burns first. */
  priority: number;
  /** Products it may be used for; null for all. */
  products: string[] | null;
  /** Creation instant: the last tie-break but the id. */
  createdAt: Instant;
  effectiveAt: Instant;
  expiresAt: Instant | null;
  /** False until its `LOT_EFFECTIVE` (or an immediate grant) made it spendable. */
  effective: boolean;
  /** Where given-back credits go once the lot is closed; null while it is open. */
  closed: 'expired' | 'takenBack' | null;
  /** The period of the grant that it comes from; absent or null where none did. */
  recurs?: LotPeriod | null;
}

/** What a hold took from one lot, or from window instances. `no` orders the draws of the whole hold across accounts. */
export interface HeldDraw {
  no: number;
  /** The first decision that drew it, and when that was. */
  decisionId: string;
  at: Instant;
  layer: LayerKind;
  source: string;
  amount: Nano;
  settled: Nano;
  released: Nano;
  /** The very window instances counted (ALLOWANCE), else empty. */
  windows: { name: string; startedAt: Instant }[];
  lot: string | null;
  /** The budgets that it counts in, with the instance that ran there (null: none); absent where it counts in none. */
  budgets?: readonly CountedIn[];
}

/**
 * The part of a hold that lies on one account. `claims` > 0: usage is recorded and on its way, so it neither expires nor
 * is released. `ending`: the usage recorded last is final, and no more may claim it.
 */
export interface HoldPart {
  id: string;
  /** The subject whose call opened the hold; null where that was not stored. */
  caller: string | null;
  /** The instant of its first decision. */
  openedAt: Instant;
  /** The account of the subject whose hold it is; null where an older process wrote it: then nothing counts it. */
  subject: string | null;
  expiresAt: Instant;
  claims: number;
  ending: boolean;
  draws: HeldDraw[];
  /** On the account of a budget, where a part has no draws: what counts there; absent elsewhere. */
  counts?: HeldCount[];
}

/** An account as locked: state, open lots, and the parts of holds that the work at hand needs. */
export interface Account {
  tenant: string;
  id: string;
  /** `subject:<id>`, `pool:<name>` or `budget:<name>`. */
  address: string;
  /** Null for pools. */
  plan: string | null;
  /** When it got its first plan: the instant of its first update with one; null for pools, and before that update. */
  subscribedAt: Instant | null;
  state: AccountState;
  seq: bigint;
  lastAt: Instant;
  debt: Nano;
  debtTerms: DebtTerms;
  /** When windows of it have ended while it owed something, until that has been looked at. */
  turnedAt: Instant | null;
  /** What the tenant has carried in the UTC month that began at `since`. */
  forgiven: { amount: Nano; since: Instant | null };
  /** The windows that stand on it: its plan's for a subject's account, its period for a budget's. */
  windowTerms: readonly WindowTerms[];
  /** Their running instances, and those of windows that no longer stand on it. */
  windows: WindowInstance[];
  guard: { startedAt: Instant; count: number } | null;
  lots: Lot[];
  holds: HoldPart[];
  /** How many open holds the subject whose account it is has; zero for others. */
  openHolds: number;
  /** Of a pool: what subjects hold of it, by the ids of their accounts, as far as the work at hand asks. */
  shares: Map<string, { holds: number; amount: Nano }>;
  /** Grants that come again; absent where none do. */
  recurring?: Recurring;
  /** The plan that it is to be put on, with the windows of that one, and when; absent or null where none is. */
  nextPlan?: PlanToCome | null;
  /** Resets that it has in store, in the order in which they are used; absent where it has none. */
  resets?: readonly BankedReset[];
  /** The balance after its last update here, kept by `post`, which is the only way its lots change. */
  sums?: Balance;
}

/** The spendable credits of one account: all, and per kind of lot. Windows and pools are shown beside it. */
export type Balance = { available: Nano; held: Nano; debt: Nano } & Record<KindField, Nano>;
