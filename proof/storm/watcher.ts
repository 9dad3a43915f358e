/**
 * Follows a live balance over sockets that are dropped again and again. It reports each message that is missing, that
 * comes twice, or that shows another balance than the books (promise I13).
 */
import { LOT_KINDS, lotKinds } from '../../src/core/kinds.js';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { parseCredits } from '../../src/core/amounts.js';
import { openSocket } from './caller.js';
import type { Evidence } from './evidence.js';
import type { Random } from './random.js';
import type { StormTown } from './storm-town.js';
import type { Actor } from './storm-world.js';

interface Change {
  firstSeq: string;
  seq: string;
  snapshot: boolean;
  balance: Record<string, string>;
}

const WATCH = `subscription ($subject: ID, $afterSeq: Uint64, $coalesceMs: Int!) {
  balanceChanged(subject: $subject, afterSeq: $afterSeq, coalesceMs: $coalesceMs) {
    firstSeq seq snapshot balance { available held ${lotKinds.map((kind) => LOT_KINDS[kind].field).join(' ')} debt }
  }
}`;
/** Whoever is further behind than this is given a snapshot instead. */
const SNAPSHOT_BEYOND = 10_000n;
/** A socket on which nothing comes for so long is dropped. */
const QUIET_MS = 2_000;
const CATCH_UP_WITHIN_MS = 30_000;

export class Watcher {
  private last: Change | undefined;
  private stopped = false;

  constructor(
    private readonly town: StormTown,
    private readonly evidence: Evidence,
    private readonly random: Random,
    readonly actor: Actor,
    private readonly over: AbortSignal,
  ) {}

  /** Watches over one socket after the other until {@link end}. */
  async run(): Promise<void> {
    while (!this.stopped && !this.over.aborted) {
      await this.watchOnce(this.random.between(30, 300));
      this.evidence.count('socket dropped');
      await pause(this.random.between(1, 100));
    }
  }

  /** Waits until all that is stored by now has come, and compares the last message with the journal. */
  async end(owner: pg.Client): Promise<void> {
    const { tenant, subject } = this.actor;
    const find = `select a.id, a.seq from account a where tenant_id = $1 and address = $2`;
    const { rows } = await owner.query<{ id: string; seq: string }>(find, [tenant, `subject:${subject}`]);
    const [account] = rows;
    if (!account) return;
    const wanted = BigInt(account.seq);
    const until = Date.now() + CATCH_UP_WITHIN_MS;
    while (BigInt(this.last?.seq ?? 0) < wanted && Date.now() < until) await pause(20);
    this.stopped = true;
    const { last } = this;
    const inTime = last !== undefined && BigInt(last.seq) >= wanted;
    this.evidence.demand(inTime, 'I13', () => `${subject} of ${tenant}: seq ${last?.seq} came, ${wanted} is stored`);
    if (!last) return;
    const image = `select after->'balance' as balance from balance_update
      where tenant_id = $1 and account_id = $2 and seq = $3`;
    const stored = await owner.query<{ balance: Record<string, string> }>(image, [tenant, account.id, last.seq]);
    const nano = Object.entries(stored.rows[0]?.balance ?? {});
    const same =
      nano.length > 0 && nano.every(([name, amount]) => parseCredits(last.balance[name] ?? '') === BigInt(amount));
    this.evidence.demand(same, 'I13', () => `${subject} at ${last.seq}: ${JSON.stringify([last, stored.rows])}`);
  }

  /** One socket: resumes where the last one ended, and is torn down after some messages. */
  private async watchOnce(messages: number): Promise<void> {
    const { tenant, subject, groups } = this.actor;
    const living = this.town.apis.filter(({ alive }) => alive);
    if (living.length === 0) return;
    const socket = openSocket(this.random.pick(living).url, await this.town.token(tenant, subject, groups));
    const variables = {
      subject,
      afterSeq: this.last?.seq ?? null,
      coalesceMs: this.random.chance(0.5) ? 50 : 0,
    };
    const watch = socket.iterate<{ balanceChanged: Change }>({ query: WATCH, variables });
    try {
      for (let left = messages; left > 0 && !this.stopped; left--) {
        const change = await this.next(watch);
        if (!change) return;
        this.hear(change);
      }
    } catch {
      // The process was ended; the next socket goes to another.
    } finally {
      socket.terminate();
      void socket.dispose();
    }
  }

  /** The next message; nothing where the socket has ended, or none comes for a while. */
  private async next(watch: AsyncIterator<{ data?: { balanceChanged: Change } | null }>): Promise<Change | undefined> {
    const following = watch.next().then(({ done, value }) => (done ? undefined : value.data?.balanceChanged));
    return Promise.race([following, pause(QUIET_MS, undefined, { ref: false })]);
  }

  private hear(change: Change): void {
    const { last } = this;
    const [first, seq] = [BigInt(change.firstSeq), BigInt(change.seq)];
    const before = last === undefined ? null : BigInt(last.seq);
    this.evidence.count(change.snapshot ? 'live: snapshot' : first < seq ? 'live: coalesced' : 'live: change');
    const whole = change.snapshot
      ? before === null || seq > before + SNAPSHOT_BEYOND
      : before !== null && first === before + 1n && seq >= first;
    this.evidence.demand(whole, 'I13', () => `${this.actor.subject}: after ${before} came ${JSON.stringify(change)}`);
    if (before === null || seq >= before) this.last = change;
  }
}
