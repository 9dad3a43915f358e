/** How lines of policy.csv look in an editor: their kinds, whom they name, what allows and what denies; in both themes. */
import { RangeSetBuilder, type Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import { settings } from '../../settings';

const mark = (name: string) => Decoration.mark({ class: `policy-${name}` });
const MARKS = {
  comment: mark('comment'),
  kind: mark('kind'),
  who: mark('who'),
  object: mark('object'),
  good: mark('good'),
  bad: mark('bad'),
};

const KINDS = /^(?:p|g|p2|g2|p3)$/;

function markOf(word: string, place: number): Decoration | null {
  if (place === 0) return KINDS.test(word) ? MARKS.kind : MARKS.bad;
  if (word === 'allow') return MARKS.good;
  if (word === 'deny' || word === 'never') return MARKS.bad;
  if (/^(?:each )?(?:role|group|team|tenant|session)\b/.test(word) || place === 1) return MARKS.who;
  if (/^(?:product|account|budget|pool):/.test(word)) return MARKS.object;
  return null;
}

function decorate(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      if (line.text.trimStart().startsWith('#')) builder.add(line.from, line.to, MARKS.comment);
      else {
        let column = 0;
        line.text.split(',').forEach((part, place) => {
          const word = part.trim();
          const start = line.from + column + part.indexOf(word);
          const found = word === '' ? null : markOf(word, place);
          if (found) builder.add(start, start + word.length, found);
          column += part.length + 1;
        });
      }
      at = line.to + 1;
    }
  }
  return builder.finish();
}

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = decorate(view);
    }
    update({ docChanged, viewportChanged, view }: ViewUpdate) {
      if (docChanged || viewportChanged) this.decorations = decorate(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const theme = EditorView.theme({
  '&': { backgroundColor: 'var(--panel)', color: 'var(--ink)', fontSize: '12.5px', maxHeight: '75vh' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono, ui-monospace, monospace)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', minHeight: '12rem' },
  '.cm-gutters': { backgroundColor: 'var(--sunk)', color: 'var(--soft)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--accent) 9%, transparent)' },
  '.cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 14%, var(--sunk))',
    color: 'var(--ink)',
  },
  '.policy-comment': { color: 'var(--soft)', fontStyle: 'italic' },
  '.policy-kind': { color: 'var(--accent)', fontWeight: '700' },
  '.policy-who': { color: 'var(--budget)' },
  '.policy-object': { color: 'var(--ink)', fontWeight: '600' },
  '.policy-good': { color: 'var(--good)' },
  '.policy-bad': { color: 'var(--bad)', fontWeight: '600' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--edge)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-tooltip-autocomplete .cm-completionDetail': { color: 'inherit', opacity: '0.85' },
  '.cm-diagnostic': { maxWidth: 'min(34rem, 80vw)', whiteSpace: 'pre-wrap' },
  '.cm-diagnosticSource': { color: 'var(--soft)', opacity: '1' },
  '.cm-insertedLine, .cm-deletedLine, .cm-deletedLine del': { textDecoration: 'none' },
  '.cm-deletedChunk': { backgroundColor: 'var(--bad-bg)', color: 'var(--bad)', paddingLeft: '6px' },
  '.cm-changedLine, &.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--good-bg)' },
  '&.cm-merge-b .cm-changedText, & .cm-deletedChunk .cm-deletedText': {
    background: 'none',
    textDecoration: 'underline 2px',
  },
  '.cm-collapsedLines': {
    background: 'var(--sunk)',
    color: 'var(--soft)',
    padding: '4px 8px',
    minHeight: '24px',
  },
});

/** The looks, and the nonce without which a page with Spillway's content policy would have none. */
export const looks: Extension = [
  colours,
  theme,
  ...(settings.nonce === '' ? [] : [EditorView.cspNonce.of(settings.nonce)]),
];
