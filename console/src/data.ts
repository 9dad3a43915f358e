/** How a page asks, and how it acts: the only two ways from a component to the server. */
import type { CombinedError } from '@urql/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient, useQuery } from 'urql';
import { factsOf, nodeOf, type ErrorFacts, type GeneratedText } from './graphql';
import { changes, tellChange } from './live/live';
import { useStore } from './store';

export interface Data<R> {
  data: R | undefined;
  /** Of the fields that failed; others may have data. */
  error: CombinedError | undefined;
  loading: boolean;
  /** Whether a question is on its way: `data` may answer the one before. */
  asking: boolean;
  retry(): void;
}

export interface Asking {
  /** Not asked while true. */
  pause?: boolean;
  /** Asked again when something about the account has changed. */
  live?: boolean;
}

/** Asks, shows what is known meanwhile, and keeps the last answer while the next one is on its way. */
export function useData<R, V>(
  document: GeneratedText<R, V>,
  variables: V & Record<string, unknown>,
  { pause = false, live = false }: Asking = {},
): Data<R> {
  const [{ data, error, fetching, stale }, ask] = useQuery({ query: nodeOf(document), variables, pause });
  const version = useStore(changes);
  const asked = useRef(version);
  useEffect(() => {
    if (!live || pause || asked.current === version) return;
    asked.current = version;
    ask({ requestPolicy: 'network-only' });
  }, [live, pause, version, ask]);
  const retry = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask]);
  const loading = fetching && data === undefined;
  return { data: data as R | undefined, error, loading, asking: fetching || stale, retry };
}

/** A key that nobody else makes up; `crypto.randomUUID` is missing where a page came over plain HTTP. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Where an act stands. `unknown`: nobody knows yet whether it was done; it is repeated with the same key. */
export type ActState<R> =
  | { step: 'idle' }
  | { step: 'running' }
  | { step: 'unknown' }
  | { step: 'done'; data: R }
  | { step: 'failed'; error: ErrorFacts };

export interface Act<R, V> {
  state: ActState<R>;
  /** Acts once, however often it must be sent: its key stays until the outcome is known. */
  run(variables: (key: string) => V): Promise<R | null>;
  /** Forgets the outcome; the next run has a new key. */
  reset(): void;
}

const REPEAT_MS = [300, 700, 1500, 3000, 5000];

/** One act of the user, as a mutation that takes an idempotency key. */
export function useAct<R, V>(document: GeneratedText<R, V>): Act<R, V> {
  const client = useClient();
  const [state, setState] = useState<ActState<R>>({ step: 'idle' });
  const key = useRef<string | null>(null);
  const running = useRef(false);
  const run = useCallback(
    async (variables: (key: string) => V): Promise<R | null> => {
      if (running.current) return null;
      running.current = true;
      key.current ??= newKey();
      const input = variables(key.current) as V & Record<string, unknown>;
      setState({ step: 'running' });
      try {
        for (let tries = 0; ; tries += 1) {
          const { data, error } = await client.mutation(nodeOf(document), input).toPromise();
          if (!error) {
            key.current = null;
            setState({ step: 'done', data: data as R });
            tellChange();
            return data as R;
          }
          const facts = factsOf(error);
          if (!facts.retryable && !facts.outcomeUnknown) {
            key.current = null;
            setState({ step: 'failed', error: facts });
            return null;
          }
          setState({ step: 'unknown' });
          const wait = REPEAT_MS[Math.min(tries, REPEAT_MS.length - 1)];
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      } finally {
        running.current = false;
      }
    },
    [client, document],
  );
  const reset = useCallback(() => {
    if (!running.current) setState({ step: 'idle' });
  }, []);
  return { state, run, reset };
}
