/** Why work may not begin, in words for a person and a word to branch on. */
import type { Blocker, Decision } from './api.js';
import type { RunNote } from './outbox-state.js';

/** Why work may not begin. */
export interface Denial {
  /**
   * Of a check that was denied, its reason. Of one that was granted before, its `proceedReason`: HOLD_ENDING, HOLD_SETTLED,
   * HOLD_RELEASED or HOLD_EXPIRED. Both lists may grow.
   */
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

/** What a decision that may not proceed says to whoever asked: why it was denied, or what has become of its hold since. */
export function denialOf(decision: Decision): Denial {
  const { reason, proceedReason, message, unblocksAt, remedies, blockers } = decision;
  const kind = proceedReason === 'DENIED' ? reason : proceedReason;
  return { kind, message, unblocksAt, remedies, blockers, decision };
}

/** The work is over, as the outbox knows; that outlives the server's answer to a lease. */
export function alreadyEnded({ ended }: RunNote): Denied {
  const message = `This work has ended before, as ${String(ended)}.`;
  return {
    proceed: false,
    denial: { kind: 'HOLD_SETTLED', message, unblocksAt: null, remedies: [], blockers: [], decision: null },
  };
}
