/**
 * Where something stands in a catalog's text, by its path: line, column, and the line as it was probably meant. Of a path
 * that leads further than the text does, the last part that is there. It judges nothing.
 */
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Problem } from './problem.js';

export type Path = readonly PropertyKey[];

/** Whether a key or its value is meant, and what probably was to stand there; null where nobody knows. */
export type Instead = { key: string | null } | { value: string | null };

/** A longer line is not told back. */
const LONGEST_FIX = 500;

type Place = Pick<Problem, 'line' | 'column' | 'fix'>;

/** Offsets of a part: where it begins, and where its text ends; null where it is more than one word. */
interface Part {
  from: number;
  to: number | null;
}

export class Places {
  readonly document: Document;
  private readonly lines = new LineCounter();

  constructor(private readonly text: string) {
    this.document = parseDocument(text, { lineCounter: this.lines, uniqueKeys: true, version: '1.2' });
  }

  atOffset(offset: number): Place {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), fix: null };
  }

  /** The value where it is one word beside its key, else the key. */
  at(path: Path, instead: Instead | null = null): Place {
    const { key, value } = this.partsOf(path);
    if (instead !== null && 'key' in instead) return this.placeOf(key, instead.key);
    const isBeside = value.to !== null && this.atOffset(value.from).line === this.atOffset(key.from).line;
    return isBeside ? this.placeOf(value, instead?.value ?? null) : this.atOffset(key.from);
  }

  private placeOf({ from, to }: Part, instead: string | null): Place {
    const { line, column } = this.atOffset(from);
    if (instead === null || to === null || this.atOffset(to).line !== line) return { line, column, fix: null };
    const start = from - column! + 1;
    const end = this.text.indexOf('\n', start);
    const whole = this.text.slice(start, end < 0 ? this.text.length : end).replace(/\r$/, '');
    if (whole.length > LONGEST_FIX) return { line, column, fix: null };
    const quote = /^["']/.exec(this.text.slice(from))?.[0] ?? '';
    return { line, column, fix: whole.slice(0, from - start) + quote + instead + quote + whole.slice(to - start) };
  }

  private partsOf(path: Path): { key: Part; value: Part } {
    let node: unknown = this.document.contents;
    let key: Part = { from: 0, to: null };
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
        if (!pair) break;
        key = partOf(pair.key, key);
        node = pair.value;
      } else {
        const item = isNode(node) && 'items' in node ? (node.items as unknown[])[Number(step)] : undefined;
        if (!isNode(item)) break;
        key = partOf(item, key);
        node = item;
      }
    }
    return { key, value: partOf(node, key) };
  }
}

function partOf(node: unknown, otherwise: Part): Part {
  if (!isNode(node) || !node.range) return { from: otherwise.from, to: null };
  const [from, to] = node.range;
  return { from, to: isScalar(node) && to > from ? to : null };
}
