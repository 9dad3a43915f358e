/** Settlement workers in processes of their own, that tests kill for real. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Worker {
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

const living = new Set<ChildProcess>();

/** Ends what a failed test left behind. */
export function killWorkers(): void {
  for (const child of living) child.kill('SIGKILL');
}

/** Starts `dist/src/settle.js` on a database. It is not waited for: it may be killed before it has done anything. */
export function spawnWorker(databaseUrl: string, policyDir: string): Worker {
  const { PATH } = process.env;
  const settings = { DATABASE_URL: databaseUrl, SPILLWAY_POLICY_DIR: policyDir, LOG_LEVEL: 'error' };
  const secret = { SPILLWAY_JWT_SECRET: 'a worker has no door, 32 bytes or more' };
  const env = { ...(PATH && { PATH }), ...settings, ...secret };
  const child = spawn(process.execPath, ['dist/src/settle.js'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  living.add(child);
  child.once('exit', () => living.delete(child));
  const gone = once(child, 'exit') as Promise<[number | null]>;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await gone)[0] ?? exitCodeOf(child);
  };
  return { kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
}

const exitCodeOf = ({ exitCode }: ChildProcess) => exitCode;
