/**
 * `npm run rolling`: replaces every process of a service under load, first by the same version, then by the next one, and
 * says whether anybody noticed and whether the books close.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { runTool } from '../../src/commands/run-tool.js';
import { columns, style } from '../../src/commands/terminal.js';
import type { ApiClient } from '../support/api-client.js';
import { RollingLoad, type Part, type Told } from './rolling-load.js';
import { ROLLING_USAGE, rollingOptions, type RollingOptions } from './rolling-options.js';
import { openPlace, type RollingPlace } from './rolling-place.js';

const PLAN = 'mutation ($subject: ID!, $plan: ID!) { setPlan(subject: $subject, plan: $plan) { id } }';
const GRANT = 'mutation ($input: GrantCreditsInput!) { grantCredits(input: $input) { id } }';
/** The subjects checked with tokens of their own. */
const BY_KEY = `query ($key: String!, $subject: ID) {
  decisionByKey(idempotencyKey: $key, subject: $subject, space: OWN) { id outcome }
}`;
const BACKLOG = 'query { operations { pending } }';

const CREDITS = '100000';
const LOOKED_UP_AT_ONCE = 16;
const SETTLED_WITHIN_MS = 60_000;

const say = (...lines: string[]): void => lines.forEach((line) => void process.stdout.write(`${line}\n`));

async function main(stopped: AbortSignal): Promise<boolean> {
  const options = rollingOptions(process.argv.slice(2));
  if (options === null) {
    say(ROLLING_USAGE.trimEnd());
    return true;
  }
  say(style('bold', 'Rolling replacement'), '  starting PostgreSQL, two API processes, a worker and nginx …');
  const place = await openPlace(options, stopped);
  try {
    return await roll(place, options, stopped);
  } catch (error) {
    if (!stopped.aborted) process.stderr.write(`\nWhat the processes logged:\n${place.logged()}\n`);
    throw error;
  } finally {
    await place.leave();
  }
}

async function roll(place: RollingPlace, { clients, calmMs }: RollingOptions, stopped: AbortSignal): Promise<boolean> {
  const calm = () => pause(calmMs, undefined, { signal: stopped });
  const admin = await place.clientFor('admin');
  const working = await Promise.all(
    Array.from({ length: clients }, async (_, i) => {
      const subject = `member-${i}`;
      await prepare(admin, subject);
      return { subject, client: await place.clientFor(subject) };
    }),
  );
  say(`  PostgreSQL ${place.postgres}, ${clients} clients, each with ${CREDITS} credits`);
  const load = new RollingLoad(working, stopped);
  const part = async (name: string, work: () => Promise<unknown>) => {
    load.begin(name);
    say(`  ${name} …`);
    await work();
  };
  load.begin('calm');
  load.start();
  await calm();
  await part('each replaced by itself', () => place.replaceAll(place.previous, calm));
  await part('the next version migrates', async () => {
    for (const line of (await place.migrate(place.next)).split('\n')) say(`    ${line}`);
    await calm();
  });
  await part('each replaced by the next', () => place.replaceAll(place.next, calm));
  await load.stop();
  return judge(place, load, admin, stopped);
}

async function prepare(admin: ApiClient, subject: string): Promise<void> {
  await admin.ask(PLAN, { subject, plan: 'payg' });
  const reason = 'for a rolling replacement';
  const input = { subject, kind: 'PROMOTIONAL', credits: CREDITS, reason, idempotencyKey: `rolling ${subject}` };
  await admin.ask(GRANT, { input });
}

async function judge(place: RollingPlace, load: RollingLoad, admin: ApiClient, stopped: AbortSignal): Promise<boolean> {
  tell(load.parts);
  say('', `  nginx passed ${place.passedOn()} requests on, for the process that it asked first did not answer.`);
  const otherwise = await lookUp(load.told, admin);
  await allSettled(admin, stopped);
  const check = await place.run('backup-check');
  say(
    '',
    ...check.said
      .trimEnd()
      .split('\n')
      .filter((line) => !/^\s+\d+ %/.test(line)),
  );
  const problems = [...load.failed, ...otherwise];
  for (const problem of problems.slice(0, 20)) say(style('red', `  ${problem}`));
  const sound = problems.length === 0 && check.code === 0 && load.told.length > 0;
  const calls = load.parts.reduce((sum, { calls: each }) => sum + each, 0);
  say(
    '',
    sound
      ? style(
          'green',
          `Nobody noticed: ${calls} calls, each ended well, and ${load.told.length} answers are stored as told.`,
        )
      : style(
          'red',
          `SOMEBODY NOTICED: of ${calls} calls ${load.failed.length} failed, ${otherwise.length} are stored otherwise.`,
        ),
  );
  return sound;
}

function tell(parts: readonly Part[]): void {
  const rows = parts.map(({ name, calls, repeated, milliseconds }) => {
    const sorted = [...milliseconds].sort((a, b) => a - b);
    const at = (share: number) => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(0)} ms`;
    const codes = [...repeated].map(([code, count]) => `${code} ${count}`).join(', ');
    const times = [...repeated.values()].reduce((sum, each) => sum + each, 0);
    return ['', name, String(calls), String(times), at(0.5), at(0.99), at(1), codes];
  });
  say('', ...columns([['', 'part', 'calls', 'repeated', 'p50', 'p99', 'worst', ''], ...rows]));
}

/** What is stored otherwise than it was told. */
async function lookUp(told: readonly Told[], admin: ApiClient): Promise<string[]> {
  const wrong: string[] = [];
  for (let from = 0; from < told.length; from += LOOKED_UP_AT_ONCE) {
    const found = told.slice(from, from + LOOKED_UP_AT_ONCE).map(async ({ subject, key, id, outcome }) => {
      const variables = { subject, key };
      const { decisionByKey } = await admin.ask<{ decisionByKey: Partial<Told> | null }>(BY_KEY, variables);
      if (decisionByKey?.id === id && decisionByKey.outcome === outcome) return;
      wrong.push(`${key}: told ${id} ${outcome}, stored ${decisionByKey?.id} ${decisionByKey?.outcome}`);
    });
    await Promise.all(found);
  }
  return wrong;
}

/** @throws Error where usage waits for longer than a minute */
async function allSettled(admin: ApiClient, stopped: AbortSignal): Promise<void> {
  for (const end = Date.now() + SETTLED_WITHIN_MS; ; await pause(200, undefined, { signal: stopped })) {
    const { operations } = await admin.ask<{ operations: { pending: number | string } }>(BACKLOG);
    if (Number(operations.pending) === 0) return;
    if (Date.now() > end)
      throw new Error(`After ${SETTLED_WITHIN_MS / 1000} s ${operations.pending} reports are not settled.`);
  }
}

await runTool(main);
