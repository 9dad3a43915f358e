/**
 * One API process, put together: database, policies, ledger, checks, live balances, and the door. Opens in that order
 * and closes in the reverse one; knows no settings beyond what it is given.
 */
import { AccessChecks, type AccessContext } from '../access/check-access.js';
import { SpillwayError } from '../errors.js';
import { beginTopUps } from '../purchases/begin-top-ups.js';
import { makeLoaders } from '../api/loaders.js';
import { chooseProvider } from '../purchases/choose-provider.js';
import type { PaymentProvider } from '../purchases/payment-provider.js';
import type { PurchaseContext } from '../purchases/purchase-credits.js';
import { PendingPurchases } from '../purchases/pending-purchases.js';
import { Ledger, type LedgerOptions, type Moved, type TopUps } from '../books/unit-of-work.js';
import { LiveBalances } from '../live/live-balances.js';
import { LiveNotices, type NoticesContext } from '../notices/live-notices.js';
import { NoticeSweeper, type SweeperOptions } from '../notices/notice-sweeper.js';
import { Ticker } from '../accounts/ticker.js';
import { openBase } from './open-base.js';
import type { PolicyStore } from '../policy/policy-store.js';
import { buildApiSchema } from './schema.js';
import { CatalogVersions } from '../usage/catalog-versions.js';
import { UsageRecorder, type UsageContext } from '../usage/record-usage.js';
import { SettlementProcessor } from '../usage/settlement-processor.js';
import { UsageSignal } from '../usage/usage-signal.js';
import type { Config } from './config.js';
import type { Database } from '../database/database.js';
import { createHttpServer } from '../server/http.js';
import type { Log } from '../log.js';
import { tokenVerifier, type Caller } from '../server/token.js';

export interface AppOptions {
  config: Config;
  /** A database whose owner the URL names; migrated here. */
  databaseUrl: string;
  log: Log;
  /** Milliseconds that the ledger's clock runs ahead of the database's; tests move it. */
  clockOffset?: () => number;
}

/** A running API process, and the parts that a command-line tool or a test may use directly. */
export interface App {
  url: string;
  database: Database;
  ledger: Ledger;
  policies: PolicyStore;
  payments: PaymentProvider;
  /** Drains: no new work, what is in flight finishes, sockets close with 1001. */
  close(): Promise<void>;
}

/**
 * Starts an API process.
 * @throws Error that says what to do, when the database is not safe, a policy base is broken, or the port is taken
 */
export async function openApp({ config, databaseUrl, log, clockOffset = () => 0 }: AppOptions): Promise<App> {
  const payments = chooseProvider(config.payments);
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    closing.push(async () => payments.close());
    const { policyDir } = config;
    const { database, policies, catalog, tenants } = await openBase({ databaseUrl, policyDir, log }, closing);
    const onCommit = (moved: Moved[]) => live.wake(moved);
    const { ledger, pending } = openLedger({ database, catalog, clockOffset, onCommit }, { payments, tenants, log });
    const live: LiveBalances = new LiveBalances({ database, ledger, log });
    closing.push(() => live.close());
    await live.start();
    const timed = { database, ledger, log, clockOffset, tenants };
    const ticker = new Ticker(timed);
    ticker.start();
    closing.push(() => ticker.close());
    const notices = await openNotices(timed, closing);
    pending.start();
    closing.push(() => pending.close());
    const checks = new AccessChecks(ledger);
    const signal = new UsageSignal(database, log);
    closing.push(async () => signal.close());
    const processor = new SettlementProcessor({
      ledger,
      catalogs: new CatalogVersions(catalog),
      signal,
      log,
      tenants,
      crowded: () => checks.waiting > 0,
    });
    const recorder = new UsageRecorder(ledger, () => {
      processor.wake();
      signal.tell();
    });
    if (config.settlement) {
      await processor.start();
      closing.push(() => processor.close());
    }
    const parts = { database, ledger, policies, payments, live, notices, checks, recorder };
    const server = await createHttpServer({
      schema: await buildApiSchema(),
      log,
      production: config.production,
      host: config.host,
      port: config.port,
      limits: { requestsPerMinute: config.requestsPerMinute },
      tokens: tokenVerifier({ ...config, knowsTenant: (tenant) => policies.tenants().includes(tenant) }),
      makeContext: (caller, requestId) => makeContext(parts, caller, requestId),
      ready: () => readiness(database, policies),
    });
    closing.push(() => server.close());
    return { url: server.url, database, ledger, policies, payments, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The ledger, and who settles what it buys. */
function openLedger(
  options: Omit<LedgerOptions, 'topUps'>,
  { payments, tenants, log }: { payments: PaymentProvider; tenants: () => string[]; log: Log },
): { ledger: Ledger; pending: PendingPurchases } {
  const topUps: TopUps = {
    begin: (tx, books, due) => beginTopUps(payments, tx, books, due),
    begun: (purchases) => pending.settleNow(purchases),
  };
  const ledger = new Ledger({ ...options, topUps });
  const pending = new PendingPurchases({ ledger, database: options.database, payments }, tenants, log);
  return { ledger, pending };
}

/** Those who watch for notices, and the sweeper that gives them. */
async function openNotices(
  options: Omit<SweeperOptions, 'onGiven'>,
  closing: (() => Promise<void>)[],
): Promise<LiveNotices> {
  const notices = new LiveNotices(options);
  closing.push(() => notices.close());
  await notices.start();
  const sweeper = new NoticeSweeper({ ...options, onGiven: notices.wake });
  closing.push(() => sweeper.close());
  sweeper.start();
  return notices;
}

/** The context of every resolver. */
type AppContext = AccessContext & UsageContext & PurchaseContext & NoticesContext;

type Parts = Omit<AppContext, 'caller' | 'requestId' | 'policy' | 'catalog' | 'loaders'>;

function makeContext(parts: Parts, caller: Caller, requestId: string): AppContext {
  const policy = parts.policies.live(caller.tenant);
  if (!policy) throw new SpillwayError('OVERLOADED', "This tenant's policy has never been sound: ask its admin.");
  let loaders: AppContext['loaders'] | undefined;
  return {
    ...parts,
    caller,
    requestId,
    policy,
    catalog: parts.policies.catalog(),
    get loaders() {
      return (loaders ??= makeLoaders(parts.database, parts.ledger, caller.tenant));
    },
  };
}

/** Whether this process can decide: the database answers. Of files that are refused anybody may know how many. */
async function readiness(database: Database, policies: PolicyStore) {
  const refused = policies.tenants().filter((tenant) => policies.state(tenant)?.ok === false);
  const files = {
    catalog: policies.catalog().version,
    catalogRefused: policies.baseProblems().length > 0,
    tenantsRefused: refused.length,
  };
  try {
    await database.transaction([], (tx) => tx.query('select 1', []), { readOnly: true });
    return { ok: true, body: { status: 'ready', ...files } };
  } catch {
    return { ok: false, body: { status: 'the database does not answer', ...files } };
  }
}
