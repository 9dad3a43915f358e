/** The palette: type where to go, whom to look at, or paste an id. A combobox: arrows choose, Enter does it, Esc leaves. */
import { useNavigate } from '@tanstack/react-router';
import { Dialog } from 'radix-ui';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { useClient } from 'urql';
import { cx, Kbd } from '../../parts/basics';
import { useScope } from '../../scope';
import { caps, keys } from '../keys';
import { useStore } from '../../store';
import { findPlace, kindOf, type Place } from './open-id';
import { useEntries, type Entry } from './entries';

export default function Palette({ close }: { close: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [said, setSaid] = useState('');
  const { viewer } = useScope();
  const client = useClient();
  const navigate = useNavigate();
  const went = useRef(false);
  const list = useId();

  const go = (place: Place) => {
    went.current = true;
    close();
    void navigate(place as never);
  };
  const typed = text.trim();
  const openId = (): void => {
    setSaid('Looking it up …');
    void findPlace(client, typed, viewer).then((found) => ('place' in found ? go(found.place) : setSaid(found.why)));
  };
  const kind = kindOf(typed);
  const others = useEntries(kind === null ? typed : null, go);
  const entries: readonly Entry[] =
    kind === null ? others : [{ id: 'open-id', group: 'Open', name: `Open this ${kind}`, about: typed, act: openId }];
  const chosen = entries[Math.min(at, entries.length - 1)];
  const run = (entry: Entry | undefined): void => {
    if (!entry) return;
    if (entry.closes === true) close();
    entry.act();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = (Math.min(at, entries.length - 1) + step + entries.length) % Math.max(1, entries.length);
      setAt(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(chosen);
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      close();
    }
  };

  return (
    <Dialog.Root open onOpenChange={(stays) => !stays && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/40" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            if (!went.current) return;
            event.preventDefault();
            document.getElementById('main')?.focus();
          }}
          className="fixed top-[12dvh] left-1/2 z-40 grid max-h-[76dvh] w-[min(36rem,calc(100vw-1.5rem))] -translate-x-1/2 grid-rows-[auto_minmax(0,1fr)_auto] overflow-hidden rounded-xl border border-line bg-panel"
        >
          <Dialog.Title className="sr-only">Go to or find</Dialog.Title>
          <input
            role="combobox"
            aria-label="Go to or find"
            aria-expanded={entries.length > 0}
            aria-controls={list}
            aria-autocomplete="list"
            {...(chosen ? { 'aria-activedescendant': `${list}-${entries.indexOf(chosen)}` } : {})}
            placeholder="A page, an account, or an id such as dec_…"
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setAt(0);
              setSaid('');
            }}
            onKeyDown={onKeyDown}
            autoComplete="off"
            spellCheck={false}
            className="min-h-12 border-b border-line bg-panel px-4 text-base outline-none placeholder:text-soft"
          />
          <div id={list} role="listbox" aria-label="What fits" className="overflow-y-auto p-2">
            <Groups entries={entries} chosen={chosen} list={list} point={setAt} run={run} />
          </div>
          <p role="status" className="min-h-9 border-t border-line px-4 py-2 text-xs text-soft">
            {said !== '' ? said : entries.length === 0 ? 'Nothing fits.' : 'Arrows choose, Enter opens, Esc leaves.'}
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface GroupsProps {
  entries: readonly Entry[];
  chosen: Entry | undefined;
  list: string;
  point: (at: number) => void;
  run: (entry: Entry) => void;
}

function Groups({ entries, chosen, list, point, run }: GroupsProps) {
  const all = useStore(keys);
  return [...new Set(entries.map(({ group }) => group))].map((group) => (
    <div key={group} role="group" aria-label={group}>
      <p aria-hidden="true" className="px-2 pt-2 pb-1 text-xs text-soft">
        {group}
      </p>
      {entries.map((entry, index) => {
        if (entry.group !== group) return null;
        const press = all.find(({ does }) => does === entry.key)?.press;
        return (
          <div
            key={entry.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={entry === chosen}
            onPointerMove={() => point(index)}
            onClick={() => run(entry)}
            className={cx(
              'flex min-h-9 cursor-pointer items-center gap-3 rounded-md px-2 text-sm',
              entry === chosen && 'bg-sunk',
            )}
          >
            <span>{entry.name}</span>
            {entry.about !== undefined && <span className="min-w-0 truncate text-xs text-soft">{entry.about}</span>}
            {press !== undefined && (
              <span className="ml-auto flex gap-1">
                {caps(press).map((cap) => (
                  <Kbd key={cap}>{cap}</Kbd>
                ))}
              </span>
            )}
          </div>
        );
      })}
    </div>
  ));
}
