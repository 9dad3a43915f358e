/**
 * One owner per folder. Claims are numbered files, and the highest number owns: nobody ever removes the highest, so two
 * successors of a dead owner can never both win. An owner is dead when its process is gone, or has not touched its claim for
 * a while; one that was only asleep finds its claim gone, and stops.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OutboxTaken } from './errors.js';

/** A folder that is ours until it is released, or another process takes us for dead. */
export interface FolderLock {
  /** @throws OutboxTaken where it is ours no more */
  assertMine(): void;
  release(): void;
}

interface Claim {
  number: number;
  /** Null once the owner gave the folder back. */
  pid: number | null;
  host: string;
  nonce: string;
}

const BEAT_MS = 2_000;
/** Long beside the beat, so that a busy process is not taken for dead. */
const SILENT_MS = 15_000;

/**
 * Claims of this very process, whichever copy of this package made them: the number of a process alone says little where
 * every container has a process 1.
 */
const ours = ((globalThis as Record<symbol, unknown>)[Symbol.for('spillway.claims')] ??= new Set()) as Set<string>;

/** @throws OutboxTaken, naming the process, where a living one owns the folder */
export function takeFolder(folder: string): FolderLock {
  for (;;) {
    const newest = newestClaim(folder);
    if (newest === 'superseded') continue;
    if (newest && isAlive(folder, newest)) {
      throw new OutboxTaken(
        `Process ${newest.pid} on ${newest.host} writes to the outbox ${folder}. Give every process a folder of its own.`,
      );
    }
    const number = (newest?.number ?? 0) + 1;
    const nonce = randomUUID();
    if (!writeClaim(folder, { number, pid: process.pid, host: hostname(), nonce })) continue;
    if (Math.max(...numbersIn(folder)) !== number) {
      // The number was free because its owner had come and gone.
      rmSync(fileOf(folder, number), { force: true });
      continue;
    }
    removeBelow(folder, number);
    return held(folder, number, nonce);
  }
}

function held(folder: string, number: number, nonce: string): FolderLock {
  ours.add(nonce);
  const file = fileOf(folder, number);
  const beat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // It was taken over, which the next write tells; or the disk fails, which that tells too.
    }
  }, BEAT_MS);
  beat.unref();
  return {
    assertMine() {
      if (existsSync(file)) return;
      throw new OutboxTaken(`Another process has taken over the outbox ${folder}: this one looked dead.`);
    },
    release() {
      clearInterval(beat);
      ours.delete(nonce);
      const given = { number: number + 1, pid: null, host: hostname(), nonce };
      if (existsSync(file) && writeClaim(folder, given)) removeBelow(folder, number + 1);
    },
  };
}

const fileOf = (folder: string, number: number): string => join(folder, `lock.${number}`);

const numbersIn = (folder: string): number[] =>
  readdirSync(folder).flatMap((name) => (/^lock\.\d+$/.test(name) ? Number(name.slice(5)) : []));

function newestClaim(folder: string): Claim | null | 'superseded' {
  const number = Math.max(0, ...numbersIn(folder));
  if (number === 0) return null;
  try {
    return { ...(JSON.parse(readFileSync(fileOf(folder, number), 'utf8')) as Claim), number };
  } catch (error) {
    // Superseded between the listing and the reading.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'superseded';
    throw error;
  }
}

function isAlive(folder: string, { number, pid, host, nonce }: Claim): boolean {
  if (pid === null) return false;
  if (host === hostname()) {
    if (pid === process.pid) return ours.has(nonce);
    if (!processLives(pid)) return false;
  }
  const touched = statSync(fileOf(folder, number), { throwIfNoEntry: false });
  return touched !== undefined && Date.now() - touched.mtimeMs < SILENT_MS;
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Writes a claim whole, or answers false where somebody else has its number. */
function writeClaim(folder: string, claim: Claim): boolean {
  const aside = join(folder, `claim-${randomUUID()}`);
  writeFileSync(aside, JSON.stringify(claim), { mode: 0o600 });
  try {
    linkSync(aside, fileOf(folder, claim.number));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function removeBelow(folder: string, number: number): void {
  for (const each of numbersIn(folder)) if (each < number) rmSync(fileOf(folder, each), { force: true });
}
