/**
 * The live balance of one account, as its socket tells it: shown once it is known to have come to a seq, and folded
 * into what a client of its own would believe. It reads nothing over HTTP.
 */
import type { ApiClient } from '../support/api-client.js';
import type { BalanceChange } from './tour-documents.js';
import { style } from '../../src/commands/terminal.js';

const WATCH = `
  subscription ($subject: ID, $pool: ID) {
    balanceChanged(subject: $subject, pool: $pool) {
      firstSeq seq snapshot cause delta heldDelta balance { available held } windows { window remaining capacity }
    }
  }`;
const WITHIN_MS = 5_000;

export class TourFeed {
  private changes: BalanceChange[] = [];
  private shown = 0;
  private failure: Error | null = null;
  private wake: () => void = () => {};

  /** @param name how the account is called on the screen */
  constructor(
    client: ApiClient,
    account: { subject: string } | { pool: string },
    readonly name: string,
  ) {
    client.listen<{ balanceChanged: BalanceChange }>(
      WATCH,
      account,
      ({ balanceChanged }) => {
        this.changes.push(balanceChanged);
        this.wake();
      },
      (why) => {
        this.failure = why;
        this.wake();
      },
    );
  }

  get last(): BalanceChange | undefined {
    return this.changes.at(-1);
  }

  /** Every seq after the snapshot came once, in order. */
  get gapFree(): boolean {
    return this.changes.every(({ seq, firstSeq, snapshot }, i) => {
      const before = this.changes[i - 1];
      return before ? !snapshot && BigInt(firstSeq) === BigInt(before.seq) + 1n && firstSeq === seq : snapshot;
    });
  }

  /** How many changes came after the snapshot. */
  get count(): number {
    return this.changes.length - 1;
  }

  /** Waits for the change with this seq and answers the lines of all that came since the last call. */
  upTo(seq: string): Promise<string[]> {
    return this.until(`seq ${seq}`, () => this.last !== undefined && BigInt(this.last.seq) >= BigInt(seq));
  }

  /** The same for the next change with this cause. */
  upToCause(cause: string): Promise<string[]> {
    return this.until(cause, () => this.changes.slice(this.shown).some((change) => change.cause === cause));
  }

  private async until(what: string, reached: () => boolean): Promise<string[]> {
    const deadline = AbortSignal.timeout(WITHIN_MS);
    deadline.addEventListener('abort', () => this.wake(), { once: true });
    while (!reached()) {
      if (this.failure) throw this.failure;
      if (deadline.aborted) throw new Error(`The socket has not told of ${what} of ${this.name} in time.`);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const lines = this.changes.slice(this.shown).map((change) => this.line(change));
    this.shown = this.changes.length;
    return lines;
  }

  private line({ seq, cause, delta, heldDelta, balance, windows }: BalanceChange): string {
    const moved = (now: string, by: string) => `${now.padStart(6)} ${(by === '0' ? '' : signed(by)).padEnd(7)}`;
    const tightest = windows.map(({ window, remaining, capacity }) => `${window} ${remaining}/${capacity}`).join(' ');
    const text = `${this.name.padEnd(11)} seq ${seq.padStart(2)}  ${cause.padEnd(9)}`;
    const amounts = `credits ${moved(balance.available, delta)} held ${moved(balance.held, heldDelta)}`;
    return `   ${style('cyan', '◂ live')}  ${style('dim', `${text} ${amounts} ${tightest}`.trimEnd())}`;
  }
}

function signed(amount: string): string {
  return amount.startsWith('-') ? `−${amount.slice(1)}` : `+${amount}`;
}
