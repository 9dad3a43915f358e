/**
 * Hooks for React: the balance as it changes, what is available, and buying credits. They hold no amounts of their own and
 * guess none: what they show is what Spillway said last.
 */
import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from 'react';
import type { Availability, Purchase } from './api.js';
import { feedOf, NOTHING_YET, type BalanceView } from './balance-feed.js';
import type { Spillway } from './client.js';
import type { Credits } from './credits.js';
import { Misuse, SpillwayError } from './errors.js';
import { randomId } from './random-id.js';
import { backOffMs, pause } from './wait.js';

export type { BalanceView } from './balance-feed.js';

const ClientContext = createContext<Spillway | null>(null);

/** Gives the hooks below it their client. */
export function SpillwayProvider({ client, children }: { client: Spillway; children?: ReactNode }): ReactElement {
  return createElement(ClientContext.Provider, { value: client }, children);
}

/**
 * The client of the nearest provider.
 * @throws Misuse where there is none
 */
export function useSpillway(): Spillway {
  const client = useContext(ClientContext);
  if (!client) throw new Misuse('Put a SpillwayProvider around this.');
  return client;
}

/**
 * An account's balance and windows, live: the caller's own, unless another is named. Components that look at the same account
 * share one subscription.
 */
export function useBalance(account?: string): BalanceView {
  const feed = feedOf(useSpillway(), account);
  return useSyncExternalStore(feed.subscribe, feed.now, () => NOTHING_YET);
}

/** What is available, and how to ask anew. */
export interface AvailabilityView {
  availability: Availability | null;
  isLoading: boolean;
  error: Error | null;
  refetch: () => void;
}

/** Changes that come close together are asked about once. */
const SETTLE_MS = 300;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What is left of a product or feature, layer by layer: asked anew as the balance changes, and as a window resets. */
export function useAvailability(of: { product: string; feature?: string; account?: string }): AvailabilityView {
  const client = useSpillway();
  const { product, feature, account } = of;
  const { change } = useBalance(account);
  const seq = change?.seq;
  const [asked, setAsked] = useState(0);
  const [view, setView] = useState<Omit<AvailabilityView, 'refetch'>>({
    availability: null,
    isLoading: true,
    error: null,
  });
  const refetch = useCallback(() => setAsked((before) => before + 1), []);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const ask = async () => {
      await pause(seq === undefined ? 0 : SETTLE_MS, signal);
      setView((before) => ({ ...before, isLoading: true }));
      const availability = await client.availability(
        { product, ...(feature !== undefined && { feature }), ...(account !== undefined && { account }) },
        { signal },
      );
      setView({ availability, isLoading: false, error: null });
    };
    ask().catch((error: Error) => {
      if (!signal.aborted) setView((before) => ({ ...before, isLoading: false, error }));
    });
    return () => ending.abort();
  }, [client, product, feature, account, seq, asked]);
  const turnsAt = nextTurn(view.availability);
  useEffect(() => {
    if (turnsAt === null) return undefined;
    const timer = setTimeout(refetch, Math.min(LONGEST_TIMER_MS, Math.max(1000, turnsAt - Date.now())));
    return () => clearTimeout(timer);
  }, [turnsAt, refetch]);
  return { ...view, refetch };
}

/** When time alone will change the answer, as far as it says; null where it will not. */
function nextTurn(availability: Availability | null): number | null {
  if (!availability) return null;
  const { unblocksAt, layers } = availability;
  const instants = [unblocksAt, ...layers.flatMap(({ resetsAt, expiresAt }) => [resetsAt, expiresAt])];
  const ahead = instants.flatMap((at) => (at === null ? [] : [Date.parse(at)])).filter((at) => at > Date.now());
  return ahead.length === 0 ? null : Math.min(...ahead);
}

/** A purchase under way. */
export interface BuyView {
  /** `unknown`: no answer came, so it may have been bought. Buying again then finds out, and buys once. */
  state: 'idle' | 'buying' | 'pending' | 'paid' | 'declined' | 'refused' | 'unknown';
  purchase: Purchase | null;
  error: Error | null;
  /** Resolves as far as it has come. While an earlier one is under way or unknown, that one is gone on with. */
  buy: (credits: Credits, paymentMethod?: string) => Promise<void>;
  /** Forgets a purchase that is over. */
  reset: () => void;
}

interface Attempt {
  key: string;
  credits: Credits;
  paymentMethod: string | undefined;
}

/** How often a pending purchase is looked at, within half an hour; buying again goes on with it. */
const LOOKS = 200;
const IDLE = { state: 'idle' as const, purchase: null, error: null };

/** Buys credits for an account, the caller's own by default. It makes the key, and keeps it until the outcome is known. */
export function useBuyCredits(account?: string): BuyView {
  const client = useSpillway();
  const [view, setView] = useState<Omit<BuyView, 'buy' | 'reset'>>(IDLE);
  const attempt = useRef<Attempt | null>(null);
  const running = useRef<Promise<void> | null>(null);
  const ending = useRef<AbortController | null>(null);
  useEffect(() => {
    const controller = (ending.current = new AbortController());
    return () => controller.abort();
  }, []);

  const go = async ({ key, credits, paymentMethod }: Attempt): Promise<void> => {
    const signal = ending.current?.signal;
    setView({ state: 'buying', purchase: null, error: null });
    try {
      let purchase = await client.buy({ credits, key, account, paymentMethod }, { ...(signal && { signal }) });
      for (let look = 0; purchase.status === 'PENDING'; look += 1) {
        setView({ state: 'pending', purchase, error: null });
        if (look === LOOKS) return;
        await pause(backOffMs(look, { baseMs: 500 }), signal);
        purchase = (await client.purchase(purchase.id, { ...(signal && { signal }) })) ?? purchase;
      }
      attempt.current = null;
      setView({ state: purchase.status === 'DECLINED' ? 'declined' : 'paid', purchase, error: null });
    } catch (error) {
      if (signal?.aborted) return;
      const isUnknown = error instanceof SpillwayError && (error.retryable || error.outcomeUnknown);
      if (!isUnknown) attempt.current = null;
      setView((before) => ({ ...before, state: isUnknown ? 'unknown' : 'refused', error: error as Error }));
    }
  };
  const buy = (credits: Credits, paymentMethod?: string): Promise<void> => {
    attempt.current ??= { key: randomId(), credits, paymentMethod };
    running.current ??= go(attempt.current).finally(() => (running.current = null));
    return running.current;
  };
  const reset = () => {
    if (!attempt.current) setView(IDLE);
  };
  return { ...view, buy, reset };
}
