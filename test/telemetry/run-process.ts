/** Real processes of the product, as `bin/spillway.js` starts them, with what they log. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { SECRET } from '../support/api.js';

export interface Line {
  level: string;
  msg: string;
  [name: string]: unknown;
}

export interface Running {
  /** Every line so far, parsed. */
  logged: Line[];
  /** The first line with this message, which must come. */
  line(msg: string): Promise<Line>;
  /** Ends it in order, and waits until it has. */
  stop(): Promise<void>;
}

const LIMIT_MS = 30_000;

/** Starts a process; without a key of its own it gets the tests'. */
export function startProcess(command: 'start' | 'settle', settings: Record<string, string>): Running {
  const { PATH } = process.env;
  const env = { ...(PATH && { PATH }), PORT: '0', SPILLWAY_JWT_SECRET: SECRET, LOG_LEVEL: 'info', ...settings };
  const child = spawn(process.execPath, ['bin/spillway.js', command], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 4 * LIMIT_MS);
  const logged: Line[] = [];
  const waiting = new Set<() => void>();
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (text) => {
    if (!text.startsWith('{')) return;
    logged.push(JSON.parse(text) as Line);
    for (const look of waiting) look();
  });
  return {
    logged,
    line(msg) {
      const { promise, resolve, reject } = Promise.withResolvers<Line>();
      const look = () => {
        const found = logged.find((line) => line.msg === msg);
        if (found) resolve(found);
      };
      const late = setTimeout(() => reject(new Error(`no line "${msg}" in ${JSON.stringify(logged)}`)), LIMIT_MS);
      waiting.add(look);
      look();
      return promise.finally(() => {
        clearTimeout(late);
        waiting.delete(look);
      });
    },
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      clearTimeout(tooLong);
      if (code !== 0) throw new Error(`a process ended with ${code}: ${JSON.stringify(logged.slice(-5))}`);
    },
  };
}
