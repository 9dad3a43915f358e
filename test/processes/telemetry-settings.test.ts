/** The settings of metrics, traces and the log of requests: what is off by default, and what is refused. */
import { expect, test } from '@jest/globals';
import { readConfig } from '../../src/processes/config.js';
import { SECRET } from '../support/api.js';

const seen = (env: Record<string, string>) => readConfig({ SPILLWAY_JWT_SECRET: SECRET, ...env }).seen;
const OTLP = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

test('nothing is seen but a line in the log, unless a setting says so', () => {
  expect(seen({})).toEqual({ metrics: null, traces: null, logOneIn: 100 });
});

test('a port switches metrics on, at this machine alone', () => {
  expect(seen({ SPILLWAY_METRICS_PORT: '9464' }).metrics).toEqual({ host: '127.0.0.1', port: 9464 });
  const open = { SPILLWAY_METRICS_PORT: '0', SPILLWAY_METRICS_HOST: '0.0.0.0' };
  expect(seen(open).metrics).toEqual({ host: '0.0.0.0', port: 0 });
});

test('traces are on by their endpoint or their exporter, for few requests unless a sampler is named', () => {
  const few = { sampler: 'parentbased_traceidratio', ratio: 0.01 };
  expect(seen(OTLP).traces).toEqual({ ...few, url: 'http://collector:4318/v1/traces' });
  const own = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector/own' };
  expect(seen({ ...OTLP, ...own }).traces).toEqual({ ...few, url: 'https://collector/own' });
  expect(seen({ OTEL_TRACES_EXPORTER: 'otlp' }).traces).toEqual({ ...few, url: undefined });
  const named = { ...OTLP, OTEL_TRACES_SAMPLER: 'traceidratio' };
  expect(seen(named).traces).toMatchObject({ sampler: 'traceidratio', ratio: 1 });
  expect(seen({ ...named, OTEL_TRACES_SAMPLER_ARG: '0.5' }).traces).toMatchObject({ ratio: 0.5 });
});

test('an endpoint that serves others switches nothing on where traces are not wanted', () => {
  expect(seen({ ...OTLP, OTEL_TRACES_EXPORTER: 'none' }).traces).toBeNull();
  expect(seen({ ...OTLP, OTEL_SDK_DISABLED: 'true' }).traces).toBeNull();
});

test.each<[string, string, string]>([
  ['SPILLWAY_METRICS_PORT', '70000', 'must be a port number'],
  ['SPILLWAY_LOG_ONE_IN', '-1', 'must be a whole number'],
  ['OTEL_TRACES_EXPORTER', 'jaeger', 'must be otlp or none'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'must be http/json'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'must be a URL'],
  ['OTEL_TRACES_SAMPLER', 'sometimes', 'must be one of always_on'],
  ['OTEL_TRACES_SAMPLER_ARG', '2', 'must be a number from 0 to 1'],
])('%s=%s is refused: it %s', (name, value, problem) => {
  expect(() => seen({ [name]: value })).toThrow(`${name} ${problem}`);
});
