/** Until when what is left lasts at the rate that it was used with of late; nothing where it refills before, and where nothing is left. */
import type { ForecastNowFragment } from '../gql/graphql';
import { Instant } from './basics';

export function Lasts({ forecast }: { forecast: ForecastNowFragment | undefined }) {
  if (!forecast || forecast.remaining === '0') return null;
  const { byHour, byDay, byWeek, refillsAt } = forecast;
  const rates = [
    [byHour, 'hour'],
    [byDay, 'day'],
    [byWeek, 'week'],
  ] as const;
  const rate = rates.find(([at]) => at != null && (refillsAt == null || Date.parse(at) < Date.parse(refillsAt)));
  if (!rate) return null;
  return (
    <p className="text-xs text-warn" data-lasts={forecast.source}>
      At the rate of the last {rate[1]} it lasts until <Instant at={rate[0] ?? ''} />.
    </p>
  );
}
