/**
 * What an admin sets on an account: whether it may be drawn from. Each change is one balance update; what is as it should
 * be already is left alone. Its plan is set in set-plan.ts.
 */
import type { Catalog } from '../catalog/catalog.js';
import type { AccountState as CoreAccountState, Account as CoreAccount } from '../core/account.js';
import { post } from '../core/journal.js';
import type { Instant } from '../core/words.js';
import type { Database } from '../database/database.js';
import { cleanName, LONGEST } from '../text.js';
import { act, type ActionTerms, type Actor } from '../books/admin-action.js';
import { Account } from '../books/account.js';
import { accountToCreate } from '../books/account-to-create.js';
import type { Books } from '../books/books.js';
import type { Ledger } from '../books/unit-of-work.js';

/** Whose account, and who does it. */
export interface ManagedBy {
  tenant: string;
  address: string;
  actor: Actor;
}

/** What managing needs from its surroundings. */
export interface Managing {
  ledger: Ledger;
  database: Database;
  catalog: Catalog;
}

const STATE_REASON = `update account set state_reason = $3 where tenant_id = $1 and id = $2`;

/**
 * Suspends the account at this address, made where it does not exist, or puts it to use again. The reason of the last
 * change is kept.
 * @throws SpillwayError BAD_USER_INPUT
 */
export async function setAccountState(
  managing: Managing,
  { actor, ...lock }: ManagedBy,
  state: CoreAccountState,
  reason: string,
): Promise<Account> {
  const { ledger, catalog } = managing;
  const why = cleanName('reason', reason, LONGEST.reason);
  const { tenant, address } = lock;
  await ledger.work(
    [tenant],
    { lock: [lock], create: [accountToCreate(catalog, tenant, address)] },
    async (books, tx) => {
      const account = books.account(lock);
      const now = books.bringUpTo(account);
      const before = account.state;
      if (before === state) return;
      account.state = state;
      recordChange(books, account, now, actor, { kind: 'STATE_CHANGED', reason: why, before, after: state });
      await tx.query(STATE_REASON, [tenant, account.id, why]);
    },
  );
  return readAccount(managing, lock);
}

interface Change extends ActionTerms {
  kind: 'STATE_CHANGED';
}

function recordChange(books: Books, account: CoreAccount, now: Instant, actor: Actor, change: Change): void {
  const causeHash = act(books, account.tenant, actor, now, { accountId: account.id, ...change });
  books.record(post(account, now, change.kind, null, []), causeHash);
}

/** The account as it is stored. */
export async function readAccount({ database }: Managing, { tenant, address }: { tenant: string; address: string }) {
  return database.transaction([tenant], ({ em }) => em.findOneOrFail(Account, { tenantId: tenant, address }), {
    readOnly: true,
  });
}
