/**
 * One owner per data directory: a second process is refused while the first lives, and a dead owner's claim is taken
 * over by exactly one successor. It looks at processes of this machine only; a directory shared between machines or
 * containers is not protected by it.
 */
import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityOf } from './process-identity.js';

interface Claim {
  number: number;
  /** Null once the owner gave the directory back. */
  pid: number | null;
  identity: string | null;
}

export interface DataDirLock {
  release(): void;
}

const fileOf = (dataDir: string, number: number): string => join(dataDir, `lock.${number}`);

function newestClaim(dataDir: string): Claim {
  const numbers = readdirSync(dataDir).flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? []);
  const number = Math.max(0, ...numbers.map(Number));
  if (number === 0) return { number, pid: null, identity: null };
  return { ...(JSON.parse(readFileSync(fileOf(dataDir, number), 'utf8')) as Omit<Claim, 'number'>), number };
}

/** Writes claim `number` whole, or answers false when somebody else has it. */
function claim(dataDir: string, number: number, pid: number | null): boolean {
  const aside = join(dataDir, `lock-${randomUUID()}`);
  writeFileSync(aside, JSON.stringify({ pid, identity: pid === null ? null : identityOf(pid) }));
  try {
    linkSync(aside, fileOf(dataDir, number));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function removeClaimsBelow(dataDir: string, number: number): void {
  for (const name of readdirSync(dataDir)) {
    const found = /^lock\.(\d+)$/.exec(name)?.[1];
    if (found !== undefined && Number(found) < number) rmSync(join(dataDir, name), { force: true });
  }
}

/**
 * Claims a data directory for this process. Claims are numbered files and the highest number owns: nobody ever removes
 * the highest, so there is no moment at which two successors of a dead owner could both win.
 * @throws Error naming the process when a living one owns the directory.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  for (;;) {
    let newest: Claim;
    try {
      newest = newestClaim(dataDir);
    } catch (error) {
      // Superseded between the listing and the reading.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    if (newest.pid !== null && newest.identity === identityOf(newest.pid)) {
      throw new Error(
        `The data directory ${dataDir} is in use by process ${newest.pid}. ` +
          'Stop that process, or set SPILLWAY_DATA_DIR to another folder.',
      );
    }
    const mine = newest.number + 1;
    if (!claim(dataDir, mine, process.pid)) continue;
    if (newestClaim(dataDir).number !== mine) {
      rmSync(fileOf(dataDir, mine), { force: true });
      continue;
    }
    removeClaimsBelow(dataDir, mine);
    return {
      release: () => {
        if (claim(dataDir, mine + 1, null)) removeClaimsBelow(dataDir, mine + 1);
      },
    };
  }
}
