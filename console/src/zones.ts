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

/** An instant as a field of date and time shows it on the clock of a zone. */
export function toInput(at: number, timeZone: string): string {
  const text = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  }).format(at);
  return text.replace(' ', 'T');
}

/** The instant that such a field means on the clock of a zone; null where it is not filled in. */
export function fromInput(text: string, timeZone: string): number | null {
  const asUtc = Date.parse(`${text}Z`);
  if (!Number.isFinite(asUtc)) return null;
  // What the zone's clock shows at the guess tells how far the guess is off; twice, for the hour when it is changed.
  let at = asUtc;
  for (let round = 0; round < 2; round += 1) at += asUtc - Date.parse(`${toInput(at, timeZone)}Z`);
  return at;
}
