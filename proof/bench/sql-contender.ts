/**
 * PostgreSQL by itself: the rows of a check, written by plain SQL, one transaction for each, prepared, by as many clients
 * as are fastest. What is left out is all that Spillway adds: HTTP, GraphQL, tokens, policy, prices, the waterfall, keys,
 * explanations and hashes. pgbench sends them, or the driver where there is none.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { findProgram } from '../../src/local/find-program.js';
import { PROJECT } from '../../src/project.js';
import { childEnvironment } from '../../src/processes/config.js';
import { ApiBuild } from './api-build.js';
import type { BenchPlace } from './bench-place.js';
import { loadChecks, makeAccounts, subjectsOf } from './check-contender.js';
import type { Contender, Round } from './contender.js';
import { giveOrder } from './generator.js';
import { copyAccounts, type Form, type Forms } from './same-rows.js';
import type { SqlOrder, SqlReport } from './sql-generator.js';
import { watchWal } from './wal.js';

const CLIENTS = { many: [8, 16, 32], one: [1, 4, 16] };
const TRY_SECONDS = 2;
const TABLES = ['hold', 'balance_update', 'decision'];

export interface SqlOptions {
  place: BenchPlace;
  database: string;
  accounts: number;
  form: keyof Forms;
  /** Use the driver though pgbench is there. */
  driverOnly: boolean;
  stopped: AbortSignal;
}

interface Done {
  perSecond: number;
  transactions: number;
}

export class SqlContender implements Contender {
  private url = '';
  private owner: pg.Client | undefined;
  private form: Form = [];
  private clients = 0;
  private stored = 0;
  private transactions = 0;
  private readonly pgbench: string | null;

  constructor(
    readonly name: string,
    private readonly options: SqlOptions,
  ) {
    this.pgbench = options.driverOnly ? null : findProgram('pgbench');
  }

  async prepare(): Promise<string[]> {
    const { place, database, accounts, stopped } = this.options;
    const build = await ApiBuild.open(place, PROJECT, database, stopped);
    try {
      const [first = ''] = subjectsOf(1);
      await makeAccounts(build, [first]);
      await loadChecks(build, { connections: 1, milliseconds: 50, subjects: [first], keyPrefix: 'sample' }, stopped);
    } finally {
      await build.close();
    }
    this.url = build.databaseUrl;
    this.owner = new pg.Client({ connectionString: this.url });
    await this.owner.connect();
    this.form = (await copyAccounts(this.owner, accounts))[this.options.form];
    const tried: [clients: number, perSecond: number][] = [];
    for (const clients of CLIENTS[accounts > 1 ? 'many' : 'one']) {
      tried.push([clients, (await this.send(clients, TRY_SECONDS)).perSecond]);
    }
    const [[best] = [1]] = tried.sort(([, a], [, b]) => b - a);
    this.clients = best;
    this.stored = await this.rowsStored();
    const told = tried.map(([clients, perSecond]) => `${clients}: ${perSecond.toFixed(0)}`).join(', ');
    const by = this.pgbench === null ? 'the pg driver, not pgbench' : 'pgbench';
    return [`through ${by}; per second by clients, the fastest first, which is used: ${told}`];
  }

  async run(seconds: number): Promise<Round> {
    if (!this.owner) throw new Error(`${this.name} is not prepared.`);
    const wal = watchWal(this.owner);
    const { perSecond, transactions } = await this.send(this.clients, seconds);
    this.transactions = transactions;
    return { perSecond, figures: await wal.end(perSecond) };
  }

  async check(): Promise<string> {
    const before = this.stored;
    this.stored = await this.rowsStored();
    const wanted = this.transactions * TABLES.length;
    if (this.stored - before === wanted) return `each transaction stored its rows: ${TABLES.join(', ')}`;
    throw new Error(
      `${this.transactions} transactions should be ${wanted} rows, and ${this.stored - before} are stored.`,
    );
  }

  async close(): Promise<void> {
    await this.owner?.end();
  }

  private async rowsStored(): Promise<number> {
    const counts = TABLES.map((table) => `(select count(*) from ${table})`).join(' + ');
    const result = await this.owner?.query<{ rows: number }>(`select (${counts})::float8 as rows`);
    return result?.rows[0]?.rows ?? 0;
  }

  private send(clients: number, seconds: number): Promise<Done> {
    return this.pgbench === null
      ? this.sendByDriver(clients, seconds)
      : this.sendByPgbench(this.pgbench, clients, seconds);
  }

  private async sendByDriver(clients: number, seconds: number): Promise<Done> {
    const { accounts, stopped } = this.options;
    const order = { url: this.url, form: this.form, clients, accounts, milliseconds: seconds * 1_000 };
    const { done, late, error } = await giveOrder<SqlOrder, SqlReport>('sql-generator.js', order, stopped);
    if (error !== '') throw new Error(error);
    return { perSecond: done / seconds, transactions: done + late };
  }

  private async sendByPgbench(pgbench: string, clients: number, seconds: number): Promise<Done> {
    const { place, database, accounts, stopped } = this.options;
    const statements = this.form.length > 1 ? ['begin', ...this.form, 'commit'] : this.form;
    const script = join(place.dir, `${database}.sql`);
    writeFileSync(script, `\\set account random(1, ${accounts})\n${statements.join(';\n')};\n`);
    const url = new URL(this.url);
    const env = childEnvironment({ PGPASSWORD: decodeURIComponent(url.password) });
    url.password = '';
    const args = ['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-T', String(seconds), url.href];
    const child = spawn(pgbench, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal: stopped });
    let said = '';
    for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (text) => (said += text));
    const [code] = (await once(child, 'close')) as [number | null];
    const transactions = Number(/transactions actually processed: (\d+)/.exec(said)?.[1]);
    const perSecond = Number(/^tps = ([\d.]+)/m.exec(said)?.[1]);
    const failed = Number(/failed transactions: (\d+)/.exec(said)?.[1] ?? 0);
    if (code !== 0 || !(perSecond > 0) || failed > 0) throw new Error(`pgbench failed:\n${said.slice(-2_000)}`);
    return { perSecond, transactions };
  }
}
