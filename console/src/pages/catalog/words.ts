/** Windows, grants and resets of the catalog in a sentence each. */
import { spanText } from '../../format';
import type { GrantSoldFragment, PlanSoldFragment } from '../../gql/graphql';
import { anyWord } from '../../words';

type Window = PlanSoldFragment['windows'][number];

const lower = (value: string): string => anyWord(value).toLowerCase();
const zoned = (zone: string): string => (zone === 'UTC' ? 'UTC' : `in ${zone}`);

/** "every day, in Europe/Berlin", "every month of the subscription, UTC". */
function everyWord({ every, bySubscription, zone }: { every: string; bySubscription: boolean; zone: string }): string {
  return `every ${lower(every)}${bySubscription ? ' of the subscription' : ''}, ${zoned(zone)}`;
}

/** When the periods of a window begin and end. */
export function windowWord({ kind, seconds, calendar, zone, starts }: Window): string {
  const where = zone == null ? '' : `, ${zoned(zone)}`;
  switch (kind) {
    case 'ANCHORED':
      return seconds == null ? 'from its first use' : `for ${spanText(seconds * 1000)} from its first use`;
    case 'CALENDAR': {
      const from = starts == null || starts === 'MONDAY' ? '' : ` from ${anyWord(starts)}`;
      return `every ${lower(calendar ?? 'period')}${from}${where}`;
    }
    case 'SUBSCRIPTION':
      return `every month of the subscription${where}`;
    case 'ONCE':
      return 'once, and never again';
    default:
      return lower(kind);
  }
}

/** What counts in a window; null: everything does. */
export function scopeWord({ products, features }: Window): string | null {
  if (products == null && features == null) return null;
  const all = [...(products ?? []), ...(features ?? [])];
  return all.length === 0 ? 'for nothing that you can use' : `for ${all.join(', ')} only`;
}

/** When a grant comes, and what becomes of it. */
export function grantWord(grant: GrantSoldFragment): string {
  const { livesSeconds, rollOverAtMost } = grant;
  const lives = livesSeconds == null ? 'until the period ends' : `lives ${spanText(livesSeconds * 1000)}`;
  const over = rollOverAtMost == null ? '' : `; at most ${rollOverAtMost} of what is left goes on for one more`;
  return `${everyWord(grant)}; ${lives}${over}`;
}

export function resetsWord(resets: NonNullable<PlanSoldFragment['resets']>): string {
  return `one more ${everyWord(resets)}, while there are fewer than ${resets.keep} in store`;
}

/** A share as a percentage, exact to a hundredth of one. */
export const percentWord = (share: number): string => `${Math.round(share * 10_000) / 100}%`;
