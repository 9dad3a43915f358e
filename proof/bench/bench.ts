/**
 * `npm run bench`: one table from one run, each row a contender that does the same durable work, and what they are
 * divided by each other.
 */
import { availableParallelism } from 'node:os';
import type pg from 'pg';
import { ProgressLine } from '../../src/commands/progress-line.js';
import { runTool } from '../../src/commands/run-tool.js';
import { alignDecimals, columns, style } from '../../src/commands/terminal.js';
import { PROJECT } from '../../src/project.js';
import { BENCH_USAGE, benchOptions, type BenchOptions } from './bench-options.js';
import { openPlace, type BenchPlace } from './bench-place.js';
import { MOST_MEMBERS, oneForAll, threeEach } from './bench-budgets.js';
import { CheckContender, subjectsOf } from './check-contender.js';
import type { Contender } from './contender.js';
import { median, runRounds, type Result } from './rounds.js';
import { SqlContender } from './sql-contender.js';

/** One contender divided by another. */
interface Ratio {
  title: string;
  over: Contender;
  under: Contender;
}

const SETTINGS = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'commit_delay',
  'shared_buffers',
  'max_wal_size',
  'max_connections',
];

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));
const digits = (value: number): string => {
  if (!Number.isFinite(value)) return '-';
  if (value >= 100) return Math.round(value).toLocaleString('en-US');
  return value.toPrecision(3).replace(/\.?0+$/, '');
};

/** Who takes part, and what is divided by what. */
function contendersOf(options: BenchOptions, place: BenchPlace, stopped: AbortSignal) {
  const { connections, against, driverOnly } = options;
  const ratios: Ratio[] = [];
  const owns: CheckContender[] = [];
  for (const accounts of [options.accounts, 1]) {
    const what = accounts === 1 ? '1 account' : `${digits(accounts)} accounts`;
    const label = accounts === 1 ? 'one' : 'many';
    const checks = { place, accounts, connections, stopped };
    const own = new CheckContender(`checkAccess, ${what}`, { ...checks, project: PROJECT, database: `own_${label}` });
    owns.push(own);
    if (options.onlyBudgets) continue;
    for (const form of ['five statements', 'one statement'] as const) {
      const database = `${form.replace(' ', '_')}_${label}`;
      const sql = new SqlContender(`plain SQL, ${form}, ${what}`, {
        place,
        accounts,
        form,
        driverOnly,
        stopped,
        database,
      });
      ratios.push({ title: `checkAccess ÷ plain SQL, ${form}, ${what}`, over: own, under: sql });
    }
    if (against === null) continue;
    const other = new CheckContender(`the other build, ${what}`, {
      ...{ ...checks, project: against, database: `other_${label}` },
    });
    ratios.push({ title: `checkAccess ÷ the other build, ${what}`, over: own, under: other });
  }
  ratios.push(...withBudgets(options, place, stopped, owns));
  return { contenders: [...new Set(ratios.flatMap(({ over, under }) => [over, under]))], ratios };
}

/** What budgets cost: three for each member beside none, and one for all beside one account that all checks wait for. */
function withBudgets(
  { accounts, connections }: BenchOptions,
  place: BenchPlace,
  stopped: AbortSignal,
  [many, one]: readonly CheckContender[],
): Ratio[] {
  if (!many || !one) return [];
  const members = Math.min(accounts, MOST_MEMBERS);
  const checks = { place, accounts: members, connections, stopped, project: PROJECT };
  const three = new CheckContender(`checkAccess, three budgets each, ${digits(members)} accounts`, {
    ...{ ...checks, database: 'budgets_three', budgets: threeEach(subjectsOf(members)) },
  });
  const tenant = new CheckContender(`checkAccess, one budget for all, ${digits(members)} accounts`, {
    ...{ ...checks, database: 'budgets_one', budgets: oneForAll() },
  });
  return [
    { title: 'checkAccess, three budgets each ÷ none', over: three, under: many },
    { title: 'checkAccess, one budget for all ÷ 1 account', over: tenant, under: one },
  ];
}

