/**
 * Calendar periods in a time zone: days, weeks from a day of the week on, and months, each from its first instant up to the first of the
 * next. The last one of each zone is remembered, for most instants that are asked for lie in it.
 */
import { dayAt, DAY_MS, startOfDay } from './zones.js';
import type { Instant } from './words.js';

/** From `start` on, up to but not including `end`. */
export interface Period {
  start: Instant;
  end: Instant;
}

/** What of a window's terms says its periods; UTC where no zone is named. Weeks start so many days after Monday. */
export interface CalendarTerms {
  period: 'day' | 'week' | 'month';
  zone?: string;
  starts?: number;
}

const MOST_REMEMBERED = 3_000;
const remembered = new Map<string, Period>();

/** The period that an instant lies in. */
export function periodAt({ period, zone = 'UTC', starts = 0 }: CalendarTerms, at: Instant): Period {
  const key = `${period} ${zone} ${starts}`;
  const known = remembered.get(key);
  if (known && known.start <= at && at < known.end) return known;
  const [first, next] = daysOf(period, starts, dayAt(zone, at));
  const found = { start: startOfDay(zone, first), end: startOfDay(zone, next) };
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(key, found);
  return found;
}

/** The first day of the period that a day lies in, and that of the next. */
function daysOf(period: CalendarTerms['period'], starts: number, day: number): [first: number, next: number] {
  if (period === 'day') return [day, day + 1];
  if (period === 'week') {
    // Day 0 was a Thursday.
    const first = day - ((((day + 3 - starts) % 7) + 7) % 7);
    return [first, first + 7];
  }
  const date = new Date(day * DAY_MS);
  const month = (plus: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + plus, 1) / DAY_MS;
  return [month(0), month(1)];
}
