/**
 * How budgets are stored, beside what they count: their terms as decisions and usage events were judged by them, how
 * draws counted in them, and what they count of holds. What can be told from the rest is left out: an address follows from
 * a budget's name and whose it is, a window from its period, and of a decision's draw, what and how much counted.
 */
import { lineOf } from '../core/budgets.js';
import type { BudgetCount } from '../core/facts.js';
import type { HeldCount } from '../core/held-count.js';
import type { BudgetTerms, Instant, Nano } from '../core/words.js';
import { budgetAddress, keyOfBudget } from '../policy/budget-address.js';
import { PERIOD_WINDOW, windowOfPeriod } from '../policy/budget-period.js';
import { codecOf, nano, type Stored } from './codec.js';

/** A budget as a decision was judged by it. */
export type JudgedBudget = BudgetTerms & {
  /** Whether somebody could approve more of it. */
  increasable: boolean;
};

/** An account that was locked, and its `seq` after due work. */
export interface JudgedAccount {
  address: string;
  id: string;
  seq: bigint;
}

/** A budget's terms. */
export interface StoredBudget {
  /** Who, object, source and period, with commas between them: none of them has one. */
  name: string;
  subject?: string;
  session?: string;
  paced?: 'hourly' | 'daily';
  cap?: { limit: string; line: number };
  alerts?: { at: string; line: number }[];
}

export function budgetDocument(terms: BudgetTerms): StoredBudget {
  const { subject, session, paced, cap, alerts } = terms;
  return {
    name: keyOfBudget(terms),
    ...(subject !== null && { subject }),
    ...(session !== null && { session }),
    ...(paced !== null && { paced }),
    ...(cap !== null && { cap: { limit: cap.limit.toString(), line: cap.line } }),
    ...(alerts.length > 0 && { alerts: alerts.map(({ at, line }) => ({ at: at.toString(), line })) }),
  };
}

export function budgetFrom({ name, paced, cap, alerts = [], ...whose }: StoredBudget): BudgetTerms {
  const { subject = null, session = null }: { subject?: string | null; session?: string | null } = whose;
  const [who = '', object = '', source = '', period = ''] = name.split(',');
  const named = { who, object, source, period };
  const limit = cap ? { limit: nano(cap.limit), line: cap.line } : null;
  return {
    address: budgetAddress(named, subject, session),
    ...named,
    ...{ subject, session },
    window: windowOfPeriod(period, limit?.limit ?? 0n),
    paced: paced ?? null,
    cap: limit,
    alerts: alerts.map(({ at, line }) => ({ at: nano(at), line })),
  };
}

/** The same as a decision was judged by it, with its account where that was locked. */
export type StoredJudged = StoredBudget & { increasable?: true; id?: string; seq?: string };

/** Budgets with the accounts of theirs that were locked: these stand nowhere else. */
export function judgedDocuments(budgets: readonly JudgedBudget[], accounts: readonly JudgedAccount[]): StoredJudged[] {
  return budgets.map((budget) => {
    const { increasable } = budget;
    const account = accounts.find(({ address }) => address === budget.address);
    return {
      ...(account && { id: account.id, seq: account.seq.toString() }),
      ...budgetDocument(budget),
      ...(increasable && { increasable }),
    };
  });
}

export function judgedFrom({ increasable, id: _id, seq: _seq, ...stored }: StoredJudged): JudgedBudget {
  return { ...budgetFrom(stored), increasable: increasable ?? false };
}

/** The accounts of the budgets that were locked. */
export function accountsOfBudgets(stored: readonly StoredJudged[], budgets: readonly BudgetTerms[]): JudgedAccount[] {
  return stored.flatMap(({ id, seq }, i) => {
    return id === undefined ? [] : [{ address: budgets[i]?.address ?? '', id, seq: nano(seq) }];
  });
}

/**
 * In which of a decision's budgets a draw counted, by their place there; since when the instance has run that counted, null
 * where none did; and of which increases how much.
 */
export type StoredPlace =
  [budget: number, startedAt: Instant | null] | [number, Instant | null, { lot: string; amount: string }[]];

/** @throws Error where it counted in a budget that the decision was not judged by: a bug */
export function placeDocument(
  { account, window, increases }: BudgetCount,
  budgets: readonly BudgetTerms[],
): StoredPlace {
  const place = budgets.findIndex(({ address }) => address === account);
  if (place < 0) throw new Error(`decision: ${account} counts without being judged`);
  const startedAt = window?.startedAt ?? null;
  const used = increases.map(({ lot, amount }) => ({ lot, amount: amount.toString() }));
  return used.length > 0 ? [place, startedAt, used] : [place, startedAt];
}

/** @param amount of the draw, all of which counted */
export function placeFrom(
  [place, startedAt, increases = []]: StoredPlace,
  amount: Nano,
  budgets: readonly BudgetTerms[],
): BudgetCount {
  const terms = budgets[place];
  if (!terms) throw new Error('decision: a draw counted in a budget that is not there');
  return {
    account: terms.address,
    window: startedAt === null ? null : { name: PERIOD_WINDOW, startedAt },
    amount,
    increases: increases.map(({ lot, amount: of }) => ({ lot, amount: nano(of) })),
    line: lineOf(terms),
  };
}

/** How much counted in a budget; what came from its period alone names no increases. */
export type StoredCount = Pick<BudgetCount, 'account' | 'window' | 'line'> & {
  amount: string;
  increases?: { lot: string; amount: string }[];
};

export function countDocument({ account, window, amount, increases, line }: BudgetCount): StoredCount {
  const used = increases.map((each) => ({ lot: each.lot, amount: each.amount.toString() }));
  return { account, window, amount: amount.toString(), ...(used.length > 0 && { increases: used }), line };
}

export function countFrom({ increases = [], amount, ...count }: StoredCount): BudgetCount {
  return {
    ...count,
    amount: nano(amount),
    increases: increases.map(({ lot, amount: of }) => ({ lot, amount: nano(of) })),
  };
}

/** What a budget counts of a hold. */
export const countsCodec = codecOf<HeldCount[]>(
  'held counts',
  (counts) =>
    counts.map(({ no, window, lot, amount, settled, released }) => ({
      ...{ no, window, lot, amount: amount.toString(), settled: settled.toString(), released: released.toString() },
    })),
  [
    (json: Stored<HeldCount>[]) =>
      json.map((count) => ({
        ...count,
        amount: nano(count.amount),
        settled: nano(count.settled),
        released: nano(count.released),
      })),
  ],
);
