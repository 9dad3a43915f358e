/**
 * How long windows are, to tell the longer of two: calendar periods by their usual length.
 */
import type { WindowTerms } from '../core/words.js';

const CALENDAR_SECONDS = { day: 86_400, week: 604_800, month: 2_678_400 };

/** The length of a window in seconds, about. */
export function secondsOf(window: WindowTerms): number {
  if (window.kind === 'once') return Infinity;
  if (window.kind === 'subscription') return CALENDAR_SECONDS.month;
  return window.kind === 'anchored' ? window.seconds : CALENDAR_SECONDS[window.period];
}
