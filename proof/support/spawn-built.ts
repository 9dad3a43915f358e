/**
 * A built program of this project in a process of its own, with the settings it is given and no others. It ends when the
 * tool that started it is gone, however that went.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SHORT_ENVIRONMENT } from '../../src/local/postgres-cluster.js';
import { PROJECT } from '../../src/project.js';

/** A process group of its own: Ctrl-C reaches the tool alone, and all of the program can be ended at once. */
export const GROUPS = process.platform !== 'win32';

const LOG_KEPT = 4_000;

export interface SpawnOptions {
  /** Built modules that are loaded before it, with a channel to this process. */
  preload?: readonly string[];
  /** The folder of package.json whose build it is; this project's by default. */
  project?: URL;
}

/** Starts `dist/<script>`, such as `src/main.js`. */
export function spawnBuilt(
  script: string,
  settings: Record<string, string>,
  { preload = [], project = PROJECT }: SpawnOptions = {},
): ChildProcess {
  const dist = new URL('dist/', project);
  const before = preload.flatMap((module) => ['--import', new URL(module, dist).href]);
  const child = spawn(process.execPath, ['--enable-source-maps', ...before, fileURLToPath(new URL(script, dist))], {
    env: { ...SHORT_ENVIRONMENT, ...settings },
    stdio: ['ignore', 'pipe', 'pipe', ...(preload.length ? (['ipc'] as const) : [])],
    detached: GROUPS,
  });
  if (GROUPS && child.pid !== undefined) endWithTool(child, child.pid);
  return child;
}

/** A shell that ends the program when the tool is gone: its input then closes. */
function endWithTool(child: ChildProcess, pid: number): void {
  const args = ['-c', 'read _; kill -TERM "$1"', 'spillway-tool-watchdog', String(pid)];
  const watchdog = spawn('/bin/sh', args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watchdog.on('error', () => undefined);
  watchdog.unref();
  child.once('exit', () => watchdog.kill('SIGKILL'));
}

/** Reads what the program logs and keeps the end of it. */
export function keepLog(child: ChildProcess): () => string {
  let kept = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (kept = (kept + text).slice(-LOG_KEPT)));
  return () => kept.trim();
}
