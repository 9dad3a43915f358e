/**
 * Payments without money, to try things out: `sandbox:ok` pays, `sandbox:declined` does not, `sandbox:slow` pays one
 * second later. Its answers follow from the payment alone, so it forgets nothing when the process ends.
 */
import type { Price } from './money.js';
import type { MethodOffered, Payment, PaymentAnswer, PaymentProvider, Repayment } from './payment-provider.js';

const METHODS: readonly MethodOffered[] = [
  { id: 'sandbox:ok', label: 'Pays at once (sandbox)' },
  { id: 'sandbox:declined', label: 'Is declined (sandbox)' },
  { id: 'sandbox:slow', label: 'Pays after a second (sandbox)' },
];
const SLOW_MS = 1_000;

export class SandboxPayments implements PaymentProvider {
  readonly name = 'sandbox';
  readonly testMode = true;
  readonly defaultMethod = 'sandbox:ok';
  readonly methods = METHODS;
  readonly perCredit: Price = { amount: '0.04', currency: 'USD' };
  readonly smallestPayment: Price = { amount: '0.01', currency: 'USD' };
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private told: (tenant: string, purchaseId: string) => void = () => {};

  /** @param clock milliseconds since 1970, as the database's clock that stamps purchases; tests move both */
  constructor(private readonly clock: () => number = Date.now) {}

  accepts(method: string): boolean {
    return METHODS.some(({ id }) => id === method);
  }

  async charge(payment: Payment): Promise<PaymentAnswer> {
    const reference = `sandbox_${payment.purchaseId}`;
    if (payment.method === 'sandbox:declined') {
      return { status: 'declined', reference, reason: 'The card was declined (sandbox).' };
    }
    const waitMs = payment.method === 'sandbox:slow' ? payment.createdAt + SLOW_MS - this.clock() : 0;
    if (waitMs <= 0) return { status: 'paid', reference };
    this.callBack(payment, waitMs);
    return { status: 'pending', reference };
  }

  async status(payment: Payment): Promise<PaymentAnswer> {
    return this.charge(payment);
  }

  async refund(_repayment: Repayment): Promise<void> {}

  onSettled(told: (tenant: string, purchaseId: string) => void): void {
    this.told = told;
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private callBack({ tenant, purchaseId }: Payment, waitMs: number): void {
    if (this.timers.has(purchaseId)) return;
    const timer = setTimeout(() => {
      this.timers.delete(purchaseId);
      this.told(tenant, purchaseId);
    }, waitMs);
    this.timers.set(purchaseId, timer.unref());
  }
}
