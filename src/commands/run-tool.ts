/**
 * The frame of a command-line tool: Ctrl-C ends it in order, a failure is one sentence on standard error, and the exit
 * code says which it was.
 */
import { setMaxListeners } from 'node:events';

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The reason of a run that somebody ended. */
class Stopped extends Error {
  constructor(readonly exitCode: number) {
    super('stopped');
  }
}

/**
 * Runs `main` and sets the exit code: 0 for true, 1 for false or an error, 128 + n for a signal.
 * @param main gets the signal that ends the run; everything that waits must heed it
 */
export async function runTool(main: (stopped: AbortSignal) => Promise<boolean>): Promise<void> {
  const stop = new AbortController();
  // Every call under way listens.
  setMaxListeners(0, stop.signal);
  // Under npm one Ctrl-C arrives twice: from the terminal, and passed on. Ending takes a bounded time, so it is not cut.
  for (const [signal, code] of Object.entries(CODES)) process.on(signal, () => stop.abort(new Stopped(code)));
  try {
    process.exitCode = (await main(stop.signal)) ? 0 : 1;
  } catch (error) {
    if (!stop.signal.aborted) process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
  for (const signal of Object.keys(CODES)) process.removeAllListeners(signal);
  if (!stop.signal.aborted) return;
  process.stderr.write('\nstopped\n');
  process.exitCode = (stop.signal.reason as Stopped).exitCode;
}
