/**
 * What it costs to be seen: CPU seconds per check with metrics, traces, or both, divided by the same without. APIs that
 * differ in nothing else take short turns in one process, over one PostgreSQL; one more without anything says how far the
 * machine alone can be off. It closes no books: `npm run bench` does.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { runTool } from '../../src/commands/run-tool.js';
import { columns } from '../../src/commands/terminal.js';
import { createLog } from '../../src/log.js';
import { openApp, type App } from '../../src/processes/app.js';
import { readConfig } from '../../src/processes/config.js';
import { signToken } from '../../src/server/token.js';
import { ApiClient } from '../support/api-client.js';
import { TENANT } from './api-build.js';
import { openPlace, type BenchPlace } from './bench-place.js';
import { loadChecks, makeAccounts, subjectsOf } from './check-contender.js';
import { median } from './rounds.js';

const USAGE = `Usage: node dist/proof/bench/cost-of-seeing.js [options]

CPU seconds of the API per check, with metrics (and a scrape in each turn), with traces of one request in a hundred, and
with both, divided by the same without any of it. What Node measures for the whole process (event loop, garbage) is in all.

  --rounds 40       how many turns each has (1 to 100)
  --seconds 1       how long a turn is (1 to 60)
  --connections 16  how many connections ask, each one check at a time (1 to 256)
  --accounts 200    of one tenant (1 to 2000)

Exit code: 0, or 1 where an answer was wrong. The numbers here are the defaults.
`;

interface Seen {
  name: string;
  app: App;
  token: (subject: string) => Promise<string>;
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
      rounds: { type: 'string', default: '40' },
      seconds: { type: 'string', default: '1' },
      connections: { type: 'string', default: '16' },
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

/** All of them in this process: what is compiled, collected and cached is the same for each. */
async function openAll(
  place: BenchPlace,
  sinkUrl: string,
  { accounts }: Options,
  stopped: AbortSignal,
): Promise<Seen[]> {
  const metrics = { SPILLWAY_METRICS_PORT: '0' };
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl };
  const kinds: [name: string, settings: Record<string, string>][] = [
    ['nothing', {}],
    ['nothing, again', {}],
    ['metrics', metrics],
    ['traces', traces],
    ['metrics and traces', { ...metrics, ...traces }],
  ];
  const all: Seen[] = [];
  for (const [i, [name, settings]] of kinds.entries()) {
    const secret = randomBytes(32).toString('hex');
    const config = readConfig({
      ...{ PORT: '0', SPILLWAY_JWT_SECRET: secret, LOG_LEVEL: 'error', SPILLWAY_CONSOLE: 'off' },
      ...{ SPILLWAY_REQUESTS_PER_MINUTE: '0', SPILLWAY_GATEWAY_CALLS_PER_MINUTE: '0', ...settings },
    });
    const databaseUrl = await place.makeDatabase(`seen_${i}`);
    const app = await openApp({ config, databaseUrl, log: createLog(config) });
    const token = (subject: string) =>
      signToken({
        tenant: TENANT,
        subject,
        secret,
        issuer: 'spillway',
        audience: 'spillway',
        expiresInSeconds: 86_400,
      });
    const client = async (subject: string) => new ApiClient(app.url, await token(subject), stopped);
    await makeAccounts({ client }, subjectsOf(accounts));
    all.push({ name, app, token, turns: [], cpuMs: 0, checks: 0, loads: 0 });
  }
  return all;
}

/** One turn of one of them. @param isKept whether it counts: the first ones do not */
async function turn(seen: Seen, options: Options, stopped: AbortSignal, isKept: boolean): Promise<void> {
  const { app, token, name } = seen;
  const { seconds, connections, accounts } = options;
  const keyPrefix = `seen-${name.replace(/\W+/g, '-')}-${(seen.loads += 1)}`;
  const order = { connections, milliseconds: seconds * 1000, subjects: subjectsOf(accounts), keyPrefix };
  const before = process.cpuUsage();
  const { done, late } = await loadChecks({ url: app.url, token }, order, stopped);
  if (app.metricsUrl !== null) await (await fetch(app.metricsUrl)).text();
  const { user, system } = process.cpuUsage(before);
  if (!isKept) return;
  const cpuMs = (user + system) / 1000;
  seen.turns.push(cpuMs / (done + late));
  seen.cpuMs += cpuMs;
  seen.checks += done + late;
}

function tell(all: readonly Seen[]): void {
  const [base] = all;
  const each = all.map(({ name, turns, cpuMs, checks }) => {
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
  let all: Seen[] = [];
  try {
    all = await openAll(place, sink.url, options, stopped);
    for (let round = 0; round <= options.rounds + 1; round++) {
      const first = round % all.length;
      for (const each of [...all.slice(first), ...all.slice(0, first)]) {
        await turn(each, options, stopped, round > 1);
      }
    }
    tell(all);
    return true;
  } finally {
    for (const { app } of all) await app.close();
    sink.close();
    await place.leave();
  }
}

await runTool(measure);
