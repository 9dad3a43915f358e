/**
 * Tells when something in the policy folder or a tenant's folder may have changed: soon after events, and on a slow
 * beat in case the system lost one. Folders are watched, not files, because editors replace files. It reads nothing.
 */
import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename } from 'node:path';

/** Events within this time of each other are one change, so that a file written in pieces is read once. */
const QUIET_MS = 40;
const LONGEST_QUIET_MS = 400;

export class FolderWatch {
  private readonly watchers = new Map<string, { identity: string; watcher: FSWatcher }>();
  private readonly beat: NodeJS.Timeout;
  private wanted: ReadonlyMap<string, string> = new Map();
  private timer: NodeJS.Timeout | undefined;
  private firstEventAt = 0;
  private hasTold = false;
  private isClosed = false;

  /** @param onChange is told whether it was the beat that called */
  constructor(
    private readonly onChange: (isBeat: boolean) => void,
    beatMs: number,
  ) {
    this.beat = setInterval(() => onChange(true), beatMs);
    this.beat.unref();
  }

  /**
   * Watches these folders and no others. Call it before reading, so that no change falls in between.
   * @param wanted what tells each folder from another one in its place, by path: such another one is watched anew
   */
  resync(wanted: ReadonlyMap<string, string>): void {
    if (this.isClosed) return;
    this.wanted = wanted;
    for (const [folder, { identity }] of this.watchers) if (wanted.get(folder) !== identity) this.drop(folder);
    for (const [folder, identity] of wanted) if (!this.watchers.has(folder)) this.add(folder, identity);
  }

  /** A beat has found a change. Where no event told of it, watching has ended somewhere without a word: begin anew. */
  changed(): void {
    if (!this.hasTold) {
      for (const folder of [...this.watchers.keys()]) this.drop(folder);
      this.resync(this.wanted);
    }
    this.hasTold = false;
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.beat);
    clearTimeout(this.timer);
    for (const folder of [...this.watchers.keys()]) this.drop(folder);
  }

  private add(folder: string, identity: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        // What a folder tells of itself: it was removed or moved away, and its watch ends with it.
        if (event === 'rename' && name === basename(folder)) this.drop(folder);
        this.noticed();
      });
      watcher.on('error', () => this.drop(folder));
      this.watchers.set(folder, { identity, watcher });
    } catch {
      // The system has no watch left, or the folder is gone: the beat sees what changes.
    }
  }

  private drop(folder: string): void {
    this.watchers.get(folder)?.watcher.close();
    this.watchers.delete(folder);
  }

  private noticed(): void {
    this.hasTold = true;
    const now = performance.now();
    if (this.timer === undefined) this.firstEventAt = now;
    else if (now - this.firstEventAt > LONGEST_QUIET_MS) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.onChange(false);
    }, QUIET_MS);
  }
}
