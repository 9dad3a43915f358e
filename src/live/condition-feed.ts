/**
 * Where one watched account stands beside its balance, compared once for all who watch it here: whatever differs from the
 * last look is told to each of them.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../log.js';
import type { ChangeReason } from './account-change.js';
import type { WatchedAccount } from './feed.js';
import { changedParts, type Condition, type ConditionReader } from './read-conditions.js';

/** At least so long is between two looks. */
const GAP_MS = 50;

/** The versions that serve the account's tenant; null: none. */
export type Versions = Readonly<Record<Extract<ChangeReason, 'POLICY' | 'CATALOG'>, string | null>>;

/** Whoever is told; with `ms`, so many milliseconds later. */
export interface ConditionFollower {
  tell(reasons: readonly ChangeReason[], ms?: number): void;
}

export class ConditionFeed {
  readonly followers = new Set<ConditionFollower>();
  /** Resolves once it tells of whatever changes from then on; rejects where the books cannot be read. */
  readonly started: Promise<void>;
  private condition: Condition | undefined;
  private wanted = false;
  private looking = false;

  constructor(
    readonly account: WatchedAccount,
    private readonly reader: ConditionReader,
    private versions: Versions,
    private readonly log: Log,
  ) {
    this.started = reader.read(account).then((condition) => void (this.condition = condition));
  }

  /** Something may be another. */
  look(): void {
    this.wanted = true;
    if (!this.looking) void this.follow();
  }

  /** Takes note of the versions that serve now. @returns which of them are others */
  nowServedBy(versions: Versions): ChangeReason[] {
    const before = this.versions;
    this.versions = versions;
    return (['POLICY', 'CATALOG'] as const).filter((reason) => versions[reason] !== before[reason]);
  }

  private async follow(): Promise<void> {
    this.looking = true;
    try {
      await this.started;
      while (this.wanted && this.followers.size > 0) {
        this.wanted = false;
        await this.compare();
        await wait(GAP_MS, undefined, { ref: false });
      }
    } catch (error) {
      // The next wake-up, or the next regular look, tries again.
      this.log.warn({ err: error }, 'an account could not be read for watchers');
    } finally {
      this.looking = false;
    }
  }

  private async compare(): Promise<void> {
    const before = this.condition;
    const now = await this.reader.read(this.account);
    this.condition = now;
    const reasons = before ? changedParts(before, now) : [];
    for (const follower of this.followers) follower.tell(reasons);
  }
}
