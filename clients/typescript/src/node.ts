/**
 * For Node, Deno and Bun: an outbox in a folder of the local disk. A report that was frozen survives `kill -9` and, as far as
 * the disk keeps its word, a loss of power. The folder is not for network disks: their locks and fsync promise less.
 */
import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { takeFolder, type FolderLock } from './folder-lock.js';
import type { OutboxStore } from './outbox-store.js';

export type { OutboxStore } from './outbox-store.js';

/**
 * An outbox in a folder, which is made where it is missing. One process at a time writes to it; the folder of a process
 * that died is taken over at once, with all that it had not delivered.
 */
export function fileOutbox(folder: string): OutboxStore {
  return new FileStore(resolve(folder));
}

class FileStore implements OutboxStore {
  private readonly path: string;
  private lock: FolderLock | null = null;
  private file: FileHandle | null = null;
  private size = 0;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'outbox.jsonl');
  }

  async open(): Promise<string[]> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    this.lock = takeFolder(this.folder);
    try {
      const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      });
      const whole = withoutTornEnd(text);
      this.size = Buffer.byteLength(whole);
      // To its end, wherever that is: a writer that was taken for dead then spoils no line of its successor.
      this.file = await open(this.path, 'a', 0o600);
      await this.file.truncate(this.size);
      await syncFolder(this.folder);
      return whole.split('\n').slice(0, -1);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async append(lines: string[]): Promise<void> {
    const file = this.owned();
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    try {
      await writeAll(file, bytes);
      await file.datasync();
    } catch (error) {
      // What was not promised must not stand before what will be.
      this.owned();
      await file.truncate(this.size);
      throw error;
    }
    this.size += bytes.length;
    // Asleep between the look and the write, it may have been taken for dead, and written what nobody will read.
    this.owned();
  }

  async replace(lines: string[]): Promise<void> {
    const old = this.owned();
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const aside = `${this.path}.new`;
    await rm(aside, { force: true });
    const file = await open(aside, 'a', 0o600);
    try {
      await writeAll(file, bytes);
      await file.sync();
      this.owned();
      await rename(aside, this.path);
    } catch (error) {
      await file.close();
      throw error;
    }
    this.file = file;
    this.size = bytes.length;
    await old.close();
    await syncFolder(this.folder);
  }

  async close(): Promise<void> {
    const { file, lock } = this;
    this.file = this.lock = null;
    await file?.close();
    lock?.release();
  }

  /** @throws OutboxTaken where another process took this one for dead */
  private owned(): FileHandle {
    this.lock?.assertMine();
    if (!this.file) throw new Error(`The outbox ${this.folder} is not open.`);
    return this.file;
  }
}

/** A crash leaves at most one line that is not whole, and it is the last. */
function withoutTornEnd(text: string): string {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const last = whole.slice(whole.lastIndexOf('\n', whole.length - 2) + 1);
  try {
    if (last !== '') JSON.parse(last);
    return whole;
  } catch {
    return whole.slice(0, whole.length - last.length);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

/** A file's name is as lasting as its folder. Windows opens no folders, and needs none of it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
