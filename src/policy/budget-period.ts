/**
 * The periods of budgets as policies write them: `5h|day|week|month|once [zone] [paced hourly|daily]`. A zone is part
 * of a budget's name, so it stands as it is written, in IANA's own capitals; only UTC, which goes without saying, is
 * left out.
 */
import { suggest } from '../catalog/nearest-name.js';
import { problemOfZone } from '../catalog/zone-names.js';
import type { BudgetTerms, Nano, WindowTerms } from '../core/words.js';
import type { BudgetPeriod } from './budget-terms.js';

export interface Period extends Pick<BudgetTerms, 'period' | 'paced'> {
  lasts: BudgetPeriod;
}

const CALENDAR = ['day', 'week', 'month'] as const;
const PACES = ['hourly', 'daily'] as const;
const WHOLE = 'a period is like 5h, day, week, month or once, then a zone, then paced hourly or paced daily';

/** What the window of every budget is called. */
export const PERIOD_WINDOW = 'period';

/**
 * A period as a window, from its text without pacing as {@link parsePeriod} answers it. It judges nothing: what a policy
 * once meant, it means for ever.
 */
export function windowOfPeriod(period: string, capacity: Nano): WindowTerms {
  const [first = '', zone = 'UTC'] = period.split(' ');
  const calendar = CALENDAR.find((each) => each === first);
  const named = { name: PERIOD_WINDOW, capacity };
  if (calendar) return { ...named, kind: 'calendar', period: calendar, zone };
  return first === 'once'
    ? { ...named, kind: 'once' }
    : { ...named, kind: 'anchored', seconds: Number.parseInt(first, 10) * 3_600 };
}

/** @param text words with one space between them; a text is returned where it is no period, and says why */
export function parsePeriod(text: string): Period | string {
  const [first = '', ...rest] = text.split(' ');
  const calendar = CALENDAR.find((each) => each === first);
  const hours = /^([1-9][0-9]{0,2})h$/.exec(first)?.[1];
  if (calendar === undefined && hours === undefined && first !== 'once') {
    return `unknown period "${first}"; ${WHOLE}${suggest(first, [...CALENDAR, 'once'])}`;
  }
  const zone = rest[0] === undefined || rest[0] === 'paced' ? null : rest.shift()!;
  if (zone !== null) {
    const problem = calendar ? problemOf(zone) : `${noCalendar(first)}, so it has no zone: "${zone}"`;
    if (problem !== null) return problem;
  }
  const pace = (rest[0] === 'paced' && PACES.find((each) => each === rest[1])) || null;
  if (rest[0] === 'paced' && pace === null) {
    return `pacing is "paced hourly" or "paced daily", not "${rest.join(' ')}"`;
  }
  const more = rest.slice(pace === null ? 0 : 2);
  if (more.length > 0) return `"${more.join(' ')}" says nothing here; ${WHOLE}`;
  if (pace !== null && !calendar) return `${noCalendar(first)}, so it cannot be paced; a day, week or month can`;
  if (calendar) {
    const period = zone === null || zone === 'UTC' ? first : `${first} ${zone}`;
    return { period, lasts: { kind: 'calendar', period: calendar, zone: zone ?? 'UTC' }, paced: pace };
  }
  const lasts = hours ? { kind: 'anchored' as const, seconds: Number(hours) * 3_600 } : { kind: 'once' as const };
  return { period: first, lasts, paced: null };
}

function noCalendar(first: string): string {
  return first === 'once' ? 'once never begins anew' : `${first} begins with the first use`;
}

function problemOf(zone: string): string | null {
  return PACES.some((pace) => pace === zone) ? `pacing is written "paced ${zone}"` : problemOfZone(zone);
}
