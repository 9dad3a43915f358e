/**
 * What every resolver knows of the operation it serves: who calls, under which policy version, and what it may ask. It
 * names no feature: each extends it by what it adds, and `processes/open-cell.ts` puts them together.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { Ledger } from '../books/unit-of-work.js';
import type { Meter, Trace } from '../meter.js';
import type { Loaders } from './loaders.js';
import type { PolicyStore } from '../policy/policy-store.js';
import type { PolicyVersion } from '../policy/policy-version.js';
import type { Database } from '../database/database.js';
import type { Caller } from '../server/token.js';

/** One operation's context. The policy version is fixed for the whole operation. */
export interface Context {
  caller: Caller;
  requestId: string;
  policy: PolicyVersion;
  policies: PolicyStore;
  catalog: Catalog;
  database: Database;
  ledger: Ledger;
  /** Whether there is anybody to buy credits from. */
  sellsCredits: boolean;
  /** Told of what happens; undefined where nobody measures. */
  meter?: Meter | undefined;
  /** The request, where it is traced. */
  trace?: Trace | undefined;
  loaders: Loaders;
  /** Told of whom somebody speaks for, with which groups; undefined where nobody notes names. */
  names?: { note(tenant: string, subject: string, groups: readonly string[]): void } | undefined;
}
