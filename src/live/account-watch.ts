/**
 * One subscriber of all that happens to an account: the changes of its balance in order, and between them what else may
 * be another, which is gathered. It holds at most one change and one of each reason.
 */
import { performance } from 'node:perf_hooks';
import { wireId } from '../ids.js';
import type { AccountChange, ChangeReason } from './account-change.js';
import type { BalanceChange } from './balance-change.js';
import type { WatchedAccount } from './feed.js';
import { Subscriber } from './subscriber.js';
import type { Watch } from './watch.js';

type Pulled = IteratorResult<BalanceChange, undefined>;

export class AccountWatch extends Subscriber<AccountChange> {
  private readonly reasons = new Set<ChangeReason>();
  private readonly later = new Set<NodeJS.Timeout>();
  private pulling = false;
  private pulled: (() => Pulled) | null = null;

  /**
   * @param balance changes of the balance; it ends with this
   * @param terms `coalesceMs` between messages that tell reasons; `resumed`: no snapshot comes first
   * @param left called once, when nobody pulls any more
   */
  constructor(
    private readonly account: WatchedAccount,
    private readonly balance: Watch<BalanceChange>,
    private readonly terms: { coalesceMs: number; resumed: boolean },
    left: () => void,
  ) {
    super(left);
  }

  override end(): void {
    super.end();
    this.balance.end();
    for (const timer of this.later) clearTimeout(timer);
    this.later.clear();
  }

  /** Something else may be another; with `ms`, told so much later. */
  tell(reasons: readonly ChangeReason[], ms = 0): void {
    if (!this.open || reasons.length === 0) return;
    if (ms > 0) {
      const timer = setTimeout(() => {
        this.later.delete(timer);
        this.tell(reasons);
      }, ms).unref();
      this.later.add(timer);
      return;
    }
    for (const reason of reasons) this.reasons.add(reason);
    this.stir();
  }

  protected async *produce(): AsyncGenerator<AccountChange, void> {
    if (this.terms.resumed) yield this.message(null);
    else {
      const first = await this.balance.next();
      if (first.done) return;
      yield this.message(first.value);
    }
    let toldAt = -Infinity;
    while (this.open) {
      this.waiting.renew();
      this.pull();
      const pulled = this.takePulled();
      if (pulled?.done) return;
      if (pulled) yield this.message(pulled.value);
      const left = toldAt + this.terms.coalesceMs - performance.now();
      if (this.reasons.size > 0 && left <= 0) {
        toldAt = performance.now();
        const reasons = [...this.reasons];
        this.reasons.clear();
        yield this.message(null, reasons);
      } else if (!pulled) await this.rest(this.reasons.size > 0 ? left : undefined);
    }
  }

  /** Asks for the next change of the balance, once. */
  private pull(): void {
    if (this.pulling) return;
    this.pulling = true;
    const came = (pulled: () => Pulled): void => {
      this.pulled = pulled;
      this.stir();
    };
    this.balance.next().then(
      (result) => came(() => result),
      (error: unknown) =>
        came(() => {
          throw error;
        }),
    );
  }

  /** @throws whatever the watch of the balance threw */
  private takePulled(): Pulled | null {
    const { pulled } = this;
    if (!pulled) return null;
    Object.assign(this, { pulled: null, pulling: false });
    return pulled();
  }

  private message(change: BalanceChange | null, reasons: ChangeReason[] = []): AccountChange {
    const { address, accountId } = this.account;
    return { address, account: wireId('acc', accountId), change, reasons };
  }
}
