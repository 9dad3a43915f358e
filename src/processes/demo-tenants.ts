/**
 * The demo tenants of a fresh data directory: a few subjects, plans, lots and a pool for acme and globex. Made through
 * the ledger's own doors with fixed keys, so that making them again changes nothing.
 */
import type { App, Demo } from './app.js';
import type { Parts } from './open-cell.js';
import type { Catalog } from '../catalog/catalog.js';
import { NANO_PER_CREDIT } from '../core/amounts.js';
import type { LotKind } from '../core/kinds.js';
import { SYSTEM } from '../books/admin-action.js';
import { grantCredits } from '../accounts/grant-credits.js';
import { setPlan } from '../accounts/set-plan.js';
import { sells } from '../purchases/no-payments.js';
import { purchaseCredits, type Purchasing } from '../purchases/purchase-credits.js';

/** A check for alice that needs every layer: 250 credits where her plan includes 50. */
export const DEMO_CHECK = `mutation Check {
  checkAccess(
    input: {
      subject: "alice", product: "codex", feature: "gpt-5.5"
      idempotencyKey: "my-first-check"
      usage: [
        { dimension: "input_tokens", quantity: 1400000 }
        { dimension: "output_tokens", quantity: 100000 }
      ]
    }
  ) {
    outcome proceed message requested granted
    draws { layer source amount windows line }
    hold { id state expiresAt }
    policy { version file line rule }
  }
}
`;

const BALANCE = `query Balance {
  account {
    seq
    balance { available held }
    windows { window remaining capacity resetsAt }
  }
}
`;

const WATCH = `subscription Watch {
  balanceChanged { seq cause delta heldDelta balance { available held } }
}
`;

const KEY = 'demo';

const PLANS: [tenant: string, subject: string, plan: string, ...groups: string[]][] = [
  ['acme', 'admin', 'enterprise'],
  ['acme', 'gateway', 'plus'],
  ['acme', 'alice', 'plus', 'engineering'],
  ['acme', 'bob', 'free'],
  ['acme', 'ines', 'fellow'],
  ['acme', 'jon', 'fellow'],
  ['acme', 'mara', 'plus'],
  ['globex', 'admin', 'enterprise'],
  ['globex', 'gateway', 'free'],
  ['globex', 'alice', 'pro'],
  ['globex', 'bob', 'free'],
];

/** What the server's own pages show of it. */
export const DEMO: Demo = {
  operations: [DEMO_CHECK, BALANCE, WATCH],
  subjects: PLANS.map(([tenant, subject, , ...groups]) => ({ tenant, subject, groups })),
};

/** The last of each tenant, which is a pool's, is made last of all: where it is, all else is. */
const GRANTS: [tenant: string, address: string, kind: LotKind, credits: bigint, reason: string][] = [
  ['acme', 'subject:alice', 'PROMOTIONAL', 20n, 'welcome to codex'],
  ['acme', 'subject:bob', 'PROMOTIONAL', 5n, 'welcome to codex'],
  ['acme', 'pool:engineering', 'ENTITLEMENT', 5000n, 'the year’s contract'],
  ['globex', 'subject:alice', 'PROMOTIONAL', 50n, 'a launch campaign'],
  ['globex', 'pool:studio', 'ENTITLEMENT', 1000n, 'the year’s contract'],
];

const IS_COMPLETE = `
  select 1 from account a join lot l on l.tenant_id = a.tenant_id and l.account_id = a.id
  where a.tenant_id = $1 and a.address = $2 and l.key = $3`;

/** As much of an app as making them takes. */
interface DemoApp extends Pick<App, 'policies' | 'payments'> {
  partsOf(tenant: string): Pick<Parts, 'database' | 'ledger'>;
}

/** Makes the demo tenants where they are not complete yet; what a person changed in a complete one stays. */
export async function makeDemoTenants(app: DemoApp): Promise<void> {
  const { policies, payments } = app;
  const catalog = policies.catalog();
  for (const tenant of ['acme', 'globex'].filter((id) => policies.live(id))) {
    const { database, ledger } = app.partsOf(tenant);
    const parts = { database, ledger, payments, catalog };
    const bySystem = { tenant, actor: SYSTEM };
    const grants = GRANTS.filter(([of]) => of === tenant);
    const last = grants.at(-1)?.[1];
    const made = await database.transaction([tenant], (tx) => tx.query(IS_COMPLETE, [tenant, last, KEY]));
    if (made.length > 0) continue;
    for (const [of, subject, plan] of PLANS) if (of === tenant) await setPlan(parts, { ...bySystem, subject }, plan);
    for (const [, address, kind, credits, reason] of grants) {
      if (tenant === 'acme' && address === last && sells(payments)) await buyForAlice(parts);
      const input = { kind, credits: credits * NANO_PER_CREDIT, priority: 100, reason, idempotencyKey: KEY };
      await grantCredits(parts, { ...bySystem, address }, input);
    }
  }
}

async function buyForAlice(parts: Purchasing & { catalog: Catalog }): Promise<void> {
  const bought = { credits: 100n * NANO_PER_CREDIT, paymentMethod: 'sandbox:ok', idempotencyKey: KEY };
  await purchaseCredits(parts, parts.catalog, { tenant: 'acme', address: 'subject:alice' }, bought);
}
