/**
 * Finishes what a purchase or a refund still has to do with its provider: after a crash, while a payment is pending,
 * when the provider calls back. A wake-up may be lost; the sweep every few seconds does not need it.
 */
import { every, type Repeated } from '../every.js';
import type { Log } from '../log.js';
import type { Purchase } from '../books/purchase.js';
import { settlePurchase, type Purchasing } from './purchase-credits.js';
import { returnMoney } from './refund-purchase.js';

const SWEEP_EVERY_MS = 3_000;
const PER_PAGE = 200;
/** Fewer than the database has connections: those who buy now need some too. */
const AT_ONCE = 6;

const UNSETTLED = `
  select p.tenant_id, p.id, p.status, p.created_at
  from purchase p
  where p.unsettled and p.provider = $1 and p.tenant_id = any ($2::text[]) and (p.created_at, p.id) > ($3, $4)
  order by p.created_at, p.id
  limit ${PER_PAGE}`;

interface UnsettledRow {
  tenant_id: string;
  id: string;
  status: 'PENDING' | 'REFUNDED';
  created_at: number;
}

export class PendingPurchases {
  private sweeping: Repeated | undefined;
  private readonly running = new Set<Promise<void>>();
  private closed = false;
  private readonly begun: { tenant: string; uuid: string }[] = [];
  private takers = 0;

  /** @param tenants all tenants that are served, asked anew for every sweep */
  constructor(
    private readonly purchasing: Purchasing,
    private readonly tenants: () => string[],
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** Sweeps now and every few seconds until closed. */
  start(): void {
    const failure = 'purchases could not be looked through now';
    this.sweeping = every({ ms: SWEEP_EVERY_MS, log: this.log, failure }, () => this.settlePending());
  }

  /** Ends when what is under way has ended. */
  async close(): Promise<void> {
    this.closed = true;
    await this.sweeping?.close();
    await Promise.all(this.running);
  }

  /** Settles at once what the provider calls back about. */
  calledBack(tenant: string, purchaseId: string): void {
    if (!this.closed) this.track(this.attempt(purchaseId, () => this.settle(tenant, purchaseId)));
  }

  /** Settles at once what has just been begun elsewhere: a few at a time, the rest in its turn. */
  settleNow(purchases: readonly Purchase[]): void {
    for (const { tenantId, uuid } of purchases) this.begun.push({ tenant: tenantId, uuid });
    for (; this.takers < AT_ONCE && this.takers < this.begun.length && !this.closed; this.takers += 1) {
      this.track(this.settleBegun().finally(() => (this.takers -= 1)));
    }
  }

  private async settleBegun(): Promise<void> {
    for (let next = this.begun.shift(); next && !this.closed; next = this.begun.shift()) {
      const { tenant, uuid } = next;
      await this.attempt(uuid, () => this.settle(tenant, uuid));
    }
  }

  /** Asks the provider about every purchase that it still owes an answer or a repayment, once. */
  async settlePending(): Promise<void> {
    const { database, payments } = this.purchasing;
    const tenants = this.tenants();
    let [at, id] = ['-infinity', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const params = [payments.name, tenants, at, id];
      const rows = await database.transaction(tenants, (tx) => tx.query<UnsettledRow>(UNSETTLED, params));
      const left = rows.values();
      await Promise.all(Array.from({ length: AT_ONCE }, () => this.finishAll(left)));
      const last = rows.at(-1);
      if (!last || rows.length < PER_PAGE || this.closed) return;
      [at, id] = [new Date(last.created_at).toISOString(), last.id];
    }
  }

  /** Takes purchases from those that are left, one after the other: one that waits keeps only its own taker. */
  private async finishAll(left: Iterable<UnsettledRow>): Promise<void> {
    for (const row of left) {
      if (this.closed) return;
      const finish = row.status === 'PENDING' ? this.settle : this.giveBack;
      await this.attempt(row.id, () => finish(row.tenant_id, row.id));
    }
  }

  private readonly settle = async (tenant: string, id: string) => settlePurchase(this.purchasing, tenant, id);
  private readonly giveBack = async (tenant: string, id: string) => returnMoney(this.purchasing, tenant, id);

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  /** One failure is logged and met again at the next sweep; it stops nothing else. */
  private async attempt(purchase: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.log.warn({ err: error, purchase }, 'a purchase could not be settled yet');
    }
  }
}
