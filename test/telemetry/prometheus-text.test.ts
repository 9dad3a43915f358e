/** The text that a scrape gets, of a process that is made up: its state, its key sets, and what a worker does not have. */
import { describe, expect, test } from '@jest/globals';
import { METRICS, mostSeries, type MetricTerms } from '../../src/telemetry/metrics.js';
import { openMetrics } from '../../src/telemetry/prometheus.js';
import type { Readings } from '../../src/telemetry/readings.js';
import { seriesIn, total } from './scrape.js';

const declared = Object.values(METRICS).flatMap((terms) => Object.values<MetricTerms>(terms));
const backlog = { pending: 3, lagSeconds: 4, setAside: 5, due: 6, dueLagSeconds: 7, unsettled: 8 };
const readings: Readings = {
  isEnding: () => false,
  pools: () => [
    { used: 1, idle: 2, waiting: 3, most: 10 },
    { used: 4, idle: 0, waiting: 0, most: 5 },
  ],
};

const read = async (metrics: ReturnType<typeof openMetrics>) => seriesIn(await metrics.text());

describe('a process is ready', () => {
  test('once it was found so, until it is to end, or its database does not answer', async () => {
    let isEnding = false;
    const metrics = openMetrics({ role: 'api', version: '1' });
    const ready = async () => total(await read(metrics), 'spillway_ready');
    expect(await ready()).toBe(0);
    metrics.watch({ ...readings, isEnding: () => isEnding });
    metrics.found(backlog, true);
    expect(await ready()).toBe(1);
    metrics.found(null, false);
    expect(await ready()).toBe(0);
    expect(total(await read(metrics), 'spillway_settlement_pending_events')).toBe(3);
    metrics.found(backlog, true);
    isEnding = true;
    expect(await ready()).toBe(0);
  });
});

test('pools of several cells are added up', async () => {
  const metrics = openMetrics({ role: 'worker', version: '1' });
  metrics.watch(readings);
  const series = await read(metrics);
  const of = (name: string, labels = {}) => total(series, `spillway_database_${name}`, labels);
  expect([of('connections', { state: 'used' }), of('connections', { state: 'idle' })]).toEqual([5, 2]);
  expect([of('waiting'), of('connections_limit')]).toEqual([3, 15]);
});

test("an issuer's keys are told with their age once they are known, and each failure is counted once", async () => {
  const metrics = openMetrics({ role: 'api', version: '1' });
  const states = [
    { ageSeconds: null, keys: 0, failures: 2 },
    { ageSeconds: 12, keys: 3, failures: 3 },
  ];
  const seen: number[][] = [];
  for (const state of states) {
    metrics.watch({ ...readings, keySets: () => new Map([['tenants', state]]) });
    await metrics.text();
    const series = await read(metrics);
    const of = (name: string) => total(series, `spillway_key_set_${name}`, { set: 'tenants' });
    seen.push([of('age_seconds'), of('keys'), of('failures_total')]);
    expect(series.has('spillway_key_set_age_seconds{set="tenants"}')).toBe(state.ageSeconds !== null);
  }
  expect(seen).toEqual([
    [0, 0, 2],
    [12, 3, 3],
  ]);
});

test('a worker has what is of workers, and nothing else', async () => {
  const text = await openMetrics({ role: 'worker', version: '1' }).text();
  const typed = [...text.matchAll(/^# TYPE (spillway_\S+)/gm)].map(([, name]) => name);
  expect(typed.sort()).toEqual(declared.flatMap(({ name, workers }) => (workers ? [name] : [])).sort());
});

test('every metric has a unit or counts something, a help that is a sentence, and a bounded number of series', () => {
  for (const metric of declared) {
    expect(metric.name).toMatch(/^spillway_[a-z_]+$/);
    expect([metric.name, metric.name.endsWith('_total')]).toEqual([metric.name, metric.type === 'counter']);
    expect(metric.help).toMatch(/^[A-Z0-9].*[^.]$|\.$/);
    expect(mostSeries(metric) ?? 1).toBeLessThan(1_000);
  }
  expect(new Set(declared.map(({ name }) => name)).size).toBe(declared.length);
});
