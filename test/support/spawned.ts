/** API processes and settlement workers in processes of their own, with settings of their own and their logs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { OPERATOR_SECRET, SECRET } from './api.js';

export interface Spawned {
  /** Where an API process listens; empty of a worker. */
  url: string;
  /** Its log so far, a line each. */
  log: { level: string; msg?: string; message?: string; [key: string]: unknown }[];
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

const BUILT = { api: 'dist/src/main.js', settle: 'dist/src/settle.js' };
const BEGUN = { api: /listens on (http:\S+)/, settle: /settling usage()/ };

/**
 * Starts one and waits until it works.
 * @throws Error with what it said, where it ends before
 */
export async function spawnBuilt(
  kind: keyof typeof BUILT,
  settings: { DATABASE_URL: string; SPILLWAY_POLICY_DIR: string } & Record<string, string>,
): Promise<Spawned> {
  const { PATH } = process.env;
  const secrets = { SPILLWAY_JWT_SECRET: SECRET, SPILLWAY_OPERATOR_JWT_SECRET: OPERATOR_SECRET };
  const usual = { HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info', SPILLWAY_CONSOLE: 'off', ...secrets };
  const env = { ...(PATH && { PATH }), ...usual, ...settings };
  const child = spawn(process.execPath, [BUILT[kind]], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const log: Spawned['log'] = [];
  const said: string[] = [];
  const begun = new Promise<string>((resolve) => {
    const read = (line: string) => {
      said.push(line);
      const url = BEGUN[kind].exec(line)?.[1];
      if (url !== undefined) resolve(url);
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', (line) => {
      read(line);
      if (line.startsWith('{')) log.push(JSON.parse(line) as Spawned['log'][number]);
    });
  });
  const died = ended.then(([code]): string => {
    throw new Error(`a process ended with ${code}: ${said.join('\n')}`);
  });
  died.catch(() => undefined);
  const url = await Promise.race([begun, died]);
  const stop = async () => {
    child.kill('SIGTERM');
    return (await ended)[0];
  };
  return { url, log, stop };
}
