/**
 * The decisions of one account, or of a tenant, told to all who watch them here: each once it is made, and again when its
 * status changes. Hints say where to look; what is told is in the books. Decisions may be told twice, and in any order.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { ReceiptStatus } from '../core/receipt.js';
import type { Instant } from '../core/words.js';
import { BoundedMap } from '../bounded-map.js';
import type { Moved } from '../books/unit-of-work.js';
import { firstUuidAt } from '../ids.js';
import type { Log } from '../log.js';
import { SCANNED, type DecisionReader, type DecisionScope, type Sight } from './read-decisions.js';

/** A unit of work takes less than this from the instant that it decides at to its commit. */
const LONGEST_COMMIT_MS = 30_000;
/** How many decisions whose work still runs are followed; beyond it the oldest are no more. */
export const MOST_FOLLOWED = 2_000;
/** How many pages a look for what lost messages told of reads at most. */
const MOST_PAGES = 5;
/** How many decisions are known not to be new; whatever is forgotten may be told again. */
const MOST_KNOWN = MOST_PAGES * SCANNED;
/** No work runs longer after its decision. */
const LONGEST_RUN_MS = 24 * 3_600_000;
/** At least so long is between two looks. */
const GAP_MS = 50;
/** Beyond so many moved accounts a look is at all that is followed. */
const MOST_MOVED = 1_000;

/** Where a look is to be. */
interface Where {
  /** At all that was decided since this instant. */
  from: Instant;
  /** At as many of the last seconds as a lost message can have told of. */
  lately: boolean;
  /** At what became of decisions on these accounts. */
  accounts: Set<string> | 'all';
}

const nowhere = (): Where => ({ from: Infinity, lately: false, accounts: new Set() });

/** Whoever is told. */
export interface DecisionFollower {
  /** A decision was made, or has another status. */
  offer(uuid: string): void;
}

export class DecisionFeed {
  readonly followers = new Set<DecisionFollower>();
  private readonly known = new BoundedMap<true>(MOST_KNOWN);
  private readonly followed = new Map<string, { sight: Sight; status: ReceiptStatus }>();
  private where = nowhere();
  private looking = false;
  /** Resolves once it tells of whatever is decided from then on; rejects where the books cannot be read. */
  readonly started: Promise<void>;

  /** @param now about now, by the ledger's clock */
  constructor(
    readonly scope: DecisionScope,
    private readonly reader: DecisionReader,
    private readonly now: () => Instant,
    private readonly log: Log,
  ) {
    this.started = this.start();
  }

  /** How many decisions are followed. */
  get following(): number {
    return this.followed.size;
  }

  /** An account of the scope moved. */
  hint({ accountId, decidedFrom }: Moved): void {
    const { where } = this;
    if (decidedFrom !== undefined) where.from = Math.min(where.from, decidedFrom);
    if (accountId !== null && where.accounts !== 'all') where.accounts.add(accountId);
    if (where.accounts !== 'all' && where.accounts.size > MOST_MOVED) where.accounts = 'all';
    this.look();
  }

  /** Messages may have been lost. */
  lookEverywhere(): void {
    Object.assign(this.where, { lately: true, accounts: 'all' });
    this.look();
  }

  private look(): void {
    if (!this.looking) void this.run();
  }

  private async run(): Promise<void> {
    this.looking = true;
    try {
      await this.started;
      while (this.isWanted() && this.followers.size > 0) {
        await this.lookAt(this.where);
        await wait(GAP_MS, undefined, { ref: false });
      }
    } catch (error) {
      // Where it looks is kept: the next hint, or the next look everywhere, tries again.
      this.log.warn({ err: error }, 'decisions could not be read for watchers');
    } finally {
      this.looking = false;
    }
  }

  private isWanted(): boolean {
    const { from, lately, accounts } = this.where;
    return from < Infinity || lately || accounts === 'all' || accounts.size > 0;
  }

  private async lookAt(where: Where): Promise<void> {
    this.where = nowhere();
    try {
      await this.findNew(where);
      await this.findChanged(where.accounts);
    } catch (error) {
      const { from, lately, accounts } = where;
      this.where.from = Math.min(this.where.from, from);
      this.where.lately ||= lately;
      if (accounts === 'all' || accounts.size > 0) this.where.accounts = 'all';
      throw error;
    }
  }

  /** Whatever was decided before is known, and followed while its work runs. */
  private async start(): Promise<void> {
    const before = await this.reader.made(this.scope, firstUuidAt(this.now() - LONGEST_RUN_MS), null);
    await this.take(before);
  }

  private async findNew({ from, lately }: Where): Promise<void> {
    const since = lately ? Math.min(from, this.now() - LONGEST_COMMIT_MS) : from;
    if (since === Infinity) return;
    let below: string | null = null;
    for (let pages = 1; ; pages++) {
      const page = await this.reader.made(this.scope, firstUuidAt(since), below);
      const fresh = page.filter(({ uuid }) => this.known.get(uuid) === undefined);
      await this.take(fresh);
      for (const { uuid } of fresh.reverse()) this.tell(uuid);
      below = page.at(-1)?.uuid ?? null;
      if (page.length < SCANNED || below === null) return;
      const isBefore = below < firstUuidAt(from);
      // What no message names is looked for until nothing is new.
      if (isBefore && (fresh.length === 0 || pages >= MOST_PAGES)) return;
    }
  }

  /** @param sights the newest first */
  private async take(sights: readonly Sight[]): Promise<void> {
    const statuses = await this.reader.statuses(this.scope.tenant, sights);
    for (const [i, sight] of [...sights.entries()].reverse()) {
      const status = statuses[i] as ReceiptStatus;
      this.known.set(sight.uuid, true);
      if (mayChange(status)) this.followed.set(sight.uuid, { sight, status });
    }
    for (const uuid of this.followed.keys()) {
      if (this.followed.size <= MOST_FOLLOWED) break;
      this.followed.delete(uuid);
    }
  }

  private async findChanged(accounts: Where['accounts']): Promise<void> {
    const isMeant = ({ accountId }: Sight) => accounts === 'all' || (accountId !== null && accounts.has(accountId));
    const meant = [...this.followed.values()].filter(({ sight }) => isMeant(sight));
    const statuses = await this.reader.statuses(
      this.scope.tenant,
      meant.map(({ sight }) => sight),
    );
    for (const [i, { sight, status: before }] of meant.entries()) {
      const status = statuses[i] as ReceiptStatus;
      if (status === before) continue;
      if (mayChange(status)) this.followed.set(sight.uuid, { sight, status });
      else this.followed.delete(sight.uuid);
      this.tell(sight.uuid);
    }
  }

  private tell(uuid: string): void {
    for (const follower of this.followers) follower.offer(uuid);
  }
}

/** Whether work runs, or is being settled. */
function mayChange(status: ReceiptStatus): boolean {
  return status === 'RUNNING' || status === 'SETTLING';
}
