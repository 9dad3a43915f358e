/**
 * The clock of a storm. Processes and database go by it alike: a day lasts some seconds, of which half lie around midnight
 * and half around one o'clock, and the clock leaps over the rest. So periods of an hour, a day and, at the first midnight, a
 * month end while calls fly. It never goes back, and runs as fast as any other between two leaps.
 */
import { setTimeout as pause } from 'node:timers/promises';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What says the time of a storm at every instant of the machine's clock, in milliseconds. */
export interface ClockTerms {
  /** When, by the machine, the first stretch begins; before that it runs as in the first one. */
  since: number;
  /** How long a stretch lasts: the time between two leaps. A day has two. */
  stretchMs: number;
  /** The midnight in the middle of the first stretch. */
  midnight: number;
}

/** What a built process loads first to go by it; its address ends with the {@link ClockTerms}. */
const MOVED_CLOCK = 'proof/storm/moved-clock.js';

const TERMS = 'terms';

/** The terms that the address of {@link MOVED_CLOCK} ends with. */
export function termsIn(url: string): ClockTerms {
  return JSON.parse(new URL(url).searchParams.get(TERMS) ?? '') as ClockTerms;
}

/** The stretch that an instant of the machine's lies in; the first is 0. */
function stretchAt({ since, stretchMs }: ClockTerms, machine: number): number {
  return Math.max(0, Math.floor((machine - since) / stretchMs));
}

/** How far ahead of the machine's the clock is in a stretch. */
function aheadIn({ since, stretchMs, midnight }: ClockTerms, stretch: number): number {
  const days = Math.floor(stretch / 2);
  const begins = midnight - stretchMs / 2 + days * DAY_MS + (stretch - 2 * days) * HOUR_MS;
  return begins - (since + stretch * stretchMs);
}

/** What the clock shows when the machine's shows this. */
export function movedFrom(terms: ClockTerms, machine: number): number {
  return machine + aheadIn(terms, stretchAt(terms, machine));
}

/** Without terms it is the machine's own. */
export class StormClock {
  private constructor(private readonly terms: ClockTerms | null) {}

  /** The machine's own. */
  static still(): StormClock {
    return new StormClock(null);
  }

  /**
   * One whose first stretch begins after some time, around the end of a month.
   * @param dayMs how long a day of it lasts
   */
  static moved(dayMs: number, inMs: number): StormClock {
    const stretchMs = Math.round(dayMs / 2);
    const since = Date.now() + inMs;
    const [year, month] = [new Date(since).getUTCFullYear(), new Date(since).getUTCMonth()];
    // It must never be behind the machine's.
    const next = Date.UTC(year, month + 1, 1);
    const midnight = next - stretchMs / 2 > since ? next : Date.UTC(year, month + 2, 1);
    return new StormClock({ since, stretchMs, midnight });
  }

  /** Whether days pass in it as they do in no other. */
  get isMoved(): boolean {
    return this.terms !== null;
  }

  now(): number {
    return this.terms ? movedFrom(this.terms, Date.now()) : Date.now();
  }

  /** Changes with each leap. */
  get stretch(): number {
    return this.terms ? stretchAt(this.terms, Date.now()) : 0;
  }

  /** Resolves when no leap is near. @param milliseconds at most a stretch, or it begins with the next one */
  async calmFor(milliseconds: number): Promise<void> {
    if (!this.terms) return;
    const { since, stretchMs } = this.terms;
    const next = since + (this.stretch + 1) * stretchMs;
    if (next - Date.now() < milliseconds) await pause(next - Date.now() + 1);
  }

  /** What a built process loads first, to go by it. */
  get preload(): string[] {
    if (!this.terms) return [];
    return [`${MOVED_CLOCK}?${new URLSearchParams({ [TERMS]: JSON.stringify(this.terms) }).toString()}`];
  }

  /** Puts it in the place of the clock of a database, for whoever connects to that; by a superuser. */
  get sql(): string | null {
    if (!this.terms) return null;
    const replaced = (name: string, volatility: string) => `
      alter function pg_catalog.${name}() rename to machine_${name};
      create function pg_catalog.${name}() returns timestamptz language sql ${volatility} as
        $$ select ${this.movedSql(`pg_catalog.machine_${name}()`)} $$;`;
    return replaced('clock_timestamp', 'volatile') + replaced('statement_timestamp', 'stable');
  }

  /** An instant of the machine's as the clock shows it, in SQL. */
  private movedSql(machine: string): string {
    const { since, stretchMs } = this.terms!;
    const stretch = `greatest(0, floor((extract(epoch from m) * 1000 - ${since}) / ${stretchMs}))`;
    return `m + (${this.aheadSql('s')}) * interval '1 millisecond'
      from (select m, ${stretch} as s from (select ${machine} as m) machine) stretch`;
  }

  /** The machine's instant of one that the clock has shown, in SQL: two that lie close together do so there, too. */
  machineSql(shown: string): string {
    if (!this.terms) return shown;
    const { stretchMs, midnight } = this.terms;
    const since = `(extract(epoch from ${shown}) * 1000 - ${midnight - stretchMs / 2})`;
    const [days, rest] = [`floor(${since} / ${DAY_MS})`, `(${since} - floor(${since} / ${DAY_MS}) * ${DAY_MS})`];
    const stretch = `greatest(0, 2 * ${days} + case when ${rest} >= ${HOUR_MS} then 1 else 0 end)`;
    return `(${shown} - (${this.aheadSql(stretch)}) * interval '1 millisecond')`;
  }

  /** {@link aheadIn} in SQL. */
  private aheadSql(stretch: string): string {
    const { since, stretchMs, midnight } = this.terms!;
    const days = `floor(${stretch} / 2)`;
    const begins = `${midnight - stretchMs / 2} + ${days} * ${DAY_MS} + (${stretch} - 2 * ${days}) * ${HOUR_MS}`;
    return `${begins} - ${since} - ${stretch} * ${stretchMs}`;
  }
}
