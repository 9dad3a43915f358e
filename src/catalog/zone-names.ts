/**
 * Time zones as files name them: by IANA's names, in its own capitals.
 */
import { BoundedMap } from '../bounded-map.js';
import { suggest } from './nearest-name.js';

/** What is wrong with the name of a zone; null where it stands as it should. */
export function problemOfZone(zone: string): string | null {
  const written = /^[A-Za-z]/.test(zone) ? knownAs(zone) : null;
  if (written === null) {
    const near = suggest(zone, ['UTC', ...Intl.supportedValuesOf('timeZone')]);
    return `unknown time zone "${zone}"${near || '; zones are named as by IANA, like Europe/Berlin'}`;
  }
  if (written !== zone && written.toLowerCase() === zone.toLowerCase()) {
    return `the time zone "${zone}" is written "${written}"`;
  }
  // Another name of a zone is not told back, so its capitals are only looked at.
  const isWritten = zone.split('/').every((part) => /^[A-Z]/.test(part));
  return isWritten ? null : `the time zone "${zone}" is not written so: each part begins with a capital letter`;
}

/** To look one zone up takes a sixth of a millisecond, and a file may have a thousand. */
const known = new BoundedMap<string>(500);

/** The zone that a name means, in whatever capitals; null where it means none. */
function knownAs(name: string): string | null {
  let zone = known.get(name);
  if (zone === undefined) {
    zone = zoneNamed(name);
    known.set(name, zone);
  }
  return zone || null;
}

/** Empty where the name means no zone. */
function zoneNamed(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return '';
  }
}
