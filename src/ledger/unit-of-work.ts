/**
 * The one way to change accounts: lock them, act on them in memory, write once, commit once. Serialisation failures,
 * deadlocks and lost connections are retried whole; every act is idempotent by key, so an unknown commit is settled by
 * doing it again.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { Account, Plan } from '../core/facts.js';
import { SpillwayError } from '../errors.js';
import { isTransient, type Database, type Tx } from '../database/database.js';
import { keyOf, type AccountKey, type Books } from './books.js';
import { KnownAccounts, lockAccounts, type LockRequest } from './lock-accounts.js';
import { writeBooks } from './write-books.js';

const ATTEMPTS = 6;

/** An account that a committed unit of work moved, and how far. */
export interface Moved {
  tenant: string;
  accountId: string;
  seq: bigint;
}

/** What units of work need from their surroundings. */
export interface LedgerOptions {
  database: Database;
  catalog: () => Catalog;
  /** Told after each commit: a wake-up, not the truth. */
  onCommit: (moved: Moved[]) => void;
  /** Milliseconds added to the database's clock; tests move it. */
  clockOffset: () => number;
}

/** Thrown inside an act to start over, because what must be locked has become known only now. */
export class LockMore extends Error {}

export class Ledger {
  private readonly known = new KnownAccounts();

  constructor(private readonly options: LedgerOptions) {}

  /** The plan an account is on in the catalog that serves; null for pools and for plans that are gone. */
  planOf = (account: Pick<Account, 'plan'>): Plan | null =>
    account.plan === null ? null : (this.options.catalog().plans.get(account.plan) ?? null);

  /** About now, for showing what time alone has changed; units of work read the database's clock instead. */
  wallClock(): number {
    return Date.now() + this.options.clockOffset();
  }

  /** Reads accounts as they are, with what is due folded in memory; locks, creates and writes nothing. */
  async read<T>(tenant: string, lock: AccountKey[], look: (books: Books) => T): Promise<T> {
    const { database, clockOffset } = this.options;
    const request: LockRequest = { lock, create: [], unlocked: true };
    return database.transaction(
      [tenant],
      async (tx) => look(await lockAccounts(tx, request, this.planOf, this.known, clockOffset())),
      { isolation: 'repeatable read', readOnly: true },
    );
  }

  /** Writes what fell due on these accounts by now, and nothing else. */
  async writeDue(tenant: string, addresses: string[]): Promise<void> {
    const lock = addresses.map((address) => ({ tenant, address }));
    await this.work([tenant], { lock, create: [] }, (books) => {
      for (const { account } of books.all()) books.now(account);
    });
  }

  /**
   * Runs one unit of work over the accounts asked for.
   * @param tenants all tenants whose rows it may see
   * @param request what to lock; a function of the transaction where that has to be looked up first
   * @param act changes the books; may run more than once, so it keeps nothing outside them
   * @throws SpillwayError OVERLOADED when the database does not answer in time, with the outcome unknown
   */
  async work<T>(
    tenants: string[],
    request: LockRequest | ((tx: Tx) => Promise<LockRequest>),
    act: (books: Books, tx: Tx) => T | Promise<T>,
  ): Promise<T> {
    const { database, clockOffset, onCommit } = this.options;
    for (let attempt = 1; ; attempt++) {
      try {
        let wanted: LockRequest = { lock: [], create: [] };
        let moved: Moved[] = [];
        const result = await database.transaction(tenants, async (tx) => {
          wanted = typeof request === 'function' ? await request(tx) : request;
          const books = await lockAccounts(tx, wanted, this.planOf, this.known, clockOffset());
          const acted = await act(books, tx);
          await writeBooks(tx, books);
          moved = movedBy(books);
          return acted;
        });
        this.known.remember(wanted.create);
        if (moved.length) onCommit(moved);
        return result;
      } catch (error) {
        const again = error instanceof LockMore || isTransient(error);
        if (!again) throw error;
        if (attempt === ATTEMPTS) throw new SpillwayError('OVERLOADED', OVERLOADED, { outcomeUnknown: true });
        await pause(attempt);
      }
    }
  }
}

const OVERLOADED = 'The database did not take the work in time: repeat with the same idempotency key.';

/** A short random wait that doubles, so that colliding processes do not collide again in step. */
async function pause(attempt: number): Promise<void> {
  const milliseconds = Math.random() * 5 * 2 ** attempt;
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function movedBy({ sealed }: Books): Moved[] {
  const last = new Map<string, Moved>();
  for (const { update } of sealed) {
    const { tenant, accountId, seq } = update;
    last.set(keyOf(tenant, accountId), { tenant, accountId, seq });
  }
  return [...last.values()];
}
