/**
 * Bad weather: every process is killed before and after each statement that it sends, and at random; PostgreSQL is
 * stopped hard and its connections are ended; COMMITs and their replies get lost. What was killed is started again, and
 * must serve within seconds.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { IT_HAD, IT_HAD_NOT } from './check-actions.js';
import type { Failpoint } from './failpoints.js';
import { LossyProxy } from './lossy-proxy.js';
import type { Random } from './random.js';
import type { Weather } from './run-storm.js';
import type { Shared } from './storm-client.js';
import type { StormProcess } from './storm-process.js';

/** What a crash run did. */
export interface Damage {
  /** Kills by failpoint: `before` or `after` and the statement. */
  failpoints: Map<string, number>;
  randomKills: number;
  databaseStops: number;
  endedConnections: number;
  /** From the death of a process until it takes calls again. */
  restartsMs: number[];
  /** From the stop of PostgreSQL until a call succeeds. */
  recoveriesMs: number[];
  lost: LossyProxy['lost'];
}

const COMMIT_LOSS = 0.005;
/** A statement that is not sent within this time is tried again later. */
const HIT_WITHIN_MS = 6_000;
const SERVES_WITHIN_MS = 60_000;
const CONNECTIONS_END_EVERY = 9;
const DATABASE_STOPS_EVERY = 40;
/** How often a statement is waited for before it counts as out of reach. */
const TRIES = 3;

const ACCOUNT = '{ account(subject: "storm-0") { seq } }';

export class CrashWeather implements Weather {
  readonly damage: Damage = {
    ...{ failpoints: new Map(), randomKills: 0, databaseStops: 0, endedConnections: 0 },
    ...{ restartsMs: [], recoveriesMs: [], lost: { requests: 0, replies: 0 } },
  };
  private proxy: LossyProxy | undefined;
  /** The statements that each kind of process sends. */
  private readonly statements = { api: new Set<string>(), worker: new Set<string>() };

  constructor(
    private readonly random: Random,
    private readonly kills: number,
  ) {}

  readonly town: Weather['town'] = {
    preload: 'storm/failpoints.js',
    heard: (process, message) => {
      if (process.hasStarted) this.statements[process.kind].add((message as { statement: string }).statement);
    },
    between: async (databaseUrl) => {
      this.proxy = new LossyProxy(new URL(databaseUrl), this.random.fork());
      this.damage.lost = this.proxy.lost;
      return this.proxy.listen();
    },
  };

  get killed(): number {
    return [...this.damage.failpoints.values()].reduce((sum, times) => sum + times, 0) + this.damage.randomKills;
  }

  async rage(shared: Shared, done: () => boolean): Promise<void> {
    if (this.proxy) this.proxy.loss = COMMIT_LOSS;
    const { processes } = shared.town;
    await Promise.all(processes.map((process, i) => this.torment(shared, process, i === 0, done)));
    if (this.proxy) this.proxy.loss = 0;
  }

  clear(): void {
    this.proxy?.close();
  }

  /** What has not been broken, of all that a run must break. */
  untaken(shared: Shared): string[] {
    const { databaseStops, endedConnections, lost } = this.damage;
    const times: [string, number][] = [
      ...[...this.plans.api.values(), ...this.plans.worker.values()].map((plan): [string, number] => [
        `killed ${nameOf(plan)}`,
        plan.hit ? 1 : 0,
      ]),
      [`${this.kills} kills`, this.killed >= this.kills ? 1 : 0],
      ['PostgreSQL stopped', shared.town.postgresPid() === null ? 1 : databaseStops],
      ['connections ended', endedConnections],
      ['a COMMIT lost', lost.requests],
      ['the reply to a COMMIT lost', lost.replies],
      [IT_HAD, shared.evidence.times(IT_HAD)],
      [IT_HAD_NOT, shared.evidence.times(IT_HAD_NOT)],
    ];
    return times.filter(([, number]) => number === 0).map(([what]) => what);
  }

  private readonly plans = { api: new Map<string, Plan>(), worker: new Map<string, Plan>() };

