/** What the draft changes of what serves, line by line; each change can be taken back by itself. */
import { EditorState } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { unifiedMergeView } from '@codemirror/merge';
import { useEffect, useRef } from 'react';
import { Empty } from '../../parts/panel';
import { looks } from './colours';

interface DiffProps {
  live: string;
  text: string;
  change?: (text: string) => void;
  label?: string;
}

/** In the place of "accept" and "reject": a change of a draft is only taken back. */
function takeBack(kind: 'accept' | 'reject', act: (event: MouseEvent) => void): HTMLElement {
  if (kind === 'accept') return document.createElement('span');
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Take back' });
  button.className = 'min-h-8 rounded border border-edge bg-panel px-2 font-sans text-xs text-ink';
  button.addEventListener('click', act);
  return button;
}

export function Diff({ live, text, change, label = 'What the draft changes' }: DiffProps) {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(change);
  latest.current = change;
  const isSame = live === text;
  const takes = change !== undefined;
  useEffect(() => {
    if (isSame) return;
    const view = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          looks,
          EditorView.lineWrapping,
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', 'aria-readonly': 'true' }),
          unifiedMergeView({
            original: live,
            mergeControls: takes ? takeBack : false,
            collapseUnchanged: { margin: 3, minSize: 6 },
          }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current?.(state.doc.toString());
          }),
        ],
      }),
    });
    return () => view.destroy();
  }, [isSame, live, text, takes, label]);
  if (isSame) return <Empty title="Nothing is changed">The draft is what serves.</Empty>;
  return <div ref={place} data-diff className="policy-editor overflow-hidden rounded-md border border-edge/60" />;
}
