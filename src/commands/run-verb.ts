/**
 * A command that has verbs, such as `spillway policy lint`: finds the verb, shows its help, and runs it in the frame of
 * every tool.
 */
import { suggest } from '../catalog/nearest-name.js';
import { runTool } from './run-tool.js';

/** One verb; its code is loaded only when it is run. */
export interface Verb {
  name: string;
  /** What it does, in one line. */
  what: string;
  /** How it is called, all options and exit codes. */
  usage: string;
  /** @returns the exit code: 0 or 1 as true and false; @throws UsageError for options that it does not understand */
  run: () => Promise<(args: string[], stopped: AbortSignal) => Promise<boolean>>;
}

/** Said of options that are wrong: the exit code is 2, as for a command that there is not. */
export class UsageError extends Error {}

/** Runs the verb that the arguments name. Without one, or with `--help`, it tells of all of them. */
export async function runVerb(command: string, verbs: readonly Verb[], args: readonly string[]): Promise<void> {
  const [first = '--help', ...rest] = args;
  const isHelp = ['help', '--help', '-h'].includes(first);
  const name = isHelp ? rest[0] : first;
  const verb = verbs.find((each) => each.name === name);
  if (name === undefined || (isHelp && rest[0]?.startsWith('-'))) return say(helpOf(command, verbs));
  if (verb === undefined) {
    const near = suggest(
      name,
      verbs.map((each) => each.name),
    );
    return fail(`There is no "spillway ${command} ${name}"${near || '.'} All of them: spillway ${command} --help`);
  }
  if (isHelp || rest.some((arg) => arg === '--help' || arg === '-h')) return say(verb.usage.trimEnd());
  let refused: UsageError | null = null;
  await runTool(async (stopped) => {
    const run = await verb.run();
    return run(rest, stopped).catch((error: unknown) => {
      refused = asUsageError(error);
      if (refused === null) throw error;
      return false;
    });
  });
  if (refused !== null) fail(`${(refused as UsageError).message}\n\n${verb.usage.trimEnd()}`);
}

/** What `parseArgs` throws is about the options, too. */
function asUsageError(error: unknown): UsageError | null {
  if (error instanceof UsageError) return error;
  const isOption = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  return isOption ? new UsageError(error.message) : null;
}

function helpOf(command: string, verbs: readonly Verb[]): string {
  const width = Math.max(...verbs.map(({ name }) => name.length));
  const rows = verbs.map(({ name, what }) => `  ${name.padEnd(width)}  ${what}`);
  return [
    `Usage: spillway ${command} <verb> [options]`,
    '',
    ...rows,
    '',
    `spillway ${command} <verb> --help shows its options.`,
    'Exit code: 0 where all is well, 1 where it is not or cannot be said, 2 for wrong options.',
  ].join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}
