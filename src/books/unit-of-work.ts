/**
 * The one way to change accounts: lock them, act on them in memory, write once, commit once. Serialisation failures,
 * deadlocks and lost connections are retried whole, overload never; every act is idempotent by key, so an unknown
 * commit is settled by doing it again.
 */
import { debtTerms, MOST_HOLDS, type Catalog } from '../catalog/catalog.js';
import type { Account } from '../core/account.js';
import type { Instant, WindowTerms } from '../core/words.js';
import { SpillwayError } from '../errors.js';
import type { StepTimes } from '../meter.js';
import { Turns } from '../turns.js';
import {
  commitUnknown,
  isLockTimeout,
  isOverloaded,
  isReadOnly,
  isTransient,
  READ_ONLY,
  type Database,
  type Tx,
} from '../database/database.js';
import { keyOf, MoreDue, type AccountKey, type Books, type LockedAccount } from './books.js';
import type { Account as StoredAccount } from './account.js';
import { dueAtOf, type CatalogTerms } from './account-row.js';
import { AccountLost, KnownAccounts, lockAccounts, type LockRequest } from './lock-accounts.js';
import type { ShareRequest } from './load-shares.js';
import type { Purchase } from './purchase.js';
import { ServedGrants } from './served-grants.js';
import { writeBooks } from './write-books.js';

const ATTEMPTS = 6;

/** What a committed unit of work did to one account: as much as those who watch it need in order to look there. */
export interface Moved {
  tenant: string;
  /** Null: none, as where somebody was denied who has no account. */
  accountId: string | null;
  /** The number of the account's last balance update; 0 without an account. */
  seq: bigint;
  /** The first instant at which something was decided on it; absent where nothing was. */
  decidedFrom?: Instant;
  /** Present where its condition may be another: its plan, state, purchases, top-up or notices. */
  restated?: true;
}

/** How units of work top accounts up. */
export interface TopUps {
  /** Begins the purchases that these locked accounts call for. */
  begin(tx: Tx, books: Books, due: readonly LockedAccount[]): Promise<Purchase[]>;
  /** Told of them after the commit: a wake-up, not the truth. */
  begun(purchases: readonly Purchase[]): void;
}

/** What units of work need from their surroundings. */
export interface LedgerOptions {
  database: Database;
  catalog: () => Catalog;
  /** What came again by which catalog; where it is not told, as if the one that serves had always served. */
  servedGrants?: () => ServedGrants;
  /** Told after each commit: a wake-up, not the truth. */
  onCommit: (moved: Moved[]) => void;
  /** Where purchases can be begun: without it, what calls for a top-up is left to the processes that can. */
  topUps?: TopUps;
  /** Milliseconds added to the database's clock; tests move it. */
  clockOffset: () => number;
}

/** Thrown where a lock was not had within the time that the unit of work was given for it. */
export class LockTaken extends Error {}

/** Thrown inside an act to start over, because what must be locked has become known only now. */
export class LockMore extends Error {}

export class Ledger {
  private readonly known = new KnownAccounts();
  /** Turns for calls whose locks others hold: they have a third of the connections at most. */
  readonly aside = new Turns({ atOnce: 3, waiting: 10 });
  /** How far the database's clock was ahead of this process's when it was last read. */
  private skew = 0;
  private always: { catalog: Catalog; served: ServedGrants } | null = null;

  constructor(private readonly options: LedgerOptions) {}

  /** The windows that stand on accounts, by one version of the catalog: none on pools and on plans that are gone. */
  windowTerms(catalog = this.options.catalog()): (account: Pick<Account, 'plan'>) => readonly WindowTerms[] {
    return ({ plan }) => (plan === null ? undefined : catalog.plans.get(plan))?.windows ?? [];
  }

  private catalogTerms(): (account: { tenantId: string; address: string; plan: string | null }) => CatalogTerms {
    const catalog = this.options.catalog();
    const windowTermsOf = this.windowTerms(catalog);
    const served = this.servedGrants(catalog);
    return (account) => ({
      eras: served.on(account),
      windowsOf: (plan) => windowTermsOf({ plan }),
      windowTerms: windowTermsOf(account),
      debtTerms: debtTerms(catalog, account.tenantId),
      mostHolds: catalog.tenants.get(account.tenantId)?.mostHolds ?? MOST_HOLDS,
    });
  }

  private servedGrants(catalog: Catalog): ServedGrants {
    if (this.options.servedGrants) return this.options.servedGrants();
    if (this.always?.catalog !== catalog) this.always = { catalog, served: ServedGrants.of(catalog) };
    return this.always.served;
  }

