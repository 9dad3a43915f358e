/**
 * A whole Spillway for one tool run: the built server as a process of its own, with a database, policies and a
 * development secret in a scratch folder that is gone afterwards. Settings of the surroundings do not reach it.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../../src/processes/config.js';
import { signToken } from '../../src/server/token.js';
import { ApiClient } from './api-client.js';
import { PROJECT } from '../../src/project.js';
import { GROUPS, keepLog, spawnBuilt } from './spawn-built.js';

export interface ScratchServer {
  url: string;
  /** A copy of the project's policies; the server watches it. */
  policyDir: string;
  /** A client that speaks for a subject of a demo tenant. */
  clientFor(tenant: string, subject: string, groups?: string[]): Promise<ApiClient>;
  /** The end of what the server logged: warnings and errors. */
  logged: () => string;
  /** Ends the server, and removes the scratch folder. */
  stop: () => Promise<void>;
}

export interface ScratchOptions {
  stopped: AbortSignal;
  /** May change the copied policies before the server reads them. */
  preparePolicies?: (policyDir: string) => void;
}

const START_WITHIN_MS = 60_000;
const DRAIN_WITHIN_MS = 15_000;
const REMOVE_WITHIN_MS = 15_000;

/** @throws Error with what the server said, when it does not start */
export async function startScratchServer({ stopped, preparePolicies }: ScratchOptions): Promise<ScratchServer> {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-scratch-'));
  const clients: ApiClient[] = [];
  let server: ChildProcess | undefined;
  const stop = async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    if (server) await endServer(server);
    await removeDir(dir);
  };
  try {
    const policyDir = join(dir, 'policies');
    cpSync(new URL('policies', PROJECT), policyDir, { recursive: true });
    preparePolicies?.(policyDir);
    const settings = { PORT: '0', SPILLWAY_DATA_DIR: join(dir, 'data'), SPILLWAY_POLICY_DIR: policyDir };
    const { tokenKey, issuer, audience } = readConfig(settings);
    if (!tokenKey || !('secret' in tokenKey)) throw new Error('A scratch server has a secret of its own.');
    const { secret } = tokenKey;
    server = spawnBuilt('src/main.js', { ...settings, LOG_LEVEL: 'warn' });
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

/**
 * The address, once a server that was spawned prints it.
 * @throws Error with what it logged, where it ends instead or does not start in time
 */
export async function listening(server: ChildProcess, logged: () => string, stopped: AbortSignal): Promise<string> {
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

/** Lets a server drain, and ends it and whatever it started where that takes too long. */
export async function endServer(server: ChildProcess): Promise<void> {
  if (server.pid === undefined) return;
  if (server.exitCode === null && server.signalCode === null) {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    const hard = setTimeout(() => killGroup(server), DRAIN_WITHIN_MS);
    await ended;
    clearTimeout(hard);
  }
  killGroup(server);
}

/** The server and what it started, above all an initdb under way, which outlives a server that is ended so early. */
function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(GROUPS ? -pid : pid, 'SIGKILL');
  } catch (error) {
    // EPERM: macOS says so of a group whose members have all ended.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** A PostgreSQL whose owner was ended early needs a moment to notice and to leave its folder. */
async function removeDir(dir: string): Promise<void> {
  const running = join(dir, 'data', 'postgres', 'data', 'postmaster.pid');
  for (const end = Date.now() + REMOVE_WITHIN_MS; ; await pause(50)) {
    if (existsSync(running) && Date.now() < end) continue;
    try {
      return rmSync(dir, { recursive: true, force: true });
    } catch (error) {
      if (Date.now() < end) continue;
      process.stderr.write(`The scratch folder ${dir} could not be removed: ${(error as Error).message}\n`);
      return;
    }
  }
}
