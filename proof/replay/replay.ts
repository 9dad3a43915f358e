/**
 * `npm run replay -- FILE`: a trace of real requests through the real API, checked before and settled after with what was
 * really generated, and whether the books close.
 */
import { randomBytes } from 'node:crypto';
import { formatCredits } from '../../src/core/amounts.js';
import { checkBooks, type RunBooks } from './check-books.js';
import { ProgressLine } from '../../src/commands/progress-line.js';
import { surveyTrace, readTrace, type TraceSummary } from './read-trace.js';
import { openPlace, prepareSubjects, type ReplayPlace } from './replay-place.js';
import { REPLAY_USAGE, replayOptions, type ReplayOptions } from './replay-options.js';
import { runTool } from '../../src/commands/run-tool.js';
import { percentile, TraceSender, type Tally } from './send-trace.js';
import { alignDecimals, columns, style } from '../../src/commands/terminal.js';

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));
const count = (number: number | bigint): string => number.toLocaleString('en-US');

async function replay(stopped: AbortSignal): Promise<boolean> {
  const options = replayOptions(process.argv.slice(2));
  if (options === null) {
    say(REPLAY_USAGE.trimEnd());
    return true;
  }
  const trace = await surveyTrace(options.file, options.limit);
  if (trace.rows === 0) throw new Error(`${options.file} holds no rows.`);
  const minutes = (trace.spanMs / 60_000).toFixed(1);
  const speed = Number.isFinite(options.speed) ? `${options.speed} times as fast` : 'as fast as the answers come';
  say(`${style('bold', 'Replay')} of ${options.file}: ${count(trace.rows)} rows over ${minutes} min, ${speed}`);
  if (options.url === null) say('  starting PostgreSQL and the API in a scratch folder …');
  const place = await openPlace(options, stopped);
  try {
    return await run(place, options, trace, stopped);
  } catch (error) {
    if (!stopped.aborted && place.logged()) process.stderr.write(`\nWhat the server logged:\n${place.logged()}\n`);
    throw error;
  } finally {
    await place.leave();
  }
}

async function run(
  place: ReplayPlace,
  options: ReplayOptions,
  trace: TraceSummary,
  stopped: AbortSignal,
): Promise<boolean> {
  const { file, limit, speed, concurrency, feature, tenant } = options;
  const began = new Date();
  const runId = `replay-${randomBytes(6).toString('hex')}`;
  const subjects = await prepareSubjects(place, options, runId);
  const inPool = subjects.filter(({ groups }) => groups.length > 0).length;
  say(
    `  ${place.url}, tenant ${tenant}, run ${runId}`,
    `  ${subjects.length} subjects, ${inPool} of them in ${options.group}` +
      `${place.plan === null ? '' : `, plan ${place.plan}`}, each with ${options.promotion} promotional and ` +
      `${options.credits} bought credits`,
  );
  const sender = new TraceSender({
    ...{ gateway: place.gateway, runId, subjects, product: 'codex', feature, speed, concurrency, stopped },
  });
  const progress = new ProgressLine(() => ({
    done: sender.tally.answered,
    total: trace.rows,
    text: stateOf(sender.tally, trace.rows),
  }));
  const tally = await sender.send(readTrace(file, limit)).finally(() => progress.end());
  tell(tally, speed);
  const books = await checkBooks(
    place.admin,
    subjects.map(({ subject }) => subject),
    runId,
    began,
    stopped,
  );
  return tellBooks(books, tally);
}