/** @throws Error where the answers would not be durable */
async function settingsInForce(owner: pg.Client): Promise<string> {
  const settings: [name: string, value: string][] = [];
  for (const name of SETTINGS) {
    const { rows } = await owner.query<{ value: string }>('select current_setting($1) as value', [name]);
    settings.push([name, rows[0]?.value ?? '']);
  }
  const off = settings.filter(([name, value]) => ['fsync', 'synchronous_commit'].includes(name) && value !== 'on');
  if (off.length > 0)
    throw new Error(`Answers would not be durable: ${off.map((setting) => setting.join(' ')).join()}.`);
  return settings.map((setting) => setting.join(' ')).join(', ');
}

/** Runs the rounds, and shows how far they have come. */
async function watched(
  contenders: readonly Contender[],
  { rounds, seconds }: BenchOptions,
  stopped: AbortSignal,
): Promise<Result[]> {
  let [turns, now] = [0, ''];
  const line = new ProgressLine(() => ({ done: Math.max(0, turns - 1), total: rounds * contenders.length, text: now }));
  const turn = ({ name }: Contender, round: number) => {
    turns += 1;
    now = `round ${round}: ${name}`;
  };
  return runRounds(contenders, { rounds, seconds, stopped, turn }).finally(() => {
    turns += 1;
    line.end();
  });
}

function tell(results: readonly Result[], ratios: readonly Ratio[]): void {
  const figures = [...new Set(results.flatMap(({ rounds }) => rounds.flatMap((round) => Object.keys(round.figures))))];
  const cells = results.map(({ contender, rounds }) => [
    contender.name,
    digits(median(rounds.map(({ perSecond }) => perSecond))),
    rounds.map(({ perSecond }) => digits(perSecond)).join(' '),
    ...figures.map((figure) => digits(median(rounds.map((round) => round.figures[figure] ?? NaN)))),
  ]);
  const [head = '', ...body] = columns([['', 'per second', 'each round', ...figures], ...cells]);
  say('', style('bold', head), ...body, '');

  const speedIn = (contender: Contender) =>
    median(results.find((one) => one.contender === contender)?.rounds.map(({ perSecond }) => perSecond) ?? []);
  const speeds = ratios.map(({ over, under }) => [speedIn(over), speedIn(under)]);
  const quotients = alignDecimals(speeds.map(([over = NaN, under = NaN]) => digits(over / under)));
  say(
    ...columns(
      ratios.map(({ title }, i) => [
        style('bold', title),
        quotients[i] ?? '',
        (speeds[i] ?? []).map(digits).join(' ÷ '),
      ]),
    ),
    '',
  );
  const checks = Map.groupBy(results, ({ checked }) => checked);
  for (const [checked, of] of checks) {
    if (checked !== null)
      say(`Checked after each round: ${checked}.`, ...of.map(({ contender }) => `  ${contender.name}`));
  }
  for (const { contender, problems } of results) {
    for (const problem of problems) say(style('red', `No figure: ${contender.name}, ${problem}`));
  }
}

async function bench(stopped: AbortSignal): Promise<boolean> {
  const options = benchOptions(process.argv.slice(2));
  if (options === null) {
    say(BENCH_USAGE.trimEnd());
    return true;
  }
  const { rounds, seconds, connections } = options;
  const place = await openPlace();
  const { contenders, ratios } = contendersOf(options, place, stopped);
  try {
    say(
      `${style('bold', 'Bench')}: ${rounds} rounds of ${seconds} s, ${connections} connections; ` +
        `Node ${process.versions.node}, ${availableParallelism()} CPUs`,
      `  PostgreSQL: ${await settingsInForce(place.owner)}`,
    );
    for (const contender of contenders) {
      stopped.throwIfAborted();
      const notes = await contender.prepare();
      say(`  ready: ${contender.name}`, ...notes.map((note) => `    ${note}`));
    }
    const results = await watched(contenders, options, stopped);
    tell(results, ratios);
    return results.every(({ problems }) => problems.length === 0);
  } finally {
    await Promise.allSettled(contenders.map((contender) => contender.close()));
    await place.leave();
  }
}

await runTool(bench);
