/**
 * Puts a text in the place of another one in a file, at once or not at all, with the owner and the mode that the file had.
 * It touches nothing but a regular file that still holds what was read, and follows no link.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { stampOf } from './read-inside.js';

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export type Replaced = 'written' | 'changed' | 'kept';

/** What to put in the place of what. */
export interface TextChange {
  from: string;
  to: string;
  /** Of the file when it was first seen to hold `from`: saved anew since, it is somebody's. */
  stamp: string | undefined;
}

/**
 * @param folder as the system resolves it, without any link
 * @returns `changed` where the file holds something else by now; `kept` where it was saved anew as it was, is a link, or
 * cannot be written with its owner and mode
 */
export async function replaceText(folder: string, name: string, change: TextChange): Promise<Replaced> {
  const path = join(folder, name);
  const aside = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
  let old: FileHandle | undefined;
  try {
    old = await open(path, READ);
    const before = await old.stat({ bigint: true });
    if (!before.isFile()) return 'kept';
    if ((await old.readFile('utf8')) !== change.from) return 'changed';
    if (stampOf(before) !== change.stamp) return 'kept';
    await writeAside(aside, change.to, { mode: Number(before.mode & 0o777n), uid: before.uid, gid: before.gid });
    const now = await lstat(path, { bigint: true });
    if (stampOf(now) !== change.stamp || now.size !== before.size) return 'changed';
    await rename(aside, path);
    return 'written';
  } catch {
    // A folder that is only read, a file of somebody else: then it stays as it is, which is told.
    return 'kept';
  } finally {
    await old?.close();
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

async function writeAside(
  path: string,
  text: string,
  { mode, uid, gid }: { mode: number; uid: bigint; gid: bigint },
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text, 'utf8');
    const made = await file.stat({ bigint: true });
    if (made.uid !== uid || made.gid !== gid) await file.chown(Number(uid), Number(gid));
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}
