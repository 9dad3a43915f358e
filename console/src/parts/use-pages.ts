/** A list that has pages: the rows so far, and the next ones when they are wanted. */
import type { CombinedError } from '@urql/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { nodeOf, type GeneratedText } from '../graphql';
import { changes } from '../live/live';
import { useStore } from '../store';

interface Row {
  id: string;
}

interface Page<T> {
  nodes: readonly T[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

export interface Pages<T> {
  rows: readonly T[];
  loading: boolean;
  error: CombinedError | undefined;
  /** Whether there are further rows. */
  more: boolean;
  loadMore(): void;
  /** Reads the first page again: what is new comes first, what has changed is shown as it is now. */
  refresh(): Promise<void>;
}

interface State<T> {
  rows: readonly T[];
  more: boolean;
  end: string | null;
  loading: boolean;
  error: CombinedError | undefined;
}

const nothing = { rows: [], more: false, end: null, loading: true, error: undefined };
/** More rows than anybody reads; a filter finds the rest. */
const MOST_ROWS = 20_000;

/**
 * Reads a connection page by page.
 * @param variables all but `after`; others begin the list anew
 * @param connectionOf where the connection is in the answer
 */
export function usePages<R, V extends { after?: unknown }, T extends Row>(
  document: GeneratedText<R, V>,
  variables: Omit<V, 'after'>,
  connectionOf: (data: R) => Page<T> | null | undefined,
): Pages<T> {
  const client = useClient();
  const [state, setState] = useState<State<T>>(nothing);
  const asked = useRef(0);
  const reading = useRef(false);
  const pick = useRef(connectionOf);
  pick.current = connectionOf;
  const key = JSON.stringify(variables);

  const read = useCallback(
    async (after: string | null) => {
      const input = { ...(JSON.parse(key) as object), after } as unknown as V & Record<string, unknown>;
      const { data, error } = await client
        .query(nodeOf(document), input, { requestPolicy: 'network-only' })
        .toPromise();
      const page = data ? pick.current(data) : null;
      return {
        rows: page?.nodes ?? [],
        more: page?.pageInfo.hasNextPage ?? false,
        end: page?.pageInfo.endCursor ?? null,
        error,
      };
    },
    [client, document, key],
  );

  useEffect(() => {
    const turn = (asked.current += 1);
    reading.current = false;
    setState(nothing);
    void read(null).then((page) => {
      if (turn === asked.current) setState({ ...page, loading: false });
    });
  }, [read]);

  const loadMore = useCallback(() => {
    const turn = asked.current;
    if (reading.current || !state.more || state.loading || state.rows.length >= MOST_ROWS) return;
    reading.current = true;
    void read(state.end).then((page) => {
      if (turn !== asked.current) return;
      reading.current = false;
      setState((before) => {
        const known = new Set(before.rows.map(({ id }) => id));
        const rows = [...before.rows, ...page.rows.filter(({ id }) => !known.has(id))];
        return page.error ? { ...before, error: page.error } : { ...page, rows, loading: false };
      });
    });
  }, [read, state.end, state.more, state.loading, state.rows.length]);

  const refresh = useCallback(async () => {
    const turn = asked.current;
    const page = await read(null);
    if (turn !== asked.current) return;
    setState((before) => {
      if (page.error) return { ...before, error: page.error };
      const fresh = new Set(page.rows.map(({ id }) => id));
      const kept = before.rows.filter(({ id }) => !fresh.has(id));
      // More than a page is new: what lies between is not known, so the list begins anew.
      if (kept.length === before.rows.length && page.more) return { ...page, loading: false };
      return { ...before, error: undefined, loading: false, rows: [...page.rows, ...kept] };
    });
  }, [read]);

  return { rows: state.rows, loading: state.loading, error: state.error, more: state.more, loadMore, refresh };
}

/** Reads the first page again whenever something about the account has changed. */
export function useRefreshed({ refresh }: Pick<Pages<unknown>, 'refresh'>, pause = false): void {
  const version = useStore(changes);
  const seen = useRef(version);
  useEffect(() => {
    if (pause || seen.current === version) return;
    seen.current = version;
    void refresh();
  }, [pause, version, refresh]);
}
