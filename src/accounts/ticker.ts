/**
 * Lets time pass for accounts that nobody touches: what falls due on them is written within a second. Exactness never
 * depends on it (docs/rules.md, 1), so any number of processes may tick at once: what others work on is passed over.
 */
import { SpillwayError } from '../errors.js';
import { every, type Repeated } from '../every.js';
import { inParts } from '../in-parts.js';
import { keyOf, type AccountKey } from '../books/books.js';
import type { Ledger } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';

export interface TickerOptions {
  database: Database;
  ledger: Ledger;
  log: Log;
  /** All tenants that this process knows. */
  tenants: () => string[];
  /** Milliseconds added to the database's clock; the ledger's own. */
  clockOffset?: () => number;
  /** Milliseconds from the end of one tick to the next. */
  everyMs?: number;
}

const PER_UNIT = 200;
const PER_TICK = 2_000;
/** How long an account is left alone after what fell due on it could not be written. */
const REST_MS = 5_000;

// clock_timestamp() would keep the planner from the index: it may differ from row to row.
const DUE = `
  select tenant_id as tenant, address
  from account
  where due_at <= statement_timestamp() + $1::float8 * interval '1 millisecond'
    and (tenant_id, address) not in (select * from unnest($3::text[], $4::text[]))
  order by due_at
  limit $2`;

export class Ticker {
  private ticking: Repeated | undefined;
  /** Accounts that failed, and until when they rest. */
  private readonly resting = new Map<string, AccountKey & { until: number }>();

  constructor(private readonly options: TickerOptions) {}

  /** Ticks until it is closed; at once again while more is due. Not at once: a process that starts answers first. */
  start(): void {
    const { everyMs: ms = 500, log } = this.options;
    const failure = 'what fell due could not be written now';
    this.ticking = every({ ms, log, failure, first: 'later' }, async (closing) =>
      (await this.tick(closing)) ? 0 : ms,
    );
  }

  /**
   * Writes what has fallen due, as much as one unit of work may of each account.
   * @returns whether more is due that could be written now. Rejects while the database does not answer
   */
  async tick(closing?: AbortSignal): Promise<boolean> {
    const due = await this.due();
    let more = false;
    for (let from = 0; from < due.length && !closing?.aborted; from += PER_UNIT) {
      more = (await this.advance(due.slice(from, from + PER_UNIT))) || more;
    }
    return more;
  }

  /** Waits for the tick under way. */
  async close(): Promise<void> {
    await this.ticking?.close();
  }

  private due(): Promise<AccountKey[]> {
    const { database, tenants, clockOffset } = this.options;
    for (const [key, { until }] of this.resting) if (until <= performance.now()) this.resting.delete(key);
    const resting = [...this.resting.values()];
    const params = [clockOffset?.() ?? 0, PER_TICK, resting.map((r) => r.tenant), resting.map((r) => r.address)];
    return database.transaction(tenants(), (tx) => tx.query<AccountKey>(DUE, params), { readOnly: true });
  }

  /** One unit of work for all; where that fails, one for each, so that no account holds up the others. */
  private async advance(keys: AccountKey[]): Promise<boolean> {
    const { ledger, log } = this.options;
    const more = await inParts(keys, {
      work: (part) => ledger.writeDue(part, 'skip'),
      split: (part) => (part.length > 1 ? part.map((key) => [key]) : []),
      failed: ([key], error) => {
        if (error instanceof SpillwayError) throw error;
        const { tenant, address } = key!;
        log.error({ err: error, tenant, account: address }, 'what fell due could not be written');
        this.resting.set(keyOf(tenant, address), { tenant, address, until: performance.now() + REST_MS });
        return false;
      },
    });
    return more.includes(true);
  }
}
