/** When what an account has runs out. It is added up from what was used of late, so it is asked for now and then alone. */
import { useEffect } from 'react';
import { useData } from './data';
import { ForecastsDocument, type ForecastNowFragment } from './gql/graphql';

const AGAIN_MS = 60_000;

/** @param account an address; null for one's own */
export function useForecasts(account: string | null): readonly ForecastNowFragment[] {
  const { data, retry } = useData(ForecastsDocument, { account });
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && retry(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [retry]);
  return data?.account?.forecast ?? [];
}
