/**
 * Bad weather: processes are killed before and after every statement that transactions which write were seen to send,
 * and at random; PostgreSQL is stopped hard and its connections are ended; COMMITs and their replies get lost. What was
 * killed is started again, and must serve within seconds.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { openSession } from '../../src/database/open-session.js';
import type { SessionClient } from '../../src/database/session-client.js';
import { IT_HAD, IT_HAD_NOT } from './check-actions.js';
import { demandNoDeadlocks } from './deadlocks.js';
import type { Said, Told } from './failpoints.js';
import { LossyProxy } from './lossy-proxy.js';
import type { Random } from './random.js';
import type { Weather } from './run-storm.js';
import type { Shared } from './storm-client.js';
import type { StormProcess } from './storm-process.js';

/** What a crash run did. */
export interface Damage {
  /** Processes that were killed … */
  kills: number;
  /** … of them at failpoints, by kind of process and failpoint. */
  hits: Map<string, number>;
  databaseStops: number;
  endedConnections: number;
  /** From the death of a process until it takes calls again. */
  restartsMs: number[];
  /** From the stop of PostgreSQL until a call succeeds. */
  recoveriesMs: number[];
  lost: LossyProxy['lost'];
}

const COMMIT_LOSS = 0.005;
/** Up to so long a process serves before its failpoints are set. */
const SERVES_FOR_MS = 4_000;
/** What has not come to a failpoint within some time up to this is killed where it stands. */
const KILLED_WITHIN_MS = 5_000;
/** The same, once enough were killed and only what is rarely sent is waited for. */
const RARE_WITHIN_MS = 20_000;
const SERVES_WITHIN_MS = 60_000;
/** Where so few failpoints are left, they are set as soon as a process has started. */
const SET_AT_START = 8;
/** In which turns of the leader the database is broken: in each of so many the first or third. */
const CONNECTIONS_END = { every: 9, at: 1 };
const DATABASE_STOPS = { every: 40, at: 3 };

const ACCOUNT = '{ account(subject: "storm-0") { seq } }';

export class CrashWeather implements Weather {
  readonly damage: Damage = {
    ...{ kills: 0, hits: new Map(), databaseStops: 0, endedConnections: 0 },
    ...{ restartsMs: [], recoveriesMs: [], lost: { requests: 0, replies: 0 } },
  };
  private proxy: LossyProxy | undefined;
  /** Before and after each statement that each kind of process sends, as long as none has died there. */
  private readonly open = { api: new Set<string>(), worker: new Set<string>() };
  private isOver = false;

  constructor(
    private readonly random: Random,
    /** At least so many processes are killed. */
    private readonly least: number,
  ) {}

  readonly town: Weather['town'] = {
    preload: ['proof/storm/failpoints.js'],
    heard: ({ kind }, message) => {
      const said = message as Said;
      if ('hit' in said) this.hit(kind, said.hit);
      else for (const failpoint of said.found) this.found(kind, failpoint);
    },
    between: async (databaseUrl) => {
      this.proxy = new LossyProxy(new URL(databaseUrl), this.random.fork());
      this.damage.lost = this.proxy.lost;
      return this.proxy.listen();
    },
  };

  private found(kind: StormProcess['kind'], failpoint: string): void {
    if (!this.isOver && !this.damage.hits.has(nameOf(kind, failpoint))) this.open[kind].add(failpoint);
  }

  private hit(kind: StormProcess['kind'], failpoint: string): void {
    const { hits } = this.damage;
    const name = nameOf(kind, failpoint);
    hits.set(name, (hits.get(name) ?? 0) + 1);
    this.open[kind].delete(failpoint);
  }

  async breakThings(shared: Shared, done: () => boolean): Promise<void> {
    if (this.proxy) this.proxy.loss = COMMIT_LOSS;
    const { processes } = shared.town;
    await Promise.all(processes.map((process, i) => this.killOften(shared, process, i === 0, done)));
    this.isOver = true;
    if (this.proxy) this.proxy.loss = 0;
  }

  clear(): void {
    this.proxy?.close();
  }

