/**
 * Metrics of one process, for Prometheus: counts what a process tells, and reads the rest of it when it is scraped. A
 * registry of its own, so that any number may stand in one process.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter, StepTimes } from '../meter.js';
import {
  layersLabel,
  METRICS,
  mostSeries,
  type CounterName,
  type GaugeName,
  type HistogramName,
  type MetricTerms,
  type Step,
} from './metrics.js';
import type { BacklogOfAll } from './read-backlog-of-all.js';
import type { Readings } from './readings.js';

export interface Metrics {
  meter: Meter;
  /** From now on scrapes read these. */
  watch(readings: Readings): void;
  /** What was found in the database; null where it did not answer. */
  found(backlog: BacklogOfAll | null, ready: boolean): void;
  readonly contentType: string;
  /** All of it, as Prometheus reads it. */
  text(): Promise<string>;
}

export interface MetricsOptions {
  role: 'api' | 'worker';
  version: string;
}

/** Opens the metrics of a process. */
export function openMetrics({ role, version }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const named = ({ name, help, labels = {}, workers }: MetricTerms) => ({
    name,
    help,
    // What a worker does not have is kept, and never shown.
    registers: role === 'api' || workers ? [registry] : [],
    labelNames: Object.keys(labels),
  });
  const counters = mapValues(METRICS.counter, (terms) => fromZero(new Counter(named(terms)), terms));
  const gauges = mapValues(METRICS.gauge, (terms) => new Gauge(named(terms)));
  const histograms = mapValues(
    METRICS.histogram,
    (terms) => new Histogram({ ...named(terms), buckets: [...(terms.buckets ?? [])] }),
  );
  gauges.build.set({ version, node: process.versions.node, role }, 1);
  let readings: Readings | undefined;
  let isReady = false;
  const failures = new Map<string, number>();
  return {
    meter: meterOf(counters, histograms),
    watch: (given) => void (readings = given),
    found(backlog, ready) {
      isReady = ready;
      if (backlog) setBacklog(gauges, backlog);
    },
    contentType: registry.contentType,
    async text() {
      gauges.ready.set(isReady && readings?.isEnding() === false ? 1 : 0);
      if (readings) read(readings, gauges);
      for (const [set, keys] of readings?.keySets?.() ?? []) {
        counters.keyFailures.inc({ set }, keys.failures - (failures.get(set) ?? 0));
        failures.set(set, keys.failures);
      }
      return registry.metrics();
    },
  };
}

type Counters = Record<CounterName, Counter>;
type Histograms = Record<HistogramName, Histogram>;
type Gauges = Record<GaugeName, Gauge>;

function meterOf(counters: Counters, histograms: Histograms): Meter {
  const { decisions, requests, errors, refused, settled, purchases } = counters;
  const { requestSeconds, checkSeconds, stepSeconds, batchSize, settlementStepSeconds, settlementBatch } = histograms;
  return {
    request(transport, operation, code, seconds) {
      requests.inc({ transport, operation, code });
      if (operation !== 'subscription') requestSeconds.observe({ operation }, seconds);
    },
    error: (code) => errors.inc({ code }),
    refused: (transport, why) => refused.inc({ transport, why }),
    checks(times, checks) {
      batchSize.observe(checks.length);
      observeSteps(stepSeconds, times);
      for (const { decided, askedAt } of checks) {
        if (decided) {
          const { outcome, reason, layers } = decided;
          decisions.inc({ outcome, reason, layers: layersLabel(layers) });
        }
        stepSeconds.observe({ step: 'wait' satisfies Step }, seconds(askedAt, times.began));
        checkSeconds.observe(seconds(askedAt, times.committed));
      }
    },
    settled(times, events, setAside) {
      settlementBatch.observe(events);
      observeSteps(settlementStepSeconds, times);
      if (events > setAside) settled.inc({ result: 'settled' }, events - setAside);
      if (setAside > 0) settled.inc({ result: 'set_aside' }, setAside);
    },
    purchase: (status) => purchases.inc({ status }),
    trace: () => undefined,
  };
}

