/**
 * An app on a database of its own whose clock stands still until a test moves it, and copies of that database as it is: what
 * the previews predict is sent again to such a copy. Whoever opens one fakes `Date` at {@link START}.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { CatalogVersions } from '../../src/catalog/catalog-versions.js';
import type { Database } from '../../src/database/database.js';
import { openApp, type App } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { SettlementBatches } from '../../src/usage/settlement-batches.js';
import { OPERATOR_SECRET, SECRET, tokenFor, type Answer } from '../support/api.js';
import { createTestDatabase, testServer, type TestDatabase } from '../support/database.js';

export const START = Date.UTC(2026, 8, 7, 9);

// In the place of PostgreSQL's own, in this database.
const STILL_CLOCK = ['clock_timestamp', 'statement_timestamp'].map(
  (name) => `
  alter function pg_catalog.${name}() rename to running_${name};
  create function pg_catalog.${name}() returns timestamptz language sql stable as
    $$ select timestamptz '${new Date(START).toISOString()}' $$`,
);

export interface Files {
  catalog: string;
  policy: string;
}

export class StillEngine {
  clock = START;
  private app!: App;
  private owner: pg.Client | null = null;
  private readonly tokens = new Map<string, Promise<string>>();
  private readonly log = pino({ level: 'error' });

  private constructor(
    private readonly store: TestDatabase,
    readonly dir: string,
  ) {}

  static async open(files: Files): Promise<StillEngine> {
    const store = await createTestDatabase();
    const owner = await ownerOf(store);
    await owner.query(STILL_CLOCK.join(';'));
    await owner.end();
    const engine = new StillEngine(store, folderOf(files));
    await engine.start();
    return engine;
  }

  /** Another one, on a copy of the database as it is now, which serves other files. This one goes on afterwards. */
  async copy(files: Files): Promise<StillEngine> {
    await this.app.close();
    await this.owner?.end();
    this.owner = null;
    const copied = await copyOf(this.store);
    await this.start();
    const engine = new StillEngine(copied, folderOf(files));
    engine.clock = this.clock;
    await engine.start();
    return engine;
  }

  private async start(): Promise<void> {
    const config = readConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'silent',
      SPILLWAY_JWT_SECRET: SECRET,
      SPILLWAY_OPERATOR_JWT_SECRET: OPERATOR_SECRET,
      SPILLWAY_POLICY_DIR: this.dir,
      SPILLWAY_SETTLEMENT: 'off',
    });
    const clockOffset = () => this.clock - START;
    this.app = await openApp({ config, databaseUrl: this.store.url, log: this.log, clockOffset });
  }

  get policies(): App['policies'] {
    return this.app.policies;
  }

  get database(): Database {
    return this.app.ledger['options'].database;
  }

  get url(): string {
    return this.store.url;
  }

  /** As the owner of the tables. */
  async query(sql: string): Promise<object[]> {
    this.owner ??= await ownerOf(this.store);
    return (await this.owner.query(sql)).rows as object[];
  }

  /** The value of an operation's one root field. @throws Error where it is refused */
  async get<T>(operation: string, variables: object = {}, who = 'admin'): Promise<T> {
    const answer = await this.ask<T>(operation, variables, who);
    if ('refused' in answer) throw new Error(`${answer.refused} (${operation.slice(0, 80)})`);
    return answer.value;
  }

  /** The same, or the code of its refusal. */
  async ask<T>(operation: string, variables: object = {}, who = 'admin'): Promise<{ value: T } | { refused: string }> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await this.tokenOf(who)}` };
    const body = JSON.stringify({ query: operation, variables });
    const response = await fetch(`${this.app.url}/graphql`, { method: 'POST', headers, body });
    const { data, errors } = (await response.json()) as Answer<Record<string, T>>;
    const [error] = errors ?? [];
    if (error) return { refused: `${error.extensions.code}: ${error.message}` };
    return { value: Object.values(data!)[0]! };
  }

  private tokenOf(who: string): Promise<string> {
    const known = this.tokens.get(who) ?? tokenFor('acme', who);
    this.tokens.set(who, known);
    return known;
  }

  /** Resolves when what is due is written and no purchase waits for its payment. */
  async paid(): Promise<void> {
    await this.writeDue();
    while ((await this.query("select from purchase where status = 'PENDING' limit 1")).length > 0);
  }

  /**
   * Has all written that is due: calls of one instant then go in their order, for none has to wait until more than one unit
   * of work writes is written.
   */
  async writeDue(): Promise<void> {
    const due = `select address from account where due_at <= timestamptz '${new Date(this.clock).toISOString()}'`;
    const { ledger } = this.app;
    const all = ((await this.query(due)) as { address: string }[]).map(({ address }) => ({ tenant: 'acme', address }));
    for (let i = 0; i < all.length; i += 50) while (await ledger.writeDue(all.slice(i, i + 50)));
  }

  /** Settles all that is recorded, as a settlement worker does. */
  async settle(): Promise<void> {
    const { ledger, policies } = this.app;
    const catalogs = new CatalogVersions(() => policies.catalog());
    const batches = new SettlementBatches({ ledger, catalogs, log: this.log, tenants: () => ['acme'], restsMs: [] });
    while ((await batches.next()) > 0);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.owner?.end();
    await this.store.drop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

async function ownerOf({ url }: TestDatabase): Promise<pg.Client> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  return owner;
}

function folderOf({ catalog, policy }: Files): string {
  const dir = mkdtempSync(join(tmpdir(), 'spillway-preview-'));
  mkdirSync(join(dir, 'acme'));
  cpSync('policies/model.conf', join(dir, 'model.conf'));
  writeFileSync(join(dir, 'catalog.yaml'), catalog);
  writeFileSync(join(dir, 'acme', 'policy.csv'), policy);
  return dir;
}

async function copyOf({ url }: TestDatabase): Promise<TestDatabase> {
  const from = new URL(url).pathname.slice(1);
  const name = `spillway_test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: testServer().adminUrl });
  await admin.connect();
  await admin.query(`create database ${name} template ${from}`);
  await admin.query(`alter database ${name} set search_path = spillway, public`);
  await admin.end();
  const copied = new URL(url);
  copied.pathname = `/${name}`;
  const drop = async () => {
    const again = new pg.Client({ connectionString: testServer().adminUrl });
    await again.connect();
    await again.query(`drop database if exists ${name} with (force)`);
    await again.end();
  };
  return { url: copied.href, apiUrl: copied.href, drop };
}
