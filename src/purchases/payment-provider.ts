/**
 * What Spillway asks of whoever takes the money. Every call may be repeated at any time with the same key and then does
 * nothing new: that is the provider's promise, and what makes a purchase safe to finish by anybody, after any crash.
 */
import type { Instant, Nano } from '../core/words.js';
import type { Price } from './money.js';

/** One payment to make; `purchaseId` is its idempotency key. */
export interface Payment {
  purchaseId: string;
  tenant: string;
  /** The address of the account that the credits are for. */
  account: string;
  credits: Nano;
  price: Price;
  method: string;
  createdAt: Instant;
  /** What the provider called it in an earlier answer; null before the first. */
  reference: string | null;
}

/** How far a payment has come. `paid` and `declined` are final. */
export interface PaymentAnswer {
  status: 'paid' | 'pending' | 'declined';
  reference: string;
  /** Why it was declined, for a person. */
  reason?: string;
  /** Where the payer has something to do. */
  actionUrl?: string;
}

/** A part of a paid price to give back; `key` is its idempotency key. */
export interface Repayment {
  key: string;
  payment: Payment;
  amount: Price;
}

/** A way to pay that a payer may choose. */
export interface MethodOffered {
  id: string;
  /** For a person. */
  label: string;
}

export interface PaymentProvider {
  /** As `SPILLWAY_PAYMENTS` calls it, and as purchases remember it. */
  readonly name: string;
  /** True where no real money moves. */
  readonly testMode: boolean;
  readonly defaultMethod: string;
  /** What it offers a payer to choose from: a short list, perhaps not all that it accepts. */
  readonly methods: readonly MethodOffered[];
  /** Whether there can be such a payment method. */
  accepts(method: string): boolean;
  /** What one credit costs now; it may be finer than the currency's minor unit. */
  readonly perCredit: Price;
  /** The smallest payment that it takes, in the same currency: at least one minor unit. */
  readonly smallestPayment: Price;
  /** Makes the payment, once for all, and answers how far it is. @throws where the provider cannot be reached */
  charge(payment: Payment): Promise<PaymentAnswer>;
  /** How far a payment is that `charge` answered `pending`. @throws where the provider cannot be reached */
  status(payment: Payment): Promise<PaymentAnswer>;
  /** Gives money back, once for all. @throws where the provider cannot be reached */
  refund(repayment: Repayment): Promise<void>;
  /** Calls back as soon as a pending payment has become final; a wake-up, not the truth. */
  onSettled(told: (tenant: string, purchaseId: string) => void): void;
  close(): void;
}
