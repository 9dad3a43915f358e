/**
 * One storm from beginning to end. It starts the processes, runs clients, watchers, a reader and a policy editor at the
 * same time, waits until everything is settled, and then compares what was promised with what is stored.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { openSession } from '../../src/database/open-session.js';
import { auditBooks, INVARIANTS, type Audited } from '../../src/audit/audit-books.js';
import { BUDGET_ACTIONS } from './budget-actions.js';
import { CHECK_ACTIONS } from './check-actions.js';
import { Claims } from './claims.js';
import { countStored, untakenPaths } from './coverage.js';
import { demandNoDeadlocks } from './deadlocks.js';
import { GRANT, SET_PLAN } from './documents.js';
import { decisionChecks } from './decision-checks.js';
import { makeDecisionsAgain } from './made-again.js';
import { MONEY_CHECKS } from './money-checks.js';
import { probeDoor } from './door-probe.js';
import { runErrands } from './errands.js';
import { Evidence } from './evidence.js';
import { HonestTraffic, type Pace } from './honest-traffic.js';
import { HOSTILE_CHECKS, HOSTILE_PATHS, HostileMember } from './hostile-members.js';
import { buy, MONEY_ACTIONS, setTopUp } from './money-actions.js';
import { PERIOD_CHECKS } from './period-checks.js';
import { editPolicies, firstVersions } from './policy-editor.js';
import { Random } from './random.js';
import { readSnapshots } from './snapshot-reader.js';
import { StormClient, type Shared } from './storm-client.js';
import { StormTown, type TownOptions } from './storm-town.js';
import { StormWorld, TENANTS } from './storm-world.js';
import { USAGE_ACTIONS } from './usage-actions.js';
import { VOID_ACTIONS } from './void-actions.js';
import { Watcher } from './watcher.js';

export interface StormOptions extends Pick<TownOptions, 'databaseUrl' | 'processes' | 'workers' | 'dayMs'> {
  seed: number;
  /** How many things happen at once. */
  clients: number;
  accounts: number;
  watchers: number;
  /** Members who attack with their own tokens, beside people who only work; 0: nobody does either. */
  hostile: number;
  /** It ends after so many decisions … */
  decisions: number;
  /** … or so much time, whatever comes first. */
  milliseconds: number;
}

export interface StormReport {
  decisions: number;
  milliseconds: number;
  acknowledged: number;
  evidence: Evidence;
  audited: Audited[];
  untaken: string[];
  /** How those who only worked fared; null where nobody was hostile. */
  pace: Pace | null;
}

/** What goes wrong on purpose. */
export interface Weather {
  town: Pick<TownOptions, 'between' | 'preload' | 'heard'>;
  /** Breaks things until it has broken enough; the storm goes on as long as this does. */
  breakThings(shared: Shared, done: () => boolean): Promise<void>;
  /** What it should have broken, and has not. */
  untaken(shared: Shared): string[];
  /** When all is over. */
  clear(): void;
}

const START = { credits: '5000', promotion: '200' };
const SETTLED_WITHIN_MS = 120_000;
/** How long honest people work before anybody is hostile: long enough to know what is usual. */
const CALM_MS = 12_000;
/** A storm with so many violations stops: more of them would say nothing new. */
const MOST_VIOLATIONS = 200;

/**
 * Runs a storm and compares what it left.
 * @param look called now and then with the phase and the evidence so far
 * @param weather null: calm
 * @throws what keeps it from running at all
 */
