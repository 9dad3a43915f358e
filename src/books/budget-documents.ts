/**
 * How budgets are stored, beside what they count: their terms as decisions and usage events were judged by them, how
 * draws counted in them, and what they count of holds.
 */
import type { BudgetCount } from '../core/facts.js';
import type { HeldCount } from '../core/held-count.js';
import type { BudgetTerms } from '../core/words.js';
import { codecOf, nano, type Stored } from './codec.js';

/** A budget as a decision was judged by it. */
export type JudgedBudget = BudgetTerms & {
  /** Whether somebody could approve more of it. */
  increasable: boolean;
};

/** A budget's terms; what is capped is the capacity of its window. */
export interface StoredBudget extends Pick<BudgetTerms, 'address' | 'who' | 'object' | 'source' | 'period'> {
  subject?: string;
  session?: string;
  window: Omit<BudgetTerms['window'], 'capacity'>;
  paced?: 'hourly' | 'daily';
  cap?: { limit: string; line: number };
  alerts?: { at: string; line: number }[];
}

export function budgetDocument(terms: BudgetTerms): StoredBudget {
  const { address, who, object, source, period, subject, session, window, paced, cap, alerts } = terms;
  const { capacity: _, ...lasts } = window;
  return {
    ...{ address, who, object, source, period },
    ...(subject !== null && { subject }),
    ...(session !== null && { session }),
    window: lasts,
    ...(paced !== null && { paced }),
    ...(cap !== null && { cap: { limit: cap.limit.toString(), line: cap.line } }),
    ...(alerts.length > 0 && { alerts: alerts.map(({ at, line }) => ({ at: at.toString(), line })) }),
  };
}

export function budgetFrom({ subject, session, window, paced, cap, alerts = [], ...named }: StoredBudget): BudgetTerms {
  const limit = cap ? { limit: nano(cap.limit), line: cap.line } : null;
  return {
    ...named,
    subject: subject ?? null,
    session: session ?? null,
    window: { ...window, capacity: limit?.limit ?? 0n } as BudgetTerms['window'],
    paced: paced ?? null,
    cap: limit,
    alerts: alerts.map(({ at, line }) => ({ at: nano(at), line })),
  };
}

export const judgedDocument = ({ increasable, ...terms }: JudgedBudget): StoredJudged => {
  return { ...budgetDocument(terms), ...(increasable && { increasable }) };
};
export const judgedFrom = ({ increasable, ...stored }: StoredJudged): JudgedBudget => {
  return { ...budgetFrom(stored), increasable: increasable ?? false };
};

export type StoredJudged = StoredBudget & { increasable?: true };

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
