/**
 * Pouring: an amount over sources, in order. Every source gives as much as it can, and as its budgets let through, before
 * the next is asked. The sources of one budget are whole layers and those of two lie in each other or apart, so that this
 * order places as much as any could.
 */
import { least, sum } from './amounts.js';
import { countIn, leftIn, type BudgetRoom } from './budget-room.js';
import type { BudgetCount, Draw } from './facts.js';
import type { Source } from './layers.js';
import type { Nano } from './words.js';

/** A draw of usage that has happened; `over`: it went beyond a budget. */
export type PouredDraw = Draw & { over?: true };

/** What was poured so far: from each source, and through each budget. */
export class Poured {
  private readonly given = new Map<Source, Nano>();
  private readonly counted = new Map<string, Nano>();

  /** What a budget lets through beside what has counted in it; null: it bounds nothing. */
  left(room: BudgetRoom): Nano | null {
    const all = leftIn(room);
    if (all === null) return null;
    const left = all - this.countedIn(room);
    return left > 0n ? left : 0n;
  }

  /** What a source can still give, as far as its budgets let it. */
  leftOf(source: Source): Nano {
    const there = source.unbounded - this.givenBy(source);
    return source.through.reduce((lowest, room) => least(lowest, this.left(room) ?? lowest), there);
  }

  /** Takes an amount from a source, and counts it in all its budgets. */
  take(source: Source, amount: Nano): Draw[] {
    if (amount === 0n) return [];
    const draws = source.take(amount, this.givenBy(source));
    this.given.set(source, this.givenBy(source) + amount);
    if (!source.through.length) return draws;
    return draws.map((draw) => {
      const counts = source.through.map((room) => ({ room, count: this.count(room, draw.amount) }));
      const budgets = counts.flatMap(({ room, count }) => (room.passing ? [] : [count]));
      return budgets.length ? { ...draw, budgets } : draw;
    });
  }

  /** Counts an amount in a budget. */
  count(room: BudgetRoom, amount: Nano): BudgetCount {
    const before = this.countedIn(room);
    this.counted.set(room.account.address, before + amount);
    return countIn(room, before, amount);
  }

  /** Pours within the budgets. */
  within(sources: readonly Source[], amount: Nano): Draw[] {
    return this.pour(sources, amount, (source) => this.leftOf(source));
  }

  /** Pours whatever the sources still have, in the same order, without asking any budget. */
  beyond(sources: readonly Source[], amount: Nano): PouredDraw[] {
    const draws = this.pour(sources, amount, (source) => source.unbounded - this.givenBy(source));
    return draws.map((draw) => ({ ...draw, over: true }));
  }

  private pour(sources: readonly Source[], amount: Nano, leftOf: (source: Source) => Nano): Draw[] {
    let left = amount;
    return sources.flatMap((source) => {
      const part = least(left, leftOf(source));
      left -= part;
      return this.take(source, part);
    });
  }

  private givenBy(source: Source): Nano {
    return this.given.get(source) ?? 0n;
  }

  private countedIn({ account }: BudgetRoom): Nano {
    return this.counted.get(account.address) ?? 0n;
  }
}

/** Pours as much of an amount over the sources, in order, as they can hold and their budgets let through. */
export function pour(sources: readonly Source[], amount: Nano): Draw[] {
  return new Poured().within(sources, amount);
}

/** What the sources could give together if no budget bounded them; what the request itself says binds them still. */
export function unboundedOf(sources: readonly Source[]): Nano {
  const all = sum(sources, ({ unbounded }) => unbounded);
  if (!sources.some(({ through }) => through.some(({ passing }) => passing))) return all;
  const lifted = sources.map((source) => ({ ...source, through: source.through.filter(({ passing }) => passing) }));
  return sum(pour(lifted, all), ({ amount }) => amount);
}
