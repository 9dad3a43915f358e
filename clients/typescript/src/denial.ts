/** Why work may not begin, in words for a person and a word to branch on. */
import type { Blocker, Decision } from './api.js';
import type { RunNote } from './outbox-state.js';

/** Why work may not begin. */
export interface Denial {
  /** The decision's reason; for a key whose work is over HOLD_SETTLED, HOLD_RELEASED or HOLD_EXPIRED. The list may grow. */
  kind: string;
  /** For a person. */
  message: string;
  unblocksAt: string | null;
  remedies: string[];
  blockers: Blocker[];
  /** Null where this client's own outbox knows that the work is over. */
  decision: Decision | null;
}

/** The answer where work may not begin. */
export interface Denied {
  readonly proceed: false;
  readonly denial: Denial;
}

/** What a decision that may not proceed says to whoever asked. */
export function denialOf(decision: Decision): Denial {
  const { reason, message, unblocksAt, remedies, blockers, hold, outcome } = decision;
  const same = { unblocksAt, remedies, blockers, decision };
  if (outcome === 'DENIED') return { kind: reason, message, ...same };
  // Granted once, and over now: the decision's own words tell of then.
  const state = hold?.state ?? 'EXPIRED';
  const kind = state === 'HELD' ? 'HOLD_ENDING' : `HOLD_${state}`;
  return { kind, message: ENDED[kind] ?? message, ...same };
}

const ENDED: Record<string, string> = {
  HOLD_ENDING: 'The end of this work has been reported, and is being settled.',
  HOLD_SETTLED: 'This work was done and reported before.',
  HOLD_RELEASED: 'What was held for this work was given back before.',
  HOLD_EXPIRED: 'What was held for this work has expired.',
};

/** The work is over, as the outbox knows; that outlives the server's answer to a lease. */
export function alreadyEnded({ ended }: RunNote): Denied {
  const message = `This work has ended before, as ${String(ended)}.`;
  return {
    proceed: false,
    denial: { kind: 'HOLD_SETTLED', message, unblocksAt: null, remedies: [], blockers: [], decision: null },
  };
}
