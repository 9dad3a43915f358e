/**
 * Batches of settlement: one unit of work for many accounts, shared out among any number of workers. Where a batch fails
 * it is done again account by account, then event by event, so that an event that cannot be settled holds up nobody
 * else; after a few tries it is set aside.
 */
import type { Tx } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import type { AccountKey } from '../ledger/books.js';
import type { Ledger } from '../ledger/unit-of-work.js';
import type { UsageEvent } from '../ledger/usage-event.js';
import type { Log } from '../log.js';
import type { CatalogVersions } from './catalog-versions.js';
import { findUnsettled } from './find-usage.js';
import { CannotSettle } from './price-usage.js';
import { setAside, settleAll, settlementLocks } from './settle-usage.js';

export interface BatchOptions {
  ledger: Ledger;
  catalogs: CatalogVersions;
  log: Log;
  /** All tenants that are served, asked anew for every batch. */
  tenants: () => string[];
}

const ACCOUNTS = 64;
const EVENTS = 512;
/** How often an event is tried before it is set aside. */
const TRIES = 3;
/** How long its account rests after each try, in milliseconds, and after a failure that setting aside cannot help. */
const REST_MS = 200;
const LONG_REST_MS = 30_000;

// Workers share the accounts out among themselves: an account whose turn another has is passed over, not waited for.
const PICK = `
  select a.tenant_id as tenant, a.id, a.address, a.settled_no
  from account a
  where a.settled_no < a.usage_no and a.id <> all ($1::uuid[])
    and pg_try_advisory_xact_lock(hashtextextended('settle ' || a.tenant_id || ' ' || a.id, 0))
  limit $2`;

const FAILED = `
  insert into set_aside (tenant_id, account_id, usage_no, tries, reason, failed_at, given_up)
  values ($1, $2, $3, 1, $4, clock_timestamp(), false)
  on conflict (tenant_id, account_id, usage_no) do update
    set tries = set_aside.tries + 1, reason = excluded.reason, failed_at = excluded.failed_at
  returning tries`;

const GIVEN_UP = `
  update set_aside set given_up = true where tenant_id = $1 and account_id = $2 and usage_no = $3`;

interface Picked extends AccountKey {
  id: string;
  settled_no: bigint;
}

/** What one unit of work may take on. */
interface Scope {
  accounts: number;
  events: number;
  /** Only this account. */
  only?: Picked;
}

/** Which events a unit of work was busy with when it failed. */
class BatchFailed extends Error {
  constructor(
    readonly picked: readonly Picked[],
    readonly events: readonly UsageEvent[],
    cause: unknown,
  ) {
    super('a batch could not be settled', { cause });
  }
}

export class SettlementBatches {
  private readonly resting = new Map<string, number>();

  constructor(private readonly options: BatchOptions) {}

  /**
   * Settles the next events of some accounts, if there are any.
   * @returns how many were settled or set aside; rejects while the database does not answer
   */
  async next(): Promise<number> {
    try {
      return await this.settle({ accounts: ACCOUNTS, events: EVENTS });
    } catch (error) {
      if (!(error instanceof BatchFailed)) throw error;
      let settled = 0;
      for (const only of error.picked) {
        settled += await this.settleAccount(only).catch((problem: unknown) => this.restLong(only, problem));
      }
      return settled;
    }
  }

  /** The first instant at which an account that rests may be tried again; null where none rests. */
  get restsUntil(): number | null {
    return this.resting.size === 0 ? null : Math.min(...this.resting.values());
  }

  /** One account, event by event, up to the one that fails. */
  private async settleAccount(only: Picked): Promise<number> {
    let settled = 0;
    try {
      for (let did = 1; did > 0; settled += did) did = await this.settle({ accounts: 1, events: 1, only });
      return settled;
    } catch (error) {
      const [event] = error instanceof BatchFailed ? error.events : [];
      if (!event) throw error;
      return settled + (await this.failed(only, event, (error as BatchFailed).cause));
    }
  }

  /** Where not even setting aside helps, the account waits, and the others go on. */
  private restLong({ tenant, id }: Picked, problem: unknown): number {
    if (problem instanceof SpillwayError) throw problem;
    this.options.log.error({ err: problem, tenant, account: id }, 'usage of an account cannot be settled');
    this.resting.set(id, Date.now() + LONG_REST_MS);
    return 0;
  }

  private async settle({ accounts, events: most, only }: Scope): Promise<number> {
    const { ledger, tenants, catalogs } = this.options;
    const among = only ? [only.tenant] : tenants();
    let picked: Picked[] = [];
    let events: UsageEvent[] = [];
    try {
      return await ledger.work(
        among,
        async (tx) => {
          picked = only ? await this.again(tx, only) : await tx.query<Picked>(PICK, [this.atRest(), accounts]);
          events = await findUnsettled(tx, picked.map(unsettled), Math.ceil(most / Math.max(picked.length, 1)));
          const addresses = new Map(picked.map(({ id, address }) => [id, address]));
          return settlementLocks(tx, events, ({ accountId }) => addresses.get(accountId) ?? '');
        },
        async (books, tx) => {
          const needed = events.map(({ body }) => body.catalog);
          return settleAll(books, events, await catalogs.load(tx, needed));
        },
      );
    } catch (error) {
      if (error instanceof SpillwayError || events.length === 0) throw error;
      throw new BatchFailed(picked, events, error);
    }
  }

  /** The account as it stands now: other workers may have been here. */
  private async again(tx: Tx, { tenant, id }: Picked): Promise<Picked[]> {
    const sql = `select tenant_id as tenant, id, address, settled_no from account where tenant_id = $1 and id = $2`;
    return tx.query<Picked>(sql, [tenant, id]);
  }

  /** Counts a failure; sets the event aside after the last try. @returns whether the account may go on: 1 or 0 */
  private async failed(account: Picked, event: UsageEvent, cause: unknown): Promise<number> {
    const { ledger, log } = this.options;
    const { tenantId: tenant, accountId, usageNo } = event;
    const reason = cause instanceof CannotSettle ? cause.message : 'An internal error: ask whoever runs this service.';
    const tries = await ledger.work([tenant], { lock: [], create: [] }, async (_books, tx) => {
      const [row] = await tx.query<{ tries: number }>(FAILED, [tenant, accountId, usageNo, reason]);
      return row?.tries ?? 0;
    });
    log.error({ err: cause, tenant, account: accountId, event: event.id, tries }, 'a usage event cannot be settled');
    if (tries < TRIES) {
      this.resting.set(accountId, Date.now() + tries * REST_MS);
      return 0;
    }
    await ledger.work(
      [tenant],
      (tx) => settlementLocks(tx, [event], () => account.address),
      async (books, tx) => {
        setAside(books, event, reason);
        await tx.query(GIVEN_UP, [tenant, accountId, usageNo]);
      },
    );
    return 1;
  }

  private atRest(): string[] {
    const now = Date.now();
    for (const [id, until] of this.resting) if (until <= now) this.resting.delete(id);
    return [...this.resting.keys()];
  }
}

function unsettled({ tenant, id, settled_no: settledNo }: Picked) {
  return { tenant, accountId: id, settledNo };
}