function tell(tally: Tally, speed: number): void {
  const share = (part: number) => `${((100 * part) / Math.max(1, tally.answered)).toFixed(1)} %`;
  say('', style('bold', 'Decisions'));
  const verdicts = [...tally.verdicts].sort(([, a], [, b]) => b - a);
  const counts = alignDecimals(verdicts.map(([, times]) => count(times)));
  say(...columns(verdicts.map(([verdict, times], i) => ['', verdict, counts[i] ?? '', share(times).padStart(7)])));

  say('', style('bold', 'Held'));
  const layers = ['ALLOWANCE', 'PROMOTION', 'CREDITS', 'POOL'];
  const rank = (name: string) => layers.indexOf(name.split(' ')[0] ?? '');
  const rows: [string, bigint][] = [...tally.layers].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  rows.push(['granted', tally.granted], ['requested', tally.requested]);
  const amounts = alignDecimals(rows.map(([, amount]) => formatCredits(amount)));
  say(...columns(rows.map(([name], i) => ['', name, amounts[i] ?? ''])));

  const sorted = tally.latencies.sort((a, b) => a - b);
  const ms = (part: number) => `${percentile(sorted, part).toFixed(1)} ms`;
  const perSecond = (1000 * tally.answered) / tally.elapsedMs;
  say('', style('bold', 'Time'));
  say(
    `  ${count(tally.answered)} checks in ${(tally.elapsedMs / 1000).toFixed(1)} s: ${perSecond.toFixed(0)} per second`,
  );
  say(`  latency p50 ${ms(0.5)}, p99 ${ms(0.99)}, highest ${ms(1)}`);
  if (Number.isFinite(speed)) say(`  the latest start was ${tally.behindMs.toFixed(0)} ms behind the trace`);
  for (const [code, { times, final, message }] of tally.errors) {
    say(style('red', `  ${count(times)} errors ${code}, ${count(final)} of them in the end: ${message}`));
  }
}

/** @returns whether everything is there and adds up */
function tellBooks({ accounts, events, charged, quantities, paidBy }: RunBooks, tally: Tally): boolean {
  say('', style('bold', 'Settled'));
  const paid = alignDecimals([...paidBy.values(), charged].map(formatCredits));
  say(...columns([...paidBy.keys(), 'charged'].map((payer, i) => ['', payer, paid[i] ?? ''])));
  const tokens = (dimension: string) => quantities.get(dimension) ?? 0n;
  const [input, output] = [tokens('input_tokens'), tokens('output_tokens')];
  say(`  for ${count(input)} input and ${count(output)} output tokens of ${count(events)} requests`);

  say('', style('bold', 'Books'));
  const rows = accounts.map((books) => [
    ...['', books.name, `seq 1..${books.balanceUpdates}`, `${books.usageEvents} events`, `${books.charges} charges`],
    ...[`held ${books.held}`, `debt ${books.debt}`],
    books.balances ? 'closes' : `${books.differenceCount} DIFFERENCES`,
  ]);
  say(...columns(rows));
  const problems = accounts.flatMap(({ name, differences }) => differences.map(({ message }) => `${name}: ${message}`));
  const expect = (what: string, found: bigint, wanted: bigint) => {
    if (found !== wanted) problems.push(`${what}: the books say ${found}, ${wanted} were reported`);
  };
  expect('requests', events, BigInt(tally.reported));
  expect('input tokens', input, tally.inputTokens);
  expect('output tokens', output, tally.outputTokens);
  const unanswered = tally.sent - tally.answered;
  if (unanswered > 0) problems.push(`${count(unanswered)} rows have no answer`);
  for (const problem of problems.slice(0, 20)) say(style('red', `  ${problem}`));
  const sums = `${count(events)} requests settled, ${formatCredits(charged)} credits charged`;
  if (problems.length > 0) say(style('red', `The books do not close: ${count(problems.length)} problems; ${sums}.`));
  else say(style('green', `The books close: ${count(accounts.length)} accounts, ${sums}, reconcile 0.`));
  return problems.length === 0;
}

function stateOf({ sent, answered, verdicts, errors }: Tally, rows: number): string {
  const counted = [...verdicts].map(([verdict, times]) => `${verdict.toLowerCase()} ${count(times)}`);
  const failed = [...errors].map(([code, { times }]) => `${code} ${count(times)}`);
  const waiting = sent > answered ? [`${count(sent - answered)} wait`] : [];
  return `${count(answered)} of ${count(rows)}  ${[...counted, ...failed, ...waiting].join(', ')}`;
}

await runTool(replay);
