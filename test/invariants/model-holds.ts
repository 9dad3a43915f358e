/**
 * How what a decision took becomes a hold, or joins one that it extends; what it quotes, how long that lasts, what goes back
 * first, and how much a subject may hold.
 */
import type { CheckCall } from './calls.js';
import { DAY } from './closed-world.js';
import {
  least,
  left,
  movedAt,
  planOf,
  total,
  type Account,
  type Count,
  type Draw,
  type HeldDraw,
  type Hold,
  type Window,
  type World,
} from './model-state.js';

interface Taken {
  subject: Account;
  draws: Draw[];
  now: number;
  seconds: number;
  world: World;
}

/** The hold with the draws in it; it lasts as long as the latest of its decisions asked, and no longer than it may. */
export function joinHold(extended: Hold | null, { subject, draws, now, seconds, world }: Taken): Hold {
  const none = { subject, draws: [], openedAt: now, expiresAt: 0, parts: new Map(), claims: 0, ending: false };
  const hold: Hold = extended ?? { ...none, quotes: [], final: null, cumulative: null, counters: new Map() };
  if (!extended) world.holds.push(hold);
  for (const draw of draws) {
    const same = hold.draws.find((each) => isSame(each, draw));
    const counts = draw.counts.map((count) => ({ ...count, left: draw.amount }));
    if (same) {
      world.saw('two draws become one');
      same.amount += draw.amount;
      same.counts = counts.map(({ account, window, left: more }) => {
        const before = same.counts.find((count) => count.account === account)!;
        return { account, window, left: before.left + more };
      });
    } else hold.draws.push({ ...draw, counts, at: now, settled: 0n, released: 0n });
  }
  const asked = Math.max(hold.expiresAt, now + seconds * 1000);
  hold.expiresAt = Math.min(asked, lastsUntil(hold, subject, world));
  if (hold.expiresAt < asked) world.saw('a hold is cut');
  const counting = draws.flatMap(({ counts }) => counts.map(({ account }) => account));
  for (const account of [subject, ...draws.map((draw) => draw.account), ...counting]) {
    hold.parts.set(account, 'HELD');
    movedAt(now, account);
  }
  return hold;
}

/** A day after its first decision; with held allowance, also the length of the shortest window after the oldest of it. */
export function lastsUntil({ draws, openedAt }: Hold, owner: Account, { catalog }: World): number {
  const lengths = catalog.plans[planOf(owner)]!.windows.flatMap(({ every }) => (every === 'day' ? [] : [every]));
  const sinces = draws.filter((draw) => draw.windows.length > 0 && left(draw) > 0n).map(({ at }) => at);
  return Math.min(openedAt + DAY, ...sinces.flatMap((since) => lengths.map((length) => since + length)));
}

/** Gives back what lies on closed lots and on windows of which one has ended. @returns how to undo that */
export function trim(hold: Hold): { accounts: Set<Account>; undo: () => void } {
  const stale = hold.draws.filter((draw) => left(draw) > 0n && (draw.lot ? draw.lot.closed : !allRun(draw)));
  const undone: (() => void)[] = [];
  for (const draw of stale) {
    const { account, lot, windows } = draw;
    const amount = left(draw);
    const give = (sign: bigint) => {
      draw.released += sign * amount;
      if (lot) lot.held -= sign * amount;
      if (lot) lot[lot.closed!] += sign * amount;
      for (const window of windows) window.held -= sign * amount;
    };
    const running = windows.filter((window) => account.windows.get(window.name) === window);
    give(1n);
    for (const window of running) if (window.used === 0n && window.held === 0n) account.windows.delete(window.name);
    const counted = draw.counts.map((count) => ({ count, left: count.left, runs: runs(count.account, count.window) }));
    for (const { count, left: amount, runs: running } of counted) {
      count.window.held -= amount;
      count.left = 0n;
      if (running && count.window.used === 0n && count.window.held === 0n) count.account.windows.delete('period');
    }
    undone.unshift(() => {
      for (const { count, left: amount, runs: running } of counted) {
        count.window.held += amount;
        count.left = amount;
        if (running) count.account.windows.set('period', count.window);
      }
      give(-1n);
      for (const window of running) account.windows.set(window.name, window);
    });
  }
  const changed = stale.flatMap(({ account, counts }) => [account, ...counts.map((count) => count.account)]);
  return { accounts: new Set(changed), undo: () => undone.forEach((undo) => undo()) };
}

function allRun({ windows, account }: HeldDraw): boolean {
  return windows.every((window) => runs(account, window));
}

function runs(account: Account, window: Window): boolean {
  return account.windows.get(window.name) === window;
}

/** From the same place, and counted in the same periods of the same budgets. */
function isSame(a: HeldDraw, b: Draw): boolean {
  const starts = (windows: Window[]) => windows.map(({ name, startedAt }) => `${name} ${startedAt}`).join();
  const counted = ({ account, window }: Count) =>
    a.counts.some((count) => count.account === account && count.window.startedAt === window.startedAt);
  if (a.counts.length !== b.counts.length || !b.counts.every(counted)) return false;
  return a.account === b.account && a.lot === b.lot && starts(a.windows) === starts(b.windows);
}

/** Whether the subject has as many open holds as it may have. */
export function hasMostHolds(subject: Account, { holds, catalog }: World): boolean {
  const open = holds.filter((hold) => hold.subject === subject && hold.parts.get(subject) === 'HELD');
  return open.length >= (catalog.mostHolds ?? Infinity);
}

/** Of a team's lots no more than the share of the team that the subject does not hold yet. */
export function withinShare(sources: Draw[], subject: Account, team: Account, world: World): Draw[] {
  const { mostOfTeam } = world.catalog;
  if (mostOfTeam === null) return sources;
  const there = team.lots.filter(({ pending, closed }) => !pending && closed === null);
  const all = total(there.map(({ remaining }) => remaining)) + total(team.lots.map(({ held }) => held));
  const open = world.holds.filter((hold) => hold.subject === subject && hold.parts.get(team) === 'HELD');
  const holds = total(open.flatMap(({ draws }) => draws.filter(({ account }) => account === team).map(left)));
  const most = (all * BigInt(mostOfTeam)) / 100n;
  let rest = most > holds ? most - holds : 0n;
  return sources.map((source) => {
    if (source.account !== team) return source;
    const amount = least(rest, source.amount);
    if (amount < source.amount) world.saw('a share of the pool is used up');
    rest -= amount;
    return { ...source, amount };
  });
}

/** The hold remembers what a decision has quoted: its card for so many units of each dimension. */
export function quote(hold: Hold, { product, feature, usage }: CheckCall, counts: bigint[], plan: string, at: number) {
  const left = new Map(usage.map(({ dimension }, i) => [dimension, counts[i]!]));
  hold.quotes.push({ product, feature, plan, at, left });
}
