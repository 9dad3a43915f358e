/**
 * What it costs to be seen: CPU seconds of an API process per check, with metrics, traces or the log of requests, divided
 * by the same without. Processes that differ in nothing else take short turns over one PostgreSQL; one more without
 * anything says how far the machine alone can be off. It closes no books: `npm run bench` does.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { runTool } from '../../src/commands/run-tool.js';
import { columns } from '../../src/commands/terminal.js';
import { PROJECT } from '../../src/project.js';
import { ApiBuild } from './api-build.js';
import { openPlace, type BenchPlace } from './bench-place.js';
import { loadChecks, makeAccounts, subjectsOf } from './check-contender.js';
import { median } from './rounds.js';

const USAGE = `Usage: node dist/proof/bench/cost-of-seeing.js [options]

CPU seconds of the API per check, with metrics (and a scrape in each turn), with traces of one request in a hundred, with
both, and with the log of requests at info, divided by the same without any of it.

  --rounds 12       how many turns each has (1 to 100)
  --seconds 3       how long a turn is (1 to 60)
  --connections 32  how many connections ask, each one check at a time (1 to 256)
  --accounts 200    of one tenant (1 to 2000)

Exit code: 0, or 1 where an answer was wrong. The numbers here are the defaults.
`;

interface Seen {
  name: string;
  build: ApiBuild;
  metricsUrl: string | null;
  /** CPU milliseconds per check of each turn, as the system counts them. */
  turns: number[];
  cpuMs: number;
  checks: number;
  loads: number;
}

interface Options {
  rounds: number;
  seconds: number;
  connections: number;
  accounts: number;
}

function optionsOf(args: string[]): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '12' },
      seconds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '32' },
      accounts: { type: 'string', default: '200' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const count = (name: 'rounds' | 'seconds' | 'connections' | 'accounts', most: number): number => {
    const number = Number(values[name]);
    if (/^\d+$/.test(values[name]) && number >= 1 && number <= most) return number;
    throw new Error(`--${name} is a whole number from 1 to ${most}.`);
  };
  return {
    rounds: count('rounds', 100),
    seconds: count('seconds', 60),
    connections: count('connections', 256),
    accounts: count('accounts', 2000),
  };
}

/** A receiver of traces that reads and forgets. */
async function openSink(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function openAll(
  place: BenchPlace,
  sinkUrl: string,
  { accounts }: Options,
  stopped: AbortSignal,
): Promise<Seen[]> {
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl };
  const kinds: [name: string, settings: Record<string, string>, metrics: boolean][] = [
    ['nothing', {}, false],
    ['nothing, again', {}, false],
    ['metrics', {}, true],
    ['traces', traces, false],
    ['metrics and traces', traces, true],
    ['the log at info', { LOG_LEVEL: 'info' }, false],
  ];
  const processes: Seen[] = [];
  for (const [i, [name, settings, metrics]] of kinds.entries()) {
    const port = metrics ? await freePort() : null;
    const more = port === null ? settings : { ...settings, SPILLWAY_METRICS_PORT: String(port) };
    const build = await ApiBuild.open(place, PROJECT, `seen_${i}`, stopped, more);
    await makeAccounts(build, subjectsOf(accounts));
    const metricsUrl = port === null ? null : `http://127.0.0.1:${port}/metrics`;
    processes.push({ name, build, metricsUrl, turns: [], cpuMs: 0, checks: 0, loads: 0 });
  }
  return processes;
}

/** One turn of one process. @param isKept whether it counts: the first does not */
async function turn(seen: Seen, options: Options, stopped: AbortSignal, isKept: boolean): Promise<void> {
  const { build, metricsUrl, name } = seen;
  const { seconds, connections, accounts } = options;
  const keyPrefix = `seen-${name.replace(/\W+/g, '-')}-${(seen.loads += 1)}`;
  const before = build.cpuMs();
  const order = { connections, milliseconds: seconds * 1000, subjects: subjectsOf(accounts), keyPrefix };
  const { done, late } = await loadChecks(build, order, stopped);
  if (metricsUrl !== null) await (await fetch(metricsUrl)).text();
  const after = build.cpuMs();
  if (!isKept || before === null || after === null) return;
  seen.turns.push((after - before) / (done + late));
  seen.cpuMs += after - before;
  seen.checks += done + late;
}

function tell(processes: readonly Seen[]): void {
  const [base] = processes;
  const each = processes.map(({ name, turns, cpuMs, checks }) => {
    const ratios = turns.map((cost, i) => cost / (base?.turns[i] ?? NaN));
    const whole = cpuMs / checks;
    const cells = [whole, median(turns), whole / ((base?.cpuMs ?? NaN) / (base?.checks ?? NaN)), median(ratios)];
    return [name, String(checks), ...cells.map((cell) => cell.toFixed(3))];
  });
  const head = ['', 'checks', 'CPU ms a check', 'median turn', '÷ nothing', 'median of turns ÷ nothing'];
  process.stdout.write(`${columns([head, ...each]).join('\n')}\n`);
}

async function measure(stopped: AbortSignal): Promise<boolean> {
  const options = optionsOf(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(USAGE);
    return true;
  }
  const [place, sink] = [await openPlace(), await openSink()];
  let processes: Seen[] = [];
  try {
    processes = await openAll(place, sink.url, options, stopped);
    for (let round = 0; round <= options.rounds; round++) {
      const first = round % processes.length;
      for (const each of [...processes.slice(first), ...processes.slice(0, first)]) {
        await turn(each, options, stopped, round > 0);
      }
    }
    tell(processes);
    return true;
  } finally {
    for (const { build } of processes) await build.close();
    sink.close();
    await place.leave();
  }
}

await runTool(measure);
