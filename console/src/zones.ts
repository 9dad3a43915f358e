/** Days on the clock of a time zone. */

/** When the day of an instant began in a zone, in milliseconds. */
export function dayStart(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const midnight = at - (of('hour') * 3600 + of('minute') * 60 + of('second')) * 1000 - (at % 1000);
  // Where the clock was changed since midnight, the first guess is off by the change.
  const guess = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', hour: 'numeric', minute: 'numeric' });
  const [hour = '0', minute = '0'] = guess.format(midnight).split(':');
  const late = Number(hour) * 60 + Number(minute);
  return midnight - (late > 720 ? late - 1440 : late) * 60_000;
}