  /** What has not been broken, of all that a run must break. */
  untaken(shared: Shared): string[] {
    const { kills, hits, databaseStops, endedConnections, lost } = this.damage;
    const kinds = [...new Set(shared.town.processes.map(({ kind }) => kind))];
    const left = kinds.flatMap((kind) => [...this.open[kind]].map((failpoint) => nameOf(kind, failpoint)));
    // Were nothing named at all, nothing would be left either.
    const commits = kinds.flatMap((kind) => [nameOf(kind, 'before commit'), nameOf(kind, 'after commit')]);
    const hitsAt = (prefix: string) => [...hits.keys()].filter((name) => name.startsWith(prefix)).length;
    const times: [string, number][] = [
      ...left.map((name): [string, number] => [name, 0]),
      ...commits.map((name): [string, number] => [name, hitsAt(name)]),
      [`${this.least} kills`, kills >= this.least ? 1 : 0],
      ['PostgreSQL stopped', shared.town.postgresPid() === null ? 1 : databaseStops],
      ['connections ended', endedConnections],
      ['a COMMIT lost', lost.requests],
      ['the reply to a COMMIT lost', lost.replies],
      [IT_HAD, shared.evidence.times(IT_HAD)],
      [IT_HAD_NOT, shared.evidence.times(IT_HAD_NOT)],
    ];
    return times.filter(([, number]) => number === 0).map(([what]) => what);
  }

  /** Failpoints that were met, and where nothing has died yet. */
  get left(): number {
    return this.open.api.size + this.open.worker.size;
  }

  /** Kills one process again and again. The task of the first process also breaks the database. */
  private async killOften(shared: Shared, process: StormProcess, leader: boolean, done: () => boolean): Promise<void> {
    for (let turn = 1; !done() && this.untaken(shared).length > 0; turn++) {
      // The process does some work first.
      await pause(this.random.between(500, SERVES_FOR_MS));
      const isTurn = ({ every, at }: { every: number; at: number }) => leader && turn % every === at;
      if (isTurn(DATABASE_STOPS)) await this.stopDatabase(shared);
      if (isTurn(CONNECTIONS_END)) await this.endConnections(shared);
      process.tell({ failpoints: [...this.open[process.kind]] } satisfies Told);
      const rare = this.damage.kills >= this.least;
      const within = rare ? RARE_WITHIN_MS : this.random.between(500, KILLED_WITHIN_MS);
      await Promise.race([process.ended(), pause(within)]);
      await process.kill();
      const how = await process.ended();
      // A process that has started must not end by itself, whatever is broken around it.
      shared.evidence.demand(how === 'SIGKILL', 'I10', () => `a ${process.kind} ended with ${how}: ${process.log()}`);
      this.damage.kills += 1;
      await this.restart(shared, process);
    }
  }

  private async restart({ evidence, stopped }: Shared, process: StormProcess): Promise<void> {
    const began = Date.now();
    while (!stopped.aborted) {
      try {
        // What comes right after the start is met only so. Were many of them set, nobody would serve for long.
        const left = [...this.open[process.kind]];
        await process.start({ failpoints: left.length <= SET_AT_START ? left : [] });
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

  /** Stops PostgreSQL as `pg_ctl stop -m immediate` does. The embedded server is then started again by its owner. */
  private async stopDatabase(shared: Shared): Promise<void> {
    const { town, evidence, stopped } = shared;
    const pid = town.postgresPid();
    if (pid === null) return;
    const owner = await openSession({ url: town.ownerUrl, applicationName: 'spillway-storm' });
    await demandNoDeadlocks(owner, evidence);
    await owner.end();
    const began = Date.now();
    process.kill(pid, 'SIGQUIT');
    this.damage.databaseStops += 1;
    const token = await town.token('acme', 'admin');
    while (!stopped.aborted) {
      await pause(50);
      const answer = await town.anyCaller(this.random).ask({ query: ACCOUNT, variables: {}, token });
      if (answer !== 'lost' && answer.data?.account) break;
      if (Date.now() - began > SERVES_WITHIN_MS) return evidence.violated('I10', 'PostgreSQL came back, nobody serves');
    }
    this.damage.recoveriesMs.push(Date.now() - began);
  }

  private async endConnections({ town }: Shared): Promise<void> {
    let owner: SessionClient | undefined;
    try {
      owner = await openSession({ url: town.ownerUrl, applicationName: 'spillway-storm' });
      const { rowCount } = await owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'spillway' and pid <> pg_backend_pid() and random() < 0.5`,
      );
      this.damage.endedConnections += rowCount ?? 0;
    } catch {
      // The database is down already.
    } finally {
      await owner?.end().catch(() => undefined);
    }
  }
}

const nameOf = (kind: StormProcess['kind'], failpoint: string): string => `${kind}: ${failpoint}`;
