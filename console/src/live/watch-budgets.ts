/**
 * Budgets that are shown stay fresh: what anybody spends of them goes into the cache, and so to whatever shows them. What
 * may be answered otherwise by then, such as what a next request would get, is asked for again.
 */
import type { Client } from '@urql/core';
import { useEffect } from 'react';
import { useClient } from 'urql';
import { pipe, subscribe } from 'wonka';
import { BudgetChangedDocument, type BudgetNowFragment } from '../gql/graphql';
import { nodeOf } from '../graphql';
import { tellChange } from './live';

/** Further ones are as they were when they were read. */
const MOST_WATCHED = 40;

/** Watches the first of these budgets as long as a component is shown. */
export function useBudgetsWatched(ids: readonly string[]): void {
  const client = useClient();
  const key = [...new Set(ids)].slice(0, MOST_WATCHED).join(' ');
  useEffect(() => {
    const stops = (key === '' ? [] : key.split(' ')).map((budget) => watch(client, budget));
    return () => stops.forEach((stop) => stop());
  }, [client, key]);
}

/** What decides whether anything passes. */
const lets = ({ line, limit, increase, remaining }: BudgetNowFragment): string =>
  [line, limit, increase, remaining === '0'].join(' ');

function watch(client: Client, budget: string): () => void {
  let before: string | null = null;
  const { unsubscribe } = pipe(
    client.subscription(nodeOf(BudgetChangedDocument), { budget }),
    subscribe(({ data }) => {
      const now = data?.accountChanged.budget;
      if (!now) return;
      if (before !== null && before !== lets(now)) tellChange();
      before = lets(now);
    }),
  );
  return unsubscribe;
}
