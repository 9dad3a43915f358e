/**
 * No payment provider: nothing can be bought. What was bought before, elsewhere or from a provider that was there then,
 * stays what it is.
 */
import { SpillwayError } from '../errors.js';
import type { Price } from './money.js';
import type { PaymentAnswer, PaymentProvider } from './payment-provider.js';

/** What everybody is told who would buy. */
export const NOTHING_IS_SOLD = 'Nothing can be bought here: there is no payment provider (SPILLWAY_PAYMENTS is none).';

export class NoPayments implements PaymentProvider {
  readonly name = 'none';
  readonly testMode = false;
  readonly defaultMethod = '';
  readonly methods = [];

  /** Nobody is told a price: whoever asks is refused first. */
  get perCredit(): Price {
    throw new Error('without a payment provider there is no price');
  }

  get smallestPayment(): Price {
    throw new Error('without a payment provider there is no payment');
  }

  accepts(): boolean {
    return false;
  }

  async charge(): Promise<PaymentAnswer> {
    throw new Error('without a payment provider nothing is charged');
  }

  async status(): Promise<PaymentAnswer> {
    throw new Error('without a payment provider nothing is pending');
  }

  async refund(): Promise<void> {
    throw new Error('without a payment provider nothing is given back');
  }

  onSettled(): void {}

  close(): void {}
}

/** Whether anything can be bought. */
export function sells(payments: PaymentProvider): boolean {
  return !(payments instanceof NoPayments);
}

/** @throws SpillwayError CONFLICT where nothing can be bought, whatever is asked for */
export function assertSells(payments: PaymentProvider): void {
  if (!sells(payments)) throw new SpillwayError('CONFLICT', NOTHING_IS_SOLD);
}