  /** When something falls due on an account as it is stored, by the terms that hold now; null: never. */
  dueAt(stored: StoredAccount): Instant | null {
    const [dueAt, forgivenSince] = [stored.dueAt?.getTime() ?? null, stored.forgivenSince?.getTime() ?? null];
    const subscribedAt = stored.subscribedAt?.getTime() ?? null;
    const row = { ...stored, lastAt: stored.lastAt.getTime(), dueAt, forgivenSince, subscribedAt };
    return dueAtOf(row, this.catalogTerms()(stored));
  }

  /** About now by the database's clock, for showing what time alone has changed; units of work ask the database. */
  wallClock(): number {
    return Date.now() + this.skew + this.options.clockOffset();
  }

  /** Whether the database answers and takes writes, and its clock can be believed. @throws Error where it cannot work */
  async tryOut(): Promise<void> {
    const nothing: LockRequest = { lock: [], create: [], locking: 'none' };
    const look = async (tx: Tx) => {
      const [, [found]] = await Promise.all([this.books(tx, nothing), tx.query<{ readonly: boolean }>(READ_ONLY, [])]);
      return found?.readonly;
    };
    const readonly = await this.options.database.transaction([], look, { readOnly: true });
    if (readonly !== false) throw new SpillwayError('OVERLOADED', TAKES_NO_WRITES);
  }

  /** Reads accounts as they are, with what is due folded in memory; locks, creates and writes nothing. */
  async read<T>(
    tenant: string,
    lock: AccountKey[],
    look: (books: Books) => T,
    shares: readonly ShareRequest[] = [],
  ): Promise<T> {
    const { database } = this.options;
    const request: LockRequest = { lock, create: [], shares, locking: 'none' };
    return database.transaction([tenant], async (tx) => look(await this.books(tx, request)), {
      isolation: 'repeatable read',
      readOnly: true,
    });
  }

  private async books(tx: Tx, request: LockRequest): Promise<Books> {
    // Read once: a clock that a test moves meanwhile must not look like the database's.
    const offset = this.options.clockOffset();
    const books = await lockAccounts(tx, request, this.catalogTerms(), this.known, offset);
    const skew = books.clock - offset - Date.now();
    if (skew > MOST_AHEAD_MS) throw new SpillwayError('OVERLOADED', CLOCK_AHEAD);
    this.skew = skew;
    return books;
  }

  /**
   * Writes what fell due on these accounts by now, as much of it as one unit of work may, and nothing else.
   * @param locking `skip` leaves out accounts that others work on
   * @returns whether more is due on those that were not left out
   */
  async writeDue(accounts: readonly AccountKey[], locking?: 'skip'): Promise<boolean> {
    const tenants = [...new Set(accounts.map(({ tenant }) => tenant))];
    return this.inOneUnit(tenants, { lock: [...accounts], create: [], locking }, (books) => books.recordDue());
  }

  /** Writes all that fell due on an account by now. @throws SpillwayError OVERLOADED where that takes too long */
  writeAllDue(key: AccountKey): Promise<void> {
    return this.caughtUp(async () => {
      if (await this.writeDue([key])) throw new MoreDue([key]);
    });
  }