  /** Kills one process again and again. Only the leader also breaks the database. */
  private async torment(shared: Shared, process: StormProcess, leader: boolean, done: () => boolean): Promise<void> {
    for (let turn = 1; !done(); turn++) {
      await pause(this.random.between(100, 600));
      if (!process.alive) await this.diedByItself(shared, process);
      if (leader && turn % DATABASE_STOPS_EVERY === 0) await this.stopDatabase(shared);
      if (leader && turn % CONNECTIONS_END_EVERY === 0) await this.endConnections(shared);
      const plan = this.nextPlan(process.kind);
      if (!plan && this.killed >= this.kills) return;
      if (plan) await this.killAt(shared, process, plan);
      else await this.killAnywhen(shared, process);
      if (!process.alive) await this.restart(shared, process);
    }
  }

  private nextPlan(kind: StormProcess['kind']): Plan | undefined {
    const plans = this.plans[kind];
    for (const statement of this.statements[kind]) {
      for (const when of ['before', 'after'] as const) {
        const name = nameOf({ statement, when });
        if (!plans.has(name)) plans.set(name, { statement, when, tries: 0, hit: false, busy: false });
      }
    }
    const open = [...plans.values()].filter(({ hit, busy, tries }) => !hit && !busy && tries < TRIES);
    return open.sort((a, b) => a.tries - b.tries)[0];
  }

  private async killAt(shared: Shared, process: StormProcess, plan: Plan): Promise<void> {
    plan.busy = true;
    plan.tries += 1;
    process.tell({ failpoint: { statement: plan.statement, when: plan.when } });
    await Promise.race([process.ended(), pause(HIT_WITHIN_MS)]);
    plan.busy = false;
    if (process.alive) return process.tell({ failpoint: null });
    if ((await process.ended()) !== 'SIGKILL') return this.diedByItself(shared, process);
    plan.hit = true;
    const name = `${process.kind}: ${nameOf(plan)}`;
    this.damage.failpoints.set(name, (this.damage.failpoints.get(name) ?? 0) + 1);
  }

  /** Whatever is broken around it, a process that has started lives until somebody ends it. */
  private async diedByItself({ evidence }: Shared, process: StormProcess): Promise<void> {
    const how = await process.ended();
    // A failpoint may be reached just before the process hears that it is called off.
    if (how !== 'SIGKILL') evidence.violated('I10', `a process (${process.kind}) ended with ${how}: ${process.log()}`);
  }

  private async killAnywhen(shared: Shared, process: StormProcess): Promise<void> {
    await pause(this.random.between(100, 2_000));
    if (!process.alive) return this.diedByItself(shared, process);
    await process.kill();
    this.damage.randomKills += 1;
  }

  private async restart({ evidence }: Shared, process: StormProcess): Promise<void> {
    const began = Date.now();
    for (;;) {
      try {
        await process.start();
        break;
      } catch (error) {
        // The database may be on its way down or up.
        if (Date.now() - began > SERVES_WITHIN_MS) {
          return evidence.violated('I10', `a process does not start again: ${(error as Error).message}`);
        }
        await pause(200);
      }
    }
    this.damage.restartsMs.push(Date.now() - began);
  }

  /** As `pg_ctl stop -m immediate` does; whoever owns the server starts it again. */
  private async stopDatabase(shared: Shared): Promise<void> {
    const { town, evidence } = shared;
    const pid = town.postgresPid();
    if (pid === null) return;
    const began = Date.now();
    process.kill(pid, 'SIGQUIT');
    this.damage.databaseStops += 1;
    const token = await town.token('acme', 'admin');
    for (;;) {
      await pause(50);
      const answer = await town.anyCaller(this.random).ask({ query: ACCOUNT, variables: {}, token });
      if (answer !== 'lost' && answer.data?.account) break;
      if (Date.now() - began > SERVES_WITHIN_MS) return evidence.violated('I10', 'PostgreSQL came back, nobody serves');
    }
    this.damage.recoveriesMs.push(Date.now() - began);
  }

  private async endConnections({ town }: Shared): Promise<void> {
    const owner = new pg.Client({ connectionString: town.ownerUrl });
    owner.on('error', () => undefined);
    try {
      await owner.connect();
      const { rowCount } = await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'spillway' and pid <> pg_backend_pid() and random() < 0.5`,
      );
      this.damage.endedConnections += rowCount ?? 0;
    } catch {
      // The database is away as it is.
    } finally {
      await owner.end().catch(() => undefined);
    }
  }
}

interface Plan extends Failpoint {
  tries: number;
  hit: boolean;
  busy: boolean;
}

const nameOf = ({ when, statement }: Failpoint): string => `${when} ${statement}`;
