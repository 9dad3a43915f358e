/**
 * Notes that requests have expired, and tells those who asked. A request is over at its instant whether or not that is
 * noted yet, so any number of processes may do it at once, and whoever comes second finds it done.
 */
import { subjectAddress } from '../core/address.js';
import { BudgetRequest } from '../books/budget-request.js';
import { keyOf, type AccountKey } from '../books/books.js';
import { tellOfRequest } from '../books/tell-notices.js';
import type { Ledger } from '../books/unit-of-work.js';
import type { Database } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import { every, type Repeated } from '../every.js';
import { inParts } from '../in-parts.js';
import type { Log } from '../log.js';

export interface RequestSweeperOptions {
  database: Database;
  ledger: Ledger;
  log: Log;
  /** All tenants that this process knows. */
  tenants: () => string[];
  /** Milliseconds added to the database's clock; the ledger's own. */
  clockOffset?: () => number;
  /** Milliseconds from the end of one sweep to the next. */
  everyMs?: number;
}

const PER_UNIT = 100;

const EXPIRED = `
  select r.tenant_id as tenant, r.id, r.subject, r.asked_by as "askedBy", a.address
  from (
    select r.tenant_id, r.id, r.account_id, r.subject, r.asked_by, r.expires_at from budget_request r
    where r.state = 'PENDING'
      and r.expires_at <= date_trunc('milliseconds', statement_timestamp() + $1::float8 * interval '1 millisecond')
      and r.id <> all ($2::uuid[])
    order by r.expires_at, r.id limit ${PER_UNIT}
  ) r
  cross join lateral (
    select a.address from account a where a.tenant_id = r.tenant_id and a.id = r.account_id limit 1
  ) a`;

interface Expired extends AccountKey {
  id: string;
  subject: string;
  askedBy: string;
}

export class RequestSweeper {
  private sweeping: Repeated | undefined;
  /** Those that failed, until the next sweep. */
  private readonly failed = new Set<string>();

  constructor(private readonly options: RequestSweeperOptions) {}

  /** Sweeps until it is closed. Not at once: a process that starts answers first. */
  start(): void {
    const { everyMs: ms = 1_000, log } = this.options;
    const failure = 'requests that expired could not be noted now';
    this.sweeping = every({ ms, log, failure, first: 'later' }, async (closing) => {
      await this.sweep(closing);
    });
  }

  /** Waits for the sweep under way. */
  async close(): Promise<void> {
    await this.sweeping?.close();
  }

  /** Notes all that have expired, step by step. Rejects while the database does not answer. */
  async sweep(closing?: AbortSignal): Promise<void> {
    const { database, tenants, clockOffset } = this.options;
    this.failed.clear();
    for (let full = true; full && !closing?.aborted;) {
      const params = [clockOffset?.() ?? 0, [...this.failed]];
      const page = await database.transaction(tenants(), (tx) => tx.query<Expired>(EXPIRED, params), {
        readOnly: true,
      });
      full = page.length === PER_UNIT;
      if (page.length) await this.expire(page);
    }
  }

  /** One unit of work for all; where that fails, one for each, so that none holds up the others. */
  private async expire(page: Expired[]): Promise<void> {
    const { ledger, log } = this.options;
    await inParts(page, {
      work: (part) => expireAll(ledger, part),
      split: (part) => (part.length > 1 ? part.map((each) => [each]) : []),
      failed: ([only], error) => {
        if (error instanceof SpillwayError || !only) throw error;
        log.error({ err: error, tenant: only.tenant, request: only.id }, 'a request that expired could not be noted');
        this.failed.add(only.id);
      },
    });
  }
}

function expireAll(ledger: Ledger, expired: readonly Expired[]): Promise<void> {
  const tenants = [...new Set(expired.map(({ tenant }) => tenant))];
  const askers = ({ tenant, subject, askedBy }: Expired) =>
    [subject, askedBy].map((name) => ({ tenant, address: subjectAddress(name) }));
  const keys = expired.flatMap((each) => [{ tenant: each.tenant, address: each.address }, ...askers(each)]);
  const lock = [...new Map(keys.map((key) => [keyOf(key.tenant, key.address), key])).values()];
  return ledger.work(tenants, { lock, create: [] }, async (books, tx) => {
    for (const each of expired) {
      const { tenant, id: uuid } = each;
      const account = books.account({ tenant, address: each.address });
      const now = books.bringUpTo(account);
      const request = await tx.em.findOneOrFail(BudgetRequest, { tenantId: tenant, uuid });
      if (request.storedState !== 'PENDING' || request.stateAt(now) !== 'EXPIRED') continue;
      request.become('EXPIRED', books.clock);
      books.restated.add(account);
      const on = askers(each).flatMap((key) => books.find(key)?.account ?? []);
      await tellOfRequest(tx, books, request, { on, at: now });
    }
  });
}
