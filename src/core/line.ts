/**
 * The lines of the journal: where an amount can lie, and one movement of it.
 */
import type { Instant, Nano } from './words.js';

/** Where an amount can lie. `issued` and `ended` are outside the books: where lots come from, where ended windows go. */
export type Bucket =
  'issued' | 'pending' | 'remaining' | 'held' | 'spent' | 'expired' | 'takenBack' | 'used' | 'ended' | 'debt';

/** One movement of one balance update, on a lot or on a window instance (neither: on the debt alone). */
export interface Line {
  lot: string | null;
  window: { name: string; startedAt: Instant } | null;
  amount: Nano;
  from: Bucket;
  to: Bucket;
}
