/**
 * Finds a client program of PostgreSQL that somebody has installed: the packages here bring the server alone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Debian keeps the programs of each version here and links only some of them into PATH. */
const DEBIAN = '/usr/lib/postgresql';

const runs = (program: string): boolean => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

/**
 * Looks in PATH, then where Debian keeps them, the newest version first.
 * @param name such as `psql`
 * @returns what to spawn, or null where there is none that runs
 */
export function findProgram(name: 'psql' | 'pgbench'): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  return [name, ...versions.map((version) => join(DEBIAN, version, 'bin', name))].find(runs) ?? null;
}
