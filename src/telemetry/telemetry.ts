/**
 * What makes a process seen, as far as its settings want it: metrics with their server, and a look at the database every
 * ten seconds. Where they want nothing there is nothing: no meter, no server, no query.
 */
import { every } from '../every.js';
import type { Database } from '../database/database.js';
import type { Log } from '../log.js';
import type { Meter } from '../meter.js';
import { serveMetrics } from './metrics-server.js';
import { openMetrics } from './prometheus.js';
import { readBacklogOfAll, together, type BacklogOfAll } from './read-backlog-of-all.js';
import type { Readings } from './readings.js';

/** Which requests are traced; OpenTelemetry's own words. */
export interface TraceSettings {
  /** Where they go; undefined: the usual port of this machine. */
  url: string | undefined;
  sampler: string;
  /** For a sampler that takes a share: which. */
  ratio: number;
}

export interface TelemetrySettings {
  /** Where metrics are served; null: nowhere. */
  metrics: { host: string; port: number } | null;
  /** Null: nothing is traced. */
  traces: TraceSettings | null;
}

/** A database of the process, and whose tenants live there. */
export interface Looked {
  database: Database;
  tenants: () => string[];
}

export interface Watched extends Readings {
  cells: readonly Looked[];
  /** Milliseconds that the ledger's clock runs ahead of the database's. */
  clockOffset: () => number;
  /** Whether the process can decide, or settle. */
  ready: () => Promise<boolean>;
}

export interface Telemetry {
  /** Whom features tell; undefined where nobody measures. */
  meter: Meter | undefined;
  /** Where metrics are; null: nowhere. */
  metricsUrl: string | null;
  /** From now on there is a process to be looked at. @returns what ends that, before its databases are closed */
  watch(process: Watched): () => Promise<void>;
  close(): Promise<void>;
}

export interface TelemetryOptions {
  settings: TelemetrySettings;
  role: 'api' | 'worker';
  version: string;
  log: Log;
  /** How often the database is looked at. */
  lookMs?: number;
}

const NOTHING: Telemetry = { meter: undefined, metricsUrl: null, watch: () => async () => {}, close: async () => {} };
const LOOK_MS = 10_000;

/** Opens what the settings want. @throws Error where the port is taken */
export async function openTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { settings, role, version, log, lookMs: ms = LOOK_MS } = options;
  const tracing =
    settings.traces && (await import('./tracing.js')).openTracing(settings.traces, { role, version, log });
  const metrics = settings.metrics && openMetrics({ role, version });
  const meters = [metrics, tracing].flatMap((each) => each?.meter ?? []);
  const meter = meters.length === 0 ? undefined : meters.reduce(both);
  if (settings.metrics === null || metrics === null) {
    return { ...NOTHING, meter, close: async () => tracing?.close() };
  }
  const server = await serveMetrics({ ...settings.metrics, log, metrics });
  return {
    meter,
    metricsUrl: server.url,
    watch(process) {
      metrics.watch(process);
      const looking = every({ ms, log, failure: 'what waits in the database could not be counted' }, async () => {
        const [backlog, isReady] = await Promise.allSettled([readAll(process), process.ready()]);
        const counted = backlog.status === 'fulfilled';
        metrics.found(counted ? backlog.value : null, counted && isReady.status === 'fulfilled' && isReady.value);
        if (!counted) throw backlog.reason;
      });
      return () => looking.close();
    },
    async close() {
      await tracing?.close();
      await server.close();
    },
  };
}

/** Tells both. */
function both(one: Meter, other: Meter): Meter {
  return {
    request(...told) {
      one.request(...told);
      other.request(...told);
    },
    error(code) {
      one.error(code);
      other.error(code);
    },
    refused(transport, why) {
      one.refused(transport, why);
      other.refused(transport, why);
    },
    checks(times, checks) {
      one.checks(times, checks);
      other.checks(times, checks);
    },
    settled(...told) {
      one.settled(...told);
      other.settled(...told);
    },
    purchase(status) {
      one.purchase(status);
      other.purchase(status);
    },
    trace: (...told) => one.trace(...told) ?? other.trace(...told),
  };
}

async function readAll({ cells, clockOffset }: Watched): Promise<BacklogOfAll> {
  const each = cells.map(({ database, tenants }) => readBacklogOfAll(database, tenants(), clockOffset()));
  return together(await Promise.all(each));
}
