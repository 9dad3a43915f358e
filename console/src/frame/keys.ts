/**
 * The keys of the console: one list, which pages add theirs to while they are open. None fires while something is typed, in
 * a dialog, or when somebody has switched the keys of one letter off (WCAG 2.1.4).
 */
import { useEffect, useRef } from 'react';
import { keptStore, store } from '../store';

export interface Key {
  /** What is pressed, with blanks between: `g o`, `/`, or `mod+k`, which is Ctrl or ⌘ with k. */
  press: string;
  /** What it does, for the help. */
  does: string;
  act: () => void;
}

const groups = new Set<readonly Key[]>();
/** All keys that work now, in the order they were added. */
export const keys = store<readonly Key[]>([]);

export const letterKeys = keptStore<'on' | 'off'>('keys', 'on', (value) => value === 'on' || value === 'off');

/** Adds keys until the answer is called; of two for the same press the later one counts. */
export function addKeys(added: readonly Key[]): () => void {
  groups.add(added);
  keys.set([...groups].flat());
  return () => {
    groups.delete(added);
    keys.set([...groups].flat());
  };
}

/** Keys that work as long as a component is shown. What they do may change from one drawing to the next. */
export function useKeys(added: readonly Key[]): void {
  const latest = useRef(added);
  latest.current = added;
  const presses = added.map(({ press, does }) => `${press} ${does}`).join('\n');
  useEffect(
    () => addKeys(latest.current.map((key, index) => ({ ...key, act: () => latest.current[index]?.act() }))),
    [presses],
  );
}

const FIELD = 'input, textarea, select, [contenteditable]:not([contenteditable="false"]), [role="textbox"]';
const OVER = '[role="dialog"], [role="alertdialog"], [role="menu"]';
/** The second key of two comes within so long. */
const PAIR_MS = 1500;

let first = '';
let forget: ReturnType<typeof setTimeout> | undefined;

function pressOf(event: KeyboardEvent): string | null {
  const { key } = event;
  if (event.altKey || ['Shift', 'Control', 'Meta', 'Alt'].includes(key)) return null;
  return event.ctrlKey || event.metaKey ? `mod+${key.toLowerCase()}` : key;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest(FIELD) || document.querySelector(OVER)) return;
  const press = pressOf(event);
  if (press === null || (letterKeys.get() === 'off' && !press.startsWith('mod+'))) return;
  clearTimeout(forget);
  const pair = first === '' ? press : `${first} ${press}`;
  const all = keys.get();
  const key = all.findLast((each) => each.press === pair) ?? all.findLast((each) => each.press === press);
  first = '';
  if (key) {
    event.preventDefault();
    key.act();
  } else if (all.some((each) => each.press.startsWith(`${press} `))) {
    first = press;
    forget = setTimeout(() => (first = ''), PAIR_MS);
  }
}

/** Listens for the keys until the answer is called. */
export function listenForKeys(): () => void {
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** The parts of a press as they are written on the keyboard: ["g", "o"], ["Ctrl", "K"]. */
export const caps = (press: string): string[] =>
  press
    .split(' ')
    .flatMap((each) => (each.startsWith('mod+') ? [IS_MAC ? '⌘' : 'Ctrl', each.slice(4).toUpperCase()] : [each]));
