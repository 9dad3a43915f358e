/**
 * An API in this process whose clock is set, and who works with it in the history: everybody asks as any client would,
 * over HTTP with a token of their own.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../../src/log.js';
import { openApp, type App } from '../../src/processes/app.js';
import { readConfig, type Config } from '../../src/processes/config.js';
import { makeDemoTenants } from '../../src/processes/demo-tenants.js';
import { signToken } from '../../src/server/token.js';
import { ApiClient } from '../support/api-client.js';

const BACKLOG = '{ operations { pending } }';
const SETTLED_WITHIN_MS = 20_000;
/** Less is a moment, in which what was reported may still wait. */
const MOMENT_MS = 5 * 60_000;
const TENANTS = ['acme', 'globex'] as const;

export type Tenant = (typeof TENANTS)[number];

export class PastTown {
  private readonly clients = new Map<string, Promise<ApiClient>>();

  private constructor(
    private readonly app: App,
    private readonly config: Config & { tokenKey: { secret: string } },
    /** Milliseconds that it is ahead of the real one: below zero. */
    private readonly clock: { ahead: number },
    private readonly stopped: AbortSignal,
  ) {}

  /**
   * Opens the API on an empty database, with the clock at an instant of the past, and makes the demo tenants then.
   * @throws Error where the policies are not those that come with Spillway
   */
  static async open(databaseUrl: string, begin: number, stopped: AbortSignal): Promise<PastTown> {
    const clock = { ahead: begin - Date.now() };
    const config = {
      ...readConfig(),
      ...{ host: '127.0.0.1', port: 0, production: false, console: false, callsPerMinute: 0, gatewayCallsPerMinute: 0 },
      ...{ payments: 'sandbox', settlement: true, tokenKey: { secret: randomBytes(32).toString('hex') } },
      ...{ issuers: [], tokenMaxHours: null, documentTrust: 'off' as const },
    };
    // What fails comes back to who asked; a request that is cut short says no more than that.
    const log = createLog({ logLevel: 'fatal' });
    const app = await openApp({ config, databaseUrl, log, clockOffset: () => clock.ahead });
    try {
      const missing = TENANTS.filter((tenant) => !app.policies.live(tenant));
      if (missing.length > 0)
        throw new Error(`There is no sound policy of ${missing.join(' and ')} in ${config.policyDir}.`);
      await makeDemoTenants(app);
    } catch (error) {
      await app.close();
      throw error;
    }
    return new PastTown(app, config, clock, stopped);
  }

  /** Sets the clock, which never goes back; before it leaps, what was reported is settled. */
  moveTo = async (at: number): Promise<void> => {
    this.stopped.throwIfAborted();
    const ahead = Math.min(0, at - Date.now());
    if (ahead <= this.clock.ahead) return;
    if (ahead - this.clock.ahead > MOMENT_MS) await this.settled();
    this.clock.ahead = ahead;
  };

  /** The clock is the real one again. */
  async present(): Promise<void> {
    await this.settled();
    this.clock.ahead = 0;
  }

  now(): number {
    return Date.now() + this.clock.ahead;
  }

  /** Asks as somebody of a tenant. */
  async ask<T>(tenant: Tenant, subject: string, document: string, variables: Record<string, unknown> = {}): Promise<T> {
    const client = await this.clientOf(tenant, subject);
    return client.ask<T>(document, variables);
  }

  /** Waits until no report waits for its settlement. */
  async settled(): Promise<void> {
    await Promise.all(TENANTS.map((tenant) => this.settledOf(tenant)));
  }

  private async settledOf(tenant: Tenant): Promise<void> {
    for (const give = performance.now() + SETTLED_WITHIN_MS; ; await pause(5)) {
      const { operations } = await this.ask<{ operations: { pending: number } }>(tenant, 'admin', BACKLOG);
      if (operations.pending === 0) return;
      if (performance.now() > give) throw new Error(`Usage of ${tenant} has not been settled in time.`);
    }
  }

  async close(): Promise<void> {
    for (const client of this.clients.values()) await (await client).close();
    await this.app.close();
  }

  private clientOf(tenant: Tenant, subject: string): Promise<ApiClient> {
    const key = `${tenant}/${subject}`;
    const known = this.clients.get(key);
    if (known) return known;
    const { tokenKey, issuer, audience } = this.config;
    const groups = key === 'acme/alice' ? ['engineering'] : [];
    const claims = { secret: tokenKey.secret, issuer, audience, tenant, subject, groups, expiresInSeconds: 86_400 };
    const client = signToken(claims).then((token) => new ApiClient(this.app.url, token, this.stopped));
    this.clients.set(key, client);
    return client;
  }
}
