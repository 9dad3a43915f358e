/**
 * One subscriber of requests for more of budgets: first those that changed last, then each as it changes. It holds at most
 * so many; where more wait because it does not pull, it begins with those that changed last again.
 */
import { BoundedMap } from '../bounded-map.js';
import type { BudgetRequest } from '../books/budget-request.js';
import type { RequestFollower } from './request-feed.js';
import { Subscriber } from './subscriber.js';

/** How many a watch begins with, and how many wait for one that does not pull. */
export const MOST_WAITING = 100;
/** Of how many it is remembered what was told: what is forgotten may be told again. */
const MOST_TOLD = 1_000;

export class RequestWatch extends Subscriber<BudgetRequest> implements RequestFollower {
  private queue = new Map<string, BudgetRequest>();
  private begins = true;
  /** By request, the version that was told last: an older one is told no more. */
  private readonly told = new BoundedMap<number>(MOST_TOLD);

  /**
   * @param latest those that it may see and that changed last, the oldest change first
   * @param maySee whether whoever watches may see it now
   * @param left called once, when nobody pulls any more
   */
  constructor(
    private readonly latest: () => Promise<BudgetRequest[]>,
    private readonly maySee: (request: BudgetRequest) => boolean,
    left: () => void,
  ) {
    super(left);
  }

  offer(request: BudgetRequest): void {
    if (!this.maySee(request)) return;
    // One that waits is told as it is by then.
    this.queue.delete(request.uuid);
    this.queue.set(request.uuid, request);
    if (this.queue.size > MOST_WAITING) {
      this.queue.clear();
      this.begins = true;
    }
    this.stir();
  }

  protected async *produce(): AsyncGenerator<BudgetRequest, void> {
    while (this.open) {
      this.waiting.renew();
      if (this.begins) {
        this.begins = false;
        for (const request of (await this.patiently(this.latest)) ?? []) if (this.isNew(request)) yield request;
        continue;
      }
      const [next] = this.queue.values();
      if (!next) {
        await this.rest();
        continue;
      }
      this.queue.delete(next.uuid);
      if (this.maySee(next) && this.isNew(next)) yield next;
    }
  }

  private isNew({ uuid, version }: BudgetRequest): boolean {
    if ((this.told.get(uuid) ?? 0) >= version) return false;
    this.told.set(uuid, version);
    return true;
  }
}
