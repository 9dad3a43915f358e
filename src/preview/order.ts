/**
 * The order of what happened: by instant, and within one by the numbers that the journals of the accounts say; what no
 * journal orders goes as it was made.
 */
import type { Instant } from '../core/words.js';
import { Heap } from './heap.js';
import type { PastAct, PastDecision, PastEvent } from './past.js';

/** One thing that happened. */
export type Happened = { at: Instant; id: string; places: ReadonlyMap<string, number> } & (
  | { kind: 'decision'; decision: PastDecision }
  | { kind: 'record'; event: PastEvent }
  | { kind: 'settle'; event: PastEvent }
  | { kind: 'act'; act: PastAct }
);

/** Behind every id. */
const LAST = '~';

export function decisionHappened(decision: PastDecision): Happened {
  // What it wrote itself follows what was there when it was judged.
  const places = new Map(decision.body.accounts.map(({ address, seq }) => [address, Number(seq) + 0.5]));
  return { kind: 'decision', at: decision.at, id: decision.uuid, places, decision };
}

export function recordHappened(event: PastEvent): Happened {
  return { kind: 'record', at: event.at, id: event.uuid, places: new Map(), event };
}

/** @param places of the updates that the charge has made, by the addresses of their accounts */
export function settleHappened(event: PastEvent, places: ReadonlyMap<string, number>): Happened {
  const own = new Map([...places, [`usage of ${event.address}`, Number(event.usageNo)]]);
  return { kind: 'settle', at: event.charge!.at, id: LAST, places: own, event };
}

export function actHappened(act: PastAct): Happened {
  return { kind: 'act', at: act.at, id: LAST, places: new Map([[act.address, Number(act.seq)]]), act };
}

/** The same in the order in which it happened. */
export function inOrder(happened: readonly Happened[]): Happened[] {
  const sorted = [...happened].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const ordered: Happened[] = [];
  for (let i = 0; i < sorted.length;) {
    let end = i + 1;
    while (end < sorted.length && sorted[end]!.at === sorted[i]!.at) end += 1;
    ordered.push(...(end - i > 1 ? ofOneInstant(sorted.slice(i, end)) : sorted.slice(i, end)));
    i = end;
  }
  return ordered;
}

/**
 * What happened at one instant: on each account in the order of its journal. Whatever comes first in the given order, of
 * all that nothing has to come before, is next.
 */
function ofOneInstant(all: readonly Happened[]): Happened[] {
  const queues = new Map<string, { place: number; of: Happened }[]>();
  for (const of of all) {
    for (const [account, place] of of.places) queues.set(account, [...(queues.get(account) ?? []), { place, of }]);
  }
  const waiting = new Map<Happened, Happened[]>();
  const before = new Map<Happened, number>(all.map((each) => [each, 0]));
  for (const queue of queues.values()) {
    queue.sort((a, b) => a.place - b.place);
    for (const [i, { of, place }] of queue.entries()) {
      const previous = queue[i - 1];
      if (!previous || previous.place === place) continue;
      // All that stand on the place before come first.
      for (let j = i - 1; j >= 0 && queue[j]!.place === previous.place; j -= 1) {
        waiting.set(queue[j]!.of, [...(waiting.get(queue[j]!.of) ?? []), of]);
        before.set(of, before.get(of)! + 1);
      }
    }
  }
  const recorded = new Map(all.flatMap((each) => (each.kind === 'record' ? [[each.event.uuid, each]] : [])));
  for (const each of all) {
    const record = each.kind === 'settle' ? recorded.get(each.event.uuid) : undefined;
    if (!record) continue;
    waiting.set(record, [...(waiting.get(record) ?? []), each]);
    before.set(each, before.get(each)! + 1);
  }
  const numbers = new Map(all.map((each, i) => [each, i]));
  const ready = new Heap<Happened>();
  for (const [i, each] of all.entries()) if (before.get(each) === 0) ready.push(i, each);
  const ordered: Happened[] = [];
  for (let next = ready.popBy(Infinity); next; next = ready.popBy(Infinity)) {
    ordered.push(next);
    for (const each of waiting.get(next) ?? []) {
      const left = before.get(each)! - 1;
      before.set(each, left);
      if (left === 0) ready.push(numbers.get(each)!, each);
    }
  }
  if (ordered.length === all.length) return ordered;
  // A circle is nothing that journals can say: what is left goes as it comes.
  const done = new Set(ordered);
  return [...ordered, ...all.filter((each) => !done.has(each))];
}
