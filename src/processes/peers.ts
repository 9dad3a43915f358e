/**
 * This process among all that work on the database: it says what it serves, at every change and every ten seconds, and
 * tells when others serve something else. Nothing depends on it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  countDiffering,
  leave,
  listPeers,
  sayServes,
  type Peer,
  type ProcessKind,
  type ProcessRow,
  type Serves,
} from '../books/process-rows.js';
import type { Database } from '../database/database.js';
import { every, type Repeated } from '../every.js';
import type { Log } from '../log.js';
import type { PolicyStore } from '../policy/policy-store.js';
import { buildVersion } from './version.js';

const BEAT_MS = 10_000;
/** How long others may take to follow a change before it is worth a word. */
const FOLLOW_MS = 2_000;

export interface PeersOptions {
  /** Of the default cell. */
  database: Database;
  policies: PolicyStore;
  kind: ProcessKind;
  log: Log;
}

export class Peers {
  private readonly row: ProcessRow;
  private readonly saying: Repeated;
  private state: 'same' | 'maybe' | 'other' = 'same';
  private othersAt = 0;

  constructor(private readonly options: PeersOptions) {
    this.row = { id: randomUUID(), kind: options.kind, host: hostname(), build: buildVersion(), since: new Date() };
    const failure = 'what this process serves could not be written down';
    this.saying = every({ ms: BEAT_MS, log: options.log, failure }, () => this.say());
  }

  /** Of this run of the process. */
  get id(): string {
    return this.row.id;
  }

  /** Something else serves here. */
  tell(): void {
    this.saying.now();
  }

  /** The same as it was found last; none where they may only be slow to follow. */
  get knownToDiffer(): number {
    return this.state === 'other' ? this.othersAt : 0;
  }

  /** How many processes that live serve another catalog or other policies than this one. */
  differing(): Promise<number> {
    return countDiffering(this.options.database, this.row.id, this.serves().hash);
  }

  /** The processes that serve a tenant, this one among them, the last started first. */
  async list(tenant: string): Promise<Peer[]> {
    const { policies } = this.options;
    const { id, host, since } = this.row;
    const others = (await listPeers(this.options.database, tenant)).filter((peer) => peer.id !== id);
    const policy = policies.live(tenant)?.version;
    if (policy === undefined) return others;
    const own = { id, host, since, policy, catalog: policies.catalog().version };
    return [...others, own].sort((a, b) => b.since.getTime() - a.since.getTime());
  }

  async close(): Promise<void> {
    await this.saying.close();
    await leave(this.options.database, this.row.id).catch((error: unknown) => {
      this.options.log.debug({ err: error }, 'this process could not be taken off the list: it goes by itself');
    });
  }

  private async say(): Promise<number | void> {
    const { database, log } = this.options;
    await sayServes(database, this.row, this.serves());
    const peersDiffer = await this.differing();
    this.othersAt = peersDiffer;
    if (peersDiffer > 0 && this.state === 'same') {
      this.state = 'maybe';
      return FOLLOW_MS;
    }
    if (peersDiffer > 0 && this.state === 'maybe') {
      this.state = 'other';
      log.warn({ peersDiffer }, 'other processes serve another catalog or other policies than this one');
    }
    if (peersDiffer > 0) return;
    if (this.state === 'other') log.warn({ peersDiffer }, 'all processes serve the same catalog and policies again');
    this.state = 'same';
  }

  private serves(): Serves {
    const { policies: store } = this.options;
    const catalog = store.catalog().version;
    const policies: Record<string, string> = {};
    for (const tenant of store.tenants()) {
      const version = store.live(tenant)?.version;
      if (version !== undefined) policies[tenant] = version;
    }
    const hash = createHash('sha256')
      .update(JSON.stringify([catalog, policies]))
      .digest('hex')
      .slice(0, 12);
    return { catalog, policies, hash };
  }
}
