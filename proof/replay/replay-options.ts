/**
 * The command line of the replay: read and checked once. It opens nothing.
 */
import { parseArgs } from 'node:util';

export const REPLAY_USAGE = `Usage: spillway replay FILE [options]
       npm run replay -- FILE [options]

Sends a trace of model requests (columns TIMESTAMP,ContextTokens,GeneratedTokens) through the API: a codex check with a
larger estimate before each, and the real usage when its work would be done. Says what was decided, who paid, how long
it took, and whether the books close.

  --subjects 8        how many subjects the rows are spread over, in turn: replay-1, replay-2, …
  --speed 60          how many times faster than the trace, or max: as fast as the answers come
  --limit N           only the first N rows (default: all)
  --concurrency 64    how many checks may wait for their answers at once
  --tenant acme       the tenant
  --feature gpt-5.5   the feature of codex
  --group engineering the group of three subjects out of four; the others have no pool
  --plan NAME         the plan of the subjects (default: one made for the run, without a guard; with --url, as it is)
  --promotion 50      promotional credits that each subject is given first
  --credits 100       credits that each subject buys first
  --url URL           a server that runs already, instead of one of its own on a scratch folder
  --token TOKEN       with --url: who asks; may act for, grant, buy for, manage and read all accounts
                      (default: admin and gateway, by the development secret of this folder)

The values here are the defaults. Exit code: 0 where every row has an answer and the books close; else 1.
`;

export interface ReplayOptions {
  file: string;
  subjects: number;
  /** Infinity for max. */
  speed: number;
  limit: number;
  concurrency: number;
  tenant: string;
  feature: string;
  group: string;
  plan: string | null;
  promotion: string;
  credits: string;
  url: string | null;
  token: string | null;
}

/**
 * @returns null where help was asked for
 * @throws Error with a sentence for a person
 */
export function replayOptions(args: string[]): ReplayOptions | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      subjects: { type: 'string', default: '8' },
      speed: { type: 'string', default: '60' },
      limit: { type: 'string' },
      concurrency: { type: 'string', default: '64' },
      tenant: { type: 'string', default: 'acme' },
      feature: { type: 'string', default: 'gpt-5.5' },
      group: { type: 'string', default: 'engineering' },
      plan: { type: 'string' },
      promotion: { type: 'string', default: '50' },
      credits: { type: 'string', default: '100' },
      url: { type: 'string' },
      token: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return null;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error(`Give one file.\n\n${REPLAY_USAGE}`);
  if (values.token !== undefined && values.url === undefined) throw new Error('--token goes with --url.');
  const { tenant, feature, group, promotion, credits, url = null, token = null, plan = null } = values;
  return {
    file,
    subjects: count('subjects', values.subjects, 1000),
    speed: values.speed === 'max' ? Infinity : speed(values.speed),
    limit: values.limit === undefined ? Infinity : count('limit', values.limit, Number.MAX_SAFE_INTEGER),
    concurrency: count('concurrency', values.concurrency, 1000),
    ...{ tenant, feature, group, promotion, credits, plan, token },
    url: url?.replace(/\/(?:graphql)?$/, '') ?? null,
  };
}

function count(name: string, text: string, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= 1 && number <= max) return number;
  throw new Error(`--${name} is a whole number from 1${max > 1e6 ? '' : ` to ${max}`}.`);
}

function speed(text: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Error('--speed is a number above 0, or max.');
}