export async function runStorm(
  options: StormOptions,
  stopped: AbortSignal,
  look: (phase: string, shared: Shared) => void,
  weather: Weather | null = null,
): Promise<StormReport> {
  const { seed, accounts, databaseUrl, processes, workers, dayMs } = options;
  const random = new Random(seed);
  // However the storm ends, its clients stop.
  const over = new AbortController();
  const town = await StormTown.open({ databaseUrl, processes, workers, dayMs, ...weather?.town });
  try {
    const shared: Shared = {
      stopped: AbortSignal.any([stopped, over.signal]),
      ...{ town, world: new StormWorld(accounts), evidence: new Evidence(), claims: new Claims() },
      ...{ calm: weather === null, policyVersions: new Set(firstVersions(town.policyDir)), decisions: 0 },
    };
    look('setting up', shared);
    await setUp(shared, random);
    const began = Date.now();
    const lookOn: typeof look = (phase, shared) => {
      look(phase, shared);
      const { violationCount, violations } = shared.evidence;
      if (violationCount < MOST_VIOLATIONS) return;
      const first = violations[0];
      const message = `${violationCount} violations with seed ${seed}, the first: ${first?.invariant} ${first?.message}`;
      over.abort(new Error(message));
    };
    const { watchers, pace } = await runClients(options, shared, random, lookOn, weather);
    const milliseconds = Date.now() - began;
    stopped.throwIfAborted();
    const owner = await openSession({ url: town.ownerUrl, applicationName: 'spillway-storm' });
    try {
      const report = await compare(shared, owner, watchers, milliseconds, look);
      const untried = pace ? HOSTILE_PATHS.filter((path) => shared.evidence.times(path) === 0) : [];
      return { ...report, pace, untaken: [...report.untaken, ...untried, ...(weather?.untaken(shared) ?? [])] };
    } finally {
      await owner.end();
    }
  } finally {
    over.abort();
    await town.close();
    weather?.clear();
  }
}

async function setUp(shared: Shared, random: Random): Promise<void> {
  const waiting = [...shared.world.actors];
  const prepare = async (client: StormClient) => {
    for (let actor = waiting.pop(); actor; actor = waiting.pop()) {
      const { tenant, subject } = actor;
      await client.asAdmin(tenant, SET_PLAN, { subject, plan: actor.plan });
      const input = { subject, kind: 'PROMOTIONAL', credits: START.promotion, reason: 'a storm' };
      await client.asAdmin(tenant, GRANT, { input: { ...input, idempotencyKey: client.key() } });
      await buy(client, actor, START.credits, 'sandbox:ok');
      if (actor.toppedUp) await setTopUp(client, tenant, subject);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, i) => prepare(new StormClient(`setup${i}`, shared, random.fork()))));
}

/** Lets everybody work until enough was done. @returns the watchers, which still watch, and how honest people fared */
async function runClients(
  options: StormOptions,
  shared: Shared,
  random: Random,
  look: (phase: string, shared: Shared) => void,
  weather: Weather | null,
): Promise<{ watchers: Watcher[]; pace: Pace | null }> {
  const { town, world, evidence, stopped } = shared;
  const began = Date.now();
  const lasted = () => Date.now() - began;
  let mustGoOn = true;
  const tried = options.hostile === 0 ? [] : HOSTILE_PATHS;
  const enough = () =>
    shared.decisions >= options.decisions &&
    untakenPaths(evidence, lasted(), options.dayMs > 0).length === 0 &&
    tried.every((path) => evidence.times(path) > 0);
  const late = () => stopped.aborted || lasted() > options.milliseconds;
  const done = () => stopped.aborted || (!mustGoOn && (enough() || late()));
  const client = (name: string) => new StormClient(name, shared, random.fork());
  const actions = [...CHECK_ACTIONS, ...USAGE_ACTIONS, ...VOID_ACTIONS, ...MONEY_ACTIONS, ...BUDGET_ACTIONS];
  const watchers = world.actors
    .slice(0, options.watchers)
    .map((actor) => new Watcher(town, evidence, random.fork(), actor, stopped));
  for (const watcher of watchers) void watcher.run();
  if (weather === null) for (const process of town.processes) void reportEarlyEnd(shared, process);
  const clock = setInterval(() => look('storm', shared), 250);
  const necessary = [runErrands(client), probeDoor(shared), weather?.breakThings(shared, late) ?? Promise.resolve()];
  const honest = options.hostile === 0 ? null : new HonestTraffic(client);
  const attack = async (number: number) => {
    await pause(CALM_MS);
    await new HostileMember(client(`hostile-${number}`), number).run(done);
  };
  const others = [
    ...(honest ? [honest.run(CALM_MS, done)] : []),
    ...Array.from({ length: options.hostile }, (_, number) => attack(number)),
    readSnapshots(town.ownerUrl, evidence, done),
    editPolicies(client('editor'), done),
    ...Array.from({ length: options.clients }, (_, i) => client(`c${i}`).run(actions, done)),
  ];
  try {
    await Promise.all([Promise.all(necessary).finally(() => (mustGoOn = false)), ...others]);
  } finally {
    clearInterval(clock);
  }
  return { watchers, pace: honest?.pace ?? null };
}

