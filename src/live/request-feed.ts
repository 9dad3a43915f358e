/**
 * What becomes of a tenant's requests for more of budgets, read once for all who watch them here. Hints say when to look;
 * what is told is in the books, each change at least once.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { BoundedMap } from '../bounded-map.js';
import type { Instant } from '../core/words.js';
import { BudgetRequest } from '../books/budget-request.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';

/** A unit of work takes less than this from the instant that it writes with to its commit. */
const LONGEST_COMMIT_MS = 30_000;
/** At least so long is between two looks. */
const GAP_MS = 50;
/** How many are read at once. */
const PAGE = 200;
/** How many changes are known to be told; what is forgotten may be told again. */
const MOST_KNOWN = 5_000;

/** Whoever is told. */
export interface RequestFollower {
  /** A request was made, or something became of it. */
  offer(request: BudgetRequest): void;
}

export class RequestFeed {
  readonly followers = new Set<RequestFollower>();
  private readonly known = new BoundedMap<true>(MOST_KNOWN);
  private wanted = false;
  private looking = false;
  /** All that was written before this instant has been told. */
  private since: Instant;

  /** @param now about now, by the ledger's clock */
  constructor(
    private readonly tenant: string,
    private readonly database: Database,
    private readonly now: () => Instant,
    private readonly log: Log,
  ) {
    this.since = now();
  }

  /** Something may have become of some request. */
  look(): void {
    this.wanted = true;
    if (!this.looking) void this.follow();
  }

  private async follow(): Promise<void> {
    this.looking = true;
    try {
      while (this.wanted && this.followers.size > 0) {
        this.wanted = false;
        await this.tellChanges();
        await wait(GAP_MS, undefined, { ref: false });
      }
    } catch (error) {
      // The next hint, or the next regular look, tries again.
      this.log.warn({ err: error }, 'requests for more of budgets could not be read for watchers');
    } finally {
      this.looking = false;
    }
  }

  private async tellChanges(): Promise<void> {
    const began = this.now();
    let after = { at: new Date(this.since - LONGEST_COMMIT_MS), uuid: '00000000-0000-0000-0000-000000000000' };
    for (let full = true; full;) {
      const page = await this.changedAfter(after);
      for (const request of page) this.tell(request);
      full = page.length === PAGE;
      const last = page.at(-1);
      if (last) after = { at: last.changedAt, uuid: last.uuid };
    }
    this.since = began;
  }

  private changedAfter({ at, uuid }: { at: Date; uuid: string }): Promise<BudgetRequest[]> {
    const tenantId = this.tenant;
    const later = [{ changedAt: { $gt: at } }, { changedAt: at, uuid: { $gt: uuid } }];
    return this.database.transaction(
      [tenantId],
      ({ em }) =>
        em.find(
          BudgetRequest,
          { tenantId, changedAt: { $gte: at }, $or: later },
          { orderBy: { changedAt: 'asc', uuid: 'asc' }, limit: PAGE },
        ),
      { readOnly: true },
    );
  }

  private tell(request: BudgetRequest): void {
    const key = `${request.uuid} ${request.version}`;
    if (this.known.get(key)) return;
    this.known.set(key, true);
    for (const follower of this.followers) follower.offer(request);
  }
}
