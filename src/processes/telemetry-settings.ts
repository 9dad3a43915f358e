/**
 * The settings of what makes a process seen: metrics, traces, and which requests the log tells of. Those of traces are
 * OpenTelemetry's own; the exporter reads more of them by itself.
 */
import { z } from 'zod';
import type { TelemetrySettings } from '../telemetry/telemetry.js';

const port = 'must be a port number, 0 to 65535 (0 takes any free one)';
const MOST_IN = 1_000_000;
const oneIn = `must be a whole number, at most ${MOST_IN} (1 for each, 0 for none)`;

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
  return { metrics, logOneIn: env.SPILLWAY_LOG_ONE_IN };
}
