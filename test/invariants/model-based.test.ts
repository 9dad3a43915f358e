/**
 * Random sequences of calls, files, clock moves and restarts: the engine and an independent model of the rules give the
 * same answers and come to the same world, and the auditor finds nothing.
 *
 * A failure prints the shortest sequence found, with `seed`, `path` and, as its last line, `replayPath`. To run that one
 * alone, set SPILLWAY_MODEL_SEED, SPILLWAY_MODEL_PATH and SPILLWAY_MODEL_REPLAY to them; a seed alone repeats all of it.
 * SPILLWAY_MODEL_RUNS is the number of sequences, for longer searches.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { CATALOGS, catalogText, FIRST_PLAN, HOUR, START } from './closed-world.js';
import { check, Command, grant, moveClock, record, serve, setPlan, settle } from './commands.js';
import { expectSameHistory } from './compare.js';
import { Engine } from './engine.js';
import { Model } from './model.js';
import { beginnings, sequences } from './sequences.js';
import { stories, take } from './stories.js';

const { SPILLWAY_MODEL_SEED, SPILLWAY_MODEL_PATH, SPILLWAY_MODEL_REPLAY, SPILLWAY_MODEL_RUNS } = process.env;
const DEFAULT_RUNS = 15;
/**
 * What a run must meet comes in one of twelve sequences or more often: with so many more at most, a run misses it once in
 * ten thousand.
 */
const MOST_MORE = 100;
const RUNS = Number(SPILLWAY_MODEL_RUNS ?? DEFAULT_RUNS);
const seed = SPILLWAY_MODEL_SEED === undefined ? {} : { seed: Number(SPILLWAY_MODEL_SEED) };
const path = SPILLWAY_MODEL_PATH === undefined ? {} : { path: SPILLWAY_MODEL_PATH };
/** Sequences that share a database: a large one is slow to audit. */
const PER_DATABASE = 30;
/** How long to look for a shorter sequence that fails. */
const SHRINKING_MS = 60_000;

let engine: Engine | undefined;
beforeAll(() => {
  const timers = [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
  ] as const;
  const doNotFake = [...timers, 'hrtime', 'nextTick', 'performance', 'queueMicrotask'] as const;
  jest.useFakeTimers({ now: START, doNotFake: [...doNotFake] });
});
afterAll(async () => {
  await engine?.close();
  jest.useRealTimers();
});

/** An engine with a fresh world; now and then on a fresh database. */
async function freshWorld(run: number): Promise<Engine> {
  if (engine && run % PER_DATABASE === 0) {
    await engine.close();
    engine = undefined;
  }
  engine ??= await Engine.open(catalogText(CATALOGS[0]!, { team: 'none' }));
  engine.begin();
  return engine;
}

/** What the commands are, and what must have come of them over all sequences of a whole run. */
const KINDS = [
  ...[
    'check',
    'report',
    'settle',
    'release',
    'grant',
    'purchase',
    'refund',
    'revoke',
    'void',
    'again',
    'misuse',
    'trespass',
  ],
  ...['stale extension', 'plan', 'policy change', 'catalog change', 'clock', 'clock back', 'restart'],
];
const MET = [
  ...['ALLOWED', 'PARTIAL', 'DENIED', 'a replay', 'IDEMPOTENCY_CONFLICT', 'CONFLICT'],
  ...['allowance gives', 'promotion gives', 'credits gives', 'pool gives', '2 layers at once'],
  ...['a check costs nothing', 'a report on a check that cost nothing', 'a share of the pool is used up'],
  ...['BUDGET_EXCEEDED', 'a part: BUDGET_EXCEEDED', 'usage goes beyond a budget', 'a budget begins anew'],
  ...['a draw counts in two budgets', 'OUT_OF_CAPACITY', 'HOLD_CLOSED', 'DEBT_LIMIT', 'RATE_LIMITED', 'NO_LAYER'],
  ...['a hold expires', 'a window resets', 'a lot expires', 'a lot becomes effective', 'a lot repays debt'],
  ...['a window is withdrawn', 'the allowance repays debt'],
  ...['an extension gives back', 'a hold is cut'],
  ...['a hold gives back to a closed lot', 'usage is more than was held', 'usage is set aside'],
  ...['overshoot becomes debt', 'overshoot is forgiven', 'a purchase below the smallest payment'],
  ...['usage that the policy denies', 'a report exceeds a quote'],
  ...['a counter that grows', 'usage is undone'],
];
/** What comes too seldom by itself: stories lead to it. */
const MET_BY_STORIES = [
  ...['HOLD_LIMIT', 'a quote has ended'],
  ...['a second final report', 'counters and plain reports are mixed', 'usage of an open hold is not undone'],
  ...['a check is priced beside what its hold was granted', 'usage is charged beside what its hold used'],
  ...['beyond a size', 'what is undone comes back to a closed lot', 'what is undone counts in a budget no more'],
];

