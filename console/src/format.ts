/** Numbers and instants as people read them. Amounts are exact decimal strings and stay strings. */
import { keptStore } from './store';

const MOST_DECIMALS = 4;
const amounts = new Intl.NumberFormat('en', { maximumFractionDigits: MOST_DECIMALS, roundingMode: 'trunc' });
const LEAST = '0.0001';

type Exact = Parameters<Intl.NumberFormat['format']>[0];

/** At most four decimals, cut and never rounded up; what is smaller than they can say is no zero. */
export function amountText(exact: string): string {
  const magnitude = exact.replace(/^-/, '');
  const text = amounts.format(exact as Exact);
  if (!/^-?0$/.test(text) || /^0*(\.0*)?$/.test(magnitude)) return text;
  return exact.startsWith('-') ? `> -${LEAST}` : `< ${LEAST}`;
}

/** A count of something, with thousands apart. */
export const countText = (exact: string | number): string => amounts.format(exact as Exact);

const SCALE = 9;

/** An amount as a whole number of its smallest parts. */
export function nano(exact: string): bigint {
  const [whole = '0', decimals = ''] = exact.replace(/^[-+]/, '').split('.');
  const value = BigInt(whole) * 10n ** BigInt(SCALE) + BigInt(decimals.slice(0, SCALE).padEnd(SCALE, '0'));
  return exact.startsWith('-') ? -value : value;
}

/** The other way. */
export function fromNano(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(SCALE + 1, '0');
  const decimals = digits.slice(-SCALE).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -SCALE)}${decimals === '' ? '' : `.${decimals}`}`;
}

/** Adds amounts exactly. */
export const sum = (exact: readonly string[]): string =>
  fromNano(exact.reduce((total, each) => total + nano(each), 0n));

/** How much of a whole a part is, 0 to 1; for bars only. */
export function share(part: string, whole: string): number {
  const all = nano(whole);
  return all <= 0n ? 0 : Math.min(1, Math.max(0, Number((nano(part) * 10_000n) / all) / 10_000));
}

/** Whose clock is shown. */
export const ZONES = ['local', 'UTC'] as const;
export type Zone = (typeof ZONES)[number];
export const zone = keptStore<Zone>('zone', 'local', (value): value is Zone =>
  (ZONES as readonly string[]).includes(value),
);

/** The IANA name of what is shown. */
export const zoneName = (shown: Zone): string =>
  shown === 'UTC' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A span as so many units at most: "2 h 14 min". */
export function spanText(milliseconds: number, most: 1 | 2 = 2): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const units: [string, number][] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) return '0 s';
  const [name = '', size = 1] = units[first] ?? [];
  const [nextName = '', nextSize = 1] = units[first + 1] ?? [];
  const whole = Math.floor(seconds / size);
  const rest = nextName === '' ? 0 : Math.floor((seconds - whole * size) / nextSize);
  return rest === 0 || most === 1 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${nextName}`;
}

/** "in 2 h 14 min", "3 min ago", "now": what is over is told less exactly than what is waited for. */
export function relativeText(at: number, now: number): string {
  const apart = at - now;
  if (Math.abs(apart) < 1000) return 'now';
  return apart > 0 ? `in ${spanText(apart)}` : `${spanText(-apart, 1)} ago`;
}

/** An instant on the clock of a zone: the time alone where it is the same day, else the day too. */
export function clockText(at: number, now: number, shown: Zone): string {
  const timeZone = zoneName(shown);
  const day = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const isToday = day.format(at) === day.format(now);
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const date = { day: 'numeric', month: 'short' } as const;
  const thisYear = day.format(at).slice(0, 4) === day.format(now).slice(0, 4);
  const options = isToday
    ? { ...time, second: '2-digit' as const }
    : { ...date, ...time, ...(thisYear ? {} : { year: 'numeric' as const }) };
  return `${new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(at)}${shown === 'UTC' ? ' UTC' : ''}`;
}