  /**
   * Does what may meet more due work than one unit of work writes: that is written first, step by step.
   * @throws SpillwayError OVERLOADED where that takes longer than five seconds
   */
  async caughtUp<T>(attempt: () => Promise<T>): Promise<T> {
    const until = performance.now() + MOST_DUE_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof MoreDue)) throw error;
        if (performance.now() > until) throw new SpillwayError('OVERLOADED', STILL_DUE);
        await this.writeDue(error.accounts);
      }
    }
  }

  /**
   * Runs one unit of work over the accounts asked for.
   * @param tenants all tenants whose rows it may see
   * @throws LockTaken where `lockTimeoutMs` is given and a lock is not had in that time
   * @throws SpillwayError OVERLOADED when the database does not answer in time, with the outcome unknown, or takes no writes
   */
  work<T>(tenants: string[], request: Request, act: Act<T>, options?: WorkOptions): Promise<T> {
    return this.caughtUp(() => this.inOneUnit(tenants, request, act, options));
  }

  private async inOneUnit<T>(
    tenants: string[],
    request: Request,
    act: Act<T>,
    { lockTimeoutMs, continues = false, times }: WorkOptions = {},
  ): Promise<T> {
    const { database, onCommit, topUps } = this.options;
    let inDoubt = continues;
    for (let attempt = 1; ; attempt++) {
      try {
        let wanted: LockRequest = { lock: [], create: [] };
        let moved: Moved[] = [];
        let begun: Purchase[] = [];
        if (times) times.began = performance.now();
        const inTransaction = async (tx: Tx) => {
          wanted = typeof request === 'function' ? await request(tx) : request;
          const books = await this.books(tx, wanted);
          if (times) times.locked = performance.now();
          const acted = await act(books, tx);
          begun = await this.topUp(tx, books);
          if (times) times.decided = performance.now();
          writeBooks(tx, books);
          moved = movedBy(books);
          if (times) times.written = performance.now();
          return acted;
        };
        const result = await database.transaction(tenants, inTransaction, { lockTimeoutMs });
        if (times) times.committed = performance.now();
        this.known.remember(wanted.create);
        if (moved.length) onCommit(moved);
        if (begun.length) topUps?.begun(begun);
        return result;
      } catch (error) {
        if (lockTimeoutMs !== undefined && isLockTimeout(error)) throw new LockTaken();
        const overloaded = isOverloaded(error);
        const again = error instanceof LockMore || error instanceof AccountLost || isTransient(error);
        if (!again && !overloaded) throw error;
        inDoubt ||= commitUnknown(error);
        if (overloaded || attempt === ATTEMPTS) {
          throw new SpillwayError('OVERLOADED', OVERLOADED, { outcomeUnknown: inDoubt || !isReadOnly(error) });
        }
        await pause(attempt);
      }
    }
  }

  private async topUp(tx: Tx, books: Books): Promise<Purchase[]> {
    const due = books.topUpsDue();
    if (due.length === 0) return [];
    if (this.options.topUps) return this.options.topUps.begin(tx, books, due);
    for (const { account } of due) books.wakeAt(account, books.clock);
    return [];
  }
}

/** What to lock; a function of the transaction where that has to be looked up first. */
type Request = LockRequest | ((tx: Tx) => Promise<LockRequest>);
/** Changes the books; it may run more than once, so it keeps nothing outside them. */
type Act<T> = (books: Books, tx: Tx) => T | Promise<T>;

interface WorkOptions {
  /** How long to wait for one lock; where it is not had, LockTaken is thrown in place of OVERLOADED. */
  lockTimeoutMs?: number;
  /** An earlier unit of work, or somebody else, has done a part of what was asked: a failure leaves the outcome open. */
  continues?: boolean;
  /** Where to note when each step was over; nothing is timed without it. */
  times?: StepTimes | undefined;
}

/**
 * So far may the database's clock be ahead of the process's. What is written at an instant that has not come stays there:
 * a clock that has jumped must not be written down (docs/rules.md, 35).
 */
const MOST_AHEAD_MS = 5 * 60_000;
const CLOCK_AHEAD = "The database's clock is more than five minutes ahead of this process's.";

const TAKES_NO_WRITES = 'The database takes no writes now: it is a standby, or read-only.';

/** How long a call waits for due work of its accounts. */
const MOST_DUE_MS = 5_000;
const STILL_DUE = 'What fell due on the account is still being written: repeat with the same idempotency key.';

const OVERLOADED = 'The database did not take the work in time: repeat with the same idempotency key.';

/** A short random wait that doubles, so that colliding processes do not collide again in step. */
async function pause(attempt: number): Promise<void> {
  const milliseconds = Math.random() * 5 * 2 ** attempt;
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Whatever the books say of an account; most of it without a balance update. */
function movedBy(books: Books): Moved[] {
  const moved = new Map<string, Moved>();
  const on = (tenant: string, accountId: string | null): Moved => {
    const key = keyOf(tenant, accountId ?? '');
    const known = moved.get(key);
    if (known) return known;
    const isLocked = accountId !== null && books.holds(tenant, accountId);
    const seq = isLocked ? books.accountById(tenant, accountId).seq : 0n;
    const fresh: Moved = { tenant, accountId, seq };
    moved.set(key, fresh);
    return fresh;
  };
  for (const { account } of books.touchedAccounts()) on(account.tenant, account.id);
  for (const { tenant, accountId } of books.touchedParts()) on(tenant, accountId);
  for (const { tenantId, accountId, decidedAt } of books.decisions) {
    const decided = on(tenantId, accountId);
    decided.decidedFrom = Math.min(decided.decidedFrom ?? Infinity, decidedAt.getTime());
  }
  for (const { tenant, id } of books.restated) on(tenant, id).restated = true;
  return [...moved.values()];
}
