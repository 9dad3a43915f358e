/** The worker of stream-worker.js as a process that tests talk to, line by line, and kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { MortalServer } from './mortal-server.js';
import type { Packed } from './packed.js';

export interface Worker {
  send(line: unknown): void;
  /** The next thing that it says. */
  hear(): Promise<Record<string, unknown>>;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
}

const living = new Set<ChildProcess>();

/** Ends what a failed test left behind. */
export function killWorkers(): void {
  for (const child of living) child.kill('SIGKILL');
}

/**
 * Starts one where the package is unpacked.
 * @param task the request, the name of the outbox's folder, and the lease to take first
 */
export async function startWorker(
  { dir }: Packed,
  server: MortalServer,
  { folder, ...task }: { request: object; folder: string; lease?: object },
): Promise<Worker> {
  cpSync('test/client/stream-worker.js', join(dir, 'worker.mjs'));
  const child = spawn(process.execPath, ['worker.mjs'], { cwd: dir, stdio: ['pipe', 'pipe', 'inherit'] });
  living.add(child);
  child.once('exit', () => living.delete(child));
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const send = (line: unknown) => void child.stdin.write(`${JSON.stringify(line)}\n`);
  send({ url: server.url, token: await server.token('gateway'), folder: join(dir, folder), ...task });
  return {
    send,
    async hear() {
      const { value, done } = await lines.next();
      if (done) throw new Error('the worker has ended');
      return JSON.parse(value) as Record<string, unknown>;
    },
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
