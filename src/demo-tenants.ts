/**
 * The demo tenants of a fresh data directory: a few subjects, plans, lots and a pool for acme and globex. Made through
 * the ledger's own doors with fixed keys, so that making them again changes nothing.
 */
import type { App } from './app.js';
import { NANO_PER_CREDIT } from './core/amounts.js';
import type { LotKind } from './core/facts.js';
import { Account } from './ledger/account.js';
import { grantCredits } from './ledger/grant-credits.js';
import { setPlan } from './ledger/manage-account.js';
import { purchaseCredits } from './ledger/purchase-credits.js';

/** A check for alice that needs every layer: 250 credits where her plan includes 50. */
export const DEMO_CHECK = `
  mutation {
    checkAccess(input: {
      subject: "alice", product: "codex", feature: "gpt-5.5", idempotencyKey: "my-first-check"
      usage: [{ dimension: "input_tokens", quantity: 1400000 }, { dimension: "output_tokens", quantity: 100000 }]
    }) {
      outcome message requested granted
      draws { layer source amount windows resetsAt expiresAt line }
      hold { id state expiresAt } policy { version file line rule }
    }
  }`;

const PLANS: [tenant: string, subject: string, plan: string][] = [
  ['acme', 'admin', 'enterprise'],
  ['acme', 'gateway', 'plus'],
  ['acme', 'alice', 'plus'],
  ['acme', 'bob', 'free'],
  ['globex', 'admin', 'enterprise'],
  ['globex', 'gateway', 'free'],
  ['globex', 'alice', 'pro'],
  ['globex', 'bob', 'free'],
];

const GRANTS: [tenant: string, address: string, kind: LotKind, credits: bigint, reason: string][] = [
  ['acme', 'subject:alice', 'PROMOTIONAL', 20n, 'welcome to codex'],
  ['acme', 'subject:bob', 'PROMOTIONAL', 5n, 'welcome to codex'],
  ['acme', 'pool:engineering', 'ENTITLEMENT', 5000n, 'the year’s contract'],
  ['globex', 'subject:alice', 'PROMOTIONAL', 50n, 'a launch campaign'],
  ['globex', 'pool:studio', 'ENTITLEMENT', 1000n, 'the year’s contract'],
];

/** Makes the demo tenants where there is none of their accounts yet. */
export async function makeDemoTenants({ database, ledger, policies, payments }: App): Promise<void> {
  const tenants = ['acme', 'globex'].filter((tenant) => policies.engine(tenant));
  const catalog = policies.catalog();
  for (const tenantId of tenants) {
    const known = await database.transaction([tenantId], ({ em }) => em.count(Account, { tenantId }));
    if (known > 0) continue;
    const parts = { database, ledger, payments, catalog };
    for (const [tenant, subject, plan] of PLANS) if (tenant === tenantId) await setPlan(parts, tenant, subject, plan);
    for (const [tenant, address, kind, credits, reason] of GRANTS) {
      const input = { kind, credits: credits * NANO_PER_CREDIT, priority: 100, reason, idempotencyKey: 'demo' };
      if (tenant === tenantId) await grantCredits(parts, tenant, address, input);
    }
    if (tenantId !== 'acme') continue;
    const bought = { credits: 100n * NANO_PER_CREDIT, paymentMethod: 'sandbox:ok', idempotencyKey: 'demo' };
    await purchaseCredits(parts, catalog, { tenant: 'acme', address: 'subject:alice' }, bought);
  }
}
