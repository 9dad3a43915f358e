/**
 * Reads one file that others may have put there. It never waits for a writer, never reads beyond a limit, and reads
 * nothing but a regular file that really lies in the folder where it was looked for. It has no deadline of its own.
 */
import { constants } from 'node:fs';
import { open, readlink, realpath } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** What is in a file, or why it is not read. `stamp` is another one each time that the file is saved, whatever it says. */
export type FileText = { text: string; stamp?: string } | { unreadable: string };

/** Not O_RDONLY alone: a link is not followed, and a FIFO or a device answers at once. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** How many bytes a file may have. */
export const LONGEST_FILE = 2_097_152;
const CHUNK = 65_536;
const NO_FILE = 'this is no regular file: a folder, a FIFO, a socket or a device';

/**
 * The text of a file, as UTF-8: a broken encoding becomes replacement characters. Links are followed as long as the file
 * that they lead to lies in `folder` (docs/decisions/0031).
 * @param folder as the system resolves it, without any link
 * @returns null where there is no such file
 */
export async function readInside(folder: string, name: string): Promise<FileText | null> {
  let handle: FileHandle | undefined;
  try {
    handle = await openInside(folder, name);
    if (handle === undefined) return { unreadable: 'the file is a link out of its folder' };
    const before = await handle.stat({ bigint: true });
    if (!before.isFile()) return { unreadable: NO_FILE };
    const read = await readText(handle);
    return 'text' in read ? { ...read, stamp: stampOf(before) } : read;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT') return null;
    // What a socket or a device without a driver answers.
    return { unreadable: code === 'ENXIO' ? NO_FILE : `the file cannot be read (${code})` };
  } finally {
    await handle?.close();
  }
}

/** Tells a file from what it was when it was saved last. */
export function stampOf({ ino, mtimeNs }: { ino: bigint; mtimeNs: bigint }): string {
  return `${ino} ${mtimeNs}`;
}

/** Whether a path lies below a folder, both as the system resolves them. */
export function liesIn(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Undefined where the file lies elsewhere, also where that came about while it was opened. */
async function openInside(folder: string, name: string): Promise<FileHandle | undefined> {
  const path = join(folder, name);
  let handle: FileHandle;
  try {
    handle = await open(path, FLAGS);
  } catch (error) {
    if (!['ELOOP', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const target = await realpath(path);
    if (!liesIn(folder, target)) return undefined;
    handle = await open(target, FLAGS);
  }
  try {
    if (liesIn(folder, await placeOf(handle, path))) return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** Where an open file really lies. Linux knows by the handle; elsewhere the path is resolved once more. */
async function placeOf(handle: FileHandle, path: string): Promise<string> {
  return readlink(`/proc/self/fd/${handle.fd}`).catch(() => realpath(path));
}

/** Size and content are no snapshot: what counts is what is read, and no more than the limit is. */
async function readText(handle: FileHandle): Promise<FileText> {
  const chunks: Buffer[] = [];
  for (let length = 0; length <= LONGEST_FILE;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
    if (bytesRead === 0) return { text: Buffer.concat(chunks).toString('utf8') };
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return { unreadable: 'the file is larger than 2 MiB' };
}
