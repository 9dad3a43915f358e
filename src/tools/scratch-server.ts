/**
 * A whole Spillway for one tool run: the built server as a process of its own, with a database, policies and a
 * development secret in a scratch folder that is gone afterwards. Settings of the surroundings do not reach it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../server/config.js';
import { SHORT_ENVIRONMENT } from '../server/postgres-cluster.js';
import { signToken } from '../tenancy/token.js';
import { ApiClient } from './api-client.js';

export interface ScratchServer {
  url: string;
  /** A copy of the project's policies; the server watches it. */
  policyDir: string;
  /** A client that speaks for a subject of a demo tenant. */
  clientFor(tenant: string, subject: string, groups?: string[]): Promise<ApiClient>;
  /** The end of what the server logged: warnings and errors. */
  logged(): string;
  /** Ends the server, and removes the scratch folder. */
  stop(): Promise<void>;
}

export interface ScratchOptions {
  stopped: AbortSignal;
  /** May change the copied policies before the server reads them. */
  preparePolicies?: (policyDir: string) => void;
}

const PROJECT = new URL('../..', import.meta.url);
const START_WITHIN_MS = 60_000;
const DRAIN_WITHIN_MS = 15_000;
const LOG_KEPT = 4_000;

/** @throws Error with what the server said, when it does not start */
export async function startScratchServer({ stopped, preparePolicies }: ScratchOptions): Promise<ScratchServer> {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-scratch-'));
  const clients: ApiClient[] = [];
  let server: ChildProcess | undefined;
  const stop = async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    if (server) await endServer(server);
    // A server that had to be killed leaves a PostgreSQL that needs a moment to notice.
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  try {
    const policyDir = join(dir, 'policies');
    cpSync(new URL('policies', PROJECT), policyDir, { recursive: true });
    preparePolicies?.(policyDir);
    const settings = { PORT: '0', SPILLWAY_DATA_DIR: join(dir, 'data'), SPILLWAY_POLICY_DIR: policyDir };
    const { tokenKey, issuer, audience } = readConfig(settings);
    if (!('secret' in tokenKey)) throw new Error('A scratch server has a secret of its own.');
    const { secret } = tokenKey;
    server = spawnServer({ ...settings, LOG_LEVEL: 'warn' });
    const logged = keepLog(server);
    const url = await listening(server, logged, stopped);
    const clientFor = async (tenant: string, subject: string, groups: string[] = []) => {
      const claims = { secret, issuer, audience, tenant, subject, groups, expiresInSeconds: 86_400 };
      const client = new ApiClient(url, await signToken(claims), stopped);
      clients.push(client);
      return client;
    };
    return { url, policyDir, clientFor, logged, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function spawnServer(settings: Record<string, string>): ChildProcess {
  const main = fileURLToPath(new URL('dist/main.js', PROJECT));
  const env = { ...SHORT_ENVIRONMENT, ...settings };
  const server = spawn(process.execPath, ['--enable-source-maps', main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const abandon = () => server.kill('SIGKILL');
  process.once('exit', abandon);
  server.once('exit', () => process.off('exit', abandon));
  return server;
}

/** Reads what the server logs and keeps the end of it. */
function keepLog(server: ChildProcess): () => string {
  let kept = '';
  server.stderr?.setEncoding('utf8').on('data', (text: string) => (kept = (kept + text).slice(-LOG_KEPT)));
  return () => kept.trim();
}

/** The address, once the server prints it. */
async function listening(server: ChildProcess, logged: () => string, stopped: AbortSignal): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    createInterface(server.stdout as NodeJS.ReadableStream).on('line', (line) => {
      const url = /listens on (\S+)/.exec(line)?.[1];
      if (url) resolve(url);
    });
    server.once('error', reject);
    server.once('close', () => reject(new Error(`The server ended before it listened:\n${logged()}`)));
    const given = AbortSignal.any([stopped, AbortSignal.timeout(START_WITHIN_MS)]);
    const giveUp = () =>
      reject(stopped.aborted ? (stopped.reason as Error) : new Error(`The server does not start:\n${logged()}`));
    given.addEventListener('abort', giveUp, { once: true });
    if (given.aborted) giveUp();
  });
}

async function endServer(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const hard = setTimeout(() => server.kill('SIGKILL'), DRAIN_WITHIN_MS);
  await ended;
  clearTimeout(hard);
}
