/**
 * `npm run storm`: many clients against several processes, in calm weather or while things break, and whether any promise
 * was broken.
 */
import { ProgressLine } from '../../src/commands/progress-line.js';
import { runTool } from '../../src/commands/run-tool.js';
import { alignDecimals, columns, style } from '../../src/commands/terminal.js';
import { tellOfDays } from './coverage.js';
import { CrashWeather } from './crash-weather.js';
import { Random } from './random.js';
import { runStorm, type StormReport } from './run-storm.js';
import type { Shared } from './storm-client.js';
import { STORM_USAGE, stormOptions, type CommandLine } from './storm-options.js';

/** So many violations are printed while the storm runs; the rest afterwards. */
const SHOWN_AT_ONCE = 5;

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));
const count = (number: number): string => number.toLocaleString('en-US');

async function storm(stopped: AbortSignal): Promise<boolean> {
  const options = stormOptions(process.argv.slice(2));
  if (options === null) {
    say(STORM_USAGE.trimEnd());
    return true;
  }
  say(
    `${style('bold', 'Storm')} with seed ${options.seed}: ${options.clients} clients, ${options.processes} API processes, ` +
      `${options.workers} settlement workers, ${options.accounts} accounts` +
      (options.dayMs ? `, a day in ${options.dayMs / 1000} s` : '') +
      (options.hostile ? `, ${options.hostile} hostile members` : ''),
  );
  const weather = options.kills === null ? null : new CrashWeather(new Random(options.seed + 1), options.kills);
  const report = await watched(options, stopped, weather);
  if (weather) printDamage(weather);
  return printReport(report, options);
}

async function watched(options: CommandLine, stopped: AbortSignal, weather: CrashWeather | null): Promise<StormReport> {
  let phase = 'starting';
  let seen: Shared | undefined;
  const line = new ProgressLine(() => ({
    done: weather ? weather.damage.kills : (seen?.decisions ?? 0),
    total: weather ? (options.kills ?? 0) : options.decisions,
    text:
      `${phase}  ${count(seen?.decisions ?? 0)} decisions, ${count(seen?.evidence.violationCount ?? 0)} violations` +
      (weather ? `, ${count(weather.damage.kills)} kills, ${count(weather.left)} of the failpoints left` : ''),
  }));
  let told = 0;
  const look = (now: string, shared: Shared) => {
    phase = now;
    seen = shared;
    for (; told < Math.min(SHOWN_AT_ONCE, shared.evidence.violations.length); told++) {
      const { invariant, message } = shared.evidence.violations[told] ?? {};
      say(style('red', `  ${invariant}  ${message}`));
    }
  };
  return runStorm(options, stopped, look, weather).finally(() => line.end());
}

function printDamage(weather: CrashWeather): void {
  const { kills, hits, databaseStops, endedConnections, restartsMs, recoveriesMs, lost } = weather.damage;
  const seconds = (values: number[]) => (Math.max(0, ...values) / 1000).toFixed(1);
  say('', style('bold', 'Damage'));
  say(...columns([...hits.keys()].sort().map((name) => ['', name])));
  const atFailpoints = [...hits.values()].reduce((sum, times) => sum + times, 0);
  say(
    `  ${count(kills)} processes killed: ${count(atFailpoints)} at ${count(hits.size)} failpoints, the others at random;`,
    `    the longest took ${seconds(restartsMs)} s to serve again`,
    `  PostgreSQL stopped ${count(databaseStops)} times; the longest until a call succeeded was ${seconds(recoveriesMs)} s`,
    `  ${count(endedConnections)} connections ended; ${count(lost.requests)} COMMITs and ${count(lost.replies)} replies lost`,
  );
}

function printReport(report: StormReport, { seed }: CommandLine): boolean {
  const { evidence, audited, untaken, decisions, milliseconds, acknowledged, pace } = report;
  say('', style('bold', 'Paths taken'));
  const paths = evidence.paths();
  const times = alignDecimals(paths.map(([, number]) => count(number)));
  say(...columns(paths.map(([path], i) => ['', path, times[i] ?? ''])));
  say('', style('bold', 'Budgets and days'), ...tellOfDays(evidence).map((line) => `  ${line}`));
  say('', style('bold', 'Promises'));
  say(
    ...columns(
      audited.map(({ invariant, title, count: found }) => ['', invariant, title, found ? `${found}` : 'holds']),
    ),
  );
  const perSecond = Math.round((1000 * decisions) / milliseconds);
  say(
    '',
    `${count(decisions)} decisions in ${(milliseconds / 1000).toFixed(1)} s (${count(perSecond)} per second), ` +
      `${count(acknowledged)} acknowledged effects compared with what is stored`,
  );
  if (pace) {
    const [calm, worst, slowest] = [pace.calmMs, pace.worstMs, pace.slowestMs].map((ms) => count(Math.round(ms)));
    say(
      `${count(pace.calls)} honest calls beside hostile members: p99 ${calm} ms before them, ${worst} ms in the worst 5 s ` +
        `with them; the slowest took ${slowest} ms`,
    );
  }
  for (const { invariant, message } of evidence.violations) say(style('red', `${invariant}  ${message}`));
  for (const path of untaken) say(style('red', `never taken: ${path}`));
  const sound = evidence.violationCount === 0 && untaken.length === 0;
  if (sound) say(style('green', `No promise was broken, every path was taken (seed ${seed}).`));
  else
    say(style('red', `${count(evidence.violationCount)} violations, ${untaken.length} untaken paths (seed ${seed}).`));
  return sound;
}

await runTool(storm);
