/**
 * A golden history: a preview of it under a candidate predicts, to the last draw, what the same calls are answered that are
 * sent again at the same instants to a copy of the database as it was when the period began. SPILLWAY_GOLDEN_CHECKS makes it
 * longer.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Answer } from '../../src/preview/answer.js';
import type { Replay } from '../../src/preview/replay.js';
import { uuidOf } from '../../src/ids.js';
import { FILES, OTHER_CATALOG, OTHER_POLICY } from './files.js';
import { historyOf, type Act } from './history.js';
import { Play, type Answered } from './play.js';
import { START, StillEngine } from './still-engine.js';
import { replayOf, stopDates } from './support.js';

const CHECKS = Number(process.env.SPILLWAY_GOLDEN_CHECKS ?? 800);
const TOGETHER = 40;

let engine: StillEngine;
let first: Play;
let acts: Act[];
let whole: Play;
let copies: { candidate: { policy?: string; catalog?: string }; engine: StillEngine; play: Play }[];
let from: number;
let to: number;

beforeAll(
  async () => {
    stopDates();
    engine = await StillEngine.open(FILES);
    acts = historyOf({
      ...{ seed: 7, checks: CHECKS, subjects: 60, from: START },
      ...{ everyMs: 300_000, together: TOGETHER, settles: 'at once', gridMs: 120_000 },
    });
    const begins = Math.floor(acts.length / 10);
    from = acts[begins]!.at;
    to = acts.at(-1)!.at + 86_400_000;
    const before = acts.filter(({ at }) => at < from);
    const after = acts.filter(({ at }) => at >= from);
    first = new Play(engine);
    await first.play(before, from);
    copies = [];
    for (const candidate of [{ policy: OTHER_POLICY }, { catalog: OTHER_CATALOG }]) {
      const copy = await engine.copy({ ...FILES, ...candidate });
      copies.push({ candidate, engine: copy, play: first });
    }
    whole = first.goOn(engine, null);
    const starts = copies.map((each) => ({ ...each, play: first }));
    await whole.play(after, to);
    copies = starts.map((each) => ({ ...each, play: first.goOn(each.engine, whole) }));
    for (const { play } of copies) await play.play(after, to);
  },
  120_000 + CHECKS * 300,
);

afterAll(async () => {
  for (const copy of copies) await copy.engine.close();
  await engine.close();
  jest.useRealTimers();
}, 60_000);

/** What a preview predicts of each check of the period, as the answer of a call says it. */
function predicted({ tally, budgets }: Replay): Map<string, string> {
  expect(tally.changes.length).toBe(Object.values(tally.kinds).reduce((sum, n) => sum + n, 0));
  return new Map(
    tally.changes.map(({ decision, after }) => [decision, told(after, (address) => budgets.get(address)!.who)]),
  );
}

function told({ outcome, reason, granted, grantedUsage, draws }: Answer, whoOf: (address: string) => string): string {
  const gave = draws.map(({ layer, source, account, amount, budgets }) => {
    const counts = budgets.map((count) => `${whoOf(count.address)} ${count.amount}`).sort();
    return [layer, source, account, amount, ...counts].join(' ');
  });
  const usage = grantedUsage.map(({ dimension, quantity }) => `${dimension} ${quantity}`);
  return [outcome, reason, granted, ...usage, ...gave].join('\n');
}

function answered({ outcome, reason, granted, grantedUsage, draws }: Answered): string {
  const [whole = '0', fraction = ''] = granted.split('.');
  const nano = BigInt(whole) * 10n ** 9n + BigInt(fraction.padEnd(9, '0'));
  const usage = grantedUsage.map(({ dimension, quantity }) => `${dimension} ${quantity}`);
  return [outcome, reason, nano, ...usage, ...draws].join('\n');
}

test.each([0, 1])(
  'the same calls sent again to a copy get exactly what the preview predicts (candidate %i)',
  async (n) => {
    const { candidate, play } = copies[n]!;
    const replay = await replayOf(engine, { from, to }, candidate);
    const changes = predicted(replay);
    const wrong: object[] = [];
    let compared = 0;
    for (const { no, at } of acts.flatMap((act) =>
      act.kind === 'check' && act.at >= from ? act.asks.map((ask) => ({ no: ask.no, at: act.at })) : [],
    )) {
      const [then, now] = [whole.answers.get(no), play.answers.get(no)];
      if (!then || !now) continue;
      compared += 1;
      const expected = changes.get(uuidOf('dec', then.id) ?? '') ?? answered(then);
      if (answered(now) !== expected) wrong.push({ no, at, then: answered(then), expected, found: answered(now) });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    const { kinds } = replay.tally;
    if (process.env.SPILLWAY_PREVIEW_TELL) console.log(`${compared} answers, ${JSON.stringify(kinds)}`);
    expect(compared).toBeGreaterThan(CHECKS * 0.8);
    expect(kinds.NEWLY_DENIED).toBeGreaterThan(0);
    expect(kinds.NEWLY_ALLOWED).toBeGreaterThan(0);
    expect(kinds.MOVED).toBeGreaterThan(0);
  },
  120_000,
);