function observeSteps(histogram: Histogram, { began, locked, decided, written, committed }: StepTimes): void {
  histogram.observe({ step: 'lock' satisfies Step }, seconds(began, locked));
  histogram.observe({ step: 'decide' satisfies Step }, seconds(locked, decided));
  histogram.observe({ step: 'write' satisfies Step }, seconds(decided, written));
  histogram.observe({ step: 'commit' satisfies Step }, seconds(written, committed));
}

const seconds = (from: number, to: number): number => Math.max(0, to - from) / 1000;

function setBacklog(gauges: Gauges, backlog: BacklogOfAll): void {
  gauges.pending.set(backlog.pending);
  gauges.lag.set(backlog.lagSeconds);
  gauges.setAside.set(backlog.setAside);
  gauges.due.set(backlog.due);
  gauges.dueLag.set(backlog.dueLagSeconds);
  gauges.unsettled.set(backlog.unsettled);
  gauges.readAt.set(Date.now() / 1000);
}

function read(readings: Readings, gauges: Gauges): void {
  const pools = readings.pools();
  const sum = (of: 'used' | 'idle' | 'waiting' | 'most') => pools.reduce((total, pool) => total + pool[of], 0);
  gauges.pool.set({ state: 'used' }, sum('used'));
  gauges.pool.set({ state: 'idle' }, sum('idle'));
  gauges.poolWaiting.set(sum('waiting'));
  gauges.poolMost.set(sum('most'));
  const set = (gauge: Gauge, value: number | undefined) => value !== undefined && gauge.set(value);
  set(gauges.checksWaiting, readings.checksWaiting?.());
  const open = readings.connections?.();
  set(gauges.sockets, open?.sockets);
  set(gauges.streams, open?.streams);
  readWatchers(readings, gauges);
  const policies = readings.policies?.();
  set(gauges.policyProblems, policies?.problems);
  set(gauges.policyWarnings, policies?.warnings);
  set(gauges.policiesRefused, policies?.refused);
  set(gauges.catalogProblems, policies?.catalogProblems);
  set(gauges.peersDiffer, policies?.peersDiffer);
  set(gauges.tenants, policies?.tenants);
  if (policies?.reloadedAt) gauges.reloadedAt.set(policies.reloadedAt.getTime() / 1000);
  for (const [name, keys] of readings.keySets?.() ?? []) {
    gauges.keys.set({ set: name }, keys.keys);
    if (keys.ageSeconds !== null) gauges.keyAge.set({ set: name }, keys.ageSeconds);
  }
}

function readWatchers(readings: Readings, gauges: Gauges): void {
  const watchers = readings.watchers?.();
  if (!watchers) return;
  const { behind, ...counts } = watchers;
  for (const [of, count] of Object.entries(counts)) gauges.watchers.set({ of }, count);
  gauges.watcherLag.set(behind);
}

/** More series than these appear as they are first counted. */
const MOST_AT_ZERO = 64;

/** Shows a counter's series before they are first counted, so that no first one is lost to those who ask for a rate. */
function fromZero(counter: Counter, terms: MetricTerms): Counter {
  const most = mostSeries(terms);
  if (most === null || most > MOST_AT_ZERO) return counter;
  let series: Record<string, string>[] = [{}];
  for (const [label, values] of Object.entries(terms.labels ?? {})) {
    series = series.flatMap((each) => (values ?? []).map((value) => ({ ...each, [label]: value })));
  }
  for (const labels of series) counter.inc(labels, 0);
  return counter;
}

function mapValues<N extends string, M>(
  terms: Readonly<Record<N, MetricTerms>>,
  make: (terms: MetricTerms) => M,
): Record<N, M> {
  return Object.fromEntries(Object.entries<MetricTerms>(terms).map(([name, each]) => [name, make(each)])) as never;
}
