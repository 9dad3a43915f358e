/**
 * Batches of settlement: one unit of work for many accounts, shared out among any number of workers. Where a batch fails
 * it is done again account by account, then event by event, so that an event that cannot be settled holds up nobody
 * else; after a few tries it is set aside.
 */
import type { Tx } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import { inParts } from '../in-parts.js';
import { wireId } from '../ids.js';
import { stepTimes, type Meter } from '../meter.js';
import type { AccountKey } from '../books/books.js';
import type { Ledger } from '../books/unit-of-work.js';
import type { StoredEvent } from '../books/usage-event.js';
import type { Log } from '../log.js';
import type { CatalogVersions } from '../catalog/catalog-versions.js';
import { findUnsettled } from './find-usage.js';
import { catalogsOf } from './price-usage.js';
import { setAside, settleAll, settlementLocks } from './settle-usage.js';
import { SizedHolds } from './sized-holds.js';
import { BudgetTeller, type Telling } from './tell-budgets.js';

export interface BatchOptions {
  ledger: Ledger;
  catalogs: CatalogVersions;
  log: Log;
  /** All tenants that are served, asked anew for every batch. */
  tenants: () => string[];
  /** Told of what was settled. */
  meter?: Meter | undefined;
  /** How long an account rests after each try of an event that fails, in milliseconds; then it is set aside. */
  restsMs?: readonly number[];
}

/** A batch keeps its accounts locked while it works, so it is small while others wait for theirs. */
const FULL: Scope = { accounts: 64, events: 256 };
const SMALL: Scope = { accounts: 16, events: 128 };
/** How long an account rests after a failure that setting an event aside cannot help, in milliseconds. */
const LONG_REST_MS = 30_000;
/** How many events of an account are settled one by one after a batch with it failed. */
const ONE_BY_ONE = 200;
/**
 * How long an account rests after each try of an event that fails for no known reason, in milliseconds: it may be this
 * worker that is wrong, so others get their turn, and somebody the time to look. After the last try it is set aside.
 */
const RESTS_MS = [200, 1_000, 10_000, 60_000, 300_000, 900_000];

// Workers share the accounts out among themselves: an account whose turn another has is passed over, not waited for.
// Each tenant has its turn to be the first, and the accounts after those of the last batch come before the others.
const PICK = `
  select a.*
  from unnest($1::text[]) as t (tenant_id)
  cross join lateral (
    ${unsettledAccounts('a.id > $2')}
    union all
    ${unsettledAccounts('a.id <= $2')}
  ) a
  limit $4`;

function unsettledAccounts(where: string): string {
  return `(
      select a.tenant_id as tenant, a.id, a.address, a.settled_no
      from account a
      where a.tenant_id = t.tenant_id and a.settled_no < a.usage_no and ${where} and a.id <> all ($3::uuid[])
        and pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', 'settle', current_schema(), a.tenant_id, a.id), 0))
      limit $4
    )`;
}

const FAILED = `
  insert into set_aside (tenant_id, account_id, usage_no, tries, reason, failed_at, given_up)
  values ($1, $2, $3, 1, $4, clock_timestamp(), false)
  on conflict (tenant_id, account_id, usage_no) do update
    set tries = set_aside.tries + 1, reason = excluded.reason, failed_at = excluded.failed_at
  returning tries`;

interface Picked extends AccountKey {
  id: string;
  settled_no: bigint;
}

/** What one unit of work may take on. */
interface Scope {
  accounts: number;
  events: number;
  /** Only this account, event by event. */
  only?: Picked;
}

/** Which events a unit of work was busy with when it failed. */
class BatchFailed extends Error {
  constructor(
    readonly picked: readonly Picked[],
    readonly events: readonly StoredEvent[],
    cause: unknown,
  ) {
    super('a batch could not be settled', { cause });
  }
}

export class SettlementBatches {
  private readonly resting = new Map<string, number>();
  private readonly teller = new BudgetTeller();
  private readonly restsMs: readonly number[];
  private batches = 0;
  /** The last account of the last batch. */
  private last = '00000000-0000-0000-0000-000000000000';
  /** How often the size is halved, because the database did not take whole batches in time. */
  private halvings = 0;

  constructor(private readonly options: BatchOptions) {
    this.restsMs = options.restsMs ?? RESTS_MS;
  }

  /**
   * Settles the next events of some accounts, if there are any.
   * @param small keeps few accounts, and each for a short time only
   * @returns how many were settled or set aside; rejects while the database does not answer
   */
  async next(small = false): Promise<number> {
    const { accounts, events } = small ? SMALL : FULL;
    const halved = (size: number) => Math.max(1, size >> this.halvings);
    const batch: Scope = { accounts: halved(accounts), events: halved(events) };
    const settled = await inParts(batch, {
      work: (scope) => (scope.only ? this.settleAccount(scope, scope.only) : this.settleBatch(scope)),
      split({ only }, error) {
        if (only || !(error instanceof BatchFailed)) return [];
        return error.picked.map((account) => ({ accounts: 1, events: 1, only: account }));
      },
      failed: ({ only }, error) => (only ? this.rest(only, error) : this.tooMuch(error)),
    });
    return settled.reduce((sum, count) => sum + count, 0);
  }