const seen = new Map<string, number>();
let runs = 0;
let failedAt = Infinity;

test(
  'the engine answers and keeps its books as the rules say, whatever comes in whatever order',
  async () => {
    const all = sequences(SPILLWAY_MODEL_REPLAY);
    const property = fc.asyncProperty(beginnings, stories, all, async (beginning, steps, commands) => {
      if (performance.now() > failedAt + SHRINKING_MS) return;
      const real = await freshWorld(runs++);
      const saw = (what: string) => void seen.set(what, (seen.get(what) ?? 0) + 1);
      const model = new Model(saw);
      try {
        await take(steps, model, real);
        // Whatever files and plan the stories needed.
        await serve(beginning)(model, real);
        if (beginning.plan !== FIRST_PLAN || steps.length > 0) await setPlan('alice', beginning.plan)(model, real);
        await fc.asyncModelRun(() => ({ model, real }), commands);
        await expectSameHistory(model, real);
        await real.audit();
      } catch (error) {
        failedAt = Math.min(failedAt, performance.now());
        throw error;
      }
    });
    await fc.assert(property, { numRuns: RUNS, unbiased: true, ...seed, ...path });
    const whole = RUNS >= DEFAULT_RUNS && SPILLWAY_MODEL_PATH === undefined;
    const wanted = [...KINDS, ...MET, ...MET_BY_STORIES];
    const missing = () => wanted.filter((what) => !seen.has(what));
    // What chance has not brought yet, more sequences will.
    for (let more = 0; whole && more < MOST_MORE && missing().length > 0; more += 1) {
      await fc.assert(property, { numRuns: 1, unbiased: true });
    }
    if (whole) expect(missing()).toEqual([]);
    if (SPILLWAY_MODEL_RUNS !== undefined) console.log(`${runs} sequences`, JSON.stringify(Object.fromEntries(seen)));
  },
  60_000 + (RUNS + MOST_MORE) * 5_000,
);

test('what a lifted claim leaves due is written before it is shown, though the clock was set back (rule 1)', async () => {
  const real = await freshWorld(runs++);
  const model = new Model(() => {});
  const units = { dimension: 'units', quantity: 5, minimum: 0 };
  const asked = { key: 'a', subject: 'alice', product: 'meter', feature: 'call', session: null } as const;
  const held = { mode: 'UP_TO', holdSeconds: 1, extends: null } as const;
  const part = {
    check: 0,
    final: false,
    cumulative: false,
    late: false,
    status: 'COMPLETED',
    occurredAt: null,
  } as const;
  const credits = {
    kind: 'REFUND',
    credits: '1',
    priority: 100,
    scope: null,
    effectiveAt: null,
    expiresAt: null,
  } as const;
  const acts = [
    serve({ policy: 0, catalog: 0 }),
    check({ ...asked, ...held, usage: [units] }),
    record({ ...asked, ...part, usage: [{ dimension: 'units', quantity: 2 }] }),
    moveClock(({ clock }) => clock + HOUR),
    grant({ key: 'a', to: 'alice', ...credits }),
    moveClock(() => START),
    settle,
  ];
  for (const act of acts) await new Command('', '', act).run(model, real);
});

test('draws on one lot or window become one, which gives back as they would have (rule 29)', async () => {
  const real = await freshWorld(runs++);
  const met = new Set<string>();
  const model = new Model((what) => void met.add(what));
  const used = (quantity: number) => ({ dimension: 'units', quantity });
  const units = (quantity: number) => ({ ...used(quantity), minimum: 0 });
  const work = { subject: 'alice', product: 'meter', feature: 'call', session: null } as const;
  const asked = { ...work, mode: 'UP_TO', holdSeconds: 86_400 } as const;
  const more = { ...asked, extends: 0 };
  const part = {
    ...asked,
    check: 0,
    final: false,
    status: 'COMPLETED',
    occurredAt: null,
    cumulative: false,
    late: false,
  } as const;
  const credits = { kind: 'REFUND', priority: 100, scope: null, effectiveAt: null, expiresAt: null } as const;
  const acts = [
    serve({ policy: 0, catalog: 0 }),
    grant({ key: 'a', to: 'alice', credits: '20', ...credits }),
    check({ ...asked, key: 'a', usage: [units(10)], extends: null }),
    check({ ...more, key: 'b', usage: [units(4)] }),
    record({ ...part, key: 'a', usage: [used(9)] }),
    settle,
    check({ ...more, key: 'c', usage: [units(5)] }),
    moveClock(({ clock }) => clock + 4 * HOUR),
    check({ ...more, key: 'd', usage: [units(2)] }),
    record({ ...part, key: 'b', final: true, usage: [used(6)] }),
    settle,
  ];
  for (const act of acts) await new Command('', '', act).run(model, real);
  await expectSameHistory(model, real);
  expect(met).toContain('two draws become one');
});
