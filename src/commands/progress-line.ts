/**
 * How far a long run has come: a bar that is drawn over itself on a terminal, a line every few seconds elsewhere.
 */
import { bar } from './terminal.js';

const BAR = 32;

export class ProgressLine {
  private timer: NodeJS.Timeout;

  /** @param look what there is to say now; `done` of `total` fill the bar */
  constructor(
    private readonly look: () => { done: number; total: number; text: string },
    private readonly out: NodeJS.WriteStream = process.stdout,
  ) {
    this.timer = setInterval(() => this.draw(), out.isTTY ? 100 : 5_000);
  }

  /** Draws the last state and goes to the next line. */
  end(): void {
    clearInterval(this.timer);
    this.draw();
    if (this.out.isTTY) this.out.write('\n');
  }

  private draw(): void {
    const { done, total, text } = this.look();
    const percent = `${String(total > 0 ? Math.floor((100 * done) / total) : 100).padStart(3)} %`;
    if (this.out.isTTY) {
      const line = `  ${bar(done, total, BAR)} ${percent}  ${text}`;
      this.out.write(`\r${line.slice(0, this.out.columns - 1)}\x1b[K`);
    } else this.out.write(`  ${percent}  ${text}\n`);
  }
}
