/** A value that is watched: the one kind of state outside React here. */
import { useSyncExternalStore } from 'react';

export interface Store<T> {
  get(): T;
  set(value: T): void;
  watch(changed: () => void): () => void;
}

export function store<T>(first: T): Store<T> {
  let value = first;
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const changed of [...watchers]) changed();
    },
    watch(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
  };
}

/** Reads a store, and again whenever it changes. */
export function useStore<T>(source: Store<T>): T {
  return useSyncExternalStore(source.watch, source.get);
}

/** A store that outlives the tab, in `localStorage`; one that cannot be kept lasts as long as the page. */
export function keptStore<T extends string>(key: string, first: T, allowed: (value: string) => value is T): Store<T> {
  const name = `spillway.${key}`;
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(name);
  } catch {
    // A browser that forbids storage: nothing is kept.
  }
  const own = store<T>(kept !== null && allowed(kept) ? kept : first);
  own.watch(() => {
    try {
      localStorage.setItem(name, own.get());
    } catch {
      // As above.
    }
  });
  return own;
}
