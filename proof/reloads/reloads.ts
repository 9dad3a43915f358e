/**
 * `npm run reloads`: policies that change all the time under load, in two processes, and a judgement of every decision that was
 * made meanwhile (promise I12).
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProgressLine } from '../../src/commands/progress-line.js';
import { runTool } from '../../src/commands/run-tool.js';
import { columns, style } from '../../src/commands/terminal.js';
import { startEmbeddedPostgres } from '../../src/local/embedded-postgres.js';
import { createLog } from '../../src/log.js';
import { PROJECT } from '../../src/project.js';
import { signToken } from '../../src/server/token.js';
import { StormProcess } from '../storm/storm-process.js';
import { ApiClient, CallFailed } from '../support/api-client.js';
import { catalogOf, editionOf, FEATURES, PRODUCT, type Edition } from './editions.js';
import { RELOADS_USAGE, reloadsOptions, type ReloadsOptions } from './reloads-options.js';

const APPLY = 'mutation ($input: ApplyPolicyInput!) { applyPolicy(input: $input) { version } }';
const LIVE = '{ policy { version } }';
const CHECK = `mutation ($input: CheckAccessInput!) {
  checkAccess(input: $input) { outcome reason policy { version line } } }`;
/** All processes follow a change within this time. */
const FOLLOW_MS = 2_000;
const LIVE_WITHIN_MS = 30_000;
/** One of so many editions comes by its file. */
const BY_FILE = 5;
const MOST_TOLD = 10;

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));

/** An edition of a tenant in time, by the clock of this process. */
interface Lived {
  edition: Edition;
  /** From when on it may serve. */
  from: number;
  /** When it was known to serve somewhere; Infinity while it is not. */
  known: number;
}

interface Tenant {
  name: string;
  lived: Lived[];
  byVersion: Map<string, Lived>;
  /** One client for each process. */
  admins: ApiClient[];
  members: ApiClient[];
}

interface Decision {
  outcome: string;
  reason: string;
  policy: { version: string; line: number | null };
}

async function main(stopped: AbortSignal): Promise<boolean> {
  const options = reloadsOptions(process.argv.slice(2));
  if (options === null) {
    say(RELOADS_USAGE.trimEnd());
    return true;
  }
  const dir = mkdtempSync(join(tmpdir(), 'spillway-reloads-'));
  const ending: (() => Promise<unknown>)[] = [async () => rmSync(dir, { recursive: true, force: true })];
  try {
    say(style('bold', 'Reloads'), `  starting PostgreSQL and two processes with ${options.tenants} tenants …`);
    const run = await Run.open(dir, options, stopped, ending);
    return await run.go();
  } finally {
    for (const end of ending.reverse()) await end();
  }
}

class Run {
  private reloads = 0;
  private checks = 0;
  private readonly wrong: string[] = [];
  private readonly followed: number[] = [];
  private readonly stop: AbortSignal;

  private constructor(
    private readonly tenants: readonly Tenant[],
    private readonly policyDir: string,
    private readonly options: ReloadsOptions,
    private readonly stopped: AbortSignal,
  ) {
    this.stop = AbortSignal.any([stopped, AbortSignal.timeout(options.minutes * 60_000)]);
  }

