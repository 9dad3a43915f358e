/** Judges a draft in a thread of its own: what lint-aside.ts starts for a text that would keep others waiting. */
import { answer } from '../in-thread.js';
import { lintDraft, type Draft, type DraftBeside, type LintedDraft } from './lint-draft.js';

await answer<{ draft: Draft; beside: DraftBeside }, LintedDraft>(({ draft, beside }) => lintDraft(draft, beside));
