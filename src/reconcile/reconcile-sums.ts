/**
 * The sums that usage series are read from, added up again from every settled event and compared per quarter of an
 * hour, product, feature and measure: over all sessions, and over the named ones together.
 */
import type { Instant } from '../core/words.js';
import type { Tx } from '../database/database.js';
import { keyOf } from '../books/books.js';
import type { StoredCharge } from '../books/charge.js';
import type { Findings } from './difference.js';
import type { Owner } from './journal-rows.js';
import type { StoredEvent } from '../books/usage-event.js';
import { ALL_SESSIONS, usageSums } from '../books/usage-sums.js';

const PAGE = 5_000;
const ROWS = `
  select session, slot, product, feature, measure, amount::text as amount from usage_bucket
  where tenant_id = $1 and account_id = $2
    and (session, slot, product, feature, measure) > ($3, to_timestamp($4::float8 / 1000), $5, $6, $7)
  order by session, slot, product, feature, measure
  limit ${PAGE}`;

interface Bucket {
  session: string;
  slot: Instant;
  product: string;
  feature: string;
  measure: string;
}

export class SumsAudit {
  private readonly derived = new Map<string, bigint>();

  /** Adds up one settled event. */
  take(event: StoredEvent, charge: StoredCharge): void {
    for (const sum of usageSums([{ event, charge }])) this.add(this.derived, sum);
  }

  /** Compares the sums with what is stored, when all events have been taken. */
  async end(tx: Tx, { tenant, accountId }: Owner, findings: Findings): Promise<void> {
    const stored = new Map<string, bigint>();
    let last: Bucket = { session: '', slot: 0, product: '', feature: '', measure: '' };
    for (let more = true; more;) {
      const { session, slot, product, feature, measure } = last;
      const params = [tenant, accountId, session, slot, product, feature, measure];
      const rows = await tx.query<Bucket & { amount: string }>(ROWS, params);
      for (const row of rows) this.add(stored, { ...row, amount: BigInt(row.amount) });
      last = rows.at(-1) ?? last;
      more = rows.length === PAGE;
    }
    for (const key of new Set([...this.derived.keys(), ...stored.keys()])) {
      const [expected, found] = [this.derived.get(key) ?? 0n, stored.get(key) ?? 0n];
      if (expected === found) continue;
      const [sessions, slot, product, feature, measure] = key.split('\u0000');
      const where = `"${measure}" of ${product}/${feature} at ${new Date(Number(slot)).toISOString()}, ${sessions}`;
      findings.add('USAGE_SUMS', 'USAGE_BUCKET', `The sum ${where} does not follow from the usage events.`, {
        expected: String(expected),
        found: String(found),
      });
    }
  }

  private add(
    sums: Map<string, bigint>,
    { session, slot, product, feature, measure, amount }: Bucket & { amount: bigint },
  ): void {
    const sessions = session === ALL_SESSIONS ? 'over all sessions' : 'over named sessions';
    const key = keyOf(sessions, String(slot), product, feature, measure);
    sums.set(key, (sums.get(key) ?? 0n) + amount);
  }
}
