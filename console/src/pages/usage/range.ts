/** From when to when: the ranges that have a name, and the one that was chosen, on the clock of a zone. */
import { fromInput, toInput } from '../../zones';
import type { UsageSearch } from './search';

export interface Span {
  from: string;
  to: string;
  bucket: 'HOUR' | 'DAY';
  /** Days, rounded up. */
  days: number;
  /** Why it cannot be shown; null where it can. */
  problem: string | null;
}

export const MOST_DAYS = 400;
/** With more of them, bars of an hour would be thinner than a line. */
export const MOST_HOUR_DAYS = 14;
/** Labels are read from the events themselves. */
export const MOST_LABEL_DAYS = 31;
const DAY_MS = 86_400_000;
/** What is a day where the clock is changed may have an hour more. */
const HOUR_MS = 3_600_000;

/** The day of an instant on the clock of a zone, such as 2026-11-28. */
export const dayOf = (at: number, timeZone: string): string => toInput(at, timeZone).slice(0, 10);

/** A day so many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** When a day begins on the clock of a zone. */
export const dayBegins = (day: string, timeZone: string): string =>
  new Date(fromInput(`${day}T00:00:00`, timeZone) ?? 0).toISOString();

/** The span that an address asks for. @param now the server's time */
export function spanOf(search: UsageSearch, now: number, timeZone: string): Span {
  const today = dayOf(now, timeZone);
  const tomorrow = dayBegins(addDays(today, 1), timeZone);
  const first = { today, '7d': addDays(today, -6), '30d': addDays(today, -29), month: `${today.slice(0, 8)}01` };
  const range = search.range ?? '7d';
  const from = range === 'custom' ? (search.from ?? dayBegins(today, timeZone)) : dayBegins(first[range], timeZone);
  const to = range === 'custom' ? (search.to ?? tomorrow) : tomorrow;
  const length = Date.parse(to) - Date.parse(from);
  const days = Math.ceil((length - HOUR_MS) / DAY_MS);
  const hoursFit = days <= MOST_HOUR_DAYS;
  const bucket = hoursFit ? (search.bucket ?? (days <= 2 ? 'HOUR' : 'DAY')) : 'DAY';
  return { from, to, bucket, days, problem: problemOf(search, length, days) };
}

function problemOf({ group, label }: UsageSearch, length: number, days: number): string | null {
  if (length <= 0) return 'The first day lies after the last one.';
  if (days > MOST_DAYS) return `A range has ${MOST_DAYS} days at most.`;
  if (group === 'label' && label === undefined) return 'Name the label whose values you want to tell apart.';
  if (label !== undefined && days > MOST_LABEL_DAYS) {
    return `With a label, a range has ${MOST_LABEL_DAYS} days at most.`;
  }
  return null;
}

/** A point in words: its day, or its hour. */
export function pointText({ start, end }: { start: string; end: string }, bucket: string, timeZone: string): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const say = (at: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(Date.parse(at));
  return bucket === 'DAY' ? say(start, day) : `${say(start, { ...day, ...time })}–${say(end, time)}`;
}

/** A span in words, the day alone where it begins and ends with one. */
export function spanText({ from, to }: { from: string; to: string }, timeZone: string): string {
  const whole = [from, to].every((at) => toInput(Date.parse(at), timeZone).endsWith('T00:00:00'));
  const last = whole ? Date.parse(to) - 1 : Date.parse(to);
  const options: Intl.DateTimeFormatOptions = {
    ...{ day: 'numeric', month: 'short', year: 'numeric' },
    ...(whole ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  };
  return new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).formatRange(Date.parse(from), last);
}
