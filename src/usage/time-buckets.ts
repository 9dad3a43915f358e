/**
 * Where hours and days begin in a time zone, to the quarter of an hour: every zone in use is so many quarters from UTC.
 * Reads no clock; what is known of zones is what ICU knows.
 */
import type { Instant } from '../core/words.js';
import { SLOT_MS } from '../books/usage-sums.js';

export type BucketSize = 'HOUR' | 'DAY';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Whether the text names a time zone as IANA does; bare offsets such as `+02:00` are no names. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z][\w+/-]{0,63}$/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/**
 * The instants at which buckets begin within `[from, to)`: `from`, and each at which another local hour or day begins.
 * An hour that occurs twice is two buckets; a day has as many hours as it has.
 * @param from a whole number of slots, as `to` is
 */
export function bucketStarts(from: Instant, to: Instant, size: BucketSize, timeZone: string): Instant[] {
  const offsetAt = offsetReader(timeZone);
  const starts: Instant[] = [];
  let last = { unit: NaN, offset: NaN };
  for (let day = from; day < to; day += DAY_MS) {
    const end = Math.min(day + DAY_MS, to);
    const offset = offsetAt(day);
    const steady = offset === offsetAt(end);
    for (let at = day; at < end; at += SLOT_MS) {
      const here = steady ? offset : offsetAt(at);
      const unit = Math.floor((at + here) / (size === 'HOUR' ? HOUR_MS : DAY_MS));
      const begins = unit !== last.unit || (size === 'HOUR' && here !== last.offset);
      if (begins) starts.push(at);
      last = { unit, offset: here };
    }
  }
  return starts;
}

/** Reads how many milliseconds a zone is ahead of UTC at an instant. */
function offsetReader(timeZone: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (at) => {
    const [, sign, hours, minutes, seconds] = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(at)) ?? [];
    const size = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
    return (sign === '-' ? -size : size) * 1000;
  };
}