  /** The first instant at which an account that rests may be tried again; null where none rests. */
  get restsUntil(): number | null {
    return this.resting.size === 0 ? null : Math.min(...this.resting.values());
  }

  private async settleBatch(scope: Scope): Promise<number> {
    const settled = await this.settle(scope);
    this.halvings = Math.max(0, this.halvings - 1);
    return settled;
  }

  /** Tries less the next time; where it was but one account, that one waits. */
  private tooMuch(error: unknown): number {
    if (!(error instanceof BatchFailed)) throw error;
    this.halvings = Math.min(this.halvings + 1, 8);
    const [only, ...more] = error.picked;
    if (!only || more.length > 0) throw error.cause;
    return this.rest(only, error.cause);
  }

  /** One account, event by event, up to the one that fails. */
  private async settleAccount(scope: Scope, only: Picked): Promise<number> {
    let settled = 0;
    try {
      for (let did = 1; did > 0 && settled < ONE_BY_ONE; settled += did) did = await this.settle(scope);
      return settled;
    } catch (error) {
      if (!(error instanceof BatchFailed) || error.cause instanceof SpillwayError) throw error;
      const [event] = error.events;
      if (!event) throw error;
      return settled + (await this.failed(only, event, error.cause));
    }
  }

  /** Where not even setting aside helps, the account waits, and the others go on. */
  private rest({ tenant, id }: Picked, problem: unknown): number {
    this.options.log.error({ err: problem, tenant, account: id }, 'usage of an account cannot be settled now');
    this.resting.set(id, Date.now() + LONG_REST_MS);
    return 0;
  }

  private async settle({ accounts, events: most, only }: Scope): Promise<number> {
    const { ledger, tenants, catalogs, meter } = this.options;
    const among = only ? [only.tenant] : tenants();
    let picked: Picked[] = [];
    let events: StoredEvent[] = [];
    let asides = 0;
    let telling: Telling = this.teller.begin([]);
    const times = meter && stepTimes();
    try {
      const settled = await ledger.work(
        among,
        async (tx) => {
          picked = only ? await this.again(tx, only) : await this.pick(tx, accounts);
          events = await findUnsettled(tx, picked.map(unsettled), Math.ceil(most / Math.max(picked.length, 1)));
          const addresses = new Map(picked.map(({ id, address }) => [id, address]));
          telling = this.teller.begin(events);
          const locks = await settlementLocks(tx, events, ({ accountId }) => addresses.get(accountId) ?? '');
          return telling.read ? { ...locks, beside: telling.read } : locks;
        },
        async (books, tx) => {
          const sizes = await SizedHolds.of(tx, events);
          const needed = [...events.flatMap(catalogsOf), ...sizes.catalogs];
          const did = await settleAll(books, events, { tx, catalogs: await catalogs.load(tx, needed), sizes });
          await telling.tell(tx, books);
          asides = books.asides.length;
          return did;
        },
        { times },
      );
      telling.done();
      if (times && settled > 0) meter?.settled(times, settled, asides);
      return settled;
    } catch (error) {
      if (events.length === 0) throw error;
      throw new BatchFailed(picked, events, error);
    }
  }

  private async pick(tx: Tx, accounts: number): Promise<Picked[]> {
    const tenants = this.options.tenants();
    const first = (this.batches += 1) % Math.max(tenants.length, 1);
    const inTurn = [...tenants.slice(first), ...tenants.slice(0, first)];
    const picked = await tx.query<Picked>(PICK, [inTurn, this.last, this.atRest(), accounts]);
    this.last = picked.at(-1)?.id ?? this.last;
    return picked;
  }

  /** The account as it stands now: other workers may have been here. */
  private async again(tx: Tx, { tenant, id }: Picked): Promise<Picked[]> {
    const sql = `select tenant_id as tenant, id, address, settled_no from account where tenant_id = $1 and id = $2`;
    return tx.query<Picked>(sql, [tenant, id]);
  }

  /** Counts a failure; sets the event aside after the last try. @returns how many events are done with: 1 or 0 */
  private async failed({ address }: Picked, event: StoredEvent, cause: unknown): Promise<number> {
    const { ledger, log, meter } = this.options;
    const { tenantId: tenant, accountId, usageNo } = event;
    const reason = 'An internal error: ask whoever runs this service.';
    const tries = await ledger.work([tenant], { lock: [], create: [] }, async (_books, tx) => {
      const [row] = await tx.query<{ tries: number }>(FAILED, [tenant, accountId, usageNo, reason]);
      return row?.tries ?? 0;
    });
    const about = { tenant, account: accountId, event: wireId('use', event.uuid), tries };
    log.error({ err: cause, ...about }, 'a usage event cannot be settled');
    const restMs = this.restsMs[tries - 1];
    if (restMs !== undefined) {
      this.resting.set(accountId, Date.now() + restMs);
      return 0;
    }
    const times = meter && stepTimes();
    await ledger.work(
      [tenant],
      (tx) => settlementLocks(tx, [event], () => address),
      async (books, tx) => setAside(books, event, reason, await SizedHolds.of(tx, [event])),
      { times },
    );
    if (times) meter?.settled(times, 1, 1);
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
