/**
 * What every resolver knows of the operation it serves: who calls, under which policy version, and what it may ask.
 */
import type { AccessChecks } from '../access/check-access.js';
import type { Catalog } from '../catalog/catalog.js';
import type { PaymentProvider } from '../ledger/payment-provider.js';
import type { Ledger } from '../ledger/unit-of-work.js';
import type { Loaders } from '../ledger/loaders.js';
import type { LiveBalances } from '../live/live-balances.js';
import type { LiveNotices } from '../live/live-notices.js';
import type { PolicyEngine } from '../policy/policy-engine.js';
import type { PolicyStore } from '../policy/policy-store.js';
import type { UsageRecorder } from '../settlement/record-usage.js';
import type { Database } from '../database/database.js';
import type { Caller } from './token.js';

/** One operation's context. The policy version is fixed for the whole operation. */
export interface Context {
  caller: Caller;
  requestId: string;
  policy: PolicyEngine;
  policies: PolicyStore;
  catalog: Catalog;
  database: Database;
  ledger: Ledger;
  checks: AccessChecks;
  recorder: UsageRecorder;
  payments: PaymentProvider;
  loaders: Loaders;
  live: LiveBalances;
  notices: LiveNotices;
}
