/**
 * What settled events add to the sums that usage series are read from: per quarter of an hour, product, feature and
 * measure, once over all sessions and once for the event's own.
 */
import type { Instant, Nano } from '../core/words.js';
import { keyOf } from './books.js';
import type { StoredCharge } from './charge.js';
import type { StoredEvent } from './usage-event.js';

/** Every time zone in use is a whole number of quarters of an hour from UTC. */
export const SLOT_MS = 15 * 60_000;

/** The session under which the sum over all sessions is kept; no session has an empty name. */
export const ALL_SESSIONS = '';

/** One row to add to `usage_bucket`. `amount` is a count, units or nano-credits, by its measure. */
export interface UsageSum {
  tenantId: string;
  accountId: string;
  session: string;
  slot: Instant;
  product: string;
  feature: string;
  measure: string;
  amount: bigint;
}

/** The sums over these events; what was set aside counts for nothing, and what undoes others takes them off. */
export function usageSums(settled: readonly { event: StoredEvent; charge: StoredCharge }[]): UsageSum[] {
  const sums = new Map<string, UsageSum>();
  for (const { event, charge } of settled) {
    if (charge.body.setAside) continue;
    const { tenantId, accountId, product, feature, session } = event;
    const slot = Math.floor(event.occurredAt.getTime() / SLOT_MS) * SLOT_MS;
    for (const of of session === null ? [ALL_SESSIONS] : [ALL_SESSIONS, session]) {
      for (const [measure, amount] of measuresOf(event, charge)) {
        const key = keyOf(tenantId, accountId, of, String(slot), product, feature, measure);
        const sum = sums.get(key) ?? { tenantId, accountId, session: of, slot, product, feature, measure, amount: 0n };
        sum.amount += amount;
        sums.set(key, sum);
      }
    }
  }
  return [...sums.values()];
}

/** What a settled event adds to sums, by measure: a count, units or nano-credits. What undoes another takes it off again. */
export function measuresOf(
  event: Pick<StoredEvent, 'body'>,
  { amount, forgiven, debt, body }: Pick<StoredCharge, 'amount' | 'forgiven' | 'debt' | 'body'>,
): [measure: string, amount: Nano][] {
  const sign = body.reverses ? -1n : 1n;
  const measures: [string, bigint][] = [
    ['events', 1n],
    ['charged', amount],
    ...event.body.usage.map(({ dimension, quantity }): [string, bigint] => [`used:${dimension}`, quantity]),
    ...body.draws.map((draw): [string, bigint] => [`paid:${draw.layer}`, draw.amount]),
    ['paid:FORGIVEN', forgiven],
    ['paid:DEBT', debt],
  ];
  return measures.filter(([, value]) => value > 0n).map(([measure, value]) => [measure, sign * value]);
}
