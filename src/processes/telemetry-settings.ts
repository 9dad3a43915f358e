/**
 * The settings of what makes a process seen: metrics, traces, and which requests the log tells of. Those of traces are
 * OpenTelemetry's own; the exporter reads more of them by itself.
 */
import { z } from 'zod';
import type { TelemetrySettings, TraceSettings } from '../telemetry/telemetry.js';

const port = 'must be a port number, 0 to 65535 (0 takes any free one)';
const MOST_IN = 1_000_000;
const oneIn = `must be a whole number, at most ${MOST_IN} (1 for each, 0 for none)`;

/** A receiver takes JSON on the same port; gRPC has another. */
const PROTOCOL = 'must be http/json: Spillway sends traces as JSON over HTTP';
const SAMPLERS = [
  ...(['always_on', 'always_off', 'traceidratio'] as const),
  ...(['parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const),
];
/** Of the requests that come without a trace, where nothing is said. */
const SMALL_SHARE = 0.01;

const endpoint = z.string().refine((value) => URL.canParse(value) && /^https?:/.test(value), {
  error: 'must be a URL that starts with http:// or https://',
});

/** Part of the settings that `config.ts` reads. */
export const TELEMETRY = {
  SPILLWAY_METRICS_PORT: z
    .string()
    .regex(/^\d{1,5}$/, port)
    .transform(Number)
    .refine((value) => value <= 65_535, port)
    .optional(),
  SPILLWAY_METRICS_HOST: z.string().default('127.0.0.1'),
  SPILLWAY_LOG_ONE_IN: z
    .string()
    .regex(/^\d{1,7}$/, oneIn)
    .transform(Number)
    .refine((value) => value <= MOST_IN, oneIn)
    .default(100),
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none'], { error: 'must be otlp or none' }).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(['http/json', 'http/protobuf'], { error: PROTOCOL }).optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z.enum(['http/json', 'http/protobuf'], { error: PROTOCOL }).optional(),
  OTEL_TRACES_SAMPLER: z.enum(SAMPLERS, { error: `must be one of ${SAMPLERS.join(', ')}` }).optional(),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .refine((value) => Number(value) >= 0 && Number(value) <= 1, { error: 'must be a number from 0 to 1' })
    .optional(),
};

type Env = z.output<z.ZodObject<typeof TELEMETRY>>;

/** What of a process is to be seen. */
export interface Seen extends TelemetrySettings {
  /** Of the checks and reports that went well, one in so many has a line in the log; 0: none. */
  logOneIn: number;
}

export function seenOf(env: Env): Seen {
  const { SPILLWAY_METRICS_PORT: metricsPort, SPILLWAY_METRICS_HOST: host } = env;
  const metrics = metricsPort === undefined ? null : { host, port: metricsPort };
  return { metrics, traces: wantsTraces(env) ? tracesOf(env) : null, logOneIn: env.SPILLWAY_LOG_ONE_IN };
}

function wantsTraces(env: Env): boolean {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false;
  if (env.OTEL_TRACES_EXPORTER !== undefined) return env.OTEL_TRACES_EXPORTER === 'otlp';
  return (env.OTEL_EXPORTER_OTLP_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) !== undefined;
}

/** As OpenTelemetry has it, where a sampler is named; else few. */
function tracesOf(env: Env): TraceSettings {
  const { OTEL_TRACES_SAMPLER: named, OTEL_TRACES_SAMPLER_ARG: ratio } = env;
  const share = ratio === undefined ? (named === undefined ? SMALL_SHARE : 1) : Number(ratio);
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, '');
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? undefined : `${base}/v1/traces`);
  return { url, sampler: named ?? 'parentbased_traceidratio', ratio: share };
}
