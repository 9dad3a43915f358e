/**
 * `npm start`: one API process on its embedded PostgreSQL, or on the one that DATABASE_URL names. A signal drains it, a
 * second one ends it at once.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { App } from './processes/app.js';
import { readConfig, type Config } from './processes/config.js';
import { warnOfExceptions } from './processes/exceptions.js';
import { startEmbeddedPostgres } from './local/embedded-postgres.js';
import { createLog, type Log } from './log.js';

const USAGE = `Usage: spillway start
       npm start

Serves the API until it is stopped (Ctrl-C, SIGTERM): then it drains; after a SIGTERM it says so first, on /ready, for
SPILLWAY_DRAIN_SECONDS. Without DATABASE_URL it starts a PostgreSQL of its own in SPILLWAY_DATA_DIR, makes two demo
tenants there at the first start, and ends it again.

It has no options; the settings are in docs/operations.md (defaults: PORT 4000, HOST 127.0.0.1). Exit code: 0 once it has
drained; 1 where it cannot start or drain, or a second signal ends it at once.
`;

/** Under npm one Ctrl-C arrives twice, from the terminal and from npm. A signal later than this is a second Ctrl-C. */
const ECHO_MS = 500;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return void process.stdout.write(USAGE);
  const config = readConfig();
  const log = createLog(config);
  warnOfExceptions(log, config.exceptionsInForce);
  // A signal is listened for before anything is begun that must be ended in order.
  const opening = Promise.resolve().then(() => open(config, log));
  drainOnSignal(opening, log, config);
  const { app, postgres, check } = await opening;
  process.stdout.write(greeting(config, app, postgres && check));
}

async function open(config: Config, log: Log) {
  // The product loads while PostgreSQL starts.
  const product = Promise.all([import('./processes/app.js'), import('./processes/demo-tenants.js')]);
  const isFirst = config.databaseUrl === null && !existsSync(join(config.dataDir, 'postgres'));
  const sayFirst = (sentence: string) => void (isFirst && process.stdout.write(`${sentence}\n`));
  sayFirst(`First start: making a PostgreSQL in ${config.dataDir} …`);
  const postgres = config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: config.dataDir, log }) : null;
  const [{ openApp }, { DEMO, DEMO_CHECK, makeDemoTenants }] = await product;
  sayFirst('Making its tables …');
  const app = await openApp({ config, log, demo: DEMO, databaseUrl: postgres?.url ?? config.databaseUrl ?? '' }).catch(
    async (error: unknown) => {
      await postgres?.stop();
      throw error;
    },
  );
  sayFirst('Making the demo tenants acme and globex …');
  if (postgres) await makeDemoTenants(app);
  return { app, postgres, check: DEMO_CHECK };
}

/**
 * Also while it starts: then it drains as soon as it has, so that PostgreSQL ends in order. SIGTERM is said first to
 * whoever asks whether it is ready: until they have heard, they send callers here, who are served. Ctrl-C is a person's,
 * who does not want to wait.
 */
function drainOnSignal(opening: ReturnType<typeof open>, log: Log, { drainSeconds }: Config): void {
  let stoppedAt: number | undefined;
  const stop = (signal: string) => {
    if (stoppedAt !== undefined) {
      if (performance.now() - stoppedAt > ECHO_MS) process.exit(1);
      return;
    }
    stoppedAt = performance.now();
    const seconds = signal === 'SIGTERM' ? drainSeconds : 0;
    log.info({ signal, seconds }, 'draining');
    void opening
      .then(async ({ app, postgres }) => {
        app.announceEnd();
        if (seconds > 0) await wait(seconds * 1000);
        await app.close();
        await postgres?.stop();
      })
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'did not drain');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function greeting({ tokenKey, production }: Config, { url, console }: App, check: string | null): string {
  const pages = `${console ? `Console: ${url}/  ` : ''}${production ? '' : `GraphiQL: ${url}/graphiql  `}`;
  const listening = `\nSpillway listens on ${url}  (${pages}GraphQL over HTTP and WebSocket: ${url}/graphql)\n`;
  if (check === null || !tokenKey || !('secret' in tokenKey)) return `${listening}\n`;
  const body = JSON.stringify({ query: check.replace(/\s+/g, ' ').trim() });
  return `${listening}
A token for alice, who is one of acme's engineers (in another shell, same folder):

  TOKEN=$(npm run -s token -- --tenant acme --subject alice --group engineering)

A check that is split over allowance, promotion, credits and the team's pool:

  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
    -d '${body}'

A tour with a story: npm run demo
`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
