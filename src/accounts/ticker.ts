/**
 * Lets time pass for accounts that nobody touches: what falls due on them is written within a second. Exactness never
 * depends on it (docs/rules.md, 1), so any number of processes may tick at once: whoever comes second finds nothing due.
 */
import { SpillwayError } from '../errors.js';
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
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> | undefined;
  private closed = false;

  constructor(private readonly options: TickerOptions) {}

  /** Ticks until it is closed. */
  start(): void {
    const { everyMs = 500, log } = this.options;
    this.running = this.tick()
      .then((written) => this.plan(written === PER_TICK ? 0 : everyMs))
      .catch((error: unknown) => {
        log.warn({ err: error }, 'what fell due could not be written now');
        this.plan(everyMs);
      });
  }

  /** Writes what has fallen due; returns on how many accounts. Rejects while the database does not answer. */
  async tick(): Promise<number> {
    const { database, tenants, clockOffset } = this.options;
    const due = await database.transaction(
      tenants(),
      (tx) => tx.query<AccountKey>(DUE, [clockOffset?.() ?? 0, PER_TICK]),
      { readOnly: true },
    );
    let written = 0;
    for (let from = 0; from < due.length && !this.closed; from += PER_UNIT) {
      written += await this.advance(due.slice(from, from + PER_UNIT));
    }
    return written;
  }

  /** Waits for the tick under way. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private plan(ms: number): void {
    if (!this.closed) this.timer = setTimeout(() => this.start(), ms).unref();
  }

  /** One unit of work for all; where that fails, one for each, so that no account holds up the others. */
  private async advance(keys: AccountKey[]): Promise<number> {
    const { ledger, log } = this.options;
    const tenants = [...new Set(keys.map(({ tenant }) => tenant))];
    try {
      await ledger.work(tenants, { lock: keys, create: [] }, (books) => writeDue(books, keys));
      return keys.length;
    } catch (error) {
      if (error instanceof SpillwayError) throw error;
      const [only, ...more] = keys;
      if (more.length === 0) {
        log.error({ err: error, tenant: only?.tenant, account: only?.address }, 'what fell due could not be written');
        return 0;
      }
      let written = 0;
      for (const key of keys) written += await this.advance([key]);
      return written;
    }
  }
}

function writeDue(books: Books, keys: AccountKey[]): void {
  for (const key of keys) {
    const locked = books.find(key);
    if (locked) books.now(locked.account);
  }
}
