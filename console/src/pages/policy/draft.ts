/**
 * The draft: what somebody makes of the policy before it serves. It outlives a look at other pages, not the tab, and is
 * nobody else's. What is not changed follows what serves; what is changed keeps the version that it was made of.
 */
import { useEffect } from 'react';
import { store, useStore } from '../../store';

export interface Base {
  version: string;
  text: string;
}

interface Kept {
  whose: string;
  base: Base;
  text: string;
}

const kept = store<Kept | null>(null);

export interface Draft {
  /** What it was made of. */
  base: Base;
  text: string;
  isChanged: boolean;
  /** Whether another version serves than the one it was made of. */
  isBehind: boolean;
  set(text: string): void;
  /** Goes on with the same text, on top of what serves now. */
  rebase(): void;
  /** Begins anew with what serves now. */
  drop(): void;
}

/**
 * @param live what serves
 * @param whose tenant and subject
 */
export function useDraft(live: Base, whose: string): Draft {
  const all = useStore(kept);
  const mine = all?.whose === whose ? all : null;
  // What serves by now is no draft any more.
  const serves = mine !== null && mine.text === live.text;
  const own = serves ? null : mine;
  useEffect(() => {
    if (serves) kept.set(null);
  }, [serves]);
  const base = own?.base ?? live;
  const text = own?.text ?? live.text;
  const keep = (next: string, on: Base) => kept.set(next === on.text ? null : { whose, base: on, text: next });
  return {
    base,
    text,
    isChanged: text !== base.text,
    isBehind: base.version !== live.version,
    set: (next) => keep(next, base),
    rebase: () => keep(text, live),
    drop: () => kept.set(null),
  };
}
