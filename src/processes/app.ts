/**
 * One API process, put together: cells, policies, what runs for each cell, and the door. Opens in that order and closes in
 * the reverse one; knows no settings beyond what it is given.
 */
import { fileURLToPath } from 'node:url';
import type { GraphQLSchema } from 'graphql';
import { SpillwayError } from '../errors.js';
import { makeLoaders } from '../api/loaders.js';
import { actsForOthers } from '../api/permissions.js';
import { chooseProvider } from '../purchases/choose-provider.js';
import type { PaymentProvider } from '../purchases/payment-provider.js';
import type { Ledger } from '../books/unit-of-work.js';
import { cellOf, cellsOf, type FurtherCell } from '../database/cell.js';
import type { Database } from '../database/database.js';
import { openBase, type OpenCell } from './open-base.js';
import { openCell, type AppContext, type CellOptions, type Parts, type RunningCell } from './open-cell.js';
import type { Peers } from './peers.js';
import { buildVersion } from './version.js';
import type { PolicyStore } from '../policy/policy-store.js';
import { buildApiSchema } from './schema.js';
import type { Config } from './config.js';
import type { DemoSubject } from '../server/dev-token.js';
import { createHttpServer, type HttpServer, type HttpSettings } from '../server/http.js';
import { limits } from '../server/limits.js';
import { readConsole, type ConsoleBuild } from '../server/read-console.js';
import { readTrustedDocuments } from '../server/read-trusted-documents.js';
import type { Readiness } from '../server/readiness.js';
import { NO_TRUSTED_DOCUMENTS, type TrustedDocuments } from '../server/trusted-documents.js';
import type { Log } from '../log.js';
import { PROJECT } from '../project.js';
import { openTelemetry, type Watched } from '../telemetry/telemetry.js';
import { tokenMint } from '../server/mint.js';
import { tokenVerifier, type Caller, type TokenVerifier } from '../server/token.js';
import type { Trace } from '../meter.js';
import { policyReading } from './policy-reading.js';

export interface AppOptions {
  config: Config;
  /** A database, as a login that may serve; migrated here where that owns it. */
  databaseUrl: string;
  /** Cells beside the default one, which is that database. */
  furtherCells?: readonly FurtherCell[];
  log: Log;
  /** What the server's own pages show outside production; without it there are none. */
  demo?: Demo;
  /** Where the console was built; the project's own by default. */
  consoleDir?: string;
  /** Milliseconds that the ledger's clock runs ahead of the database's; tests move it. */
  clockOffset?: () => number;
}

/** What somebody who meets Spillway for the first time can try. */
export interface Demo {
  /** GraphQL documents of one operation each. */
  operations: readonly string[];
  /** Whom the pages offer a token for. */
  subjects: readonly DemoSubject[];
}

/** A running API process, and the parts that a command-line tool or a test may use directly. */
export interface App {
  url: string;
  /** Where metrics are; null: nowhere. */
  metricsUrl: string | null;
  /** Whether the console is at `/`. */
  console: boolean;
  /** Of the default cell. */
  database: Database;
  ledger: Ledger;
  /** What a tenant's operations work with: its cell's. */
  partsOf(tenant: string): Parts;
  policies: PolicyStore;
  payments: PaymentProvider;
  /** Says on `/ready` that it is about to drain, and serves on. */
  announceEnd(): void;
  /** Drains: no new work, what is in flight finishes, sockets close with 1001. */
  close(): Promise<void>;
}

/**
 * Starts an API process.
 * @throws Error that says what to do, when a trusted document, the console or a policy base is broken, the database is not safe, or the port is taken
 */
