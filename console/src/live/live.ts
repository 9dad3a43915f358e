/**
 * What changes while the page is open: one subscription to the account that is shown and one to its decisions. Changes of
 * the account go into the cache, so whatever shows it follows; what is counted from many rows (usage, lists) is asked for
 * again, at most once a second.
 */
import type { Client } from '@urql/core';
import { pipe, subscribe } from 'wonka';
import { store } from '../store';
import { nodeOf } from '../graphql';
import { AccountChangedDocument, DecisionMadeDocument, type AccountChangedSubscription } from '../gql/graphql';
import { connection } from './connection';
import { isKnown, resumeAfter } from './resume';

/** Counts up when lists and sums about the account are out of date. */
export const changes = store(0);
/** What somebody who cannot see hears: the balance, at most each ten seconds. */
export const spoken = store('');
/** Decisions that were made since a list was read: their ids, the newest first. */
export const newDecisions = store<readonly string[]>([]);

const REFETCH_MS = 1000;
const SPEAK_MS = 10_000;
const MOST_NEW = 1000;

let planned: ReturnType<typeof setTimeout> | undefined;
let lastTold = 0;
let lastSpoken = 0;

/** Says that lists and sums are out of date: at once, or when a second has passed since the last time. */
export function tellChange(): void {
  if (planned !== undefined) return;
  planned = setTimeout(
    () => {
      planned = undefined;
      if (document.hidden) {
        document.addEventListener('visibilitychange', tellChange, { once: true });
        return;
      }
      lastTold = Date.now();
      changes.set(changes.get() + 1);
    },
    Math.max(0, lastTold + REFETCH_MS - Date.now()),
  );
}

function speak(available: string | undefined): void {
  if (available === undefined || Date.now() - lastSpoken < SPEAK_MS) return;
  lastSpoken = Date.now();
  spoken.set(`${available} credits available.`);
}

/**
 * Follows an account until the answer is called.
 * @param account an address or id; null for one's own
 * @param product whose availability is kept fresh
 */
export function follow(client: Client, account: string | null, product: string | null): () => void {
  resumeAfter(null);
  const variables = { account, product: product ?? '', withProduct: product !== null };
  const heard = (data: AccountChangedSubscription | undefined): void => {
    const change = data?.accountChanged.change;
    if (change && !change.snapshot && isKnown(change.seq)) return;
    if (change) resumeAfter(change.seq);
    speak(change?.balance.available);
    tellChange();
  };
  newDecisions.set([]);
  const account$ = pipe(
    client.subscription(nodeOf(AccountChangedDocument), variables),
    subscribe(({ data }) => heard(data)),
  );
  const subject = account?.startsWith('subject:') ? account.slice('subject:'.length) : null;
  const decisions$ =
    account !== null && subject === null
      ? null
      : pipe(
          client.subscription(nodeOf(DecisionMadeDocument), { subject, everyone: false }),
          subscribe(({ data }) => {
            const id = data?.decisionMade.decision?.id;
            if (id !== undefined && !newDecisions.get().includes(id))
              newDecisions.set([id, ...newDecisions.get()].slice(0, MOST_NEW));
            tellChange();
          }),
        );
  // What happened while the socket was away is asked for once it is back.
  let away = false;
  const back = connection.watch(() => {
    const { state } = connection.get();
    if (state === 'live' && away) tellChange();
    away = state !== 'live';
  });
  return () => {
    account$.unsubscribe();
    decisions$?.unsubscribe();
    back();
  };
}
