/**
 * Tells when something in the policy folder or a tenant's folder may have changed: soon after events, and on a slow
 * beat in case the system lost one. Folders are watched, not files, because editors replace files. It reads nothing.
 */
import { watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';

/** Events within this time of each other are one change, so that a file written in pieces is read once. */
const QUIET_MS = 40;
const LONGEST_QUIET_MS = 400;

export class FolderWatch {
  private readonly watchers = new Map<string, { inode: number; watcher: FSWatcher }>();
  private readonly beat: NodeJS.Timeout;
  private timer: NodeJS.Timeout | undefined;
  private firstEventAt = 0;
  private isClosed = false;

  constructor(
    private readonly onChange: () => void,
    beatMs: number,
  ) {
    this.beat = setInterval(onChange, beatMs);
    this.beat.unref();
  }

  /**
   * Watches these folders and no others. Call it before reading, so that no change falls in between.
   * @param wanted the inodes by path: a folder that was put in the place of another is watched anew
   */
  resync(wanted: ReadonlyMap<string, number>): void {
    if (this.isClosed) return;
    for (const [folder, { inode }] of this.watchers) if (wanted.get(folder) !== inode) this.drop(folder);
    for (const [folder, inode] of wanted) if (!this.watchers.has(folder)) this.add(folder, inode);
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.beat);
    clearTimeout(this.timer);
    for (const folder of [...this.watchers.keys()]) this.drop(folder);
  }

  private add(folder: string, inode: number): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.noticed());
      watcher.on('error', () => this.drop(folder));
      this.watchers.set(folder, { inode, watcher });
    } catch {
      // The system has no watch left, or the folder is gone: the beat sees what changes.
    }
  }

  private drop(folder: string): void {
    this.watchers.get(folder)?.watcher.close();
    this.watchers.delete(folder);
  }

  private noticed(): void {
    const now = performance.now();
    if (this.timer === undefined) this.firstEventAt = now;
    else if (now - this.firstEventAt > LONGEST_QUIET_MS) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.onChange();
    }, QUIET_MS);
  }
}
