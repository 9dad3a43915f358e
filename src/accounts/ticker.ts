/**
 * Lets time pass for accounts that nobody touches: what falls due on them is written within a second. Exactness never
 * depends on it (docs/rules.md, 1), so any number of processes may tick at once: whoever comes second finds nothing due.
 */
import { SpillwayError } from '../errors.js';
import { every, type Repeated } from '../every.js';
import { inParts } from '../in-parts.js';
import type { AccountKey, Books } from '../books/books.js';
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

// clock_timestamp() would keep the planner from the index: it may differ from row to row.
const DUE = `
  select tenant_id as tenant, address
  from account
  where due_at <= statement_timestamp() + $1::float8 * interval '1 millisecond'
  order by due_at
  limit $2`;

export class Ticker {
  private ticking: Repeated | undefined;

  constructor(private readonly options: TickerOptions) {}

  /** Ticks until it is closed. */
  start(): void {
    const { everyMs: ms = 500, log } = this.options;
    const failure = 'what fell due could not be written now';
    this.ticking = every({ ms, log, failure }, async (closing) => {
      const written = await this.tick(closing);
      return written === PER_TICK ? 0 : ms;
    });
  }

  /** Writes what has fallen due; returns on how many accounts. Rejects while the database does not answer. */
  async tick(closing?: AbortSignal): Promise<number> {
    const { database, tenants, clockOffset } = this.options;
    const due = await database.transaction(
      tenants(),
      (tx) => tx.query<AccountKey>(DUE, [clockOffset?.() ?? 0, PER_TICK]),
      { readOnly: true },
    );
    let written = 0;
    for (let from = 0; from < due.length && !closing?.aborted; from += PER_UNIT) {
      written += await this.advance(due.slice(from, from + PER_UNIT));
    }
    return written;
  }

  /** Waits for the tick under way. */
  async close(): Promise<void> {
    await this.ticking?.close();
  }

  /** One unit of work for all; where that fails, one for each, so that no account holds up the others. */
  private async advance(keys: AccountKey[]): Promise<number> {
    const { ledger, log } = this.options;
    const written = await inParts(keys, {
      async work(part) {
        const tenants = [...new Set(part.map(({ tenant }) => tenant))];
        await ledger.work(tenants, { lock: part, create: [] }, (books) => writeDue(books, part));
        return part.length;
      },
      split: (part) => (part.length > 1 ? part.map((key) => [key]) : []),
      failed([key], error) {
        if (error instanceof SpillwayError) throw error;
        log.error({ err: error, tenant: key?.tenant, account: key?.address }, 'what fell due could not be written');
        return 0;
      },
    });
    return written.reduce((sum, count) => sum + count, 0);
  }
}

function writeDue(books: Books, keys: AccountKey[]): void {
  for (const key of keys) {
    const locked = books.find(key);
    if (locked) books.bringUpTo(locked.account);
  }
}
