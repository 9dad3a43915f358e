/**
 * Previews under way in this process, each in a thread of its own, and those who watch any preview. A run says from time to
 * time that it goes on; one that nobody hears of any more is shown as failed.
 */
import { PolicyPreview } from '../books/policy-preview.js';
import type { Context } from '../api/context.js';
import type { Cell } from '../database/cell.js';
import type { Database } from '../database/database.js';
import { SpillwayError } from '../errors.js';
import { every, type Repeated } from '../every.js';
import { wireId } from '../ids.js';
import { inThread, ThreadSpent } from '../in-thread.js';
import { Subscriber } from '../live/subscriber.js';
import type { Log } from '../log.js';
import { Turns } from '../turns.js';
import type { Draft } from './draft.js';
import type { PreviewWork } from './preview-thread.js';
import {
  beginPreview,
  failPreview,
  findPreview,
  noteProgress,
  PREVIEW_CHANNEL,
  type PreviewCall,
  type PreviewKey,
} from './preview-rows.js';

/** So many threads make previews in a process at once; each may fill so many megabytes, and take so long. */
const AT_ONCE = 2;
const MEMORY_MB = 1_024;
const LONGEST_MS = 10 * 60_000;
/** How often a run says how far it has come. */
const BEAT_MS = 1_000;

/** What asking for previews needs of an operation. */
export interface PreviewsContext extends Context {
  previews: Previews;
}

export interface PreviewsOptions {
  database: Database;
  cell: Pick<Cell, 'url' | 'schema'>;
  /** The role that connections act as. */
  role: string;
  log: Log;
}

export class Previews {
  private readonly turns = new Turns({ atOnce: AT_ONCE, waiting: 1 });
  private readonly closing = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private readonly watches = new Map<string, Set<PreviewWatch>>();
  private looking: Repeated | undefined;

  constructor(private readonly options: PreviewsOptions) {}

  /** Hears of previews that other processes make. */
  async start(): Promise<void> {
    const { database, log } = this.options;
    const all = () => {
      for (const watching of this.watches.values()) for (const watch of watching) watch.stir();
    };
    await database.listen(PREVIEW_CHANNEL, { message: (uuid) => this.stir(uuid), reconnected: all });
    // For messages that were lost, and for runs that nobody hears of any more.
    this.looking = every({ ms: 2_000, log, failure: 'watched previews could not be looked at' }, async () => all());
  }

  /**
   * Begins one, and returns at once.
   * @throws SpillwayError as {@link beginPreview}
   */
  async begin(call: PreviewCall, draft: Draft): Promise<PolicyPreview> {
    const { tenant, from, to } = call;
    const preview = await beginPreview(this.options.database, call);
    if (preview.replayed) return preview;
    const run = this.run({ tenant, uuid: preview.uuid }, draft, { from, to });
    this.running.add(run);
    void run.finally(() => this.running.delete(run));
    return preview;
  }

  private async run(key: PreviewKey, draft: Draft, period: PreviewWork['period']): Promise<void> {
    const { database, log } = this.options;
    let done = 0;
    const say = async () => {
      await noteProgress(database, key, done);
      this.tell(key.uuid);
    };
    const beat = every({ ms: BEAT_MS, log, failure: 'the progress of a preview was not noted' }, say);
    const work = () => this.make(key, draft, period, (now) => void (done = now));
    const why = await this.turns.take(key.tenant, work).catch((error: unknown) => this.failureOf(key, error));
    await beat.close();
    try {
      if (why !== null) await failPreview(database, key, why);
    } catch (error) {
      log.warn({ err: error }, 'a preview has failed, and that could not be written');
    }
    this.tell(key.uuid);
  }

  /** @returns null where all is written, else why it has failed */
  private make(
    key: PreviewKey,
    draft: Draft,
    period: PreviewWork['period'],
    onProgress: (done: number) => void,
  ): Promise<string | null> {
    const { cell, role } = this.options;
    const input: PreviewWork = { ...key, url: cell.url, schema: cell.schema, role, draft, period };
    const limits = { timeoutMs: LONGEST_MS, memoryMb: MEMORY_MB, signal: this.closing.signal };
    return inThread<string | null, PreviewWork, number>({
      module: 'preview/preview-thread',
      input,
      ...limits,
      onProgress,
    });
  }

  private failureOf({ uuid }: PreviewKey, error: unknown): string {
    if (this.closing.signal.aborted) return 'The process that ran it was stopped: ask again, with a new key.';
    if (error instanceof ThreadSpent) return `It was given up: ${error.message}. Choose a shorter period.`;
    if (error instanceof SpillwayError) return error.message;
    this.options.log.error({ err: error, preview: wireId('pvw', uuid) }, 'a preview has failed');
    return 'Something is wrong on our side: tell the operator which preview it was.';
  }

  private tell(uuid: string): void {
    this.stir(uuid);
    // Lost where the connection is down: whoever watches looks again by itself.
    this.options.database.notify(PREVIEW_CHANNEL, uuid).catch(() => undefined);
  }

  private stir(uuid: string): void {
    for (const watch of this.watches.get(uuid) ?? []) watch.stir();
  }

  /** Watches a preview until it ends. @throws SpillwayError OVERLOADED when the server is shutting down */
  watch({ tenant, uuid }: PreviewKey): PreviewWatch {
    if (this.closing.signal.aborted) {
      throw new SpillwayError('OVERLOADED', 'This server is shutting down: connect again.');
    }
    const watching = this.watches.get(uuid) ?? new Set();
    this.watches.set(uuid, watching);
    const look = () => findPreview(this.options.database, tenant, uuid);
    const watch = new PreviewWatch(look, () => {
      watching.delete(watch);
      if (watching.size === 0 && this.watches.get(uuid) === watching) this.watches.delete(uuid);
    });
    watching.add(watch);
    return watch;
  }

  /** Ends the runs of this process: they have failed. */
  async close(): Promise<void> {
    this.closing.abort(new Error('the process is stopped'));
    await this.looking?.close();
    await Promise.all(this.running);
    for (const watching of this.watches.values()) for (const watch of [...watching]) watch.end();
  }
}

/** One subscriber of a preview: as it is now, then whenever it has come further, until it has ended. */
export class PreviewWatch extends Subscriber<PolicyPreview> {
  constructor(
    private readonly look: () => Promise<PolicyPreview | null>,
    left: () => void,
  ) {
    super(left);
  }

  protected async *produce(): AsyncGenerator<PolicyPreview, void> {
    let told = '';
    while (this.open) {
      this.waiting.renew();
      const preview = await this.patiently(this.look);
      if (!preview) return;
      const now = `${preview.state} ${preview.done}`;
      if (now !== told) {
        told = now;
        yield preview;
      } else await this.rest();
      if (preview.state !== 'RUNNING') return;
    }
  }
}
