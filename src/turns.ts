/**
 * Long work that takes turns: little of it at once, one run of each tenant, and one tenant after another, so that none
 * can keep the others from theirs. What waits is bounded per tenant.
 */
import { SpillwayError } from './errors.js';

export class Turns {
  private readonly running = new Set<string>();
  /** What waits, by tenant; the tenant whose turn is next comes first. */
  private readonly waiting = new Map<string, (() => void)[]>();

  /** @param limits how many runs there are at once, and how many of one tenant may wait */
  constructor(private readonly limits: { atOnce: number; waiting: number }) {}

  /** Does the work when it is its turn. @throws SpillwayError OVERLOADED where too much of the tenant's waits */
  async take<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    await this.turn(tenant);
    try {
      return await work();
    } finally {
      this.running.delete(tenant);
      this.next();
    }
  }

  private turn(tenant: string): void | Promise<void> {
    if (!this.running.has(tenant) && this.running.size < this.limits.atOnce) {
      this.running.add(tenant);
      return;
    }
    const waiting = this.waiting.get(tenant) ?? [];
    if (waiting.length >= this.limits.waiting) {
      throw new SpillwayError('OVERLOADED', 'Too many of these runs wait for your tenant already: repeat it later.');
    }
    this.waiting.set(tenant, waiting);
    return new Promise((go) => waiting.push(go));
  }

  private next(): void {
    for (const [tenant, waiting] of this.waiting) {
      if (this.running.has(tenant)) continue;
      const go = waiting.shift();
      this.waiting.delete(tenant);
      if (waiting.length) this.waiting.set(tenant, waiting);
      this.running.add(tenant);
      go?.();
      return;
    }
  }
}