  static async open(
    dir: string,
    options: ReloadsOptions,
    stopped: AbortSignal,
    ending: (() => Promise<unknown>)[],
  ): Promise<Run> {
    const policyDir = join(dir, 'policies');
    mkdirSync(policyDir);
    const names = Array.from({ length: options.tenants }, (_, i) => `tenant-${i}`);
    copyFileSync(fileURLToPath(new URL('policies/model.conf', PROJECT)), join(policyDir, 'model.conf'));
    writeFileSync(join(policyDir, 'catalog.yaml'), catalogOf(names));
    for (const name of names) {
      mkdirSync(join(policyDir, name));
      writeFileSync(join(policyDir, name, 'policy.csv'), editionOf(name, 0).text);
    }
    const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'data'), log: createLog({ logLevel: 'fatal' }) });
    ending.push(() => postgres.stop());
    const secret = randomBytes(32).toString('hex');
    const settings = {
      ...{ PORT: '0', DATABASE_URL: postgres.url, SPILLWAY_JWT_SECRET: secret, SPILLWAY_POLICY_DIR: policyDir },
      ...{ SPILLWAY_REQUESTS_PER_MINUTE: '0', LOG_LEVEL: 'fatal' },
    };
    const processes = [0, 1].map(() => new StormProcess({ kind: 'api', settings }));
    for (const each of processes) {
      await each.start();
      ending.push(() => each.stop());
    }
    const clientsOf = async (tenant: string, subject: string) => {
      const claims = { secret, issuer: 'spillway', audience: 'spillway', tenant, subject, groups: [] };
      const token = await signToken({ ...claims, expiresInSeconds: 86_400 });
      return processes.map(({ url }) => new ApiClient(url, token, stopped));
    };
    const began = performance.now();
    const tenants = await Promise.all(
      names.map(async (name): Promise<Tenant> => {
        const first = { edition: editionOf(name, 0), from: began - LIVE_WITHIN_MS, known: began };
        const clients = { admins: await clientsOf(name, 'admin'), members: await clientsOf(name, 'member') };
        return { name, lived: [first], byVersion: new Map([[first.edition.version, first]]), ...clients };
      }),
    );
    return new Run(tenants, policyDir, options, stopped);
  }

  async go(): Promise<boolean> {
    const { editors, clients, reloads } = this.options;
    const began = performance.now();
    const line = new ProgressLine(() => ({ done: this.reloads, total: reloads, text: `${this.checks} decisions` }));
    let editing = true;
    const edits = Array.from({ length: editors }, (_, i) => this.edit(i)).map((each) => this.noting(each));
    const checks = Array.from({ length: clients }, (_, i) => this.noting(this.check(i, () => editing)));
    await Promise.all(edits);
    editing = false;
    await Promise.all(checks);
    line.end();
    this.stopped.throwIfAborted();
    return this.tell((performance.now() - began) / 1_000);
  }

  /** One editor, of its own tenants. */
  private async edit(editor: number): Promise<void> {
    const own = this.tenants.filter((_, i) => i % this.options.editors === editor);
    for (let round = 0; own.length > 0; round++) {
      for (const tenant of own) {
        if (this.reloads >= this.options.reloads || this.stop.aborted || this.wrong.length > 0) return;
        this.reloads += 1;
        await this.change(tenant, round);
      }
    }
  }

  private async change(tenant: Tenant, round: number): Promise<void> {
    const before = tenant.lived.at(-1)!;
    const edition = editionOf(tenant.name, before.edition.no + 1);
    const next: Lived = { edition, from: performance.now(), known: Infinity };
    tenant.lived.push(next);
    tenant.byVersion.set(edition.version, next);
    const [admin, other] = [tenant.admins[round % 2]!, tenant.admins[(round + 1) % 2]!];
    const byFile = edition.no % BY_FILE === 0;
    if (byFile) this.save(tenant.name, edition.text);
    else {
      const input = {
        ...{ text: edition.text, baseVersion: before.edition.version },
        ...{ message: `edition ${edition.no}`, idempotencyKey: randomUUID() },
      };
      await again(() => admin.ask(APPLY, { input }));
    }
    const sent = performance.now();
    // Who took the call serves it as it answers; a file is read by both.
    if (!byFile) next.known = sent;
    for (const each of byFile ? [admin, other] : [other]) await this.untilLive(each, edition.version);
    next.known = Math.min(next.known, performance.now());
    this.followed.push(performance.now() - sent);
  }

  /** As editors save: whole, and in one step. */
  private save(tenant: string, text: string): void {
    const path = join(this.policyDir, tenant, 'policy.csv');
    writeFileSync(`${path}.edited`, text);
    renameSync(`${path}.edited`, path);
  }

  private async untilLive(admin: ApiClient, version: string): Promise<void> {
    const end = performance.now() + LIVE_WITHIN_MS;
    for (;;) {
      const { policy } = await again(() => admin.ask<{ policy: { version: string } }>(LIVE));
      if (policy.version === version) return;
      if (performance.now() > end) throw new Error(`${version} is not live: ${policy.version} is`);
    }
  }

  /** One client: any tenant, any process, either feature. */
  private async check(client: number, goesOn: () => boolean): Promise<void> {
    for (let at = client; goesOn(); at += 7) {
      const tenant = this.tenants[at % this.tenants.length]!;
      const feature = FEATURES[at % 2]!;
      const member = tenant.members[(at >> 1) % 2]!;
      const usage = [{ dimension: 'units', quantity: 1 }];
      const input = { subject: 'member', product: PRODUCT, feature, usage, idempotencyKey: randomUUID() };
      const sent = performance.now();
      const { checkAccess } = await again(() => member.ask<{ checkAccess: Decision }>(CHECK, { input }));
      this.checks += 1;
      const lived = tenant.byVersion.get(checkAccess.policy.version);
      this.judge(tenant, lived, feature, checkAccess, sent);
    }
  }

  private judge(
    tenant: Tenant,
    lived: Lived | undefined,
    feature: (typeof FEATURES)[number],
    { outcome, reason, policy }: Decision,
    sent: number,
  ): void {
    const told = `${tenant.name} ${feature}: ${outcome} ${reason} by ${policy.version}, line ${policy.line}`;
    if (!lived) return void this.wrong.push(`${told}: no such version was ever written`);
    const { says, no } = lived.edition;
    const { permitted, line } = says[feature];
    const isRight = reason === (permitted ? 'ALLOWED' : 'NOT_PERMITTED') && policy.line === line;
    if (!isRight) this.wrong.push(`${told}: edition ${no} says ${permitted ? 'allow' : 'deny'} in line ${line}`);
    const next = tenant.lived[no + 1];
    if (lived.from > performance.now()) this.wrong.push(`${told}: edition ${no} was not written yet`);
    if (next && next.known + FOLLOW_MS < sent) {
      this.wrong.push(
        `${told}: edition ${no} was replaced ${Math.round(sent - next.known)} ms before the call was sent`,
      );
    }
  }

  private noting(work: Promise<void>): Promise<void> {
    return work.catch((error: unknown) => {
      if (!this.stopped.aborted) this.wrong.push(error instanceof Error ? error.message : String(error));
    });
  }

  private tell(seconds: number): boolean {
    const { reloads: wanted, tenants } = this.options;
    const sorted = this.followed.toSorted((a, b) => a - b);
    const share = (part: number) => `${Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)} ms`;
    const isAll = this.reloads >= wanted;
    say(
      ...columns([
        ['  versions that went live', `${this.followed.length} of ${wanted}, ${tenants} tenants, two processes`],
        ['  time', `${seconds.toFixed(1)} s, ${(this.followed.length / seconds).toFixed(1)} a second`],
        ['  decisions meanwhile', `${this.checks}, ${(this.checks / seconds).toFixed(0)} a second`],
        ['  the other process followed', `p50 ${share(0.5)}, p99 ${share(0.99)}, at worst ${share(1)}`],
        ['  wrong', String(this.wrong.length)],
      ]),
      ...this.wrong.slice(0, MOST_TOLD).map((each) => style('red', `  ${each}`)),
    );
    if (!isAll && this.wrong.length === 0) say('  It did not come so far in its time.');
    return isAll && this.wrong.length === 0;
  }
}

/** Asks until it is answered: what may be repeated is. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof CallFailed) || !error.retryable || attempt === 20) throw error;
    }
  }
}

await runTool(main);
