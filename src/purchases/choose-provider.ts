/**
 * The payment providers there are, by the names that settings use.
 */
import type { PaymentProvider } from './payment-provider.js';
import { SandboxPayments } from './sandbox-payments.js';

/**
 * The provider that a setting names.
 * @throws Error where there is none of that name; only `sandbox` is built in
 */
export function chooseProvider(name: string): PaymentProvider {
  if (name === 'sandbox') return new SandboxPayments();
  throw new Error(`SPILLWAY_PAYMENTS: there is no payment provider "${name}"; the only one built in is "sandbox".`);
}
