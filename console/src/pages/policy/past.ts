/**
 * Undo and redo: each step is the change that takes it back. What is typed in one go is one step, as is whatever is done
 * to the text from outside; the last steps are kept.
 */
import { Annotation, StateField, Transaction, type ChangeSet, type Extension } from '@codemirror/state';
import { keymap, type Command } from '@codemirror/view';

interface Step {
  back: ChangeSet;
  at: number;
  typed: boolean;
}

interface Past {
  done: readonly Step[];
  undone: readonly Step[];
}

const MOST_STEPS = 300;
/** A pause in typing this long begins another step. */
const PAUSE_MS = 600;

const travels = Annotation.define<'undo' | 'redo'>();

function stepOf(transaction: Transaction): Step {
  return {
    back: transaction.changes.invert(transaction.startState.doc),
    at: transaction.annotation(Transaction.time) ?? 0,
    typed: transaction.isUserEvent('input.type') || transaction.isUserEvent('delete'),
  };
}

const past = StateField.define<Past>({
  create: () => ({ done: [], undone: [] }),
  update({ done, undone }, transaction) {
    if (!transaction.docChanged) return { done, undone };
    const step = stepOf(transaction);
    const way = transaction.annotation(travels);
    if (way === 'undo') return { done: done.slice(0, -1), undone: [...undone, step] };
    if (way === 'redo') return { done: [...done, { ...step, typed: false }], undone: undone.slice(0, -1) };
    const last = done.at(-1);
    if (last?.typed === true && step.typed && step.at - last.at < PAUSE_MS) {
      return { done: [...done.slice(0, -1), { ...step, back: step.back.compose(last.back) }], undone: [] };
    }
    return { done: [...done, step].slice(-MOST_STEPS), undone: [] };
  },
});

const travel =
  (way: 'undo' | 'redo'): Command =>
  ({ state, dispatch }) => {
    const step = state.field(past)[way === 'undo' ? 'done' : 'undone'].at(-1);
    if (!step || state.readOnly) return false;
    dispatch(state.update({ changes: step.back, annotations: travels.of(way), scrollIntoView: true }));
    return true;
  };

/** The state that undoes, and its keys. */
export const withPast: Extension = [
  past,
  keymap.of([
    { key: 'Mod-z', run: travel('undo'), shift: travel('redo'), preventDefault: true },
    { key: 'Mod-y', run: travel('redo'), preventDefault: true },
  ]),
];
