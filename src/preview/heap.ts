/**
 * A queue that gives the earliest first; of those that are equally early, the one that was put in first.
 */
export class Heap<Item> {
  private readonly items: { at: number; no: number; item: Item }[] = [];
  private made = 0;

  get size(): number {
    return this.items.length;
  }

  /** When the first is due; null where there is none. */
  get firstAt(): number | null {
    return this.items[0]?.at ?? null;
  }

  push(at: number, item: Item): void {
    const { items } = this;
    items.push({ at, no: (this.made += 1), item });
    for (let i = items.length - 1; i > 0;) {
      const parent = (i - 1) >> 1;
      if (!isBefore(items[i]!, items[parent]!)) break;
      [items[i], items[parent]] = [items[parent]!, items[i]!];
      i = parent;
    }
  }

  /** Takes out the first that is due by then; undefined where none is. */
  popBy(at: number): Item | undefined {
    const { items } = this;
    const [first] = items;
    if (!first || first.at > at) return undefined;
    const last = items.pop()!;
    if (items.length === 0) return first.item;
    items[0] = last;
    for (let i = 0; ;) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < items.length && isBefore(items[left]!, items[least]!)) least = left;
      if (right < items.length && isBefore(items[right]!, items[least]!)) least = right;
      if (least === i) return first.item;
      [items[i], items[least]] = [items[least]!, items[i]!];
      i = least;
    }
  }
}

function isBefore(a: { at: number; no: number }, b: { at: number; no: number }): boolean {
  return a.at < b.at || (a.at === b.at && a.no < b.no);
}
