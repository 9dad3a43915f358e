/**
 * The one logger: JSON lines on standard error, so that standard output stays free for what a person asked for.
 * Tokens and passwords are masked; it decides nothing about what is worth saying.
 */
import { type Logger, pino, stdSerializers } from 'pino';

export type Log = Logger;

/**
 * @param settings the least level that is written: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`
 */
export function createLog(settings: { logLevel: string }): Log {
  return pino(
    {
      level: settings.logLevel,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
      serializers: { err: stdSerializers.errWithCause },
      redact: { paths: ['authorization', '*.authorization', 'password', '*.password'], censor: '[masked]' },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
