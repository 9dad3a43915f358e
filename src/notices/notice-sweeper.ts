/**
 * Finds the lots about whose expiry somebody is to be told, and has it told. Any number of processes may sweep at once:
 * each notice is given under its account's lock, so whoever comes second finds it given. Sends nothing to anybody:
 * subscribers read the books.
 */
import { DAY_MS, NOTICE_DAYS, type NoticeDays } from '../core/notices.js';
import type { Instant } from '../core/words.js';
import type { Database } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import { every, type Repeated } from '../every.js';
import { inParts } from '../in-parts.js';
import { keyOf, type AccountKey } from '../books/books.js';
import { giveNotices } from './give-notices.js';
import { isoInstant } from '../books/journal-hash.js';
import type { Ledger, Moved } from '../books/unit-of-work.js';
import type { Log } from '../log.js';

export interface SweeperOptions {
  database: Database;
  ledger: Ledger;
  log: Log;
  /** All tenants that this process knows. */
  tenants: () => string[];
  /** Told of the notices given, after their commit: a wake-up, not the truth. */
  onGiven: (given: Moved[]) => void;
  /** Milliseconds added to the database's clock; the ledger's own. */
  clockOffset?: () => number;
  /** Milliseconds from the end of one sweep to the next. */
  everyMs?: number;
}

const PER_UNIT = 200;

/**
 * A sweep looks at what fell due since the last one, and at this much before it: a grant that was under way then had not
 * been committed.
 */
const OVERLAP_MS = 3_600_000;

const NOW = `
  select date_trunc('milliseconds', statement_timestamp() + $1::float8 * interval '1 millisecond') as now`;

// The inner part reads the index of expiring lots in its order, from the cursor on, and stops at the limit.
const TO_TELL = `
  select l.tenant_id as tenant, a.address, l.expires_at, l.id
  from (
    select l.tenant_id, l.account_id, l.expires_at, l.id
    from lot l
    where l.open and l.expires_at is not null and l.expires_at <= $1::timestamptz
      and (l.expires_at, l.id) > ($2::timestamptz, $3::uuid)
      and l.closed is null
      and greatest(l.created_at, l.effective_at) < l.expires_at - $4::int * interval '24 hours'
      and not exists (
        select from notice n where n.tenant_id = l.tenant_id and n.lot_id = l.id and n.days = $4::int)
    order by l.expires_at, l.id
    limit ${PER_UNIT}
  ) l
  cross join lateral (
    select a.address from account a where a.tenant_id = l.tenant_id and a.id = l.account_id limit 1
  ) a
  order by l.expires_at, l.id`;

interface Found extends AccountKey {
  expires_at: Instant;
  id: string;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export class NoticeSweeper {
  private sweeping: Repeated | undefined;
  /** Until when all that fell due has been told, and of which tenants. */
  private swept: { at: Instant; tenants: ReadonlySet<string> } = { at: 0, tenants: new Set() };

  constructor(private readonly options: SweeperOptions) {}

  /** Sweeps until it is closed. */
  start(): void {
    const { everyMs: ms = 10_000, log } = this.options;
    this.sweeping = every({ ms, log, failure: 'notices could not be given now' }, async (closing) => {
      await this.sweep(closing);
    });
  }

  /** Waits for the sweep under way. */
  async close(): Promise<void> {
    await this.sweeping?.close();
  }

  /** Gives every notice that is due, and returns how many. Rejects while the database does not answer. */
  async sweep(closing?: AbortSignal): Promise<number> {
    const tenants = this.options.tenants();
    const now = await this.now();
    const since = tenants.every((tenant) => this.swept.tenants.has(tenant)) ? this.swept.at - OVERLAP_MS : -Infinity;
    let given = 0;
    let whole = true;
    for (const [i, days] of NOTICE_DAYS.entries()) {
      // Lots that have come to a tighter stage are told of that one.
      const tighter = now + (NOTICE_DAYS[i - 1] ?? 0) * DAY_MS;
      let after = { at: Math.max(tighter, since + days * DAY_MS), id: FIRST_ID };
      for (let full = true; full && !closing?.aborted;) {
        const page = await this.find(tenants, days, now, after);
        const told = await this.give(page);
        given += told.given;
        whole &&= told.whole;
        full = page.length === PER_UNIT;
        const last = page.at(-1);
        if (last) after = { at: last.expires_at, id: last.id };
      }
    }
    if (whole && !closing?.aborted) this.swept = { at: now, tenants: new Set(tenants) };
    return given;
  }

  private async now(): Promise<Instant> {
    const { database, clockOffset } = this.options;
    const read = await database.transaction([], (tx) => tx.query<{ now: Instant }>(NOW, [clockOffset?.() ?? 0]), {
      readOnly: true,
    });
    return read[0]?.now ?? 0;
  }

  private find(tenants: string[], days: NoticeDays, now: Instant, after: { at: Instant; id: string }) {
    const params = [isoInstant(now + days * DAY_MS), isoInstant(after.at), after.id, days];
    return this.options.database.transaction(tenants, (tx) => tx.query<Found>(TO_TELL, params), { readOnly: true });
  }

  /** One unit of work for all; where that fails, one for each account, so that no account holds up the others. */
  private async give(found: AccountKey[]): Promise<{ given: number; whole: boolean }> {
    const { ledger, log, onGiven } = this.options;
    if (!found.length) return { given: 0, whole: true };
    const told = await inParts(found, {
      async work(part) {
        const given = await giveNotices(ledger, part);
        if (given.length) onGiven(given);
        return { given: given.length, whole: true };
      },
      split(part) {
        const accounts = [...Map.groupBy(part, ({ tenant, address }) => keyOf(tenant, address)).values()];
        return accounts.length > 1 ? accounts : [];
      },
      failed([key], error) {
        if (error instanceof SpillwayError) throw error;
        log.error(
          { err: error, tenant: key?.tenant, account: key?.address },
          'an account could not be given its notices',
        );
        return { given: 0, whole: false };
      },
    });
    return {
      given: told.reduce((sum, { given }) => sum + given, 0),
      whole: told.every(({ whole }) => whole),
    };
  }
}