/** In calm weather no process may end by itself: one that does is a violation. */
async function reportEarlyEnd(shared: Shared, process: StormTown['processes'][number]): Promise<void> {
  const code = await process.ended();
  const message = `a process (${process.kind}) ended with ${code}: ${process.log()}`;
  if (!shared.town.stopping) shared.evidence.violated('I10', message);
}

/** Compares what clients were told with what is stored, and audits every invariant; nothing may be under way. */
async function compare(
  shared: Shared,
  owner: pg.Client,
  watchers: Watcher[],
  milliseconds: number,
  look: (phase: string, shared: Shared) => void,
): Promise<Omit<StormReport, 'pace'>> {
  const { town, evidence, claims } = shared;
  look('settling', shared);
  await allSettled(owner, evidence);
  for (const watcher of watchers) await watcher.end(owner);
  for (const code of await town.stopProcesses()) {
    evidence.demand(code === 0, 'I10', () => `a process that was asked to end did so with ${code}`);
  }
  await demandNoDeadlocks(owner, evidence);
  look('auditing', shared);
  // Autovacuum is not as fast as a storm, and without statistics PostgreSQL reads whole tables again and again.
  await owner.query('analyze');
  const audited = await auditBooks(owner, TENANTS, {
    most: 5,
    invariants: [...INVARIANTS, ...decisionChecks(town.clock), ...MONEY_CHECKS, ...PERIOD_CHECKS, ...HOSTILE_CHECKS],
    audited: ({ title }) => {
      shared.stopped.throwIfAborted();
      look(`audited: ${title}`, shared);
    },
  });
  for (const { invariant, title, violations, count } of audited) {
    for (const row of violations) evidence.violated(invariant, `${title}: ${JSON.stringify(row)}`);
    evidence.violationCount += count - violations.length;
  }
  await claims.verify(owner, evidence);
  look('making decisions again', shared);
  const made = await makeDecisionsAgain(owner, TENANTS, evidence);
  evidence.counted('a decision within budgets made again', made);
  await countStored(owner, evidence);
  const untaken = untakenPaths(evidence, milliseconds, town.clock.isMoved);
  return { decisions: shared.decisions, milliseconds, acknowledged: claims.count, evidence, audited, untaken };
}

/** What is still on its way; a refund of credits that are held waits for their hold. */
const UNSETTLED = `
  select 'usage of' as what, address as id from account where usage_no > settled_no
  union all
  select 'purchase', p.id::text from purchase p left join lot l on l.tenant_id = p.tenant_id and l.id = p.lot_id
  where p.unsettled and l.open is not true`;

async function allSettled(owner: pg.Client, evidence: Evidence): Promise<void> {
  for (const until = Date.now() + SETTLED_WITHIN_MS; ; await pause(50)) {
    const { rows } = await owner.query<object>(UNSETTLED);
    if (rows.length === 0) return;
    if (Date.now() < until) continue;
    return evidence.violated('I3', `not settled in time: ${JSON.stringify(rows.slice(0, 5))}`);
  }
}
