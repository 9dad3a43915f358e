/**
 * Where an outbox keeps its lines. Each form promises the same: one writer, lines in order, and what was appended is there
 * after a crash, but for a last line that was being written. The memory form promises no more than its process.
 */

/** A place for lines, opened once and by one writer at a time. */
export interface OutboxStore {
  /**
   * Takes the place, and answers every line that is whole, in order.
   * @throws OutboxTaken where another writer lives
   */
  open(): Promise<string[]>;
  /**
   * Adds lines. Resolves when they would survive a crash.
   * @throws OutboxTaken where another writer took over meanwhile
   */
  append(lines: string[]): Promise<void>;
  /** Puts these lines in the place of all, whole or not at all. */
  replace(lines: string[]): Promise<void>;
  /** Gives the place back. */
  close(): Promise<void>;
}

/** An outbox that lives as long as its process: for tests, and for work whose loss with the process is no matter. */
export function memoryOutbox(): OutboxStore {
  let lines: string[] = [];
  return {
    open: async () => [...lines],
    append: async (more) => void lines.push(...more),
    replace: async (all) => void (lines = [...all]),
    close: async () => undefined,
  };
}
