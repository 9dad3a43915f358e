/**
 * How the draws of a hold are stored, with its one codec; what budgets count of them stands in budget-documents.ts.
 */
import type { HeldDraw } from '../core/account.js';
import type { Instant } from '../core/words.js';
import { instantOfUuid } from '../ids.js';
import { codecOf, nano, type Stored } from './codec.js';

/**
 * When a draw was made stands in the id of its decision. The budgets that it counts in, by the ids of their accounts, have
 * the instant since which the instance has run that counts it.
 */
type StoredHeld = Stored<Omit<HeldDraw, 'at' | 'budgets'>> & { budgets?: Record<string, Instant | null> };

/** The draws of a hold on one account. */
export const heldCodec = codecOf<HeldDraw[]>(
  'held draws',
  (draws) =>
    draws.map(({ at: _, budgets, ...draw }): StoredHeld => ({
      ...draw,
      ...(budgets && { budgets: Object.fromEntries(budgets.map(({ account, startedAt }) => [account, startedAt])) }),
      amount: draw.amount.toString(),
      settled: draw.settled.toString(),
      released: draw.released.toString(),
    })),
  [
    (json: StoredHeld[]) =>
      json.map(({ budgets, ...draw }) => ({
        ...draw,
        ...(budgets && {
          budgets: Object.entries(budgets).map(([account, startedAt]) => ({ account, startedAt })),
        }),
        at: instantOfUuid(draw.decisionId),
        amount: nano(draw.amount),
        settled: nano(draw.settled),
        released: nano(draw.released),
      })),
  ],
);
