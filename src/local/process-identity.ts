/**
 * Tells one process from a later one that got the same number, so that a file which names a process can be believed
 * or not. Linux reads /proc; other systems ask `ps`; Windows only knows whether the number is taken.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const ps = (pid: number, column: string): string | null => {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
};

/**
 * What makes a running process unmistakable: when it started, within which boot of the machine.
 * @returns null when no such process runs (a zombie does not run).
 */
export function identityOf(pid: number): string | null {
  if (!Number.isSafeInteger(pid) || pid <= 0 || !exists(pid)) return null;
  if (process.platform === 'win32') return 'running';
  if (process.platform !== 'linux') return ps(pid, 'lstart');
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command's name, in brackets, may itself hold spaces and brackets: count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  return `${textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${fields[19] ?? ''}`;
}

/** The command line of a process, its words joined by spaces; null when there is none to read. */
export function commandOf(pid: number): string | null {
  if (process.platform === 'linux') return textOf(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? null;
  return process.platform === 'win32' ? null : ps(pid, 'command');
}
