/**
 * What a check says itself about who may give. It binds the check alone: usage that exceeds its hold is drawn as ever.
 */
import type { Credits } from './credits.js';

/** A step of the waterfall. The list may grow. */
export type LayerName = 'ALLOWANCE' | 'PROMOTION' | 'CREDITS' | 'POOL' | (string & {});

/** The bounds that a check sets itself. */
export interface RequestBounds {
  /** Only these layers may give; all by default. */
  layers?: LayerName[];
  /** The most that CREDITS and POOL may give together; "0": only what is included. */
  maxPaid?: Credits;
}

/** The same, and nothing else that a request has. */
export function boundsOf({ layers, maxPaid }: RequestBounds): RequestBounds {
  return { ...(layers && { layers }), ...(maxPaid !== undefined && { maxPaid }) };
}

/** Whether it sets any. */
export function isBounded({ layers, maxPaid }: RequestBounds): boolean {
  return layers !== undefined || maxPaid !== undefined;
}
