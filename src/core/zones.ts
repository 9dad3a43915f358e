/**
 * Days in the time zones of the IANA: when each begins, also where clocks change. A day is named by how many days after
 * 1970-01-01 its date is. Pure: what Intl knows of a zone is all that it reads.
 */
import type { Instant } from './words.js';

export const DAY_MS = 86_400_000;

/** So many formats are remembered: making one takes far longer than using it. */
const MOST_FORMATS = 1_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The day that an instant lies in. Where clocks go back past midnight, the day that has begun goes on, though its eve is
 * read off the clock once more.
 * @throws RangeError for a zone that Intl does not know
 */
export function dayAt(zone: string, at: Instant): number {
  if (zone === 'UTC') return Math.floor(at / DAY_MS);
  const read = Math.floor((at + offsetAt(zone, at)) / DAY_MS);
  return startOfDay(zone, read + 1) <= at ? read + 1 : read;
}

/** The first instant of a day: at midnight, or where clocks leave that out, as they go forward. */
export function startOfDay(zone: string, day: number): Instant {
  return instantOf(zone, day * DAY_MS);
}

/** What clocks in the zone show at an instant, as if that were UTC. */
export function clockAt(zone: string, at: Instant): number {
  return zone === 'UTC' ? at : at + offsetAt(zone, at);
}

/**
 * The first instant at which clocks in the zone show this; where they leave it out, the one at which they go forward.
 * @param shown as if it were UTC
 */
export function instantOf(zone: string, shown: number): Instant {
  if (zone === 'UTC') return shown;
  const before = offsetAt(zone, shown - DAY_MS);
  const after = offsetAt(zone, shown + DAY_MS);
  const [early, late] = [shown - before, shown - after];
  if (offsetAt(zone, early) === before) return early;
  return offsetAt(zone, late) === after ? late : changeBetween(zone, late, early);
}

/** The first instant after `from` at which the clock differs from what it was then; it does so by `to`. */
function changeBetween(zone: string, from: Instant, to: Instant): Instant {
  const before = offsetAt(zone, from);
  let [same, changed] = [from, to];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(zone, middle) === before) same = middle;
    else changed = middle;
  }
  return changed;
}

/** By how many milliseconds clocks in the zone are ahead of UTC. */
function offsetAt(zone: string, at: Instant): number {
  const read: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) read[type] = Number(value);
  const { year = NaN, month = NaN, day, hour, minute, second } = read;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const numeric = 'numeric' as const;
  const date = { year: numeric, month: numeric, day: numeric };
  const time = { hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23' as const };
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'gregory', ...date, ...time });
  if (formats.size >= MOST_FORMATS) formats.clear();
  formats.set(zone, format);
  return format;
}
