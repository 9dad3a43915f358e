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

/** Says why a process could not start: a line of the log, or to a person at a terminal the sentence alone. */
export function sayFailure(error: unknown): void {
  const sentence = error instanceof Error ? error.message : String(error);
  if (process.stderr.isTTY) process.stderr.write(`${sentence}\n`);
  else createLog({ logLevel: 'fatal' }).fatal(sentence);
}
