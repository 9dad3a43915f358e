/**
 * The real engine for the model-based test: an app in this process on a PostgreSQL database of its own, asked over HTTP.
 * Its clock stands still until a command moves it, so that a millisecond before an instant can be met; it can be closed
 * and opened again. Whoever opens it fakes `Date` at {@link START}.
 */
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { openApp, type App } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { CatalogVersions } from '../../src/catalog/catalog-versions.js';
import { SettlementBatches } from '../../src/usage/settlement-batches.js';
import { OPERATOR_SECRET, SECRET, tokenFor, type Answer } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { expectBooksToReconcile } from '../support/reconcile.js';
import { START, type AccountName } from './closed-world.js';

// In the place of PostgreSQL's own, in this database.
const STILL_CLOCK = `
  alter function pg_catalog.clock_timestamp() rename to running_clock_timestamp;
  alter function pg_catalog.statement_timestamp() rename to running_statement_timestamp;
  create function pg_catalog.clock_timestamp() returns timestamptz language sql stable as
    $$ select timestamptz '${new Date(START).toISOString()}' $$;
  create function pg_catalog.statement_timestamp() returns timestamptz language sql stable as
    $$ select timestamptz '${new Date(START).toISOString()}' $$`;

/** The value of an operation's root field, or the code of its refusal. */
export type Reply<T> = { value: T } | { refused: string };

export class Engine {
  clock = START;
  /** Ids on the wire by what the model calls the same thing. */
  ids = new Map<object, string>();
  names: Record<AccountName, string> = { alice: '', bob: '', team: '' };
  private runs = 0;
  private app!: App;
  /** Tokens by who asks. */
  private readonly tokens = new Map<string, Promise<string>>();
  private written = new Map<string, string>();

  private constructor(
    private readonly store: TestDatabase,
    private readonly owner: pg.Client,
    private readonly dir: string,
  ) {}

  static async open(catalog: string): Promise<Engine> {
    const store = await createTestDatabase();
    const owner = new pg.Client({ connectionString: store.url });
    await owner.connect();
    await owner.query(STILL_CLOCK);
    const dir = mkdtempSync(join(tmpdir(), 'spillway-model-'));
    mkdirSync(join(dir, 'acme'));
    cpSync('policies/model.conf', join(dir, 'model.conf'));
    const engine = new Engine(store, owner, dir);
    engine.write('catalog.yaml', catalog);
    engine.write(
      'acme/policy.csv',
      '# spillway-policy: 1\np, role:admin, policy, write, allow\ng, admin, role:admin\n',
    );
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
    const log = pino({ level: 'error' });
    this.app = await openApp({ config, databaseUrl: this.store.url, log, clockOffset });
  }

  /** A fresh world in the same database: new accounts, the clock at the start. */
  begin(): void {
    this.runs += 1;
    this.clock = START;
    this.ids = new Map();
    this.names = { alice: `alice-${this.runs}`, bob: `bob-${this.runs}`, team: `team-${this.runs}` };
  }

  async restart(): Promise<void> {
    await this.app.close();
    await this.start();
  }

  /** Writes policy files, and resolves when they are live. */
  async serve(files: Record<string, string>): Promise<void> {
    const changed = Object.entries(files).filter(([file, text]) => this.written.get(file) !== text);
    for (const [file, text] of changed) this.write(file, text);
    if (changed.length) await this.app.policies.reload();
    const problems = this.app.policies.state('acme')?.problems ?? this.app.policies.baseProblems();
    if (problems.length) throw new Error(`refused: ${JSON.stringify(problems)}`);
  }

  private write(file: string, text: string): void {
    this.written.set(file, text);
    // Put there whole, as editors do, so that nobody reads half of it.
    writeFileSync(join(this.dir, 'new'), text);
    renameSync(join(this.dir, 'new'), join(this.dir, file));
  }

  /**
   * The value of an operation's first root field, or the code of its refusal.
   * @param who a subject by its name, or the operator
   */
  async ask<T>(operation: string, variables: object = {}, who = 'admin'): Promise<Reply<T>> {
    const { data, errors } = await this.send<Record<string, T>>(operation, variables, who);
    const [error] = errors ?? [];
    if (error?.extensions.code === 'INTERNAL') throw new Error(`${error.message} (${operation.slice(0, 60)})`);
    if (error) return { refused: error.extensions.code };
    return { value: Object.values(data!)[0]! };
  }

  /** All root fields of a query. */
  async query<T>(query: string): Promise<T> {
    const { data, errors } = await this.send<T>(query, {}, 'admin');
    if (errors) throw new Error(JSON.stringify(errors));
    return data!;
  }

  private async send<T>(query: string, variables: object, who: string): Promise<Answer<T>> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await this.tokenOf(who)}` };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${this.app.url}/graphql`, { method: 'POST', headers, body });
    return (await response.json()) as Answer<T>;
  }

  private tokenOf(who: string): Promise<string> {
    const known = this.tokens.get(who) ?? tokenFor('acme', who);
    this.tokens.set(who, known);
    return known;
  }

  /** Settles all that is recorded, as a settlement worker does. */
  async settle(): Promise<void> {
    const { ledger, policies } = this.app;
    const catalogs = new CatalogVersions(() => policies.catalog());
    const batches = new SettlementBatches({
      ledger,
      catalogs,
      log: pino({ level: 'error' }),
      tenants: () => ['acme'],
      restsMs: [],
    });
    while ((await batches.next()) > 0);
  }

  /** The auditor finds nothing. */
  audit(): Promise<void> {
    return expectBooksToReconcile(this.owner);
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.owner.end();
    await this.store.drop();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
