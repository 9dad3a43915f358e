/**
 * A limit of time for looks at a file system, which may hang: a network drive that is gone never answers. What hangs
 * cannot be stopped and keeps one of Node's four threads, so it is not begun again until it has ended, and of what hangs
 * there is never more than half of the threads.
 */

/** A look that is not waited for any longer, or not begun. */
export class Late extends Error {}

const MOST_HANGING = 2;

export class Deadline {
  private readonly hanging = new Set<string>();

  constructor(private readonly ms: number) {}

  /**
   * Waits for one look.
   * @param place what is looked at, by a name of its own: a folder that hangs is left alone, whatever is in it
   * @throws Late where it takes too long, or is not begun because others hang; whatever `look` throws
   */
  async keep<Value>(place: string, look: () => Promise<Value>): Promise<Value> {
    if (this.hanging.has(place)) throw new Late('an earlier look at it still waits for an answer');
    if (this.hanging.size >= MOST_HANGING) throw new Late('looks at other places still wait for an answer');
    const looking = look();
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const late = new Promise<never>((_, reject) => {
      const giveUp = (): void => {
        if (isOver) return;
        this.hanging.add(place);
        const ended = (): void => void this.hanging.delete(place);
        looking.then(ended, ended);
        reject(new Late(`there was no answer within ${this.ms / 1_000} s`));
      };
      // Where this process was held up itself, an answer that came meanwhile is heard first.
      timer = setTimeout(() => setImmediate(giveUp), this.ms);
    });
    try {
      return await Promise.race([looking, late]);
    } finally {
      isOver = true;
      clearTimeout(timer);
    }
  }
}
