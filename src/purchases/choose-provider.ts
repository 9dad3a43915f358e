/**
 * The payment providers there are, by the names that settings use.
 */
import { NoPayments } from './no-payments.js';
import type { PaymentProvider } from './payment-provider.js';
import { SandboxPayments } from './sandbox-payments.js';

/**
 * The provider that a setting names.
 * @throws Error where there is none of that name; only `sandbox` and `none` are built in
 */
export function chooseProvider(name: string): PaymentProvider {
  if (name === 'sandbox') return new SandboxPayments();
  if (name === 'none') return new NoPayments();
  throw new Error(
    `SPILLWAY_PAYMENTS: there is no payment provider "${name}"; "sandbox" is built in, and "none" sells nothing.`,
  );
}
