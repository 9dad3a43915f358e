/**
 * One folder for the temporary files of a run, its PostgreSQL's among them: in memory where there is enough of it, since
 * PostgreSQL waits for a disk at each commit, and far longer each time a database is dropped. The run removes it; what a
 * killed run left in memory, the next one removes.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** What a run may take there, and as much again for its processes. */
const ENOUGH_BYTES = 3_000_000_000;
/** The name tells the number of the run's process. */
const PREFIX = 'spillway-tests-';
const NAME = /^spillway-tests-(\d+)-/;
/** Nothing has been made or removed in it for so long. */
const FORGOTTEN_MS = 600_000;

/** @returns a folder that is there, and empty */
export function openRunFolder() {
  if (!hasRoom(MEMORY)) return makeFolder(tmpdir());
  removeForgotten(MEMORY);
  const folder = makeFolder(MEMORY);
  if (runsPrograms(folder)) return folder;
  rmSync(folder, { recursive: true });
  return makeFolder(tmpdir());
}

/** Removes the folders of runs whose process has ended, and which nobody has touched since. */
export function removeForgotten(base) {
  for (const name of readdirSync(base)) {
    const [, pid] = NAME.exec(name) ?? [];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(base, name);
    try {
      if (statSync(path).mtimeMs < Date.now() - FORGOTTEN_MS) rmSync(path, { recursive: true });
    } catch {
      // It is somebody else's, or another run removes it now.
    }
  }
}

function hasRoom(base) {
  if (!existsSync(base)) return false;
  const { bavail, bsize } = statfsSync(base);
  return Math.min(bavail * bsize, process.availableMemory() / 2) >= ENOUGH_BYTES;
}

function makeFolder(base) {
  const folder = mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
  // PostgreSQL may run as another user.
  chmodSync(folder, 0o755);
  return folder;
}

/** Some containers forbid it. */
function runsPrograms(folder) {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch ({ code }) {
    return code !== 'ESRCH';
  }
}
