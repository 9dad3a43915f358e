/** The editor of the policy's text: CodeMirror, with what the server finds in its gutter. The text is its user's. */
import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { Compartment, EditorSelection, EditorState, type Text } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type Command,
} from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { FoundNowFragment } from '../../gql/policy/graphql';
import { looks } from './colours';
import { completing, type Sold } from './complete';
import { withPast } from './past';

export interface EditorHandle {
  /** Puts the caret into a line, from 1, and shows it. */
  goTo(line: number): void;
  /** Puts another text in the place of a line. */
  replaceLine(line: number, text: string): void;
}

interface EditorProps {
  text: string;
  change: (text: string) => void;
  /** What was found in this very text; null while it is not known. */
  found: readonly FoundNowFragment[] | null;
  sold: readonly Sold[];
  readOnly: boolean;
  /** Told the text of the caret's line, and its number. */
  caret: (line: { number: number; text: string }) => void;
  ref: Ref<EditorHandle>;
}

const SEVERITIES: Record<string, Diagnostic['severity']> = { ERROR: 'error', WARNING: 'warning', INFO: 'info' };

const to =
  (place: (doc: Text) => number): Command =>
  ({ state, dispatch }) => {
    const selection = EditorSelection.cursor(place(state.doc));
    dispatch(state.update({ selection, scrollIntoView: true }));
    return true;
  };

/** What a browser does wrong in a text of which only a part is in the page. */
const KEYS = keymap.of([
  {
    key: 'Mod-a',
    run: ({ state, dispatch }) => {
      dispatch(state.update({ selection: EditorSelection.range(0, state.doc.length) }));
      return true;
    },
  },
  { key: 'Mod-Home', run: to(() => 0) },
  { key: 'Mod-End', run: to((doc) => doc.length) },
  {
    key: 'Enter',
    run: ({ state, dispatch }) => {
      if (state.readOnly) return false;
      dispatch(state.update(state.replaceSelection('\n'), { scrollIntoView: true, userEvent: 'input' }));
      return true;
    },
  },
]);

function lineAt(doc: Text, number: number) {
  return doc.line(Math.min(Math.max(1, number), doc.lines));
}

function diagnosticOf(doc: Text, problem: FoundNowFragment, replace: EditorHandle['replaceLine']): Diagnostic {
  const line = lineAt(doc, problem.line ?? 1);
  const from = Math.min(line.to, line.from + Math.max(0, (problem.column ?? 1) - 1));
  const word = problem.column == null ? null : /^[^,]*/.exec(doc.sliceString(from, line.to))?.[0].trimEnd().length;
  const fix = problem.fix;
  return {
    from,
    to: word == null || word === 0 ? line.to : from + word,
    severity: SEVERITIES[problem.severity] ?? 'info',
    message: problem.message,
    source: problem.rule,
    ...(fix == null ? {} : { actions: [{ name: 'Fix', apply: () => replace(problem.line ?? 1, fix) }] }),
  };
}

export function Editor({ text, change, found, sold, readOnly, caret, ref }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const locked = useRef(new Compartment());
  const latest = useRef({ text, change, sold, readOnly, caret });
  latest.current = { text, change, sold, readOnly, caret };

  useEffect(() => {
    const tell = ({ state }: EditorView) => {
      const line = state.doc.lineAt(state.selection.main.head);
      latest.current.caret({ number: line.number, text: line.text });
    };
    const own = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: latest.current.text,
        extensions: [
          lineNumbers(),
          lintGutter(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          withPast,
          autocompletion({ override: [completing(() => latest.current.sold)], icons: false, interactionDelay: 0 }),
          keymap.of([...completionKeymap, ...lintKeymap]),
          KEYS,
          looks,
          locked.current.of(EditorState.readOnly.of(latest.current.readOnly)),
          EditorView.contentAttributes.of({ 'aria-label': 'The text of the policy', tabindex: '0' }),
          EditorView.updateListener.of(({ docChanged, selectionSet, state, view: shown }) => {
            if (docChanged) latest.current.change(state.doc.toString());
            if (docChanged || selectionSet) tell(shown);
          }),
        ],
      }),
    });
    view.current = own;
    tell(own);
    return () => own.destroy();
  }, []);

  useEffect(() => {
    const { current: own } = view;
    if (!own) return;
    // The editor has one kind of line end.
    const [before, after] = [own.state.doc.toString(), text.replaceAll('\r\n', '\n')];
    if (before !== after) own.dispatch({ changes: changeTo(before, after) });
  }, [text]);

  useEffect(() => {
    view.current?.dispatch({ effects: locked.current.reconfigure(EditorState.readOnly.of(readOnly)) });
  }, [readOnly]);

  const replaceLine = useRef((number: number, instead: string) => {
    const { current: own } = view;
    if (!own) return;
    const line = lineAt(own.state.doc, number);
    own.dispatch({ changes: { from: line.from, to: line.to, insert: instead }, userEvent: 'input.fix' });
  }).current;

  useEffect(() => {
    const { current: own } = view;
    if (!own || found === null) return;
    own.dispatch(
      setDiagnostics(
        own.state,
        found.map((each) => diagnosticOf(own.state.doc, each, replaceLine)),
      ),
    );
  }, [found, replaceLine]);

  useImperativeHandle(
    ref,
    () => ({
      replaceLine,
      goTo: (number) => {
        const { current: own } = view;
        if (!own) return;
        const { from } = lineAt(own.state.doc, number);
        own.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
        own.focus();
      },
    }),
    [replaceLine],
  );

  return <div ref={place} className="policy-editor overflow-hidden rounded-md border border-edge/60" />;
}

/** What turns one text into another: all between what they begin and end with alike, so that the caret stays. */
function changeTo(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < most - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}
