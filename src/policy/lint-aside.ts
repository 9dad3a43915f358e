/**
 * Judges a draft without keeping anybody waiting: a text of some length in a thread of its own, a short one at once. It says
 * the same either way.
 */
import { inThread } from '../in-thread.js';
import { lintDraft, type Draft, type DraftBeside, type LintedDraft } from './lint-draft.js';

/** A text of so many characters takes some ten milliseconds, about as long as a thread takes to start. */
const SHORT = 40_000;
const TIMEOUT_MS = 20_000;
const MEMORY_MB = 512;

/** @throws ThreadSpent where it takes longer, or more memory, than it may */
export async function lintAside(draft: Draft, beside: DraftBeside): Promise<LintedDraft> {
  if (draft.text.length + (beside.live?.length ?? 0) <= SHORT) return lintDraft(draft, beside);
  const input = { draft, beside };
  return inThread({ module: 'policy/lint-in-thread', input, timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB });
}
