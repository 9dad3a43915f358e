/**
 * What a storm's purchases must have cost, worked out anew in SQL. Only a storm can be asked: books that people keep may
 * hold prices from before they were whole minor units, and of another provider.
 */
import type { Invariant } from '../../src/audit/invariant.js';

export const MONEY_CHECKS: readonly Invariant[] = [
  {
    invariant: 'I3',
    title: 'a price is 0.04 USD a credit, rounded half up to whole cents, and at least a cent',
    sql: `
    select id, credits, price_amount from purchase
    where price_amount <> round(credits * 0.04 / 1000000000, 2)::text or price_amount::numeric < 0.01
      or price_currency <> 'USD'`,
  },
];
