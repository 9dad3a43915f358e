/**
 * How much the pages of one answer may read: rows of the books can be long, so a page ends after so many bytes of them,
 * however many were asked for. It always has its first row, so a client that goes on after `endCursor` comes to the end.
 */

/** All pages of one answer together, in bytes of what is stored. */
export const ANSWER_BYTES = 4 * 1024 * 1024;

/** A row that a page could have, and how long what is stored of it is. */
export interface Sized {
  bytes: number;
}

/** What fits of a page: the rows, their bytes, and whether more follows. */
export interface Cut<T> {
  kept: T[];
  bytes: number;
  more: boolean;
}

/**
 * Cuts a page where it is long enough.
 * @param found in list order, one more than the page may have where there are more
 * @param left how many bytes it may have; its first row may have more
 */
export function cutPage<T extends Sized>(found: readonly T[], first: number, left: number): Cut<T> {
  const kept: T[] = [];
  let bytes = 0;
  for (const row of found.slice(0, first)) {
    if (kept.length > 0 && bytes + row.bytes > left) break;
    kept.push(row);
    bytes += row.bytes;
  }
  return { kept, bytes, more: kept.length < found.length };
}

/** What the pages of one operation have left. They are read one after another, so that each knows it. */
export class PageBytes {
  private left = ANSWER_BYTES;
  private last: Promise<unknown> = Promise.resolve();

  /** @param read is told how many bytes are left, and tells how many it took; it must not wait for another page */
  spend<T>(read: (left: number) => Promise<{ page: T; bytes: number }>): Promise<T> {
    const turn = this.last.then(async () => {
      const { page, bytes } = await read(this.left);
      this.left = Math.max(0, this.left - bytes);
      return page;
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
