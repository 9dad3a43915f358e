/** What happens when: acts at instants, done in their order, each with the clock at its instant. */

export type Act = () => Promise<unknown>;

export class Schedule {
  private waiting: { at: number; no: number; act: Act }[] = [];
  private added = 0;
  private done = 0;

  /** @param at milliseconds since 1970; an instant that has passed comes next */
  add(at: number, act: Act): void {
    this.waiting.push({ at, no: (this.added += 1), act });
  }

  /** How many acts are done, and how many there are by now. */
  get progress(): { done: number; total: number } {
    return { done: this.done, total: this.added };
  }

  /**
   * Does all of it, also what acts add meanwhile.
   * @param moveTo sets the clock to an instant, before each act
   */
  async run(moveTo: (at: number) => Promise<void>): Promise<void> {
    for (;;) {
      this.waiting.sort((one, other) => one.at - other.at || one.no - other.no);
      const next = this.waiting.shift();
      if (!next) return;
      await moveTo(next.at);
      await next.act();
      this.done += 1;
    }
  }
}
