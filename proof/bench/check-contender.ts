/**
 * `checkAccess` over HTTP, one check per request, for some accounts of one tenant: a gateway asks on behalf of its users,
 * who have bought credits and no window, so that each check writes an account, a lot, a hold, a balance update and a
 * decision.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ApiBuild, TENANT } from './api-build.js';
import { policiesWith, type BudgetLines } from './bench-budgets.js';
import type { BenchPlace } from './bench-place.js';
import type { Contender, Round } from './contender.js';
import { giveOrder } from './generator.js';
import type { LoadOrder, LoadReport } from './load-generator.js';
import { watchWal } from './wal.js';

const SET_PLAN = 'mutation ($subject: ID!, $plan: ID!) { setPlan(subject: $subject, plan: $plan) { id } }';
const BUY = 'mutation ($input: PurchaseCreditsInput!) { purchaseCredits(input: $input) { id } }';
/** Half a million checks of an account cost as much. */
const CREDITS = '100000';
const AT_ONCE = 32;
const WARM_UP_MS = 2_000;

/** The subjects of a contender with so many accounts: `bench-1` and on. */
export const subjectsOf = (accounts: number): string[] => Array.from({ length: accounts }, (_, i) => `bench-${i + 1}`);

/** Makes the subjects' accounts, through the API: on a plan without windows, with credits enough for any run. */
export async function makeAccounts(build: Pick<ApiBuild, 'client'>, subjects: readonly string[]): Promise<void> {
  const admin = await build.client('admin');
  const waiting = [...subjects];
  const makeNext = async (): Promise<void> => {
    for (let subject = waiting.pop(); subject !== undefined; subject = waiting.pop()) {
      await admin.ask(SET_PLAN, { subject, plan: 'payg' });
      // Bought in the sandbox: what admins may give in a month is bounded.
      await admin.ask(BUY, { input: { subject, credits: CREDITS, idempotencyKey: 'bench' } });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, makeNext));
}

/** @throws Error where an answer is not what it should be */
export async function loadChecks(
  build: Pick<ApiBuild, 'url' | 'token'>,
  order: Omit<LoadOrder, 'url' | 'token'>,
  stopped: AbortSignal,
): Promise<LoadReport> {
  const whole: LoadOrder = { ...order, url: build.url, token: await build.token('gateway') };
  const report = await giveOrder<LoadOrder, LoadReport>('load-generator.js', whole, stopped);
  if (report.wrong > 0) throw new Error(`${report.wrong} answers are wrong, such as: ${report.example}`);
  return report;
}

export interface CheckOptions {
  place: BenchPlace;
  /** Whose build: the folder of package.json. */
  project: URL;
  /** Of its database. */
  database: string;
  accounts: number;
  connections: number;
  /** Of its tenant; none by default. */
  budgets?: BudgetLines;
  stopped: AbortSignal;
}

export class CheckContender implements Contender {
  private readonly subjects: string[];
  private readonly runId = randomBytes(4).toString('hex');
  private build: ApiBuild | undefined;
  private loads = 0;
  /** Of the last load: when it began, what its keys begin with, how many checks were answered. */
  private last = { began: new Date(), keyPrefix: '', answered: 0 };

  constructor(
    readonly name: string,
    private readonly options: CheckOptions,
  ) {
    this.subjects = subjectsOf(options.accounts);
  }

  async prepare(): Promise<string[]> {
    const { place, project, database, budgets, stopped } = this.options;
    const policyDir = budgets && policiesWith(budgets, project, join(place.dir, `policies-${database}`));
    this.build = await ApiBuild.open(place, project, database, stopped, policyDir);
    await makeAccounts(this.build, this.subjects);
    await this.load(this.build, WARM_UP_MS);
    return [];
  }

  async run(seconds: number): Promise<Round> {
    const build = this.running();
    const wal = watchWal(build.owner);
    const cpuBefore = build.cpuMs();
    const { done, late, p50Ms, p99Ms, cpuMs } = await this.load(build, seconds * 1_000);
    const cpuAfter = build.cpuMs();
    const perSecond = done / seconds;
    const figures = {
      'p50 ms': p50Ms,
      'p99 ms': p99Ms,
      ...(await wal.end(perSecond)),
      'API CPU ms': cpuBefore === null || cpuAfter === null ? NaN : (cpuAfter - cpuBefore) / (done + late),
      'client CPU ms': cpuMs / (done + late),
    };
    return { perSecond, figures };
  }

  /** The whole database is audited: it grows with the rounds, and so does the time that this takes. */
  async check(): Promise<string> {
    const build = this.running();
    const { began, keyPrefix, answered } = this.last;
    const perCheck = this.options.budgets?.perCheck ?? 0;
    const sql = `select count(*)::int as stored, count(distinct (subject, key))::int as keys,
        count(*) filter (where coalesce(json_array_length(body->'draws'->0->'counts'), 0) = $2)::int as counted
      from decision where key like $1`;
    const { rows } = await build.owner.query<Record<'stored' | 'keys' | 'counted', number>>(sql, [
      ...[`${keyPrefix}-%`, perCheck],
    ]);
    const { stored, keys, counted } = rows[0] ?? { stored: 0, keys: 0, counted: 0 };
    if (stored !== answered || keys !== answered) {
      throw new Error(`${answered} checks were answered, and ${stored} are stored, with ${keys} keys.`);
    }
    if (counted !== answered) throw new Error(`${counted} of ${answered} checks counted in ${perCheck} budgets.`);
    await build.tool('reconcile', ['--tenant', TENANT, '--from', began.toISOString()]);
    await build.tool('audit');
    return 'each answer stored once; reconcile 0 differences over the round; audit of its whole database clean';
  }

  async close(): Promise<void> {
    await this.build?.close();
  }

  private running(): ApiBuild {
    if (!this.build) throw new Error(`${this.name} is not prepared.`);
    return this.build;
  }

  private async load(build: ApiBuild, milliseconds: number): Promise<LoadReport> {
    const keyPrefix = `bench-${this.runId}-${(this.loads += 1)}`;
    const began = new Date();
    const { connections, stopped } = this.options;
    const report = await loadChecks(build, { connections, milliseconds, subjects: this.subjects, keyPrefix }, stopped);
    this.last = { began, keyPrefix, answered: report.done + report.late };
    return report;
  }
}