export async function openApp(options: AppOptions): Promise<App> {
  const { config, databaseUrl, furtherCells, log, demo, clockOffset = () => 0 } = options;
  const payments = chooseProvider(config.payments);
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const telemetry = await openTelemetry({ settings: config.seen, role: 'api', version: buildVersion(), log });
    closing.push(() => telemetry.close());
    const { meter, metricsUrl } = telemetry;
    closing.push(async () => payments.close());
    const schema = await buildApiSchema();
    const build = await consoleOf(options, schema);
    const trustedDocuments = withConsole(await trustedDocumentsOf(config, schema), build);
    const { settlement, mintSecret, audience } = config;
    const mint = mintSecret === null ? null : tokenMint(mintSecret, audience);
    const all = cellsOf(databaseUrl, furtherCells, config.schema);
    const base = await openBase({ cells: all, config, log, kind: 'api' }, closing);
    const { policies, peers, servedGrants } = base;
    warnOfUnbounded(policies, log);
    const run = { policies, payments, mint, peers, servedGrants, role: config.apiRole, clockOffset, settlement, meter };
    const cells = await openCells(base.cells, run, closing);
    const partsOf = (tenant: string) => cellOf(cells, tenant).parts;
    const knowsTenant = (tenant: string) => policies.tenants().includes(tenant);
    const tokens = tokenVerifier({ ...config, maxHours: config.tokenMaxHours, log, knowsTenant });
    const server = await createHttpServer({
      schema,
      log,
      trustedDocuments,
      production: config.production,
      host: config.host,
      port: config.port,
      limits: { callsPerMinute: config.callsPerMinute, gatewayCallsPerMinute: config.gatewayCallsPerMinute },
      isGateway: (caller) => actsForOthers(caller, policies.live(caller.tenant)),
      allowedOrigins: config.allowedOrigins,
      trust: config.trust,
      tokens,
      meter,
      requestLog: { many: MANY, oneIn: config.seen.logOneIn },
      makeContext: (caller, requestId, trace) => makeContext(partsOf(caller.tenant), caller, requestId, trace),
      ready: () => readiness(cells, policies, peers),
      ...pagesFor(config, policies, demo),
      ...(build && { console: { build, oidc: config.oidc } }),
    });
    closing.push(() => server.close());
    closing.push(telemetry.watch(watchedOf({ cells, policies, peers, server, tokens, clockOffset })));
    const { database, ledger } = (cells[0] as RunningCell).parts;
    const { url, announceEnd } = server;
    const parts = { database, ledger, partsOf, policies, payments };
    return { url, metricsUrl, console: build !== null, ...parts, announceEnd, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openCells(
  opened: readonly OpenCell[],
  run: Omit<CellOptions, 'crowded'>,
  closing: (() => Promise<void>)[],
): Promise<RunningCell[]> {
  const cells: RunningCell[] = [];
  const crowded = () => cells.some(({ parts }) => parts.checks.waiting > 0);
  run.payments.onSettled((tenant, purchaseId) => {
    // What comes before its cell is open is found by that cell's sweep.
    cells.find(({ holds }) => holds(tenant))?.pending.calledBack(tenant, purchaseId);
  });
  for (const cell of opened) cells.push(await openCell(cell, { ...run, crowded }, closing));
  return cells;
}

/** The operator's list, where the settings want one. */
async function trustedDocumentsOf(
  { documentTrust: trust, trustedDocumentsDir: dir, production }: Config,
  schema: GraphQLSchema,
): Promise<TrustedDocuments> {
  if (trust === 'off' || dir === null) return NO_TRUSTED_DOCUMENTS;
  const texts = await readTrustedDocuments({ dir, schema, introspection: !production, limits });
  if (trust === 'log' || texts.size > 0) return { trust, texts };
  throw new Error(
    `Trusted documents (SPILLWAY_TRUSTED_DOCUMENTS_DIR): ${dir} has none, so every call would be refused.`,
  );
}

const CONSOLE = fileURLToPath(new URL('console/dist', PROJECT));

/** The console, where the settings want it and the installation has it. */
async function consoleOf(
  { config, log, consoleDir = CONSOLE }: AppOptions,
  schema: GraphQLSchema,
): Promise<ConsoleBuild | null> {
  if (!config.console) return null;
  const build = await readConsole(consoleDir, { schema, introspection: !config.production, limits });
  if (!build) log.info('the console is not part of this installation');
  return build;
}

/** What the console runs is trusted wherever it is served. */
function withConsole({ trust, texts }: TrustedDocuments, build: ConsoleBuild | null): TrustedDocuments {
  return { trust, texts: new Map([...texts, ...(build?.documents ?? [])]) };
}

/** GraphiQL and tokens for it, as far as the settings let there be any. */
function pagesFor(
  { production, devTokens, tokenKey, issuer, audience, claims }: Config,
  policies: PolicyStore,
  demo: Demo | undefined,
): Pick<HttpSettings, 'graphiql' | 'devTokens'> {
  if (production || !demo) return {};
  const served = policies.tenants();
  const subjects = demo.subjects.filter(({ tenant }) => served.includes(tenant));
  const { operations: graphiql } = demo;
  return devTokens && tokenKey && 'secret' in tokenKey
    ? { graphiql, devTokens: { secret: tokenKey.secret, issuer, audience, claims, subjects } }
    : { graphiql };
}

/** A policy that lets admins give what no catalog says they may is not what somebody meant (docs/rules.md, 31). */
function warnOfUnbounded(policies: PolicyStore, log: Log): void {
  const { tenants } = policies.catalog();
  for (const tenant of policies.tenants()) {
    const permissions = policies.live(tenant)?.permissions;
    const gives = ['grant', 'manage', 'correct'].some((action) => permissions?.allowsAnybody(action));
    if (!gives || tenants.get(tenant)?.adminsMay) continue;
    log.warn(
      { tenant },
      "The tenant's policy has grant, manage or correct lines, but the catalog has no admins_may for it: " +
        'its admins can give nothing but the default plan.',
    );
  }
}

/** Fields at the root that clients send for each piece of work: the log tells of a few. */
const MANY: ReadonlySet<string> = new Set(['checkAccess', 'checkAccessMany', 'recordUsage', 'recordUsageMany']);

interface Seen extends Pick<Watched, 'clockOffset'> {
  cells: readonly RunningCell[];
  policies: PolicyStore;
  peers: Pick<Peers, 'differing' | 'knownToDiffer'>;
  server: HttpServer;
  tokens: TokenVerifier;
}

/** What metrics read of this process. */
function watchedOf({ cells, policies, peers, server, tokens, clockOffset }: Seen): Watched {
  const sum = (of: (parts: Parts) => number) => cells.reduce((total, { parts }) => total + of(parts), 0);
  return {
    cells,
    clockOffset,
    ready: async () => (await readiness(cells, policies, peers)).ok,
    isEnding: server.isEnding,
    pools: () => cells.map(({ database }) => database.poolUse()),
    policies: () => policyReading(policies, peers),
    checksWaiting: () => sum(({ checks }) => checks.waiting),
    connections: server.connections,
    watchers: () => ({
      balances: sum(({ live, liveAccounts }) => live.load.watches - liveAccounts.watches),
      accounts: sum(({ liveAccounts }) => liveAccounts.watches),
      decisions: sum(({ liveDecisions }) => liveDecisions.load.watches),
      notices: sum(({ notices }) => notices.watches),
      behind: Math.max(0, ...cells.map(({ parts }) => parts.live.load.behind)),
    }),
    keySets: () => tokens.keySets(),
  };
}

function makeContext(parts: Parts, caller: Caller, requestId: string, trace?: Trace): AppContext {
  const policy = parts.policies.live(caller.tenant);
  if (!policy) throw new SpillwayError('OVERLOADED', "This tenant's policy has never been sound: ask its admin.");
  let loaders: AppContext['loaders'] | undefined;
  return {
    ...parts,
    caller: parts.names.caller(caller),
    requestId,
    trace,
    policy,
    catalog: parts.policies.catalog(),
    get loaders() {
      return (loaders ??= makeLoaders(parts.database, parts.ledger, caller.tenant));
    },
  };
}

/**
 * Whether this process can decide: the tables of a cell answer and can be written, and its clock can be believed. One cell that is lost must not take the others' tenants
 * with it, so it is told by its count alone. Of files that are refused anybody may know how many, too.
 */
async function readiness(
  cells: readonly RunningCell[],
  policies: PolicyStore,
  peers: Pick<Peers, 'differing'>,
): Promise<Readiness> {
  const states = policies.tenants().flatMap((tenant) => policies.state(tenant) ?? []);
  const refused = states.filter(({ problems }) => problems.length > 0);
  const looking = Promise.allSettled(cells.map(({ parts }) => parts.ledger.tryOut()));
  const [looks, peersDiffer] = await Promise.all([looking, peers.differing().catch(() => null)]);
  const problems = looks.flatMap((look) => (look.status === 'rejected' ? [look.reason as unknown] : []));
  const lost = problems.length;
  const ok = lost < cells.length;
  const known = problems.find((problem) => problem instanceof SpillwayError);
  const body = {
    status: ok ? 'ready' : (known?.message ?? 'the database does not answer'),
    ...(cells.length > 1 && { cells: cells.length, cellsLost: lost }),
    catalog: policies.catalog().version,
    catalogRefused: policies.baseProblems().length > 0,
    tenantsRefused: refused.length,
    folderBehind: policies.isCatalogBehind() || states.some(({ folderBehind }) => folderBehind),
    peersDiffer,
    policiesReloadedAt: policies.reloadedAt()?.toISOString() ?? null,
  };
  return { ok, body };
}
