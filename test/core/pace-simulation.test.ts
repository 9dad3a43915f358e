/**
 * The same work twice under a moved clock: by subjects that wait as they are told, and by subjects that go on until they are
 * denied. docs/decisions/0044-pace-is-advice.md has the figures.
 */
import { expect, test } from '@jest/globals';
import { advance } from '../../src/core/due.js';
import { decide } from '../../src/core/decide.js';
import { explain } from '../../src/core/explain.js';
import { paceAfter } from '../../src/core/pace.js';
import { settle } from '../../src/core/settle.js';
import type { Plan } from '../../src/core/words.js';
import { account, ask, card, DAY, facts, FAST, fiveHour, HOUR, layers, MINUTE, NOW, plan, SECOND } from './build.js';
import { takeAndHold, weekly } from './build.js';

/** How somebody works: so many pieces of work, each of about so many credits and so long. */
interface Working {
  pieces: number;
  cost: number;
  lasts: number;
}

interface Seen {
  /** Denied checks: each ends the work at hand. */
  interruptions: number;
  /** Milliseconds spent waiting, the longest wait, and until all was done. */
  waiting: number;
  longest: number;
  done: number;
}

/** Always the same numbers between 0 and 1. */
function* noise(seed: number): Generator<number> {
  for (let state = seed; ; state = (state * 48_271) % 2_147_483_647) yield state / 2_147_483_647;
}

function work(onPlan: Plan, { pieces, cost, lasts }: Working, obeys: boolean, seed: number): Seen {
  const own = facts({ plan: onPlan, layers: layers('allowance'), cards: [card()], account: account({ lastAt: NOW }) });
  const varies = noise(seed);
  const seen: Seen = { interruptions: 0, waiting: 0, longest: 0, done: 0 };
  let now = NOW;
  const wait = (until: number) => {
    seen.waiting += until - now;
    seen.longest = Math.max(seen.longest, until - now);
    now = until;
  };
  for (let piece = 0; piece < pieces; piece += 1) {
    const request = ask({ token: Math.max(1, Math.round(cost * (0.5 + varies.next().value!))) });
    for (;;) {
      advance(own.account, now);
      const verdict = decide(request, own, now);
      if (verdict.outcome === 'ALLOWED') {
        const [taken] = takeAndHold(own, verdict, `h${piece}`, now, 86_400);
        const { unblocksAt } = explain(request, own, verdict, now);
        const pace = paceAfter(FAST, own, { ...verdict, unblocksAt }, now);
        now += Math.round(lasts * (0.5 + varies.next().value!));
        const hold = [{ account: own.account, part: taken!.part, state: 'HELD' as const }];
        const event = {
          id: `c${piece}`,
          amount: verdict.granted,
          final: true,
          claimed: false,
          product: 'codex',
          feature: 'fast',
        };
        advance(own.account, now);
        settle(
          { ...event, layers: own.layers, budgets: [], ownOnly: false },
          { account: own.account, others: new Map(), hold, overshoot: { policy: 'DEBT' } },
          now,
        );
        if (obeys) wait(now + pace.delayMs);
        break;
      }
      seen.interruptions += 1;
      wait(explain(request, own, verdict, now).unblocksAt!);
    }
  }
  return { ...seen, done: now - NOW };
}

const PLUS = { ...plan([fiveHour(50), weekly(250)]), slowDownBelow: 2_000 };
const WORKS: [name: string, plan: Plan, working: Working][] = [
  ['an agent that would use a five-hour window up in an hour', PLUS, { pieces: 150, cost: 1, lasts: 70 * SECOND }],
  ['an agent that would use it up in four hours', PLUS, { pieces: 150, cost: 1, lasts: 5 * MINUTE }],
  ['long pieces of work, ten to a window', PLUS, { pieces: 60, cost: 5, lasts: 6 * MINUTE }],
  ['an agent that never comes near', PLUS, { pieces: 100, cost: 1, lasts: 20 * MINUTE }],
];

const hours = (milliseconds: number) => (milliseconds / HOUR).toFixed(2);

test.each(WORKS)(
  '%s: whoever waits as told is interrupted less, and is done no later than a window',
  (name, onPlan, working) => {
    const runs = Array.from({ length: 20 }, (_, i) => i + 1);
    const sum = (obeys: boolean) =>
      runs
        .map((seed) => work(onPlan, working, obeys, seed))
        .reduce((a, b) => ({
          interruptions: a.interruptions + b.interruptions,
          waiting: a.waiting + b.waiting,
          longest: Math.max(a.longest, b.longest),
          done: a.done + b.done,
        }));
    const [told, plain] = [sum(true), sum(false)];
    if (process.env.PACE_FIGURES) {
      for (const [how, seen] of Object.entries({ told, plain })) {
        const { interruptions, waiting, longest, done } = seen;
        process.stdout.write(
          `${name} | ${how} | ${interruptions / 20} | ${hours(waiting / 20)} | ${hours(longest)} | ${hours(done / 20)}\n`,
        );
      }
    }
    expect(told.interruptions).toBeLessThanOrEqual(plain.interruptions / 4);
    expect(told.done / runs.length).toBeLessThan(plain.done / runs.length + 5 * HOUR);
    if (plain.interruptions === 0) expect(told).toEqual(plain);
    expect(told.longest).toBeLessThanOrEqual(Math.max(plain.longest, 7 * DAY));
  },
);
